"""Whose a file is: what a learning platform calls somebody, against the class as the gradebook has it.

A student is found where everything that a name says fits one person and nobody else. Otherwise it is said who might be
meant, and the instructor decides: another's work under a student's name would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.collecting.forms import Named
from autograder.gradebook.roster import Person
from autograder.text import form_of, written

__all__ = ["People", "Whose"]

LONGEST_ID = 128  # of a student's id in nbgrader's tables


@dataclass(frozen=True)
class Whose:
    """The student whom a name means, or why it means none."""

    student: str = ""
    problem: str = ""


class People:
    """The class, by everything that a platform may call somebody.

    Parameters
    ----------
    people
        Everyone in the gradebook, and everyone who has a folder in ``submitted``.
    said
        What the instructor has said: the platform's name to the student's id.
    new
        Whether somebody who is unknown is taken into the class, under the id that the platform gives.
    """

    def __init__(self, people: Iterable[Person], said: Mapping[str, str], *, new: bool = False) -> None:
        self.said, self.new = said, new
        self.by_id: dict[str, set[str]] = {}
        self.by_number: dict[str, set[str]] = {}
        self.by_name: dict[str, set[str]] = {}
        self.names: dict[str, set[str]] = {}
        for person in people:
            for key in filter(None, (person.id, person.email)):
                self.by_id.setdefault(form_of(key), set()).add(person.id)
            if person.lms_user_id:
                self.by_number.setdefault(person.lms_user_id, set()).add(person.id)
            for name in _names(person):
                self.by_name.setdefault(name, set()).add(person.id)
                self.names.setdefault(person.id, set()).add(name)

    def find(self, named: Named) -> Whose:
        """Return whom a name means."""
        if named.label in self.said:
            return Whose(self.said[named.label])
        numbers = [number for number in (named.number, *named.others) if number]
        found = {student for number in numbers for student in self.by_number.get(number, ())}
        if len(found) == 1 and not named.others:
            return Whose(*found)
        name = _slug(named.name)
        found |= self.by_name.get(name, set()) if name else set()
        for key in (*named.ids, *numbers):
            found |= self.by_id.get(form_of(key), set())
        if len(found) > 1:
            who = " or ".join(written(student) for student in sorted(found)[:5])
            return Whose(problem=f"may be {who}")
        if not found:
            return self._unknown(named)
        [student] = found
        if name and student in self.names and name not in self.names[student] and not self._is_id(student, named):
            return Whose(problem=f"has the number of {written(student)}, whose name is another")
        return Whose(student)

    def _is_id(self, student: str, named: Named) -> bool:
        """Return whether a name is the student's very id, and no name beside a number."""
        return any(student in self.by_id.get(form_of(key), ()) for key in (*named.ids, named.label))

    def _unknown(self, named: Named) -> Whose:
        key = next(iter((*named.ids, named.number)), "") or named.name
        if not self.new:
            return Whose(problem="is nobody of the class")
        if not key or key in (".", "..") or "/" in key or not key.isprintable() or len(key) > LONGEST_ID:
            return Whose(problem="cannot be the name of a folder")
        return Whose(key)


def _names(person: Person) -> set[str]:
    """Return how a platform may write a person's name."""
    first, last = person.first_name, person.last_name
    return {name for pair in ((first, last), (last, first)) if (name := _slug("".join(pair))) and first and last}


def _slug(name: str) -> str:
    """Return the letters and digits of a name: what else it has, each platform leaves out in its own way.

    >>> _slug("O'Brien, Anna"), _slug("obrien anna")
    ('obrienanna', 'obrienanna')
    """
    return re.sub(r"[\W_]", "", form_of(name))
