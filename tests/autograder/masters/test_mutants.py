"""The marked functions of a mutants' file: which, in what order, and what is said of a file that cannot be read."""

import subprocess
import sys

import pytest

from autograder.errors import CourseError
from autograder.masters.mutants import Answer, Equivalent, load_answers, load_equivalents, mutant, variant

FILE = """
from autograder.contract import mutant, variant

def helper(x):
    return x

@variant("second")
def another_way(x):
    return helper(x)

LIMIT = 3

@mutant("first", caught_by=["edges", "values"])
def forgets_the_edge(x):
    return x + LIMIT

@mutant("first", caught_by=[])
def caught_by_nothing(x):
    return 0
"""


@pytest.fixture
def master(tmp_path):
    (tmp_path / "mutants").mkdir()
    return tmp_path / "chapter.md"


def test_the_marked_functions_are_found_in_the_order_of_the_file(master):
    (master.parent / "mutants" / "chapter.py").write_text(FILE)
    found = load_answers(master)
    assert [(answer.name, answer.exercise, answer.caught_by, answer.is_mutant) for answer in found] == [
        ("another_way", "second", None, False),
        ("forgets_the_edge", "first", ("edges", "values"), True),
        ("caught_by_nothing", "first", (), True),
    ]
    assert [answer.function(4) for answer in found] == [4, 7, 0]


def test_a_marked_function_stays_the_function_that_it_was():
    def answer(x):
        return x

    assert mutant("exercise", caught_by=["test"])(answer) is answer
    assert variant("exercise")(answer) is answer
    assert answer(3) == 3


def test_a_master_without_a_file_has_no_answers(master):
    assert load_answers(master) == []


def test_files_of_other_masters_are_left_alone(master):
    (master.parent / "mutants" / "other.py").write_text("1 / 0")
    assert load_answers(master) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1 / 0", "ZeroDivisionError: division by zero"), ("def f(:", "SyntaxError"), ("import no_such", "no_such")],
)
def test_a_file_that_cannot_be_imported_is_named_with_the_reason(master, text, reason):
    file = master.parent / "mutants" / "chapter.py"
    file.write_text(text)
    with pytest.raises(CourseError, match=reason) as caught:
        load_answers(master)
    assert str(caught.value).startswith(f"{file}: cannot be imported")


def test_courses_import_the_words_under_their_old_name():
    code = "from autograder.contract import mutant, variant\n@mutant('e', caught_by=['t'])\ndef f(): pass\nprint(f)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("<function f at ")


def test_marked_changes_are_those_of_the_file_each_time_that_it_is_read(master):
    (master.parent / "mutants" / "chapter.py").write_text(
        "from autograder.contract import equivalent\n"
        "equivalent('first', 'if x < 1:', 'if x <= 0:', reason='x is a whole number')\n"
        "equivalent('first', 'x = int(x)', reason='x is one already')\n"
    )
    expected = [
        Equivalent("first", "if x < 1:", "if x <= 0:", "x is a whole number"),
        Equivalent("first", "x = int(x)", "", "x is one already"),
    ]
    assert load_equivalents(master) == expected
    assert load_equivalents(master) == expected
    assert load_answers(master) == []


def test_a_file_without_marks_has_none_and_neither_has_none(master):
    assert load_equivalents(master) == []
    (master.parent / "mutants" / "chapter.py").write_text(FILE)
    assert load_equivalents(master) == []


@pytest.mark.parametrize(("before", "after"), [("a < 'b'", ""), ('f"{a}"', "a\\b"), ("""f"it's" """, '"""')])
def test_what_is_printed_of_a_mark_is_the_call_that_makes_it(before, after):
    made = []
    printed = str(Equivalent("first", before, after, ""))
    eval(printed, {"equivalent": lambda *lines, reason: made.append((*lines, reason))})  # noqa: S307 - printed here
    assert made == [("first", before, *filter(None, [after]), "…")]


def test_an_answer_without_tests_to_catch_it_is_right():
    assert not Answer("exercise", len, None).is_mutant
    assert Answer("exercise", len, ()).is_mutant
