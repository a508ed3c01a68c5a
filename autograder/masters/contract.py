"""The contract that every exercise keeps, proved by running it: ``autograder check``.

The untouched starter scores nothing, the solution everything; every mutant fails exactly the tests that it names;
answers that are wrong everywhere (``wrong_answers``) are caught everywhere; different right answers pass.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from autograder.cell import Role
from autograder.markers import starter, visible
from autograder.masters.chained import chained
from autograder.masters.master import Exercise, Master, load
from autograder.masters.mutants import Answer, load_answers
from autograder.masters.names import names_of
from autograder.masters.report import Caught, Finding, Report, joined
from autograder.masters.trial import CELL_SECONDS, Trial, try_answer
from autograder.masters.wrong_answers import WRONG_ANSWERS, Recorder, WrongAnswer
from autograder.sandbox.inside.wire import WireError, encode
from autograder.seed import seeded
from autograder.stopping import STOP, end_with

__all__ = ["check", "check_all"]

MUTANTS_AN_EXERCISE = 4
SLOWEST = 0.040  # seconds for all tests of an exercise on its solution, on a machine at QUIET_PACE
WORK = compile("[(np.arange(8) * n + 1).sum() for n in range(300)]", "<work>", "eval")
QUIET_PACE = 0.0020  # seconds of WORK on a quiet machine
RUNS = (3, 12)  # the fewest and the most that are timed: a busy machine slows several in a row
LONGEST_SENTENCE = 20  # words of what a learner reads about a mutant

Attempt = Callable[..., Trial]
"""``try_answer`` for one master."""


def check_all(paths: list[Path], *, seed: int = 0, seeds: int = 1, jobs: int = 2) -> list[Report]:
    """Check several masters in as many processes as ``jobs``, each with every seed from ``seed`` on."""
    fork = multiprocessing.get_context("fork")
    workers = ProcessPoolExecutor(jobs, fork, end_with, (os.getpid(),))
    with STOP.keeping_nothing(), workers as pool:
        runs = [pool.map(check, paths, [each] * len(paths)) for each in range(seed, seed + seeds)]
        return [joined(seed, reports) for reports in zip(*runs, strict=True)]


def check(path: Path, seed: int = 0, *, cell_seconds: float = CELL_SECONDS) -> Report:
    """Run everything that the contract asks of one master; no cell runs longer than ``cell_seconds``."""
    master = load(path)
    given = load_answers(path)
    attempt = partial(try_answer, master, cell_seconds=cell_seconds)
    findings: list[Finding] = [
        *_unplaced(master),
        *_strays(master, given),
        *_unclear(master, given),
        *_rebound(master),
    ]
    caught: list[Caught] = []
    seconds: dict[str, float] = {}
    with seeded(seed):
        for exercise in master.exercises.values():
            right = _check_own_cells(master, exercise, attempt, findings)
            if right is None:
                continue
            record, seconds[exercise.name] = right
            for answer in given:
                if answer.exercise != exercise.name:
                    continue
                trial = attempt(exercise, answer.function)
                if answer.is_mutant:
                    caught.append(_check_mutant(path, answer, trial, findings))
                else:
                    findings += [
                        Finding(path, f"{exercise.name}-{test}", f"the right answer {answer.name} fails: {text}")
                        for test, text in trial.failures.items()
                    ]
            caught += _check_wrong_everywhere(master, exercise, record, attempt, findings)
    mutants = sum(answer.is_mutant for answer in given)
    worth, notes = master.points, tuple(_chained(master))
    return Report(master.stem, len(master.exercises), worth, mutants, tuple(findings), tuple(caught), seconds, notes)


def _check_own_cells(
    master: Master, exercise: Exercise, attempt: Attempt, findings: list[Finding]
) -> tuple[Recorder, float] | None:
    """Check starter and solution; return the calls that the tests make, and the time of the quickest run."""
    untouched = attempt(exercise, starter(exercise.solution.source))
    findings += [
        Finding(master.path, f"{exercise.name}-{test.name}", "the untouched starter passes it: test what it has to do")
        for test in exercise.tests
        if not untouched.broken and test.name not in untouched.failures
    ]
    record = Recorder()
    trial = attempt(exercise, exercise.solution.source, wrap=record)
    if trial.broken or trial.failures:
        texts = {"solution": trial.broken} if trial.broken else trial.failures
        findings += [
            Finding(master.path, f"{exercise.name}-{test}", f"the solution fails: {texts[test]}") for test in texts
        ]
        return None
    if refusal := _cannot_cross(record):
        findings.append(Finding(master.path, exercise.name, refusal))
        return None
    with _untraced():
        fastest = _quickest(lambda: attempt(exercise, exercise.solution.source).seconds / _pace())
    if fastest > SLOWEST:
        text = f"its tests take {1000 * fastest:.0f} ms on the solution, at most {1000 * SLOWEST:.0f}: draw fewer cases"
        findings.append(Finding(master.path, exercise.name, text))
    return record, fastest


def _cannot_cross(record: Recorder) -> str:
    """Return why the calls of the tests cannot be graded, where the learner's code is asked through a channel."""
    for args, kwargs, result in record.calls:
        for value, whose in (((args, kwargs), "a test hands over"), (result, "the solution returns")):
            try:
                encode(value)
            except WireError as error:
                return f"{whose} what cannot be graded: {error}"
    return ""


@contextmanager
def _untraced() -> Iterator[None]:
    """Time without whoever traces lines, a debugger or coverage: he slows the reference more than ``WORK``."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def _pace() -> float:
    """Return how many times longer than on a quiet machine work like that of a test takes now, at least 1."""

    def work() -> float:
        start = time.process_time()
        eval(WORK, {"np": np})  # noqa: S307 - a constant; run like a test's text
        return time.process_time() - start

    return max(1.0, sorted(work() for _ in range(3))[1] / QUIET_PACE)


def _quickest(run: Callable[[], float]) -> float:
    """Return the seconds of the quickest run at a quiet machine's pace, of as many as it takes to see a quick one."""
    fewest, most = RUNS
    fastest = min(run() for _ in range(fewest))
    for _ in range(most - fewest):
        if fastest <= SLOWEST:
            break
        fastest = min(fastest, run())
    return fastest


def _check_mutant(path: Path, answer: Answer, trial: Trial, findings: list[Finding]) -> Caught:
    name, failed, said = answer.name, set(trial.failures), set(answer.caught_by or ())
    for test in sorted(failed - said):
        text = f"mutant {name} fails it too ({trial.failures[test]}): add it to caught_by, or make the test narrower"
        findings.append(Finding(path, f"{answer.exercise}-{test}", text))
    findings += [
        Finding(path, f"{answer.exercise}-{test}", f"mutant {name} passes it: make the test catch it")
        for test in sorted(said - failed)
    ]
    if not said:
        findings.append(Finding(path, answer.exercise, f"mutant {name} is caught by nothing: name the tests"))
    return Caught(answer.exercise, name, tuple(trial.failures), next(iter(trial.failures.values()), ""))


def _check_wrong_everywhere(
    master: Master, exercise: Exercise, record: Recorder, attempt: Attempt, findings: list[Finding]
) -> Iterator[Caught]:
    memory = WrongAnswer("knows the visible answers by heart", lambda _: True, _memory(exercise, attempt))
    for wrong in (*WRONG_ANSWERS, memory):
        if not wrong.applies(record):
            continue
        trial = attempt(exercise, exercise.solution.source, wrap=wrong.make)
        if not trial.failures:
            text = f"an answer that {wrong.name} gets full marks: add a case that shows the difference"
            findings.append(Finding(master.path, exercise.name, text))
        findings += [
            Finding(
                master.path,
                f"{exercise.name}-{test.name}",
                f"an answer that {wrong.name} passes it: {wrong.for_each_test}",
            )
            for test in exercise.tests
            if wrong.for_each_test and test.name not in trial.failures
        ]
        yield Caught(exercise.name, wrong.name, tuple(trial.failures), next(iter(trial.failures.values()), ""))


def _memory(exercise: Exercise, attempt: Attempt) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what makes an answer that knows only what the visible tests ask."""
    seen = Recorder()
    tests = {test.name: visible(test.source) for test in exercise.tests}
    attempt(exercise, exercise.solution.source, wrap=seen, tests=tests)
    known = {repr(call[:2]): call[2] for call in seen.calls}
    return lambda _right: lambda *args, **kwargs: known.get(repr((args, kwargs)), next(iter(known.values()), None))


def _strays(master: Master, given: Iterable[Answer]) -> Iterator[Finding]:
    """Yield mutants of nothing, tests that do not exist, exercises with too few mutants."""
    count = dict.fromkeys(master.exercises, 0)
    file = f"mutants/{master.stem}.py"
    for answer in given:
        if answer.exercise not in master.exercises:
            yield Finding(master.path, file, f"{answer.name} is of {answer.exercise}, which is no exercise")
            continue
        count[answer.exercise] += answer.is_mutant
        tests = {test.name for test in master.exercises[answer.exercise].tests}
        for test in sorted({*(answer.caught_by or ())} - tests):
            yield Finding(master.path, file, f"{answer.name}: {answer.exercise} has no test {test}")
    for name, number in count.items():
        if number < MUTANTS_AN_EXERCISE:
            yield Finding(master.path, name, f"has {number} mutants, write at least {MUTANTS_AN_EXERCISE}")


def _unclear(master: Master, given: Iterable[Answer]) -> Iterator[Finding]:
    """Yield mutants whose sentence a learner cannot use: there is none, it is long, or another mutant has it too."""
    first: dict[tuple[str, str], str] = {}
    for answer in given:
        if not answer.is_mutant:
            continue
        words = answer.sentence.split()
        other = first.setdefault((answer.exercise, " ".join(words)), answer.name)
        if not words:
            text = f"mutant {answer.name} has no sentence: say its mistake as a learner reads it, 'as if …'"
        elif len(words) > LONGEST_SENTENCE:
            text = f"mutant {answer.name} has a sentence of {len(words)} words: say it in {LONGEST_SENTENCE} at most"
        elif other != answer.name:
            text = f"mutant {answer.name} has the sentence of {other}: say what tells the two mistakes apart"
        else:
            continue
        yield Finding(master.path, answer.exercise, text)


def _unplaced(master: Master) -> Iterator[Finding]:
    """Yield exercises that the chapter of the same stem does not show (where the course has chapters)."""
    chapter = master.path.parent.parent / "chapters" / f"{master.stem}.md"
    if not chapter.parent.is_dir():
        return
    text = chapter.read_text(encoding="utf-8") if chapter.exists() else ""
    for name in master.exercises:
        if f"{{exercise}} {name}\n" not in text:
            yield Finding(master.path, name, f"does not stand in {chapter}: place it with ```{{exercise}} {name}")


def _rebound(master: Master) -> Iterator[Finding]:
    """Yield cells of tests that bind a name which a solution cell defines: they would test themselves."""
    solutions = master.of_role(Role.SOLUTION)
    names = {name for cell in solutions for name in names_of(cell.source, str(master.path)).defined}
    for cell in master.cells:
        if cell.role in (Role.CHECKS, Role.TEST, Role.SETUP):
            for name in sorted(names_of(cell.source, f"{master.path}: {cell.grade_id}").bound & names):
                text = f"binds {name}, which a solution cell defines: import the library by module"
                yield Finding(master.path, cell.grade_id, text)


def _chained(master: Master) -> Iterator[Finding]:
    """Yield tests that hand a learner's answer back to the learner."""
    asked = {
        name for cell in master.of_role(Role.SOLUTION) for name in names_of(cell.source, str(master.path)).functions
    }
    for test in master.of_role(Role.TEST):
        line = chained(test.source, asked)
        if line is not None:
            text = f"line {line} hands an answer on to another call: write that argument down, or take the reference's"
            yield Finding(master.path, test.grade_id, text)
