r"""Code as what stays of it when somebody renames, reformats and comments it anew.

A name that its writer chose is one token like any other such name, a literal one like any other. Keywords, builtins and
what follows a dot keep their names: to change those is to write other code. Comments, docstrings, blanks, indentation
and line ends go.

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
CODE = frozenset({"name", "number", "string", "operator"})
KEPT = frozenset(keyword.kwlist) | frozenset(vars(builtins))
NAME, NUMBER, STRING = "name", "0", "''"
OPEN, CLOSE = frozenset("([{"), frozenset(")]}")


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
    line, depth = 1, 0
    only_text = True  # so far in this statement
    last = ""
    for match in TOKEN.finditer(text[:MAX_TEXT]):
        kind, written = match.lastgroup, match[0]
        if kind == "end" and (depth == 0 or written == ";"):
            if only_text and last == STRING:
                found.pop()  # a docstring
            only_text, last = True, ""
        elif kind == "name":
            last = written if last == "." or written in KEPT else NAME
        elif kind == "number":
            last = NUMBER
        elif kind == "string":
            last = STRING
        elif kind == "operator":
            depth = max(depth + (written in OPEN) - (written in CLOSE), 0)
            if written in CLOSE and last == ",":
                found.pop()
            last = written
        if kind in CODE:
            found.append(Token(last, line))
            only_text = only_text and kind == "string"
        line += written.count("\n")
    if only_text and last == STRING:
        found.pop()
    return found

