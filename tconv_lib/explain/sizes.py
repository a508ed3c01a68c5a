"""The size that a layer makes of one spatial axis, and the formula with the numbers put in.

Equations (output-size) and (transposed-size); (crops) for other frameworks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tconv_lib.arguments import check_integer, check_integers, per_axis
from tconv_lib.errors import GeometryError
from tconv_lib.explain.layers import Layer
from tconv_lib.explain.syntax import Unknown
from tconv_lib.frameworks.crops import jax_crop, keras_crop, onnx_pads, tensorflow_crop
from tconv_lib.geometry import Axis

__all__ = ["NotWritten", "Size", "size_of"]

CONV = "(n + 2*padding - dilation*(kernel_size - 1) - 1) // stride + 1"
TRANSPOSED = "(n - 1)*stride - 2*padding + dilation*(kernel_size - 1) + output_padding + 1"
_LARGEST = 1_000_000  # of an argument: enough for sound, and a list of sizes still fits


class NotWritten(Exception):  # noqa: N818 - nothing is wrong
    """An argument that the size depends on is written as a name; ``formula`` is what can be said."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name} is {text}" if text else f"{name} is not written")


@dataclass(frozen=True)
class Size:
    """One axis: the output's cells, the formula in letters, and the values of its letters."""

    cells: int
    formula: str
    values: Mapping[str, object]

    @property
    def with_numbers(self) -> str:
        """Return the formula, each letter replaced by its value."""
        return re.sub(r"[a-z]\w*", lambda name: str(self.values.get(name[0], name[0])), self.formula)


@dataclass(frozen=True)
class At:
    """One spatial axis of a layer: its arguments as numbers."""

    layer: Layer
    axis: int
    rank: int

    def raw(self, name: str, default: object = None) -> object:
        """Return an argument as it is written, where that is a constant."""
        value = self.layer.given(name, default)
        if isinstance(value, Unknown):
            raise NotWritten(name, value.text)
        return value

    def number(self, name: str, default: int | None = None, minimum: int | None = None) -> int:
        """Return an argument's integer on this axis."""
        value = self.raw(name, default)
        if value is None:
            raise NotWritten(name, "")
        number = per_axis(name, value, self.rank, minimum)[self.axis]  # type: ignore[arg-type]  # it is checked there
        if abs(number) > _LARGEST:
            raise GeometryError(f"{name} must be at most {_LARGEST}, got {number}")
        return number


def size_of(layer: Layer, axis: int, rank: int, n: int) -> Size:
    """Return what the layer makes of ``n`` cells on spatial axis ``axis`` of ``rank``.

    Raises
    ------
    NotWritten
        where an argument that counts is no constant.
    GeometryError
        where the framework refuses the arguments or the size, in its words or the library's.
    """
    return _RULES[layer.kind](At(layer, axis, rank), n)


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
    if axis.padding > axis.extent // 2:
        raise GeometryError("padding should be at most half of kernel size")
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


def _keras(at: At) -> tuple[int, int, int]:
    """Return (kernel_size, strides, dilation_rate) of a layer of Keras, which refuses both above 1."""
    stride, dilation = at.number("strides", 1, 1), at.number("dilation_rate", 1, 1)
    if stride > 1 and dilation > 1:
        raise GeometryError("`strides > 1` not supported in conjunction with `dilation_rate > 1`")
    return at.number("kernel_size", None, 1), stride, dilation


def _keras_word(at: At) -> str:
    word = at.raw("padding", "valid")
    if not isinstance(word, str):
        raise GeometryError("'int' object has no attribute 'lower'")
    if word.lower() not in ("valid", "same"):
        raise GeometryError(f"The `padding` argument must be a list/tuple or one of valid, same. Received: {word}")
    return word.lower()


def _keras_transposed(at: At, n: int) -> Size:
    k, s, d = _keras(at)
    word, extent = _keras_word(at), d * (k - 1) + 1
    extra = None if at.raw("output_padding") is None else at.number("output_padding", 0, 0)
    if extra is not None and extra >= s:
        raise GeometryError(
            f"`output_padding` must be strictly less than `strides` for all dimensions. At dimension {at.axis},"
            f" `output_padding` is {extra} but `strides` is {s}"
        )
    start, end = keras_crop(n, extent, s, word, extra)
    cells = (n - 1) * s + extent - start - end
    values = {"n": n, "strides": s, "kernel_size": k, "dilation_rate": d, "output_padding": extra}
    reach = "dilation_rate*(kernel_size - 1) + 1"
    if extra is None:
        formula = "n*strides" if word == "same" else f"(n - 1)*strides + max({reach}, strides)"
    else:
        formula = f"(n - 1)*strides + {reach} + output_padding"
        formula += f" - 2*(({reach}) // 2)" if word == "same" else ""
    return Size(cells, formula, values)


def _keras_conv(at: At, n: int) -> Size:
    k, s, d = _keras(at)
    return _valid_or_same(_keras_word(at), n, {"kernel_size": k, "strides": s, "dilation_rate": d})


def _keras_pool(at: At, n: int) -> Size:
    k = at.number("pool_size", 2, 1)
    s = k if at.raw("strides") is None else at.number("strides", 1, 1)
    return _valid_or_same(_keras_word(at), n, {"kernel_size": k, "strides": s, "dilation_rate": 1})


def _valid_or_same(word: str, n: int, values: Mapping[str, int]) -> Size:
    if word == "same":
        return Size(-(-n // values["strides"]), "-(-n // strides)", {"n": n, **values})
    axis = Axis(values["kernel_size"], values["strides"], 0, values["dilation_rate"])
    return Size(axis.size(n), "(n - dilation_rate*(kernel_size - 1) - 1) // strides + 1", {"n": n, **values})


def _tf_transposed(at: At, n: int) -> Size:
    shape = at.raw("output_shape")
    if shape is None:
        raise GeometryError("Missing required positional argument")
    spatial = shape[1:-1] if isinstance(shape, tuple) and len(shape) == at.rank + 2 else shape
    size = check_integers("output_shape", spatial, at.rank, 1)[at.axis]
    word = at.raw("padding", "SAME")
    tensorflow_crop(n, at.number("kernel_size", None, 1), at.number("strides", 1, 1), size, str(word))
    return Size(size, "output_shape", {"output_shape": size})


def _jax_transposed(at: At, n: int) -> Size:
    k, s, d = at.number("kernel_size", None, 1), at.number("strides", 1, 1), at.number("rhs_dilation", 1, 1)
    padding = at.raw("padding", "SAME")
    if isinstance(padding, tuple):
        padding = padding[at.axis] if len(padding) == at.rank else None
    if not isinstance(padding, str | tuple):
        raise GeometryError(
            f"padding argument to conv_general_dilated should be a string or a sequence of (low, high) pairs, got {padding}"
        )
    start, end = jax_crop(k, s, padding, d)  # type: ignore[arg-type]  # it is checked there
    cells = (n - 1) * s + d * (k - 1) + 1 - start - end
    values: dict[str, object] = {"n": n, "strides": s, "kernel_size": k, "rhs_dilation": d}
    if padding == "SAME":
        return _left(cells, "n*strides", values)
    if padding == "VALID":
        return _left(cells, "(n - 1)*strides + max(rhs_dilation*(kernel_size - 1) + 1, strides)", values)
    values |= {"low": padding[0], "high": padding[1]}
    return _left(cells, "(n - 1)*strides + low + high - rhs_dilation*(kernel_size - 1) + 1", values)


def _left(cells: int, formula: str, values: Mapping[str, object]) -> Size:
    if cells < 1:
        raise GeometryError(f"padding leaves {cells} cells, must be at least 1; use larger pads")
    return Size(cells, formula, values)


def _onnx_transposed(at: At, n: int) -> Size:
    k, s, d = at.number("kernel_size", None, 1), at.number("strides", 1, 1), at.number("dilations", 1, 1)
    extra, word, shape = at.number("output_padding", 0, 0), str(at.raw("auto_pad", "NOTSET")), at.raw("output_shape")
    full = Axis(k, s, 0, d).transposed_size(n, extra, torch_limit=True)
    values = {"n": n, "strides": s, "kernel_size": k, "dilations": d, "output_padding": extra}
    if shape is not None:
        size = check_integers("output_shape", shape, at.rank, 1)[at.axis]
        onnx_pads(n, k, s, size, word, extra, d)
        return Size(size, "output_shape", {"output_shape": size})
    if word.startswith("SAME"):
        start, end = onnx_pads(n, k, s, None, word, extra, d)
        return Size(full - start - end, "n*strides", values)
    start, end = _pads(at)
    formula = "(n - 1)*strides + dilations*(kernel_size - 1) + 1 + output_padding - start - end"
    if full - start - end < 1:
        raise GeometryError(f"Computed output dimension is <= 0 for dim {at.axis}")
    return Size(full - start - end, formula, {**values, "start": start, "end": end})


def _pads(at: At) -> tuple[int, int]:
    pads = at.raw("pads")
    sides = (0,) * (2 * at.rank) if pads is None else check_integers("pads", pads, 2 * at.rank, 0)
    return sides[at.axis], sides[at.rank + at.axis]


def _onnx_conv(at: At, n: int) -> Size:
    k, s, d = at.number("kernel_size", None, 1), at.number("strides", 1, 1), at.number("dilations", 1, 1)
    if str(at.raw("auto_pad", "NOTSET")).startswith("SAME"):
        return Size(-(-n // s), "-(-n // strides)", {"n": n, "strides": s})
    start, end = _pads(at)
    values = {"n": n, "strides": s, "kernel_size": k, "dilations": d, "start": start, "end": end}
    if n + start + end < d * (k - 1) + 1:
        raise GeometryError(f"Status Message: Invalid input shape: {{{n}}}")
    cells = (n + start + end - d * (k - 1) - 1) // s + 1
    return Size(cells, "(n + start + end - dilations*(kernel_size - 1) - 1) // strides + 1", values)


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
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not abs(factor) < _LARGEST:
        raise GeometryError(f"scale_factor must be a number below {_LARGEST}, got {factor!r}")
    return _resized(n, math.floor(n * factor), "floor(n*scale_factor)", {"n": n, "scale_factor": factor})


def _resized(n: int, cells: int, formula: str, values: Mapping[str, object]) -> Size:
    if cells < 1:
        raise GeometryError(f"Input and output sizes should be greater than 0, but got input ({n}) output ({cells})")
    return Size(cells, formula, values)


def _keras_resize(at: At, n: int) -> Size:
    factor = at.number("size", 2, 1)
    return Size(n * factor, "n*size", {"n": n, "size": factor})


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


_RULES: dict[str, Callable[[At, int], Size]] = {
    "conv": _conv,
    "fixed": _fixed,
    "jax_transposed": _jax_transposed,
    "keep": _keep,
    "keras_conv": _keras_conv,
    "keras_pool": _keras_pool,
    "keras_resize": _keras_resize,
    "keras_transposed": _keras_transposed,
    "onnx_conv": _onnx_conv,
    "onnx_transposed": _onnx_transposed,
    "pad": _pad,
    "pool": _pool,
    "resize": _resize,
    "shuffle": _shuffle,
    "tf_transposed": _tf_transposed,
    "transposed": _transposed,
    "unshuffle": _unshuffle,
}
