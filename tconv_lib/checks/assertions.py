"""What the tests of the exercises assert, with messages that show the case and never the solution.

Standard library only until an array arrives: the exercises about sizes run without NumPy.
"""

from __future__ import annotations

import copy
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, TypeAlias

from tconv_lib.checks.compare import Difference, difference, is_array, show

__all__ = ["CheckFailed", "assert_array", "assert_equal", "assert_raises", "assert_returns", "assert_true"]

Kind: TypeAlias = Literal["shape", "values", "error", "type", "mutation"]

_WRONG = {"shape": "wrong shape", "values": "wrong value", "type": "wrong type"}


def _wrong(found: Difference) -> str:
    """Say what kind of difference there is: a list has a length, an array a shape."""
    return _WRONG[found.kind] if found.kind != "shape" or is_array(found.expected) else "wrong length"


class CheckFailed(AssertionError):  # noqa: N818 - reads as what happened
    """A check that did not hold; ``kind`` says in one word what was wrong.

    ``found`` has the two values that differ, and ``inputs`` what was given, by name; both for a page that draws them.
    """

    def __init__(
        self, kind: Kind, message: str, found: Difference | None = None, inputs: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.found = found
        self.inputs = dict(inputs or {})

    def _render_traceback_(self) -> list[str]:
        """Show the line of the test alone in Jupyter, not how it was checked; IPython calls this method by its name."""
        test = frame = self.__traceback__
        while frame is not None:
            if frame.tb_frame.f_globals.get("__name__") != __name__:
                test = frame
            frame = frame.tb_next
        if test is not None:
            test.tb_next = None
        renderer = sys.modules["IPython"].get_ipython().InteractiveTB
        lines: list[str] = renderer.structured_traceback(type(self), self, self.__traceback__)
        return lines


def assert_returns(expected: object, function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Call ``function`` and compare what it returns with ``expected``.

    Checked in this order: something is returned, its type, shape, kind of dtype, values, and that no argument was
    changed. Floats may differ by rounding, float32's included; NaN equals nothing; a bool is not an int; NumPy's
    numbers pass for Python's; a list passes for a tuple and the reverse, but not for an array.

    Raises
    ------
    CheckFailed
        with the call and the first difference; an error of ``function`` itself passes through.

    Examples
    --------
    >>> assert_returns(3, len, "abc")
    >>> assert_returns(4, len, "abc")
    Traceback (most recent call last):
        ...
    tconv_lib.checks.assertions.CheckFailed: len('abc'): wrong value
      expected 4
      received 3
    """
    __tracebackhide__ = True  # in Jupyter, an error of the learner's code shows the test and that code alone
    own_args, own_kwargs = copy.deepcopy((args, kwargs))
    actual = function(*own_args, **own_kwargs)
    found = difference(actual, expected)
    if found is not None:
        message = f"{_call(function, args, kwargs, _wrong(found))}\n{found.text}"
        raise CheckFailed(found.kind, message, found, _named(function, args, kwargs))
    if not _unchanged((own_args, own_kwargs), (args, kwargs)):
        given, left = _named(function, args, kwargs), _named(function, own_args, own_kwargs)
        name = next(name for name, value in given.items() if not _unchanged(left[name], value))
        call = _call(function, args, kwargs, f"changed its argument {name}")
        text = f"  {name} became {show(left[name])}\n  it must stay as it was"
        raise CheckFailed("mutation", f"{call}\n{text}", inputs=given)


def assert_array(actual: object, expected: object, **inputs: object) -> None:
    """Compare two arrays: shape first, then the kind of dtype, then the values; ``inputs`` are shown on failure.

    Raises
    ------
    CheckFailed
        with the first difference.
    TypeError
        if ``expected`` is no array: the test itself is wrong.

    Examples
    --------
    >>> import numpy as np
    >>> assert_array(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    >>> assert_array(np.array([1.0, 2.0]), np.array([1.0, 3.0]), stride=2)
    Traceback (most recent call last):
        ...
    tconv_lib.checks.assertions.CheckFailed: wrong value for stride=2
      both have shape (2,)
      first difference at [1]: expected 3.0, received 2.0
      expected
        [1. 3.]
      received
        [1. 2.]
    """
    if not is_array(expected):
        raise TypeError(f"assert_array compares with an array, got {type(expected).__name__}; use assert_equal")
    assert_equal(actual, expected, **inputs)


def assert_equal(actual: object, expected: object, **inputs: object) -> None:
    """Compare two values by the rules of ``assert_returns``; ``inputs`` are shown on failure.

    Raises
    ------
    CheckFailed
        with the first difference.

    Examples
    --------
    >>> assert_equal([1, 2], (1, 2))
    """
    found = difference(actual, expected)
    if found is not None:
        shown = ", ".join(_keyword(name, value) for name, value in inputs.items())
        headline = f"{_wrong(found)} for {shown}" if inputs else _wrong(found)
        message = "\n".join([headline, *_cells(inputs.items()), found.text])
        raise CheckFailed(found.kind, message, found, inputs)


def assert_raises(error: type[Exception], function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Call ``function``, which must raise ``error``.

    Raises
    ------
    CheckFailed
        if it returns, or raises another error.

    Examples
    --------
    >>> assert_raises(ValueError, int, "x")
    """
    __tracebackhide__ = True
    call, given = _call(function, args, kwargs, f"did not raise {error.__name__}"), _named(function, args, kwargs)
    own_args, own_kwargs = copy.deepcopy((args, kwargs))
    try:
        value = function(*own_args, **own_kwargs)
    except error:
        return
    except Exception as other:
        received = f"{type(other).__name__}: {other}".removesuffix(": ")
        message = f"{call}\n  expected {error.__name__}\n  received {received}"
        raise CheckFailed("error", message, inputs=given) from other
    raise CheckFailed("error", f"{call}\n  expected {error.__name__}\n  received {show(value)}", inputs=given)


def assert_true(condition: object, message: str) -> None:
    """Require a condition that is no equality; ``message`` says what does not hold.

    Examples
    --------
    >>> assert_true(1 < 2, "one comes before two")
    """
    if not condition:
        raise CheckFailed("values", message)


def _call(function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object], says: str) -> str:
    """Write the call as one would type it and what is wrong with it, and its arrays below."""
    function_name = getattr(function, "__name__", repr(function))
    named = list(_named(function, args, kwargs).items())
    shown = [name if is_array(value) else show(value) for name, value in named[: len(args)]]
    shown += [_keyword(name, value) for name, value in kwargs.items()]
    return "\n".join([f"{function_name}({', '.join(shown)}): {says}", *_cells(named)])


def _named(
    function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> dict[str, object]:
    """Return the arguments of a call by the names of the parameters that they stand for."""
    try:
        parameters = inspect.signature(function).parameters.values()
        names = [each.name for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    except ValueError:  # some functions written in C have no signature
        names = []
    names += [f"argument_{index}" for index in range(len(names), len(args))]
    return dict(zip(names, args, strict=False)) | dict(kwargs)


def _keyword(name: str, value: object) -> str:
    return name if is_array(value) else f"{name}={show(value)}"


def _cells(values: Iterable[tuple[str, object]]) -> list[str]:
    """Write each array on a line of its own."""
    return [f"  {name} = {show(value)}" for name, value in values if is_array(value)]


def _unchanged(after: object, before: object) -> bool:
    """Compare to the bit: here NaN equals itself."""
    if isinstance(before, tuple | list) and isinstance(after, tuple | list):
        return len(after) == len(before) and all(map(_unchanged, after, before))
    if isinstance(before, dict) and isinstance(after, dict):
        return list(after) == list(before) and all(map(_unchanged, after.values(), before.values()))
    numpy = sys.modules.get("numpy")
    if numpy is not None and is_array(before):
        return bool(numpy.array_equal(after, before) or repr(after) == repr(before))
    return bool(after == before) or repr(after) == repr(before)
