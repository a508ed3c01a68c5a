"""The picture that a link to the site shows elsewhere: the stamps of the landing page under the book's title, as a PNG.

resvg draws it from our own SVG with the book's own font, so that it needs no browser and is the same on every machine.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap

import resvg_py
from fontTools.ttLib import TTFont

from web.figures import draw
from web.figures.render import alternative_text

__all__ = ["SIZE", "alternative", "card", "drawing"]

SIZE = (1200, 630)
"""Width and height in pixels."""

FAMILY, BOLD = "'Source Serif 4'", "'Source Serif 4 SemiBold'"  # quoted: SVG takes no name with a bare number
FONTS = tuple(
    Path(f"web/node_modules/@fontsource/source-serif-4/files/source-serif-4-latin-{weight}-normal.woff")
    for weight in (400, 600)
)
PAPER, INK, ACCENT, WARM = "#fffefb", "#1c1f24", "#1a5a98", "#9a4a0a"  # of css/10-tokens.css, on light
LEFT, TOP, LINE, TITLE, CHARACTERS = 68, 225, 76, 61, 17
VARIABLE = re.compile(r"var\(--[\w-]+, ([^)]+)\)")
"""A colour that a page may set: resvg knows none, and gets what stands in."""


def alternative(picture: str, title: str) -> str:
    """Return what the card says and shows, for those who do not see it."""
    heading, description = alternative_text(picture)
    return f"{title}. {heading}: {description}"


def drawing(picture: str, title: str, hook: str) -> str:
    """Return the card as SVG: the title on the left, a hook below it, the picture of that name on the right."""
    (width, height), art, lines = SIZE, str(draw(picture)), wrap(title, CHARACTERS)
    art = VARIABLE.sub(r"\1", art).replace("<svg ", '<svg x="625" y="85" width="525" height="460" ', 1)
    rows = "".join(
        f'<text x="{LEFT}" y="{TOP + number * LINE}" font-size="{TITLE}" font-family="{BOLD}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    below = TOP + len(lines) * LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' font-family="{FAMILY}" fill="{INK}" color="{INK}"><rect width="{width}" height="{height}" fill="{PAPER}"/>'
        f'<rect width="14" height="{height}" fill="{ACCENT}"/>{rows}'
        f'<text x="{LEFT}" y="{below}" font-size="31" fill="{WARM}">{escape(hook)}</text>{art}</svg>'
    )


def card(root: Path, svg: str) -> bytes:
    """Return the SVG as a PNG, its text in the book's font out of ``root``'s packages and in no other.

    Raises
    ------
    FileNotFoundError
        if the fonts are not installed.
    """
    with TemporaryDirectory() as folder:
        files = [str(_unpacked(root / font, Path(folder))) for font in FONTS]
        return resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True)


def _unpacked(woff: Path, folder: Path) -> Path:
    """Write a web font as the TrueType font that it packs: resvg reads no other."""
    font = TTFont(woff)
    font.flavor = None
    font.save(target := folder / f"{woff.stem}.ttf")
    return target
