"""The command ``report``: one page, one summary, the next command, and one line where something is wrong."""

import json
import shlex

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.errors import CourseError
from autograder.release import release
from tests.autograder.classroom import hand_in
from tests.autograder.feedback.report.graded_class import grade_class, submit


def run(course, *words):
    return CliRunner().invoke(cli, ["report", *words, "--course", str(course.root)], catch_exceptions=False)


def test_it_says_what_there_is_what_needs_a_look_and_the_next_command(own_course):
    hand_in(own_course, "eve", b"no notebook")
    grade_class(own_course, {"ann": {}, "bob": {}})
    done = run(own_course, "scatter")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0].startswith(
        "scatter: 2 graded, 1 rejected; 0 known mistakes; 0 pairs of texts alike, 0 answers like"
    )
    assert lines[1] == "Needs a look (rejected): 1"
    assert "report.html, for you alone" in lines[2]
    assert shlex.split(lines[3]) == ["Next:", "autograder", "feedback", "scatter", "--course", str(own_course.root)]
    assert (own_course.root / "report.html").is_file()


def test_what_is_not_graded_yet_is_graded_next(own_course):
    submit(own_course, "fay", {})
    output = run(own_course).output
    assert "Needs a look (not graded): 1" in output
    assert "Next: autograder grade --course" in output


def test_of_an_assignment_that_nobody_has_handed_in_yet_nobody_needs_a_look(own_course, wheel):
    release(own_course, own_course.choose(["checkerboard"]), wheel)
    grade_class(own_course, {"ann": {}, "bob": {}})
    output = run(own_course).output
    assert "checkerboard: nobody was graded yet" in output
    assert "Needs a look" not in output
    assert "Next: autograder feedback --course" in output


def test_the_same_command_again_writes_the_same_and_changes_no_other_file(own_course):
    grade_class(own_course, {"ann": {}, "bob": {}})
    first = run(own_course, "scatter").output
    before = {path: path.read_bytes() for path in own_course.root.rglob("*") if path.is_file()}
    assert run(own_course, "scatter").output == first
    assert {path: path.read_bytes() for path in own_course.root.rglob("*") if path.is_file()} == before


def test_json_is_one_document_with_the_numbers_and_where_the_page_is(own_course, tmp_path):
    grade_class(own_course, {"ann": {}, "bob": {}})
    data = json.loads(run(own_course, "--json", "--out", str(tmp_path / "a" / "class.html")).stdout)
    assert data["report"] == str(tmp_path / "a" / "class.html")
    assert data["assignments"][0]["points"]["number"] == 2
    assert "autograder report" in (tmp_path / "a" / "class.html").read_text()
    assert not (own_course.root / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [(["scater"], "scater: no such assignment, there are"), (["--out", "{0}/seed/x.html"], "seed: File exists")],
    ids=["assignment", "place"],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(own_course, words, said):
    with pytest.raises(CourseError) as error:
        run(own_course, *(word.format(own_course.root) for word in words))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert not (own_course.root / ".report").exists()


def test_a_course_without_a_release_says_what_to_do_first(tmp_path):
    CliRunner().invoke(cli, ["init", str(tmp_path / "empty"), "--masters", "solutions"], catch_exceptions=False)
    with pytest.raises(CourseError, match="nothing is released yet, run 'autograder release' first"):
        CliRunner().invoke(cli, ["report", "--course", str(tmp_path / "empty")], catch_exceptions=False)


def test_its_help_says_what_it_is_for_and_answers_without_the_gradebook():
    done = CliRunner().invoke(cli, ["report", "--help"])
    assert done.exit_code == 0
    assert "for you alone" in " ".join(done.output.split())
    assert "--out FILE" in done.output
