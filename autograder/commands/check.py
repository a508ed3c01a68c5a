"""``autograder check``: what a master's tests find, and what they let pass."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from autograder.commands.manual import manual
from autograder.commands.options import course_option, json_option, next_command, say
from autograder.console import OUT, print_reports
from autograder.course import Course
from autograder.errors import CourseError
from autograder.text import printable

__all__ = ["check"]


@click.command(
    epilog=manual(
        "autograder check scatter",
        "autograder check scatter --seeds 10 --changes",
        "autograder check --masters solutions --table caught.csv",
        fails="there are findings, each named in a line; or something is wrong, in one line",
    )
)
@click.argument("stems", nargs=-1)
@course_option
@click.option(
    "--masters",
    "folders",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    help="Folders of masters; by default those of the course, and outside of one ./solutions.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the tests' random cases.")
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="So many seeds, from --seed on: all must agree.",
)
@click.option(
    "--changes", is_flag=True, help="Try single changes to each solution, too, and name those that no test notices."
)
@click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Masters checked at once."
)
@click.option(
    "--table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write which tests caught which wrong answer, as CSV.",
)
@json_option
def check(
    stems: tuple[str, ...],
    root: Path,
    folders: tuple[Path, ...],
    seed: int,
    seeds: int,
    changes: bool,
    jobs: int,
    table: Path | None,
    as_json: bool,
) -> None:
    """Prove that the tests of masters find what they should, for all masters or for STEMS.

    Of each exercise the untouched starter must get no points and the solution all; each wrong answer beside the
    master must fail exactly the tests that it names, and answers that are wrong everywhere must be caught.
    """
    from autograder.masters.contract import check_all
    from autograder.masters.report import write_table

    paths = _chosen(stems, root, folders)
    reports = check_all(paths, seed=seed, seeds=seeds, jobs=jobs)
    findings = [str(finding) for report in reports for finding in report.findings]
    if table is not None:
        write_table(table, reports)
    data = {"findings": findings, "reports": [asdict(report) for report in reports]}
    tried = ""
    if changes and not findings:
        from autograder.masters.survivors import survey

        found = survey(paths, seed=seed, jobs=jobs)
        findings += map(str, found.survivors)
        tried = (
            f"{found.tried} single changes tried: {found.marked} marked as equivalent, {len(findings)} pass unmarked."
        )
        data["changes"] = {"tried": found.tried, "marked": found.marked, "passed": len(found.survivors)}

    def lines() -> None:
        print_reports(reports, findings, tried)
        if not findings:
            following = f" Next: {next_command('check', [*stems, '--changes'], root)}"
            if changes:
                released = next_command("release", stems, root)
                following = f" Next: {released}" if (root / "course.toml").is_file() else ""
            OUT.print(printable(f"Nothing to mend.{following}"))

    say(as_json, data, lines)
    if findings:
        raise CourseError(f"{len(findings)} findings, each named above")


def _chosen(stems: tuple[str, ...], root: Path, folders: tuple[Path, ...]) -> list[Path]:
    from autograder.masters.master import find_masters

    in_course = (root / "course.toml").is_file()
    where = list(folders) or (list(Course.open(root).masters) if in_course else [Path("solutions")])
    known = find_masters([folder for folder in where if folder.is_dir()])
    if not known:
        raise CourseError(f"{', '.join(map(str, where))}: holds no masters (*.md), name their folder with --masters")
    if unknown := sorted(set(stems) - set(known)):
        raise CourseError(f"{', '.join(unknown)}: no such master, there are {', '.join(known)}")
    return [path for stem, path in known.items() if not stems or stem in stems]
