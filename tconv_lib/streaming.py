"""Upsampling of signals: the causal crop, chunk by chunk, and overlap-add.

Chapter ``streaming``, equations (causal), (carry) and (constant-overlap). Inputs stamp in the order in which they
arrive, so that a signal cut into chunks is summed in the same order as the whole one.
"""

from __future__ import annotations

import numpy as np

from tconv_lib.arguments import check_integer, shown
from tconv_lib.arrays import check_arrays
from tconv_lib.checkerboard import phase_sums
from tconv_lib.errors import GeometryError
from tconv_lib.layer import Array

__all__ = ["causal_upsample", "constant_overlap", "stream_step"]


def causal_upsample(x: Array, w: Array, stride: int) -> Array:
    """Stamp a row and keep the first ``m * stride`` samples: none of them waits for a later input.

    Parameters
    ----------
    x : (m,) ndarray
    w : (k,) ndarray of the same dtype
    stride : int

    Returns
    -------
    (m * stride,) ndarray of the same dtype

    Raises
    ------
    GeometryError
        for a stride below 1, an empty kernel, or more than one axis.

    Notes
    -----
    Equation (causal).

    Examples
    --------
    >>> causal_upsample(np.array([1, 2, 3]), np.array([1, 10, 100]), 2)
    array([  1,  10, 102,  20, 203,  30])
    """
    check_arrays(x=(x, "N"), w=(w, "k"))
    stride = check_integer("stride", stride, 1)
    return _stamp_onto(_silence(w, stride), x, w, stride)[: x.size * stride]


def stream_step(state: Array | None, chunk: Array, w: Array, bias: float = 0.0, stride: int = 1) -> tuple[Array, Array]:
    """Upsample the next chunk of a signal; the samples of all chunks are those of the whole, to the last bit.

    Parameters
    ----------
    state : (max(k - stride, 0),) ndarray, what the chunk before returned; None before the first
    chunk : (m,) ndarray, with any number of cells
    w : (k,) ndarray of the same dtype
    bias : added to the samples, once, and never to the state
    stride : int

    Returns
    -------
    samples : (m * stride,) ndarray of the dtype of ``chunk``
    state : (max(k - stride, 0),) ndarray

    Raises
    ------
    GeometryError
        for a state of another length, and for what ``causal_upsample`` refuses.

    Notes
    -----
    Equation (carry).

    Examples
    --------
    >>> w = np.array([1, 10, 100])
    >>> samples, state = stream_step(None, np.array([1, 2]), w, 0, 2)
    >>> samples, state
    (array([  1,  10, 102,  20]), array([200]))
    >>> stream_step(state, np.array([3]), w, 0, 2)
    (array([203,  30]), array([300]))
    """
    check_arrays(chunk=(chunk, "N"), w=(w, "k"))
    stride = check_integer("stride", stride, 1)
    silence = _silence(w, stride)
    state = silence if state is None else state
    check_arrays(state=(state, "N"))
    if isinstance(bias, bool) or not isinstance(bias, (int, float, np.number)):
        raise GeometryError(f"bias must be one number, got {shown(bias)}")
    if state.shape != silence.shape:
        raise GeometryError(
            f"the state must hold max(kernel_size - stride, 0) = {silence.size} samples, got shape {state.shape}:"
            " pass what the step before returned, or None"
        )
    if not np.can_cast(state, np.result_type(chunk, w), "same_kind"):
        raise GeometryError(
            f"the state must hold numbers of the kind of chunk and w, got dtype {state.dtype};"
            " pass what the step before returned, or None"
        )
    full = _stamp_onto(state, chunk, w, stride)
    ready = chunk.size * stride
    return full[:ready] + np.asarray(bias, chunk.dtype), full[ready:]


def constant_overlap(window: Array, hop: int) -> bool:
    """Tell whether frames cut and faded out with one window overlap-add to a constant multiple of the signal.

    The window multiplies each frame twice, before and after; so all phase sums of its square must be equal, to within
    1e-9 of the largest.

    Parameters
    ----------
    window : (k,) ndarray
    hop : int

    Raises
    ------
    GeometryError
        for a hop below 1.

    Notes
    -----
    Equation (constant-overlap).

    Examples
    --------
    >>> constant_overlap(np.array([3.0, 4.0, 4.0, 3.0]), 2), constant_overlap(np.array([1.0, 2.0, 1.0]), 2)
    (True, False)
    """
    check_arrays(window=(window, "k"))
    sums = phase_sums(np.square(window), check_integer("hop", hop, 1))
    return bool(np.ptp(sums) <= 1e-9 * sums.max())


def _silence(w: Array, stride: int) -> Array:
    """Return the state before the first input."""
    silence: Array = np.zeros(max(w.size - stride, 0), w.dtype)
    return silence


def _stamp_onto(state: Array, x: Array, w: Array, stride: int) -> Array:
    """Return ``full``, begun with the state: (m * stride + max(k - stride, 0),)."""
    full: Array = np.zeros(x.size * stride + state.size, np.result_type(x, w))
    full[: state.size] = state
    for j, value in enumerate(x):
        full[stride * j : stride * j + w.size] += value * w
    return full
