"""``exercise``: a function that the reader writes, as its master in ``solutions/<stem>.md`` describes it.

The exercise needs no JavaScript; ``data-`` attributes and ids name its parts for an editor.
What the edition must not contain never enters the document, so that no page, search index or doctree has it.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from autograder.cell import Role
from autograder.errors import MasterError
from autograder.markers import starter, unmarked, visible
from autograder.masters.master import Exercise, Master, load
from web.book.edition import hints, version
from web.book.html_nodes import code_block, element, inline_nodes

__all__ = ["ExerciseDirective"]

HINT_TITLES = ("Hint 1: the idea", "Hint 2: the formula", "Hint 3: almost the code")
LOGGER = logging.getLogger(__name__)


class ExerciseDirective(SphinxDirective):
    """Place one exercise of the chapter's own master; ``minutes`` says about how long it takes."""

    required_arguments = 1
    has_content = False
    option_spec = {"minutes": directives.positive_int}  # noqa: RUF012 - docutils wants it so

    def run(self) -> list[nodes.Node]:
        """Return the section of the exercise, or nothing after a warning that names what is missing."""
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
        title += self.parse_inline(exercise.title)[0]
        section += title
        self.state.document.note_explicit_target(section)

        meta = element(
            "p",
            nodes.literal("", exercise.name),
            nodes.Text(_points(exercise.points) + self._minutes()),
            class_="exercise-meta",
        )
        body = element(
            "div",
            meta,
            class_="exercise-body",
            data_exercise=exercise.name,
            data_stem=master.stem,
            data_points=str(exercise.points),
            data_version=version(exercise, self.config.edition),
        )
        statement = "\n".join(exercise.statement.source.splitlines()[1:])
        body += element("div", *self.parse_text_to_nodes(statement), class_="exercise-statement", data_part="statement")
        body += element(
            "div", code_block(starter(exercise.solution.source)), class_="exercise-starter", data_part="starter"
        )
        body += _tests(master, exercise)
        body += _hints(exercise, self.config.edition)
        if self.config.edition == "self":
            body += _folded("Solution", "solution", code_block(unmarked(exercise.solution.source)))
        section += body
        return section

    def _minutes(self) -> str:
        return f" · about {self.options['minutes']} minutes" if "minutes" in self.options else ""


def _folded(title: str, part: str, *children: nodes.Node, **attributes: str) -> nodes.Element:
    summary = element("summary", nodes.Text(title))
    return element("details", summary, *children, class_=f"exercise-{part}", data_part=part, **attributes)


def _hints(exercise: Exercise, edition: str) -> list[nodes.Element]:
    return [
        _folded(HINT_TITLES[tier], "hint", nodes.paragraph("", "", *inline_nodes(hint)), data_tier=str(tier + 1))
        for tier, hint in enumerate(hints(exercise, edition))
    ]


def _tests(master: Master, exercise: Exercise) -> nodes.Element:
    imports = master.text_of(Role.SETUP, Role.CHECKS)
    blocks: list[nodes.Node] = [code_block(imports)] if imports else []
    for test in exercise.tests:
        source = visible(test.source)
        more = ", with more cases that are not shown" if source != test.source.rstrip() else ""
        blocks.append(nodes.paragraph("", "", nodes.literal("", test.name), nodes.Text(_points(test.points) + more)))
        if source.strip():
            blocks.append(code_block(source))
    return _folded(f"Tests ({len(exercise.tests)})", "tests", *blocks)


def _points(points: float) -> str:
    return f" · {points:g} point{'s' if points > 1 else ''}"
