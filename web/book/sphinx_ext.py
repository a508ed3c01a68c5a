"""The Sphinx extension of the book: it registers everything here, chooses the edition, and decides what is up to date.

``_config.yml`` loads it by path, so that it works in a plain checkout; no installed package contains it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.typing import ExtensionMetadata

from web.book import html_nodes, mathematics, site
from web.book.directives.exercise import ExerciseDirective
from web.book.directives.explorer import ExplorerDirective
from web.book.directives.ledger import LedgerDirective, SourcesDirective
from web.book.directives.picture import PictureDirective
from web.book.directives.quiz import QuizDirective
from web.book.directives.scrub import DerivedRole, LayerDirective, ScrubRole, check

__all__ = ["EDITIONS", "fingerprint", "setup"]

EDITIONS = ("self", "class")
IMPORTED = (
    "tconv_lib/**/*.py",
    "web/figures/**/*.py",
    "web/networks/**/*.py",
    "benchmarks/results/*.json",
    "constraints.txt",
)  # our files that a chapter's cells can import or read
KEPT_RUNS = 3  # results of the cells, for several states of the library
OURS = (*IMPORTED, "web/book/**/*.py", "web/explorer/*.js", "autograder/cell.py", "autograder/masters/m*.py")


def fingerprint(root: Path, patterns: tuple[str, ...]) -> str:
    """Return a hash of the names and contents of the files that match.

    jupyter-cache compares only a chapter's own cells, and Sphinx only its own text. With the library broken, both would
    take a page for up to date.
    """
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register nodes, directives and events."""
    app.add_config_value("edition", os.environ.get("EDITION", "self"), "env", [str])
    app.add_config_value("course_fingerprint", "", "env", [str])
    html_nodes.setup(app)
    mathematics.setup(app)
    site.setup(app)
    app.add_directive("exercise", ExerciseDirective)
    app.add_directive("explorer", ExplorerDirective)
    app.add_directive("layer", LayerDirective)
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("picture", PictureDirective)
    app.add_directive("quiz", QuizDirective)
    app.add_directive("sources", SourcesDirective)
    app.add_role("scrub", ScrubRole())
    app.add_role("derived", DerivedRole())
    app.connect("doctree-read", check)
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
    """Stamp a build without warnings; after any other, make the next build read everything again.

    Sphinx warns of a page only when it reads it, so that the second build of a broken chapter would pass.
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
