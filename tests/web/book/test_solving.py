"""The exercises as data of the pages: the whole in one edition, and nothing private in the other."""

import hashlib
import json
import re

import pytest

from tests.masters import MASTERS
from tests.web.built import ROOT, built_site
from web.book.notebook import WHEEL
from web.book.solving import as_given, chapter, exercises


def test_every_exercise_of_every_master_is_there():
    assert exercises(ROOT) == {stem: list(master.exercises) for stem, master in MASTERS.items()}
    assert all(exercises(ROOT).values())


@pytest.mark.parametrize("stem", MASTERS)
def test_the_class_edition_has_the_visible_cases_alone(stem):
    for exercise in MASTERS[stem].exercises.values():
        whole, part = (as_given(MASTERS[stem], exercise, edition) for edition in ("self", "class"))
        assert [test["points"] for test in whole["tests"]] == [test["points"] for test in part["tests"]]
        for test, of_class in zip(whole["tests"], part["tests"], strict=True):
            hidden = "".join(
                re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", test["source"], re.DOTALL)
            )
            assert "HIDDEN" not in of_class["source"]
            assert bool(hidden) == (of_class["source"] != test["source"].rstrip())


def test_a_known_mistake_is_a_hash_and_a_sentence():
    given = chapter(MASTERS["padding_crops"], "class")
    found = [item for exercise in given.values() for item in exercise["mistakes"].items()]
    assert found
    assert all(re.fullmatch("[0-9a-f]{24}", does) and sentence.startswith("as if") for does, sentence in found)


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["self", "class"])
def test_the_site_has_what_its_pages_run_on(edition):
    static = built_site(edition) / "_static"
    assert {path.stem for path in (static / "exercises").glob("*.json")} == set(MASTERS)
    files = json.loads((static / "pyodide" / "files.json").read_text())
    assert (static.parent / WHEEL).is_file()
    assert (static / "pyodide" / files["wheel"]).resolve() == (static.parent / WHEEL).resolve()
    for name in (
        "pyodide.js",
        "pyodide.asm.js",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
        "pyodide-lock.json",
        "runner.py",
    ):
        assert name in files["hashes"]
    lock = json.loads((static / "pyodide" / "pyodide-lock.json").read_text())["packages"]["numpy"]
    if files["here"]:
        data = (static / "pyodide" / files["numpy"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == lock["sha256"]
