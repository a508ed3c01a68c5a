"""The table of messages: what each means, what mends it, and the chapter where it is derived.

The table is ``messages.json``, so that a web page reads the same one. A pattern is a regular expression that Python and
JavaScript read alike; ``{1}`` in a text stands for what its first group has matched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tconv_lib.explain.at import Picture
from tconv_lib.explain.tables import fill, load_table, pattern

__all__ = ["Answer", "chapter_title", "find_answers"]


@dataclass(frozen=True)
class Answer:
    """One row of the table, its texts filled with the numbers of the message."""

    row: str
    source: str
    meaning: str
    cure: str
    arguments: tuple[str, ...]
    chapter: str
    picture: Picture | None = None  # an axis on which the explorer shows what the message means


def find_answers(text: str) -> list[Answer]:
    """Return the answer of each row whose pattern occurs in the text, in the order of their last places.

    Of a single message there is one, of a text that holds none there is none.

    Examples
    --------
    >>> [answer] = find_answers("RuntimeError: padding='same' is not supported for strided convolutions")
    >>> answer.row, answer.arguments, answer.chapter
    ('same-strided', ('padding', 'stride'), 'valid_same_full')
    """
    found = list[tuple[int, Answer]]()
    for row in load_table("messages")["rows"]:
        *_, match = None, *pattern(row["pattern"]).finditer(text)
        if match:
            values = {str(at): match[at] or "" for at in range(1 + len(match.groups()))}
            meaning, cure = (fill(row[part], values) for part in ("meaning", "cure"))
            picture = _picture(row.get("picture"), values)
            answer = Answer(row["id"], row["source"], meaning, cure, tuple(row["arguments"]), row["chapter"], picture)
            found.append((match.start(), answer))
    return [answer for _, answer in sorted(found, key=lambda pair: pair[0])]


def chapter_title(stem: str) -> str:
    """Return a chapter's title.

    Examples
    --------
    >>> chapter_title("segmentation")
    'A decoder that fits: segmentation'
    """
    title: str = load_table("messages")["chapters"][stem]
    return title


def _picture(row: Mapping[str, object] | None, values: Mapping[str, str]) -> Picture | None:
    """Put a message's numbers into the picture of its row; there is none where one of them is none, or too long."""
    if row is None:
        return None
    filled = {key: fill(value, values) if isinstance(value, str) else value for key, value in row.items()}
    if any(isinstance(value, str) and not pattern(r"-?[0-9]{1,6}").fullmatch(value) for value in filled.values()):
        return None
    return {key: value if isinstance(value, bool) else int(str(value)) for key, value in filled.items()}
