"""One docutils node for every HTML element that the directives need, such as ``<details>`` and ``<fieldset>``.

Docutils has no such elements, and raw HTML around parsed text is easy to leave open. Other builders see the children
alone.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["code_block", "element", "inline_nodes", "setup"]

VOID = frozenset({"input", "br", "img"})
MARKED = re.compile(r"(`[^`]+`|\$[^$]+\$)")


class html_element(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes like this
    """An HTML element: its ``tag``, and its attributes in ``html``."""

    def start(self) -> str:
        """Give the opening tag; an attribute without a value stands alone."""
        pairs = (f' {name}="{escape(value)}"' if value else f" {name}" for name, value in self["html"].items())
        return f"<{self['tag']}{''.join(pairs)}>"


def element(tag: str, *children: nodes.Node, **attributes: str) -> html_element:
    """Make an element; ``class_`` and ``data_points`` become ``class`` and ``data-points``.

    Examples
    --------
    >>> element("details", class_="hint", data_tier="1").start()
    '<details class="hint" data-tier="1">'
    """
    html = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return html_element("", *children, tag=tag, html=html)


def code_block(source: str) -> nodes.literal_block:
    """Show Python as the book shows its own cells."""
    return nodes.literal_block(source, source, language="python", classes=["exercise-code"])


def inline_nodes(text: str) -> list[nodes.Node]:
    """Read `code` and $mathematics$ in a line, and leave everything else as it is.

    Hints say ``2*k + x[a_b]`` without marks, which Markdown would take for emphasis.
    """
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
    """Tell Sphinx how each builder writes the element."""
    transparent = (lambda *_: None, lambda *_: None)
    app.add_node(html_element, html=(_open, _close), latex=transparent, text=transparent, man=transparent)


def _open(writer: Any, node: html_element) -> None:
    writer.body.append(node.start())


def _close(writer: Any, node: html_element) -> None:
    if node["tag"] not in VOID:
        writer.body.append(f"</{node['tag']}>")
