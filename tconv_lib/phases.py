"""The output sorted by phase: what one tap adds then lies in one block, and so does what one phase sums.

Chapter ``fast``, equation (phases). Output cells a stride apart are a phase: cell q of phase r is cell s * q + r of the
uncropped output. Arrays have the axes G for groups, k for taps, s for phases, q for the cells of a phase, and last N:
the images of a batch lie side by side in memory and move together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_axes
from tconv_lib.layer import Array

__all__ = ["add_stamps", "convolve_phases", "interleave", "sort_taps"]


def add_stamps(stamps: Array, axes: Sequence[Axis]) -> Array:
    """Add stamps; those of one tap lie in one phase, all moved by one distance.

    Parameters
    ----------
    stamps : (G, C_out/G, *k, *i, N) ndarray, every input cell times every tap
    axes : one Axis for each spatial dimension; their padding is not applied here

    Returns
    -------
    (G, C_out/G, *s, *q, N) ndarray

    Examples
    --------
    >>> stamps = np.array([[1, 2], [10, 20], [100, 200]]).reshape(1, 1, 3, 2, 1)
    >>> add_stamps(stamps, [Axis(kernel_size=3, stride=2)])[0, 0, :, :, 0]
    array([[  1, 102, 200],
           [ 10,  20,   0]])
    """
    check_arrays(stamps=(stamps, "G C_out ... N"))
    check_axes(axes, stamps.shape[2 : 2 + (stamps.ndim - 3) // 2])
    _check_pairs("stamps", stamps, "k and i", axes)
    *input_size, batch = stamps.shape[2 + len(axes) :]
    phase_counts = [_phase_count(axis) for axis in axes]
    phases: Array = np.zeros((*stamps.shape[:2], *phase_counts, *_phase_size(axes, input_size), batch), stamps.dtype)
    for tap in product(*(_landings(axis, n) for axis, n in zip(axes, input_size, strict=True))):
        numbers, phase, cells = _by_axis(tap)
        covered = phases[:, :, *phase, *cells]
        np.add(covered, stamps[:, :, *numbers], out=covered)
    return phases


def sort_taps(weight: Array, axes: Sequence[Axis]) -> Array:
    """Sort the taps of undilated kernels by phase, and fill every phase up with zeros to the longest one.

    Parameters
    ----------
    weight : (G, C_in/G, C_out/G, *k) ndarray
    axes : one Axis for each spatial dimension

    Returns
    -------
    (G, C_out/G, *s, *ceil(k/s), C_in/G) ndarray

    Examples
    --------
    >>> sort_taps(np.array([1, 10, 100]).reshape(1, 1, 1, 3), [Axis(kernel_size=3, stride=2)])[0, 0, :, :, 0]
    array([[  1, 100],
           [ 10,   0]])
    """
    check_arrays(weight=(weight, "G C_in C_out ..."))
    check_axes(axes, weight.shape[3:])
    groups, channels_in, channels_out, *kernel_size = weight.shape
    phase_counts = [_phase_count(axis) for axis in axes]
    counts = [-(-k // r) for k, r in zip(kernel_size, phase_counts, strict=True)]
    filled = [count * r for count, r in zip(counts, phase_counts, strict=True)]
    taps: Array = np.zeros((groups, channels_in, channels_out, *filled), weight.dtype)
    taps[:, :, :, *map(slice, kernel_size)] = weight
    by_phase = [size for pair in zip(counts, phase_counts, strict=True) for size in pair]
    taps = taps.reshape(groups, channels_in, channels_out, *by_phase)
    ends = 3 + 2 * len(axes)  # tap = count * r + phase: every second axis is a phase
    return np.ascontiguousarray(taps.transpose(0, 2, *range(4, ends, 2), *range(3, ends, 2), 1))


def convolve_phases(x: Array, kernels: Array, axes: Sequence[Axis]) -> Array:
    """Copy the input to patches, and convolve every phase by one matrix product.

    Parameters
    ----------
    x : (G, C_in/G, *i, N) ndarray
    kernels : what ``sort_taps`` returns
    axes : one Axis for each spatial dimension, without dilation; their padding is not applied here

    Returns
    -------
    (G, C_out/G, *s, *q, N) ndarray

    Examples
    --------
    >>> axes = [Axis(kernel_size=3, stride=2)]
    >>> kernels = sort_taps(np.array([1, 10, 100]).reshape(1, 1, 1, 3), axes)
    >>> convolve_phases(np.array([1, 2]).reshape(1, 1, 2, 1), kernels, axes)[0, 0, :, :, 0]
    array([[  1, 102, 200],
           [ 10,  20,   0]])
    """
    check_arrays(x=(x, "G C_in ... N"), kernels=(kernels, "G C_out ... C_in"))
    check_axes(axes, [None] * (x.ndim - 3))
    _check_pairs("kernels", kernels, "s and ceil(k/s)", axes)
    *input_size, batch = x.shape[2:]
    groups, channels_out, *sizes, channels_in = kernels.shape
    phase_counts, counts = sizes[: len(axes)], sizes[len(axes) :]
    phase_size = _phase_size(axes, input_size)
    terms = prod(counts) * channels_in  # that one output cell sums
    patches = x  # with one tap a phase there is nothing to copy
    if terms > channels_in:
        patches = np.zeros((groups, *counts, channels_in, *phase_size, batch), x.dtype)
        for shift in np.ndindex(*counts):
            moved = [slice(start, start + n) for start, n in zip(shift, input_size, strict=True)]
            patches[:, *shift, :, *moved] = x
    sums = kernels.reshape(groups, -1, terms) @ patches.reshape(groups, terms, prod(phase_size) * batch)
    return sums.reshape(groups, channels_out, *phase_counts, *phase_size, batch)


def interleave(phases: Array, axes: Sequence[Axis], out: Array) -> None:
    """Write cell q of phase r to cell s * q + r - p of the output, where there is one.

    Parameters
    ----------
    phases : (G, C_out/G, *s, *q, N) ndarray
    axes : one Axis for each spatial dimension; their padding crops
    out : (N, G, C_out/G, *o) ndarray, written to; cells beyond the last stamp stay as they are

    Examples
    --------
    >>> out = np.zeros((1, 1, 1, 5), int)
    >>> phases = np.array([[1, 102, 200], [10, 20, 0]]).reshape(1, 1, 2, 3, 1)
    >>> interleave(phases, [Axis(kernel_size=3, stride=2, padding=1)], out)
    >>> out[0, 0, 0]
    array([ 10, 102,  20, 200,   0])
    """
    check_arrays(phases=(phases, "G C_out ... N"), out=(out, "N G C_out ..."))
    check_axes(axes, [None] * (out.ndim - 3))
    _check_pairs("phases", phases, "s and q", axes)
    if not np.can_cast(phases, out.dtype, "same_kind"):
        raise GeometryError(f"out must hold numbers of the kind of phases, {phases.dtype}, got dtype {out.dtype}")
    by_batch = np.moveaxis(phases, -1, 0)  # (N, G, C_out/G, *s, *q)
    phase_counts, phase_size = by_batch.shape[3 : 3 + len(axes)], by_batch.shape[3 + len(axes) :]
    for phase in product(*map(_kept, axes, phase_counts, phase_size, out.shape[3:])):
        numbers, cells, places = _by_axis(phase)
        out[:, :, :, *places] = by_batch[:, :, :, *numbers, *cells]


def _check_pairs(name: str, array: Array, letters: str, axes: Sequence[Axis]) -> None:
    """Check that there are two axes for each spatial one, besides three others."""
    if array.ndim != 3 + 2 * len(axes):
        raise GeometryError(
            f"{name} must have {3 + 2 * len(axes)} axes, {letters} for each of axes, got shape {array.shape}"
        )


def _phase_count(axis: Axis) -> int:
    """Count the phases up to the last that a tap lies in: s, or k where that is less; the others hold zeros."""
    return 1 + max(axis.dilation * tap % axis.stride for tap in range(axis.kernel_size))


def _phase_size(axes: Sequence[Axis], input_size: Sequence[int]) -> list[int]:
    """Count the cells of the longest phase on each axis: q."""
    return [n + axis.dilation * (axis.kernel_size - 1) // axis.stride for axis, n in zip(axes, input_size, strict=True)]


def _landings(axis: Axis, input_size: int) -> list[tuple[int, int, slice]]:
    """Find for each tap the phase, and the cells of it, that it lands on."""
    places = [divmod(axis.dilation * tap, axis.stride) for tap in range(axis.kernel_size)]
    return [(tap, phase, slice(shift, shift + input_size)) for tap, (shift, phase) in enumerate(places)]


def _kept(axis: Axis, phases: int, phase_size: int, output_size: int) -> list[tuple[int, slice, slice]]:
    """Find for each phase the cells that padding leaves, and their places in the output."""
    kept = []
    for phase in range(phases):
        first = max(0, -((phase - axis.padding) // axis.stride))
        start = axis.stride * first + phase - axis.padding
        count = min(len(range(first, phase_size)), len(range(start, output_size, axis.stride)))
        kept.append((phase, slice(first, first + count), slice(start, start + count * axis.stride, axis.stride)))
    return kept


def _by_axis(members: Sequence[tuple[Any, Any, Any]]) -> Sequence[Sequence[Any]]:
    """Turn one triple for each axis into three lists."""
    return list(zip(*members, strict=True)) or [(), (), ()]
