"""Source and release notebooks: deterministic, complete for the instructor, stripped for learners."""

import json
import re
import sqlite3
import tomllib
import zipfile
from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.errors import CourseError, ReleaseError
from autograder.markers import visible as visible_part
from autograder.masters.master import load
from autograder.masters.mutants import load_answers
from autograder.masters.source import source_notebook
from autograder.outcome import Outcome, Status
from autograder.release import INSIDE, WALLS, release
from tconv_check.conditions import CONDITIONS
from tests.autograder.classroom import book_of

ROOT = Path(__file__).parents[2]


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
    wrong = load_answers(master.path)
    assert len(wrong) >= 12
    assert [answer.name for answer in wrong if answer.name in packed] == []


def test_the_wheel_has_the_library_and_the_learners_check_alone(wheel):
    with zipfile.ZipFile(wheel) as file:
        tops = {name.split("/")[0] for name in file.namelist()}
        [metadata] = [file.read(name).decode() for name in file.namelist() if name.endswith("/METADATA")]
        names = set(file.namelist())
        inside = {name: file.read(name) for name in names if name.startswith("tconv_check/inside/")}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tconv_lib", "tconv_check"}
    assert {"tconv_lib/__main__.py", "tconv_lib/explain/messages.json"} <= names
    assert "Requires-Python: >=3.11\n" in metadata
    assert re.findall(r"Requires-Dist: (.*)", metadata) == ["numpy>=2", "ipython", "msgpack"]
    theirs = {f"tconv_check/inside/{path.name}": path.read_bytes() for path in (ROOT / INSIDE).glob("*.py")}
    assert inside == {name: text for name, text in theirs.items() if not name.endswith(WALLS)}
    assert len(theirs) == len(inside) + len(WALLS)


def test_both_distributions_have_one_version_and_one_floor_of_numpy():
    root = Path(__file__).parents[2]
    course, learners = (
        tomllib.loads((root / name).read_text())["project"] for name in ("pyproject.toml", "tconv_check/pyproject.toml")
    )
    assert [learners[key] for key in ("version", "license")] == [course[key] for key in ("version", "license")]
    assert {*course["dependencies"]} <= {*learners["dependencies"]}
    assert {*learners["dependencies"]} <= {*course["dependencies"], *course["optional-dependencies"]["grade"]}


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


def state(course):
    """Return all that a release writes: the files of its folders by name, and the gradebook's statements."""
    files = [path for step in ("source", "release") for path in (course.root / step).rglob("*") if path.is_file()]
    with closing(sqlite3.connect(course.db.removeprefix("sqlite:///"))) as book:
        return {path: path.read_bytes() for path in files}, list(book.iterdump())


def with_master(course, folder, change, name="scatter"):
    """Return the course with another master in the place of its own."""
    folder.mkdir(exist_ok=True)
    text = (ROOT / "solutions" / "scatter.md").read_text()
    assert change(text) != text
    (folder / f"{name}.md").write_text(change(text))
    (course.root / "course.toml").write_text(f'name = "course"\nmasters = ["{folder}"]\n')
    return Course.open(course.root)


def test_cells_cannot_change_once_there_are_submissions_and_a_refused_release_changes_nothing(
    own_course, wheel, tmp_path
):
    book_of(own_course).record([Outcome("ann", "scatter", Status.GRADED, 22)])
    before = state(own_course)
    course = with_master(
        own_course, tmp_path / "changed", lambda text: text.replace("name: worked_example", "name: another_name", 1)
    )
    with pytest.raises(ReleaseError, match=r"scatter: 1 have handed in, and its cells change .*--migrate"):
        release(course, course.choose(["scatter"]), wheel)
    assert state(own_course) == before
    assert not list(own_course.root.glob(".release-*"))


@pytest.mark.parametrize("begin", ["#### BEGIN HIDDEN TESTS", "### begin hidden tests", "### BEGIN HIDEN TESTS"])
def test_a_marker_that_is_not_spelt_as_it_must_be_is_refused_by_file_and_line_and_changes_nothing(
    own_course, wheel, tmp_path, begin
):
    before = state(own_course)

    def change(text):
        return text.replace("### BEGIN HIDDEN TESTS", begin, 1).replace(
            "### END HIDDEN TESTS", begin.replace("BEGIN", "END").replace("begin", "end"), 1
        )

    course = with_master(own_course, tmp_path / "changed", change)
    path = tmp_path / "changed" / "scatter.md"
    line = path.read_text().splitlines().index(begin) + 1
    with pytest.raises(CourseError) as caught:
        release(course, course.choose(["scatter"]), wheel)
    assert str(caught.value) == f"{path}: line {line}: {begin!r} must be written '### BEGIN HIDDEN TESTS'"
    assert state(own_course) == before


def test_the_line_is_the_markers_own_also_where_two_cells_say_the_same(own_course, wheel, tmp_path):
    head = "```{code-cell} ipython3\n---\nexercise: stamp1d\nrole: test\nname: NAME\npoints: 1\n---\n"
    cell = f"{head}assert stamp1d\nEND\n```\n"
    first, second = (cell.replace("NAME", name) for name in ("one", "two"))
    right = "\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n"

    def change(text):
        return f"{text}\n{first}\n{second}".replace("END\n```", f"{right}```", 1).replace(
            "END\n```", f"{right}#### END HIDDEN TESTS\n```"
        )

    course = with_master(own_course, tmp_path / "changed", change)
    lines = (tmp_path / "changed" / "scatter.md").read_text().splitlines()
    with pytest.raises(CourseError, match=rf"scatter\.md: line {lines.index('#### END HIDDEN TESTS') + 1}: '#### END"):
        release(course, course.choose(["scatter"]), wheel)


def test_no_master_is_released_where_one_of_them_is_wrong(own_course, wheel, tmp_path):
    before = state(own_course)
    with_master(own_course, tmp_path / "changed", lambda text: text.replace("Three functions", "3 functions"))
    course = with_master(
        own_course, tmp_path / "changed", lambda text: text.replace("### END HIDDEN TESTS", "", 1), name="second"
    )
    with pytest.raises(CourseError, match=r"second\.md: line \d+: '### BEGIN HIDDEN TESTS' has no partner"):
        release(course, course.choose([]), wheel)
    assert state(own_course) == before


def test_a_changed_master_is_released_in_the_place_of_the_old_one_with_the_instructors_files(
    own_course, wheel, tmp_path
):
    (own_course.root / "source" / "scatter" / "data.csv").write_text("1,2\n")
    course = with_master(
        own_course, tmp_path / "changed", lambda text: text.replace("Three functions", "A few functions")
    )
    release(course, course.choose(["scatter"]), wheel)
    for step in ("source", "release"):
        assert "A few functions" in course.notebook(step, "scatter").read_text()
        assert (course.root / step / "scatter" / "data.csv").read_text() == "1,2\n"


def test_what_is_missing_of_a_release_is_made_again(own_course, wheel):
    released = own_course.notebook("release", "scatter")
    before = released.read_bytes()
    released.unlink()
    release(own_course, own_course.choose(["scatter"]), wheel)
    assert released.read_bytes() == before


def test_plain_nbgrader_makes_the_same_release(own_course):
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import PyFileConfigLoader

    ours = own_course.notebook("release", "scatter").read_bytes()
    config = PyFileConfigLoader("nbgrader_config.py", path=str(own_course.root)).load_config()
    result = NbGraderAPI(config=config).generate_assignment("scatter", force=True)
    assert result["success"], result["log"]
    assert own_course.notebook("release", "scatter").read_bytes() == ours


def test_what_is_being_done_is_said_before_it_is_done(own_course, wheel, tmp_path):
    said = []
    step = lambda line: said.append((line, own_course.written("scatter").stat().st_mtime_ns))  # noqa: E731
    before = own_course.written("scatter").stat().st_mtime_ns
    release(own_course, own_course.choose(["scatter"]), wheel, step=step)
    assert said == [("Proving scatter", before), ("Making the release of scatter", before)]
