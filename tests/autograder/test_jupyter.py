"""What instructors and students see: formgrader and JupyterLab in Chromium, and nbgrader's own commands."""

import csv
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
import urllib3
from click.testing import CliRunner
from playwright.sync_api import expect

from autograder.cell import grade_id
from autograder.cli import cli
from autograder.course import Course
from autograder.sample.usual import KINDS
from tests.autograder.classroom import rows
from tests.chromium import chromium

pytestmark = pytest.mark.slow

TOOLS = Path(sys.executable).parent
PATIENCE = 60  # seconds until something that never comes is given up
WRONG = """\
def stamp1d(x, w, stride, dilation):
    if stride < 1 or dilation < 1:
        raise ValueError("stride and dilation must be at least 1")
    out = np.zeros(stride * len(x) + dilation * (len(w) - 1) + 1)
    for j in range(len(x)):
        for t in range(len(w)):
            out[stride * j + dilation * t] += x[j] * w[t]
    return out"""
RIGHT = WRONG.replace("stride * len(x) +", "stride * (len(x) - 1) +")


class Server:
    """One Jupyter server on a free port of this machine, with no setting of the user who runs the tests."""

    def __init__(self, kind, folder, home):
        options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
        self.process = subprocess.Popen(
            [TOOLS / f"jupyter-{kind}", *options, "--IdentityProvider.token=secret"],
            cwd=folder,
            env=environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said, found = [], queue.Queue()
        self.listener = threading.Thread(target=self._listen, args=[found])
        self.listener.start()
        try:
            self.address = found.get(timeout=PATIENCE)
        except queue.Empty:
            self.address = None
        if self.address is None:
            self.stop()
            pytest.fail("no server:\n" + "".join(self.said))
        # a Jupyter server prints its address before it listens
        urllib3.request("GET", f"{self.address}api", retries=urllib3.Retry(connect=10, backoff_factor=0.1))

    def _listen(self, found):
        """Read all that the server says, so that it never waits; its address is part of it."""
        for line in self.process.stderr:
            self.said.append(line)
            if match := re.search(r"http://127\.0\.0\.1:\d+/", line):
                found.put(match[0])
        found.put(None)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
            self.listener.join()
            self.process.stderr.close()


def environment(home):
    own = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
    return os.environ | own | {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "PATH": path}


@pytest.fixture(scope="module")
def browser():
    expect.set_options(timeout=1000 * PATIENCE)
    with chromium() as browser:
        yield browser


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start(kind, folder):
        servers.append(Server(kind, folder, tmp_path / "home"))
        return servers[-1].address

    (tmp_path / "home").mkdir()
    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(1000 * PATIENCE)
    context.route(lambda address: "//127.0.0.1" not in address, lambda route: route.abort())
    yield context.new_page()
    context.close()


@pytest.fixture
def class_course(graded, tmp_path):
    """Return a copy of the graded class that a test may change."""
    shutil.copytree(graded.root, tmp_path / "course")
    return Course.open(tmp_path / "course")


@pytest.fixture
def student(graded, tmp_path):
    """Return the folder of a student who has unpacked the zip and answered all but ``stamp1d``."""
    with zipfile.ZipFile(graded.root / "release" / "scatter.zip") as archive:
        archive.extractall(tmp_path)
    path = tmp_path / "scatter" / "scatter.ipynb"
    notebook = nbformat.read(path, as_version=4)
    answers = {cell.grade_id: cell.source for cell in graded.master("scatter").of_role("solution")}
    for cell in notebook.cells:
        if grade_id(cell) in answers.keys() - {"stamp1d"}:
            cell.source = answers[grade_id(cell)]
    nbformat.write(notebook, path)
    return path.parent


def run(command, folder, home):
    """Run one of nbgrader's commands and return all that it says."""
    done = subprocess.run(
        [TOOLS / "nbgrader", *command.split()],
        cwd=folder,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stdout.replace("Traceback (most recent call last)\n    Cell", "")
    return done.returncode, done.stdout


def points_shown(table):
    """Read who has how many points from one of formgrader's tables."""
    rows = [[cell.strip() for cell in row.split("\t")] for row in table.inner_text().splitlines() if "/" in row]
    return {next(c for c in cells if c in KINDS): next(c for c in cells if "/" in c) for cells in rows}


def test_formgrader_shows_the_class_and_grading_again_keeps_what_is_entered_there(class_course, serve, page):
    before = {row["student"]: row for row in rows(class_course)}
    server = serve("server", class_course.root)
    table = page.locator("#main-table")

    page.goto(f"{server}formgrader?token=secret")
    expect(table.locator("tr", has_text="scatter").locator(".num-submissions")).to_have_text(str(len(KINDS) - 1))

    page.get_by_role("link", name="Manage Students").click()
    expect(table.locator("tr")).to_have_count(len(KINDS))
    assert points_shown(table) == {name: f"{row['score']:g} / 22" for name, row in before.items()}

    page.get_by_role("link", name="Manual Grading").click()
    for here in ("gradebook", "gradebook/scatter"):  # the assignment, then its notebook
        page.wait_for_url(f"**/formgrader/{here}")
        table.get_by_role("link", name="scatter").click()
    page.wait_for_url("**/formgrader/gradebook/scatter/scatter")
    expect(table.locator("tr")).to_have_count(len(KINDS) - 1)
    page.get_by_role("button", name="Show All Names").click()
    handed_in = {name: f"{row['score']:g} / 22" for name, row in before.items() if row["status"] != "missing"}
    assert points_shown(table) == handed_in

    table.get_by_role("link", name="chen").click()
    page.wait_for_function("window.formgrader?.grades?.loaded && window.formgrader.comments.loaded")
    score, comment = page.locator("#contributors-worked_example"), page.locator("#contributors-comment")
    expect(score).to_have_attribute("placeholder", "0")
    expect(page.locator("#notebook-container").first).to_contain_text("CheckFailed: contributors(2, 3, 3, 2, 1)")
    for field, text, api in ((score, "0.5", "/api/grade/"), (comment, "The stride is missing.", "/api/comment/")):
        with page.expect_response(lambda reply, api=api: api in reply.url and reply.request.method == "PUT") as saved:
            field.fill(text)
            field.blur()
        assert saved.value.ok

    result = CliRunner().invoke(cli, ["grade", "scatter", "--again", "--course", str(class_course.root)])
    assert result.exit_code == 0, result.output
    after = {row["student"]: row["score"] for row in rows(class_course)}
    assert after == {name: row["score"] for name, row in before.items()} | {"chen": before["chen"]["score"] + 0.5}
    page.reload()
    page.wait_for_function("window.formgrader?.grades?.loaded && window.formgrader.comments.loaded")
    expect(score).to_have_value("0.5")
    expect(comment).to_have_value("The stride is missing.")


def test_plain_nbgrader_commands_work_on_the_course(class_course, tmp_path):
    table = (class_course.root / "grades.csv").read_bytes()
    release = (("release_assignment scatter", "Released as: course scatter"), ("list", "course scatter"))
    grade = (
        ("autograde scatter --student dora --force", "Autograding"),
        ("generate_feedback scatter --student dora --force", "feedback/dora/scatter/scatter.html"),
        ("export", "Exporting grades to"),
    )

    def obey(commands):
        for command, says in commands:
            code, said = run(command, class_course.root, tmp_path)
            assert code == 0, said
            assert says in said
            assert "ERROR" not in said

    with ThreadPoolExecutor() as pool:
        list(pool.map(obey, (release, grade)))
    assert (class_course.root / "grades.csv").read_bytes() == table
    with (class_course.root / "nbgrader_grades.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == {row["student"]: row["score"] for row in rows(class_course)}


def test_a_student_answers_validates_and_runs_the_notebook_in_jupyterlab(student, serve, page):
    server = serve("lab", student)
    page.goto(f"{server}lab/tree/scatter.ipynb?token=secret")
    notebook = page.locator(".jp-Notebook")
    answer = notebook.locator(".jp-CodeCell .cm-content", has_text="def stamp1d(")
    dialog = page.get_by_role("dialog")
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible()

    def validate(code):
        answer.click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(code)
        page.get_by_role("button", name="Validate").click()
        expect(dialog).to_contain_text("Validation Results")
        said = dialog.inner_text()
        dialog.get_by_role("button", name="Ok").click()
        return said

    said = validate(WRONG)
    assert said.count("The following cell failed:") == 5
    assert "CheckFailed: stamp1d(x, w, 3, 2): wrong shape\n" in said
    assert "expected shape (8,), received shape (11,)\n" in said
    assert "assertions.py" not in said
    assert max(len(report.splitlines()) for report in said.split("The following cell failed:")) < 30

    assert "Success! Your notebook passes all the tests." in validate(RIGHT)

    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = notebook.locator(".jp-CodeCell").last.locator(".jp-InputPrompt")
    expect(last).to_have_text(re.compile(r"\[\d+\]:"))
    expect(notebook.locator("[data-mime-type$='error'], [data-mime-type$='stderr']")).to_have_count(0)


def test_nbgrader_validate_says_which_test_failed_with_what(student, tmp_path):
    path = student / "scatter.ipynb"
    notebook = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if grade_id(cell) == "stamp1d").source = WRONG
    nbformat.write(notebook, path)
    code, said = run("validate scatter.ipynb", student, tmp_path)
    assert code == 0
    assert "VALIDATION FAILED ON 5 CELL(S)!" in said
    assert "    CheckFailed: stamp1d(x, w, 3, 2): wrong shape\n" in said
    assert "assertions.py" not in said
