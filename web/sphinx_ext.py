"""The book's own part of Sphinx: directives, editions, what makes a page stale, and everything a page must not load.

``_config.yml`` loads it by path, so that it is found in a plain checkout and in no installed package.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from web import html_nodes, mathematics, site
from web.exercise_directive import ExerciseDirective
from web.picture_directive import PictureDirective
from web.quiz_directive import QuizDirective

__all__ = ["EDITIONS", "fingerprint", "setup"]

EDITIONS = ("self", "class")
IMPORTED = (
    "tconv_lib/**/*.py",
    "web/figures/**/*.py",
    "benchmarks/results/*.json",
    "constraints.txt",
)  # what a chapter's cells can see of ours
KEPT_RUNS = 3  # results of the cells, for going back and forth between two states of the library
OURS = (*IMPORTED, "web/*.py", "autograder/cell.py", "autograder/masters/*.py")


def fingerprint(root: Path, patterns: tuple[str, ...]) -> str:
    """Hash names and contents of the files that match.

    jupyter-cache compares a chapter's own cells alone, and Sphinx the chapter's own text: with the library broken, both
    would call a page up to date.
    """
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and the events."""
    app.add_config_value("edition", os.environ.get("EDITION", "self"), "env", [str])
    app.add_config_value("course_fingerprint", "", "env", [str])
    html_nodes.setup(app)
    mathematics.setup(app)
    site.setup(app)
    app.add_directive("exercise", ExerciseDirective)
    app.add_directive("picture", PictureDirective)
    app.add_directive("quiz", QuizDirective)
    app.connect("config-inited", _choose_cache, priority=1)
    app.connect("build-finished", _close, priority=999)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def _choose_cache(app: Sphinx, config: Config) -> None:
    if config.edition not in EDITIONS:
        raise ConfigError(f"EDITION is {config.edition!r}, must be one of {', '.join(EDITIONS)}")
    root = Path(app.srcdir)
    config.course_fingerprint = fingerprint(root, OURS)
    cache = root / "_build" / "executed" / fingerprint(root, IMPORTED)
    cache.mkdir(parents=True, exist_ok=True)
    cache.touch()
    config.nb_execution_cache_path = str(cache)
    # Kernels import this checkout's library, also where another one is installed.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))


def _close(app: Sphinx, exception: Exception | None) -> None:
    """Stamp a build without a warning; after any other one, read everything again.

    Sphinx does not warn twice of a page that it has read, so that the second build of a broken chapter would be green.
    """
    stamp = Path(app.outdir).parent / "built"
    if exception is not None or app._warncount:  # noqa: SLF001 - Sphinx has no public count
        stamp.unlink(missing_ok=True)
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    elif app.builder.format == "html":
        stamp.touch()
        runs = sorted(Path(app.config.nb_execution_cache_path).parent.iterdir(), key=lambda run: run.stat().st_mtime)
        for old in runs[:-KEPT_RUNS]:
            shutil.rmtree(old)
