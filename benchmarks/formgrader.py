"""Formgrader with a large class: what each page takes in a browser, without and with our indexes.

``python benchmarks/formgrader.py [NUMBER]``. The class is graded with its execution replayed, as in ``bookkeeping.py``.
Beside the seconds until the page is complete stands what its server used of the processor, which a busy machine does
not change. ``strict`` is ``c.ExchangeSubmit.strict = True`` in ``nbgrader_config.py``: nbgrader then looks for no file.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bookkeeping import ROOT, STEM, hand_in

sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright

from autograder.course import Course
from autograder.gradebook.database import Gradebook
from autograder.gradebook.indexes import add_indexes
from autograder.release import build_wheel, release
from tests.autograder.test_jupyter import Server
from tests.chromium import FLAGS

ROWS = "document.querySelectorAll('#main-table tbody tr a, #main-table tr a').length > 5"
OPENED = "window.formgrader?.grades?.loaded && window.formgrader.comments.loaded"
PATIENCE = 900_000  # milliseconds


def main() -> None:
    """Print a table, and keep it in ``benchmarks/results/formgrader.json``."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        course = a_class(Path(folder), number)
        for kind in ("as nbgrader makes it", "with indexes", "with indexes, strict"):
            if kind == "with indexes":
                Gradebook(course.db, course.name).within(add_indexes)
            elif kind.endswith("strict"):
                config = course.root / "nbgrader_config.py"
                config.write_text(f"{config.read_text()}\nc.ExchangeSubmit.strict = True\n")
            for page, seconds, used in pages(course, Path(folder) / "home"):
                rows.append(
                    {"gradebook": kind, "page": page, "seconds": round(seconds, 2), "processor": round(used, 2)}
                )
                print(f"{kind:24} {page:14} {seconds:8.2f} s, {used:7.2f} of the processor", flush=True)
    result = {"python": platform.python_version(), "load": os.getloadavg(), "submissions": number, "rows": rows}
    (ROOT / "benchmarks" / "results" / "formgrader.json").write_text(json.dumps(result, indent=1) + "\n")


def a_class(folder: Path, number: int) -> Course:
    """Return the course of a graded class, in a gradebook without any index of ours."""
    course = Course.create(folder / "course", [ROOT / "solutions"])
    release(course, course.choose([STEM]), build_wheel(folder / "built"))
    hand_in(course, number)
    script = ROOT / "benchmarks" / "bookkeeping.py"
    subprocess.run([sys.executable, script, "--one", str(course.root), course.db], check=True, capture_output=True)
    return course


def pages(course: Course, home: Path) -> Iterator[tuple[str, float, float]]:
    """Yield each page with its seconds, and those of the processor that the server used."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        [(one,)] = book.execute("SELECT id FROM submitted_notebook ORDER BY id LIMIT 1 OFFSET 7")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    server = Server("server", course.root, home)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
            page = browser.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"{server.address}formgrader?token=secret")
            for name, place, complete in (
                ("submissions", f"manage_submissions/{STEM}", ROWS),
                ("manual grading", f"gradebook/{STEM}/{STEM}", ROWS),
                ("students", "manage_students", ROWS),
                ("one submission", f"submissions/{one}/", OPENED),
            ):
                yield name, *taken(page, server, f"{server.address}formgrader/{place}", complete)
            browser.close()
    finally:
        server.stop()


def taken(page: Page, server: Any, address: str, complete: str) -> tuple[float, float]:
    """Return the seconds until a page is complete, and those of its server."""
    began, used = time.perf_counter(), processor(server.process.pid)
    page.goto(address)
    page.wait_for_function(complete)
    return time.perf_counter() - began, processor(server.process.pid) - used


def processor(pid: int) -> float:
    """Return the seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
