"""Random test cases: the same ones for the same seed, on every machine.

NumPy is imported when the first array is drawn.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

__all__ = ["cases"]

_SIZES = (1, 6)  # of an axis, both ends included
_MAX_MISSES = 1000


def cases(
    count: int,
    *,
    seed: int | None = None,
    where: Callable[[dict[str, object]], bool] | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
    **arguments: object,
) -> Iterator[tuple[object, ...]]:
    """Draw ``count`` tuples of the named arguments, in the order of the keywords.

    Parameters
    ----------
    count : how many
    seed : by default the environment's ``TCONV_SEED``, else 0; mixed with the arguments, so that two calls differ
    where : a condition on the dict of the arguments drawn; a case that does not meet it is drawn again
    sizes : the (smallest, largest) size of an axis letter; 1 to 6 where a letter is not named
    **arguments
        - ``"chw"``: an array of integers from -9 to 9, not all zero, as float64; one letter is one size, shared by
          all arrays of a case; ``"hw:int64"`` names another dtype, whose numbers start at 0 if it has no sign;
        - ``(low, high)``: an int, both ends included;
        - a list: one of its members;
        - a callable: what it returns for the dict of the arguments drawn so far; one that takes two arguments is
          called with the ``random.Random``, too.

    Raises
    ------
    TypeError
        for another kind of argument.
    ValueError
        if ``where`` holds for none of 1000 draws in a row.

    Examples
    --------
    >>> for x, stride in cases(2, seed=1, x="hw:int64", stride=(1, 4), sizes={"h": (1, 1), "w": (2, 2)}):
    ...     print(x.tolist(), stride)
    [[4, -5]] 1
    [[5, 9]] 2
    """
    seed = int(os.environ.get("TCONV_SEED", "0")) if seed is None else seed
    described = [(name, _describe(spec)) for name, spec in arguments.items()]
    rng = random.Random(f"{seed} {described} {dict(sizes or {})}")  # noqa: S311 - tests, not secrets
    return islice(_draw_cases(arguments, sizes or {}, where, rng), count)


def _draw_cases(
    arguments: Mapping[str, object],
    sizes: Mapping[str, tuple[int, int]],
    where: Callable[[dict[str, object]], bool] | None,
    rng: random.Random,
) -> Iterator[tuple[object, ...]]:
    misses = 0
    while True:
        drawn = _draw_case(arguments, sizes, rng)
        if where is None or where(drawn):
            misses = 0
            yield tuple(drawn.values())
        else:
            misses += 1
            if misses == _MAX_MISSES:
                raise ValueError(f"where held for none of {_MAX_MISSES} draws; the last was {drawn}")


def _draw_case(
    arguments: Mapping[str, object], sizes: Mapping[str, tuple[int, int]], rng: random.Random
) -> dict[str, object]:
    drawn: dict[str, object] = {}
    size_of: dict[str, int] = {}
    for name, spec in arguments.items():
        if isinstance(spec, str):
            drawn[name] = _draw_array(spec, size_of, sizes, rng)
        elif isinstance(spec, tuple):
            drawn[name] = rng.randint(*spec)
        elif isinstance(spec, list):
            drawn[name] = rng.choice(spec)
        elif callable(spec):
            drawn[name] = spec(drawn, rng) if _takes_two_arguments(spec) else spec(drawn)
        else:
            raise TypeError(f"{name} must be axis letters, (low, high), a list or a callable, got {spec!r}")
    return drawn


def _draw_array(spec: str, size_of: dict[str, int], sizes: Mapping[str, tuple[int, int]], rng: random.Random) -> object:
    import numpy as np  # noqa: PLC0415 - integer exercises run without it

    axes, _, dtype = spec.partition(":")
    for letter in axes:
        if letter not in size_of:
            smallest, largest = sizes.get(letter, _SIZES)
            possible = range(smallest, largest + 1)
            unused = [size for size in possible if size not in size_of.values()]
            size_of[letter] = rng.choice(unused or possible)  # sizes that differ show a swap of axes
    shape = tuple(size_of[letter] for letter in axes)

    values = np.zeros(shape, np.dtype(dtype or "float64"))
    minimum = 0 if values.dtype.kind == "u" else -9
    while not values.any():
        values[...] = np.reshape([rng.randint(minimum, 9) for _ in range(values.size)], shape)
        if values.dtype.kind == "c":
            values += 1j * np.reshape([rng.randint(-9, 9) for _ in range(values.size)], shape)
    return values


def _takes_two_arguments(function: Callable[..., object]) -> bool:
    import inspect  # noqa: PLC0415 - slow to import, and rarely needed

    return len(inspect.signature(function).parameters) == 2


def _describe(spec: object) -> str:
    """Describe an argument without an address, which differs from run to run."""
    if isinstance(spec, list):
        return str([_describe(member) for member in spec])
    return getattr(spec, "__name__", type(spec).__name__) if callable(spec) else repr(spec)
