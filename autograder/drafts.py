"""One assignment on its way to a release: what would be written, whether it may be, and what it changes.

Nothing is written here. Whatever would harm a class is refused in one sentence: an own solution that fails, work of
somebody's that would be undone, tests or points that change after some have handed in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import sqlalchemy as sql
from nbformat.notebooknode import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError, ReleaseError
from autograder.gradebook.contents import Contents, contents, handed_in
from autograder.gradebook.migration import Plan, compare
from autograder.grading.executor import SandboxKind, one_executor
from autograder.grading.proof import prove
from autograder.masters.edits import undone
from autograder.masters.kept import keep_history
from autograder.masters.master import Master, load
from autograder.masters.source import read_source, source_notebook
from autograder.sandbox.launch import SandboxError
from autograder.seed import choose
from autograder.text import first_of

__all__ = [
    "Allowed",
    "Draft",
    "begin",
    "check_edits",
    "check_migration",
    "compare_draft",
    "keep_new_history",
    "prove_draft",
    "report",
    "waiting_for",
]

MAX_NAMED = 3
"""Cells, or changes, that a refusal names."""


@dataclass(frozen=True)
class Allowed:
    """What a release may do beyond what harms nobody."""

    migrate: bool = False
    """Change the gradebook's cells although there are submissions."""
    discard_edits: bool = False
    """Undo what was written into a source notebook by hand."""
    unproved: bool = False
    """Release where there is no sandbox to prove the source in."""


@dataclass
class Draft:
    """One assignment on its way: what will be written, and what it changes."""

    master: Master
    source: NotebookNode
    files: dict[Path, bytes | None] = field(default_factory=dict)
    new: Contents | None = None
    old: Contents | None = None
    plan: Plan = field(default_factory=Plan)
    written: dict[str, Any] = field(default_factory=dict)
    """What the last release has written down."""
    students: list[str] = field(default_factory=list)
    """Who has a submission in the gradebook."""
    unproved: str = ""

    @property
    def stem(self) -> str:
        """The name of the assignment."""
        return self.master.stem

    @property
    def text(self) -> str:
        """The source notebook as it is written."""
        return f"{nbformat.writes(self.source)}\n"


def begin(course: Course, path: Path) -> Draft:
    """Read a master and make its source notebook."""
    master = load(path)
    draft = Draft(master, source_notebook(master))
    read_source(draft.source)
    draft.written = _written(course.written(draft.stem))
    keep_history(draft.source, gone=draft.written["gone"], since=draft.written["since"])
    return draft


def _written(path: Path) -> dict[str, Any]:
    """Return what the last release has written down: fingerprints of cells, and which cells came and went."""
    nothing: dict[str, Any] = {"cells": {}, "gone": [], "since": []}
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return nothing
    return nothing | kept


def check_edits(course: Course, drafts: list[Draft]) -> None:
    """Refuse to undo what somebody wrote into a source notebook."""
    for draft in drafts:
        path = course.notebook("source", draft.stem)
        if not path.is_file() or not draft.written["cells"]:
            continue
        try:
            now = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            cells = undone(now, draft.written["cells"], draft.source)
        except (OSError, ValueError, AttributeError, nbformat.ValidationError):
            continue  # what is no notebook holds nobody's work on one
        if cells:
            raise ReleaseError(
                f"{path}: was edited by hand ({first_of(cells, MAX_NAMED)}), and a release would undo that:"
                f" make the change in {draft.master.path} instead, or lose it with --discard-edits"
            )


def prove_draft(
    course: Course, draft: Draft, sandbox: SandboxKind, allowed: Allowed, say: Callable[[str], None]
) -> None:
    """Prove the source in the sandbox, or say why it could not be."""
    seed = choose(course.seed).seed(draft.stem)
    try:
        with one_executor(sandbox, draft.source) as executor:
            for warning in prove(draft.stem, draft.source, executor, seed):
                say(f"warning: {warning}")
    except SandboxError as error:
        draft.unproved = str(error)
        if not allowed.unproved:
            raise ReleaseError(
                f"{draft.stem}: could not be proved ({error}); --unproved releases it all the same"
            ) from error
        say(f"warning: {draft.stem}: released unproved ({error})")
    except CourseError as error:
        raise ReleaseError(f"{error}; mend {draft.master.path}, nothing was changed") from error


def compare_draft(connection: sql.Connection, draft: Draft) -> None:
    """Find out what the release would change in the gradebook."""
    draft.old = contents(connection, draft.stem)
    draft.students = handed_in(connection, draft.stem)
    if draft.old is not None and draft.new is not None:
        order = [cell.grade_id for cell in draft.master.cells]
        draft.plan = compare(connection, draft.old, draft.new, order)


def keep_new_history(draft: Draft) -> bool:
    """Keep which cells came and went while some have handed in; return whether any did."""
    plan = draft.plan
    if not (plan.renamed or plan.added or plan.dropped):
        return False
    there = {cell.grade_id for cell in draft.master.cells}
    went = {name for _, name in (*plan.renamed, *plan.dropped)}
    came = {name for _, name in (*plan.renamed.values(), *plan.added)}
    draft.written["gone"] = sorted(({*draft.written["gone"]} | went) - there)
    draft.written["since"] = sorted(({*draft.written["since"]} | came) & there)
    keep_history(draft.source, gone=draft.written["gone"], since=draft.written["since"])
    return True


def waiting_for(course: Course, drafts: list[Draft]) -> dict[str, int]:
    """Return how many have handed in, graded or not, by assignment."""
    found = {}
    for draft in drafts:
        folders = [
            student
            for student in course.students()
            if course.notebook("submitted", draft.stem, student).parent.is_dir()
        ]
        if number := len({*draft.students, *folders}):
            found[draft.stem] = number
    return found


def report(drafts: list[Draft], waiting: dict[str, int], say: Callable[[str], None]) -> None:
    """Say what changes for those who have handed in, one line a cell."""
    for draft in drafts:
        if draft.stem in waiting:
            for line in draft.plan.lines():
                say(f"{draft.stem}: {line}")


def check_migration(drafts: list[Draft], waiting: dict[str, int], allowed: Allowed) -> None:
    """Refuse to change cells or points for those who have handed in, unless that is asked for."""
    for draft in drafts:
        if not draft.plan.moves_points or draft.stem not in waiting:
            continue
        if not allowed.migrate:
            lines = [line for line in draft.plan.lines() if "text changed" not in line]
            raise ReleaseError(
                f"{draft.stem}: {waiting[draft.stem]} have handed in, and its cells change"
                f" ({first_of(lines, MAX_NAMED)}); nothing was changed: 'autograder release {draft.stem} --migrate'"
                " changes the gradebook, keeps what was entered by hand, and grades everybody again"
            )
        if draft.unproved:
            raise ReleaseError(f"{draft.stem}: everybody would have to be graded again, but {draft.unproved}")
