"""Sizes and arguments of a convolution and its transpose, per axis: the one place that checks them.

Chapters ``output_size``, ``padding_crops`` and ``output_padding``. Pure integers: NumPy is not imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tconv_lib.arguments import check_flag, check_integer, check_integers, check_sequence, per_axis, shown
from tconv_lib.errors import GeometryError

__all__ = ["Axis", "check_axes", "check_integer", "check_layers", "per_axis"]


@dataclass(frozen=True)
class Axis:
    """One spatial axis of a convolution, whose transpose runs the other way.

    Parameters
    ----------
    kernel_size, stride, dilation : int, at least 1
    padding : int, at least 0; the same number of cells on both sides

    Raises
    ------
    GeometryError
        if an argument is no integer, or too small; the methods raise it for sizes, too.

    Examples
    --------
    >>> Axis(kernel_size=3, stride=2, padding=1).transposed_size(3)
    5
    >>> list(Axis(kernel_size=3, stride=2, padding=1).input_sizes(3))
    [5, 6]
    """

    kernel_size: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        for name, minimum in (("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1)):
            object.__setattr__(self, name, check_integer(name, getattr(self, name), minimum))

    @property
    def extent(self) -> int:
        """Cells from the kernel's first tap to its last: d(k - 1) + 1."""
        return self.dilation * (self.kernel_size - 1) + 1

    def size(self, input_size: int) -> int:
        """Return the convolution's output size, equation (output-size)."""
        return self._last_start(input_size) // self.stride + 1

    def unread(self, input_size: int) -> int:
        """Count the padded cells behind the last window, which the floor forgets: u of equation (forgotten)."""
        return self._last_start(input_size) % self.stride

    def full_size(self, input_size: int) -> int:
        """Return the size of all that ``input_size`` stamps reach, before padding crops: L of equation (full-size)."""
        return (check_integer("input_size", input_size, 1) - 1) * self.stride + self.extent

    def transposed_size(self, input_size: int, output_padding: int = 0, *, torch_limit: bool = False) -> int:
        """Return the transposed convolution's output size, equation (transposed-size).

        ``output_padding`` must be below ``stride``, or with ``torch_limit`` below ``max(stride, dilation)``,
        which is all that PyTorch asks: such a result is the transpose of no convolution with these arguments.
        """
        smallest = self.full_size(input_size) - 2 * self.padding
        limit = max(self.stride, self.dilation) if check_flag("torch_limit", torch_limit) else self.stride
        output_padding = check_integer("output_padding", output_padding)
        if not 0 <= output_padding < limit:
            raise GeometryError(
                f"output_padding {output_padding} must be at least 0 and smaller than"
                f" {'max(stride, dilation)' if torch_limit else 'stride'} {limit}:"
                f" sizes {max(smallest, 1)} to {smallest + limit - 1} are reachable from {input_size},"
                f" got a request for {smallest + output_padding}"
            )
        if smallest + output_padding < 1:
            raise GeometryError(
                f"padding {self.padding} crops all of the output: {self.full_size(input_size)} cells"
                f" + output_padding {output_padding} - 2 * {self.padding} leave {smallest + output_padding},"
                " must be at least 1; use a smaller padding"
            )
        return smallest + output_padding

    def input_sizes(self, output_size: int) -> range:
        """Return every input size that the convolution takes to ``output_size``: ``stride`` of them, from 1 up."""
        smallest = self.full_size(check_integer("output_size", output_size, 1)) - 2 * self.padding
        return range(max(smallest, 1), max(smallest + self.stride, 1))

    def contributors(self, cell: int, input_size: int) -> list[tuple[int, int]]:
        """List every (input index, tap) whose product lands on ``cell`` of the uncropped transposed output."""
        cell = check_integer("cell", cell, 0)
        inputs, taps = range(check_integer("input_size", input_size, 1)), range(self.kernel_size)
        return [(j, t) for j in inputs for t in taps if self.stride * j + self.dilation * t == cell]

    def _last_start(self, input_size: int) -> int:
        """Return how far the kernel can move on the padded input, in cells: n + 2p - extent."""
        input_size = check_integer("input_size", input_size, 1)
        last = input_size + 2 * self.padding - self.extent
        if last < 0:
            enough = -((input_size - self.extent) // 2)  # half of what is missing, rounded up
            raise GeometryError(
                f"a kernel of extent {self.extent} does not fit in {input_size} cells padded by {self.padding}"
                f" on each side; it needs a padding of at least {enough}"
            )
        return last


def check_layers(layers: object) -> list[Axis]:
    """Return one ``Axis`` for each ``(kernel_size, stride, padding, dilation)`` of a stack, from the first to the last.

    Raises
    ------
    GeometryError
        for a layer of fewer or more numbers, or what no convolution can have; the message says which layer.

    Examples
    --------
    >>> check_layers([(3, 2, 1, 1)])
    [Axis(kernel_size=3, stride=2, padding=1, dilation=1)]
    """
    wanted = "(kernel_size, stride, padding, dilation)"
    axes = []
    for at, layer in enumerate(check_sequence("layers", layers, wanted)):
        try:
            axes.append(Axis(*check_sequence("", layer, wanted, 4)))  # type: ignore[arg-type]  # which it checks
        except GeometryError as error:
            raise GeometryError(f"layers[{at}]: {_without_fraction(layer) or str(error).strip()}") from None
    return axes


def _without_fraction(layer: object) -> str:
    """Say what to do with a stride between 0 and 1, by which a transposed convolution may be meant."""
    match layer:
        case (_, float(stride), _, _) if 0 < stride < 1:
            return (
                f"stride must be an integer, got {stride}; for a transposed convolution of stride {1 / stride:g}"
                " use alignment.cells_seen"
            )
    return ""


def check_axes(axes: object, kernel_size: Sequence[int | None], **sizes: object) -> None:
    """Check that there is one ``Axis`` for each spatial axis, of its kernel size or any; and one integer in ``sizes``.

    Raises
    ------
    GeometryError
        if there is not.

    Examples
    --------
    >>> check_axes([Axis(3)], (3, 3))
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: axes must hold one Axis for each of the 2 spatial axes, got 1
    """
    members = check_sequence("axes", axes, "Axis")
    if len(members) != len(kernel_size):
        raise GeometryError(
            f"axes must hold one Axis for each of the {len(kernel_size)} spatial axes, got {len(members)}"
        )
    for at, (axis, taps) in enumerate(zip(members, kernel_size, strict=True)):
        if not isinstance(axis, Axis):
            raise GeometryError(f"axes[{at}] must be an Axis, got {shown(axis)}")
        if taps is not None and axis.kernel_size != taps:
            raise GeometryError(f"axes[{at}] must have the kernel_size of the array, {taps}, got {axis.kernel_size}")
    for name, size in sizes.items():
        check_integers(name, size, len(members), 1)
