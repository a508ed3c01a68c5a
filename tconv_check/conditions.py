"""What holds where a notebook is graded: learners are told it, and the check runs under it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CONDITIONS", "LIMITS", "MAX_BYTES", "MAX_CELLS", "MAX_TEXT", "ONLY_NUMPY", "Limits"]

ONLY_NUMPY = "only NumPy is there when your notebook is graded"
CONDITIONS = (
    "When your notebook is graded only NumPy is there: no torch, no SciPy, no threads, no tconv_lib. "
    "Your own cells can import NumPy and Python's standard library."
)
"""For the first cell of a released notebook, and START.txt."""

MAX_BYTES = 100 * 2**20
"""Of a file, outputs and pictures among them."""
MAX_TEXT = 10 * 2**20
"""Bytes of a file without its outputs."""
MAX_CELLS = 2_000


class Limits(NamedTuple):
    """Seconds of the clock on the wall."""

    call: float = 5.0
    cell: float = 15.0
    notebook: float = 90.0


LIMITS = Limits()
