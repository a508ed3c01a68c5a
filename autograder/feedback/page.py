"""Feedback pages: what each test said, the learner's own code, and where to read on.

The page is made from the learner's view of the graded notebook, so no hidden test can reach it; whatever comes
from a learner is escaped or cleaned.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import nbformat
import nh3
from jinja2 import Environment, StrictUndefined, Template
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from nbformat.notebooknode import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.cell import grade_id, is_shown, review
from autograder.course import Course
from autograder.files import write_atomically
from autograder.gradebook.database import Gradebook
from autograder.grading.journal import Journal
from autograder.grading.learner_view import learner_view
from autograder.grading.one import points_of
from autograder.grading.receipts import lay_receipts
from autograder.masters.master import Master
from autograder.outcome import Outcome, Status

__all__ = ["page", "write_all"]

ANSI = re.compile(r"\x1b\[[0-9;]*m")
MAX_COLOURED, LONGEST_LINE = 50_000, 1_000  # characters; the time of pygments can grow with their square
BLANK = re.compile(rf"\s{{{LONGEST_LINE + 1}}}")  # or of a run of spaces, over however many lines


@dataclass(frozen=True)
class ShownTest:
    """One test cell on the page."""

    name: str
    points: float
    full: float
    message: str
    source: str


@dataclass(frozen=True)
class ShownExercise:
    """One exercise on the page."""

    name: str
    title: str
    statement: Markup
    code: Markup
    error: str
    tests: list[ShownTest]

    @property
    def points(self) -> float:
        """Points that the tests gave."""
        return sum(test.points for test in self.tests)

    @property
    def full(self) -> float:
        """Points that they could have given."""
        return sum(test.full for test in self.tests)


def write_all(
    course: Course, gradebook: Gradebook, assignments: list[str], failed: Callable[[Outcome, Exception], None]
) -> list[Path]:
    """Write a page for every submission that was handed in, and return where.

    ``failed`` is called with each page that could not be made; the others are written all the same.
    """
    handed_in = [o for o in Journal(course.journal).of(assignments) if o.status is not Status.MISSING]
    outcomes = gradebook.with_totals(handed_in)
    masters = {name: course.master(name) for name in dict.fromkeys(outcome.assignment for outcome in outcomes)}
    written = []
    for outcome in outcomes:
        try:
            graded = course.notebook("autograded", outcome.assignment, outcome.student)
            if graded.exists():
                target = course.notebook("feedback", outcome.assignment, outcome.student).with_suffix(".html")
                notebook = nbformat.read(graded, as_version=4)
                write_atomically(target, page(notebook, masters[outcome.assignment], outcome))
                target.chmod(0o644)  # the exchange hands it on with its rights, and its learner is another user
                lay_receipts(graded.parent, target.parent, secrets.token_hex(32))
                written.append(target)
        except Exception as error:  # noqa: BLE001 - one page must not stop the others
            failed(outcome, error)
    return written


def page(graded: NotebookNode, master: Master, outcome: Outcome) -> str:
    """Return the feedback page of one graded notebook as HTML, self-contained."""
    notebook = learner_view(graded)
    cells = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    parts = []
    for exercise in master.exercises.values():
        answer = cells.get(exercise.name)
        parts.append(
            ShownExercise(
                exercise.name,
                exercise.title,
                _markdown(exercise.statement.source),
                _code(answer.source) if answer is not None else Markup(""),
                _error_of(answer) if answer is not None else "",
                [_test(cells.get(test.grade_id), test.name, test.points) for test in exercise.tests],
            )
        )
    style = HtmlFormatter(style="default").get_style_defs(".code")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".code")
    return _template().render(outcome=outcome, master=master, parts=parts, style=style, dark=dark)


def _test(cell: NotebookNode | None, name: str, full: float) -> ShownTest:
    label = name.replace("_", " ")
    if cell is None:
        return ShownTest(label, 0.0, full, "was not run", "")
    if review(cell) is not None or cell.cell_type != "code":
        return ShownTest(label, 0.0, full, "is graded by hand", "")
    points, message = full, ""
    for output in cell.outputs:
        if output.output_type == "error":
            points, message = 0.0, _message(output, shown=is_shown(cell))
        elif output.output_type == "execute_result":
            points = points_of(output, full) or 0.0  # as in the grades
    return ShownTest(label, points, full, message, cell.source)


def _error_of(cell: NotebookNode) -> str:
    """Return what stopped a learner's own cell: the class, the sentence, and the line where Python gives one."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return _message(errors[0], shown=True) if errors else ""


def _message(error: NotebookNode, *, shown: bool) -> str:
    """Return the error as text: its own sentence, and its class where the sentence does not say enough."""
    text = ANSI.sub("", error.evalue).strip()
    if not shown or error.ename in ("HiddenCase", "NotGraded", "CheckFailed", "AssertionError"):
        return text or "The test failed."
    return f"{error.ename}: {text}" if text else str(error.ename)


def _code(source: str) -> Markup:
    """Colour the text as Python; what would keep pygments busy for long, as no answer does, is only escaped."""
    longest = max(map(len, source.split("\n")))
    if len(source) > MAX_COLOURED or longest > LONGEST_LINE or BLANK.search(source):
        return escape(source)
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))  # noqa: S704 - pygments escapes


def _markdown(source: str) -> Markup:
    body = "\n".join(source.splitlines()[1:])
    return Markup(nh3.clean(MarkdownIt("commonmark").enable("table").render(body)))  # noqa: S704 - nh3 has cleaned it


@cache
def _template() -> Template:
    text = resources.files("autograder.feedback").joinpath("page.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        text
    )
