"""Names of files as Canvas, Moodle, Blackboard and nbgrader's exchange make them are read back, whatever is in them."""

import re
from datetime import datetime
from pathlib import PurePosixPath as Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.collecting.forms import FORMS, Named, blackboard, canvas, exchange, moodle, pattern
from autograder.errors import CourseError

LETTERS = st.characters(categories=["L", "N"], exclude_characters="٠١٢٣٤٥٦٧٨٩")
PEOPLE = st.text(LETTERS | st.sampled_from(" '-,."), min_size=1, max_size=20)
NUMBERS = st.integers(1, 10**7).map(str)
FILES = st.text(LETTERS | st.sampled_from(" _-()."), min_size=1, max_size=20).map(lambda name: f"{name}.ipynb")
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)).map(lambda t: t.replace(microsecond=0))  # noqa: DTZ001


def slug(name):
    """Return what Canvas leaves of a sortable name (its ``sanitize_user_name`` and ``sanitize_file_name``)."""
    return re.sub(r"[^\w]", "", re.sub(r"_(\d+)_", r"\1", name).lower())


@pytest.mark.slow
@given(PEOPLE, NUMBERS, NUMBERS, FILES, st.booleans())
@example("Li", "12", "99", "1_2_3.ipynb", False)
def test_what_canvas_writes_is_read_back(name, number, order, file, late):
    written = "_".join([slug(name), *(["LATE"] if late else []), number, order, file])
    for where in (written, f"submissions/{written}"):
        found = canvas(Path(where))
        assert (found.name, found.number, found.order, str(found.file)) == (slug(name), number, int(order), file)
        assert (found.late, found.handle, found.time) == (late, written, None)


def test_canvas_also_gives_out_what_was_typed_in_and_what_is_anonymous():
    assert canvas(Path("li_12_text.html")) == Named("li_12", Path("text.html"), name="li", number="12")
    assert canvas(Path("li_LATE_12_link.html")).late
    anonymous = canvas(Path("anon_aB3xY_99_scatter.ipynb"))
    assert (anonymous.label, anonymous.number, anonymous.order) == ("anon_aB3xY", "", 99)
    assert canvas(Path("scatter.ipynb")) is canvas(Path("12_scatter.ipynb")) is None


def test_a_name_that_ends_in_a_number_can_be_read_in_two_ways_and_both_are_told():
    found = canvas(Path("bob_1_1234_5678_scatter.ipynb"))
    assert (found.number, found.others) == ("1", ("1234",))
    assert canvas(Path("bob_1234_5678_scatter.ipynb")).others == ()


@pytest.mark.slow
@given(PEOPLE, NUMBERS, FILES, st.sampled_from(["{}_file/{}", "{}_file_/{}", "{}_file_{}", "top/{}_file/a/{}"]))
def test_what_moodle_writes_is_read_back(name, number, file, form):
    label = f"{name}_{number}"
    found = moodle(Path(form.format(f"{label}_assignsubmission", file)))
    assert (found.label, found.name, found.number) == (label, name, "")
    assert found.file == Path("a" if form.startswith("top") else "", file)
    assert found.handle == f"{label}_assignsubmission_file_"


def test_of_moodles_folders_that_a_learner_makes_the_first_counts():
    inner = "Eve_6_assignsubmission_file/Ada Lovelace_1_assignsubmission_file/scatter.ipynb"
    assert moodle(Path(inner)).label == "Eve_6"
    assert moodle(Path("Eve_6_assignsubmission_file_Ada_1_assignsubmission_file_x.ipynb")).label == "Eve_6"
    assert moodle(Path("Eve_6_assignsubmission_onlinetext/onlinetext.html")).file == Path("onlinetext.html")
    assert moodle(Path("Eve_6_assignsubmission_file")) is moodle(Path("Eve/scatter.ipynb")) is None


@pytest.mark.slow
@given(st.text(LETTERS | st.sampled_from(" _"), min_size=1, max_size=9), st.text(LETTERS, min_size=1), TIMES, FILES)
def test_what_blackboard_writes_is_read_back(assignment, user, time, file):
    stem = f"{assignment}_{user}_attempt_{time:%Y-%m-%d-%H-%M-%S}"
    found = blackboard(Path(f"{stem}_{file}"))
    assert (found.label, found.ids[0], str(found.file), found.time) == (user, user, file, time)
    receipt = blackboard(Path(f"{stem}.txt"))
    assert (receipt.receipt, receipt.attempt, found.receipt) == (True, found.attempt, False)


def test_a_file_of_blackboards_whose_name_looks_like_an_attempt_stays_who_handed_it_in():
    at = "attempt_2026-11-01-12-30-00"
    found = blackboard(Path(f"hw_eve_{at}_hw_ada_{at}_scatter.ipynb"))
    assert found.ids == ("eve",)
    assert blackboard(Path(f"hw 1_ada_l_{at}_x.ipynb")).ids == ("l", "ada_l")


def test_a_time_is_of_the_zone_that_is_said():
    name = Path("hw_ada_attempt_2026-07-01-12-30-00_x.ipynb")
    assert blackboard(name, "Europe/Berlin").time == datetime(2026, 7, 1, 10, 30)  # noqa: DTZ001
    assert blackboard(Path("hw_ada_attempt_2026-13-01-12-30-00_x.ipynb")).time is None


@pytest.mark.slow
@given(st.from_regex(r"[a-z][a-z+.]{0,8}", fullmatch=True), TIMES, st.sampled_from(["", "+Ab3", "+"]))
def test_what_the_exchange_has_is_read_back(student, time, secret):
    said = f"{time:%Y-%m-%d %H:%M:%S}.250000 UTC"
    read = exchange("scatter")
    found = read(Path(f"{student}+scatter+{said}{secret}", "scatter.ipynb"))
    assert (found.label, found.said, found.time) == (student, said, time.replace(microsecond=250_000))
    assert read(Path(f"{student}+matrix+{said}{secret}", "scatter.ipynb")) is None
    assert read(Path("scatter.ipynb")) is None


def test_any_other_form_is_one_expression():
    read = pattern(r"(?P<student>[a-z]+)/try(?P<attempt>\d+) at (?P<time>[\d-]+)/(?P<file>.+)", "Europe/Berlin")
    found = read(Path("ada/try3 at 2026-01-01-12-30/a/scatter.ipynb"))
    assert (found.label, found.order, str(found.file)) == ("ada", 3, "a/scatter.ipynb")
    assert found.time == datetime(2026, 1, 1, 11, 30)  # noqa: DTZ001
    assert read(Path("readme.md")) is None
    assert pattern("(?P<student>a)(?P<file>.*)")(Path("a/../../b")).file == Path("b")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("((", "is no regular expression"),
        ("(?P<student>", "is no regular expression"),
        ("a(b)c", r"has no group for the student: write \(\?P<student>...\)"),
        ("(?P<student>a)(?P<name>b)", "a group name means nothing: there are student, attempt, time, file"),
    ],
)
def test_an_expression_that_cannot_be_used_says_why(text, words):
    with pytest.raises(CourseError, match=f"--pattern .*{words}"):
        pattern(text)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@given(path=st.lists(st.text(min_size=1).filter(lambda part: "/" not in part), min_size=1, max_size=3))
def test_whatever_a_path_is_it_is_read_or_not(form, path):
    FORMS[form](Path(*path), "")
