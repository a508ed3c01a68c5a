r"""Code as what stays of it when somebody renames, reformats and comments it anew.

A name that its writer chose is one token like any other such name, a literal one like any other. Keywords, builtins and
what follows a dot keep their names: to change those is to write other code. Comments, docstrings, blanks, indentation,
line ends and parentheses go: a formatter adds and takes these away.

The tokens are those of the standard library's ``tokenize`` (a test compares them), which takes twice as long, and
of which a learner's text can make the time grow with its square. Every repetition here is possessive (``*+``): what it
has taken it does not give back, so each letter is read once.
"""

from __future__ import annotations

import builtins
import keyword
import re
from typing import NamedTuple

__all__ = ["MAX_TEXT", "Token", "tokens"]

MAX_TEXT = 30_000
"""Characters of a text that are read."""
TOKEN = re.compile(
    r"""
    (?:[^\S\n] | \\\n)++
    | (?P<comment> \#[^\n]*+)
    | (?P<string> (?i: [bfru]{0,2}) (?:
          \"{3}(?: [^"\\] | \\. | "(?!"") )*+ (?:\"{3})?
        | '''(?: [^'\\] | \\. | '(?!'') )*+ (?:''')?
        | "(?: [^"\\\n] | \\. )*+ "?
        | '(?: [^'\\\n] | \\. )*+ '? ))
    | (?P<name> [^\W\d]\w*+)
    | (?P<number> 0[xXoObB]\w++ | \.?\d (?: [eE][-+]?\d | [\w.] )*+)
    | (?P<end> [\n;])
    | (?P<operator> \*\*= | //= | >>= | <<= | \.\.\. | [-+*/%&|^@=<>!:]= | -> | \*\* | // | << | >> | .)
    """,
    re.VERBOSE | re.DOTALL,
)
KEPT = frozenset(keyword.kwlist) | frozenset(vars(builtins))
NAME, LITERALS = "name", {"number": "0", "string": "''"}
CODE = frozenset({"name", "operator", *LITERALS})
DEPTH = dict.fromkeys("([{", 1) | dict.fromkeys(")]}", -1)
CLOSE, PARENTHESES = frozenset(")]}"), frozenset("()")


class Token(NamedTuple):
    """One token: what stays of it, and the line (from 1) on which it stands."""

    text: str
    line: int


def tokens(text: str) -> list[Token]:
    r"""Return the tokens of code, or of what was to be code: nothing is too broken to have some.

    >>> [token.text for token in tokens("def twice(x):  # doubled\n    return 2 * x.sum(axis=1,)")]
    ['def', 'name', 'name', ':', 'return', '0', '*', 'name', '.', 'sum', 'name', '=', '0']
    """
    found: list[Token] = []
    line, depth, last = 1, 0, ""
    statement, only_text = 0, True  # where it begins, and whether it holds nothing but strings so far
    for match in TOKEN.finditer(text[:MAX_TEXT]):
        kind, written, begins_at = match.lastgroup, match[0], line
        if kind not in CODE:
            line += written.count("\n")
            if kind == "end" and (depth == 0 or written == ";"):
                if only_text:
                    del found[statement:]  # a docstring
                statement, only_text, last = len(found), True, ""
            continue
        if kind == "string":
            line += written.count("\n")
        elif kind == "operator":
            depth = max(depth + DEPTH.get(written, 0), 0)
            if last == "," and written in CLOSE:
                found.pop()
        last = _kept(kind, written, last)
        only_text = only_text and kind == "string"
        if written not in PARENTHESES:
            found.append(Token(last, begins_at))
    if only_text:
        del found[statement:]
    return found


def _kept(kind: str | None, written: str, before: str) -> str:
    """Return what stays of a token; of a name itself what its writer did not choose."""
    if kind == "name":
        return written if before == "." or written in KEPT else NAME
    return LITERALS.get(kind or "", written)
