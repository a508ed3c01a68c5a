"""A learner's cell to code: Python with IPython's syntax, and imports that a grader has no use for.

Magics, ``!`` and ``?`` become calls of an inert ``get_ipython``; ``await`` at top level is allowed; plotting packages
are replaced by stubs that take everything. Runs inside the sandbox, where IPython itself is not.
"""

from __future__ import annotations

import ast
import functools
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["STUBS", "Inert", "PlotFinder", "install_stubs", "parse", "split_result"]

STUBS = frozenset({"IPython", "ipywidgets", "matplotlib", "mpl_toolkits", "plotly", "seaborn"})
"""Packages that only show: importing them works, and what they are asked to do is not done."""


def parse(source: str, name: str) -> tuple[str, ast.Module]:
    r"""Return a cell as Python: its text and its tree.

    Only a cell that is no Python goes through IPython's transformer: all of IPython's syntax is invalid Python.

    >>> parse("%matplotlib inline", "<cell>")[0]
    "get_ipython().run_line_magic('matplotlib', 'inline')\n"
    """
    try:
        return source, _tree(source, name)
    except SyntaxError as error:
        text: str = _transformer()().transform_cell(source)
        if text == source:
            raise
        try:
            return text, _tree(text, name)
        except SyntaxError:
            raise error from None


def split_result(tree: ast.Module, name: str) -> tuple[types.CodeType, types.CodeType | None]:
    """Compile all of a cell but a last expression, and that expression, whose value Jupyter would show."""
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        return _compiled(tree, name), None
    body = ast.Module(tree.body[:-1], tree.type_ignores)
    return _compiled(body, name), _compiled(ast.Expression(last.value), name)


class Inert:
    """The shell that learners' magics talk to: it does nothing and says nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing

    def getoutput(self, *_args: Any, **_kwargs: Any) -> list[str]:
        """Stand in for ``files = !ls``."""
        return []


class _Stub(types.ModuleType):
    """A module, class, function and object in one, which takes everything."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Stub(f"{self.__name__}.{name}")

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        return _Stub(self.__name__)

    def __getitem__(self, _key: Any) -> Any:
        return _Stub(self.__name__)

    def __setitem__(self, _key: Any, _value: Any) -> None:
        """Take it."""

    def __iter__(self) -> Iterator[Any]:
        return iter((_Stub(self.__name__), _Stub(self.__name__)))  # fig, ax = plt.subplots()

    def __len__(self) -> int:
        return 2

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        """Let errors pass."""


class PlotFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Find a stub for every module of ``STUBS``."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a module that only shows."""
        if fullname.partition(".")[0] in STUBS:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Return the stub itself."""
        return _Stub(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run nothing."""


def install_stubs() -> None:
    """Make ``import matplotlib.pyplot as plt`` work where there is none; IPython's transformer is loaded before."""
    _transformer()
    for name in list(sys.modules):
        if name.partition(".")[0] in STUBS:
            del sys.modules[name]
    sys.meta_path.insert(0, PlotFinder())


@functools.cache
def _transformer() -> Any:
    from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415 - few cells need it

    return TransformerManager


def _tree(source: str, name: str) -> ast.Module:
    tree = compile(source, name, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    assert isinstance(tree, ast.Module)  # noqa: S101 - what "exec" gives
    return tree


def _compiled(tree: ast.Module | ast.Expression, name: str) -> types.CodeType:
    mode = "exec" if isinstance(tree, ast.Module) else "eval"
    code: types.CodeType = compile(tree, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return code


def _nothing(*_args: Any, **_kwargs: Any) -> None:
    return None
