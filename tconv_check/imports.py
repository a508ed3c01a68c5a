"""What a learner's cells can import: the standard library and NumPy; pictures are not drawn; all else is absent.

An absent module costs nothing until it is used: then it says that it is not there.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from tconv_check.conditions import ONLY_NUMPY

__all__ = ["INERT", "restrict"]

INERT = frozenset(
    "IPython alive_progress altair beartype bokeh bqplot colorama fastprogress google holoviews hvplot icecream ipdb "
    "ipyleaflet ipympl ipywidgets jaxtyping line_profiler manim matplotlib matplotlib_inline memory_profiler "
    "mpl_toolkits mplcursors nbagg nptyping panel plotly plotnine progressbar pylab pyvista rich seaborn tabulate "
    "termcolor tkinter torchtyping tqdm turtle typeguard typing_extensions vispy wandb".split()
)
"""Packages that only show, or say what is meant: importing them works, and what they are asked to do is not done."""


def restrict(names: dict[str, Any], report: Callable[[str], None]) -> None:
    """Let code whose globals are ``names`` import no more than the grader has; ``report`` hears of what is absent."""
    original = builtins.__import__

    def restricted(
        name: str,
        globals: Any = None,  # noqa: A002 - its name in Python
        locals: Any = None,  # noqa: A002 - as above
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        top = name.partition(".")[0]
        if globals is not names or level or top == "numpy" or top in sys.stdlib_module_names:
            return original(name, globals, locals, fromlist, level)
        if top == "tqdm":
            return _progress()
        if top in INERT:
            return _Inert(name)
        report(top)
        return _Absent(top)

    builtins.__import__ = restricted


class _Anything(types.ModuleType):
    """A module, and whatever is found in it."""

    def __init__(self, name: str, *_args: Any, **_kwargs: Any) -> None:
        super().__init__(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(self)(self.__name__)


class _Inert(_Anything):
    """Take everything and do nothing."""

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        return _Inert(self.__name__)

    def __getitem__(self, _key: Any) -> Any:
        return _Inert(self.__name__)

    def __setitem__(self, _key: Any, _value: Any) -> None:
        """Take it."""

    def __iter__(self) -> Iterator[Any]:
        return iter((_Inert(self.__name__), _Inert(self.__name__)))  # fig, ax = plt.subplots()

    def __len__(self) -> int:
        return 2

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        """Let errors pass."""


class _Absent(_Anything):
    """Be there until it is used."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> Any:
        raise ModuleNotFoundError(f"{self.__name__} is not there: {ONLY_NUMPY}", name=self.__name__)

    __call__ = __getitem__ = __iter__ = __len__ = __enter__ = __mro_entries__ = _refuse
    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __matmul__ = __rmatmul__ = _refuse

    def __exit__(self, *_error: object) -> None:
        """Never reached: it cannot be entered."""


def _progress() -> types.ModuleType:
    """Return a module ``tqdm`` whose bars are what they are put around."""

    def tqdm(items: Any = (), *_args: Any, **_kwargs: Any) -> Any:
        return items

    module = types.ModuleType("tqdm")
    for name in ("tqdm", "notebook", "auto"):
        setattr(module, name, tqdm if name == "tqdm" else module)
    module.trange = lambda *bounds, **_kwargs: range(*bounds)  # type: ignore[attr-defined]
    return module
