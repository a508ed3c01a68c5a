"""The tables that the command and the web page read alike: ``messages.json`` and ``layers.json``.

Patterns are regular expressions that Python, told to know ASCII alone, and JavaScript read alike.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from collections.abc import Mapping
from typing import Any

from tconv_lib.explain.errors import ExplainError

__all__ = ["cut", "fill", "load_table", "pattern", "say"]

_LONGEST = 60  # characters of a text that a sentence quotes


@functools.cache
def load_table(name: str) -> dict[str, Any]:
    """Return a table by the name of its file without ``.json``.

    Raises
    ------
    ExplainError
        if the file is not there.
    """
    try:
        text = (importlib.resources.files("tconv_lib.explain") / f"{name}.json").read_text("utf-8")
    except FileNotFoundError:
        raise ExplainError(f"{name}.json is not beside the code; install tconv_lib again") from None
    table: dict[str, Any] = json.loads(text)
    return table


@functools.cache
def pattern(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Compile a pattern of a table."""
    return re.compile(text, re.ASCII | flags)


def say(sentence: str, /, **values: object) -> str:
    """Return a sentence of ``layers.json`` with values put in.

    Examples
    --------
    >>> say("not-a-number", name="stride", text="s")
    'stride is s'
    """
    return fill(load_table("layers")["sentences"][sentence], values)


def fill(text: str, values: Mapping[str, object]) -> str:
    """Replace each ``{name}`` by its value, where it has one."""
    return re.sub(r"\{(\w+)\}", lambda place: str(values.get(place[1], place[0])), text)


def cut(text: str) -> str:
    r"""Return a text on one line, and of a long one its beginning.

    Examples
    --------
    >>> cut("nn.Sequential(\n    nn.ReLU())")
    'nn.Sequential( nn.ReLU())'
    """
    line = re.sub(r"[ \t\n\f\v]+", " ", text).strip(" ")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
