"""Source and release notebooks: deterministic, complete for the instructor, stripped for learners."""

import json
import re
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.cell import visible as visible_part
from autograder.course import Course
from autograder.errors import ReleaseError
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.release import release
from tconv_check.conditions import CONDITIONS


def texts(notebook):
    return "\n".join(cell.source for cell in notebook.cells)


def hidden_lines(master):
    for cell in master.of_role("test"):
        for region in re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", cell.source, re.DOTALL):
            yield from (line.strip() for line in region.splitlines() if len(line.strip()) > 20)


def solution_lines(master):
    for cell in master.of_role("solution"):
        region = re.search(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.DOTALL)
        yield from (line.strip() for line in region[1].splitlines() if len(line.strip()) > 20)


def test_the_same_master_gives_the_same_bytes(course):
    master = load(course.assignments()["scatter"])
    assert nbformat.writes(source_notebook(master)) == nbformat.writes(source_notebook(load(master.path)))
    ids = [cell.id for cell in source_notebook(master).cells]
    assert len(set(ids)) == len(ids)


def test_the_source_is_a_valid_notebook_with_nbgraders_metadata(course):
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = nbformat.read(course.notebook("source", "scatter"), as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        MetadataValidator().validate_cell(cell)
    points = sum(cell.metadata.nbgrader.points for cell in notebook.cells if cell.metadata.nbgrader.grade)
    assert points == load(course.assignments()["scatter"]).points


def test_learners_get_neither_answers_nor_hidden_tests_nor_the_last_hint(course):
    master = load(course.assignments()["scatter"])
    archive = course.root / "release" / "scatter.zip"
    with zipfile.ZipFile(archive) as file:
        names = file.namelist()
        notebook = nbformat.reads(file.read("scatter/scatter.ipynb").decode(), as_version=4)
        wheel = next(name for name in names if name.endswith(".whl"))
        with file.open(wheel) as inner, zipfile.ZipFile(inner) as library:
            packed = "\n".join(library.read(name).decode("utf-8", "replace") for name in library.namelist())
    assert sorted(name.rsplit(".", 1)[1] for name in names) == ["ipynb", "txt", "whl"]
    visible = texts(notebook)
    shown = "\n".join(visible_part(cell.source) for cell in master.of_role("test"))
    for line in [*solution_lines(master), *hidden_lines(master)]:
        assert line not in visible or line in shown, line
    for exercise in master.exercises.values():
        assert exercise.solution.hints[1] in visible
        assert exercise.solution.hints[2] not in visible
        assert exercise.solution.hints[2] not in packed
    assert "### BEGIN" not in visible
    for line in hidden_lines(master):
        assert line not in packed
    for wrong in answers(master.path):
        assert wrong.__name__ not in packed


def test_the_wheel_has_the_library_and_the_learners_check_alone(wheel):
    with zipfile.ZipFile(wheel) as file:
        tops = {name.split("/")[0] for name in file.namelist()}
        [metadata] = [file.read(name).decode() for name in file.namelist() if name.endswith("/METADATA")]
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tconv_lib", "tconv_check"}
    assert "Requires-Python: >=3.11\n" in metadata
    assert re.findall(r"Requires-Dist: (.*)", metadata) == ["numpy>=2"]


def test_both_distributions_have_one_version_and_one_floor_of_numpy():
    root = Path(__file__).parents[2]
    course, learners = (
        tomllib.loads((root / name).read_text())["project"] for name in ("pyproject.toml", "tconv_check/pyproject.toml")
    )
    assert [learners[key] for key in ("version", "dependencies", "license")] == [
        course[key] for key in ("version", "dependencies", "license")
    ]


def test_learners_are_told_in_the_zip_and_in_the_notebook_what_is_there_when_it_is_graded(course):
    with zipfile.ZipFile(course.root / "release" / "scatter.zip") as file:
        start = file.read("scatter/START.txt").decode()
        notebook = nbformat.reads(file.read("scatter/scatter.ipynb").decode(), as_version=4)
        [wheel] = [name for name in file.namelist() if name.endswith(".whl")]
    assert CONDITIONS in " ".join(start.split())
    assert notebook.cells[0].source.endswith(CONDITIONS)
    assert sum(CONDITIONS in cell.source for cell in notebook.cells) == 1
    assert f"pip install jupyterlab nbgrader ./{Path(wheel).name}" in start
    assert "python -m tconv_check scatter.ipynb" in start
    assert max(map(len, start.splitlines())) < 80


def test_nothing_of_an_answer_or_a_hidden_case_is_anywhere_in_the_released_file(course):
    master = load(course.assignments()["scatter"])
    shown = "\n".join(visible_part(cell.source) for cell in master.of_role("test"))
    file = json.dumps(nbformat.read(course.notebook("release", "scatter"), as_version=4), ensure_ascii=False)
    for line in [*solution_lines(master), *hidden_lines(master)]:
        assert line in shown or json.dumps(line, ensure_ascii=False)[1:-1] not in file, line


def test_releasing_twice_changes_nothing(own_course, wheel):
    paths = own_course.choose(["scatter"])
    [archive] = release(own_course, paths, wheel)
    before = archive.read_bytes()
    [again] = release(own_course, paths, wheel)
    assert again.read_bytes() == before


def test_cells_cannot_change_once_there_are_submissions(own_course, wheel, tmp_path):
    from autograder import gradebook

    marks = gradebook.Marks("ann", "scatter", {}, frozenset(), None)
    gradebook.record(own_course.db, own_course.name, [marks])
    changed = tmp_path / "changed"
    changed.mkdir()
    text = own_course.assignments()["scatter"].read_text()
    (changed / "scatter.md").write_text(text.replace("name: worked_example", "name: another_name", 1))
    (own_course.root / "course.toml").write_text(f'name = "course"\nmasters = ["{changed}"]\n')
    course = Course.open(own_course.root)
    with pytest.raises(ReleaseError, match="Cannot add or remove cells"):
        release(course, course.choose(["scatter"]), wheel)


def test_plain_nbgrader_makes_the_same_release(own_course):
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import PyFileConfigLoader

    ours = own_course.notebook("release", "scatter").read_bytes()
    config = PyFileConfigLoader("nbgrader_config.py", path=str(own_course.root)).load_config()
    result = NbGraderAPI(config=config).generate_assignment("scatter", force=True)
    assert result["success"], result["log"]
    assert own_course.notebook("release", "scatter").read_bytes() == ours
