"""Grade a class: every expected submission becomes a row, whatever its state.

Workers turn bytes into outcomes and open neither the gradebook nor the course; one writer records them.
"""

from __future__ import annotations

import copy
import ctypes
import dataclasses
import hashlib
import html
import json
import os
import re
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder import gradebook
from autograder.course import Course
from autograder.errors import CourseError, SubmissionError
from autograder.execution import MARKS, Executor, executor
from autograder.handed_in import Job, jobs
from autograder.journal import Journal, Outcome
from autograder.learner_view import mark
from autograder.master import starter
from autograder.submission import grade_id, one_line, restore

__all__ = ["Job", "choose_seed", "grade", "grade_submission", "jobs", "points_of"]

VERSION = "3"  # of what a grade depends on besides submission, source and seed: raise it when grading changes
BATCH = 200
PR_SET_PDEATHSIG = 1


def choose_seed(course: Course, given: int | None) -> int:
    """Give the seed of this run: the one given, else the course's own, else a new one; it is kept in the course."""
    if given is None and course.seed_file.is_file():
        try:
            return int(course.seed_file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise CourseError(f"{course.seed_file}: holds no number, delete it or give --seed") from error
    seed = secrets.randbelow(2**32) if given is None else given
    write_atomically(course.seed_file, f"{seed}\n")
    return seed


def grade(
    course: Course,
    assignment: str,
    *,
    sandbox: str,
    seed: int,
    workers: int,
    again: bool = False,
    done: Callable[[Outcome], None] = lambda _outcome: None,
) -> list[Outcome]:
    """Grade one assignment for the whole class and record it; ``again`` grades what is unchanged, too."""
    source = _source(course, assignment)
    text = nbformat.writes(source)
    gradebook.enter(course.db, course.name, assignment, source)
    journal = Journal(course.root / "journal.jsonl")
    outcomes: list[Outcome] = []
    recorded = gradebook.automatic(course.db, course.name, assignment)
    unrecorded: list[Outcome] = []  # another gradebook than the last time, or one that something else wrote to
    todo: list[tuple[str, Job]] = []
    timestamps: dict[str, datetime | None] = {}
    for job in jobs(course, assignment):
        key = _key(job, text, sandbox, seed)
        timestamps[job.student] = job.timestamp
        known = None if again else journal.find(job.student, assignment, key)
        if known is not None and (
            known.status == "missing" or course.notebook("autograded", assignment, job.student).exists()
        ):
            if not _agree(known, recorded.get(job.student, {})):
                unrecorded.append(known)
            outcomes.append(known)
            done(known)
        else:
            todo.append((key, job))

    _record(course, unrecorded, timestamps, recorded)
    fresh: list[Outcome] = []
    for key, (outcome, notebook) in _run(todo, text, sandbox, seed, workers):
        outcome = dataclasses.replace(outcome, key=key)  # noqa: PLW2901 - the same outcome, with its key
        if notebook is not None:
            write_atomically(course.notebook("autograded", assignment, outcome.student), notebook)
        fresh.append(outcome)
        outcomes.append(outcome)
        if len(fresh) % BATCH == 0:
            _record(course, fresh[-BATCH:], timestamps, recorded)
            journal.add(fresh[-BATCH:])
        done(outcome)
    rest = fresh[len(fresh) - len(fresh) % BATCH :]
    _record(course, rest, timestamps, recorded)
    journal.add(rest)
    return sorted(outcomes, key=lambda outcome: outcome.student)


def grade_submission(
    job: Job, source: NotebookNode, executor: Executor, seed: int, remark: str = ""
) -> tuple[Outcome, str | None]:
    """Grade one submission: pure but for the executor; gives the outcome and the graded notebook's text.

    ``remark`` goes into the row of everything that the executor ran.
    """
    start = time.perf_counter()
    max_score = sum(_points(cell) for cell in source.cells)
    outcome = Outcome(job.student, job.assignment, "missing", max_score, "nothing was handed in")
    if job.data is None and not job.problem:
        return outcome, None
    try:
        restored = restore(job.data, source) if job.data is not None else None
        problem = job.problem
    except SubmissionError as error:
        restored, problem = None, one_line(str(error))
    if restored is None:
        rejected = dataclasses.replace(outcome, status="rejected", reason=problem, seconds=time.perf_counter() - start)
        return rejected, _text(_rejected(source, problem))
    notebook, notes = executor.run(restored.notebook, seed=seed), [*([remark] if remark else []), *restored.notes]
    notebook.metadata["autograder"] = {"seed": seed}
    scores, unanswered = {}, []
    for cell in notebook.cells:
        if _points(cell):
            scores[grade_id(cell)] = _score(cell, notes)
        elif grade_id(cell) and cell.metadata.nbgrader.solution and _is_untouched(cell, source):
            unanswered.append(grade_id(cell))
    graded = dataclasses.replace(
        outcome, status="graded", reason=one_line("; ".join(dict.fromkeys(notes))),
        scores=scores, unanswered=unanswered,
        seconds=time.perf_counter() - start,
    )  # fmt: skip
    return graded, _text(notebook)


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that nobody ever finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _run(
    todo: list[tuple[str, Job]], source: str, sandbox: str, seed: int, workers: int
) -> Iterator[tuple[str, tuple[Outcome, str | None]]]:
    """Grade jobs as processes come free; what is lost with a process is graded once more, then each alone."""
    for _ in range(2):
        lost: list[tuple[str, Job]] = []
        if todo:
            yield from _run_together(todo, lost, source, sandbox, seed, workers)
        todo = lost
    for key, job in todo:
        lost = []
        yield from _run_together([(key, job)], lost, source, sandbox, seed, 1)
        if lost:
            yield key, _failed(job, source, "the process that graded it was ended from outside")


def _run_together(
    todo: list[tuple[str, Job]], lost: list[tuple[str, Job]], source: str, sandbox: str, seed: int, workers: int
) -> Iterator[tuple[str, tuple[Outcome, str | None]]]:
    with ProcessPoolExecutor(max_workers=workers, initializer=_end_with, initargs=(os.getpid(),)) as pool:
        running = {}
        for key, job in todo:
            try:
                running[pool.submit(_work, job, source, sandbox, seed)] = key, job
            except BrokenProcessPool:
                lost.append((key, job))
        for future in as_completed(running):
            key, job = running[future]
            try:
                result = future.result()
            except BrokenProcessPool:
                lost.append((key, job))
            else:
                yield key, result


def _end_with(parent: int) -> None:
    """End this process when the one that records ends: a killed run leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _work(job: Job, source: str, sandbox: str, seed: int) -> tuple[Outcome, str | None]:
    notebook = nbformat.reads(source, as_version=4)
    try:
        return grade_submission(job, notebook, executor(sandbox, source), seed, MARKS[sandbox])
    except Exception as error:  # noqa: BLE001 - one submission must not stop the class
        return _failed(job, source, f"{type(error).__name__}: {error}")


def _failed(job: Job, source: str, why: str) -> tuple[Outcome, str]:
    notebook = nbformat.reads(source, as_version=4)
    reason = one_line(f"grading it broke ({why}), please report this")
    max_score = sum(_points(cell) for cell in notebook.cells)
    outcome = Outcome(job.student, job.assignment, "failed", max_score, reason)
    return outcome, _text(_rejected(notebook, reason))


def _source(course: Course, assignment: str) -> NotebookNode:
    path = course.notebook("source", assignment)
    if not path.exists():
        raise CourseError(f"{path}: is not there, run 'autograder release {assignment}'")
    return nbformat.read(path, as_version=4)


def _key(job: Job, source: str, sandbox: str, seed: int) -> str:
    parts = (VERSION, sandbox, str(seed), source, job.problem)
    digest = hashlib.sha256("\0".join(parts).encode())
    digest.update(b"missing" if job.data is None else b"data" + job.data)
    return digest.hexdigest()


def _agree(outcome: Outcome, recorded: dict[str, float]) -> bool:
    """Whether the gradebook has the outcome's points; nothing at all is right where nothing was handed in."""
    if outcome.status == "missing":
        return not any(recorded.values())
    return bool(recorded) and all(score == outcome.scores.get(name, 0.0) for name, score in recorded.items())


def _record(
    course: Course,
    outcomes: list[Outcome],
    timestamps: dict[str, datetime | None],
    recorded: dict[str, dict[str, float]],
) -> None:
    marks = [
        gradebook.Marks(
            outcome.student,
            outcome.assignment,
            outcome.scores,
            frozenset(outcome.unanswered),
            timestamps[outcome.student],
            needs_review=outcome.status != "graded",
        )
        for outcome in outcomes
        if outcome.status != "missing" or recorded.get(outcome.student)  # what was withdrawn keeps no points
    ]
    if marks:
        gradebook.record(course.db, course.name, marks)


def _points(cell: NotebookNode) -> float:
    return float(cell.metadata.nbgrader.points) if grade_id(cell) and cell.metadata.nbgrader.grade else 0.0


def _score(cell: NotebookNode, notes: list[str]) -> float:
    """Points of a test cell from its one output: an error, a number, or nothing."""
    full = _points(cell)
    for output in cell.outputs:
        if output.output_type == "error":
            return 0.0
        value = points_of(output, full)
        if value is None:
            gave = f"gave {_plain(output)[:40]}, which is no number from 0 to {full:g}"
            notes.append(f"test {grade_id(cell)} {gave}: mend the test")
        return value or 0.0
    return full


def points_of(output: NotebookNode, full: float) -> float | None:
    """Give the points that a test's result stands for; None if it is no number from 0 to ``full``."""
    try:
        value = float(_plain(output))
    except ValueError:
        return None
    return value if 0 <= value <= full else None


def _plain(output: NotebookNode) -> str:
    return str(output.get("data", {}).get("text/plain", ""))


def _text(notebook: NotebookNode) -> str:
    """Give a notebook as text, on one line: spreading it over many takes longer than starting a sandbox."""
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n"


def _is_untouched(cell: NotebookNode, source: NotebookNode) -> bool:
    original = next(other.source for other in source.cells if grade_id(other) == grade_id(cell))
    return str(cell.source).strip() == starter(original).strip()


def _rejected(source: NotebookNode, reason: str) -> NotebookNode:
    """Give the notebook of a submission that cannot be graded: the reason, and every test failed."""
    notebook = copy.deepcopy(source)
    text = f"This submission could not be graded: it {reason}."
    for cell in notebook.cells:
        if cell.metadata.nbgrader.solution:
            cell.source = starter(cell.source)
        if _points(cell):
            cell.outputs = [new_output("error", ename="NotGraded", evalue=text, traceback=[text])]
            mark(cell)
    literal = re.sub(r"([\\\\`*_\[\]!])", r"\\\1", html.escape(text, quote=False))
    notebook.cells.insert(0, new_markdown_cell(f"**{literal}**", id="not-graded"))
    return notebook
