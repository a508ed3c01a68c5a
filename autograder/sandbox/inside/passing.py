"""What a notebook computes or prints with of packages that only show.

A progress bar gives what it goes over, ``display`` and ``rich.print`` print, a coloured text is a text.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from .stubs import HELD, Inert

__all__ = ["Bar", "attach", "display", "hold"]


class _Display(Inert):
    """A function of IPython's, and a module of the same name: ``from IPython import display`` may mean either."""

    def __call__(self, *objects: Any, **_options: Any) -> Inert:
        """Print what is no picture."""
        for each in objects:
            if not isinstance(each, Inert):
                print(each if isinstance(each, str) else repr(each))  # noqa: T201 - into the cell's output
        return Inert()


display = _Display()
display.__dict__["_inert_path"] = "IPython.display"


class Bar(Inert):
    """A progress bar: what it goes over, and nothing of a bar."""

    n = 0
    disable = True
    monitor_interval: ClassVar[int] = 0

    def __init__(self, iterable: Any = None, *_args: Any, total: Any = None, **kwargs: Any) -> None:
        iterable = kwargs.pop("sequence", iterable)
        if isinstance(iterable, int) and total is None and not isinstance(iterable, bool):
            iterable, total = None, iterable  # alive_bar(10)
        self.iterable = iterable
        self.total = total if total is not None or iterable is None else getattr(iterable, "__len__", lambda: None)()

    def __iter__(self) -> Iterator[Any]:
        for item in () if self.iterable is None else self.iterable:
            yield item
            self.n += 1

    def __next__(self) -> Any:
        return next(self.iterable)

    def __len__(self) -> int:
        return int(self.total or 0) if self.iterable is None else len(self.iterable)

    def __contains__(self, item: Any) -> bool:
        return self.iterable is not None and item in self.iterable

    def __reversed__(self) -> Any:
        return reversed(self.iterable)

    def update(self, n: Any = 1, *_args: Any) -> None:
        """Count on."""
        self.n += n

    @staticmethod
    def write(text: Any = "", *_args: Any, **_options: Any) -> None:
        """Print."""
        print(text)  # noqa: T201 - into the cell's output


def _trange(*args: Any, **_options: Any) -> Bar:
    return Bar(range(*args))


def _tenumerate(iterable: Iterable[Any], start: int = 0, **_options: Any) -> Iterator[Any]:
    return enumerate(iterable, start)


def _tzip(*iterables: Iterable[Any], **_options: Any) -> Iterator[Any]:
    return zip(*iterables, strict=False)


def _tmap(function: Callable[..., Any], *iterables: Iterable[Any], **_options: Any) -> Iterator[Any]:
    return map(function, *iterables)


def _track(sequence: Any = None, *_args: Any, **options: Any) -> Bar:
    return Bar(sequence, **options)


def _print(*objects: Any, **options: Any) -> None:
    print(*objects, **{key: options[key] for key in ("sep", "end", "file", "flush") if key in options})  # noqa: T201


def _colored(text: Any = "", *_args: Any, **_options: Any) -> str:
    return str(text)


def _cprint(text: Any = "", *_args: Any, **_options: Any) -> None:
    print(text)  # noqa: T201 - into the cell's output


def _tabulate(rows: Any = (), headers: Any = (), **_options: Any) -> str:
    lines = [headers] if headers and not isinstance(headers, str) else []
    return "\n".join("  ".join(map(str, row)) for row in [*lines, *rows])


def _ic(*values: Any) -> Any:
    return values[0] if len(values) == 1 else values or None


class _Console(Inert):
    """A console of rich's."""

    print = log = staticmethod(_print)


PASSING: dict[str, dict[str, Any]] = {
    "IPython": {"display": display},
    "alive_progress": {"alive_it": _track, "alive_bar": Bar},
    "fastprogress": {"progress_bar": Bar, "master_bar": Bar},
    "icecream": {"ic": _ic},
    "progressbar": {"progressbar": _track},
    "rich": {"print": builtins.print, "track": _track, "Console": _Console},
    "tabulate": {"tabulate": _tabulate},
    "termcolor": {"colored": _colored, "cprint": _cprint},
    "tqdm": {"tqdm": Bar, "tqdm_notebook": Bar, "trange": _trange, "tnrange": _trange, "tenumerate": _tenumerate}
    | {"tzip": _tzip, "tmap": _tmap},
}
"""Names by package."""


def attach(shell: Any) -> Callable[[], Any]:
    """Return ``get_ipython`` for one shell; the one that a learner imports gives the same."""

    def get_ipython() -> Any:
        return shell

    PASSING["IPython"]["get_ipython"] = get_ipython
    return get_ipython


def hold() -> None:
    """Let the packages have these names."""
    HELD.update(PASSING)
