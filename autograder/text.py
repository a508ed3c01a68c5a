"""Text that others wrote, made fit to show: in a table, on a terminal, in Markdown, in a notebook.

One function for each place; what runs inside the sandbox has its own, in ``sandbox.inside.output``.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "counted",
    "first_of",
    "form_of",
    "one_line",
    "printable",
    "sentence",
    "spelt_out",
    "verbatim",
    "without_control",
    "written",
]

LONGEST_REASON = 1_000
CONTROL = re.compile(r"\x1b(?:\[[0-9;:?]*[ -/]*[@-~])?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Return ``text`` as one line without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def one_line(text: str, limit: int = LONGEST_REASON) -> str:
    r"""Return what a learner may have written as one printable line of at most ``limit`` characters.

    >>> one_line("a name\nwith a \x1b[31m colour", 16)
    'a name?with a ?…'
    """
    line = printable(text[: limit + 1])
    return line if len(line) <= limit else line[: limit - 1] + "…"


def sentence(text: str) -> str:
    """Return ``text`` with the full stop that ends it, if nothing does.

    >>> sentence("is empty"), sentence("was another handed in?")
    ('is empty.', 'was another handed in?')
    """
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def without_control(text: str) -> str:
    r"""Return ``text`` without what colours or steers a terminal: nbconvert fails at colours that do not exist.

    >>> without_control("\x1b[38mred\n")
    'red\n'
    """
    return CONTROL.sub("", text)


def spelt_out(text: str) -> str:
    r"""Return lines in which each letter that nobody would see, or that steers what is seen, is written as its number.

    >>> spelt_out("a = 1\r\nb\u202e = \u200b2")
    'a = 1\nb\\u202e = \\u200b2'
    """
    lines = text.replace("\r\n", "\n")
    return "".join(one if one.isprintable() or one in "\n\t" else f"\\u{ord(one):04x}" for one in lines)


def verbatim(text: str) -> str:
    r"""Return Markdown that shows ``text`` as it is: formgrader runs the HTML in a learner's Markdown.

    >>> verbatim("<img src=x onerror=alert()>")
    '```\n<img src=x onerror=alert()>\n```'
    """
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def written(name: str) -> str:
    r"""Return a name so that one can tell it from another that looks the same.

    >>> written("Mu\u0308ller"), written("Müller")
    ('Mu\\u0308ller', 'Müller')
    """
    safe = name.encode("utf-8", "replace").decode()
    if unicodedata.is_normalized("NFC", safe):
        return one_line(safe, 60)
    marks = "".join(f"\\u{ord(letter):04x}" if unicodedata.combining(letter) else letter for letter in safe)
    return one_line(marks, 60)


def counted(number: float, what: str, several: str = "") -> str:
    """Return a number of things in words.

    >>> counted(1, "page"), counted(2, "page"), counted(0, "penalty", "penalties"), counted(1.0, "point")
    ('1 page', '2 pages', '0 penalties', '1 point')
    """
    figure = f"{number:g}" if isinstance(number, float) else f"{number}"
    return f"{figure} {what if number == 1 else several or f'{what}s'}"


def first_of(words: list[str], most: int, separator: str = ", ") -> str:
    """Return words for a line, the first ones of many.

    >>> first_of(["a", "b"], 3), first_of(["a", "b", "c", "d"], 3)
    ('a, b', 'a, b, c and 1 more')
    """
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return separator.join(words[:most]) + more


def form_of(name: str) -> str:
    """Return what names have in common that differ only by case or by how Unicode writes a letter."""
    safe = name.encode("utf-8", "replace").decode()
    if safe.isascii():
        return safe.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", safe).casefold())
