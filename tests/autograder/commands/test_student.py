"""``autograder student``: asked before anything goes, told what went, and where the student is still named."""

import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.errors import CourseError
from tests.autograder.class_of_three import NAME, contents

ROOT = Path(__file__).parents[3]


def run(course, *words):
    return CliRunner().invoke(cli, ["student", *words, "--course", str(course.root)], catch_exceptions=False)


def test_an_export_says_where_it_is_and_what_to_do(three, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(three, "export", "ann")
    assert done.exit_code == 0
    assert "files of ann to export_ann.zip. Next: look at it, then hand it to them and nobody else." in done.stdout
    with zipfile.ZipFile("export_ann.zip") as file:
        names = sorted(file.namelist())
    assert json.loads(run(three, "export", "ann", "--json").stdout)["files"] == names


def test_an_id_with_signs_is_no_path(three, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (three.root / "submitted" / "a b;c").mkdir()
    assert run(three, "export", "a b;c").exit_code == 0
    assert (tmp_path / "export_a_b_c.zip").is_file()


@pytest.mark.parametrize("words", [["export", "ann"], ["delete", "ann", "--yes"]], ids=" ".join)
def test_what_a_killed_collect_had_moved_aside_is_theirs_too(three, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (three.root / ".collected/aside/ann").mkdir(parents=True)
    (three.root / "submitted/ann" / NAME).rename(three.root / ".collected/aside/ann" / NAME)
    run(three, *words)
    assert not (three.root / ".collected/aside").exists()
    if words[0] == "delete":
        assert not (three.root / "submitted/ann").exists()
    else:
        with zipfile.ZipFile("export_ann.zip") as file:
            assert any("submitted" in name and name.endswith(f"{NAME}.ipynb") for name in file.namelist())


@pytest.mark.parametrize("words", [["export", "anna"], ["delete", "anna", "--yes"]], ids=" ".join)
def test_whom_nobody_knows_is_named_with_those_who_are_near(three, words):
    before = contents(three)
    with pytest.raises(CourseError, match="anna: nobody is called so here, perhaps ann"):
        run(three, *words)
    assert contents(three) == before


@pytest.mark.parametrize("words", [[], ["--json"]], ids=["text", "json"])
def test_without_a_terminal_nothing_is_deleted_unless_said_so(three, words):
    before = contents(three)
    done = run(three, "delete", "ann", *words)
    assert (done.exit_code, "nothing was deleted: there is nobody to ask here, give --yes" in done.output) == (2, True)
    assert contents(three) == before


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("y", 0)])
def test_at_a_terminal_it_asks_with_the_name_and_how_much_it_is(three, answer, code):
    before = contents(three)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", "from autograder.cli import main; main()", "student", "delete", "ann"],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=three.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        os.write(ours, f"{answer}\n".encode())
        _, said = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert said.startswith("ann (Ann Müller), 6 folders or files: all of it is deleted for good.")
    assert process.returncode == code
    assert (contents(three) == before) == (answer == "n")


def test_a_deletion_tells_what_went_and_each_place_with_what_to_do(three):
    (three.root / "class.csv").write_text("id,first,last\nann,Ann,Müller\n")
    lines = run(three, "delete", "ann", "--yes").stdout.splitlines()
    assert lines[0] == (
        "Deleted ann: 6 folders or files, 8 rows of the gradebook, 1 lines of the journal, 5 of tables."
    )
    assert lines[1].startswith("Still named in 4 places, of ")
    assert "  class.csv: full name, id; take the lines out, or write it again with the command that made it" in lines
    assert "  the gradebook (comment.manual_comment): full name, id; somebody has written it there:" in "\n".join(lines)
    assert lines[-1].startswith("Next: look at these places, and at copies that you made outside")
    assert not (three.root / ".deleting").exists()


def test_what_is_made_of_the_class_and_names_them_goes_and_the_command_that_makes_it_is_named(three):
    (three.root / "report.html").write_text("<p>ann</p>")
    lines = run(three, "delete", "ann", "--yes").stdout.splitlines()
    assert lines[1] == "Deleted report.html, which named them: make it again with autograder report"
    assert not (three.root / "report.html").exists()


@pytest.mark.slow
def test_json_has_all_of_it(three):
    found = json.loads(run(three, "delete", "ann", "--yes", "--json").stdout)
    assert (found["student"], found["journal"], found["gradebook"]) == ("ann", 1, 8)
    assert {each["place"] for each in found["search"]["traces"]} >= {f"feedback/bob/{NAME}/{NAME}.html"}
    assert found["search"]["files"] > 10


@pytest.mark.slow
def test_a_run_of_grade_names_a_deletion_that_was_stopped(three, monkeypatch):
    def stopped(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("autograder.gradebook.database.Gradebook.compact", stopped)
        assert run(three, "delete", "ann", "--yes").exit_code == 1
    done = CliRunner().invoke(cli, ["grade", NAME, "--course", str(three.root)], catch_exceptions=False)
    assert f"warning: ann is deleted in part: run autograder student delete ann --course {three.root}" in done.stderr
    assert run(three, "delete", "ann", "--yes").exit_code == 0
    done = CliRunner().invoke(cli, ["grade", NAME, "--course", str(three.root)], catch_exceptions=False)
    assert "deleted in part" not in done.stderr
    assert "ann" not in (three.root / "grades.csv").read_text()


def test_what_is_told_is_printable_whatever_the_id_is(three):
    (three.root / "submitted" / "x\x1b[31m").mkdir()
    out = run(three, "delete", "x\x1b[31m", "--yes").stdout
    assert "\x1b" not in out
    assert io.StringIO(out).readline().startswith("Deleted x?[31m: ")
