"""What an import in a learner's cell finds, where the module itself is not there.

What only shows is inert (``stubs``), anything else a placeholder that raises when it is used (``placeholders``). One
rule keeps ``try: import torch`` with a fallback as it is in Jupyter: where the import stands in a ``try`` or a ``with``
of the learner's (around it in the same function, or around the call of that function), it raises at once. What NumPy
or the standard library try to import is none of this, nor does ``importlib.util.find_spec`` find what is not there.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import opcode
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

from .passing import hold
from .placeholders import Placeholder, not_there
from .stubs import ANNOTATING, SHOWING, Inert

__all__ = ["CELL", "Imports", "is_shown"]

CELL = "<cell "
"""How the file name of a learner's code begins."""
FALLBACKS = frozenset({"google"})
"""Only there on another machine: a notebook asks by ``try`` where it is."""


class Imports(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The finder of both kinds, and what was found."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self.starred: list[str] = []
        """Modules that are not there of which ``import *`` was asked."""

    def install(self) -> None:
        """Take the first place for what only shows, and the last for what nobody else finds."""
        hold()
        for name in list(sys.modules):
            if is_shown(name):
                del sys.modules[name]
        sys.meta_path.insert(0, self)
        sys.meta_path.append(_Last(self))

    def forget(self) -> None:
        """Let the next import of what is not there ask again: it may stand in a ``try``."""
        for name in self.missing:
            sys.modules.pop(name, None)
        self.missing.clear()

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a module that only shows."""
        if not is_shown(fullname):
            return None
        if fullname.partition(".")[0] in FALLBACKS and _has_fallback(sys._getframe(1)):  # noqa: SLF001 - the frames that import
            raise not_there(fullname)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def find_missing(self, fullname: str) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a module that is not there, if a cell imports it and has no fallback."""
        root = fullname.partition(".")[0]
        if root != fullname and not isinstance(sys.modules.get(root), Placeholder):
            return None
        frame = _importer(sys._getframe(2))  # noqa: SLF001 - as above
        if frame is None:
            return None
        if _has_fallback(frame):
            raise not_there(root)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> Any:
        """Return what stands for the module."""
        if is_shown(spec.name):
            made = Inert()
            made.__dict__["_inert_path"] = spec.name
            if spec.name.partition(".")[0] in FALLBACKS:
                self.missing.append(spec.name)
            return made
        self.missing.append(spec.name)
        return Placeholder(spec.name, self.starred)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run nothing."""


class _Last(importlib.abc.MetaPathFinder):
    def __init__(self, imports: Imports) -> None:
        self.imports = imports

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return self.imports.find_missing(fullname)


def is_shown(name: str) -> bool:
    """Return whether a module only shows, or says what is meant: then importing it works and does nothing."""
    root, _, rest = name.partition(".")
    if root == "google":
        return rest == "" or rest.partition(".")[0] == "colab"
    return root in SHOWING or root in ANNOTATING


def _importer(frame: types.FrameType | None) -> types.FrameType | None:
    """Return the frame of a cell that imports, None if it is not a cell that does, or one that only asks."""
    while frame is not None and frame.f_code.co_filename.startswith(("<frozen importlib", importlib.__file__)):
        if "util" in frame.f_code.co_filename:
            return None
        frame = frame.f_back
    return frame if frame is not None and frame.f_code.co_filename.startswith(CELL) else None


def _has_fallback(frame: types.FrameType | None) -> bool:
    """Return whether a ``try`` or a ``with`` of a cell stands around the import."""
    frame = _importer(frame)
    while frame is not None and frame.f_code.co_filename.startswith(CELL):
        if any(_is_fallback(frame.f_code, *entry) for entry in _entries(frame.f_code, frame.f_lasti)):
            return True
        frame = frame.f_back
    return False


def _is_fallback(code: types.CodeType, target: int, again: bool) -> bool:
    """Return whether a handler is one of a ``try`` or a ``with``, and not what ends an ``except`` itself."""
    return not again or code.co_code[target + 2] == opcode.opmap["WITH_EXCEPT_START"]


def _entries(code: types.CodeType, place: int) -> Iterator[tuple[int, bool]]:
    """Go over the entries of the table of handlers around a place: where each handler begins, and its last bit."""
    numbers = _varints(code.co_exceptiontable)
    for start, length, target, depth in zip(numbers, numbers, numbers, numbers, strict=False):
        if 2 * start <= place < 2 * (start + length):
            yield 2 * target, bool(depth & 1)


def _varints(table: bytes) -> Iterator[int]:
    value = 0
    for byte in table:
        value = value << 6 | byte & 63
        if not byte & 64:
            yield value
            value = 0
