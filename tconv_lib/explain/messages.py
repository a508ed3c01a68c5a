"""The table of messages: what each means, what mends it, and the chapter where it is derived.

The table is ``messages.json``, so that a web page reads the same one. A pattern is a regular expression that Python and
JavaScript read alike; ``{1}`` in a text stands for what its first group has matched.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from dataclasses import dataclass
from typing import Any

from tconv_lib.explain.errors import ExplainError

__all__ = ["Answer", "chapter_title", "find_answers", "load_table"]


@dataclass(frozen=True)
class Answer:
    """One row of the table, its texts filled with the numbers of the message."""

    row: str
    source: str
    meaning: str
    cure: str
    arguments: tuple[str, ...]
    chapter: str


def find_answers(text: str) -> list[Answer]:
    """Return the answer of each row whose pattern occurs in the text: of a single message one, of others none.

    Examples
    --------
    >>> [answer] = find_answers("RuntimeError: padding='same' is not supported for strided convolutions")
    >>> answer.row, answer.arguments, answer.chapter
    ('same-strided', ('padding', 'stride'), 'valid_same_full')
    """
    answers = []
    for row in load_table()["rows"]:
        match = re.search(row["pattern"], text)
        if match:
            meaning, cure = (_fill(row[part], match) for part in ("meaning", "cure"))
            answers.append(Answer(row["id"], row["source"], meaning, cure, tuple(row["arguments"]), row["chapter"]))
    return answers


def chapter_title(stem: str) -> str:
    """Return a chapter's title.

    Examples
    --------
    >>> chapter_title("segmentation")
    'A decoder that fits: segmentation'
    """
    title: str = load_table()["chapters"][stem]
    return title


@functools.cache
def load_table() -> dict[str, Any]:
    """Return the table: ``chapters``, titles by stem, and ``rows``.

    Raises
    ------
    ExplainError
        if the file is not there.
    """
    try:
        text = (importlib.resources.files("tconv_lib.explain") / "messages.json").read_text("utf-8")
    except FileNotFoundError:
        raise ExplainError("messages.json is not beside the code; install tconv_lib again") from None
    table: dict[str, Any] = json.loads(text)
    return table


def _fill(text: str, match: re.Match[str]) -> str:
    return re.sub(r"\{(\d)\}", lambda place: match[int(place[1])] or "", text)
