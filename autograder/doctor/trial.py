"""One good submission and one hostile one, graded as a class is: through the real sandbox, by both passes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from autograder.doctor.finding import Finding, State
from autograder.doctor.hostile import ANSWER, GAINED, TRIED
from autograder.errors import CourseError
from autograder.grading.executor import SandboxKind, one_executor
from autograder.grading.proof import graded_with
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.outcome import Outcome
from autograder.seed import Secret

__all__ = ["Graded", "finding", "grade_both"]

NAME = "trial"
SEED = Secret(NAME).seed(NAME)


@dataclass(frozen=True)
class Graded:
    """What the two of a trial got."""

    good: Outcome
    hostile: Outcome
    gained: tuple[str, ...]
    """What the hostile one found in the sandbox: nothing, where the sandbox holds."""
    tried: int
    """How many ways it tried."""

    @property
    def problem(self) -> str:
        """What is not as it must be; empty where all is."""
        if self.good.score != self.good.max_score:
            return (
                f"the good submission got {_points(self.good)}, must be all ({self.good.reason or 'no reason given'})"
            )
        if self.hostile.score:
            return f"the hostile submission got {_points(self.hostile)}, must be 0"
        if self.gained or not self.tried:
            return f"the hostile submission got at {', '.join(self.gained) or 'nothing, since it did not run'}"
        return ""


def grade_both(kind: SandboxKind = SandboxKind.BWRAP) -> Graded:
    """Grade the two.

    Raises
    ------
    CourseError
        There is no sandbox, or the examiner does not start; in one line.
    """
    template = resources.files("autograder").joinpath("templates/master.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{NAME}.md"
        path.write_text(template.replace("{title}", NAME.capitalize()), encoding="utf-8")
        source = source_notebook(load(path))
    with one_executor(kind, source) as executor:
        good, _ = graded_with(NAME, source, lambda cell: cell.source, executor, SEED)
        hostile, notebook = graded_with(NAME, source, lambda _cell: ANSWER, executor, SEED)
    printed = _printed(notebook)
    gained = tuple(line.removeprefix(GAINED).strip() for line in printed if line.startswith(GAINED))
    tried = sum(int(line.removeprefix(TRIED)) for line in printed if line.startswith(TRIED))
    return Graded(good, hostile, gained, tried)


def finding() -> Finding:
    """Return how the trial went."""
    try:
        graded = grade_both()
    except CourseError as error:
        said, _, cure = str(error).partition(": ")
        return Finding(NAME, State.MISSING, said, cure or "see SECURITY.md")
    if graded.problem:
        cure = "do not grade here; report it as SECURITY.md says"
        return Finding(NAME, State.MISSING, graded.problem, cure)
    said = f"a good submission got {_points(graded.good)}, a hostile one {_points(graded.hostile)}"
    return Finding(NAME, State.OK, f"{said} and nothing of the machine in {graded.tried} attempts")


def _points(outcome: Outcome) -> str:
    return f"{outcome.score:g} of {outcome.max_score:g} points"


def _printed(graded: NotebookNode) -> list[str]:
    """Return the lines that a graded notebook's cells have printed."""
    outputs = [output for cell in graded.cells for output in cell.get("outputs", ())]
    return [line for output in outputs if output.output_type == "stream" for line in output.text.splitlines()]
