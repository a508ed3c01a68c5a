"""Tokens of a text with brackets: which bracket closes which, and pieces between commas."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.tables import load_table, pattern, say

__all__ = ["Span", "Tokens", "read_tokens"]

_DEEPEST = 40
_CLOSES = {"(": ")", "[": "]", "{": "}"}


class Span(NamedTuple):
    """Tokens from ``start`` up to ``end``."""

    start: int
    end: int


class Tokens:
    """The tokens of a text: kinds, texts and places, and for each opening bracket the token that closes it."""

    def __init__(self, text: str, found: list[tuple[str, int, int]]) -> None:
        self._text = text
        self._places = [(start, end) for _, start, end in found]
        self.kinds = [kind for kind, _, _ in found]
        self.texts = [text[start:end] for _, start, end in found]
        self._partner: dict[int, int] = {}
        self.closed = self._pair()

    def _pair(self) -> bool:
        opened: list[int] = []
        for at, kind in enumerate(self.kinds):
            if kind == "open":
                opened.append(at)
                if len(opened) > _DEEPEST:
                    raise ExplainError(say("too-deep"))
            elif kind == "close":
                if not opened or _CLOSES[self.texts[opened[-1]]] != self.texts[at]:
                    return False
                self._partner[opened.pop()] = at
        return not opened

    def source(self, span: Span) -> str:
        """Return the text of some tokens as it was written."""
        return self._text[self._places[span.start][0] : self._places[span.end - 1][1]]

    def statements(self) -> list[Span]:
        """Split at the ends of lines that no bracket encloses."""
        everything = Span(0, len(self.kinds))
        return self._split(everything, lambda at: self.kinds[at] == "line", empty=False)

    def split(self, span: Span, sign: str, *, empty: bool = False) -> list[Span]:
        """Split at a sign that no bracket encloses."""
        return self._split(span, lambda at: self.texts[at] == sign, empty=empty)

    def _split(self, span: Span, parts: Callable[[int], bool], *, empty: bool) -> list[Span]:
        made, start, at = list[Span](), span.start, span.start
        while at < span.end:
            if parts(at):
                made.append(Span(start, at))
                start = at + 1
            at = self._partner.get(at, at) + 1
        made.append(Span(start, span.end))
        return made if empty else [part for part in made if part.start < part.end]

    def labelled(self, span: Span) -> list[Span]:
        """Split at each ``(name):``, as a printed model has them; without one, return the whole."""
        made, start, at = list[Span](), span.start, span.start
        while at < span.end:
            after = self._partner.get(at, at) + 1
            if self.texts[at] == "(" and after < span.end and self.texts[after] == ":":
                made.append(Span(start, at))
                start = after + 1
            at = after
        made.append(Span(start, span.end))
        return [part for part in made if part.start < part.end]

    def path_end(self, span: Span) -> int:
        """Return where a dotted name ends with which the tokens begin; their start, where they begin with none."""
        at = span.start
        while at < span.end and self.kinds[at] == "name" and self.texts[at] not in ("None", "True", "False"):
            if at + 1 < span.end and self.texts[at + 1] == ".":
                at += 2
            else:
                return at + 1
        return span.start

    def groups(self, span: Span) -> list[Span]:
        """Return what the brackets hold, where the tokens are nothing but brackets side by side; else nothing."""
        made, at = list[Span](), span.start
        while at < span.end:
            if at not in self._partner:
                return []
            made.append(Span(at + 1, self._partner[at]))
            at = self._partner[at] + 1
        return made

    def after(self, at: int) -> int:
        """Return the place behind a bracket that opens."""
        return self._partner[at] + 1

    def keyword(self, span: Span) -> str:
        """Return the name before an = with which the tokens begin, or nothing."""
        named = span.end - span.start > 2 and self.kinds[span.start] == "name" and self.texts[span.start + 1] == "="
        return self.texts[span.start] if named else ""


def read_tokens(text: str) -> Tokens:
    """Return the tokens of a text, by the patterns of ``layers.json``.

    Spaces, comments, and ends of lines in brackets are none.

    Raises
    ------
    ExplainError
        where brackets are nested too deeply.
    """
    patterns = [(kind, pattern(each)) for kind, each in load_table("layers")["tokens"]]
    found, at, depth = list[tuple[str, int, int]](), 0, 0
    while at < len(text):
        kind, match = next((kind, match) for kind, each in patterns if (match := each.match(text, at)))
        depth += (kind == "open") - (kind == "close")
        if kind != "space" and not (kind == "line" and depth > 0):
            found.append((kind, at, match.end()))
        at = match.end()
    return Tokens(text, found)
