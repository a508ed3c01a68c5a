"""Feedback pages: what each test said, what it comes of, what an instructor said, and where to read on.

A page is made from the gradebook and from the learner's view of the graded notebook, so no hidden test can reach it;
whatever comes from a learner is escaped or cleaned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder import seed
from autograder.course import Course
from autograder.errors import CourseError
from autograder.facts import said
from autograder.feedback.causes import Causes
from autograder.feedback.listing import LONGEST_LINE, MAX_COLOURED
from autograder.feedback.parts import Chapter, shown_cells, shown_exercise, shown_others
from autograder.feedback.points import rows
from autograder.feedback.reading import read_notebook
from autograder.feedback.template import template
from autograder.files import write_atomically
from autograder.gradebook.database import Gradebook
from autograder.gradebook.standing import Standing
from autograder.grading.journal import Journal
from autograder.grading.learner_view import learner_view
from autograder.grading.receipts import SECRET, TIMESTAMP, lay_receipts
from autograder.masters.master import Master
from autograder.outcome import Outcome, Status
from autograder.text import sentence

__all__ = ["LONGEST_LINE", "MAX_COLOURED", "page", "remove_stale", "write_all"]

GENERATOR = '<meta name="generator" content="autograder feedback">'
HEAD = 2_000  # characters of a page in which that stands


def write_all(
    course: Course, gradebook: Gradebook, assignments: list[str], failed: Callable[[Outcome, Exception], None]
) -> list[Path]:
    """Write a page for every submission that was handed in, and return where.

    ``failed`` is called with each page that could not be made; the others are written all the same.
    """
    expected = {*gradebook.students(), *course.students()}
    handed_in = [
        outcome
        for outcome in Journal(course.journal).of(assignments)
        if outcome.status is not Status.MISSING and outcome.student in expected
    ]
    names = list(dict.fromkeys(outcome.assignment for outcome in handed_in))
    known = course.assignments()
    masters = {name: course.master(name) for name in names}
    secret = seed.choose(course.seed)
    standings = {name: gradebook.standings(name) for name in names}
    written = []
    for outcome in handed_in:
        try:
            graded = course.notebook("autograded", outcome.assignment, outcome.student)
            if graded.exists():
                standing = _entered(standings[outcome.assignment], outcome)
                master = masters[outcome.assignment]
                target = course.notebook("feedback", outcome.assignment, outcome.student).with_suffix(".html")
                notebook = nbformat.read(graded, as_version=4)
                is_foreign = outcome.assignment not in known
                chapter = Chapter("") if is_foreign else Chapter.of(master, course.book)
                html = page(notebook, master, outcome, standing, chapter)
                write_atomically(target, html)
                target.chmod(0o644)  # the exchange hands it on with its rights, and its learner is another user
                lay_receipts(graded.parent, target.parent, secret.receipt(outcome.student, outcome.assignment))
                written.append(target)
        except Exception as error:  # noqa: BLE001 - one page must not stop the others
            failed(outcome, error)
    return written


def remove_stale(course: Course, assignments: list[str], written: Collection[Path]) -> list[Path]:
    """Remove the pages of work that was withdrawn and of students that are gone; return where they were.

    A page that something else wrote stays, nbgrader's own for one.
    """
    removed = []
    for name in assignments:
        for path in sorted((course.root / "feedback").glob(f"*/{name}/{name}.html")):
            folders = (path.parent, path.parent.parent)
            if path in written or any(place.is_symlink() for place in (path, *folders)) or not _is_ours(path):
                continue
            for each in (path, path.with_name(TIMESTAMP), path.with_name(SECRET)):
                each.unlink(missing_ok=True)
            removed.append(path)
            for folder in folders:
                if not any(folder.iterdir()):
                    folder.rmdir()
    return removed


def page(
    graded: NotebookNode,
    master: Master,
    outcome: Outcome,
    standing: Standing | None = None,
    chapter: Chapter | None = None,
) -> str:
    """Return the feedback page of one graded notebook as HTML, self-contained.

    Without a ``standing`` in the gradebook, the points are the notebook's own and the total is the outcome's.
    """
    reading = read_notebook(learner_view(graded), master)
    entered = standing if standing is not None else reading.standing(master, outcome)
    is_graded = outcome.status is Status.GRADED
    causes = Causes(reading.cells, master.exercises)
    remark = said(graded, "remark")
    return template("page.html.j2").render(
        generator=GENERATOR,
        outcome=outcome,
        title=master.cells[0].source.splitlines()[0].lstrip("# "),
        status="" if is_graded else sentence(f"This submission could not be graded: it {outcome.reason}"),
        reason=sentence(outcome.reason) if is_graded and outcome.reason else "",
        remark="" if remark in outcome.reason else sentence(remark[:1].upper() + remark[1:]),
        total=outcome.total if standing is None else standing.total,
        full=outcome.max_score if standing is None else standing.full,
        late=outcome.late if standing is None else standing.late,
        extension=entered.extension.total_seconds() if entered.extension else 0.0,
        rows=rows(master, entered),
        exercises=[shown_exercise(one, master, reading, causes, entered) for one in master.exercises.values()],
        others=shown_others(master, reading, entered),
        handed_in=[] if is_graded else shown_cells(reading.cells, causes),
        chapter=chapter or Chapter.of(master, ""),
    )


def _entered(standings: Mapping[str, Standing], outcome: Outcome) -> Standing:
    if outcome.student not in standings:
        raise CourseError(f"is not in the gradebook, run 'autograder grade {outcome.assignment}'")
    return standings[outcome.student]


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return GENERATOR in file.read(HEAD)
    except OSError:
        return False
