"""Reverse-mode differentiation over a tape, and which names share a storage.

Chapter ``tensors_autograd``, equation (chain-rule).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TypedDict

import numpy as np

from tconv_lib.layer import Array

__all__ = ["Entry", "backward", "broadcast_gradient", "storage_groups"]


class Entry(TypedDict, total=False):
    """One line of a tape: a leaf has no ``op`` or ``inputs``."""

    name: str
    op: str | None
    inputs: Sequence[str]
    value: float


def backward(tape: Sequence[Entry], output: str) -> dict[str, float]:
    """Compute the gradient of ``output`` with respect to every name on the tape.

    Parameters
    ----------
    tape : entries in the order of computation; ``op`` is 'add', 'mul', 'detach', or None (or absent) for a leaf
    output : the name to start from

    Returns
    -------
    dict from every name to its gradient; 0.0 where nothing flows

    Raises
    ------
    ValueError
        for an ``output`` that is not on the tape, or another ``op``.

    Notes
    -----
    Equation (chain-rule).

    Examples
    --------
    >>> tape = [{"name": "x", "value": 3.0}, {"name": "y", "op": "mul", "inputs": ["x", "x"], "value": 9.0}]
    >>> backward(tape, "y")
    {'x': 6.0, 'y': 1.0}
    """
    values = {entry["name"]: entry["value"] for entry in tape}
    if output not in values:
        raise ValueError(f"output {output!r} is not on the tape")
    gradients = dict.fromkeys(values, 0.0)
    gradients[output] = 1.0
    for entry in reversed(tape):
        incoming, inputs = gradients[entry["name"]], entry.get("inputs", ())
        match entry.get("op"):
            case "add":
                for name in inputs:
                    gradients[name] += incoming
            case "mul":
                for position, name in enumerate(inputs):
                    others = (values[other] for index, other in enumerate(inputs) if index != position)
                    gradients[name] += incoming * prod(others)
            case "detach" | None:
                pass
            case other:
                raise ValueError(f"op must be 'add', 'mul', 'detach' or None, got {other!r}")
    return gradients


def broadcast_gradient(g: Array, shape: Sequence[int]) -> Array:
    """Compute the gradient at an array of ``shape`` that was broadcast to the shape of ``g``: sum over every copy.

    Returns
    -------
    ndarray of ``shape``, of the dtype of ``g``

    Raises
    ------
    ValueError
        if ``shape`` does not broadcast to ``g.shape``.

    Examples
    --------
    >>> broadcast_gradient(np.ones((2, 3)), (3,))
    array([2., 2., 2.])
    """
    if np.broadcast_shapes(g.shape, tuple(shape)) != g.shape:
        raise ValueError(f"shape {tuple(shape)} does not broadcast to {g.shape}")
    lead = g.ndim - len(shape)
    repeated = [axis for axis in range(g.ndim) if axis < lead or (shape[axis - lead] == 1 and g.shape[axis] != 1)]
    summed: Array = g.sum(axis=tuple(repeated), dtype=g.dtype)
    return summed.reshape(shape)


def storage_groups(program: Sequence[tuple[str, str, str | None]]) -> list[list[str]]:
    """Group the names that share storage at the end of a program.

    Parameters
    ----------
    program : lines ``(what, name, source)``; after 'new', ``name`` has a storage of its own, after 'alias', 'detach'
        and 'view' that of ``source``; 'inplace' writes to ``name`` where it is. A name may be bound again.

    Returns
    -------
    list of sorted lists of names, in the order of their first names

    Raises
    ------
    ValueError
        for another word, or a name that is used before it is made.

    Examples
    --------
    >>> storage_groups([("new", "a", None), ("detach", "b", "a"), ("new", "c", "a")])
    [['a', 'b'], ['c']]
    """
    storage_of: dict[str, int] = {}
    for line, (what, name, source) in enumerate(program):
        if what == "new":
            storage_of[name] = line
        elif what in {"alias", "detach", "view"}:
            storage_of[name] = _storage(storage_of, source)
        elif what == "inplace":
            _storage(storage_of, name)
        else:
            raise ValueError(f"expected 'new', 'alias', 'detach', 'inplace' or 'view', got {what!r}")
    groups: dict[int, list[str]] = {}
    for name in sorted(storage_of):
        groups.setdefault(storage_of[name], []).append(name)
    return list(groups.values())


def _storage(storage_of: Mapping[str, int], name: str | None) -> int:
    if name is None or name not in storage_of:
        raise ValueError(f"{name!r} is used before it is made")
    return storage_of[name]
