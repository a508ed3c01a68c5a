"""The command ``due``: a slip is answered with what there is and how it is written, and changes nothing."""

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.errors import CourseError


def test_outside_of_a_course_it_says_so_and_makes_nothing(tmp_path):
    (tmp_path / "list.csv").write_text("id\n")
    words = ["due", "scatter"]
    with pytest.raises(CourseError, match="is not a course"):
        CliRunner().invoke(cli, [*words, "--course", str(tmp_path)], catch_exceptions=False)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_its_help_says_what_it_does():
    done = CliRunner().invoke(cli, ["due", "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 8


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["scater", "2026-12-01T23:59Z"], "scater: no such assignment is in the gradebook, there are scatter"),
        (["scater"], "scater: no such assignment is in the gradebook, there are scatter"),
        (["scater", "--clear"], "scater: no such assignment is in the gradebook, there are scatter"),
        (["2026-12-01T23:59Z"], "2026-12-01T23:59Z: no such assignment is in the gradebook, there are scatter"),
        (["matrix", "2026-12-01T23:59Z"], "run 'autograder release matrix' first"),
        (["scatter", "tomorrow"], "'tomorrow': is no date with a time: write it like 2026-12-01T23:59+01:00"),
        (
            ["scatter", "1.12.2026", "23:59"],
            "'1.12.2026 23:59': is no date with a time: write it like 2026-12-01T23:59",
        ),
        (["scatter", "2026-12-01"], "has no time of the day: write it like 2026-12-01T23:59+01:00"),
        (["scatter", "2026-12-01", "23:59"], "has no time zone: write it like 2026-12-01T23:59+01:00"),
    ],
)
def test_a_slip_names_what_there_is_and_the_form_and_changes_nothing(own_course, words, answer):
    before = (own_course.root / "gradebook.db").read_bytes()
    with pytest.raises(CourseError) as said:
        CliRunner().invoke(cli, ["due", *words, "--course", str(own_course.root)], catch_exceptions=False)
    assert answer in str(said.value)
    assert (own_course.root / "gradebook.db").read_bytes() == before


def test_a_date_and_a_time_with_a_space_between_need_no_quotes(own_course):
    words = ["due", "scatter", "2026-12-01", "23:59+01:00"]
    done = CliRunner().invoke(cli, [*words, "--course", str(own_course.root)], catch_exceptions=False)
    assert "scatter: 2026-12-01 22:59 UTC" in done.output
