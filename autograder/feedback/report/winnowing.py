"""Fingerprints of a text: of every window of neighbouring k-grams the least hash, as winnowing chooses them.

S. Schleimer, D. S. Wilkerson, A. Aiken: Winnowing: local algorithms for document fingerprinting. SIGMOD 2003. Two texts
with ``K + WINDOW - 1`` tokens in a row in common have a fingerprint in common, and no run shorter than ``K`` counts.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["WINDOW", "Hashes", "K", "grams", "winnow"]

K, WINDOW = 8, 3
Hashes = NDArray[np.uint64]
FACTOR = np.uint64(0x9E3779B97F4A7C15)


def grams(tokens: Sequence[str], k: int = K) -> Hashes:
    """Return a hash of each run of ``k`` tokens, by the place at which it begins."""
    if len(tokens) < k:
        return np.empty(0, np.uint64)
    words = np.array([_word(token) for token in tokens], np.uint64)
    runs = sliding_window_view(words, k)  # (len(tokens) - k + 1, k)
    hashes = np.zeros(len(runs), np.uint64)
    for place in range(k):
        hashes = _mixed(hashes * FACTOR + runs[:, place])
    return hashes


def winnow(hashes: Hashes, window: int = WINDOW) -> NDArray[np.intp]:
    """Return the places of the fingerprints: in every window the least hash, of equal ones the last."""
    if not len(hashes):
        return np.empty(0, np.intp)
    windows = sliding_window_view(hashes, min(window, len(hashes)))
    last = windows.shape[1] - 1 - windows[:, ::-1].argmin(axis=1)
    return np.unique(np.arange(len(windows)) + last)


@cache
def _word(token: str) -> int:
    return zlib.crc32(token.encode("utf-8", "replace"))


def _mixed(hashes: Hashes) -> Hashes:
    """Return the hashes with each bit depending on all, so that the least is any of them."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return hashes ^ (hashes >> np.uint64(27))
