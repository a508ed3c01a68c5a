"""Outcomes on their way into gradebook and journal, batch by batch, by the one process that writes them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from autograder.errors import CourseError, GradebookBusyError
from autograder.gradebook.database import Gradebook
from autograder.grading.journal import Journal
from autograder.outcome import Outcome, Status

__all__ = ["Recorder"]

DATES = 2_000  # of submissions that were graded before, which are looked at together
ON_THE_WAY = 1.0  # seconds for which a gradebook in use is waited for while others are graded, or when a run is stopped


class Recorder:
    """Records in the gradebook and then in the journal; leaving the context saves what is left, however it is left.

    Parameters
    ----------
    gradebook, journal
        Where outcomes go.
    batch_size, save_every, clock
        Outcomes, or seconds by the clock, after which is saved what there is.
    """

    def __init__(
        self,
        gradebook: Gradebook,
        journal: Journal,
        batch_size: int = 200,
        save_every: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.gradebook, self.journal = gradebook, journal
        self.batch_size, self.save_every, self.clock = batch_size, save_every, clock
        self.behind: list[Outcome] = []
        """In the journal, and not yet in the gradebook."""
        self.new: list[Outcome] = []
        self.dates: list[Outcome] = []
        """Graded before; perhaps handed in at another time than the gradebook says."""
        self.submitted: set[tuple[str, str]] = set()
        """Who of the outcomes that wait here has points in the gradebook already, and for which assignment."""
        self.saved, self.since = clock() - save_every, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.nullcontext() if error is None else contextlib.suppress(CourseError):
            self.save(on_the_way=error is not None)

    def add(self, outcome: Outcome, *, is_graded: bool, has_points: bool) -> None:
        """Take an outcome that is new, or that the gradebook has not; ``has_points`` whether it has others."""
        (self.new if is_graded else self.behind).append(outcome)
        if has_points:
            self.submitted.add((outcome.student, outcome.assignment))
        self.since += 1
        if self.since >= self.batch_size or self.clock() - self.saved >= self.save_every:
            self.save(on_the_way=True)
            self.saved, self.since = self.clock(), 0

    def redate(self, outcome: Outcome) -> None:
        """Take an outcome that is recorded but for its time."""
        self.dates.append(outcome)
        if len(self.dates) % DATES == 0:
            with contextlib.suppress(GradebookBusyError):
                self._date(self.gradebook.impatient(ON_THE_WAY))

    def save(self, *, on_the_way: bool) -> None:
        """Record what there is; ``on_the_way`` a gradebook in use is no error."""
        gradebook = self.gradebook.impatient(ON_THE_WAY) if on_the_way else self.gradebook
        todo = [*self.behind, *self.new]
        new, self.new = self.new, []
        try:
            gradebook.record([outcome for outcome in todo if self._counts(outcome)])
            if not on_the_way:
                self._date(self.gradebook)
        except GradebookBusyError as error:
            self.behind = todo
            if not on_the_way:
                raise GradebookBusyError(f"{error}: what was graded is kept in the journal") from error
        except CourseError:
            self.behind = todo
            raise
        else:
            self.behind = []
            self.submitted.clear()
        finally:
            self.journal.add(new)

    def _date(self, gradebook: Gradebook) -> None:
        """Write the times of what was graded before."""
        for assignment in dict.fromkeys(outcome.assignment for outcome in self.dates):
            moments = {each.student: each.timestamp for each in self.dates if each.assignment == assignment}
            gradebook.date(assignment, moments)
        self.dates = []

    def _counts(self, outcome: Outcome) -> bool:
        """Return whether an outcome is put over what is in the gradebook.

        What was withdrawn keeps no points; where it is the grader that failed, the points of before stay.
        """
        has_points = (outcome.student, outcome.assignment) in self.submitted
        if outcome.status is Status.MISSING:
            return has_points
        return outcome.status is not Status.FAILED or not has_points
