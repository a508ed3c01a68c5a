"""What is kept of a class by student loses one; what is made of a class goes if it names them, with its command."""

import json
import zipfile

import pytest

from autograder.errors import CourseError
from autograder.gradebook.roster import Person
from autograder.rights.kept import derived, taken_out
from autograder.rights.words import Words
from tests.autograder.class_of_three import NAME

WORDS = Words(Person("ann", "Ann", "Müller"), ["ann-marie"])


def write(course, place, data):
    path = course.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def test_a_student_is_taken_out_wherever_things_are_kept_by_student(course):
    rows = {"ann": ["graded", 5], "bob": ["graded", 4]}
    report = write(course, f".report/{NAME}.json", {"now": {"rows": rows, "ann": 1}, "before": {"rows": rows}})
    first = write(course, ".report/first.json", {"now": {"rows": rows}, "before": None})
    report.chmod(0o600)
    collected = write(course, f".collected/{NAME}.json", {"ann": {"label": "Ann Müller"}, "bob": {"label": "B"}})
    assert list(taken_out(course, "ann")) == [
        f".released/{NAME}.before.json", f".collected/{NAME}.json", ".report/first.json", f".report/{NAME}.json",
    ]  # fmt: skip
    assert json.loads(collected.read_text()) == {"bob": {"label": "B"}}
    left = {"bob": ["graded", 4]}
    assert json.loads(report.read_text()) == {"now": {"rows": left, "ann": 1}, "before": {"rows": left}}
    assert json.loads(first.read_text()) == {"now": {"rows": left}, "before": None}
    assert json.loads(course.totals_before(NAME).read_text()) == {"points": 5, "totals": {"bob": 4}}
    assert report.stat().st_mode & 0o777 == 0o600
    assert list(taken_out(course, "ann")) == []


@pytest.mark.parametrize("text", ["{", "[]", '{"totals": []}', "{}"])
def test_a_damaged_file_is_named_with_what_to_do(course, text):
    course.totals_before(NAME).write_text(text)
    with pytest.raises(CourseError, match=r"before.json: is damaged, delete it and run the same command again"):
        list(taken_out(course, "ann"))


def test_what_is_made_of_a_class_is_named_only_if_it_names_the_student(course):
    write(course, "report.html", "<p>Ann Müller</p>")
    write(course, "other.html", "<p>Ann Müller</p>")
    for form, member in (("moodle", "Ann Müller_1_assignsubmission_file_/a.html"), ("plain", "ann-marie/a.html")):
        with zipfile.ZipFile(course.root / "feedback" / f"{NAME}-{form}.zip", "w") as file:
            file.writestr(member, "a page")
    assert [(path.name, command) for path, command in derived(course, WORDS)] == [
        ("report.html", "autograder report"),
        (f"{NAME}-moodle.zip", "autograder feedback --zip moodle"),
    ]
    assert len(list(derived(course, Words(Person("7"))))) == 3
