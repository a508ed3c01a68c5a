"""Sizes of PyTorch's layers, which refuse what PyTorch refuses, in its words where they say more.

Equations (output-size) and (transposed-size).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tconv_lib.arguments import check_integer, check_integers, per_axis, shown
from tconv_lib.errors import GeometryError
from tconv_lib.explain.at import LARGEST, At, Size, cropped, drawn
from tconv_lib.explain.tables import cut, say
from tconv_lib.geometry import Axis

__all__ = ["RULES"]


def _conv(at: At, n: int) -> Size:
    axis, words = _axis(at), at.raw("padding", 0)
    numbers = {"kernel": axis.kernel_size, "stride": axis.stride, "dilation": axis.dilation}
    if words == "same":
        before = (axis.extent - 1) // 2
        return Size(n, "same", {"n": n}, cropped(False, n, before, axis.extent - 1 - before, **numbers))
    picture = drawn(False, n, padding=axis.padding, **numbers)
    return Size(axis.size(n), "conv", {"n": n, "padding": axis.padding, **_letters(axis)}, picture)


def _axis(at: At) -> Axis:
    """Read kernel_size, stride, padding and dilation as PyTorch does, and refuse what it refuses, in its words."""
    padding, stride = at.raw("padding", 0), at.number("stride", 1, 1)
    if isinstance(padding, str):
        if at.layer.kind == "transposed":
            raise GeometryError(say("transposed-word", rank=at.rank))
        if padding not in ("same", "valid"):
            raise GeometryError(say("padding-word", word=padding))
        strides = per_axis("stride", at.raw("stride", 1), at.rank, 1)  # type: ignore[arg-type]  # it is checked there
        if padding == "same" and max(strides) > 1:
            raise GeometryError(say("same-strided"))
    p = 0 if isinstance(padding, str) else at.number("padding", 0, 0)
    return Axis(at.number("kernel_size", None, 1), stride, p, at.number("dilation", 1, 1))


def _letters(axis: Axis) -> dict[str, int]:
    return {"kernel_size": axis.kernel_size, "stride": axis.stride, "dilation": axis.dilation}


def _transposed(at: At, n: int) -> Size:
    if at.raw("padding_mode", "zeros") != "zeros":
        raise GeometryError(say("padding-mode"))
    axis, extra = _axis(at), at.number("output_padding", 0)
    wanted = at.raw("output_size", None)
    if wanted is not None:
        sizes = wanted[-at.rank :] if isinstance(wanted, tuple) and len(wanted) == at.rank + 2 else wanted
        target = check_integers("output_size", sizes, at.rank, 1)[at.axis]
        reachable = axis.input_sizes(n)
        if target not in reachable:
            raise GeometryError(say("target", target=target, n=n, reachable=_few(reachable)))
        extra = axis.unread(target)
    cells = axis.transposed_size(n, extra, torch_limit=True)
    picture = cropped(
        True,
        n,
        axis.padding,
        axis.padding - extra,
        kernel=axis.kernel_size,
        stride=axis.stride,
        dilation=axis.dilation,
    )
    values = {"n": n, "padding": axis.padding, "output_padding": extra, **_letters(axis)}
    return Size(cells, "transposed", values, picture)


def _few(sizes: range) -> str:
    """Write a range as a list of at most eight."""
    return str([*sizes]) if len(sizes) <= 8 else f"[{sizes[0]}, ..., {sizes[-1]}]"


def _pool(at: At, n: int) -> Size:
    kernel = at.number("kernel_size", None, 1)
    stride = kernel if at.raw("stride") is None else at.number("stride", 1, 1)
    axis = Axis(kernel, stride, at.number("padding", 0, 0), at.number("dilation", 1, 1))
    if axis.padding > kernel // 2:
        raise GeometryError(say("pool-padding"))
    if at.rank == 3 and at.layer.name.lower().startswith("avg") and n < kernel:
        raise GeometryError(say("pool-small", n=n, kernel=kernel))
    values = {"n": n, "padding": axis.padding, **_letters(axis)}
    if at.raw("ceil_mode", default=False) is not True:
        return Size(axis.size(n), "conv", values)
    cells = -(-(n + 2 * axis.padding - axis.extent) // axis.stride) + 1
    if (cells - 1) * axis.stride >= n + axis.padding:  # the last window would start behind the input
        cells -= 1
    if cells < 1:
        axis.size(n)
    return Size(cells, "pool-ceil", values)


def _shuffle(at: At, n: int) -> Size:
    factor = at.number("upscale_factor", None, 1)
    return Size(n * factor, "times-factor", {"n": n, "upscale_factor": factor})


def _unshuffle(at: At, n: int) -> Size:
    factor = at.number("downscale_factor", None, 1)
    if n % factor:
        side, place = ("height", -2) if at.axis == 0 else ("width", -1)
        raise GeometryError(say("unshuffle", side=side, place=place, n=n, factor=factor))
    return Size(n // factor, "by-factor", {"n": n, "downscale_factor": factor})


def _resize(at: At, n: int) -> Size:
    size, factor = at.raw("size"), at.raw("scale_factor")
    if size is None and factor is None:
        raise GeometryError(say("resize-none"))
    if size is not None and factor is not None:
        raise GeometryError(say("resize-both"))
    if size is not None:
        cells = at.number("size", None)
        return _resized(n, cells, "size", {"size": cells})
    factors = factor if isinstance(factor, tuple) else (factor,) * at.rank
    if len(factors) != at.rank:
        raise GeometryError(say("resize-axes", sizes=", ".join("n" * at.rank), factors=cut(repr(factors))))
    factor = factors[at.axis]
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not abs(factor) < LARGEST:
        raise GeometryError(say("scale-factor", most=LARGEST, value=shown(factor)))
    return _resized(n, math.floor(n * factor), "scaled", {"n": n, "scale_factor": factor})


def _resized(n: int, cells: int, name: str, values: Mapping[str, object]) -> Size:
    if cells < 1:
        raise GeometryError(say("resize-empty", n=n, cells=cells))
    return Size(cells, name, values)


def _pad(at: At, n: int) -> Size:
    padding = at.raw("padding")
    both = padding if isinstance(padding, tuple) else (padding,) * (2 * at.rank)
    sides = check_integers("padding", both, 2 * at.rank)
    at_end = 2 * (at.rank - 1 - at.axis)  # PyTorch counts from the last axis back
    before, after = sides[at_end], sides[at_end + 1]
    widest = max(before, after)
    if "Reflection" in at.layer.name and widest >= n:
        raise GeometryError(say("reflection", before=before, after=after, axis=at.axis + 2, n=n))
    if "Circular" in at.layer.name and widest > n:
        raise GeometryError(say("circular"))
    if n + before + after < 1:
        raise GeometryError(say("narrow"))
    return Size(n + before + after, "padded", {"n": n, "before": before, "after": after})


def _fixed(at: At, n: int) -> Size:
    size = at.raw("output_size")
    own = size[at.axis] if isinstance(size, tuple) and len(size) == at.rank else size
    cells = n if own is None else check_integer("output_size", own, 1)
    return Size(cells, "output-size", {"output_size": cells})


def _keep(_: At, n: int) -> Size:
    return Size(n, "same", {"n": n})


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
