"""One docutils node for every HTML element that the directives need, such as ``<details>`` and ``<fieldset>``.

Docutils has no such elements, and raw HTML around parsed text is easy to leave open.
Builders other than HTML write the children only.
"""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

__all__ = ["code_block", "element", "inline_nodes", "setup"]

VOID = frozenset({"input", "br", "img"})
MARKED = re.compile(r"(`[^`]+`|\$[^$]+\$)")


class html_element(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801 - docutils: untyped, lower case
    """An HTML element: its ``tag``, and its attributes in ``html``."""

    def start(self) -> str:
        """Return the opening tag; an attribute with an empty value is written without it."""
        pairs = (f' {name}="{escape(value)}"' if value else f" {name}" for name, value in self["html"].items())
        return f"<{self['tag']}{''.join(pairs)}>"


def element(tag: str, *children: nodes.Node, **attributes: str) -> html_element:
    """Return an element; ``class_`` and ``data_points`` become ``class`` and ``data-points``.

    Examples
    --------
    >>> element("details", class_="hint", data_tier="1").start()
    '<details class="hint" data-tier="1">'
    """
    html = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return html_element("", *children, tag=tag, html=html)


def code_block(source: str) -> nodes.literal_block:
    """Return a listing of Python, highlighted like the cells of the book."""
    return nodes.literal_block(source, source, language="python", classes=["exercise-code"])


def inline_nodes(text: str) -> list[nodes.Node]:
    """Return the nodes of a line with `code` and $mathematics$, and everything else as it is: no other Markdown."""
    found: list[nodes.Node] = []
    for part in filter(None, MARKED.split(text)):
        if part.startswith("`") and MARKED.fullmatch(part):
            found.append(nodes.literal(part, part[1:-1]))
        elif part.startswith("$") and MARKED.fullmatch(part):
            found.append(nodes.math(part, part[1:-1]))
        else:
            found.append(nodes.Text(part))
    return found


def setup(app: Sphinx) -> None:
    """Register the element with a writer for each builder."""
    transparent = (lambda *_: None, lambda *_: None)
    app.add_node(html_element, html=(_open, _close), latex=transparent, text=transparent, man=transparent)


def _open(writer: HTML5Translator, node: html_element) -> None:
    writer.body.append(node.start())


def _close(writer: HTML5Translator, node: html_element) -> None:
    if node["tag"] not in VOID:
        writer.body.append(f"</{node['tag']}>")
