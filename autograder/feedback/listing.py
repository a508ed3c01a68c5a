"""Code as a page shows it: coloured, with line numbers, and with a mark at the lines where something happened."""

from __future__ import annotations

import re
from collections.abc import Collection

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

__all__ = ["LONGEST_LINE", "MAX_COLOURED", "listing", "styles"]

MAX_COLOURED, LONGEST_LINE = 50_000, 1_000  # characters; the time of pygments can grow with their square
BLANK = re.compile(rf"\s{{{LONGEST_LINE + 1}}}")  # or of a run of spaces, over however many lines


def listing(source: str, marked: Collection[int] = ()) -> Markup:
    """Return code as HTML, a line an element; ``marked`` lines (from 1) stand out.

    What would keep pygments busy for long, as no answer does, is only escaped.
    """
    longest = max(map(len, source.split("\n")))
    if len(source) > MAX_COLOURED or longest > LONGEST_LINE or BLANK.search(source):
        return escape(source)
    coloured = highlight(source, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))
    lines = [
        f'<mark class="line">{line}\n</mark>' if number in marked else f'<span class="line">{line}\n</span>'
        for number, line in enumerate(coloured.removesuffix("\n").split("\n"), start=1)
    ]
    return Markup("".join(lines))  # noqa: S704 - pygments escapes


def styles() -> tuple[str, str]:
    """Return the rules of the colours, on light paper and on dark."""
    light, dark = (HtmlFormatter(style=name).get_style_defs(".code") for name in ("xcode", "github-dark"))
    return light, dark
