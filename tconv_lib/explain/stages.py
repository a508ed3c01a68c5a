"""A stack, stage by stage: each size, where it stops and why, and which arguments are not written as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tconv_lib.errors import GeometryError
from tconv_lib.explain.at import At, NotWritten, Picture
from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.layers import Layer
from tconv_lib.explain.messages import Answer, find_answers
from tconv_lib.explain.sizes import Size, formula_of, formula_with, size_of
from tconv_lib.explain.tables import load_table, say

__all__ = ["Stage", "rank_of", "run_stages"]

Sizes = tuple[int, ...]
_MAX_LAYERS = 100  # layers
_MAX_CELLS = 10**9  # of an axis
_SAMPLE = 720_720  # cells, where no input is given: a multiple of 1 to 16, and larger than any kernel that is meant
_SIZES = {"output_size", "output_shape"}


@dataclass(frozen=True)
class Stage:
    """One layer in its place: sizes before and after, None where they are not known, and what is to be said of it."""

    layer: Layer
    before: Sizes | None
    after: Sizes | None
    formulas: tuple[str, ...]
    chapter: str
    unknown: str = ""  # which argument is not written as a number
    failure: str = ""  # what the framework or the library says against it
    answers: tuple[Answer, ...] = ()
    picture: Picture | None = None  # the first axis, as the explorer draws it


def rank_of(layers: Sequence[Layer], sizes: Sizes | None) -> int:
    """Return the number of spatial axes that layers and input agree on.

    Raises
    ------
    ExplainError
        where they do not.
    """
    named = {layer.rank: layer.name for layer in layers if layer.rank}
    if len(named) > 1:
        (first, name), (other, second) = list(named.items())[:2]
        raise ExplainError(say("axes-differ", one=name, first=first, other=second, second=other))
    rank = next(iter(named), None) or _rank_of_lists(layers)
    if sizes is None or len(sizes) == 1:
        return rank or 1
    if rank not in (None, len(sizes)):
        raise ExplainError(say("input-axes", count=len(sizes), rank=rank))
    return len(sizes)


def _rank_of_lists(layers: Sequence[Layer]) -> int | None:
    """Count the axes of a layer whose name has no number by its lists, as of an ONNX node."""
    for layer in layers:
        for name in ("kernel_size", "strides", "dilations", "output_padding", "output_shape", "pads", "padding"):
            value = layer.given(name, None)
            if isinstance(value, tuple) and value and layer.kind not in ("pad", "keep"):
                return len(value) // 2 if name == "pads" else len(value)
    return None


def run_stages(layers: Sequence[Layer], sizes: Sizes | None) -> list[Stage]:
    """Compute the size behind each layer, up to the first that fails.

    Parameters
    ----------
    sizes : the input's, one for each spatial axis or one for all; None gives formulas alone

    Raises
    ------
    ExplainError
        where the numbers of axes differ, or for too many layers.

    Examples
    --------
    >>> from tconv_lib.explain.layers import make_layer
    >>> from tconv_lib.explain.syntax import read_calls
    >>> stack = "nn.Sequential(nn.Conv1d(1, 8, 3, 2, 1), nn.ReLU(), nn.ConvTranspose1d(8, 1, 3, 2, 1))"
    >>> [stage.after for stage in run_stages([make_layer(call) for call in read_calls(stack)], (12,))]
    [(6,), (6,), (11,)]
    """
    if len(layers) > _MAX_LAYERS:
        raise ExplainError(say("too-many-layers", count=len(layers), most=_MAX_LAYERS))
    rank = rank_of(layers, sizes)
    now = sizes * rank if sizes and len(sizes) == 1 else sizes
    stages: list[Stage] = []
    channels: int | None = None
    for layer in layers:
        stage = _run(layer, rank, now, channels)
        stages.append(stage)
        if stage.failure:
            break
        now, channels = stage.after, _channels_after(layer, channels)
    return stages


def _run(layer: Layer, rank: int, now: Sizes | None, channels: int | None) -> Stage:
    chapter = _chapter_of(layer)
    if now is None and _SIZES & layer.arguments.keys():
        return Stage(layer, None, None, (say("asked-for"),), chapter)
    before = now or (_SAMPLE,) * rank
    try:
        _check_channels(layer, rank, channels)
        made = [size_of(layer, axis, rank, n) for axis, n in enumerate(before)]
        _check_cells(made)
    except NotWritten as missing:
        return Stage(layer, now, None, (formula_of(layer),), chapter, unknown=str(missing))
    except GeometryError as error:
        answers = tuple(find_answers(str(error)))
        chapter = answers[0].chapter if answers else chapter
        picture = At(layer, 0, rank).picture(before[0])
        formula = formula_of(layer) if now is None or picture is None else formula_with(picture)
        return Stage(layer, now, None, (formula,), chapter, "", str(error), answers, picture)
    picture = made[0].picture
    if now is None:
        formulas = tuple(dict.fromkeys(size.without_input for size in made))
        return Stage(layer, None, None, formulas, chapter, picture=picture)
    formulas = tuple(dict.fromkeys(f"{size.with_numbers} = {size.cells}" for size in made))
    return Stage(layer, now, tuple(size.cells for size in made), formulas, chapter, picture=picture)


def _check_cells(made: Sequence[Size]) -> None:
    for size in made:
        if size.cells > _MAX_CELLS:
            raise GeometryError(say("at-most", name="size", most=_MAX_CELLS, value=size.cells))


def _chapter_of(layer: Layer) -> str:
    if layer.kind == "conv" and layer.given("padding", 0) == "same":
        return "valid_same_full"
    if layer.kind == "transposed":
        return "output_padding" if {"output_padding", "output_size"} & layer.arguments.keys() else "padding_crops"
    chapter: str = load_table("layers")["chapters"][layer.kind]
    return chapter


def _check_channels(layer: Layer, rank: int, channels: int | None) -> None:
    """Refuse channels and groups that PyTorch refuses, in its words."""
    if layer.kind not in ("conv", "transposed"):
        return
    into, out, groups = layer.integer("in_channels"), layer.integer("out_channels"), layer.integer("groups", 1)
    if groups is not None and groups < 1:
        raise GeometryError(say("groups-positive"))
    for name, number in (("in", into), ("out", out)):
        if number is not None and groups and number % groups:
            raise GeometryError(say("groups-divide", side=name))
    if into is not None and channels is not None and into != channels:
        sizes = ", ".join(["N", str(channels), *"n" * rank])
        kernel = ", ".join("k" * rank)
        values = {"into": into, "out": out, "kernel": kernel, "sizes": sizes, "channels": channels, "groups": groups}
        raise GeometryError(say(f"{layer.kind}-channels", **values))


def _channels_after(layer: Layer, channels: int | None) -> int | None:
    if layer.kind in ("conv", "transposed"):
        return layer.integer("out_channels")
    if layer.kind == "shuffle" and channels is not None:
        factor = layer.integer("upscale_factor")
        return channels // factor**2 if factor and channels % factor**2 == 0 else None
    return channels if layer.kind in ("keep", "pool", "resize", "pad", "fixed") else None
