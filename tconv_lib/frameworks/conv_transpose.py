"""What other frameworks return for the same arrays.

Chapter ``frameworks``, equation (crops). All of them cut the same uncropped result; ``crops`` says where. Checked
against TensorFlow 2.21, Keras 3.15, JAX 0.10 and onnxruntime 1.32. NumPy is imported with the first array.
Inputs, weights and results keep PyTorch's layouts here, so that results compare cell by cell.
Every function raises ``GeometryError`` for what its framework refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tconv_lib.arguments import check_flag, per_axis, shown
from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.crops import Crop, jax_crop, keras_crop, tensorflow_crop
from tconv_lib.frameworks.cut import check_layer, cut

if TYPE_CHECKING:
    from tconv_lib.layer import Array, Ints

__all__ = ["jax_conv_transpose", "keras_conv_transpose", "tensorflow_conv_transpose"]


def tensorflow_conv_transpose(
    x: Array,
    weight: Array,
    output_size: Ints | None = None,
    *,
    stride: Ints = 1,
    padding: str = "SAME",
) -> Array:
    """Return what ``tf.nn.conv*_transpose`` does.

    Parameters
    ----------
    x : (N, C_in, *input_size) or (C_in, *input_size) ndarray
    weight : (C_in, C_out, *kernel_size) ndarray of the same dtype
    output_size, stride : int, or one int an axis
    padding : 'SAME' or 'VALID'

    Returns
    -------
    (N, C_out, *output_size) or (C_out, *output_size) ndarray of the dtype of ``x``

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[[1, 2, 3]]]), np.array([[[1, 10, 100]]])
    >>> tensorflow_conv_transpose(x, weight, 6, stride=2)
    array([[[  1,  10, 102,  20, 203,  30]]])
    """
    layer = check_layer(x, weight, stride)
    rank = len(layer.axes)
    sizes = [None] * rank if output_size is None else per_axis("output_size", output_size, rank, 1)
    crops = [
        tensorflow_crop(m, axis.kernel_size, axis.stride, size, padding)
        for m, axis, size in zip(layer.x.shape[2:], layer.axes, sizes, strict=True)
    ]
    return cut(x, weight, None, crops, stride)


def keras_conv_transpose(
    x: Array,
    weight: Array,
    *,
    stride: Ints = 1,
    padding: str = "valid",
    output_padding: Ints | None = None,
    backend: str = "tensorflow",
) -> Array:
    """Return what ``keras.ops.conv_transpose`` does on ``backend``; arrays as for ``tensorflow_conv_transpose``.

    The backends 'jax' and 'torch' differ from 'tensorflow' in what they refuse alone: see ``keras_crop``.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[[1, 2, 3]]]), np.array([[[1, 10, 100]]])
    >>> keras_conv_transpose(x, weight, stride=2, padding="same", output_padding=0)
    array([[[ 10, 102,  20, 203,  30]]])
    """
    layer = check_layer(x, weight, stride)
    rank = len(layer.axes)
    extra = [None] * rank if output_padding is None else per_axis("output_padding", output_padding, rank, 0)
    crops = [
        keras_crop(m, axis.kernel_size, axis.stride, padding, a, backend)
        for m, axis, a in zip(layer.x.shape[2:], layer.axes, extra, strict=True)
    ]
    return cut(x, weight, None, crops, stride)


def jax_conv_transpose(
    x: Array,
    weight: Array,
    *,
    stride: Ints = 1,
    padding: str | Sequence[Crop] = "SAME",
    dilation: Ints = 1,
    transpose_kernel: bool = False,
) -> Array:
    """Return what ``jax.lax.conv_transpose`` does; ``dilation`` is its ``rhs_dilation``.

    Without ``transpose_kernel`` the taps are used in reverse: JAX does not flip the kernel. Arrays are as for
    ``tensorflow_conv_transpose``.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[[1, 2, 3]]]), np.array([[[1, 10, 100]]])
    >>> jax_conv_transpose(x, weight, stride=2)
    array([[[100,  10, 201,  20, 302,  30]]])
    """
    axes = check_layer(x, weight, stride, dilation).axes
    crops = [
        jax_crop(axis.kernel_size, axis.stride, sides, axis.dilation)
        for axis, sides in zip(axes, _jax_paddings(padding, len(axes)), strict=True)
    ]
    if not check_flag("transpose_kernel", transpose_kernel):
        weight = weight[:, :, *[slice(None, None, -1)] * len(axes)]
    return cut(x, weight, None, crops, stride, dilation)


def _jax_paddings(padding: object, rank: int) -> Sequence[str | Crop]:
    """Return one word or pair for each axis, from one word or as many pairs."""
    if isinstance(padding, str):
        return [padding] * rank
    pairs = f"one (before, after) for each of the {rank} axes"
    if not isinstance(padding, tuple | list) or len(padding) != rank or not all(map(_is_pair, padding)):
        raise GeometryError(
            f"padding must be 'SAME', 'VALID' or {pairs}, got {shown(padding)};"
            " PyTorch's padding p is the pair (extent - 1 - p, extent - 1 - p) here"
        )
    return padding


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2
