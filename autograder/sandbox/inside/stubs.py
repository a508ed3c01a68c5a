"""What only shows is not done: plots, progress bars, widgets and displays take everything and never raise.

An ``Inert`` stands for a module, a class, a function or an object of such a package. ``HELD`` has the few names that a
notebook computes with (``passing``).
"""

from __future__ import annotations

import opcode
import sys
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["ANNOTATING", "HELD", "SHOWING", "Inert"]

SHOWING = frozenset(
    "IPython alive_progress altair bokeh bqplot colorama fastprogress holoviews hvplot "
    "icecream ipdb ipyleaflet ipympl ipywidgets line_profiler manim matplotlib matplotlib_inline memory_profiler "
    "mpl_toolkits mplcursors nbagg nest_asyncio panel plotly plotnine progressbar pylab pyvista rich seaborn tabulate "
    "termcolor tkinter tqdm turtle vispy wandb".split()
)
"""Packages that only show, or let Jupyter's own loop await, by the start of their names: importing them works."""
ANNOTATING = frozenset("beartype jaxtyping nptyping torchtyping typeguard typing_extensions".split())
"""Packages that only say what is meant."""
SPARE = 16
"""Objects that ``*rest`` takes of one."""
STAR = {
    "IPython": "display HTML Markdown Math Latex Image SVG Audio Video Javascript clear_output get_ipython",
    "ipywidgets": "interact interactive interact_manual interactive_output fixed IntSlider FloatSlider Dropdown Button "
    "Checkbox Text Output Label HTML HBox VBox Layout Play jslink link widgets",
    "matplotlib": "figure subplot subplots plot imshow matshow scatter bar barh hist stem step pcolormesh contour "
    "contourf colorbar title suptitle xlabel ylabel xlim ylim xticks yticks legend grid axis axhline axvline text "
    "annotate show savefig close clf cla gca gcf tight_layout pause style rcParams cm fill_between errorbar",
    "rich": "print inspect pretty",
    "termcolor": "colored cprint",
    "tqdm": "tqdm trange tqdm_notebook tnrange",
}
"""What ``import *`` brings of a package."""
HELD: dict[str, dict[str, Any]] = {}
"""By package, the names that are not inert."""


class Inert:
    """A thing of a package that only shows: it takes everything and gives itself a like.

    Its own state stands under names that no attribute of a learner's meets.
    """

    def __init__(self, *_args: Any, **kwargs: Any) -> None:
        if "value" in kwargs:
            self.value = kwargs["value"]  # of a slider, before anybody moves it

    def __getattr__(self, name: str) -> Any:
        path: str = self.__dict__.get("_inert_path", "")
        if name.startswith("__") and name.endswith("__"):
            if name == "__version__":
                return "0.0.0"
            if name == "__all__":
                return STAR.get("matplotlib" if path.startswith("pylab") else path.partition(".")[0], "").split()
            raise AttributeError(name)
        root = path.partition(".")[0]
        held = HELD.get(root, {})
        if name in held:
            return held[name]
        if name == "subplots":
            return _subplots if root in ("matplotlib", "pylab") else _axes
        return _inert(f"{path}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return a like; of a function, and of a class alone, itself."""
        if args and isinstance(args[0], types.FunctionType):
            return args[0]  # as a decorator, and what interact() gives back
        if len(args) == 1 and not kwargs and isinstance(args[0], type):
            return args[0]
        return Inert(*args, **kwargs)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (Inert,) if self is next(base for base in bases if isinstance(base, Inert)) else ()

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, Inert) and type(self) is Inert

    def __subclasscheck__(self, _kind: Any) -> bool:
        return False

    def keys(self) -> list[Any]:
        """Return none."""
        return []

    values = items = keys

    def __iter__(self) -> Iterator[Any]:
        count = _wanted(sys._getframe(1))  # noqa: SLF001 - whoever iterates
        return iter([_inert("") for _ in range(count)])

    def __next__(self) -> Any:
        return _inert("")

    def __len__(self) -> int:
        return 2

    def __getitem__(self, _key: Any) -> Any:
        return _inert("")

    def __setitem__(self, _key: Any, _value: Any) -> None:
        """Take it."""

    def __delitem__(self, _key: Any) -> None:
        """Take it away."""

    def __delattr__(self, _name: str) -> None:
        """Take it away."""

    def __contains__(self, _item: Any) -> bool:
        return False

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        """Let errors pass."""

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Let errors pass."""

    def __await__(self) -> Any:
        yield from ()
        return self

    def __bool__(self) -> bool:
        return True

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def _false(self, _other: Any) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _false

    def _one(self, *_args: Any) -> int:
        return 1

    __int__ = __index__ = __trunc__ = __floor__ = __ceil__ = _one

    def __float__(self) -> float:
        return 1.0

    def __complex__(self) -> complex:
        return 1 + 0j

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.ones((), dtype)

    def __repr__(self) -> str:
        return ""

    __str__ = __fspath__ = __repr__

    def __format__(self, _form: str) -> str:
        return ""

    def _like(self, *_args: Any) -> Any:
        return _inert("")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _like
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _like
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __lshift__ = __rlshift__ = _like
    __rshift__ = __rrshift__ = __neg__ = __pos__ = __abs__ = __invert__ = __round__ = _like

    def __divmod__(self, _other: Any) -> tuple[Any, Any]:
        return _inert(""), _inert("")

    __rdivmod__ = __divmod__


def _inert(path: str) -> Inert:
    made = Inert()
    if path:
        made.__dict__["_inert_path"] = path
    return made


def _wanted(frame: types.FrameType) -> int:
    """Return how many items a frame is about to take: it says so where it unpacks, ``fig, (a, b), *rest = …``."""
    code, place = frame.f_code.co_code, frame.f_lasti
    if place < 0:
        return 2
    name, count = opcode.opname[code[place]], code[place + 1]
    if name == "UNPACK_SEQUENCE":
        return count
    if name == "UNPACK_EX":
        after = code[place - 1] if place >= 2 and code[place - 2] == opcode.opmap["EXTENDED_ARG"] else 0
        return count + after + SPARE
    return 2


def _axes(nrows: Any = 1, ncols: Any = 1, *, squeeze: bool = True, **_options: Any) -> Any:
    """Return axes in the array that matplotlib gives."""
    axes = np.empty((int(nrows), int(ncols)), object)
    for place in np.ndindex(axes.shape):
        axes[place] = Inert()
    if not squeeze:
        return axes
    return axes.item() if axes.size == 1 else axes.squeeze()


def _subplots(nrows: Any = 1, ncols: Any = 1, **options: Any) -> Any:
    """Return a figure and its axes."""
    return Inert(), _axes(nrows, ncols, **options)
