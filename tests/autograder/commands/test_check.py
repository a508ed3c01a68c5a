"""The command ``check``, asked for single changes and for several seeds."""

import json

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.errors import CourseError
from tests.autograder.masters.test_contract import MASTER, MUTANTS


@pytest.fixture
def check(tmp_path):
    """Return what writes a master beside its mutants, runs the command on it, and returns output and error."""
    (tmp_path / "mutants").mkdir()

    def check(master, *options, mutants=MUTANTS):
        (tmp_path / "doubling.md").write_text(master)
        (tmp_path / "mutants/doubling.py").write_text(mutants)
        command = ["check", "--masters", str(tmp_path), "--jobs", "1", *options]
        done = CliRunner().invoke(cli, command)
        assert done.exit_code in (0, 1)
        assert isinstance(done.exception, CourseError | None)
        return done.output, str(done.exception or "")

    return check


LOOSE = MASTER.replace("    return x + x\n", "    if np.size(x) > 7:\n        raise ValueError(x)\n    return x + x\n")


def test_changes_are_tried_only_where_they_are_asked_for(check):
    output, error = check(LOOSE)
    assert "changes tried" not in output
    assert "Next: autograder check --changes" in output.splitlines()[-1]
    assert error == ""


def test_a_change_that_passes_is_a_finding(check, tmp_path):
    output, error = check(LOOSE, "--changes")
    said = [line for line in output.splitlines() if line.startswith(f"{tmp_path}/doubling.md line ")]
    assert len(said) == 4
    assert any("no `raise ValueError(x)` passes all tests of double" in line for line in said)
    assert "single changes tried: 0 marked as equivalent, 4 pass unmarked." in output
    assert error == "4 findings, each named above"


def test_where_none_passes_their_number_is_said(check):
    output, error = check(MASTER, "--changes")
    assert output.splitlines()[-2] == "3 single changes tried: 0 marked as equivalent, 0 pass unmarked."
    assert error == ""


def test_programs_get_the_numbers(check):
    output, _ = check(MASTER, "--changes", "--json")
    assert json.loads(output)["changes"] == {"tried": 3, "marked": 0, "passed": 0}


@pytest.mark.slow
def test_with_several_seeds_a_verdict_that_depends_on_the_seed_is_a_finding(check):
    drawn = MASTER.replace("import assert_returns", "import assert_returns, cases")
    drawn = drawn.replace(
        "### END HIDDEN", "for n, in cases(1, n=(0, 3)):\n    assert_returns(2 * n, double, n)\n### END HIDDEN"
    )
    rare = MUTANTS + (
        "@mutant('double', caught_by=['values'], sentence='as if 3 were another number')\n"
        "def odd(x):\n    return 7 if isinstance(x, int) and x == 3 else x + x\n"
    )
    assert check(drawn, "--seeds", "4")[1] == ""
    output, error = check(drawn, "--seeds", "12", mutants=rare)
    [finding] = [line for line in output.splitlines() if "mutant odd passes it" in line]
    assert " of 12 seeds: [" in finding
    assert error == "1 findings, each named above"
