"""ONNX's ConvTranspose, by its specification.

Chapter ``frameworks``, equation (crops). Checked against onnxruntime 1.32, which departs from the specification in one
place. NumPy is imported with the first array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tconv_lib.arguments import check_choice, check_integer, check_integers, shown
from tconv_lib.arrays import check_arrays, check_numbers, check_shape
from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.crops import AUTO_PADS, onnx_pads
from tconv_lib.frameworks.cut import check_layer, cut

if TYPE_CHECKING:
    from tconv_lib.layer import Array

__all__ = ["onnx_conv_transpose"]


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
    check_numbers("x", x)
    check_arrays(w=(w, "C_in C_out *kernel_shape"))
    rank = w.ndim - 2
    if kernel_shape is not None and (taps := check_integers("kernel_shape", kernel_shape, rank)) != w.shape[2:]:
        raise GeometryError(f"kernel_shape {list(taps)} must be that of w, {list(w.shape[2:])}; or leave it out")
    if pads is not None and check_choice("auto_pad", auto_pad, AUTO_PADS) != "NOTSET":
        raise GeometryError(f"pads {shown(pads)} and auto_pad {auto_pad} exclude each other; use one of them")
    strides = _numbers("strides", strides, rank, default=1)
    dilations = _numbers("dilations", dilations, rank, default=1)
    extra = _numbers("output_padding", output_padding, rank, default=0)
    sides = _numbers("pads", pads, 2 * rank, default=0)
    sizes = _sizes(output_shape, rank)
    group = check_integer("group", group, 1)
    if b is not None:
        check_shape("b", b, (group * w.shape[1],), w.dtype, of="the output channels")
    layer = check_layer(x, w, strides, dilations, group)
    for axis, a in zip(layer.axes, extra, strict=True):
        axis.transposed_size(1 + axis.stride, a, torch_limit=True)

    if pads is None or output_shape is not None:
        computed = [
            onnx_pads(m, axis.kernel_size, axis.stride, size, auto_pad, a, axis.dilation)
            for m, axis, size, a in zip(layer.x.shape[2:], layer.axes, sizes, extra, strict=True)
        ]
        sides = tuple(start for start, _ in computed) + tuple(end for _, end in computed)
    crops = [(start, end - a) for start, end, a in zip(sides[:rank], sides[rank:], extra, strict=True)]
    return cut(x, w, b, crops, strides, dilations, group)


def _numbers(name: str, value: Sequence[int] | None, count: int, default: int) -> tuple[int, ...]:
    """Return an attribute as the specification writes it, a list, whose numbers are not below their default."""
    return (default,) * count if value is None else check_integers(name, value, count, default)


def _sizes(output_shape: Sequence[int] | None, rank: int) -> Sequence[int | None]:
    rule = f"holds spatial sizes only, without batch and channels: {rank} number{'s' if rank > 1 else ''}"
    if output_shape is None:
        return (None,) * rank
    if isinstance(output_shape, tuple | list) and len(output_shape) != rank:
        raise GeometryError(f"output_shape {rule}, got {len(output_shape)}: {shown(output_shape)}")
    return check_integers("output_shape", output_shape, rank, 1, rule)
