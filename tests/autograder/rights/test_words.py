"""A name is found as a whole word, in whatever case, form or order, and not inside another's."""

import unicodedata

import pytest

from autograder.gradebook.roster import Person
from autograder.rights.words import Words

ANN = Person("ann", "Ann", "Müller", "a.mueller@example.org")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("submitted/ann/scatter.ipynb", ["id"]),
        ("feedback_ann.zip", ["id"]),
        ("ANN", ["id"]),
        ("Hannah plans the annual meeting of annex 9ann and ann9", []),
        ("Müller, Ann wrote", ["id", "full name"]),
        ("ann\nmüller", ["id", "full name"]),
        ("Ann;Müller;22", ["id", "full name"]),
        ('"Müller","Ann"', ["id", "full name"]),
        (unicodedata.normalize("NFD", "Ann Müller"), ["id", "full name"]),
        ("write to A.Mueller@Example.org!", ["e-mail"]),
        ("aa.mueller@example.org", []),
        ("ann-marie was here, and so was ann.b@example.org", []),
        ("ann-marie and ann", ["id"]),
        ("", []),
    ],
)
def test_whole_words_are_found(text, found):
    assert Words(ANN, ["ann-marie", "ann.b@example.org", "bob"]).found(text) == found


@pytest.mark.parametrize("student", ["7", "42", "é"])
def test_a_short_id_is_no_word_and_is_a_value(student):
    words = Words(Person(student, "Ann", "Müller"))
    assert words.is_short
    assert words.found(f"{student} of 22") == []
    assert words.found("by Ann Müller") == ["full name"]
    assert words.is_id(f" {student} ")
    assert not words.is_id(f"{student}2")


def test_an_address_for_an_id_is_one_thing():
    assert Words(Person("a@x.org", email="a@x.org")).found("a@x.org") == ["id"]


def test_one_name_alone_is_no_full_name():
    assert Words(Person("s123", "Ann", "")).found("Ann") == []


def test_what_an_expression_would_take_for_a_sign_is_a_letter():
    assert Words(Person("a.b+c")).found("aXb+c, a.bbc") == []
    assert Words(Person("a.b+c")).found("(a.b+c)") == ["id"]
