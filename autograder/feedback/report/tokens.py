"""Code as what stays of it when somebody renames, reformats and comments it anew.

A name that its writer chose is one token like any other such name, a literal one like any other. Keywords, builtins and
what follows a dot keep their names: to change those is to write other code. Comments, docstrings, blanks, indentation
and line ends go.
"""

from __future__ import annotations

import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["MAX_TEXT", "Token", "tokens"]

MAX_TEXT, MAX_LINE = 30_000, 1_000  # characters; the time of the standard library's tokenizer grows with a line's square
KEPT = frozenset(keyword.kwlist) | frozenset(vars(builtins))
BLANKS = re.compile(r"[^\S\n]+")
LAYOUT = {tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT, tokenize.ENCODING, tokenize.ENDMARKER}
NAME, NUMBER, STRING = "name", "0", "''"


class Token(NamedTuple):
    """One token: what stays of it, and the line (from 1) on which it stands."""

    text: str
    line: int


def tokens(text: str) -> list[Token]:
    r"""Return the tokens of code, or of what was to be code: nothing is too broken to have some.

    >>> [token.text for token in tokens("def twice(x):  # doubled\n    return 2 * x.sum(axis=1,)")]
    ['def', 'name', '(', 'name', ')', ':', 'return', '0', '*', 'name', '.', 'sum', '(', 'name', '=', '0', ')']
    """
    found: list[Token] = []
    begins = True  # a statement
    for kind, written, (line, _), *_ in _read(text):
        if kind in LAYOUT:
            continue
        if kind == tokenize.NEWLINE or written == ";":
            if begins and found and found[-1].text == STRING:
                found.pop()  # a docstring
            begins = True
            continue
        kept = _kept(kind, written, after=found[-1].text if found else "")
        if kept in ")]}" and found and found[-1].text == ",":
            found.pop()
        found.append(Token(kept, line))
        begins = begins and kept == STRING
    return found


def _kept(kind: int, written: str, after: str) -> str:
    match kind:
        case tokenize.NAME:
            return written if written in KEPT or after == "." else NAME
        case tokenize.NUMBER:
            return NUMBER
        case tokenize.STRING:
            return STRING
    return written


def _read(text: str) -> Iterator[tokenize.TokenInfo]:
    """Yield Python's own tokens; a text without indentation has none that does not match, and ends where it ends."""
    lines = [BLANKS.sub(" ", line[:MAX_LINE]).strip() for line in text[:MAX_TEXT].split("\n")]
    try:
        yield from tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline)
    except (tokenize.TokenError, SyntaxError):  # at the end: something is still open
        return
