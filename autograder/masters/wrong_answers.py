"""Wrong answers that every exercise must catch, made from its right one.

Each takes the right function and returns a wrong one; ``applies`` says from the recorded calls whether the mistake
can show in the exercise. What is particular to an exercise stands in ``solutions/mutants/``.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["WRONG_ANSWERS", "Recorder", "WrongAnswer"]

Function = Callable[..., Any]
STRIDES = ("stride", "s")


@dataclass
class Recorder:
    """A wrapper of the right answer that keeps what it was called with, and what it returned or that it refused."""

    calls: list[tuple[tuple[Any, ...], dict[str, Any], Any]] = field(default_factory=list)
    refused: list[tuple[tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    parameters: tuple[str, ...] = ()

    def __call__(self, right: Function) -> Function:
        """Return the function that records."""
        self.parameters = tuple(inspect.signature(right).parameters)

        def recorded(*args: Any, **kwargs: Any) -> Any:
            given = copy.deepcopy((args, kwargs))
            try:
                result = right(*args, **kwargs)
            except ValueError:
                self.refused.append(given)
                raise
            self.calls.append((*given, result))
            return result

        return recorded

    @property
    def arguments(self) -> list[Any]:
        """Every argument of every call that was answered."""
        return [value for args, kwargs, _ in self.calls for value in (*args, *kwargs.values())]

    @property
    def results(self) -> list[Any]:
        """Every result."""
        return [result for _, _, result in self.calls]


@dataclass(frozen=True)
class WrongAnswer:
    """A mistake that can be made of any right answer."""

    name: str
    applies: Callable[[Recorder], bool]
    make: Callable[[Function], Function]
    for_each_test: str = ""
    """Where no test at all may pass it: what to do with one that does."""


def _after(change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    def make(right: Function) -> Function:
        return lambda *args, **kwargs: change(right(*args, **kwargs))

    return make


def _map(result: Any, change: Callable[[Any], Any]) -> Any:
    """Apply ``change`` to the arrays and numbers in a result."""
    if isinstance(result, dict):
        return {key: _map(value, change) for key, value in result.items()}
    if isinstance(result, tuple | list):
        return type(result)(_map(value, change) for value in result)
    return change(result)


def _zero(value: Any) -> Any:
    return np.zeros_like(value) if isinstance(value, np.ndarray) else type(value)()


def _constant(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.full_like(value, 1)
    return value if isinstance(value, bool | str) or value is None else type(value)(1)


def _nan(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.full(value.shape, np.nan)
    return float("nan") if isinstance(value, float) else value


def _other_kind(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.real.astype(np.float64) if value.dtype.kind == "c" else value.astype(np.complex128)
    if isinstance(value, bool):
        return str(value)
    return float(value) + 0.5 if isinstance(value, int) else str(value)


def _returns_its_input(_right: Function) -> Function:
    def wrong(*args: Any, **kwargs: Any) -> Any:
        return (*args, *kwargs.values())[0]

    return wrong


def _changes_its_arguments(right: Function) -> Function:
    def wrong(*args: Any, **kwargs: Any) -> Any:
        result = copy.deepcopy(right(*args, **kwargs))
        for value in (*args, *kwargs.values()):
            if isinstance(value, np.ndarray) and value.flags.writeable:
                np.add(value, 1, out=value)
            elif isinstance(value, list):
                value.append(value[-1] if value else 0)
        return result

    return wrong


def _always_refuses(_right: Function) -> Function:
    def wrong(*_args: Any, **_kwargs: Any) -> Any:
        raise ValueError("refused")

    return wrong


def _always(answer: bool) -> Callable[[Function], Function]:
    return lambda _right: lambda *_args, **_kwargs: answer


def _is_yes_or_no(record: Recorder) -> bool:
    return bool(record.results) and all(isinstance(result, bool) for result in record.results)


def _only_stride_one(right: Function) -> Function:
    signature = inspect.signature(right)

    def wrong(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        for name in STRIDES:
            value = bound.arguments.get(name)
            if value is not None and np.min(value) >= 1:
                bound.arguments[name] = type(value)(1 for _ in value) if isinstance(value, tuple | list) else 1
        return right(*bound.args, **bound.kwargs)

    return wrong


def _only_square(right: Function) -> Function:
    def wrong(*args: Any, **kwargs: Any) -> Any:
        result = right(*args, **kwargs)
        return _map(result, _zero) if _has_oblong(args, kwargs) else result

    return wrong


def _has_oblong(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    planes = [value for value in (*args, *kwargs.values()) if isinstance(value, np.ndarray) and value.ndim >= 2]
    return any(plane.shape[-1] != plane.shape[-2] for plane in planes)


def _is_for_squares_alone(record: Recorder) -> bool:
    """Whether the right answer refused what is not square, and was given it for nothing else."""
    answered = any(_has_oblong(args, kwargs) for args, kwargs, _ in record.calls)
    return not answered and any(_has_oblong(args, kwargs) for args, kwargs in record.refused)


def _changed(change: Callable[[Any], Any]) -> Callable[[Recorder], bool]:
    """Whether ``change`` makes another thing of some recorded result."""
    return lambda record: any(not _same(result, _map(result, change)) for result in record.results)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, tuple | list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict):
        return all(_same(left[key], right[key]) for key in left)
    return (
        type(left) is type(right) and np.array_equal(left, right) and np.asarray(left).dtype == np.asarray(right).dtype
    )


def _has_array(values: list[Any], dimensions: int = 0) -> bool:
    return any(isinstance(value, np.ndarray) and value.ndim >= dimensions for value in values)


WRONG_ANSWERS = (
    WrongAnswer("returns its first argument", lambda r: bool(r.arguments), _returns_its_input),
    WrongAnswer("returns zeros", _changed(_zero), _after(lambda result: _map(result, _zero))),
    WrongAnswer("returns a constant of the right shape", _changed(_constant), _after(lambda x: _map(x, _constant))),
    WrongAnswer("returns NaN", _changed(_nan), _after(lambda result: _map(result, _nan))),
    WrongAnswer("returns another kind of number", _changed(_other_kind), _after(lambda x: _map(x, _other_kind))),
    WrongAnswer(
        "returns what broadcasts to the result", lambda r: _has_array(r.results), _after(lambda x: np.asarray(x)[None])
    ),
    WrongAnswer(
        "changes its arguments",
        lambda r: _has_array(r.arguments) or any(isinstance(value, list) for value in r.arguments),
        _changes_its_arguments,
    ),
    WrongAnswer("knows stride 1 only", lambda r: any(name in STRIDES for name in r.parameters), _only_stride_one),
    WrongAnswer(
        "knows squares only",
        lambda r: _has_array(r.arguments, 2) and _has_array(r.results) and not _is_for_squares_alone(r),
        _only_square,
    ),
    WrongAnswer(
        "always raises ValueError",
        lambda r: bool(r.calls),
        _always_refuses,
        "put an allowed neighbour beside what is refused",
    ),
    WrongAnswer("is always True", _is_yes_or_no, _always(True), "ask for both answers"),
    WrongAnswer("is always False", _is_yes_or_no, _always(False), "ask for both answers"),
)
