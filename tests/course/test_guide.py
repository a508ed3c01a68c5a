"""The instructor guide is true: its commands run as printed, and its table names the columns that there are."""

import csv
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest
from nbgrader.api import Gradebook

from autograder.collecting.forms import FORMS, pattern
from autograder.course import Course
from autograder.gradebook.table import COLUMNS
from autograder.masters.survivors import survey
from autograder.sample.usual import KINDS
from tests.autograder.postgres import server

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "chapters" / "instructor_guide.md").read_text()


@pytest.mark.slow
def test_every_command_of_the_guide_runs_in_its_order(tmp_path):
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    place = tmp_path
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    commands = re.findall(r"^\$ (.+)$", GUIDE, re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        if command.startswith("cd "):
            place /= command[3:]
            continue
        done = subprocess.run(
            command.split(), cwd=place, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
    assert (place / "release" / "scatter.zip").is_file()
    pages = list(place.glob("feedback/*/scatter/scatter.html"))
    assert len(pages) == len(KINDS) - 2  # one handed in nothing, and one was deleted
    assert [path for path in place.rglob("*ada*") if "masters" not in path.parts] == []
    assert list(place.glob("feedback/*.zip")) == []  # they held her page
    for name, lines in re.findall(r"^\| `(export_\w+\.csv)` \|(.+)\|$", GUIDE, re.MULTILINE):
        assert (place / name).is_file(), lines
    with (place / "grades.csv").open(encoding="utf-8-sig") as file:
        assert {row["status"] for row in csv.DictReader(file)} == {"graded", "rejected", "missing"}


@pytest.mark.slow
def test_the_commands_for_several_graders_run_with_their_gradebook_on_postgresql(tmp_path):
    section = GUIDE[GUIDE.index("## Several graders, on PostgreSQL") :].split("\n## ")[0]
    [setting] = re.findall(r"^db = .+$", section, re.MULTILINE)
    commands = [line.partition("#")[0].split() for line in re.findall(r"^autograder .+$", section, re.MULTILINE)]
    first = commands.index(["autograder", "grade", "scatter"])
    course = Course.create(tmp_path / "course", [ROOT / "solutions"])
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def start(command):
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=course.root, stdout=pipe, stderr=pipe, text=True, env=environment)

    def end(process):
        out, err = process.communicate()
        assert process.returncode == 0, f"{process.args}: {err}"
        return out

    with server() as one:
        address = re.sub(r'"[^"]+"', f'"{one.url}"', setting)
        settings = course.root / "course.toml"
        settings.write_text(f"{settings.read_text()}{address}\n")
        for command in commands[:first]:
            end(start(command))
        both = [start(command) for command in commands[first : first + 2]]
        for process in both:
            end(process)
        assert "Since the last run: 0 new, 0 changed" in end(start(commands[first + 2]))
        end(start(commands[first + 3]))
        with closing(Gradebook(one.url, "course")) as book:
            assert {each.name: each.num_submissions for each in book.assignments} == {
                "scatter": len(KINDS) - 1, "matrix": len(KINDS) - 1
            }  # fmt: skip
    assert commands[first + 4 :] == []
    assert not (course.root / "gradebook.db").exists()
    with (course.root / "grades.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 2 * len(KINDS)


@pytest.mark.slow
def test_the_guide_shows_what_a_check_says_where_a_case_is_missing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    course = Course.create(tmp_path / "course", [])
    master = course.begin_master("my_own")
    [shown] = re.findall(r"^```{code-block} text\n(masters/my_own.+?)\n```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert survey([master]).survivors == ()
    text = master.read_text()
    [case] = re.findall(r"`(assert_raises\(.+?\))`", GUIDE)
    assert case in text
    master.write_text(text.replace(case, "pass"))
    [survivor] = survey([master]).survivors
    assert str(survivor).replace(str(master), "masters/my_own.md") == shown


def test_the_names_that_the_guide_shows_are_read():
    shown = dict(re.findall(r"^(canvas|moodle|blackboard) +(.+)$", GUIDE, re.MULTILINE))
    assert shown.keys() == FORMS.keys()
    for form, name in shown.items():
        found = FORMS[form](PurePosixPath(name), "")
        assert str(found.file) == "scatter.ipynb", name
        assert re.search("alovelace|lovelaceada|Ada Lovelace", found.label)
    [text] = re.findall(r"--pattern '(.+?)'", GUIDE)
    found = pattern(text)(PurePosixPath("ada_2_scatter.ipynb"))
    assert (found.label, found.order, str(found.file)) == ("ada", 2, "scatter.ipynb")


def test_the_guide_names_the_table_of_those_whom_a_change_gives_other_points(tmp_path):
    course = Course.create(tmp_path / "course", [])
    assert f"`{course.changed_grades('scatter').name}`" in GUIDE


def test_the_guide_explains_every_column():
    table = GUIDE[GUIDE.index("| column | meaning |") :].split("\n\n")[0]
    for name in COLUMNS:
        assert name in ("student", "assignment") or f"`{name}`" in table, name


def test_what_the_guide_says_of_sizes_is_so():
    from autograder.grading.restore import MAX_BYTES

    assert f"larger than {MAX_BYTES // 2**20} MiB" in GUIDE
