"""The command ``python -m tconv_check NOTEBOOK``.

It exits with 1 where grading would give fewer points than it could, for a reason that is seen here; with 0 where not,
with 2 for wrong use.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from pathlib import Path

from tconv_check.assignment import Assignment
from tconv_check.conditions import CONDITIONS
from tconv_check.notebook import NotebookError, read
from tconv_check.plan import make_plan
from tconv_check.report import make_report
from tconv_check.run import run

__all__ = ["check", "main"]


def main(arguments: list[str] | None = None) -> None:
    """Check the notebook that is named on the command line, print what was found and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console may know few letters
    parser = argparse.ArgumentParser(
        prog="python -m tconv_check", description="Check a notebook before you hand it in.", epilog=CONDITIONS
    )
    parser.add_argument("notebook", type=Path, help="the notebook that you hand in, such as scatter.ipynb")
    parser.add_argument("--original", type=Path, help="the notebook as you got it, if yours has lost its metadata")
    given = parser.parse_args(arguments)
    for path in filter(None, (given.notebook, given.original)):
        if not path.is_file():
            parser.error(f"{path}: no such file")
    text, good = "stopped", False
    with contextlib.suppress(KeyboardInterrupt):
        text, good = check(given.notebook, given.original)
    print(text)  # noqa: T201 - its report
    sys.exit(0 if good else 1)


def check(path: Path, original: Path | None = None) -> tuple[str, bool]:
    """Return what there is to say of a notebook, and whether it can be handed in."""
    at = path
    try:
        notebook = read(path)
        at = original or path
        assignment = Assignment.of(read(original) if original else notebook)
        at = path
        plan = make_plan(notebook, assignment)
        report = make_report(path.name, assignment, plan, run(plan.steps, assignment))
    except (NotebookError, RuntimeError) as error:
        return f"{at.name}: {error}", False
    return report.text, report.ready
