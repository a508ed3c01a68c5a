"""Sizes of PyTorch's layers, which refuse what PyTorch refuses, in its words where they say more.

Equations (output-size) and (transposed-size).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tconv_lib.arguments import check_integer, check_integers, per_axis
from tconv_lib.errors import GeometryError
from tconv_lib.explain.at import LARGEST, At, Size
from tconv_lib.geometry import Axis

__all__ = ["CONV", "RULES", "TRANSPOSED"]

CONV = "(n + 2*padding - dilation*(kernel_size - 1) - 1) // stride + 1"
TRANSPOSED = "(n - 1)*stride - 2*padding + dilation*(kernel_size - 1) + output_padding + 1"


def _conv(at: At, n: int) -> Size:
    axis, words = _axis(at), at.raw("padding", 0)
    values = {"n": n, "padding": axis.padding, **_letters(axis)}
    if words == "same":
        return Size(n, "n", {"n": n})
    return Size(axis.size(n), CONV, values)


def _axis(at: At) -> Axis:
    """Read kernel_size, stride, padding and dilation as PyTorch does, and refuse what it refuses, in its words."""
    padding, stride, name = at.raw("padding", 0), at.number("stride", 1, 1), f"conv_transpose{at.rank}d()"
    if isinstance(padding, str):
        if at.layer.kind == "transposed":
            raise GeometryError(f"{name}: argument 'padding' must be tuple of ints, not str")
        if padding not in ("same", "valid"):
            raise GeometryError(f"Invalid padding string: '{padding}'")
        strides = per_axis("stride", at.raw("stride", 1), at.rank, 1)  # type: ignore[arg-type]  # it is checked there
        if padding == "same" and max(strides) > 1:
            raise GeometryError("padding='same' is not supported for strided convolutions")
    p = 0 if isinstance(padding, str) else at.number("padding", 0, 0)
    return Axis(at.number("kernel_size", None, 1), stride, p, at.number("dilation", 1, 1))


def _letters(axis: Axis) -> dict[str, int]:
    return {"kernel_size": axis.kernel_size, "stride": axis.stride, "dilation": axis.dilation}


def _transposed(at: At, n: int) -> Size:
    if at.raw("padding_mode", "zeros") != "zeros":
        raise GeometryError('Only "zeros" padding mode is supported for ConvTranspose')
    axis, extra = _axis(at), at.number("output_padding", 0)
    wanted = at.raw("output_size", None)
    if wanted is not None:
        sizes = wanted[-at.rank :] if isinstance(wanted, tuple) and len(wanted) == at.rank + 2 else wanted
        target = check_integers("output_size", sizes, at.rank, 1)[at.axis]
        reachable = axis.input_sizes(n)
        if target not in reachable:
            raise GeometryError(f"target {target} is not reachable from {n}; reachable are {list(reachable)}")
        extra = axis.unread(target)
    cells = axis.transposed_size(n, extra, torch_limit=True)
    return Size(cells, TRANSPOSED, {"n": n, "padding": axis.padding, "output_padding": extra, **_letters(axis)})


def _pool(at: At, n: int) -> Size:
    kernel = at.number("kernel_size", None, 1)
    stride = kernel if at.raw("stride") is None else at.number("stride", 1, 1)
    axis = Axis(kernel, stride, at.number("padding", 0, 0), at.number("dilation", 1, 1))
    if axis.padding > kernel // 2:
        raise GeometryError("padding should be at most half of kernel size")
    if at.rank == 3 and at.layer.name.lower().startswith("avg") and n < kernel:
        raise GeometryError(f"input image ({n}) smaller than kernel size ({kernel})")
    values = {"n": n, "padding": axis.padding, **_letters(axis)}
    if at.raw("ceil_mode", default=False) is not True:
        return Size(axis.size(n), CONV, values)
    cells = -(-(n + 2 * axis.padding - axis.extent) // axis.stride) + 1
    if (cells - 1) * axis.stride >= n + axis.padding:  # the last window would start behind the input
        cells -= 1
    if cells < 1:
        axis.size(n)
    formula = "min(-(-(n + 2*padding - dilation*(kernel_size - 1) - 1) // stride), (n + padding - 1) // stride) + 1"
    return Size(cells, formula, values)


def _shuffle(at: At, n: int) -> Size:
    factor = at.number("upscale_factor", None, 1)
    return Size(n * factor, "n*upscale_factor", {"n": n, "upscale_factor": factor})


def _unshuffle(at: At, n: int) -> Size:
    factor = at.number("downscale_factor", None, 1)
    if n % factor:
        side, place = ("height", -2) if at.axis == 0 else ("width", -1)
        raise GeometryError(
            f"pixel_unshuffle expects {side} to be divisible by downscale_factor, but input.size({place})={n} is not"
            f" divisible by {factor}"
        )
    return Size(n // factor, "n // downscale_factor", {"n": n, "downscale_factor": factor})


def _resize(at: At, n: int) -> Size:
    size, factor = at.raw("size"), at.raw("scale_factor")
    if size is None and factor is None:
        raise GeometryError("either size or scale_factor should be defined")
    if size is not None and factor is not None:
        raise GeometryError("only one of size or scale_factor should be defined")
    if size is not None:
        cells = at.number("size", None)
        return _resized(n, cells, "size", {"size": cells})
    factors = factor if isinstance(factor, tuple) else (factor,) * at.rank
    if len(factors) != at.rank:
        raise GeometryError(
            "Input and scale_factor must have the same number of spatial dimensions, but got input with spatial"
            f" dimensions of [{', '.join('n' * at.rank)}] and scale_factor of shape {factors}"
        )
    factor = factors[at.axis]
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not abs(factor) < LARGEST:
        raise GeometryError(f"scale_factor must be a number below {LARGEST}, got {factor!r}")
    return _resized(n, math.floor(n * factor), "floor(n*scale_factor)", {"n": n, "scale_factor": factor})


def _resized(n: int, cells: int, formula: str, values: Mapping[str, object]) -> Size:
    if cells < 1:
        raise GeometryError(f"Input and output sizes should be greater than 0, but got input ({n}) output ({cells})")
    return Size(cells, formula, values)


def _pad(at: At, n: int) -> Size:
    padding = at.raw("padding")
    both = padding if isinstance(padding, tuple) else (padding,) * (2 * at.rank)
    sides = check_integers("padding", both, 2 * at.rank)
    at_end = 2 * (at.rank - 1 - at.axis)  # PyTorch counts from the last axis back
    before, after = sides[at_end], sides[at_end + 1]
    widest = max(before, after)
    if "Reflection" in at.layer.name and widest >= n:
        raise GeometryError(
            "Padding size should be less than the corresponding input dimension, but got: padding"
            f" ({before}, {after}) at dimension {at.axis + 2} of input [{n}]"
        )
    if "Circular" in at.layer.name and widest > n:
        raise GeometryError("Padding value causes wrapping around more than once.")
    if n + before + after < 1:
        raise GeometryError("narrow(): length must be non-negative.")
    return Size(n + before + after, "n + before + after", {"n": n, "before": before, "after": after})


def _fixed(at: At, n: int) -> Size:
    size = at.raw("output_size")
    own = size[at.axis] if isinstance(size, tuple) and len(size) == at.rank else size
    cells = n if own is None else check_integer("output_size", own, 1)
    return Size(cells, "output_size", {"output_size": cells})


def _keep(_: At, n: int) -> Size:
    return Size(n, "n", {"n": n})


RULES: dict[str, Callable[[At, int], Size]] = {
    "conv": _conv,
    "fixed": _fixed,
    "keep": _keep,
    "pad": _pad,
    "pool": _pool,
    "resize": _resize,
    "shuffle": _shuffle,
    "transposed": _transposed,
    "unshuffle": _unshuffle,
}
