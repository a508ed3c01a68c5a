"""Say in a few lines what a check has found: what was touched last comes first."""

from __future__ import annotations

import platform
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tconv_check.assignment import Assignment, Given
from tconv_check.inside.syntax import OURS
from tconv_check.matching import squeezed
from tconv_check.plan import Plan
from tconv_check.run import Outcome

__all__ = ["Report", "make_report"]

SHOWN = 14  # lines of one message
LIMITS = (
    "This is not the grader: it has more cases than the visible ones, other random ones, and less memory.\n"
    "What passes here can still lose points there."
)


@dataclass
class Report:
    """Lines to print, and what to mend, the first thing first."""

    lines: list[str] = field(default_factory=list)
    mend: list[str] = field(default_factory=list)
    begun: bool = True

    @property
    def ready(self) -> bool:
        """Whether the file would be taken, and all that is begun passes."""
        return self.begun and not self.mend

    @property
    def text(self) -> str:
        """Return all of it."""
        end = (
            f"Mend first: {self.mend[0]}." if self.mend else "Ready to hand in." if self.begun else "Nothing is begun."
        )
        return "\n".join([*self.lines, "", LIMITS, end])


@dataclass(frozen=True)
class _Exercise:
    """What became of one exercise."""

    answer: Given
    ran: int
    place: int
    begun: bool
    passed: int
    tests: list[tuple[Given, Outcome]]
    own: Outcome


def make_report(name: str, assignment: Assignment, plan: Plan, ran: Mapping[int, Outcome]) -> Report:
    """Return what there is to say of the file ``name``."""
    report = Report([f"{name}: assignment {assignment.name}", *(f"- {note}" for note in _notes(name, assignment))])
    report.lines += [f"- {note}" for note in plan.notes]
    for number, step in enumerate(plan.steps):
        found = ran.get(number, Outcome())
        if found.error and step.role in ("own", "setup"):
            report.lines += [f"- {step.title} stopped", *_because(found, plan)]
    exercises = [_exercise(answer, assignment, plan, ran) for answer in assignment.of_role("solution")]
    begun = sorted((e for e in exercises if e.begun), key=lambda e: (e.ran, e.place), reverse=True)
    for exercise in begun:
        report.lines += _say(exercise, plan)
    if idle := [exercise.answer.exercise for exercise in exercises if not exercise.begun]:
        report.lines.append(f"not begun: {', '.join(idle)}")
    missing = [e for e in begun if e.passed < len(e.tests)]
    report.mend += [f"{e.answer.exercise}, {len(e.tests) - e.passed} of {len(e.tests)} visible tests" for e in missing]
    report.begun = bool(begun)
    return report


def _notes(name: str, assignment: Assignment) -> Iterator[str]:
    """Yield what may matter in grading and is not seen here."""
    asked = f"{assignment.name}.ipynb"
    if name != asked:
        yield f"the file must be named {asked}: rename it, or it may not be found"
    mine = f"Python {platform.python_version()}"
    if not mine.startswith(f"{OURS}."):
        yield f"this is {mine}: what {OURS} does not read fails when your notebook is graded"
    if assignment.forbidden:
        yield f"whether your answers use {', '.join(assignment.forbidden)} is not checked here"


def _exercise(answer: Given, assignment: Assignment, plan: Plan, ran: Mapping[int, Outcome]) -> _Exercise:
    step = plan.answer(answer)
    place = {step.name: number for number, step in enumerate(plan.steps) if step.name}
    tests = [(test, ran.get(place[test.name], Outcome("not run"))) for test in assignment.tests(answer.exercise)]
    passed = sum(not found.error for _, found in tests)
    own = ran.get(place[answer.name], Outcome()) if step is not None else Outcome()
    changed = step is not None and squeezed(step.text) not in ("", squeezed(answer.source))
    return _Exercise(
        answer, step.ran if step else 0, place.get(answer.name, 0), bool(changed or passed), passed, tests, own
    )


def _say(exercise: _Exercise, plan: Plan) -> list[str]:
    """Return the line of one exercise, and the first thing that fails in it."""
    count = f"{exercise.answer.exercise}: passed {exercise.passed} of {len(exercise.tests)} visible tests"
    failing = [(test, found) for test, found in exercise.tests if found.error]
    if exercise.own.error:
        return [f"{count}; its cell stopped", *_because(exercise.own, plan)]
    if failing:
        test, found = failing[0]
        return [f"{count}; first to fail: {test.label}", *_because(found, plan)]
    return [count]


def _because(found: Outcome, plan: Plan) -> list[str]:
    lines = found.error.splitlines()
    lines = lines if len(lines) <= SHOWN else [*lines[:SHOWN], "..."]
    if found.line is not None:
        lines.append(f"{plan.steps[found.line.step].title}, line {found.line.number}: {found.line.text}")
    return textwrap.indent("\n".join(lines), "    ").splitlines()
