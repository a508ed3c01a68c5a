"""Sizes that fit through an encoder and back, crops that meet at a skip, and the measure of a segmentation.

Chapter ``segmentation``, equations (legal-size), (centre) and (iou). The sizes work without NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tconv_lib.arguments import check_integer, check_integers
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError
from tconv_lib.geometry import Axis, check_layers
from tconv_lib.receptive_field import input_interval

if TYPE_CHECKING:
    from tconv_lib.layer import Array
    from tconv_lib.receptive_field import Layers

__all__ = ["center_crop", "centre", "legal_sizes", "mean_iou"]


def legal_sizes(layers: Layers, low: int, high: int) -> list[int]:
    """List the sizes from ``low`` to ``high``, both included, of which no layer forgets a cell.

    Parameters
    ----------
    layers : the encoder's ``(kernel_size, stride, padding, dilation)`` from the first to the last

    Returns
    -------
    list of int
        The sizes that transposed convolutions with the same arguments, and without output padding, bring back.

    Raises
    ------
    GeometryError
        for a layer that no convolution can have, or ``low`` below 1.

    Notes
    -----
    Equation (legal-size).

    Examples
    --------
    >>> legal_sizes([(2, 2, 0, 1)] * 4, 560, 600)
    [560, 576, 592]
    >>> legal_sizes([(3, 2, 1, 1)] * 4, 500, 530)
    [513, 529]
    """
    axes = check_layers(layers)
    sizes = range(check_integer("low", low, 1), check_integer("high", high, 1) + 1)
    return [size for size in sizes if _comes_back(size, axes)]


def centre(layers: Layers, index: int = 0) -> Fraction:
    """Return the middle of what output cell ``index`` sees, in cells of the input; a half lies between two.

    Raises
    ------
    GeometryError
        for a negative ``index``, or arguments that no convolution can have.

    Notes
    -----
    Equation (centre). A stamp of the transposed convolution with the same arguments has the same middle.

    Examples
    --------
    >>> centre([(2, 2, 0, 1)]), centre([(3, 2, 1, 1)])
    (Fraction(1, 2), Fraction(0, 1))
    """
    start, stop = input_interval(layers, index)
    return Fraction(start + stop - 1, 2)


def center_crop(x: Array, shape: Sequence[int]) -> Array:
    """Cut the middle out of the last axes; where a middle lies between two cells, the cut begins one cell earlier.

    Parameters
    ----------
    x : (..., *spatial), of any dtype
    shape : sizes wanted of the last ``len(shape)`` axes

    Returns
    -------
    (..., *shape), a view of x

    Raises
    ------
    GeometryError
        if ``shape`` has more axes than x, or a size below 1 or above that of x.

    Examples
    --------
    >>> import numpy as np
    >>> center_crop(np.arange(7), (4,))
    array([1, 2, 3, 4])
    """
    check_arrays(x=(x, "..."))
    wanted = () if isinstance(shape, tuple) and not shape else check_integers("shape", shape, minimum=1)
    if len(wanted) > x.ndim:
        raise GeometryError(f"shape {wanted} has {len(wanted)} axes, x has {x.ndim}; leave some out")
    window: list[Any] = [...]
    for size, kept in zip(x.shape[x.ndim - len(wanted) :], wanted, strict=True):
        if kept > size:
            raise GeometryError(f"shape {wanted} must lie within 1 and the last axes of {x.shape}")
        start = (size - kept) // 2
        window.append(slice(start, start + kept))
    cut: Array = x[tuple(window)]
    return cut


def mean_iou(prediction: Array, target: Array, classes: int) -> float:
    """Average, over the classes that occur, intersection over union of two label maps.

    Parameters
    ----------
    prediction, target : integers of one shape, each from 0 to ``classes - 1``
    classes : int, at least 1

    Returns
    -------
    float from 0 to 1; a class that neither map has does not count

    Raises
    ------
    GeometryError
        if the shapes differ, are empty, or a label is no class.

    Notes
    -----
    Equation (iou).

    Examples
    --------
    >>> import numpy as np
    >>> mean_iou(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), 3)  # 1/2 and 2/3
    0.5833333333333333
    """
    classes = check_integer("classes", classes, 1)
    check_arrays(prediction=(prediction, "..."), target=(target, "..."))
    if prediction.shape != target.shape or not target.size:
        raise GeometryError(f"prediction {prediction.shape} and target {target.shape} must have one shape with cells")
    for name, labels in (("prediction", prediction), ("target", target)):
        if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
            given = f"{labels.min()} to {labels.max()}, {labels.dtype}"
            raise GeometryError(f"{name} must hold integers from 0 to {classes - 1}, one for each class, got {given}")
    shares = []
    for label in range(classes):
        predicted, true = prediction == label, target == label
        union = int((predicted | true).sum())
        if union:
            shares.append(int((predicted & true).sum()) / union)
    return sum(shares) / len(shares)


def _comes_back(size: int, axes: Sequence[Axis]) -> bool:
    for axis in axes:
        if size + 2 * axis.padding < axis.extent or axis.unread(size):
            return False
        size = axis.size(size)
    return True
