"""Reverse-mode differentiation over a tape, and which names share a storage.

Chapter ``tensors_autograd``, equation (chain-rule).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import TypedDict

from tconv_lib.arguments import check_integers, check_sequence, shown
from tconv_lib.arrays import check_numbers
from tconv_lib.errors import GeometryError
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
    GeometryError
        for an ``output`` or an input that is not on the tape, another ``op``, or an entry that is none.

    Notes
    -----
    Equation (chain-rule).

    Examples
    --------
    >>> tape = [{"name": "x", "value": 3.0}, {"name": "y", "op": "mul", "inputs": ["x", "x"], "value": 9.0}]
    >>> backward(tape, "y")
    {'x': 6.0, 'y': 1.0}
    """
    values = _values(tape)
    if not isinstance(output, str) or output not in values:
        raise GeometryError(f"output {shown(output)} is not on the tape; it has {', '.join(values) or 'no entry'}")
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
                raise GeometryError(f"op must be 'add', 'mul', 'detach' or None, got {shown(other)}")
    return gradients


def broadcast_gradient(g: Array, shape: Sequence[int]) -> Array:
    """Compute the gradient at an array of ``shape`` that was broadcast to the shape of ``g``: sum over every copy.

    Returns
    -------
    ndarray of ``shape``, of the dtype of ``g``

    Raises
    ------
    GeometryError
        if ``shape`` does not broadcast to ``g.shape``.

    Examples
    --------
    >>> broadcast_gradient(np.ones((2, 3)), (3,))
    array([2., 2., 2.])
    """
    check_numbers("g", g)
    if len(check_sequence("shape", shape, "sizes")) > 0:
        shape = check_integers("shape", shape, minimum=0)
    lead = g.ndim - len(shape)
    if lead < 0 or any(size not in {1, cells} for size, cells in zip(shape, g.shape[lead:], strict=True)):
        raise GeometryError(
            f"shape {tuple(shape)} does not broadcast to {g.shape}, that of g:"
            " sizes must be 1 or equal, from the last axis on"
        )
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
    GeometryError
        for another word, a name that is used before it is made, or a line that is none.

    Examples
    --------
    >>> storage_groups([("new", "a", None), ("detach", "b", "a"), ("new", "c", "a")])
    [['a', 'b'], ['c']]
    """
    storage_of: dict[str, int] = {}
    for line, (what, name, source) in enumerate(_lines(program)):
        if what == "new":
            storage_of[name] = line
        elif what in {"alias", "detach", "view"}:
            storage_of[name] = _storage(storage_of, source)
        elif what == "inplace":
            _storage(storage_of, name)
        else:
            raise GeometryError(
                f"program[{line}] must begin with 'new', 'alias', 'detach', 'inplace' or 'view', got {shown(what)}"
            )
    groups: dict[int, list[str]] = {}
    for name in sorted(storage_of):
        groups.setdefault(storage_of[name], []).append(name)
    return list(groups.values())


def _storage(storage_of: Mapping[str, int], name: str | None) -> int:
    if name is None or name not in storage_of:
        raise GeometryError(f"program: {name!r} is used before it is made; write ('new', {name!r}, None) first")
    return storage_of[name]


def _lines(program: object) -> Iterator[tuple[str, str, str | None]]:
    """Check that each line is ``(what, name, source)``, in words."""
    for at, line in enumerate(check_sequence("program", program, "(what, name, source)")):
        match line:
            case (str(what), str(name), str() | None as source):
                yield what, name, source
            case _:
                raise GeometryError(f"program[{at}] must be (what, name, source), three words, got {shown(line)}")


def _values(tape: object) -> dict[str, float]:
    """Check each entry of a tape, and return the value of each name."""
    values: dict[str, float] = {}
    for at, entry in enumerate(check_sequence("tape", tape, "entries")):
        match entry:
            case {"name": str(name), "value": (int() | float()) as value, **rest}:
                for used in check_sequence(f"tape[{at}]['inputs']", rest.get("inputs", ()), "names"):
                    if used not in list(values):
                        raise GeometryError(f"tape[{at}] uses {shown(used)}, which no entry before it makes")
                values[name] = value
            case _:
                raise GeometryError(f"tape[{at}] must be a dict with 'name' and a number 'value', got {shown(entry)}")
    return values
