"""What to add to an error that comes of where the code is graded, and not of the code."""

from __future__ import annotations

import errno
import socket
import sys
import types
from collections.abc import Sequence

from .syntax import OURS

__all__ = ["hint"]

GIVEN = frozenset(
    "reference cases assert_array assert_equal assert_raises assert_returns assert_close assert_shape tconv_lib".split()
)
"""Names that the notebook shows in the course's own cells, which do not run with the learner's."""
ALONE = "when your notebook is graded there are no threads, no other programs and no network"
SAID = {
    "can't start new thread": ALONE,
    "EOF when reading a line": "nobody answers input() when your notebook is graded",
    "BdbQuit": "nobody answers the debugger when your notebook is graded: take breakpoint() and set_trace() out",
}
"""Clauses by what Python says, or by the class of an error that says nothing."""


def hint(error: BaseException, starred: Sequence[str]) -> str:
    """Return a clause in brackets, or nothing.

    ``starred`` are modules that are not there of which a cell imported ``*``.

    >>> hint(NameError("name 'reference' is not defined", name="reference"), [])
    ' (it is not there when your notebook is graded: only NumPy and your own cells are)'
    """
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        if error.name in GIVEN:
            return " (it is not there when your notebook is graded: only NumPy and your own cells are)"
        if starred:
            return f" ({starred[-1]}, of which you import *, is not there when your notebook is graded: only NumPy is)"
    elif _is_of_the_standard_library(error):
        return f" (it is not in {OURS}, with which your notebook is graded)"
    elif (said := str(error) or type(error).__name__) in SAID:
        return f" ({SAID[said]})"
    elif isinstance(error, OSError):
        return _of_the_machine(error)
    return ""


def _of_the_machine(error: OSError) -> str:
    cause = getattr(error, "reason", error)  # urllib's own errors have one
    if isinstance(cause, socket.gaierror) or errno.EPERM in (error.errno, getattr(cause, "errno", None)):
        return f" ({ALONE})"
    return " (no files of yours are there when your notebook is graded)" if error.errno == errno.ENOENT else ""


def _is_of_the_standard_library(error: BaseException) -> bool:
    """Return whether a name was asked of a module of Python's own that is not in it; it may be in a later one's."""
    if isinstance(error, AttributeError):
        return isinstance(error.obj, types.ModuleType) and error.obj.__name__ in sys.stdlib_module_names
    return type(error) is ImportError and error.name in sys.stdlib_module_names
