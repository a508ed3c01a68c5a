"""Which names a given cell binds, and which it takes from elsewhere."""

from __future__ import annotations

import builtins
import symtable
from collections.abc import Iterator

__all__ = ["asked"]


def asked(texts: list[str]) -> set[str]:
    """Return the names that cells use and none of them binds: those are the learner's.

    >>> sorted(asked(["import numpy as np", "x = np.ones(2)", "assert sum(stamp(x)) == 2"]))
    ['stamp']
    """
    bound: set[str] = set()
    used: set[str] = set()
    for text in texts:
        top = symtable.symtable(text, "<given>", "exec")
        bound |= {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
        used |= {
            symbol.get_name()
            for table in _tables(top)
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (table is top or symbol.is_global())
        }
    return {name for name in used - bound if not hasattr(builtins, name)}


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)
