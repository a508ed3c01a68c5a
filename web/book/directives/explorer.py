"""``explorer``: the explorer in a chapter, at the layer that the argument names as the explorer's address does."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from web.book.html_nodes import element

__all__ = ["ExplorerDirective"]

WITHOUT = "With JavaScript, this layer can be changed and stepped through here."


class ExplorerDirective(SphinxDirective):
    """Leave a place for the explorer, which says where it is what the reader misses without JavaScript."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place, with the state that the script reads."""
        waiting = element("p", nodes.Text(WITHOUT), class_="explorer-waiting")
        return [element("div", waiting, class_="explorer", data_state=self.arguments[0])]
