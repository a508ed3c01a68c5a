"""What must hold of the repository itself: nothing generated, no path of a machine, the same stem everywhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WITHOUT_CODE = {"intro", "notation", "claims", "glossary", "cheat_sheet", "instructor_guide", "references"}
WITHOUT_CODE |= {"explorer", "explain", "sizes", "progress"}
GENERATED = {"docs/screenshot.png", "web/package-lock.json", "constraints.txt"}
DRAWN_BY_HAND = {"web/theme/static/favicon.svg"}
GENERATED_FOLDERS = ("tests/oracles/", "benchmarks/results/")
BINARY = re.compile(r"\.(ipynb|png|jpe?g|gif|svg|ico|pdf|zip|whl|pyc|so|db|woff2?|ttf|wasm|map|min\.js|min\.css)$")


@pytest.fixture(scope="session")
def tracked():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def chapters():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    sections = [*toc.get("chapters", []), *(c for part in toc.get("parts", []) for c in part["chapters"])]
    return [toc["root"], *(section["file"] for section in sections)]


def test_nothing_generated_is_tracked_but_what_the_design_names(tracked):
    found = [name for name in tracked if BINARY.search(name) and name not in GENERATED | DRAWN_BY_HAND]
    assert [name for name in found if not name.startswith(GENERATED_FOLDERS)] == []


def test_no_tracked_file_names_a_machine_or_a_registry(tracked):
    place = re.compile(
        r"/(root|work|opt)/[\w.]|/home/\w|/Users/\w|[A-Z]:\\\\Users|file:///|\+cpu\b|registry\.npmjs|pypi\.org|pythonhosted"
    )
    itself = Path(__file__).relative_to(ROOT).as_posix()
    found = []
    for name in tracked:
        if name != itself and not BINARY.search(name):
            text = (ROOT / name).read_text(encoding="utf-8")
            found += [f"{name}: {match[0]}" for match in place.finditer(text)]
    assert found == []


def test_every_chapter_stands_in_the_table_of_contents():
    assert sorted(chapters()) == sorted(f"chapters/{path.stem}" for path in (ROOT / "chapters").glob("*.md"))


PACKAGES = ("tconv_lib", "tconv_check", "autograder", "web")
LAWS = {
    # tests of more than one module, by what they hold together
    "autograder/test_attacks.py": "the corpus of attacks against the grader, and against a naive one",
    "autograder/test_found.py": "holes that a fresh attacker found, each closed",
    "autograder/feedback/test_stale.py": "pages of withdrawn work go, and nothing else",
    "autograder/feedback/test_written.py": "pages of a class, from the gradebook, in a browser and out of it",
    "autograder/gradebook/test_table_files.py": "tables beside other programs' files",
    "autograder/grading/test_remark.py": "what is graded without a sandbox says so everywhere",
    "autograder/grading/test_workers_stopped.py": "workers end with the run that they work for",
    "autograder/test_cli_manual.py": "every command's help is a manual, and a second run changes nothing",
    "autograder/test_console_summary.py": "what stands at the end of a run",
    "autograder/test_exchange.py": "two users and nbgrader's exchange, there and back",
    "autograder/test_killed.py": "kill -9 of whatever takes part in a run: nothing is lost, and nothing is twice",
    "autograder/test_executor_parity.py": "the executor gives the points of the contract's own trial, in any order",
    "autograder/test_hand_ins.py": "hand-ins as they really come, end to end",
    "autograder/test_nbgraders_own_tests.py": "nbgrader's own tests with our steps in place",
    "autograder/test_jupyter.py": "JupyterLab, formgrader and Validate, as people use them",
    "autograder/test_mutated_kinds.py": "the same of every kind of the sample class, and none earns more than before",
    "autograder/test_mutilated.py": "whatever is done to a submission, it becomes a row",
    "tconv_check/test_grader_parity.py": "the learner's check says of the visible tests what the grader says",
    "autograder/test_parity.py": "nbgrader's own execution gives the same points",
    "tconv_lib/test_doctests.py": "every example of the library runs",
    "tconv_lib/test_lazy_import.py": "integer code imports no NumPy",
    "tconv_lib/test_refusals.py": "every wrong argument of every public function is one GeometryError",
    "tconv_lib/test_routes.py": "all routes are equal, to the last bit on integers",
    "web/box/test_box.py": "the error box in a browser, a reader's way through it, and attacks",
    "web/box/test_calculator.py": "the size calculator in a browser",
    "web/box/test_report.py": "the page's answers in Node, against Python's",
    "web/exercise/test_kept.py": "what a reader's browser keeps of the exercises",
    "web/exercise/test_learner.py": "what a learner sees who solves an exercise in its page",
    "web/exercise/test_solving.py": "an exercise of every chapter, solved in its page",
    "web/exercise/test_stuck.py": "loops, floods, damaged files, slow networks: a reader is never stuck",
    "web/exercise/test_verdicts.py": "the page's verdicts on every answer are the grader's",
    "web/explorer/test_embedded.py": "the explorer in the chapters",
    "web/explorer/test_explorer.py": "the explorer in a browser, against PyTorch",
    "web/explorer/test_geometry.py": "the explorer's geometry in Node, against the library",
    "web/explorer/test_puzzle.py": "the puzzle of the first page in a browser, against PyTorch",
    "web/explorer/test_redraw.py": "the explorer's changes are drawn within a frame",
    "web/test_feedback.py": "feedback pages in a browser: accessibility, width, print",
    "web/test_report.py": "the instructor's report in a browser: accessibility, width, print",
    "web/test_doctests.py": "every example of the pictures and the book runs",
    "web/test_hosted.py": "the site as files, as a zip and as the sample workflow publishes it",
    "web/test_pages.py": "every page in a browser: weight, requests, accessibility",
    "web/test_readers.py": "whole ways through the book: by keyboard, on a phone, without JavaScript",
    "web/test_reading.py": "a reader's way through the pages in a browser",
}


def test_every_module_has_its_tests_at_the_same_place_and_every_test_its_module():
    modules = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.stem != "__init__" and not {"templates", "node_modules"} & {*path.parts}
    }
    scripts = {path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "web" / "explorer").glob("*.js")}
    found = {path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    found -= {name for name in found if name.startswith("course/")} | LAWS.keys()
    tested = {str(Path(name).with_name(Path(name).name.removeprefix("test_")).with_suffix("")) for name in found}
    assert {"without tests": sorted(modules - tested), "of no module": sorted(tested - modules - scripts)} == {
        "without tests": [],
        "of no module": [],
    }
    assert [name for name in LAWS if not (ROOT / "tests" / name).is_file()] == []


def test_chapter_module_and_exercises_share_one_stem():
    for name in chapters():
        stem = Path(name).name
        if stem not in WITHOUT_CODE:
            assert (ROOT / "tconv_lib" / f"{stem}.py").is_file() or (ROOT / "tconv_lib" / stem).is_dir(), stem
            assert (ROOT / "solutions" / f"{stem}.md").is_file(), stem
            assert (ROOT / "solutions" / "mutants" / f"{stem}.py").is_file(), stem
    stems = {path.stem for path in (ROOT / "solutions").glob("*.md")}
    assert stems <= {Path(name).name for name in chapters()}


def test_prose_has_no_note_to_ourselves(tracked):
    texts = [name for name in tracked if name.endswith(".md")]
    found = [name for name in texts if re.search(r"\b(TODO|FIXME|XXX|TBD)\b", (ROOT / name).read_text())]
    assert found == []


def test_every_command_that_a_recipe_of_the_makefile_runs_is_installed_by_it():
    makefile = (ROOT / "Makefile").read_text()
    recipe = next(line for line in makefile.split("\ntest:")[1].split("\n\n")[:1])
    commands = {line.split()[0].lstrip("@") for line in recipe.splitlines()[1:]}
    named = (ROOT / "pyproject.toml").read_text()
    distribution = {"lint-imports": "import-linter"}
    assert [name for name in sorted(commands) if f'"{distribution.get(name, name)}"' not in named] == []


USING_TESTS = [path for path in (ROOT / "benchmarks").glob("*.py") if "\nfrom tests" in path.read_text()]


@pytest.mark.slow
@pytest.mark.parametrize("path", USING_TESTS, ids=lambda path: path.stem)
def test_a_benchmark_that_borrows_from_the_tests_finds_them_from_anywhere(path, tmp_path):
    code = f"import runpy, sys; sys.path[0] = {str(path.parent)!r}; runpy.run_path({str(path)!r}, run_name='read')"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_versions_are_pinned_and_from_no_local_file():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.\-]+==[\w.!]+", line)] == []
    assert "torch==2.13.0" in lines
    assert "jupyter-book==1.0.4.post1" in lines


def test_every_equation_that_the_library_names_stands_in_its_chapter():
    chapters_there = {Path(name).name: (ROOT / f"{name}.md").read_text() for name in chapters()}
    labels = {
        label for text in chapters_there.values() for label in re.findall(r"^:label: ([\w-]+)$", text, re.MULTILINE)
    }
    named = re.compile(r"(?i:equations?) ((?:\([\w-]+\)(?:, | and )?)+)")
    found = {
        (path.name, label)
        for path in (ROOT / "tconv_lib").rglob("*.py")
        for several in named.findall(path.read_text())
        for label in re.findall(r"\(([\w-]+)\)", several)
    }
    assert len(found) > 30
    assert {(name, label) for name, label in found if label not in labels} == set()
