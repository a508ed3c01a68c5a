"""Whether a cell that is no Python of this version is Python of another one: then the error says so.

A later version's syntax is rewritten to what this one reads; if the cell is right then, that was all that was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["OURS", "named_version"]

OURS = "Python 3.11"
"""What grades; a learner may have a later one."""
OLD = (
    ("Missing parentheses in call to 'print'", "write print(…)"),
    ("Missing parentheses in call to 'exec'", "write exec(…)"),
    ("leading zeros in decimal integer literals", "write 0o17 for what Python 2 wrote 017"),
)
OLD_LINES = (
    (re.compile(r"^\s*raise\s+[\w.]+\s*,"), "write raise ValueError(…)"),
    (re.compile(r"<>"), "write != for <>"),
    (re.compile(r"\b\d+[lL]\b"), "write 10 for what Python 2 wrote 10L"),
    (re.compile(r"`[^`]+`"), "write repr(…) for backticks"),
    (re.compile(r"\b[uU][rR]['\"]"), "write r'…' for ur'…'"),
    (re.compile(r"^\s*def\s+\w+\s*\([^)]*\(\w+\s*,"), "a parameter of Python 2 that takes a tuple apart is no more"),
)
EXCEPT_COMMA = re.compile(r"^(\s*except\*?\s+)([\w.]+(?:\s*,\s*[\w.]+)+)(\s*(?:as\s+\w+\s*)?:)", re.MULTILINE)
TYPE = re.compile(r"^(\s*)type\s+(\w+)\s*(?:\[[^=\n]*\])?\s*=", re.MULTILINE)
GENERIC = re.compile(r"^(\s*(?:async\s+)?(?:def|class)\s+\w+)\s*\[[^\n(:]*(?::[^\n(]*)?\]", re.MULTILINE)
FORMAT = re.compile(r"(=\s*)?(![rsa]\s*)?(:.*)?", re.DOTALL)
F_STRING = re.compile(r"(?<![\w'\"])([fF][rR]?|[rR][fF]|[tT][rR]?|[rR][tT])('''|\"\"\"|'|\")")


def named_version(source: str, error: SyntaxError, reads: Callable[[str], bool]) -> str:
    """Return what to add to the message of a syntax error; empty if no other version of Python reads the cell.

    ``reads`` says whether a text is right for this version.
    """
    for start, cure in OLD:
        if str(error.msg).startswith(start):
            return _sentence("Python 2", cure)
    lines = source.splitlines()
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    for pattern, cure in OLD_LINES:
        if pattern.search(line):
            return _sentence("Python 2", cure)
    if EXCEPT_COMMA.search(source) and "exception types" in str(error.msg):
        return _sentence("Python 2 or Python 3.14", "write except (A, B): for two classes, except A as b: for a name")
    text = _old_strings(EXCEPT_COMMA.sub(r"\1(\2)\3", GENERIC.sub(r"\1", TYPE.sub(r"\1\2 =", source))), reads)
    if text != source and reads(text):
        return f" (this is the syntax of a Python newer than {OURS}; your notebook is graded with {OURS})"
    return ""


def _sentence(version: str, cure: str) -> str:
    return f" (this is the syntax of {version}; your notebook is graded with {OURS}: {cure})"


def _old_strings(source: str, reads: Callable[[str], bool]) -> str:
    """Return a cell with an empty string for each f-string or t-string, as Python reads them since 3.12."""
    text, place = "", 0
    while match := F_STRING.search(source, place):
        end = _string_end(source, match.end(), match[2], reads)
        if end is None or _in_comment(source, match.start()):
            text, place = text + source[place : match.end()], match.end()
            continue
        text += source[place : match.start()] + "''" + "\\\n" * source.count("\n", match.start(), end)
        place = end
    return text + source[place:]


def _in_comment(source: str, place: int) -> bool:
    return "#" in source[source.rfind("\n", 0, place) + 1 : place]


def _string_end(source: str, place: int, quote: str, reads: Callable[[str], bool]) -> int | None:
    """Return where an f-string ends whose text begins at ``place``; None if it does not, or if a part is wrong."""
    depth = opened = 0
    while place < len(source):
        if depth == 0 and source.startswith(quote, place):
            return place + len(quote)
        if depth == 0 and source[place] == "\n" and len(quote) == 1:
            return None
        if source.startswith(("{{", "}}"), place) and depth == 0:
            place += 2
        elif depth and (inner := re.compile(r"[a-zA-Z]{0,2}('''|\"\"\"|'|\")").match(source, place)):
            inside = _string_end(source, inner.end(), inner[1], reads)
            if inside is None:
                return None
            place = inside
        else:
            change = {"{": 1, "}": -1}.get(source[place], 0)
            if change == 1 and depth == 0:
                opened = place + 1
            elif change == -1 and depth == 1 and not _is_part(source[opened:place], reads):
                return None
            depth += change
            place += 2 if source[place] == "\\" and depth == 0 else 1
    return None


def _is_part(text: str, reads: Callable[[str], bool]) -> bool:
    """Return whether what stands in braces is an expression, with ``=``, ``!r`` or a format behind it or not."""
    cuts = [place for place in range(len(text) + 1) if FORMAT.fullmatch(text, place)]
    return any(text[:cut].strip() and reads(f"({_old_strings(text[:cut], reads)}\n)") for cut in cuts)
