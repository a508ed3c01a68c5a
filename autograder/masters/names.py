"""The names that a cell binds at its top level, as Python's own compiler sees them."""

from __future__ import annotations

import re
import symtable
from typing import NamedTuple

from autograder.errors import MasterError

__all__ = ["Names", "names_of"]


class Names(NamedTuple):
    """What a cell binds, by kind; a name that is bound in two ways stands under the first that fits."""

    classes: frozenset[str]
    functions: frozenset[str]
    values: frozenset[str]
    imported: frozenset[str]

    @property
    def defined(self) -> frozenset[str]:
        """Everything but what is imported."""
        return self.classes | self.functions | self.values

    @property
    def bound(self) -> frozenset[str]:
        """Everything."""
        return self.defined | self.imported


def names_of(source: str, where: str) -> Names:
    r"""Return the names that a cell binds, in whatever way: also by ``except … as``, ``match``, ``:=`` or ``global``.

    Raises
    ------
    MasterError
        The cell is not Python.

    Examples
    --------
    >>> sorted(names_of("def f(x): y = x\nwith open(f) as file: import os.path as path", "cell 1").bound)
    ['f', 'file', 'path']
    """
    python = re.sub(r"(?m)^%.*$", "", source)  # a line of IPython's
    try:
        table = symtable.symtable(python, where, "exec")
    except SyntaxError as error:
        raise MasterError(f"{where}: line {error.lineno}: is not Python: {error.msg}") from error
    kinds: dict[str, set[str]] = {"class": set(), "function": set(), "value": set(), "import": set()}
    for symbol in table.get_symbols():
        spaces = {space.get_type() for space in symbol.get_namespaces()}
        if symbol.is_assigned():
            kind = next((kind for kind in ("class", "function") if kind in spaces), "value")
            kinds[kind].add(symbol.get_name())
        elif symbol.is_imported():
            kinds["import"].add(symbol.get_name())
    kinds["value"] |= _declared_global(table)
    return Names(*map(frozenset, kinds.values()))


def _declared_global(table: symtable.SymbolTable) -> set[str]:
    """Return what functions and classes inside bind by ``global``."""
    found = set()
    for child in table.get_children():
        found |= {s.get_name() for s in child.get_symbols() if s.is_declared_global() and s.is_assigned()}
        found |= _declared_global(child)
    return found
