"""``progress``: all exercises by chapter, each with a link; the page fills in how far the reader is."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx_external_toc.parsing import parse_toc_yaml

from autograder.masters.master import Master, load
from web.book.html_nodes import element

__all__ = ["ProgressDirective"]


class ProgressDirective(SphinxDirective):
    """List the chapters that have exercises, in the order of the book, with their exercises and points."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each chapter, in the element that the script fills."""
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / "_toc.yml"))
        chapters: list[nodes.Node] = []
        for page in parse_toc_yaml(root / "_toc.yml"):
            path = root / "solutions" / f"{Path(page).name}.md"
            if path.is_file():
                self.env.note_dependency(str(path))
                chapters += self._chapter(load(path))
        return [element("div", class_="progress-head"), element("div", *chapters, class_="progress")]

    def _chapter(self, master: Master) -> list[nodes.Node]:
        lines = [
            f"- {{ref}}`{exercise.title.replace('`', '')} <exercise-{exercise.name.replace('_', '-')}>` · "
            f"{exercise.points:g} points"
            for exercise in master.exercises.values()
        ]
        title = element("div", *self.parse_text_to_nodes(f"{{doc}}`{master.stem}`"), class_="progress-title")
        names = " ".join(master.exercises)
        body = self.parse_text_to_nodes("\n".join(lines))
        return [element("div", title, *body, class_="progress-chapter", data_stem=master.stem, data_exercises=names)]
