"""The order of axes in which each framework keeps a transposed convolution's weight.

Chapter ``frameworks``. NumPy is not imported: only methods of the array are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tconv_lib.arguments import shown
from tconv_lib.arrays import check_arrays
from tconv_lib.errors import GeometryError

if TYPE_CHECKING:
    from tconv_lib.layer import Array

__all__ = ["Framework", "convert_weight"]

Framework = Literal["torch", "tensorflow", "jax"]
_AXES: dict[Framework, str] = {"torch": "C_in C_out *k", "tensorflow": "*k C_out C_in", "jax": "*k C_in C_out"}


def convert_weight(weight: Array, source: Framework, target: Framework) -> Array:
    """Rearrange a transposed convolution's weight so that ``target`` computes what ``source`` did.

    'torch' is (C_in, C_out, *k), 'tensorflow' (*k, C_out, C_in), 'jax' (*k, C_in, C_out) for ``lax.conv_transpose``
    with its default ``transpose_kernel=False``, which does not flip: there the taps stand in reverse.

    Returns
    -------
    ndarray of the dtype of ``weight``, a view of it

    Raises
    ------
    GeometryError
        for another framework.

    Examples
    --------
    >>> import numpy as np
    >>> convert_weight(np.arange(6).reshape(1, 2, 3), "torch", "jax")[:, 0, 0]
    array([2, 1, 0])
    """
    for name, value in (("source", source), ("target", target)):
        if not isinstance(value, str) or value not in _AXES:
            raise GeometryError(f"{name} must be 'torch', 'tensorflow' or 'jax', got {shown(value)}")
    check_arrays(weight=(weight, _AXES[source]))
    rank = weight.ndim - 2
    reverse = (slice(None, None, -1),) * rank
    if source == "jax":
        weight = weight[reverse].transpose(rank, rank + 1, *range(rank))
    elif source == "tensorflow":
        weight = weight.transpose(rank + 1, rank, *range(rank))

    # (C_in, C_out, *k) from here
    if target == "jax":
        return weight.transpose(*range(2, rank + 2), 0, 1)[reverse]
    if target == "tensorflow":
        return weight.transpose(*range(2, rank + 2), 1, 0)
    return weight
