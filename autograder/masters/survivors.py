"""Single changes to the solutions that no test notices: each is a wrong answer that gets full marks, or none at all.

``autograder check --changes`` runs every change (``changes``) with the tests of its exercise, without their random
cases: what these alone catch would depend on the seed of a class. One that passes is named with its line, until a fixed
case catches it or the mutants' file says why it is no mistake.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.masters.changes import Change, changes
from autograder.masters.master import Exercise, Master, load
from autograder.masters.mutants import Equivalent, load_equivalents, mutants_file
from autograder.masters.trial import try_answer
from autograder.seed import seeded

__all__ = ["Survey", "Survivor", "survey"]

CELL_SECONDS = 2.0
"""For a test that ends in 40 ms on the solution: what takes longer does not end."""
HARD_SECONDS = 10 * CELL_SECONDS
"""After which a process is ended that does not hear the clock: a call of compiled code hears none."""

FIXED_CASES_ONLY = "def cases(*_arguments, **_specifications):\n    return iter(())\n\n\n"
"""Before the text of a test: ``tconv_lib.checks.cases`` draws nothing."""

context = multiprocessing.get_context("fork")


class Survivor(NamedTuple):
    """A change that passes, and where it stands."""

    path: Path
    exercise: str
    change: Change
    line: int
    """Of the master."""
    by_chance: str
    """The test whose random cases catch it, with this seed."""

    def __str__(self) -> str:
        where = f"{self.path} line {self.line}: {self.change.words} passes all tests of {self.exercise}"
        if self.by_chance:
            return (
                f"{where} but for the random cases of {self.by_chance}, and other seeds may miss it: add a fixed case"
            )
        mark = Equivalent(self.exercise, self.change.before, self.change.after, "")
        said = f"say in mutants/{self.path.stem}.py why no case can"
        return f"{where}: add a case that tells them apart, or {said}:\n  {mark}"


@dataclass(frozen=True)
class Survey:
    """What became of all changes."""

    tried: int
    marked: int
    """Those that pass and are marked as equivalent."""
    survivors: tuple[Survivor, ...]
    """Those that pass and are not."""


class _Task(NamedTuple):
    master: Master
    exercise: Exercise
    change: Change
    mark: Equivalent | None

    def tests(self, *, fixed: bool) -> dict[str, str]:
        """Return the text of each test, of its fixed cases alone if so wanted."""
        return {test.name: FIXED_CASES_ONLY * fixed + test.source for test in self.exercise.tests}


def survey(
    paths: list[Path], *, seed: int = 0, jobs: int = 2, most: int | None = None, cell_seconds: float = CELL_SECONDS
) -> Survey:
    """Run single changes to the solutions of some masters with the tests of their exercises.

    Parameters
    ----------
    paths : the masters
    seed : of the tests' random cases, and of the draw
    jobs : processes at a time
    most : as many changes are drawn; all by default
    cell_seconds : how long a test may run; one that does not end is caught

    Raises
    ------
    CourseError
        A mark of the mutants' file fits no change, or one that a test catches.
    """
    tasks = [task for path in paths for task in _tasks(load(path))]
    if most is not None and most < len(tasks):
        tasks = random.Random(seed).sample(tasks, most)  # noqa: S311 - a draw that anybody may repeat
    survivors, marked = [], 0
    with seeded(seed):
        caught = _run(tasks, jobs, cell_seconds, fixed=True)
        passing = [task for task, test in zip(tasks, caught, strict=True) if not test or task.mark]
        by_chance = _run(passing, jobs, cell_seconds, fixed=False)
    for task, test in zip(passing, by_chance, strict=True):
        if task.mark and test:
            raise CourseError(
                f"{mutants_file(task.master.path)}: {task.mark} is no such change, {test} fails: take it out"
            )
        marked += bool(task.mark)
        if not task.mark:
            line = _first_line(task.master, task.exercise) + task.change.line
            survivors.append(Survivor(task.master.path, task.exercise.name, task.change, line, test))
    survivors.sort(key=lambda survivor: (survivor.path, survivor.line))
    return Survey(len(tasks), marked, tuple(survivors))


def _tasks(master: Master) -> Iterator[_Task]:
    marks = {(mark.exercise, mark.before, mark.after): mark for mark in load_equivalents(master.path)}
    fitting = set()
    for exercise in master.exercises.values():
        for change in changes(exercise.solution.source):
            key = (exercise.name, change.before, change.after)
            fitting.add(key)
            yield _Task(master, exercise, change, marks.get(key))
    for key, mark in marks.items():
        if key not in fitting:
            text = "fits no change of the solution: take it out, or copy the lines that 'autograder check' prints"
            raise CourseError(f"{mutants_file(master.path)}: {mark} {text}")


def _first_line(master: Master, exercise: Exercise) -> int:
    """Return how many lines of the master stand before a solution."""
    text = master.path.read_text(encoding="utf-8")
    return text.count("\n", 0, text.index(exercise.solution.source))


def _run(tasks: list[_Task], jobs: int, cell_seconds: float, *, fixed: bool) -> list[str]:
    """Return for each task the test that caught it, or nothing."""
    caught = [""] * len(tasks)
    shares = [list(range(first, len(tasks), jobs)) for first in range(min(jobs, len(tasks)))]
    lanes = [_Lane(tasks, share, cell_seconds, fixed) for share in shares]
    while lanes := [lane for lane in lanes if lane.left]:
        ready = wait([lane.results for lane in lanes], timeout=1.0)
        for lane in lanes:
            if lane.results in ready or lane.is_late:
                place = lane.left.pop(0)
                caught[place] = lane.next_result()
    return caught


class _Lane:
    """A process that runs one task after another; one that is lost with its task is followed by another."""

    def __init__(self, tasks: list[_Task], left: list[int], cell_seconds: float, fixed: bool) -> None:
        self.tasks, self.left, self.cell_seconds, self.fixed = tasks, left, cell_seconds, fixed
        self._begin()

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self.deadline

    def next_result(self) -> str:
        """Return what became of the task that was first of those left."""
        try:
            if self.results.poll():
                found = str(self.results.recv())
                self.deadline = time.monotonic() + HARD_SECONDS
                return found
            lost = "the clock"
        except EOFError:
            lost = "the end of its process"
        self.process.kill()
        self._begin()
        return lost

    def _begin(self) -> None:
        self.results, there = context.Pipe(duplex=False)
        work = [self.tasks[place] for place in self.left]
        self.process = context.Process(target=_work, args=(work, there, self.cell_seconds, self.fixed), daemon=True)
        self.process.start()
        there.close()
        self.deadline = time.monotonic() + HARD_SECONDS


def _work(tasks: list[_Task], results: Connection, cell_seconds: float, fixed: bool) -> None:
    with contextlib.suppress(BrokenPipeError):
        for task in tasks:
            trial = try_answer(
                task.master,
                task.exercise,
                task.change.source,
                tests=task.tests(fixed=fixed),
                cell_seconds=cell_seconds,
                until_failure=True,
            )
            results.send(next(iter(trial.failures), "its first run" if trial.broken else ""))
