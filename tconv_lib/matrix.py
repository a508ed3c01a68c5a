"""The convolution as a matrix C, and the transposed convolution as what its name says: the transpose of C.

Chapter ``matrix``, equation (conv-matrix): ``y = C x``, rows are cells of y, columns are cells of x.
Every function raises ``GeometryError`` where the kernel does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tconv_lib.arguments import check_flag, check_integers
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_axes
from tconv_lib.layer import Array, Ints, Layer

if TYPE_CHECKING:
    import scipy.sparse

__all__ = [
    "conv_matrix",
    "conv_matrix2d",
    "conv_transpose",
    "is_adjoint_pair",
    "layer_matrix",
    "sparse_layer_matrix",
    "undoes",
]


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
    sparse: bool = False,
) -> Array:
    """Apply a transposed convolution as a matrix product; arguments, result and errors are those of the definition.

    The matrix has a zero for every pair of cells that do not meet: ``sparse`` leaves them out, through SciPy, and is
    what real sizes need. An infinite or undefined input or weight spoils more cells than in
    ``scatter.conv_transpose``.

    Examples
    --------
    >>> x, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[1.0, 10.0, 100.0]]])
    >>> conv_transpose(x, weight, stride=2, padding=1)
    array([[[ 10., 102.,  20., 203.,  30.]]])
    """
    layer = Layer.of_conv_transpose(
        x, weight, bias, stride, padding, output_padding, groups, dilation, torch_limit=torch_limit
    )
    check_flag("sparse", sparse)

    def transposed_product(x: Array, weight: Array) -> Array:
        shape = (len(x), weight.shape[1], *layer.output_size)
        rows = x.reshape(len(x), np.prod(x.shape[1:]))  # (N, C_in * prod i); y as rows: C.T y is rows @ C
        if sparse:
            product = sparse_layer_matrix(weight, layer.output_size, x.shape[2:], layer.axes).T @ rows.T
            return np.asarray(product.T).reshape(shape)
        return (rows @ layer_matrix(weight, layer.output_size, x.shape[2:], layer.axes)).reshape(shape)

    return layer.by_group(transposed_product)


def layer_matrix(weight: Array, input_size: Sequence[int], output_size: Sequence[int], axes: Sequence[Axis]) -> Array:
    """Build the matrix of a convolution layer with several channels.

    Parameters
    ----------
    weight : (C_out, C_in, *kernel_size) ndarray
    input_size, output_size : of the convolution, one int an axis
    axes : one Axis for each spatial dimension

    Returns
    -------
    (C_out * prod(output_size), C_in * prod(input_size)) ndarray of the dtype of ``weight``

    Notes
    -----
    Equation (conv-matrix).

    Examples
    --------
    >>> weight = np.array([[[1, 2], [3, 4]]])  # one channel out, two in
    >>> layer_matrix(weight, [3], [2], [Axis(kernel_size=2)])
    array([[1, 2, 0, 3, 4, 0],
           [0, 1, 2, 0, 3, 4]])
    """
    check_arrays(weight=(weight, "C_out C_in *kernel_size"))
    check_axes(axes, weight.shape[2:], input_size=input_size, output_size=output_size)
    rows, columns, taps = _entries(weight.shape[2:], input_size, output_size, axes)
    channels_out, channels_in = weight.shape[:2]
    C: Array = np.zeros((channels_out, np.prod(output_size), channels_in, np.prod(input_size)), weight.dtype)
    by_tap = weight.reshape(channels_out, channels_in, -1)
    C[:, rows, :, columns] = by_tap[:, :, taps].transpose(2, 0, 1)
    return C.reshape(channels_out * C.shape[1], -1)


def sparse_layer_matrix(
    weight: Array, input_size: Sequence[int], output_size: Sequence[int], axes: Sequence[Axis]
) -> scipy.sparse.csr_array[np.number, tuple[int, int]]:
    """Build the matrix of ``layer_matrix`` without its zeros; needs SciPy.

    Examples
    --------
    >>> sparse_layer_matrix(np.array([[[1, 2]]]), [3], [2], [Axis(kernel_size=2)]).nnz
    4
    """
    import scipy.sparse  # noqa: PLC0415 - the library needs NumPy alone

    check_arrays(weight=(weight, "C_out C_in *kernel_size"))
    check_axes(axes, weight.shape[2:], input_size=input_size, output_size=output_size)
    if weight.dtype == np.float16:
        raise GeometryError("weight must have a dtype that SciPy's sparse matrices have, got dtype float16; use astype")
    rows, columns, taps = _entries(weight.shape[2:], input_size, output_size, axes)
    m, n = int(np.prod(output_size)), int(np.prod(input_size))
    channels_out, channels_in = weight.shape[:2]
    values = weight.reshape(channels_out, channels_in, -1)[:, :, taps]  # (C_out, C_in, entries)
    row_of = m * np.arange(channels_out)[:, None, None] + rows
    column_of = n * np.arange(channels_in)[:, None] + columns
    row_of, column_of = np.broadcast_arrays(row_of, column_of)
    triplets = (values.ravel(), (row_of.ravel(), column_of.ravel()))
    return scipy.sparse.csr_array(triplets, shape=(m * channels_out, n * channels_in))


def conv_matrix(w: Array, input_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Array:
    """Build the matrix (output_size, input_size) of the convolution of a row with a kernel (k,).

    Examples
    --------
    >>> conv_matrix(np.array([1, 2]), 3)
    array([[1, 2, 0],
           [0, 1, 2]])
    """
    check_arrays(w=(w, "k"))
    axis = Axis(len(w), stride, padding, dilation)
    return layer_matrix(w[None, None], [input_size], [axis.size(input_size)], [axis])


def conv_matrix2d(w: Array, input_shape: tuple[int, int], stride: int = 1, padding: int = 0) -> Array:
    """Build the matrix (H_out * W_out, H * W) of the convolution of an image, read row by row, with a kernel (kh, kw).

    Examples
    --------
    >>> conv_matrix2d(np.array([[1, 2], [3, 4]]), (2, 3))
    array([[1, 2, 0, 3, 4, 0],
           [0, 1, 2, 0, 3, 4]])
    """
    check_arrays(w=(w, "kh kw"))
    height, width = check_integers("input_shape", input_shape, 2, 1)
    axes = [Axis(k, stride, padding) for k in w.shape]
    output_size = [axis.size(n) for axis, n in zip(axes, (height, width), strict=True)]
    return layer_matrix(w[None, None], (height, width), output_size, axes)


def is_adjoint_pair(x: Array, y: Array, forward: Array, backward: Array) -> bool:
    """Tell whether <forward x, y> is <x, backward y> for one pair of vectors.

    Parameters
    ----------
    x, y : (n,) and (m,) ndarray
    forward, backward : (m, n) and (n, m) ndarray

    Examples
    --------
    >>> C = conv_matrix(np.array([1.0, 2.0]), 3)
    >>> is_adjoint_pair(np.array([1.0, 5.0, 2.0]), np.array([3.0, 7.0]), C, C.T)
    True
    """
    check_arrays(x=(x, "n"), y=(y, "m"), forward=(forward, "m n"), backward=(backward, "n m"))
    return bool(np.isclose((forward @ x) @ y, x @ (backward @ y)))


def undoes(w: Array, stride: int = 1) -> bool:
    """Tell whether the convolution with ``w`` (k,), padding 0, takes its own transpose back to where it began.

    That holds if and only if the kernel has length 1, and is orthogonal to itself moved by any multiple of the stride.

    Examples
    --------
    >>> undoes(np.array([0.6, 0.8]), 2), undoes(np.array([0.6, 0.8]), 1)
    (True, False)
    """
    check_arrays(w=(w, "k"))
    axis = Axis(len(w), stride)
    products = [w[: len(w) - shift] @ w[shift:] for shift in range(0, axis.kernel_size, axis.stride)]
    return bool(np.allclose(products, [1.0] + [0.0] * (len(products) - 1)))


def _entries(
    kernel_size: Sequence[int], input_size: Sequence[int], output_size: Sequence[int], axes: Sequence[Axis]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Find where the matrix of one pair of channels is not zero: rows, columns and the tap that stands there."""
    taps = np.indices(tuple(kernel_size)).reshape(len(axes), -1, 1)  # (axis, tap, 1)
    outputs = np.indices(tuple(output_size)).reshape(len(axes), 1, -1)  # (axis, 1, row)
    geometry = np.array([(axis.stride, axis.dilation, axis.padding) for axis in axes])
    s, d, p = geometry.T.reshape(3, len(axes), 1, 1)

    inputs = s * outputs + d * taps - p  # (axis, tap, row): the cell that tap reads there
    inside = ((inputs >= 0) & (inputs < np.reshape(input_size, (-1, 1, 1)))).all(axis=0)
    tap, row = np.nonzero(inside)
    column = np.ravel_multi_index(tuple(inputs[:, tap, row]), tuple(input_size))
    return row, column, tap
