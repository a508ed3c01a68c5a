"""Calls, read from a line of Python or from an ONNX node's attributes, and never run.

A text becomes tokens, by the patterns of ``layers.json``, and tokens become calls. The web page does the same with the
same patterns. Names that stand for no constant are kept as ``Unknown``: nobody guesses their value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tconv_lib.explain.constants import Constants, Unknown
from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.tables import cut, load_table, pattern, say
from tconv_lib.explain.tokens import Span, Tokens, read_tokens

__all__ = ["Call", "Unknown", "plain", "read_calls"]

_PLAIN = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\xa0": " ", "\u201c": '"', "\u201d": '"'}
_PLAIN |= {"\u2018": "'", "\u2019": "'"}
_ANSI = r"\x1b\[[0-9;]{0,30}m"  # colours of a terminal


@dataclass(frozen=True)
class Call:
    """One call: the last part of its name, all of it, and its arguments, each a constant or ``Unknown``."""

    name: str
    path: str
    positional: tuple[object, ...] = ()
    keywords: dict[str, object] = field(default_factory=dict)
    output_size: object = None  # of the call of a layer: layer(x, output_size=...)


def plain(text: str) -> str:
    r"""Return a text as a terminal would have printed it: one kind of line ends, spaces and quotes, no colours.

    Examples
    --------
    >>> plain("ValueError: \u2018a\u2019\r\n")
    "ValueError: 'a'\n"
    """
    text = re.sub("|".join(_PLAIN), lambda found: _PLAIN[found[0]], text)
    return re.sub(_ANSI, "", text)


def read_calls(text: str) -> list[Call]:
    """Return the calls of a line, in the order in which they run.

    Raises
    ------
    ExplainError
        where the text is no call, no container of calls and no node's attributes.

    Examples
    --------
    >>> [call] = read_calls("self.up = nn.ConvTranspose2d(c, 32, 3, stride=2)")
    >>> call.name, call.positional, call.keywords
    ('ConvTranspose2d', (c, 32, 3), {'stride': 2})
    """
    text = plain(text)
    reader = _Reader(read_tokens(text))
    node = _read_attributes(text)
    if not reader.tokens.closed:
        if re.search(r"[A-Za-z_]\(", text):
            raise ExplainError(say("brackets", text=_quoted(text)))
        return [node or _nothing(text)]
    calls: list[Call] = []
    for statement in reader.tokens.statements():
        for member in reader.tokens.split(reader.value(statement), ","):
            if not calls and not reader.is_readable(member, call_only=node is not None):
                return [node or _nothing(text)]
            calls += reader.calls(member)
    if not calls:
        raise ExplainError(say("no-layer"))
    return calls


class _Reader:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.constants = Constants(tokens)
        self.containers = set(load_table("layers")["containers"])

    def value(self, span: Span) -> Span:
        """Return what stands behind the last = of a statement."""
        return self.tokens.split(span, "=", empty=True)[-1]

    def is_readable(self, span: Span, *, call_only: bool) -> bool:
        """Tell whether the tokens are a name with its call, or one bracket."""
        at = self.tokens.path_end(span)
        rest = self.tokens.groups(Span(at, span.end))
        if at == span.start:
            return len(rest) == 1 and not call_only
        return bool(rest) and all(self.tokens.texts[group.start - 1] == "(" for group in rest)

    def calls(self, span: Span) -> list[Call]:
        start = self.tokens.path_end(span)
        groups = self.tokens.groups(Span(start, span.end))
        alone = start == span.start  # a bracket without a name
        allowed = ("(", "[") if alone else ("(",)
        brackets = [self.tokens.texts[group.start - 1] for group in groups]
        if not brackets or (alone and len(brackets) > 1) or any(bracket not in allowed for bracket in brackets):
            raise ExplainError(say("not-written", text=_quoted(self.tokens.source(span))))
        if alone:
            return self.members(groups[0])
        path = "".join(self.tokens.texts[span.start : start])
        name = path.rsplit(".", 1)[-1]
        calls = self.members(groups[0]) if name in self.containers else [self.call(name, path, groups[0])]
        for group in groups[1:]:  # of the call of the layer
            size = self.arguments(name, group)[1].get("output_size")
            if size is not None and calls:
                calls[-1] = replace(calls[-1], output_size=size)
        return calls

    def members(self, span: Span) -> list[Call]:
        """Read what a container holds: layers, pairs of a name and a layer, lists of these."""
        parts = [each for part in self.tokens.split(span, ",") for each in self.tokens.labelled(part)]
        kinds = [self.tokens.kinds[part.start] for part in parts]
        if len(parts) == 2 and kinds[0] == "text" and parts[0].end - parts[0].start == 1:
            parts = parts[1:]
        return [
            call
            for part in parts
            if (named := self.tokens.keyword(part)) in ("", "layers")
            for call in self.calls(Span(part.start + 2, part.end) if named else part)
        ]

    def call(self, name: str, path: str, group: Span) -> Call:
        positional, keywords = self.arguments(name, group)
        if name == "make_node" and positional and positional[0] in ("Conv", "ConvTranspose"):
            return Call(str(positional[0]), f"onnx.{positional[0]}", (), keywords)
        return Call(name, path, tuple(positional), keywords)

    def arguments(self, name: str, group: Span) -> tuple[list[object], dict[str, object]]:
        positional, keywords = list[object](), dict[str, object]()
        for part in self.tokens.split(group, ","):
            if self.tokens.texts[part.start] in ("*", "**"):
                raise ExplainError(say("starred", name=name))
            key = self.tokens.keyword(part)
            if key in keywords:
                raise ExplainError(say("twice", name=name, argument=key))
            if key:
                keywords[key] = self.constants.value(Span(part.start + 2, part.end))
            else:
                positional.append(self.constants.value(part))
        return positional, keywords


def _read_attributes(text: str) -> Call | None:
    """Read ``strides=[2, 2] pads=[1, 1, 1, 1]``, perhaps with the name of ONNX' operator."""
    found = dict(pattern(load_table("layers")["attribute"]).findall(text))
    operator = re.search(r"\b(?:Conv|ConvTranspose)\b", text, re.ASCII)
    if not found or not (operator or any(value.startswith("[") for value in found.values())):
        return None
    keywords: dict[str, object] = {}
    for name, value in found.items():
        tokens = read_tokens(value)
        keywords[name] = Constants(tokens).value(Span(0, len(tokens.texts))) if tokens.closed else Unknown(value)
        if isinstance(keywords[name], Unknown) and re.fullmatch(r"[A-Z_]+", value):
            keywords[name] = value
    name = operator[0] if operator else "ConvTranspose"
    return Call(name, f"onnx.{name}", (), keywords)


def _nothing(text: str) -> Call:
    if "Traceback (most recent call last)" in text:
        text = text.rstrip(" \n").rsplit("\n", 1)[-1]
    raise ExplainError(say("nothing", text=_quoted(text)))


def _quoted(text: str) -> str:
    return f'"{cut(text)}"'
