"""Sizes of the layers of Keras, TensorFlow, JAX and ONNX, by equation (crops)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tconv_lib.arguments import check_integers
from tconv_lib.errors import GeometryError
from tconv_lib.explain.at import At, Size
from tconv_lib.frameworks.crops import jax_crop, keras_crop, onnx_pads, tensorflow_crop
from tconv_lib.geometry import Axis

__all__ = ["RULES"]


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
    word, axis = _keras_word(at), Axis(k, s, 0, d)
    extra = None if at.raw("output_padding") is None else at.number("output_padding", 0, 0)
    if extra is not None and extra >= s:
        raise GeometryError(
            f"`output_padding` must be strictly less than `strides` for all dimensions. At dimension {at.axis},"
            f" `output_padding` is {extra} but `strides` is {s}"
        )
    start, end = keras_crop(n, axis.extent, s, word, extra)
    cells = axis.full_size(n) - start - end
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
            "padding argument to conv_general_dilated should be a string or a sequence of (low, high) pairs,"
            f" got {padding}"
        )
    start, end = jax_crop(k, s, padding, d)
    cells = Axis(k, s, 0, d).full_size(n) - start - end
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
    axis = Axis(k, s, 0, d)
    if n + start + end < axis.extent:
        raise GeometryError(f"Status Message: Invalid input shape: {{{n}}}")
    return Size(
        axis.size(n + start + end), "(n + start + end - dilations*(kernel_size - 1) - 1) // strides + 1", values
    )


def _keras_resize(at: At, n: int) -> Size:
    factor = at.number("size", 2, 1)
    return Size(n * factor, "n*size", {"n": n, "size": factor})


RULES: dict[str, Callable[[At, int], Size]] = {
    "jax_transposed": _jax_transposed,
    "keras_conv": _keras_conv,
    "keras_pool": _keras_pool,
    "keras_resize": _keras_resize,
    "keras_transposed": _keras_transposed,
    "onnx_conv": _onnx_conv,
    "onnx_transposed": _onnx_transposed,
    "tf_transposed": _tf_transposed,
}
