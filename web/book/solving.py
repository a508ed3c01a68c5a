"""What the exercises of the pages run on: the exercises as data, Python for the browser, and the library's wheel.

Each chapter's exercises are written to ``_static/exercises/<stem>.json`` from its master. The ``class`` edition has the
visible tests alone; of known wrong answers both editions have hashes of what they do, never their code.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from autograder.cell import Role
from autograder.markers import starter
from autograder.masters.master import Exercise, Master, find_masters, load
from autograder.masters.mutants import load_answers
from autograder.masters.trial import bounded_memory
from autograder.release import build_wheel
from web.book.edition import texts_of_tests, version
from web.book.notebook import WHEEL
from web.book.pyodide import CORE, FOLDER, LOCK
from web.exercise.runner import Given, fingerprint

__all__ = ["as_given", "chapter", "exercises", "mistakes", "setup"]

LOGGER = logging.getLogger(__name__)
RUNNER = Path("web/exercise/runner.py")
PUBLIC = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
"""Where Pyodide's makers put NumPy's file: asked only if this site has none and the reader agrees."""


def setup(app: Sphinx) -> None:
    """Connect the writing of the files to the end of the build."""
    app.add_config_value("public_numpy", True, "html", [bool])
    app.connect("build-finished", _write, priority=995)  # after what no page loads has been removed


def exercises(root: Path) -> dict[str, list[str]]:
    """Return the names of the exercises of each chapter, by its stem."""
    return {stem: list(load(path).exercises) for stem, path in find_masters([root / "solutions"]).items()}


def chapter(master: Master, edition: str) -> dict[str, dict[str, object]]:
    """Return all exercises of a chapter as its page has them, by name."""
    found: dict[str, dict[str, object]] = {}
    for name, exercise in master.exercises.items():
        given = as_given(master, exercise, edition)
        found[name] = {**given, "mistakes": mistakes(master, given), "version": version(exercise, edition)}
    return found


def as_given(master: Master, exercise: Exercise, edition: str) -> Given:
    """Return an exercise as data; the ``class`` edition has no hidden cases."""
    return {
        "name": exercise.name,
        "setup": master.text_of(Role.SETUP),
        "checks": master.text_of(Role.CHECKS),
        "starter": starter(exercise.solution.source),
        "tests": [
            {"name": test.name, "points": test.points, "source": source}
            for test, source in zip(exercise.tests, texts_of_tests(exercise, edition), strict=True)
        ],
        "mistakes": {},
    }


def mistakes(master: Master, given: Given) -> dict[str, str]:
    """Return the sentence of each known wrong answer by what it does; of two that do the same, the first."""
    found: dict[str, str] = {}
    right: set[str] = set()
    for answer in load_answers(master.path):
        if answer.exercise != given["name"]:
            continue
        with bounded_memory():
            does = fingerprint(given, answer.function)
        if not answer.is_mutant:
            right.add(does)
        elif answer.sentence:
            found.setdefault(does, answer.sentence)
    return {does: sentence for does, sentence in found.items() if does not in right}


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    root, static = Path(app.srcdir), Path(app.outdir) / "_static"
    folder = static / "exercises"
    folder.mkdir(parents=True, exist_ok=True)
    for stem, path in find_masters([root / "solutions"]).items():
        text = json.dumps(chapter(load(path), app.config.edition), ensure_ascii=False)
        (folder / f"{stem}.json").write_text(text, encoding="utf-8")
    if not (root / FOLDER).is_dir():
        LOGGER.info("no Python for the pages: `python -m web.book.pyodide` brings it, and `make site` does so")
        return
    python = static / "pyodide"
    shutil.copytree(root / FOLDER, python, dirs_exist_ok=True)
    shutil.copyfile(root / RUNNER, python / RUNNER.name)
    build_wheel(static / "wheel")
    lock = json.loads((python / LOCK).read_text(encoding="utf-8"))
    numpy, numpy_hash = (lock["packages"]["numpy"][name] for name in ("file_name", "sha256"))
    wheel = f"../../{WHEEL}"
    built = {name: python / name for name in (*CORE, LOCK, RUNNER.name, wheel)}
    files = {
        "wheel": wheel,
        "hashes": {name: _integrity(hashlib.sha256(path.read_bytes()).digest()) for name, path in built.items()},
        "bytes": {name: (python / name).stat().st_size for name in (*built, numpy) if (python / name).is_file()},
        "numpy": numpy,
        "numpyHash": _integrity(bytes.fromhex(numpy_hash)),  # of Pyodide's own list, wherever the file comes from
        "here": (python / numpy).is_file(),
        "public": PUBLIC.format(version=lock["info"]["version"]) if app.config.public_numpy else "",
    }
    files["build"] = hashlib.sha256(json.dumps(files["hashes"]).encode()).hexdigest()[:16]
    (python / "files.json").write_text(json.dumps(files), encoding="utf-8")


def _integrity(digest: bytes) -> str:
    """Return the hash of a file as ``fetch`` takes it."""
    return "sha256-" + base64.b64encode(digest).decode()
