"""What each way to compute a layer costs, in moves of one element from array to array; and which is the cheapest.

Chapter ``fast``, equation (cost). NumPy's time is that of products, of elements that are read and written, of the rows
that they lie in, and of the calls: small layers with many taps are all calls, and depthwise ones are all moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from tconv_lib.arguments import check_integers
from tconv_lib.arrays import check_arrays
from tconv_lib.geometry import Axis, check_axes
from tconv_lib.layer import Array

__all__ = ["cheapest", "moves_alone"]

PRODUCTS = 30  # that take as long as one move
ROW = 25  # moves that go by until a row of neighbours in memory is begun
CALL = 3000  # and until NumPy is called
LONG_ROW, LARGE_IMAGE = 32, 2**14  # elements


def cheapest(x: Array, weight: Array, axes: Sequence[Axis], output_size: Sequence[int]) -> tuple[int, int]:
    """Choose how many axes to fold, and how many to patch.

    Parameters
    ----------
    x : (N, G, C_in/G, *input_size) ndarray
    weight : (G, C_in/G, C_out/G, *kernel_size) ndarray
    axes : one Axis for each spatial dimension
    output_size : one int an axis

    Returns
    -------
    (number of axes from the first, number of axes from the last)
        the stamps of the axes between them are added. Both are 0 where a value is not finite: it would meet zeros.

    Examples
    --------
    >>> axes = [Axis(kernel_size=9), Axis(kernel_size=9)]
    >>> cheapest(np.ones((1, 8, 1, 4, 4)), np.ones((8, 1, 1, 9, 9)), axes, (12, 12))
    (2, 0)
    """
    check_arrays(x=(x, "N G C_in *input_size"), weight=(weight, "G C_in C_out *kernel_size"))
    check_axes(axes, weight.shape[3:])
    output_size = check_integers("output_size", output_size, len(axes), 1)
    if not (np.isfinite(x).all() and np.isfinite(weight).all()):
        return 0, 0
    ways = [
        (folded, patched)
        for folded in range(len(axes) + 1)
        for patched in range(len(axes) - folded + 1)
        if all(axis.dilation == 1 for axis in axes[len(axes) - patched :])
    ]
    return min(ways, key=lambda way: _cost(x.shape, weight.shape[2], axes, output_size, *way))


def moves_alone(x: Array) -> bool:
    """Tell whether each image is moved by itself: where it is large and has long rows, a batch would gain nothing.

    Parameters
    ----------
    x : (N, G, C_in/G, *input_size) ndarray

    Examples
    --------
    >>> moves_alone(np.ones((8, 1, 64, 7, 7))), moves_alone(np.ones((8, 1, 64, 56, 56)))
    (False, True)
    """
    check_arrays(x=(x, "N G C_in ..."))
    return _moves_alone(x.shape)


def _moves_alone(x_shape: Sequence[int]) -> bool:
    _, groups, channels_in, *input_size = x_shape
    return bool(input_size) and input_size[-1] >= LONG_ROW and groups * channels_in * prod(input_size) >= LARGE_IMAGE


def _cost(
    x_shape: Sequence[int],
    channels_out: int,
    axes: Sequence[Axis],
    output_size: Sequence[int],
    folded: int,
    patched: int,
) -> float:
    batch, groups, channels_in, *input_size = x_shape
    channels_in *= prod(input_size[:folded])
    channels_out *= prod(output_size[:folded])
    axes, input_size = axes[folded:], input_size[folded:]
    counts = [-(-axis.kernel_size // axis.stride) for axis in axes]  # taps of a phase
    phases = [min(axis.kernel_size, axis.stride) for axis in axes]
    phase_size = [i + count - 1 for i, count in zip(input_size, counts, strict=True)]
    together = 1 if _moves_alone((batch, groups, channels_in, *input_size)) else max(1, batch)

    stamped = len(axes) - patched
    terms = channels_in * prod(counts[stamped:])  # of one sum that a product makes
    cells = batch * prod(input_size[:stamped]) * prod(phase_size[stamped:])
    taps = prod(axis.kernel_size for axis in axes[:stamped])
    weights = groups * channels_out * taps * prod(phases[stamped:]) * terms  # with the zeros that fill phases up
    moves: float = groups * channels_out * prod(phases) * batch * prod(phase_size)  # to the output
    calls = prod(phases)
    if folded:
        moves += groups * channels_in * channels_out * prod(axis.kernel_size for axis in axes)
    if patched:
        moves += 3 * weights + groups * terms * cells * (0.4 + ROW / (input_size[-1] * together))
        calls += prod(counts[stamped:])
    if stamped or not patched:
        row = prod(input_size[:stamped][-1:]) * prod(phase_size[stamped:]) * together
        moves += weights // terms * cells * (1.2 + ROW / row)  # a sum also reads
        calls += taps
    return moves + weights * cells / PRODUCTS + calls * CALL
