"""The built book, once a run: what ``make site`` has left if nothing changed since, or built now."""

import fcntl
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "_*.yml",
    "constraints.txt",
    "chapters/**/*",
    "solutions/*.md",
    "tconv_lib/**/*.py",
    "tconv_lib/**/*.json",
    "autograder/**/*.py",
)
SOURCES_OF_THE_PAGES = (
    "web/book/**/*.py",
    "web/book/*.cjs",
    "web/figures/**/*.py",
    "web/networks/**/*.py",
    "web/*.js",
    "web/exercise/*",
    "web/explorer/*.js",
    "web/box/*.js",
    "web/exercise/*",
    "solutions/mutants/*.py",
    "tconv_check/**/*",
    "web/theme/**/*",
    "web/package-lock.json",
)


def built_site(edition="self"):
    """Return the folder of an edition's pages, built without a single warning."""
    output = ROOT if edition == "self" else ROOT / "_build" / edition
    complaint = _complaint(edition, output)
    assert not complaint, complaint
    return output / "_build" / "html"


def build(root, output=None, **environment):
    """Run jupyter-book as ``make site`` does, and return its exit code and what it said."""
    where = ["--path-output", str(output)] if output not in (None, root) else []
    command = [Path(sys.executable).with_name("jupyter-book"), "build", "-W", "-n", "--keep-going", *where, str(root)]
    with TemporaryFile("w+") as said:  # not a pipe: a process that outlives the build would keep it open
        result = subprocess.run(
            command, cwd=root, env=os.environ | environment, stdout=said, stderr=subprocess.STDOUT, check=False
        )
        said.seek(0)
        return result.returncode, said.read()


@cache
def _complaint(edition, output):
    """Build if need be, one at a time, and only once a run also where it fails."""
    stamp = output / "_build" / "built"
    (ROOT / "_build").mkdir(exist_ok=True)
    with (ROOT / "_build" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newest = max(path.stat().st_mtime for path in _sources() if path.is_file())
        if stamp.exists() and stamp.stat().st_mtime >= newest:
            return ""
        code, said = build(ROOT, output, EDITION=edition)
        return said[-6000:] if code else ""


def _sources():
    return (path for pattern in (*SOURCES, *SOURCES_OF_THE_PAGES) for path in ROOT.glob(pattern))
