"""The lines of two texts that they have in common."""

from __future__ import annotations

from collections import Counter

import numpy as np

from autograder.feedback.report.tokens import Token, tokens
from autograder.feedback.report.winnowing import Hashes, K, grams

__all__ = ["common_lines"]


def common_lines(one: str, other: str, released: Hashes) -> tuple[frozenset[int], frozenset[int]]:
    """Return the lines (from 1) of each text most of whose tokens stand in a stretch that the other has, too.

    A stretch is a run of at least ``K`` tokens; ``released`` are the hashes of runs that say nothing.
    """
    read = tokens(one), tokens(other)
    first, second = (grams([token.text for token in each]) for each in read)
    common = np.setdiff1d(np.intersect1d(first, second), released)
    return _lines(read[0], np.isin(first, common)), _lines(read[1], np.isin(second, common))


def _lines(read: list[Token], begins: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> frozenset[int]:
    """Return the lines most of whose tokens a common run covers; ``begins`` says where one begins."""
    covered = np.convolve(begins, np.ones(K))[: len(read)] > 0 if len(begins) else np.zeros(len(read), bool)
    whole = Counter(token.line for token in read)
    inside = Counter(token.line for token, is_common in zip(read, covered, strict=True) if is_common)
    return frozenset(line for line, number in inside.items() if 2 * number > whole[line])
