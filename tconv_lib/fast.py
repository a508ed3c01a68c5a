"""Transposed convolution at the speed of a matrix product.

Chapter ``fast``, equations (gemm-col2im) and (phases). One product makes all stamps, and adding them is the work; or
one product convolves all phases, and making its patches is the work. What moves less is done; then the phases are
interleaved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Literal

import numpy as np

from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis
from tconv_lib.layer import Array, Ints, Layer

__all__ = ["ROUTES", "Route", "col2im", "columns", "conv_transpose", "multiplications"]

Route = Literal["scatter", "insertion", "matrix", "gemm", "phases"]
ROUTES: tuple[Route, ...] = ("scatter", "insertion", "matrix", "gemm", "phases")


def conv_transpose(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    torch_limit: bool = False,
) -> Array:
    """Transposed convolution, fast; arguments and result are those of ``scatter.conv_transpose``.

    >>> x, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[1.0, 10.0, 100.0]]])
    >>> conv_transpose(x, weight, stride=2, padding=1)
    array([[[ 10., 102.,  20., 203.,  30.]]])
    """
    layer = Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )
    batch, channels_in, *input_size = layer.x.shape
    x = layer.x.reshape(batch, groups, channels_in // groups, *input_size)
    weight = weight.reshape(groups, channels_in // groups, *weight.shape[1:])  # (G, C_in/G, C_out/G, *k)
    out: Array = np.zeros((batch, groups, weight.shape[2], *layer.output_size), np.result_type(x, weight))
    finite = bool(np.isfinite(x).all() and np.isfinite(weight).all())  # only then may zeros be multiplied with them
    by_phases = finite and _phases_move_less(x, weight, layer.axes)
    kernels = _phase_kernels(weight, layer.axes) if by_phases else weight
    for portion in _portions(x, weight, out):
        cells = np.ascontiguousarray(np.moveaxis(x[portion], 0, -1))  # (G, C_in/G, *i, N): neighbours move together
        if by_phases:
            phases = _convolve_phases(cells, kernels[portion[1]], layer.axes)
        else:
            phases = _add_stamps(cells, weight[portion[1]], layer.axes, finite=finite)
        _interleave(phases, layer.axes, out[portion])
    return layer.finish(out.reshape(batch, groups * weight.shape[2], *layer.output_size))


def columns(x: Array, weight: Array) -> Array:
    """All stamps of one image (C_in, H, W) by one matrix product, for a weight (C_in, C_out, kh, kw).

    Returns
    -------
    (C_out * kh * kw, H * W) ndarray
        one column for each input cell.

    >>> columns(np.array([[[2, 3]]]), np.array([[[[1, 10]]]]))
    array([[ 2,  3],
           [20, 30]])
    """
    channels = len(x)
    return weight.reshape(channels, -1).T @ x.reshape(channels, -1)


def col2im(columns: Array, input_shape: tuple[int, int], kernel_shape: tuple[int, int], stride: int = 1) -> Array:
    """Lay the stamps down: (C_out * kh * kw, H * W) to the uncropped (C_out, s(H - 1) + kh, s(W - 1) + kw).

    >>> col2im(np.array([[2, 3], [20, 30]]), (1, 2), (1, 2))
    array([[[ 2, 23, 30]]])
    """
    axes = [Axis(k, stride) for k in kernel_shape]
    cells = _as_runs(columns.reshape(1, -1, *input_shape, 1), axes)
    phases = _lay_down(cells.reshape(1, -1, *kernel_shape, cells.shape[-1]), axes, input_shape, 1)
    full_size = [axis.full_size(size) for axis, size in zip(axes, input_shape, strict=True)]
    full: Array = np.zeros((1, 1, phases.shape[1], *full_size), phases.dtype)
    _interleave(phases, axes, full)
    image: Array = full[0, 0]
    return image


def multiplications(route: Route, input_size: int, kernel_size: int, stride: int = 1) -> int:
    """Count the products of one row and one kernel, without padding; those with a zero count, too.

    >>> [multiplications(route, 8, 4, 2) for route in ROUTES]
    [32, 72, 144, 32, 36]
    """
    axis = Axis(kernel_size, stride)
    full_size = axis.full_size(input_size)
    phases = [len(range(first, kernel_size, stride)) for first in range(min(stride, kernel_size))]
    counts: dict[Route, Callable[[], int]] = {
        "scatter": lambda: input_size * kernel_size,
        "insertion": lambda: full_size * kernel_size,
        "matrix": lambda: full_size * input_size,
        "gemm": lambda: input_size * kernel_size,
        "phases": lambda: sum((input_size + taps - 1) * taps for taps in phases),
    }
    if route not in counts:
        raise GeometryError(f"route must be one of {', '.join(ROUTES)}, got {route!r}")
    return counts[route]()


def _portions(x: Array, weight: Array, out: Array) -> Iterator[tuple[slice, slice]]:
    """Cut the batch, and one image's groups, so that a portion's stamps take no more room than the result."""
    batch, groups = x.shape[:2]
    stamps = weight[:1, 0].size * prod(x.shape[3:])  # of one group of one image
    room = max(out.size, 2**17)
    images = max(1, room // max(1, stamps * groups))
    together = groups if images > 1 else max(1, min(groups, room // max(1, stamps)))
    for first in range(0, batch, images):
        for group in range(0, groups, together):
            yield slice(first, first + images), slice(group, group + together)


def _phases_move_less(x: Array, weight: Array, axes: Sequence[Axis]) -> bool:
    """Compare what both ways move, in elements for each input cell; a product costs a thirtieth of a move.

    Taps lie far apart in memory, so each costs as much as three neighbours.
    """
    batch, input_size = x.shape[0], x.shape[3:]
    channels_in, channels_out, *kernel_size = weight.shape[1:]
    cells = max(1, batch * prod(input_size))
    taps, strides = prod(kernel_size), prod(axis.stride for axis in axes)
    filled = prod(-(-axis.kernel_size // axis.stride) * axis.stride for axis in axes)
    by_stamps = channels_out * taps * (1.2 + channels_in / 30)  # a sum reads and writes
    by_stamps *= batch * prod(_widths(axes, input_size)) / cells
    patches, rearranged = channels_in * filled / strides, 3 * channels_in * channels_out * filled / cells
    by_phases = patches + rearranged + channels_out * (strides + filled * channels_in / 30)
    return by_phases < by_stamps and all(axis.dilation == 1 for axis in axes)


def _add_stamps(x: Array, weight: Array, axes: Sequence[Axis], *, finite: bool) -> Array:
    """One product makes all stamps, which are then added: (G, C_out/G, *s, *q, N)."""
    *input_size, batch = x.shape[2:]
    groups, channels_in, channels_out, *kernel_size = weight.shape
    by_tap = weight.reshape(groups, channels_in, channels_out * prod(kernel_size)).swapaxes(1, 2)
    cells = _as_runs(x, axes)
    with np.errstate(invalid="ignore"):  # infinity times a zero between the rows
        stamps = by_tap * cells if channels_in == 1 else by_tap @ cells  # with one channel there is nothing to sum
    if not finite:
        stamps[..., _as_runs(np.ones((1, 1, *x.shape[2:])), axes)[0, 0] == 0] = 0
    return _lay_down(stamps.reshape(groups, channels_out, *kernel_size, -1), axes, input_size, batch)


def _lay_down(stamps: Array, axes: Sequence[Axis], input_size: Sequence[int], batch: int) -> Array:
    """Add the stamps (G, C_out/G, *k, cells), those of one tap to one phase, all moved by one distance."""
    rows = _rows(axes, input_size)
    strides = [axis.stride for axis in axes]
    phases: Array = np.zeros((*stamps.shape[:2], *strides, prod(rows) * batch), stamps.dtype)
    for tap in np.ndindex(*(axis.kernel_size for axis in axes)):
        shift, phase = zip(
            *(divmod(axis.dilation * t, axis.stride) for axis, t in zip(axes, tap, strict=True)), strict=True
        )
        moved = phases[:, :, *phase, _run(shift, rows, input_size, batch)]
        np.add(moved, stamps[:, :, *tap, : moved.shape[-1]], out=moved)
    return phases.reshape(*phases.shape[:-1], *rows, batch)


def _phase_kernels(weight: Array, axes: Sequence[Axis]) -> Array:
    """Sort the taps by phase, filled up with zeros: (G, C_out/G, *s, *taps of a phase, C_in/G)."""
    groups, channels_in, channels_out, *kernel_size = weight.shape
    strides = [axis.stride for axis in axes]
    shifts = [-(-k // s) for k, s in zip(kernel_size, strides, strict=True)]
    kernels: Array = np.zeros((groups, channels_out, *strides, *shifts, channels_in), weight.dtype)
    for tap in np.ndindex(*kernel_size):
        shift, phase = zip(*map(divmod, tap, strides), strict=True)
        kernels[:, :, *phase, *shift] = weight[:, :, :, *tap].swapaxes(1, 2)
    return kernels


def _convolve_phases(x: Array, kernels: Array, axes: Sequence[Axis]) -> Array:
    """One product convolves every phase: (G, C_out/G, *s, *q, N)."""
    *input_size, batch = x.shape[2:]
    groups, channels_out, *sizes, channels_in = kernels.shape
    strides, shifts = sizes[: len(axes)], sizes[len(axes) :]
    rows = _rows(axes, input_size)
    cells = _as_runs(x, axes)
    patches: Array = np.zeros((groups, *shifts, channels_in, prod(rows) * batch), x.dtype)
    for shift in np.ndindex(*shifts):
        moved = patches[:, *shift, :, _run(shift, rows, input_size, batch)]
        moved[...] = cells[:, :, : moved.shape[-1]]

    depth = prod(shifts) * channels_in
    product = kernels.reshape(groups, -1, depth) @ patches.reshape(groups, depth, -1)
    return product.reshape(groups, channels_out, *strides, *rows, batch)


def _as_runs(x: Array, axes: Sequence[Axis]) -> Array:
    """Lay the cells (G, C_in/G, *i, N) out as in a phase, zeros behind each row: a shift then moves one run."""
    groups, channels_in, *input_size, batch = x.shape
    wide = _widths(axes, input_size)
    if wide != input_size:
        spread: Array = np.zeros((groups, channels_in, *wide, batch), x.dtype)
        spread[:, :, *map(slice, input_size)] = x
        x = spread
    return x.reshape(groups, channels_in, prod(wide) * batch)


def _widths(axes: Sequence[Axis], input_size: Sequence[int]) -> list[int]:
    """Cells of each axis with the zeros behind its rows: as in a phase where there are several rows."""
    rows = _rows(axes, input_size)
    return [q if prod(input_size[:a]) > 1 else input_size[a] for a, q in enumerate(rows)]


def _run(shift: Sequence[int], rows: Sequence[int], input_size: Sequence[int], batch: int) -> slice:
    """Give where the cells end up in a phase, from the first to the last, when they are moved by ``shift``."""
    steps = [prod(rows[a + 1 :]) * batch for a in range(len(rows))]
    start = sum(cells * step for cells, step in zip(shift, steps, strict=True))
    last = sum((n - 1) * step for n, step in zip(input_size, steps, strict=True))
    return slice(start, start + (last + batch if all(input_size) else 0))


def _rows(axes: Sequence[Axis], input_size: Sequence[int]) -> list[int]:
    """Cells of one phase of the uncropped output, at most: q."""
    return [n + axis.dilation * (axis.kernel_size - 1) // axis.stride for n, axis in zip(input_size, axes, strict=True)]


def _interleave(phases: Array, axes: Sequence[Axis], out: Array) -> None:
    """Put cell q of phase r at s * q + r - p, where that is in the output (N, G, C_out/G, *o)."""
    by_batch = np.moveaxis(phases, -1, 0)  # (N, G, C_out/G, *s, *q)
    for phase in np.ndindex(*(axis.stride for axis in axes)):
        first = [max(0, -((r - axis.padding) // axis.stride)) for r, axis in zip(phase, axes, strict=True)]
        starts = [axis.stride * q + r - axis.padding for q, r, axis in zip(first, phase, axes, strict=True)]
        cells = by_batch[:, :, :, *phase, *(slice(q, None) for q in first)]
        target = out[:, :, :, *(slice(a, None, axis.stride) for a, axis in zip(starts, axes, strict=True))]
        common = [slice(min(pair)) for pair in zip(cells.shape[3:], target.shape[3:], strict=True)]
        target[:, :, :, *common] = cells[:, :, :, *common]
