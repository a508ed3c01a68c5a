"""Skips of an encoder and its decoder: where a stage does not bring the size back, and what mends it.

A stage of stride above 1 that shrinks is the encoder's; each stage that grows undoes the last one still open.
Chapters ``output_padding``, equation (forgotten), and ``segmentation``, equation (legal-size).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tconv_lib.arguments import per_axis
from tconv_lib.explain.layers import Layer
from tconv_lib.explain.stages import Sizes, Stage, run_stages
from tconv_lib.explain.tables import say
from tconv_lib.geometry import Axis

__all__ = ["Mismatch", "Pair", "find_mismatches", "find_pairs", "nearest_legal_sizes"]

_SHRINKING = {"conv", "pool", "keras_conv", "keras_pool", "onnx_conv", "unshuffle"}
_STRIDES = ("stride", "strides")
_FARTHEST = 1024  # cells: how far a legal size is looked for, below and above


@dataclass(frozen=True)
class Pair:
    """A stage that grows, the encoder's stage that it undoes, and whether it has brought the size back."""

    stage: int
    encoder_stage: int
    fits: bool


@dataclass(frozen=True)
class Mismatch:
    """A stage that gives another size than the encoder had; stages are numbered from 0."""

    stage: int
    encoder_stage: int
    got: Sizes
    wanted: Sizes
    mended: Layer | None  # the same layer with the argument that brings the size back, where there is one
    cure: str


def find_mismatches(layers: Sequence[Layer], sizes: Sizes) -> list[Mismatch]:
    """Return where the decoder's sizes leave the encoder's, each computed with those before it mended.

    Examples
    --------
    >>> from tconv_lib.explain.layers import make_layer
    >>> from tconv_lib.explain.syntax import read_calls
    >>> stack = [make_layer(call) for call in read_calls("nn.Conv1d(1, 8, 3, 2, 1), nn.ConvTranspose1d(8, 1, 3, 2, 1)")]
    >>> [(m.got, m.wanted, m.cure) for m in find_mismatches(stack, (12,))]
    [((11,), (12,), 'output_padding=1, or output_size=skip.shape[2:] in the call')]
    """
    changed, found = list(layers), list[Mismatch]()
    while True:
        mismatch = _first(run_stages(changed, sizes), {mismatch.stage for mismatch in found})
        if mismatch is None:
            return found
        found.append(mismatch)
        if mismatch.mended is not None:
            changed[mismatch.stage] = mismatch.mended


def find_pairs(stages: Sequence[Stage]) -> list[Pair]:
    """Return each stage that grows with the encoder's stage that it undoes, up to the first of unknown size."""
    opened, pairs = list[int](), list[Pair]()
    for at, stage in enumerate(stages):
        if stage.before is None or stage.after is None:
            break
        if _shrinks(stage):
            opened.append(at)
        elif opened and _grows(stage):
            encoder_stage = opened.pop()
            pairs.append(Pair(at, encoder_stage, stage.after == stages[encoder_stage].before))
    return pairs


def nearest_legal_sizes(layers: Sequence[Layer], size: int) -> list[int]:
    """Return the next input sizes below and above ``size`` from which the decoder as it is brings all sizes back.

    Examples
    --------
    >>> from tconv_lib.explain.layers import make_layer
    >>> from tconv_lib.explain.syntax import read_calls
    >>> stack = [make_layer(call) for call in read_calls("nn.Conv1d(1, 8, 3, 2, 1), nn.ConvTranspose1d(8, 1, 3, 2, 1)")]
    >>> nearest_legal_sizes(stack, 12)
    [11, 13]
    """
    stages = run_stages(layers, (size,))
    shrunk = [stage.before[0] / stage.after[0] for stage in stages if stage.before and stage.after and _shrinks(stage)]
    reach = min(
        _FARTHEST, 2 * math.ceil(min(math.prod(shrunk), _FARTHEST))
    )  # legal sizes lie the product of the strides apart
    below = range(size - 1, max(0, size - reach), -1)
    above = range(size + 1, size + reach)
    nearest = (next((n for n in sizes if _is_legal(layers, n)), None) for sizes in (below, above))
    return [n for n in nearest if n is not None]


def _is_legal(layers: Sequence[Layer], size: int) -> bool:
    stages = run_stages(layers, (size,))
    return stages[-1].after is not None and _first(stages, set()) is None


def _first(stages: Sequence[Stage], known: set[int]) -> Mismatch | None:
    for pair in find_pairs(stages):
        before, after, wanted = stages[pair.stage].before, stages[pair.stage].after, stages[pair.encoder_stage].before
        if before and after and wanted and not pair.fits and pair.stage not in known:
            mended, cure = _mend(stages[pair.stage].layer, before, after, wanted)
            return Mismatch(pair.stage, pair.encoder_stage, after, wanted, mended, cure)
    return None


def _shrinks(stage: Stage) -> bool:
    return stage.layer.kind in _SHRINKING and stage.after != stage.before and not _moves_by_one(stage.layer)


def _grows(stage: Stage) -> bool:
    if stage.layer.kind in ("resize", "shuffle", "keras_resize"):
        return stage.after != stage.before
    return stage.layer.kind.endswith("transposed") and not _moves_by_one(stage.layer)


def _moves_by_one(layer: Layer) -> bool:
    """Tell whether the layer has a stride, and it is 1; pooling without one moves by its window."""
    stride = next((layer.given(name, None) for name in _STRIDES if name in layer.arguments), None)
    if stride is None:
        return "pool" not in layer.kind and layer.kind != "unshuffle"
    return stride == 1 or (isinstance(stride, tuple) and set(stride) == {1})


def _mend(layer: Layer, before: Sizes, got: Sizes, wanted: Sizes) -> tuple[Layer | None, str]:
    """Return the layer that reaches the wanted sizes, and what to write."""
    if layer.kind == "resize":
        arguments = {name: value for name, value in layer.arguments.items() if name != "scale_factor"}
        return replace(layer, arguments={**arguments, "size": wanted}), say("mend-size", wanted=_short(wanted))
    if layer.kind == "transposed":
        extra = _output_padding(layer, before, wanted)
        if extra is not None:
            arguments = {name: value for name, value in layer.arguments.items() if name != "output_size"}
            mended = replace(layer, arguments={**arguments, "output_padding": extra})
            return mended, say("mend-extra", extra=_short(extra))
    if all(g <= w for g, w in zip(got, wanted, strict=True)):
        return None, say("crop-skip", wanted=_short(wanted), got=_short(got))
    return None, say("crop-output", wanted=_short(wanted), got=_short(got))


def _output_padding(layer: Layer, before: Sizes, wanted: Sizes) -> Sizes | None:
    rank = len(before)
    arguments = [layer.given(name, default) for name, default in _TRANSPOSED]
    per_argument = [per_axis("", value, rank) for value in arguments]  # type: ignore[arg-type]  # they have run
    axes = [Axis(*numbers) for numbers in zip(*per_argument, strict=True)]
    reached = all(w in axis.input_sizes(n) for axis, n, w in zip(axes, before, wanted, strict=True))
    return tuple(axis.unread(w) for axis, w in zip(axes, wanted, strict=True)) if reached else None


_TRANSPOSED = (("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1))


def _short(numbers: Sizes) -> str:
    return str(numbers[0] if len(set(numbers)) == 1 else numbers)
