"""How many cells each framework takes off the uncropped result, at the start and at the end.

Chapter ``frameworks``, equation (crops). A negative number adds zeros. Pure integers: NumPy is not imported.
"""

from __future__ import annotations

from tconv_lib.arguments import check_choice, check_integer, check_integers, shown
from tconv_lib.errors import GeometryError, NotExpressible
from tconv_lib.geometry import Axis

__all__ = ["AUTO_PADS", "Crop", "jax_crop", "keras_crop", "onnx_pads", "pytorch_arguments", "shift", "tensorflow_crop"]

Crop = tuple[int, int]
KERAS_PADDINGS, KERAS_BACKENDS = ("valid", "same"), ("tensorflow", "jax", "torch")
AUTO_PADS = ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER")


def tensorflow_crop(
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    output_size: int | None = None,
    padding: str = "SAME",
) -> Crop:
    """Return the cells (start, end) that ``tf.nn.conv*_transpose`` takes off to reach ``output_size``, or i * s.

    There is no dilation: TensorFlow refuses it here on a CPU.

    Raises
    ------
    GeometryError
        for an ``output_size`` that TensorFlow's convolution does not take back to ``input_size``, or another padding.

    Examples
    --------
    >>> tensorflow_crop(3, 3, 2, 6), tensorflow_crop(3, 3, 2, 5)
    ((0, 1), (1, 1))
    """
    axis = Axis(kernel_size, stride)
    full_size = axis.full_size(input_size)
    same_size = check_integer("input_size", input_size, 1) * axis.stride
    size = same_size if output_size is None else check_integer("output_size", output_size, 1)
    if check_choice("padding", padding, ("SAME", "VALID")) == "SAME":
        reachable = range(same_size - axis.stride + 1, same_size + 1)
        start = max(full_size - size, 0) // 2
    else:
        reachable = range(full_size, full_size + axis.stride)
        start = 0
    if size not in reachable:
        raise GeometryError(
            f"output_size {size} does not go with {padding} from {input_size} cells; reachable are {list(reachable)}"
        )
    return start, full_size - start - size


def keras_crop(
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    padding: str = "valid",
    output_padding: int | None = None,
    backend: str = "tensorflow",
) -> Crop:
    """Return the cells (start, end) that Keras 3 takes off; ``output_padding`` None is not 0.

    Its backends 'jax' and 'torch' return sizes that 'tensorflow' refuses: an even kernel with padding 'same' and output
    padding 0, and output padding from the stride up, which Keras' layers refuse on each backend and its op does not.

    Examples
    --------
    >>> keras_crop(3, 3, 2, "same"), keras_crop(3, 3, 2, "same", 0), keras_crop(3, 2, 3, "valid")
    ((0, 1), (1, 1), (0, -1))
    >>> keras_crop(3, 4, 2, "same", 0, backend="jax")
    (2, 2)
    """
    axis = Axis(kernel_size, stride)
    i, s, full_size = check_integer("input_size", input_size, 1), axis.stride, axis.full_size(input_size)
    same = check_choice("padding", padding.lower() if isinstance(padding, str) else padding, KERAS_PADDINGS) == "same"
    smallest = full_size - (2 * (axis.kernel_size // 2) if same else 0)
    if output_padding is not None:
        size = smallest + check_integer("output_padding", output_padding, 0)
    else:
        size = i * s if same else smallest + max(s - axis.kernel_size, 0)
    reachable = range((i - 1) * s + 1, i * s + 1) if same else range(full_size, full_size + s)
    if check_choice("backend", backend, KERAS_BACKENDS) == "tensorflow" and size not in reachable:
        raise GeometryError(
            f"output_padding {output_padding} with padding {padding!r} asks for {size} cells, which Keras refuses on"
            f" tensorflow: reachable from {i} are {list(reachable)}; on jax and torch its op returns what is left"
        )
    if size < 1:
        raise GeometryError(f"output_padding {output_padding} leaves nothing of {full_size} cells; use a larger one")
    start = max(full_size - size, 0) // 2 if same else 0
    return start, full_size - start - size


def jax_crop(kernel_size: int, stride: int = 1, padding: str | Crop = "SAME", dilation: int = 1) -> Crop:
    """Return the cells (start, end) that ``jax.lax.conv_transpose`` takes off; a pair pads the zero-inserted input.

    Raises
    ------
    GeometryError
        for another word, or a pair that holds no integers.

    Examples
    --------
    >>> jax_crop(3, 2, "SAME"), jax_crop(3, 2, (1, 2)), jax_crop(2, 3, "VALID")
    ((0, 1), (1, 0), (0, -1))
    """
    axis = Axis(kernel_size, stride, dilation=dilation)
    reach = axis.extent - 1
    rule = "must be 'SAME', 'VALID' or a pair of integers"
    if not isinstance(padding, str):
        before, after = check_integers("padding", padding, 2, rule=rule)
        return reach - before, reach - after
    if padding == "SAME":
        total = reach + 1 - axis.stride
        start = max(total, 0) // 2
        return start, total - start
    if padding == "VALID":
        return 0, min(reach + 1 - axis.stride, 0)
    raise GeometryError(f"padding {rule}, got {shown(padding)}")


def onnx_pads(
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    output_size: int | None = None,
    auto_pad: str = "NOTSET",
    output_padding: int = 0,
    dilation: int = 1,
) -> Crop:
    """Compute the pads (start, end) of ONNX's ConvTranspose from ``auto_pad`` or a size, where the node has none.

    The specification allows no pad below 0, so that a size beyond the uncropped one is filled up at the end.

    Raises
    ------
    GeometryError
        for a size that is too large, or another ``auto_pad``.

    Examples
    --------
    >>> onnx_pads(3, 3, 2, 6), onnx_pads(3, 3, 2, auto_pad="SAME_UPPER")
    ((1, 0), (0, 1))
    """
    axis = Axis(kernel_size, stride, dilation=dilation)
    full_size = axis.full_size(input_size) + check_integer("output_padding", output_padding, 0)
    check_choice("auto_pad", auto_pad, AUTO_PADS)
    if output_size is None:
        same_size = check_integer("input_size", input_size, 1) * axis.stride
        output_size = same_size if auto_pad.startswith("SAME") else full_size
    total = full_size - check_integer("output_size", output_size, 1)
    if total <= -axis.stride:
        raise GeometryError(
            f"output_size {output_size} is too large for {input_size} cells: at most {full_size + axis.stride - 1}"
        )
    smaller = max(total, 0) // 2
    start = smaller if auto_pad == "SAME_UPPER" else max(total, 0) - smaller
    return start, total - start


def pytorch_arguments(start: int, end: int, stride: int = 1, dilation: int = 1) -> dict[str, int]:
    """Return the arguments of ConvTranspose that take ``start`` and ``end`` cells off: PyTorch takes p and p - a.

    Raises
    ------
    NotExpressible
        if there are none; crop the uncropped result by hand then.

    Notes
    -----
    Equation (crops).

    Examples
    --------
    >>> pytorch_arguments(*jax_crop(3, 2, (1, 2)), stride=2)
    {'padding': 1, 'output_padding': 1}
    >>> pytorch_arguments(*tensorflow_crop(3, 3, 2, 6), stride=2)
    Traceback (most recent call last):
        ...
    tconv_lib.errors.NotExpressible: start 0 is below end 1: PyTorch takes off no less at the start than at the end
    """
    limit = max(check_integer("stride", stride, 1), check_integer("dilation", dilation, 1))
    start, end = check_integer("start", start), check_integer("end", end)
    if start < 0:
        raise NotExpressible(f"start {start} is negative: PyTorch adds no cells at the start")
    if start < end:
        raise NotExpressible(
            f"start {start} is below end {end}: PyTorch takes off no less at the start than at the end"
        )
    if start - end >= limit:
        raise NotExpressible(
            f"start {start} and end {end} differ by {start - end}: output_padding must be below {limit}"
        )
    return {"padding": start, "output_padding": start - end}


def shift(kernel_size: int, stride: int, padding: int) -> int:
    """Return by how many cells PyTorch's result with ``padding`` lies before TensorFlow's ``SAME`` of size i * s.

    PyTorch's cell c is TensorFlow's cell c + shift.

    Examples
    --------
    >>> shift(3, 2, 1), shift(9, 4, 3), shift(4, 2, 1)
    (1, 1, 0)
    """
    axis = Axis(kernel_size, stride, padding)
    return axis.padding - max(axis.kernel_size - axis.stride, 0) // 2
