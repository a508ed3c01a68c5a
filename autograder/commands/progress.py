"""The bar that shows how far a run is, how fast, and who is graded slowly."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from autograder.console import ERR, clip

__all__ = ["LONG", "Watch", "progress"]

LONG = 20.0
"""Seconds after which the bar names a submission that is still graded."""
Watch = Callable[[list[tuple[Any, float]]], None]


class _RateColumn(ProgressColumn):
    """How many submissions are graded in a second, or in a minute."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed or 0.0
        return Text(f"{rate:.1f}/s" if rate >= 1 else f"{60 * rate:.0f}/min")


@contextlib.contextmanager
def progress(what: str, *, visible: bool) -> Iterator[tuple[Callable[[int, int], None], Watch]]:
    """Show a bar; the first of what is yielded sets how many of how many are done, the second who is at work."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), _RateColumn(), TimeElapsedColumn())
    late = TextColumn("{task.description}", markup=False)
    with Progress(*columns, TimeRemainingColumn(), late, console=ERR, transient=True, disable=not visible) as shown:
        bar = shown.add_task("", total=None)

        def watch(running: list[tuple[Any, float]]) -> None:
            long = [f"{clip(task.student, 24)} for {seconds:.0f} s" for task, seconds in running if seconds > LONG]
            shown.update(bar, description=", ".join(long))

        yield lambda done, expected: shown.update(bar, completed=done, total=expected), watch
