"""Collecting: of every file whose it is, of every student the attempt that counts, and a folder for each."""

from __future__ import annotations

import contextlib
import shutil

from autograder.collecting.archive import Archive, Entry
from autograder.collecting.attempts import Attempt, Rule, choose, gathered
from autograder.collecting.forms import Named
from autograder.collecting.hand_in import HandIn
from autograder.collecting.placing import Stage
from autograder.collecting.record import read_receipts, write_receipts
from autograder.collecting.task import Collected, Fate, Row, Task
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import written

__all__ = ["collect", "recover"]


def collect(task: Task, archive: Archive) -> Collected:
    """Collect one assignment; a second time changes nothing.

    Raises
    ------
    CourseError
        There is no room on the disk, or the record is damaged.
    WriteError
        A folder cannot be written; what was collected before stays.
    """
    done = Collected(left_out=archive.left_out)
    chosen = _choose(task, archive, done)
    _check_room(task, chosen)
    stage = _stage(task.course)
    with stage.alone() if not task.dry_run else contextlib.nullcontext():
        _put(task, archive, stage, chosen, done)
    done.rows.sort(key=lambda row: (row.fate is not Fate.PROBLEM, row.student, row.label))
    return done


def recover(course: Course) -> None:
    """Put back what a run that was killed had moved aside; one that still collects is waited for.

    Raises
    ------
    WriteError
        It cannot be moved back.
    """
    stage = _stage(course)
    if stage.is_left:
        with stage.alone():
            stage.recover(course.root / "submitted")


def _stage(course: Course) -> Stage:
    return Stage(course.collected("").parent)


def _put(
    task: Task, archive: Archive, stage: Stage, chosen: list[tuple[Attempt, list[Attempt]]], done: Collected
) -> None:
    """Lay down what was chosen, and say in ``done`` what became of each."""
    record = task.course.collected(task.assignment)
    receipts = read_receipts(record)
    if not task.dry_run:
        stage.recover(task.course.root / "submitted")
    before = dict(receipts)
    try:
        for attempt, earlier in chosen:
            done.rows.append(HandIn(task, archive, stage, attempt).put(earlier, receipts))
    finally:
        if not task.dry_run:
            stage.clear()
            if receipts != before:
                write_receipts(record, receipts)


def _choose(task: Task, archive: Archive, done: Collected) -> list[tuple[Attempt, list[Attempt]]]:
    """Return the attempts that count, with those before them; what belongs to nobody goes into ``done``."""
    found: list[tuple[str, Named, Entry]] = []
    problems: dict[str, tuple[str, list[str]]] = {}
    labels: dict[str, dict[str, list[str]]] = {}
    for entry in archive.entries:
        named = task.form(entry.path)
        if named is None:
            if not task.is_exchange:  # there it is another assignment's
                done.unknown.append(str(entry.path))
            continue
        whose = task.people.find(named)
        if whose.problem:
            problems.setdefault(named.label, (whose.problem, []))[1].append(str(entry.path))
            continue
        labels.setdefault(whose.student, {}).setdefault(named.label, []).append(str(entry.path))
        found.append((whose.student, named, entry))
    for student, several in labels.items():
        if len(several) > 1 and not {*several} <= {*task.people.said}:
            names = ", ".join(written(label) for label in several)
            why = f"is one of several who may be {written(student)}: {names}"
            problems |= {label: (why, files) for label, files in several.items()}
    for label, (problem, files) in problems.items():
        done.rows.append(Row(label, "", Fate.PROBLEM, tuple(files), notes=(problem,)))
    chosen = []
    for student, attempts in gathered(each for each in found if each[1].label not in problems).items():
        with_files = [attempt for attempt in attempts if attempt.files]
        if not with_files:
            done.rows.append(Row(attempts[0].named.label, student, Fate.EMPTY))
            continue
        choice = choose(with_files, task.rule, task.due.get(student, task.due.get("")))
        if choice is None:
            paths = tuple(str(entry.path) for attempt in with_files for entry in attempt.files.values())
            why = f"{len(with_files)} attempts, and their names do not say which is the last"
            done.rows.append(Row(with_files[0].named.label, student, Fate.PROBLEM, paths, notes=(why,)))
            continue
        chosen.append(choice)
    return sorted(chosen, key=lambda choice: choice[0].student)


def _check_room(task: Task, chosen: list[tuple[Attempt, list[Attempt]]]) -> None:
    """Refuse what would fill the disk, before anything is written."""
    kept = [attempt for last, earlier in chosen for attempt in (last, *(earlier if task.rule is Rule.BEST else ()))]
    size = sum(entry.size for attempt in kept for entry in attempt.files.values() if not entry.refused)
    free = shutil.disk_usage(task.course.root).free
    if size > free:
        raise CourseError(f"{size // 2**20} MiB would be collected, and {free // 2**20} MiB are free: make room")
