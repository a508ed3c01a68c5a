"""``exercise``: a function that the reader writes, as its master in ``solutions/<stem>.md`` describes it.

Everything reads well without JavaScript; ``data-`` attributes and ids name the parts for the editor that is put on top.
What the edition must not hold never enters the document, so no page, search index or doctree has it.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from autograder.cell import starter, visible
from autograder.errors import MasterError
from autograder.masters.master import Exercise, Master, load
from web.html_nodes import code_block, element, inline_nodes

__all__ = ["ExerciseDirective"]

HINTS_IN_CLASS = 2
HINT_TITLES = ("Hint 1: the idea", "Hint 2: the formula", "Hint 3: almost the code")
MARK = re.compile(r"^\s*### (?:BEGIN|END) .*\n?", flags=re.MULTILINE)
LOGGER = logging.getLogger(__name__)


class ExerciseDirective(SphinxDirective):
    """Place one exercise of the chapter's own master."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Give the section of the exercise, or a warning that names what is missing."""
        name, stem = self.arguments[0], Path(self.env.docname).name
        path = Path(self.env.srcdir) / "solutions" / f"{stem}.md"
        self.env.note_dependency(str(path))
        try:
            master = load(path)
        except MasterError as error:
            LOGGER.warning("%s", error, location=self.get_location())
            return []
        exercise = master.exercises.get(name)
        if exercise is None:
            known = ", ".join(master.exercises)
            LOGGER.warning(
                "exercise %r is not in %s, which has %s", name, path.name, known, location=self.get_location()
            )
            return []
        return [self._section(master, exercise)]

    def _section(self, master: Master, exercise: Exercise) -> nodes.section:
        number = self.env.temp_data["exercises"] = self.env.temp_data.get("exercises", 0) + 1
        label = nodes.make_id(f"exercise-{exercise.name}")
        section = nodes.section(ids=[label], names=[label], classes=["exercise"])
        badge = nodes.inline("", f"Exercise {number}", classes=["exercise-number"])
        title = nodes.title("", "", badge, nodes.inline("", ": ", classes=["exercise-colon"]))
        title += self.state.inline_text(exercise.title, self.lineno)[0]
        section += title
        self.state.document.note_explicit_target(section)

        meta = element(
            "p", nodes.literal("", exercise.name), nodes.Text(_points(exercise.points)), class_="exercise-meta"
        )
        body = element(
            "div",
            meta,
            class_="exercise-body",
            data_exercise=exercise.name,
            data_stem=master.stem,
            data_points=str(exercise.points),
        )
        body += self._statement(exercise)
        body += element(
            "div", code_block(starter(exercise.solution.source)), class_="exercise-starter", data_part="starter"
        )
        body += _tests(master, exercise)
        body += _hints(exercise, self.config.edition)
        if self.config.edition == "self":
            body += _folded("Solution", "solution", code_block(MARK.sub("", exercise.solution.source).rstrip()))
        section += body
        return section

    def _statement(self, exercise: Exercise) -> nodes.Element:
        statement = element("div", class_="exercise-statement", data_part="statement")
        lines = exercise.statement.source.splitlines()[1:]
        self.state.nested_parse(StringList(lines, source=exercise.name), 0, statement)
        return statement


def _folded(title: str, part: str, *children: nodes.Node, **attributes: str) -> nodes.Element:
    summary = element("summary", nodes.Text(title))
    return element("details", summary, *children, class_=f"exercise-{part}", data_part=part, **attributes)


def _hints(exercise: Exercise, edition: str) -> list[nodes.Element]:
    hints = exercise.solution.hints if edition == "self" else exercise.solution.hints[:HINTS_IN_CLASS]
    return [
        _folded(HINT_TITLES[tier], "hint", nodes.paragraph("", "", *inline_nodes(hint)), data_tier=str(tier + 1))
        for tier, hint in enumerate(hints)
    ]


def _tests(master: Master, exercise: Exercise) -> nodes.Element:
    shown = [(test, visible(test.source)) for test in exercise.tests]
    imports = "\n".join(cell.source for role in ("setup", "checks") for cell in master.of_role(role))
    blocks: list[nodes.Node] = [code_block(imports)] if imports else []
    for test, source in shown:
        hidden = source != test.source.rstrip()
        more = ", with more cases that are not shown" if hidden else ""
        blocks.append(nodes.paragraph("", "", nodes.literal("", test.name), nodes.Text(_points(test.points) + more)))
        if source.strip():
            blocks.append(code_block(source))
    return _folded(f"Tests ({len(shown)})", "tests", *blocks)


def _points(points: int) -> str:
    return f" · {points} point{'s' if points > 1 else ''}"
