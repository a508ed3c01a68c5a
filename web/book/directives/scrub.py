"""``scrub`` and ``derived``: numbers of the page's layer that the reader drags in its text, and what follows from them.

::

    At stride {scrub}`s=2 from 1 to 4` the result has {derived}`out=5 cells`.

The layer is that of the page's ``explorer``, with what ``layer`` adds. A page whose text states another
number than follows from it is refused. A noun after a number stands in the plural, and loses its "s" after 1.
"""

from __future__ import annotations

import re

from docutils import nodes
from docutils.nodes import Node, system_message
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from web.book.html_nodes import element
from web.book.values import NUMBERS, VALUES, Layer, value

__all__ = ["DerivedRole", "LayerDirective", "ScrubRole", "check", "plain", "written"]

WRITTEN = r"(?P<name>\w+)=(?P<number>[−\d.]+|–)(?: (?P<unit>[a-z]+))?"
DERIVED = re.compile(WRITTEN)
SCRUB = re.compile(rf"{WRITTEN} from (?P<least>\d+) to (?P<most>\d+)")
NONE = "–"
LOGGER = logging.getLogger(__name__)


class LayerDirective(SphinxDirective):
    """Name the layer of a page, or what its explorer does not know of it, such as groups."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Return what holds the state for the script, and shows nothing."""
        return [element("div", class_="explorer-layer", data_state=self.arguments[0])]


class DerivedRole(SphinxRole):
    """A number that follows from the layer."""

    syntax = DERIVED
    example = "out=5 cells"

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return the number as it is written, with what it is; what cannot be read is refused."""
        found = self.syntax.fullmatch(self.text)
        known = {*NUMBERS, *VALUES} if self.syntax is DERIVED else NUMBERS
        if found is None or found["name"] not in known:
            names = ", ".join(sorted(known))
            LOGGER.warning(
                "%s `%s` must read like `%s`, with a name out of %s",
                self.name, self.text, self.example, names, location=self.get_location(),
            )  # fmt: skip
            return [], []
        name, number, unit = found["name"], found["number"], found["unit"] or ""
        text = _with_unit(number, unit)
        node = element(
            "span",
            element("span", nodes.Text(text)),
            class_=self.name,
            data_of=name,
            data_written=text,
            **({"data_unit": unit} if unit else {}),
            **self._bounds(found),
        )
        self.set_source_info(node)
        return [node], []

    @staticmethod
    def _bounds(found: re.Match[str]) -> dict[str, str]:
        if "least" not in found.groupdict():
            return {}
        return {"data_least": found["least"], "data_most": found["most"], "data_label": NUMBERS[found["name"]]}


class ScrubRole(DerivedRole):
    """A number of the layer that the reader drags between two bounds."""

    syntax = SCRUB
    example = "s=2 from 1 to 4"


def written(number: float | None, unit: str = "") -> str:
    r"""Return a number as the text has it, with its noun.

    Examples
    --------
    >>> written(5, "cells"), written(1, "cells"), written(-1), written(None)
    ('5\xa0cells', '1\xa0cell', '−1', '–')
    """
    return _with_unit(NONE if number is None else str(number).replace("-", "−"), unit)


def plain(text: str) -> str:
    r"""Return what a role shows, for a page that cannot change it.

    Examples
    --------
    >>> plain("s=2 from 1 to 4"), plain("out=1 cells")
    ('2', '1\xa0cell')
    """
    found = DERIVED.match(text)
    return _with_unit(found["number"], found["unit"] if found["unit"] != "from" else None) if found else text


def _with_unit(number: str, unit: str | None) -> str:
    return f"{number}\N{NO-BREAK SPACE}{unit.removesuffix('s') if number == '1' else unit}" if unit else number


def check(_app: Sphinx, document: nodes.document) -> None:
    """Compare every number of a page with the page's layer."""
    elements = [
        (node, node["html"]) for node in document.findall(lambda node: "html" in getattr(node, "attributes", ()))
    ]
    states = [html["data-state"] for _, html in elements if "data-state" in html]
    state = "&".join(reversed(states))  # of each number, the first on the page
    for node, html in elements:
        if "data-of" not in html:
            continue
        if not state:
            LOGGER.warning("a page with `scrub` or `derived` needs an explorer, or a layer", location=node)
            return
        name, text = html["data-of"], html["data-written"]
        layer = Layer.read(state)
        right = written(value(name, layer), html.get("data-unit", ""))
        if text != right:
            LOGGER.warning("%s is written as %r, must be %r for %s", name, text, right, state, location=node)
        elif "data-least" in html and not int(html["data-least"]) <= layer[name] <= int(html["data-most"]):
            LOGGER.warning("%s is %s, out of its own bounds", name, text, location=node)
