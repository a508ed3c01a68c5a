"""What other frameworks return for the same arrays.

Chapter ``frameworks``, equation (crops). All of them cut the same uncropped result; ``crops`` says where. Checked
against TensorFlow 2.21, Keras 3.15, JAX 0.10 and onnxruntime 1.32. NumPy is imported with the first array.
Inputs, weights and results keep PyTorch's layouts here, so that results compare cell by cell.
Every function raises ``GeometryError`` for what its framework refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.crops import Crop, jax_crop, keras_crop, onnx_pads, tensorflow_crop
from tconv_lib.geometry import Axis, per_axis

if TYPE_CHECKING:
    from tconv_lib.layer import Array, Ints

__all__ = ["jax_conv_transpose", "keras_conv_transpose", "onnx_conv_transpose", "tensorflow_conv_transpose"]


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
    rank = weight.ndim - 2
    sizes = [None] * rank if output_size is None else per_axis("output_size", output_size, rank)
    crops = [
        tensorflow_crop(m, axis.kernel_size, axis.stride, size, padding)
        for m, axis, size in zip(x.shape[-rank:], _axes(weight, stride), sizes, strict=True)
    ]
    return _cut(x, weight, None, crops, stride)


def keras_conv_transpose(
    x: Array,
    weight: Array,
    *,
    stride: Ints = 1,
    padding: str = "valid",
    output_padding: Ints | None = None,
) -> Array:
    """Return what ``keras.ops.conv_transpose`` does on TensorFlow; arrays as for ``tensorflow_conv_transpose``.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[[1, 2, 3]]]), np.array([[[1, 10, 100]]])
    >>> keras_conv_transpose(x, weight, stride=2, padding="same", output_padding=0)
    array([[[ 10, 102,  20, 203,  30]]])
    """
    rank = weight.ndim - 2
    extra = [None] * rank if output_padding is None else per_axis("output_padding", output_padding, rank)
    crops = [
        keras_crop(m, axis.kernel_size, axis.stride, padding, a)
        for m, axis, a in zip(x.shape[-rank:], _axes(weight, stride), extra, strict=True)
    ]
    return _cut(x, weight, None, crops, stride)


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
    axes = _axes(weight, stride, dilation)
    paddings: Sequence[str | Crop] = [padding] * len(axes) if isinstance(padding, str) else padding
    crops = [
        jax_crop(axis.kernel_size, axis.stride, sides, axis.dilation)
        for axis, sides in zip(axes, paddings, strict=True)
    ]
    if not transpose_kernel:
        weight = weight[:, :, *[slice(None, None, -1)] * len(axes)]
    return _cut(x, weight, None, crops, stride, dilation)


def onnx_conv_transpose(
    x: Array,
    w: Array,
    b: Array | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    output_padding: Sequence[int] | None = None,
    output_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Array:
    """Return what the specification of ONNX's operator ConvTranspose (opset 22) defines, with its names of arguments.

    Raises
    ------
    GeometryError
        for attributes that the specification does not allow together, or at all.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[[1, 2, 3]]]), np.array([[[1, 10, 100]]])
    >>> onnx_conv_transpose(x, weight, strides=[2], output_shape=[6])
    array([[[ 10, 102,  20, 203,  30, 300]]])
    """
    rank = w.ndim - 2
    ones, zeros = [1] * rank, [0] * rank
    if kernel_shape is not None and tuple(kernel_shape) != w.shape[2:]:
        raise GeometryError(f"kernel_shape {list(kernel_shape)} must be that of w, {list(w.shape[2:])}")
    if pads is not None and auto_pad != "NOTSET":
        raise GeometryError(f"pads {list(pads)} and auto_pad {auto_pad} exclude each other; use one of them")
    strides, dilations = strides or ones, dilations or ones
    extra = per_axis("output_padding", output_padding or zeros, rank)
    axes = _axes(w, strides, dilations)
    for axis, a in zip(axes, extra, strict=True):
        axis.transposed_size(1 + axis.stride, a, torch_limit=True)

    if pads is not None and output_shape is None:
        sides = per_axis("pads", pads, 2 * rank)
        crops = [(start, end - a) for start, end, a in zip(sides[:rank], sides[rank:], extra, strict=True)]
    else:
        sizes: Sequence[int | None] = output_shape or [None] * rank
        computed = [
            onnx_pads(m, axis.kernel_size, axis.stride, size, auto_pad, a, axis.dilation)
            for m, axis, size, a in zip(x.shape[-rank:], axes, sizes, extra, strict=True)
        ]
        crops = [(start, end - a) for (start, end), a in zip(computed, extra, strict=True)]
    return _cut(x, w, b, crops, strides, dilations, group)


def _axes(weight: Array, stride: Ints, dilation: Ints = 1) -> list[Axis]:
    rank = weight.ndim - 2
    spread = zip(weight.shape[2:], per_axis("stride", stride, rank), per_axis("dilation", dilation, rank), strict=True)
    return [Axis(k, s, dilation=d) for k, s, d in spread]


def _cut(
    x: Array,
    weight: Array,
    bias: Array | None,
    crops: Sequence[Crop],
    stride: Ints,
    dilation: Ints = 1,
    groups: int = 1,
) -> Array:
    """Take (start, end) cells off the uncropped result, then add the bias."""
    from tconv_lib.fast import conv_transpose  # noqa: PLC0415 - the crops work without NumPy
    from tconv_lib.zero_insertion import pad_or_crop  # noqa: PLC0415

    full = conv_transpose(x, weight, stride=stride, groups=groups, dilation=dilation)
    for size, (start, end) in zip(full.shape[2:], crops, strict=True):
        if size - start - end < 1:
            raise GeometryError(f"nothing is left of {size} cells without {start} at the start and {end} at the end")
    out = pad_or_crop(full, [(-start, -end) for start, end in crops])
    return out if bias is None else out + bias.reshape(-1, *[1] * len(crops))
