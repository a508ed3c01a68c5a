"""``picture``: a drawing of ``web/figures``, inline, so that it follows the colours of the page.

A drawing of several frames becomes a stepper of radio buttons and CSS, which opens on its last frame or on that which
``opens`` names; a script adds Back and Next. On paper its frames stand in a row.
"""

from __future__ import annotations

import re

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from web.book.html_nodes import element

__all__ = ["PictureDirective", "own_ids"]

ID = re.compile(r'\bid="([^"]+)"')
LOGGER = logging.getLogger(__name__)


class PictureDirective(SphinxDirective):
    """Place one drawing; the content is its caption."""

    required_arguments = 1
    has_content = True
    option_spec = {"opens": directives.positive_int}  # noqa: RUF012 - docutils wants it so

    def run(self) -> list[nodes.Node]:
        """Return the figure, or nothing after a warning with the reason."""
        from web import figures  # noqa: PLC0415 - a book without pictures draws none

        name = self.arguments[0]
        try:
            drawn = figures.draw(name)
        except (KeyError, ValueError) as error:
            LOGGER.warning("picture %r cannot be drawn: %s", name, error, location=self.get_location())
            return []
        if not self.content:
            LOGGER.warning("picture %r needs a caption", name, location=self.get_location())
        label = nodes.make_id(f"picture-{name}")
        body = _raw(own_ids(drawn, label)) if isinstance(drawn, str) else self._stepper(drawn, label)
        figure = nodes.figure("", body, ids=[label], names=[label], classes=["picture"])
        figure += self._caption()
        self.state.document.note_explicit_target(figure)
        return [figure]

    def _stepper(self, frames: list[str], label: str) -> nodes.Element:
        count = len(frames)
        opens = self.options.get("opens", count)
        if opens > count:
            LOGGER.warning("picture opens on frame %s of %s", opens, count, location=self.get_location())
        stepper = element("div", class_="stepper", role="group", aria_label=f"{count} steps")
        for number in range(1, count + 1):
            chosen = {"checked": ""} if number == opens else {}
            key = f"{label}-{number}"
            stepper += element("input", type="radio", name=label, id=key, class_="stepper-choice", **chosen)
            stepper += element("label", nodes.Text(f"{number}"), for_=key, title=f"Step {number} of {count}")
        owned = (own_ids(svg, f"{label}-{number}") for number, svg in enumerate(frames, start=1))
        stepper += element("div", *(element("div", _raw(svg), class_="frame") for svg in owned), class_="frames")
        return stepper

    def _caption(self) -> nodes.caption:
        caption = nodes.caption()
        for paragraph in self.parse_content_to_nodes():
            if caption.children:
                caption += nodes.Text(" ")
            caption += paragraph.children
        return caption


def own_ids(svg: str, prefix: str) -> str:
    """Put ``prefix`` before every id of a drawing, so that two drawings on a page cannot collide.

    Examples
    --------
    >>> own_ids('<svg aria-labelledby="t"><title id="t">A</title><g fill="url(#t)"/></svg>', "p")
    '<svg aria-labelledby="p-t"><title id="p-t">A</title><g fill="url(#p-t)"/></svg>'
    """
    for name in sorted(set(ID.findall(svg)), key=len, reverse=True):
        quoted = re.escape(name)
        svg = re.sub(rf'(id="|#|aria-labelledby="|aria-describedby="){quoted}(?=["\s)])', rf"\g<1>{prefix}-{name}", svg)
    return svg


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")
