"""Pages in a zip are named so that the platform's own rule finds whose they are; the same pages give the same bytes."""

import hashlib
import re
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.forms import canvas, moodle
from autograder.collecting.record import Receipt, write_receipts
from autograder.feedback.handback import pack_all, place_of
from tests.autograder.collecting.downloads import folder_of

LETTERS = st.characters(categories=["L", "N"])
PEOPLE = st.text(LETTERS | st.sampled_from(" '-."), min_size=1, max_size=12)
FILES = st.text(LETTERS | st.sampled_from(" -_."), min_size=1, max_size=12)


def receipt(form, handle):
    return Receipt(form, "", handle, "", "", None, "")


def canvas_finds(filename):
    """Return the numbers of user and file, as ``infer_comment_context_from_filename`` does."""
    parts = [part for part in filename.split("_") if part != "LATE"]
    if filename.startswith("._") or parts[-1].startswith("link"):
        return None
    return tuple([part for part in parts if re.fullmatch("[0-9]+", part)][:2])


def moodle_finds(path):
    """Return participant, plugin and file, as ``is_valid_filename_for_import`` does."""
    parts = path.split("/")
    if parts[-1][0] in ".~":
        return None
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdecimal():
            continue
        return int(info[1]), f"{info[2]}_{info[3]}", "/".join([*info[4:], *parts]).lstrip("/")
    return None


SLUGS = PEOPLE.map(lambda name: "x" + re.sub(r"[^\w]|_", "", name).lower())


@pytest.mark.slow
@given(SLUGS, st.integers(1, 10**6), st.integers(1, 10**6), FILES)
def test_canvas_finds_user_and_file_by_its_own_rule(name, user, file, title):
    for late in ("", "LATE_"):
        handed_in = PurePosixPath(f"{name}_{late}{user}_{file}_{title}.ipynb")
        handle = canvas(handed_in).handle
        place = place_of("canvas", "scatter", "ada", receipt("canvas", handle))
        assert canvas_finds(str(place)) == (str(user), str(file))
        assert place.suffix == ".html"


@given(PEOPLE, st.integers(1, 10**6), st.sampled_from(["", "_"]))
def test_moodle_finds_the_participant_by_its_own_rule(name, number, end):
    handle = moodle(PurePosixPath(f"{name}_{number}_assignsubmission_file{end}", "scatter.ipynb")).handle
    place = place_of("moodle", "scatter", "ada", receipt("moodle", handle))
    assert moodle_finds(str(place)) == (number, "assignsubmission_file", "scatter.html")


def test_who_did_not_hand_in_there_has_no_place_there():
    assert place_of("canvas", "scatter", "ada", None) is None
    assert place_of("canvas", "scatter", "ada", receipt("moodle", "Ada_1_assignsubmission_file_")) is None
    assert place_of("canvas", "scatter", "ada", receipt("canvas", "")) is None
    assert str(place_of("plain", "scatter", "小龙", None)) == "小龙/scatter.html"


@pytest.fixture
def pages(own_course):
    folder_of(own_course.root / "feedback", {f"{s}/scatter/scatter.html": s.encode() for s in ("ada", "ben", "小龙")})
    write_receipts(own_course.collected("scatter"), {"ada": receipt("moodle", "Ada L_5_assignsubmission_file_")})
    return sorted((own_course.root / "feedback").glob("*/*/*.html"))


def test_each_form_is_one_zip_and_who_is_not_in_it_is_told(own_course, pages):
    forms = ["plain", "moodle", "plain"]
    plain, there = pack_all(own_course, ["scatter"], forms, [*pages, own_course.root / "x/y.html"])
    with zipfile.ZipFile(plain.path) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == {
            "ada/scatter.html": "ada",
            "ben/scatter.html": "ben",
            "小龙/scatter.html": "小龙",
        }
    with zipfile.ZipFile(there.path) as archive:
        assert archive.namelist() == ["Ada L_5_assignsubmission_file_/scatter.html"]
    assert (plain.pages, plain.without, there.pages, there.without) == (3, [], 1, ["ben", "小龙"])
    assert there.path.name == "scatter-moodle.zip"


def test_the_same_pages_give_the_same_bytes(own_course, pages):
    found = set()
    for order in (pages, pages[::-1]):
        [packed] = pack_all(own_course, ["scatter"], ["plain"], order)
        found.add(hashlib.sha256(packed.path.read_bytes()).hexdigest())
        packed.path.unlink()
    assert len(found) == 1
