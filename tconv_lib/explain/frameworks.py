"""Sizes of the layers of Keras, TensorFlow, JAX and ONNX, by equation (crops)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tconv_lib.arguments import check_integers, shown
from tconv_lib.errors import GeometryError
from tconv_lib.explain.at import At, Size, cropped, drawn
from tconv_lib.explain.tables import say
from tconv_lib.frameworks.crops import jax_crop, keras_crop, onnx_pads, tensorflow_crop
from tconv_lib.geometry import Axis

__all__ = ["RULES"]


def _keras(at: At) -> tuple[int, int, int]:
    """Return (kernel_size, strides, dilation_rate) of a layer of Keras, which refuses both above 1."""
    stride, dilation = at.number("strides", 1, 1), at.number("dilation_rate", 1, 1)
    if stride > 1 and dilation > 1:
        raise GeometryError(say("keras-strides-dilation"))
    return at.number("kernel_size", None, 1), stride, dilation


def _keras_word(at: At) -> str:
    word = at.raw("padding", "valid")
    if not isinstance(word, str):
        raise GeometryError(say("keras-number"))
    if word.lower() not in ("valid", "same"):
        raise GeometryError(say("keras-word", word=word))
    return word.lower()


def _keras_transposed(at: At, n: int) -> Size:
    k, s, d = _keras(at)
    word, axis = _keras_word(at), Axis(k, s, 0, d)
    extra = None if at.raw("output_padding") is None else at.number("output_padding", 0, 0)
    if extra is not None and extra >= s:
        raise GeometryError(say("keras-output-padding", axis=at.axis, extra=extra, stride=s))
    start, end = keras_crop(n, axis.extent, s, word, extra)
    cells = axis.full_size(n) - start - end
    values = {"n": n, "strides": s, "kernel_size": k, "dilation_rate": d, "output_padding": extra}
    picture = cropped(True, n, start, end, kernel=k, stride=s, dilation=d)
    if extra is None:
        return Size(cells, "times-strides" if word == "same" else "keras-valid", values, picture)
    return Size(cells, f"keras-{word}-extra", values, picture)


def _keras_conv(at: At, n: int) -> Size:
    k, s, d = _keras(at)
    return _valid_or_same(_keras_word(at), n, {"kernel_size": k, "strides": s, "dilation_rate": d})


def _keras_pool(at: At, n: int) -> Size:
    k = at.number("pool_size", 2, 1)
    s = k if at.raw("strides") is None else at.number("strides", 1, 1)
    return _valid_or_same(_keras_word(at), n, {"kernel_size": k, "strides": s, "dilation_rate": 1})


def _valid_or_same(word: str, n: int, values: Mapping[str, int]) -> Size:
    if word == "same":
        return Size(-(-n // values["strides"]), "over-strides", {"n": n, **values})
    axis = Axis(values["kernel_size"], values["strides"], 0, values["dilation_rate"])
    picture = drawn(False, n, kernel=axis.kernel_size, stride=axis.stride, dilation=axis.dilation)
    return Size(axis.size(n), "keras-conv", {"n": n, **values}, picture)


def _tf_transposed(at: At, n: int) -> Size:
    shape = at.raw("output_shape")
    if shape is None:
        raise GeometryError(say("tensorflow-shape"))
    spatial = shape[1:-1] if isinstance(shape, tuple) and len(shape) == at.rank + 2 else shape
    size = check_integers("output_shape", spatial, at.rank, 1)[at.axis]
    word = at.raw("padding", "SAME")
    k, s = at.number("kernel_size", None, 1), at.number("strides", 1, 1)
    start, end = tensorflow_crop(n, k, s, size, str(word))
    picture = cropped(True, n, start, end, kernel=k, stride=s)
    return Size(size, "output-shape", {"output_shape": size}, picture)


def _jax_transposed(at: At, n: int) -> Size:
    k, s, d = at.number("kernel_size", None, 1), at.number("strides", 1, 1), at.number("rhs_dilation", 1, 1)
    padding = at.raw("padding", "SAME")
    if isinstance(padding, tuple):
        padding = padding[at.axis] if len(padding) == at.rank else None
    if not isinstance(padding, str | tuple):
        raise GeometryError(say("jax-pairs", padding=shown(padding)))
    start, end = jax_crop(k, s, padding, d)
    cells = Axis(k, s, 0, d).full_size(n) - start - end
    values: dict[str, object] = {"n": n, "strides": s, "kernel_size": k, "rhs_dilation": d}
    if cells < 1:
        raise GeometryError(say("leaves-none", cells=cells))
    picture = cropped(True, n, start, end, kernel=k, stride=s, dilation=d)
    if isinstance(padding, str):
        return Size(cells, "times-strides" if padding == "SAME" else "jax-valid", values, picture)
    return Size(cells, "jax-pair", {**values, "low": padding[0], "high": padding[1]}, picture)


def _onnx_transposed(at: At, n: int) -> Size:
    k, s, d = at.number("kernel_size", None, 1), at.number("strides", 1, 1), at.number("dilations", 1, 1)
    extra, word, shape = at.number("output_padding", 0, 0), str(at.raw("auto_pad", "NOTSET")), at.raw("output_shape")
    full = Axis(k, s, 0, d).transposed_size(n, extra, torch_limit=True)
    values = {"n": n, "strides": s, "kernel_size": k, "dilations": d, "output_padding": extra}
    if shape is not None:
        size = check_integers("output_shape", shape, at.rank, 1)[at.axis]
        start, end = onnx_pads(n, k, s, size, word, extra, d)
        picture = cropped(True, n, start, end - extra, kernel=k, stride=s, dilation=d)
        return Size(size, "output-shape", {"output_shape": size}, picture)
    if word.startswith("SAME"):
        start, end = onnx_pads(n, k, s, None, word, extra, d)
        picture = cropped(True, n, start, end - extra, kernel=k, stride=s, dilation=d)
        return Size(full - start - end, "times-strides", values, picture)
    start, end = _pads(at)
    if full - start - end < 1:
        raise GeometryError(say("onnx-empty", axis=at.axis))
    picture = cropped(True, n, start, end - extra, kernel=k, stride=s, dilation=d)
    return Size(full - start - end, "onnx-transposed", {**values, "start": start, "end": end}, picture)


def _pads(at: At) -> tuple[int, int]:
    pads = at.raw("pads")
    sides = (0,) * (2 * at.rank) if pads is None else check_integers("pads", pads, 2 * at.rank, 0)
    return sides[at.axis], sides[at.rank + at.axis]


def _onnx_conv(at: At, n: int) -> Size:
    k, s, d = at.number("kernel_size", None, 1), at.number("strides", 1, 1), at.number("dilations", 1, 1)
    if str(at.raw("auto_pad", "NOTSET")).startswith("SAME"):
        return Size(-(-n // s), "over-strides", {"n": n, "strides": s})
    start, end = _pads(at)
    values = {"n": n, "strides": s, "kernel_size": k, "dilations": d, "start": start, "end": end}
    axis = Axis(k, s, 0, d)
    if n + start + end < axis.extent:
        raise GeometryError(say("onnx-small", n=n))
    picture = cropped(False, n, start, end, kernel=k, stride=s, dilation=d)
    return Size(axis.size(n + start + end), "onnx-conv", values, picture)


def _keras_resize(at: At, n: int) -> Size:
    factor = at.number("size", 2, 1)
    return Size(n * factor, "times-size", {"n": n, "size": factor})


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
