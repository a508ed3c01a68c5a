"""``autograder release``: sources and releases, and what a change does to a class that has handed in."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.commands.grade import grade
from autograder.commands.manual import manual
from autograder.commands.options import (
    assignments_argument,
    course_option,
    db_option,
    json_option,
    next_command,
    open_course,
    sandbox_option,
    say,
)
from autograder.console import ERR, OUT, print_differences
from autograder.course import Course
from autograder.outcome import Status
from autograder.text import printable

if TYPE_CHECKING:  # it takes seconds to import, and --help must answer at once
    from autograder.gradebook.database import Gradebook

__all__ = ["release"]


@click.command(
    epilog=manual(
        "autograder release scatter",
        "autograder release scatter --migrate",
        again="Writes what the masters say now; where they have not changed, the same files to the byte.",
    )
)
@assignments_argument
@course_option
@db_option
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A wheel for learners that was built before.",
)
@click.option(
    "--migrate", is_flag=True, help="Change tests and points although some have handed in, and grade everybody again."
)
@click.option("--discard-edits", is_flag=True, help="Undo what was written into source/ by hand.")
@click.option("--unproved", is_flag=True, help="Release where there is no sandbox to prove the source in.")
@sandbox_option
@json_option
@click.pass_context
def release(
    context: click.Context,
    assignments: tuple[str, ...],
    root: Path,
    db: str | None,
    wheel: Path | None,
    migrate: bool,
    discard_edits: bool,
    unproved: bool,
    sandbox: str,
    as_json: bool,
) -> None:
    """Make source and release notebooks, and a zip for learners, of ASSIGNMENTS (all by default).

    Each source is proved first: its own solution passes all tests in the sandbox. What is refused changes nothing.
    """
    from autograder.grading.executor import SandboxKind
    from autograder.release import Allowed, build_wheel
    from autograder.release import release as release_all

    course, gradebook = open_course(root, db, makes=True)
    paths = course.choose(list(assignments))
    said: list[str] = []

    def tell(line: str) -> None:
        said.append(line)
        if not as_json:
            ERR.print(printable(line))

    shown = ERR.status("") if ERR.is_terminal and not as_json else None

    def step(line: str) -> None:
        if shown is not None:
            shown.update(printable(f"{line} …"))
        elif not as_json:
            ERR.print(printable(f"{line}."))

    allowed = Allowed(migrate=migrate, discard_edits=discard_edits, unproved=unproved)
    with shown or contextlib.nullcontext():
        if wheel is None:
            step("Building the wheel for learners")
        built = wheel or build_wheel(course.root / ".wheel")
        zips = release_all(course, paths, built, allowed, sandbox=SandboxKind(sandbox), say=tell, step=step)
    changed = [_regrade(context, course, gradebook, path.stem, sandbox, as_json) for path in paths if migrate]
    data = {"released": [str(path) for path in zips], "said": said, "changed": [each for each in changed if each]}
    say(
        as_json,
        data,
        lambda: OUT.print(
            f"Released {', '.join(path.stem for path in zips)}."
            f" For learners: {printable(os.path.relpath(zips[0].parent))}/*.zip."
            f" Next: {printable(_following(assignments, paths, root, graded_again=any(changed)))}"
        ),
    )


def _following(assignments: tuple[str, ...], paths: list[Path], root: Path, *, graded_again: bool) -> str:
    """Return what comes next: pages for who was graded again, or else a download, which is of one assignment."""
    if graded_again:
        return next_command("feedback", assignments, root)
    name = paths[0].stem if len(paths) == 1 else "ASSIGNMENT"
    return f"{next_command('collect', [name, 'DOWNLOAD'], root)} --lms canvas (or moodle, blackboard, --pattern)"


def _regrade(
    context: click.Context, course: Course, gradebook: Gradebook, name: str, sandbox: str, as_json: bool
) -> dict[str, Any] | None:
    """Grade everybody again after a change, if that is still to do, and show who has other points than before."""
    from autograder.gradebook.table import write_changed
    from autograder.grading.journal import Journal
    from autograder.grading.regrade import differences

    file = course.totals_before(name)
    if not file.is_file():
        return None
    with contextlib.redirect_stdout(io.StringIO()):
        context.invoke(
            grade, assignments=(name,), root=course.root, db=context.params["db"], sandbox=sandbox, as_json=as_json
        )
    outcomes = gradebook.with_totals(Journal(course.journal).of([name]))
    points, changed = differences(file, outcomes)
    now = max((outcome.max_score for outcome in outcomes), default=0.0)
    table = write_changed(course.changed_grades(name), points, now, changed)
    file.unlink()
    if table.note:
        ERR.print(printable(f"warning: {table.note}"), style="yellow")
    graded = sum(outcome.status is not Status.MISSING for outcome in outcomes)
    if not as_json:
        print_differences(name, graded, points, now, changed, table.path)
    rows = [each._asdict() for each in changed]
    return {
        "assignment": name,
        "graded": graded,
        "points": [points, now],
        "changed": rows,
        "table": str(table.path),
    }
