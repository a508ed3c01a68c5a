"""The command ``roster``, asked where it cannot do anything."""

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.errors import CourseError


def test_outside_of_a_course_it_says_so_and_makes_nothing(tmp_path):
    (tmp_path / "list.csv").write_text("id\n")
    words = ["roster", str(tmp_path / "list.csv")]
    with pytest.raises(CourseError, match="is not a course"):
        CliRunner().invoke(cli, [*words, "--course", str(tmp_path)], catch_exceptions=False)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_its_help_says_what_it_does():
    done = CliRunner().invoke(cli, ["roster", "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 8
