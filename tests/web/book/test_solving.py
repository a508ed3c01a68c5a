"""The exercises as data of the pages: the whole in one edition, and nothing private in the other."""

import hashlib
import html
import json
import re
import zipfile

import pytest

from tests.masters import MASTERS
from tests.web.built import ROOT, built_site
from web.book.notebook import WHEEL
from web.book.solving import as_given, chapter, exercises


@pytest.mark.slow
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


def lines_of(text):
    """Lines without their indentation, also those of code within JSON."""
    return {line.strip() for line in re.split(r"\n|\\n", text)}


def read(paths):
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


def written_in(folder):
    """All text under a folder, that of wheels too, without tags."""
    for path in folder.rglob("*"):
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(".py")]
                yield from (archive.read(name).decode(errors="replace") for name in names)
        elif path.suffix == ".html":
            yield html.unescape(re.sub("<[^<>]*>", "", read([path])))
        elif path.suffix in {".ipynb", ".js", ".json", ".md", ".py", ".txt"}:
            yield read([path])


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["self", "class"])
def test_no_line_of_a_wrong_answer_is_anywhere_in_the_site(edition):
    ours = lines_of(read([*ROOT.glob("solutions/*.md"), *ROOT.glob("chapters/*.md"), *ROOT.glob("tconv_lib/**/*.py")]))
    code = lines_of(read(ROOT.glob("solutions/mutants/*.py"))) - ours
    wrong = {line for line in code if len(line) >= 40 and not re.match("#|@|from |import |def ", line)}
    written = set().union(*map(lines_of, written_in(built_site(edition))))
    assert len(wrong) > 500
    assert len(ours & written) > 1_000, "as code stands in pages and notebooks"
    assert wrong & written == set()
