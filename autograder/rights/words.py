"""What names a student: the id, the e-mail address, the full name, found as whole words in whatever text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.gradebook.roster import Person

__all__ = ["Words"]

BETWEEN = r"""[\s,;"]+"""  # two words of a name: in a text, or in two columns of a table
LETTER = r"[^\W_]"
SHORTEST = 3
"""Characters of an id from which it is looked for in text: 7 stands in every "7 of 22"."""


@dataclass(frozen=True)
class Words:
    """What one student is called, and who else is called nearly so.

    >>> ann = Words(Person("ann", "Ann", "Lee", "lee@x.org"), ("ann-marie",))
    >>> ann.found("Lee, Ann and ann-marie wrote to LEE@x.org; planning")
    ['full name', 'e-mail']
    >>> ann.found("feedback_ann.zip"), ann.found("annual")
    (['id'], [])
    """

    person: Person
    others: Iterable[str] = ()
    """Ids of other students."""
    patterns: dict[str, re.Pattern[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first, last = self.person.first_name, self.person.last_name
        names = [f"{first} {last}", f"{last} {first}"] if first and last else []
        longer = [other for other in self.others if _form(self.person.id) in _form(other) != _form(self.person.id)]
        wanted = {
            "id": [self.person.id] if not self.is_short else [],
            "full name": names,
            "e-mail": [self.person.email] if self.person.email and self.person.email != self.person.id else [],
        }
        found = {what: _pattern(texts, longer) for what, texts in wanted.items() if texts}
        object.__setattr__(self, "patterns", found)

    @property
    def is_short(self) -> bool:
        """Whether the id is looked for as a value alone: in tables, names of files, fields of JSON."""
        return len(self.person.id) < SHORTEST

    def found(self, text: str) -> list[str]:
        """Return what of the student stands in a text: ``id``, ``full name``, ``e-mail``."""
        text = _form(text)
        return [what for what, pattern in self.patterns.items() if any(hit[1] for hit in pattern.finditer(text))]

    def is_id(self, value: object) -> bool:
        """Return whether a whole value is the id."""
        return _form(str(value).strip()) == _form(self.person.id)


def _form(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _pattern(texts: list[str], longer: list[str]) -> re.Pattern[str]:
    """Return what finds one of ``texts`` as a word, in its first group; a ``longer`` id with it is passed over."""
    words = "|".join(BETWEEN.join(map(re.escape, _form(text).split())) for text in texts)
    over = "".join(rf"(?<!{LETTER}){re.escape(_form(text))}(?!{LETTER})|" for text in longer)
    return re.compile(rf"{over}(?<!{LETTER})({words})(?!{LETTER})")
