"""A plugin for nbgrader's own tests: they run in a course of ours, with its configuration.

Their sources have empty answer cells, which no release of ours would accept; here these are solved.
"""

import json
from importlib import resources
from pathlib import Path

import pytest
from nbgrader.tests.apps.base import BaseTestApp

SOLVED = {"set_a": "a = 1", "quux": "b = 2"}
"""Answers to the questions of nbgrader's ``submitted-unchanged.ipynb``, by grade_id."""
COURSE = """
from pathlib import Path
root = Path({root!r})
"""

copy_file = BaseTestApp._copy_file


def solve(notebook):
    """Put the answers into a source that asks for them."""
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in SOLVED and "NotImplementedError" in "".join(cell["source"]):
            cell["source"] = SOLVED[name]


def copied(self, origin, target):
    """Copy as nbgrader's tests do; what becomes a source is solved."""
    copy_file(self, origin, target)
    path = Path(target)
    if "source" in path.parts and path.suffix == ".ipynb":
        notebook = json.loads(path.read_text())
        solve(notebook)
        path.write_text(json.dumps(notebook))


BaseTestApp._copy_file = copied


@pytest.fixture(autouse=True)
def in_a_course_of_ours(request):
    """Append what ``autograder init`` writes to the configuration that each of nbgrader's tests begins with."""
    if "temp_cwd" not in request.fixturenames:
        return
    request.getfixturevalue("temp_cwd")
    root = Path(request.getfixturevalue("course_dir"))
    (root / "course.toml").write_text('name = "abc101"\nmasters = []\n')
    (root / "seed").write_text("7\n")
    text = resources.files("autograder").joinpath("templates/nbgrader_config.py").read_text()
    kept = text[text.index("# Deleted, edited") :]
    lines = [line for line in kept.splitlines() if not line.startswith("c.ExportPlugin")]
    header = "\nfrom autograder import nbgrader_plugins as plugins\n" + COURSE.format(root=str(root))
    with Path("nbgrader_config.py").open("a") as config:
        config.write(header + "\n".join(lines) + "\n")
