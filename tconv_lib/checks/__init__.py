"""What the tests of the exercises use: assertions about the learner's functions, and random cases to call them with.

Standard library only until an array arrives, so that the exercises about sizes run without NumPy.
"""

from tconv_lib.checks.assertions import (
    CheckFailed,
    assert_array,
    assert_equal,
    assert_raises,
    assert_returns,
    assert_true,
)
from tconv_lib.checks.cases import cases

__all__ = ["CheckFailed", "assert_array", "assert_equal", "assert_raises", "assert_returns", "assert_true", "cases"]
