"""Which of the possible sizes is meant: the remainder that the convolution's floor forgot.

Chapter ``output_padding``, equations (forgotten) and (transposed-size). NumPy is imported with the first array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tconv_lib.arguments import check_integer
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_layers

if TYPE_CHECKING:
    from tconv_lib.layer import Array
    from tconv_lib.receptive_field import Layers

__all__ = ["cell_kinds", "conv_transpose1d", "output_padding_for", "plan_decoder", "possible_sizes"]


def possible_sizes(
    input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> list[int]:
    """List the output sizes that some output padding below ``stride`` reaches.

    Raises
    ------
    GeometryError
        for arguments that no transposed convolution can have.

    Notes
    -----
    Equation (transposed-size).

    Examples
    --------
    >>> possible_sizes(3, 3, 2, 1)
    [5, 6]
    """
    axis = Axis(kernel_size, stride, padding, dilation)
    return list(axis.input_sizes(check_integer("input_size", input_size, 1)))


def output_padding_for(
    input_size: int, target: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return the output padding with which the output has ``target`` cells.

    Raises
    ------
    GeometryError
        if no output padding below ``stride`` reaches ``target``; the message lists the sizes that are reachable.

    Notes
    -----
    Equation (forgotten).

    Examples
    --------
    >>> output_padding_for(3, 6, 3, 2, 1)
    1
    >>> output_padding_for(3, 7, 3, 2, 1)
    Traceback (most recent call last):
        ...
    tconv_lib.errors.GeometryError: target 7 is not reachable from 3; reachable are [5, 6]
    """
    axis = Axis(kernel_size, stride, padding, dilation)
    reachable = axis.input_sizes(check_integer("input_size", input_size, 1))
    if check_integer("target", target, 1) not in reachable:
        raise GeometryError(f"target {target} is not reachable from {input_size}; reachable are {list(reachable)}")
    return axis.unread(target)


def cell_kinds(
    input_size: int, kernel_size: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> list[Literal["sum", "hole", "beyond"]]:
    """Tell for each output cell whether products land on it, none does, or it lies behind the last stamp.

    Raises
    ------
    GeometryError
        for arguments that no transposed convolution can have.

    Examples
    --------
    >>> cell_kinds(2, 2, 3, output_padding=1)
    ['sum', 'sum', 'hole', 'sum', 'sum', 'beyond']
    """
    axis = Axis(kernel_size, stride, padding, dilation)
    full_size = axis.full_size(input_size)
    kinds: list[Literal["sum", "hole", "beyond"]] = []
    for cell in range(axis.padding, axis.padding + axis.transposed_size(input_size, output_padding)):
        if cell >= full_size:
            kinds.append("beyond")
        else:
            kinds.append("sum" if axis.contributors(cell, input_size) else "hole")
    return kinds


def conv_transpose1d(x: Array, w: Array, stride: int = 1, padding: int = 0, output_padding: int = 0) -> Array:
    """Apply the transposed convolution to one row (n,) with a kernel (k,) of the same dtype.

    Raises
    ------
    GeometryError
        for whatever PyTorch refuses.

    Examples
    --------
    >>> import numpy as np
    >>> conv_transpose1d(np.array([1, 2, 3]), np.array([1, 10, 100]), 2, 1, 1)
    array([ 10, 102,  20, 203,  30, 300])
    """
    check_arrays(x=(x, "n"), w=(w, "k"))
    from tconv_lib import scatter  # noqa: PLC0415 - the sizes above work without NumPy

    out: Array = scatter.conv_transpose(
        x[None], w[None, None], stride=stride, padding=padding, output_padding=output_padding
    )[0]
    return out


def plan_decoder(size: int, layers: Layers) -> list[int]:
    """Return the output paddings with which transposed convolutions undo the sizes of an encoder.

    Parameters
    ----------
    size : the encoder's input size
    layers : the encoder's ``(kernel_size, stride, padding, dilation)`` from the first to the last

    Returns
    -------
    list of int, in the decoder's order: from the last stage back to the first

    Raises
    ------
    GeometryError
        where a kernel does not fit.

    Examples
    --------
    >>> plan_decoder(570, [(3, 2, 1, 1), (3, 2, 1, 1), (3, 2, 1, 1)])  # 570, 285, 143, 72
    [0, 0, 1]
    """
    size, forgotten = check_integer("size", size, 1), []
    for axis in check_layers(layers):
        forgotten.append(axis.unread(size))
        size = axis.size(size)
    return forgotten[::-1]
