"""Gradients of the pair: each is the other's backward pass, and both share one weight gradient.

Chapter ``gradient``, equations (input-gradient) and (weight-gradient). ``g`` is the gradient of the loss at the
layer's output; every result has the shape of what it is the gradient of. Every function raises ``GeometryError`` for
arguments that the layer itself refuses.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tconv_lib.arguments import check_integer, shown
from tconv_lib.arrays import check_arrays, check_numbers
from tconv_lib.errors import GeometryError
from tconv_lib.fast import conv_transpose
from tconv_lib.geometry import Axis
from tconv_lib.layer import Array, Ints, Layer
from tconv_lib.sliding_window import conv, slide

__all__ = [
    "backward_output_padding",
    "conv_backward",
    "conv_transpose_backward",
    "conv_transpose_gradients",
    "conv_weight_gradient",
    "numerical_gradient",
    "numerical_input_gradient",
]


def conv_backward(
    x: Array,
    weight: Array,
    g: Array,
    *,
    stride: Ints = 1,
    padding: Ints = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> tuple[Array, Array, Array]:
    """Compute the gradients of ``sum(g * conv(x, weight, bias, ...))`` with respect to x, weight and bias.

    Parameters
    ----------
    x, weight : as for ``conv``
    g : of the shape of the layer's output

    Returns
    -------
    (dx, dw, db), of the shapes of x, weight and (C_out,)

    Notes
    -----
    Equations (input-gradient) and (weight-gradient).

    Examples
    --------
    >>> dx, dw, db = conv_backward(np.array([[1.0, 2.0, 4.0]]), np.array([[[1.0, -1.0]]]), np.array([[1.0, 10.0]]))
    >>> dx, dw, db
    (array([[  1.,   9., -10.]]), array([[[21., 42.]]]), array([11.]))
    """
    layer = Layer.of_conv(x, weight, None, stride, padding, dilation, groups)
    batch_g = layer.batch_of("g", g, weight.shape[0])
    unread = [axis.unread(n) for axis, n in zip(layer.axes, layer.x.shape[2:], strict=True)]
    dx = conv_transpose(
        g, weight, stride=stride, padding=padding, output_padding=unread, groups=groups, dilation=dilation
    )
    return dx, _weight_gradient(layer.x, batch_g, layer), _bias_gradient(batch_g)


def conv_transpose_backward(
    x: Array,
    weight: Array,
    g: Array,
    *,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    torch_limit: bool = False,
) -> tuple[Array, Array, Array]:
    """Compute the gradients of ``sum(g * conv_transpose(x, weight, bias, ...))`` with respect to x, weight and bias.

    Arrays are as for ``conv_backward``, ``torch_limit`` as for ``scatter.conv_transpose``.

    Examples
    --------
    >>> dx, dw, db = conv_transpose_backward(np.array([[1.0, 2.0]]), np.array([[[1.0, -1.0]]]), np.ones((1, 3)))
    >>> dx, dw, db
    (array([[0., 0.]]), array([[[3., 3.]]]), array([3.]))
    """
    layer = Layer.of_conv_transpose(
        x, weight, None, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )
    batch_g = layer.batch_of("g", g, layer.groups * weight.shape[1])
    windows = tuple(slice(m) for m in layer.x.shape[2:])  # from the stride up, output_padding lets one more fit in
    dx = conv(batch_g, weight, stride=stride, padding=padding, dilation=dilation, groups=groups)[:, :, *windows]
    return (dx if layer.batched else dx[0]), _weight_gradient(batch_g, layer.x, layer), _bias_gradient(batch_g)


def backward_output_padding(
    input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return the output padding with which the transposed convolution's gradient has the size of the input.

    Examples
    --------
    >>> backward_output_padding(7, 3, 2), backward_output_padding(8, 3, 2)
    (0, 1)
    """
    return Axis(kernel_size, stride, padding, dilation).unread(input_size)


def conv_weight_gradient(x: Array, g: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    """Compute the gradient at the kernel (k,) of the convolution of a row (n,), for ``g`` (m,): products a tap apart.

    Examples
    --------
    >>> conv_weight_gradient(np.array([1, 2, 4]), np.array([1, 10]), 2)
    array([21, 42])
    """
    check_arrays(x=(x, "n"), g=(g, "m"))
    weight: Array = np.zeros((1, 1, check_integer("kernel_size", kernel_size, 1)), x.dtype)
    dw: Array = conv_backward(x[None], weight, g[None], stride=stride, padding=padding)[1][0, 0]
    return dw


def conv_transpose_gradients(
    x: Array, w: Array, g: Array, stride: int = 1, padding: int = 0
) -> tuple[Array, Array, np.number]:
    """Compute (dx, dw, db) of the transposed convolution of a row (m,) with a kernel (k,), for ``g`` (n,).

    Examples
    --------
    >>> conv_transpose_gradients(np.array([1, 2]), np.array([1, -1]), np.array([1, 1, 1]))
    (array([0, 0]), array([3, 3]), np.int64(3))
    """
    check_arrays(x=(x, "m"), w=(w, "k"), g=(g, "n"))
    dx, dw, db = conv_transpose_backward(x[None], w[None, None], g[None], stride=stride, padding=padding)
    return dx[0], dw[0, 0], db[0]


def numerical_gradient(function: Callable[[Array], Array], at: Array, g: Array, eps: float = 1e-6) -> Array:
    """Compute the gradient of ``sum(g * function(at))`` by central differences, one cell at a time.

    Parameters
    ----------
    function : from an array of the shape of ``at`` to one of the shape of ``g``
    at, g : ndarray of floats; the result has the shape and dtype of ``at``
    eps : half the distance of the two points

    Examples
    --------
    >>> numerical_gradient(lambda x: x**2, np.array([1.0, 3.0]), np.array([1.0, 1.0])).round(6)
    array([2., 6.])
    """
    if not callable(function):
        raise GeometryError(f"function must be a function of one array, got {shown(function)}")
    if check_numbers("at", at).dtype.kind != "f":
        raise GeometryError(f"at must hold floats, for steps of eps, got dtype {at.dtype}; use at.astype(float)")
    if check_numbers("g", g).shape != np.shape(function(at)):
        raise GeometryError(f"g must have the shape of function(at), {np.shape(function(at))}, got {g.shape}")
    if g.dtype.kind == "c":
        raise GeometryError(f"g must hold real numbers, as at does, got dtype {g.dtype}; take g.real")
    if isinstance(eps, bool) or not isinstance(eps, float | int) or not 0 < eps < float("inf"):
        raise GeometryError(f"eps must be a number above 0, got {shown(eps)}")
    gradient: Array = np.zeros_like(at)
    for cell in np.ndindex(*at.shape):
        step = np.zeros_like(at)
        step[cell] = eps
        gradient[cell] = np.sum(g * (function(at + step) - function(at - step))) / (2 * eps)
    return gradient


def numerical_input_gradient(
    x: Array, w: Array, g: Array, stride: int = 1, padding: int = 0, eps: float = 1e-6
) -> Array:
    """Compute the gradient at the row (n,) of its convolution with a kernel (k,), by central differences.

    Examples
    --------
    >>> numerical_input_gradient(np.array([1.0, 2.0, 4.0]), np.array([1.0, -1.0]), np.array([1.0, 10.0])).round(6)
    array([  1.,   9., -10.])
    """
    check_arrays(x=(x, "n"), w=(w, "k"))

    def forward(row: Array) -> Array:
        out: Array = conv(row[None], w[None, None], stride=stride, padding=padding)[0]
        return out

    return numerical_gradient(forward, x, g, eps)


def _weight_gradient(large: Array, small: Array, layer: Layer) -> Array:
    """Slide the small side over the large one, stride and dilation swapped: (C_small, C_large/G, *k)."""
    borders = [(axis.padding, axis.padding) for axis in layer.axes]
    padded = np.pad(large, [(0, 0), (0, 0), *borders])
    kernel_size = tuple(slice(axis.kernel_size) for axis in layer.axes)
    parts = []
    for x, g in zip(np.split(padded, layer.groups, axis=1), np.split(small, layer.groups, axis=1), strict=True):
        taps = slide(
            x.swapaxes(0, 1),  # (C_large/G, N, *padded)
            g.swapaxes(0, 1),  # (C_small/G, N, *m)
            [axis.dilation for axis in layer.axes],
            [axis.stride for axis in layer.axes],
        )
        parts.append(taps.swapaxes(0, 1)[:, :, *kernel_size])  # what the floor forgot reads on: cut it off
    return np.concatenate(parts)


def _bias_gradient(g: Array) -> Array:
    return np.asarray(g.sum(axis=(0, *range(2, g.ndim)), dtype=g.dtype))
