"""One checked call of a layer: arrays, arguments and sizes that fit together, or a ``GeometryError``.

Every route starts with a ``Layer`` and ends with ``Layer.finish``; between the two stands its own idea alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tconv_lib.arguments import check_integer, per_axis
from tconv_lib.arrays import check_shape
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis

__all__ = ["Array", "Ints", "Layer"]

Array: TypeAlias = NDArray[np.number]
Ints: TypeAlias = int | Sequence[int]


@dataclass(frozen=True)
class Layer:
    """A convolution or a transposed convolution whose arguments fit together; both makers raise ``GeometryError``.

    Examples
    --------
    >>> x, weight = np.ones((2, 7)), np.ones((3, 2, 3))
    >>> layer = Layer.of_conv(x, weight, None, stride=2, padding=0, dilation=1, groups=1)
    >>> layer.x.shape, layer.output_size, layer.batched
    ((1, 2, 7), (3,), False)
    """

    x: Array  # (N, C_in, *i)
    weight: Array  # (C_out, C_in/G, *k), transposed (C_in, C_out/G, *k)
    bias: Array | None  # (C_out,)
    groups: int
    axes: tuple[Axis, ...]
    output_size: tuple[int, ...]
    batched: bool

    @classmethod
    def of_conv(
        cls, x: Array, weight: Array, bias: Array | None, stride: Ints, padding: Ints, dilation: Ints, groups: int
    ) -> Layer:
        """Make the layer of a convolution, or refuse its arguments."""
        axes = _axes_of(weight, stride, padding, dilation)
        batch = _batch(x, weight)
        groups = check_integer("groups", groups, 1)
        _check_channels("convolution", batch.shape[1], groups * weight.shape[1], weight, groups)
        _check_bias(bias, weight.shape[0], weight.dtype)
        output_size = tuple(axis.size(n) for axis, n in zip(axes, batch.shape[2:], strict=True))
        return cls(batch, weight, bias, groups, axes, output_size, batched=batch is x)

    @classmethod
    def of_conv_transpose(
        cls,
        x: Array,
        weight: Array,
        bias: Array | None,
        stride: Ints,
        padding: Ints,
        output_padding: Ints,
        groups: int,
        dilation: Ints,
        *,
        torch_limit: bool,
    ) -> Layer:
        """Make the layer of a transposed convolution, or refuse its arguments."""
        axes = _axes_of(weight, stride, padding, dilation)
        batch = _batch(x, weight)
        groups = check_integer("groups", groups, 1)
        _check_channels("transposed convolution", batch.shape[1], weight.shape[0], weight, groups)
        _check_bias(bias, groups * weight.shape[1], weight.dtype)
        extra = per_axis("output_padding", output_padding, len(axes))
        output_size = tuple(
            axis.transposed_size(m, a, torch_limit=torch_limit)
            for axis, m, a in zip(axes, batch.shape[2:], extra, strict=True)
        )
        return cls(batch, weight, bias, groups, axes, output_size, batched=batch is x)

    def by_group(self, one_group: Callable[[Array, Array], Array]) -> Array:
        """Call ``one_group`` with each group's part of ``x`` and ``weight``, join the results, finish."""
        parts = zip(np.split(self.x, self.groups, axis=1), np.split(self.weight, self.groups, axis=0), strict=True)
        return self.finish(np.concatenate([one_group(x, weight) for x, weight in parts], axis=1))

    def batch_of(self, name: str, out: Array, channels: int) -> Array:
        """Return what has the shape of the layer's output as (N, C_out, *o); refuse what has not."""
        shape = (*self.x.shape[: int(self.batched)], channels, *self.output_size)
        check_shape(name, out, shape, self.x.dtype, of="the layer's output")
        return out if self.batched else out[np.newaxis]

    def finish(self, out: Array) -> Array:
        """Return (N, C_out, *o) with the bias added, or (C_out, *o) where ``x`` came without a batch axis."""
        if self.bias is not None:
            np.add(out, self.bias.reshape(-1, *[1] * len(self.axes)), out=out)
        return out if self.batched else out[0]


def _axes_of(weight: Array, stride: Ints, padding: Ints, dilation: Ints) -> tuple[Axis, ...]:
    """Return one ``Axis`` for each spatial axis of ``weight``."""
    if not isinstance(weight, np.ndarray) or not 3 <= weight.ndim <= 5:
        given = f"an array of shape {weight.shape}" if isinstance(weight, np.ndarray) else type(weight).__name__
        raise GeometryError(f"weight must be an array with two channel axes and 1 to 3 spatial ones, got {given}")
    if weight.dtype.kind not in "iufc":
        raise GeometryError(f"weight must hold numbers, got dtype {weight.dtype}; convert it with astype")
    if 0 in weight.shape[2:]:
        raise GeometryError(f"weight has no tap: kernel_size must be at least 1, got 0 in shape {weight.shape}")
    rank = weight.ndim - 2
    arguments = (per_axis("stride", stride, rank), per_axis("padding", padding, rank))
    spread = zip(weight.shape[2:], *arguments, per_axis("dilation", dilation, rank), strict=True)
    return tuple(Axis(*values) for values in spread)


def _batch(x: Array, weight: Array) -> Array:
    """Return ``x`` as (N, C_in, *i); like PyTorch, take (C_in, *i), too."""
    rank = weight.ndim - 2
    if not isinstance(x, np.ndarray) or x.ndim not in (rank + 1, rank + 2):
        given = f"an array of shape {x.shape}" if isinstance(x, np.ndarray) else type(x).__name__
        raise GeometryError(
            f"x must be an array (N, C, *size) or (C, *size) with {rank} spatial axes, as weight has, got {given}"
        )
    if x.dtype != weight.dtype:
        raise GeometryError(f"x and weight must have one dtype, got {x.dtype} and {weight.dtype}; use astype on one")
    if 0 in x.shape[-rank:]:
        raise GeometryError(f"x must have at least one cell on each spatial axis, got shape {x.shape}")
    return x if x.ndim == rank + 2 else x[np.newaxis]


def _check_channels(what: str, given: int, expected: int, weight: Array, groups: int) -> None:
    if 0 in weight.shape[:2]:
        raise GeometryError(f"weight must have at least one channel on each side, got shape {weight.shape}")
    if weight.shape[0] % groups:
        raise GeometryError(
            f"groups {groups} must divide the first axis of a {what}'s weight, got shape {weight.shape}"
        )
    if given != expected:
        raise GeometryError(
            f"x has {given} channels, but a {what} with weight of shape {weight.shape}"
            f" and groups {groups} takes {expected}"
        )


def _check_bias(bias: Array | None, channels: int, dtype: np.dtype[np.number]) -> None:
    if bias is None:
        return
    if not isinstance(bias, np.ndarray) or bias.shape != (channels,):
        given = f"shape {bias.shape}" if isinstance(bias, np.ndarray) else type(bias).__name__
        raise GeometryError(
            f"bias must be an array of one number for each of the {channels} output channels, got {given}"
        )
    if bias.dtype != dtype:
        raise GeometryError(f"bias must have the dtype of weight, {dtype}, got {bias.dtype}; use astype")
