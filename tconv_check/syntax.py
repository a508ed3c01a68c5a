"""A learner's cell to Python: what only IPython understands becomes a line that does nothing."""

from __future__ import annotations

import ast
import re
from types import CodeType

__all__ = ["compiled", "without_magics"]

RUN = ("%%time", "%%capture", "%%prun")  # cell magics whose body runs as if they were not there
PROMPT = re.compile(r"^(\s*)(?:>>> ?|\.\.\. ?|In \[\d*\]: |\s*\.\.\.+: )")
TIMED = re.compile(r"^(\s*)%(?:time|prun)\s+(.+)")
MAGIC = re.compile(r"^(\s*)(?:[%!].*|\?+[\w.]+|[\w.]+\s*\?+\s*)$")
ASSIGNED = re.compile(r"^(\s*[\w, ]+=\s*)[%!].*")


def compiled(text: str, name: str) -> CodeType:
    """Compile a cell; ``await`` at top level is allowed, as in Jupyter.

    Raises
    ------
    SyntaxError
        It is no Python, with or without its magics.
    """
    try:
        return _compile(text, name)
    except SyntaxError as error:
        without = without_magics(text)
        if without == text:
            raise
        try:
            return _compile(without, name)
        except SyntaxError:
            raise error from None


def without_magics(text: str) -> str:
    r"""Return the cell with the same number of lines and nothing of IPython's in them.

    >>> without_magics("%matplotlib inline\nfiles = !ls\n%time x = 1")
    'pass\nfiles = []\nx = 1'
    >>> without_magics("%%bash\nls")
    'pass\npass'
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%") and lines[first].split()[0] not in RUN:
        return "\n".join("pass" for _ in lines)
    if PROMPT.match(lines[first]):
        lines = [PROMPT.sub(r"\1", line) for line in lines]
    return "\n".join(_line(line) for line in lines)


def _line(line: str) -> str:
    if found := TIMED.match(line):
        return found[1] + found[2]
    if found := ASSIGNED.match(line):
        return found[1] + "[]"
    return MAGIC.sub(r"\1pass", line)


def _compile(text: str, name: str) -> CodeType:
    code: CodeType = compile(text, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return code
