"""The command ``feedback`` with ``--zip``: pages packed for a platform, and who is not in the zip."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.collecting.record import Receipt, write_receipts
from autograder.errors import CourseError
from tests.autograder.classroom import Replay, grade, hand_in


def run(course, *words):
    return CliRunner().invoke(cli, ["feedback", *words, "--course", str(course.root)], catch_exceptions=False)


def test_pages_are_packed_for_who_handed_in_there_and_the_others_are_named(own_course):
    for student in ("ada", "ben"):
        hand_in(own_course, student)
    grade(own_course, Replay())
    receipt = Receipt("moodle", "", "Ada L_5_assignsubmission_file_", "", "", None, "")
    write_receipts(own_course.collected("scatter"), {"ada": receipt})
    done = run(own_course, "scatter", "--zip", "moodle", "--zip", "plain")
    assert (
        "scatter-moodle.zip is without ben: not collected from Moodle, so hand these pages back yourself" in done.stderr
    )
    assert "1 of scatter in" in done.stdout
    path = own_course.root / "feedback" / "scatter-moodle.zip"
    with zipfile.ZipFile(path) as archive:
        [name] = archive.namelist()
        assert archive.read(name) == (own_course.root / "feedback/ada/scatter/scatter.html").read_bytes()
    before = path.read_bytes()
    data = json.loads(run(own_course, "scatter", "--zip", "moodle", "--json").stdout)
    assert data["zips"] == [{"zip": str(path), "pages": 1, "without_place": ["ben"]}]
    assert path.read_bytes() == before


def test_a_zip_for_a_platform_from_which_nobody_was_collected_is_refused_before_anything_is_written(own_course):
    hand_in(own_course, "ada")
    grade(own_course, Replay())
    receipt = Receipt("canvas", "", "lovelaceada_1_2_scatter.ipynb", "", "", None, "")
    write_receipts(own_course.collected("scatter"), {"ada": receipt})
    with pytest.raises(CourseError) as refused:
        run(own_course, "scatter", "--zip", "moodle")
    assert str(refused.value) == (
        "--zip moodle: nothing of scatter was collected from Moodle, so there is nobody to hand back to there:"
        " use --zip canvas or --zip plain"
    )
    assert not (own_course.root / "feedback").exists()


def test_no_zip_without_a_page_is_written(own_course):
    hand_in(own_course, "ben")
    grade(own_course, Replay())
    receipt = Receipt("moodle", "", "Ada L_5_assignsubmission_file_", "", "", None, "")
    write_receipts(own_course.collected("scatter"), {"ada": receipt})
    done = run(own_course, "scatter", "--zip", "moodle", "--json")
    assert "scatter-moodle.zip is not written, since it would have no page: it is without ben" in done.stderr
    assert json.loads(done.stdout)["zips"] == []
    assert list(own_course.root.glob("feedback/*.zip")) == []
