"""The names that a cell binds at its top level, as Python's own compiler sees them."""

from __future__ import annotations

import re
import symtable
from collections.abc import Iterator
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
    classes: set[str] = set()
    functions: set[str] = set()
    values: set[str] = set()
    imported: set[str] = set()
    for symbol in [*table.get_symbols(), *_declared_global(table)]:
        spaces = {space.get_type() for space in symbol.get_namespaces()}
        if symbol.is_imported() and not symbol.is_assigned():
            imported.add(symbol.get_name())
        elif symbol.is_assigned():
            found = classes if "class" in spaces else functions if "function" in spaces else values
            found.add(symbol.get_name())
    functions -= classes
    values -= classes | functions
    imported -= classes | functions | values
    return Names(*map(frozenset, (classes, functions, values, imported)))


def _declared_global(table: symtable.SymbolTable) -> Iterator[symtable.Symbol]:
    """Yield the symbols that functions and classes of a cell declare ``global``."""
    for child in table.get_children():
        yield from (symbol for symbol in child.get_symbols() if symbol.is_declared_global())
        yield from _declared_global(child)
