"""Constants among the arguments of a call: numbers, words, None and tuples, and integers computed from integers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.tables import cut, load_table, say
from tconv_lib.explain.tokens import Span, Tokens

__all__ = ["Constants", "Shape", "Unknown"]

_DIGITS = 15  # JavaScript computes with as many exactly
_WORDS = {"None": None, "True": True, "False": False}


@dataclass(frozen=True)
class Unknown:
    """A value that is written as something else than a constant, such as the name ``w``."""

    text: str

    def __repr__(self) -> str:
        return self.text


class Shape(tuple[int, ...]):
    """The shape of an array that is made on the spot."""

    __slots__ = ()


class _NotConstant(Exception):  # noqa: N818 - nothing is wrong
    """The tokens are written as something else than a constant."""


class Constants:
    """Read values from tokens: sums of products of signs and atoms."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    def value(self, span: Span) -> object:
        """Return a number, word, None or tuple of them as it is written; anything else is ``Unknown``.

        Raises
        ------
        ExplainError
            for an integer of too many digits.
        """
        try:
            value, at = self._sum(span.start, span.end)
        except _NotConstant:
            return Unknown(cut(self.tokens.source(span)))
        return value if at == span.end else Unknown(cut(self.tokens.source(span)))

    def _sum(self, at: int, end: int) -> tuple[object, int]:
        total, at = self._product(at, end)
        while at < end and self.tokens.texts[at] in ("+", "-"):
            sign = self.tokens.texts[at]
            value, at = self._product(at + 1, end)
            left, right = _integer(total), _integer(value)
            total = _short(left + right if sign == "+" else left - right)
        return total, at

    def _product(self, at: int, end: int) -> tuple[object, int]:
        total, at = self._signed(at, end)
        while at < end and self.tokens.texts[at] in ("*", "//"):
            sign = self.tokens.texts[at]
            value, at = self._signed(at + 1, end)
            left, right = _integer(total), _integer(value)
            if sign == "//" and right == 0:
                raise _NotConstant
            total = _short(left * right if sign == "*" else left // right)
        return total, at

    def _signed(self, at: int, end: int) -> tuple[object, int]:
        negative = False
        while at < end and self.tokens.texts[at] == "-":
            negative, at = not negative, at + 1
        value, after = self._atom(at, end)
        if not negative:
            return value, after
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _NotConstant
        return -value, after

    def _atom(self, at: int, end: int) -> tuple[object, int]:
        if at >= end:
            raise _NotConstant
        kind, text = self.tokens.kinds[at], self.tokens.texts[at]
        if text in _WORDS:
            return _WORDS[text], at + 1
        if kind == "number":
            return _number(text), at + 1
        if kind == "text":
            return _word(text[1:-1]), at + 1
        if text in ("(", "["):
            [group], after = self._group(at, end)
            parts = self.tokens.split(group, ",")
            if text == "(" and len(parts) == 1 and self.tokens.texts[after - 2] != ",":
                return self._whole(parts[0]), after
            return tuple(self._whole(part) for part in parts), after
        return self._shape(at, end)

    def _shape(self, at: int, end: int) -> tuple[object, int]:
        start = self.tokens.path_end(Span(at, end))
        if start == at or start >= end or self.tokens.texts[start] != "(":
            raise _NotConstant
        if self.tokens.texts[start - 1] not in load_table("layers")["shaped"]:
            raise _NotConstant
        [group], after = self._group(start, end)
        sizes = [self._whole(part) for part in self.tokens.split(group, ",") if not self.tokens.keyword(part)]
        if len(sizes) == 1 and isinstance(sizes[0], tuple):
            sizes = list(sizes[0])
        return Shape(_integer(size) for size in sizes), after

    def _group(self, at: int, end: int) -> tuple[list[Span], int]:
        after = self.tokens.after(at)
        if after > end:
            raise _NotConstant
        return self.tokens.groups(Span(at, after)), after

    def _whole(self, span: Span) -> object:
        value, at = self._sum(span.start, span.end)
        if at != span.end:
            raise _NotConstant
        return value


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _NotConstant
    return value


def _short(number: int) -> int:
    if abs(number) >= 10**_DIGITS:
        raise ExplainError(say("digits", most=_DIGITS))
    return number


def _number(text: str) -> object:
    if re.fullmatch(r"0+|[1-9][0-9_]*", text):
        digits = text.replace("_", "")
        if len(digits) > _DIGITS:
            raise ExplainError(say("digits", most=_DIGITS))
        return int(digits)
    if not re.fullmatch(r"(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+", text):
        raise _NotConstant
    if not math.isfinite(float(text)):
        raise _NotConstant
    return float(text)


def _word(text: str) -> str:
    if not re.fullmatch(r"[ -\[\]-~]{0,60}", text):  # printable ASCII without a backslash
        raise _NotConstant
    return text
