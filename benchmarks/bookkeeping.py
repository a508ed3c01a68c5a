"""Time and memory of all that is not execution: a class of 1k, 10k and 100k, graded by workers that replay a result.

``python benchmarks/bookkeeping.py [NUMBER…] [--postgresql]``. Measured is a first run (everybody is graded, recorded),
and the same run again (nobody is): read, hashed, journalled, put into the gradebook, graded notebooks written. The
hand-ins are one small notebook, linked; each run is a process of its own, and its peak is that process's.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import nbformat  # noqa: E402

from autograder.course import Course  # noqa: E402
from autograder.gradebook.database import Gradebook  # noqa: E402
from autograder.grading import cohort  # noqa: E402
from autograder.grading.executor import SandboxKind  # noqa: E402
from autograder.grading.inbox import Submission  # noqa: E402
from autograder.outcome import Outcome, Status  # noqa: E402
from autograder.release import build_wheel, release  # noqa: E402
from autograder.seed import Secret  # noqa: E402

STEM = "scatter"


class Replay:
    """Workers that give every submission the same result, which was recorded."""

    def __init__(self, source: str) -> None:
        cells = nbformat.reads(source, as_version=4).cells
        graded = [cell for cell in cells if cell.metadata.nbgrader.get("grade")]
        scores = {cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points) for cell in graded}
        self.text = source
        self.outcome = Outcome("", STEM, Status.GRADED, sum(scores.values()), scores=scores, seconds=0.04)

    def map(self, _work: Callable[..., Any], tasks: Iterable[Submission]) -> Iterator[Any]:
        """Yield the recorded result for each."""
        for task in tasks:
            yield task, (dataclasses.replace(self.outcome, student=task.student), self.text)


def main() -> None:
    """Print a table, and keep it in ``benchmarks/results/bookkeeping.json``."""
    if sys.argv[1:2] == ["--one"]:
        run(Path(sys.argv[2]), sys.argv[3])
        return
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()] or [1_000, 10_000, 100_000]
    servers = ["sqlite", "postgresql"] if "--postgresql" in sys.argv else ["sqlite"]
    rows = []
    head = f"{'database':>10} {'rows':>8} {'run':>6} {'seconds':>8} {'of the processor':>16}"
    print(f"{head} {'ms a row':>9} {'peak MiB':>9}")
    for kind in servers:
        for number in numbers:
            for row in measure(kind, number):
                rows.append(row)
                used = row["processor_seconds"]
                times = f"{row['seconds']:8.1f} {used:16.1f} {1000 * used / number:9.2f}"
                print(f"{kind:>10} {number:8} {row['run']:>6} {times} {row['peak_mib']:9.0f}", flush=True)
    result = {"python": platform.python_version(), "load": os.getloadavg(), "rows": rows}
    (ROOT / "benchmarks" / "results" / "bookkeeping.json").write_text(json.dumps(result, indent=1) + "\n")


def measure(kind: str, number: int) -> Iterator[dict[str, Any]]:
    """Yield what a first and a second run take."""
    from tests.autograder.postgres import server  # noqa: PLC0415 - asks for pytest

    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        course = Course.create(Path(folder) / "course", [ROOT / "solutions"])
        release(course, course.choose([STEM]), build_wheel(Path(folder) / "built"))
        hand_in(course, number)
        url = course.db if kind == "sqlite" else stack.enter_context(server()).url
        for name in ("first", "again"):
            command = [sys.executable, __file__, "--one", str(course.root), url]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
            yield {"database": kind, "rows": number, "run": name} | json.loads(done.stdout)


def hand_in(course: Course, number: int) -> None:
    """Hand in the released notebook for everybody; a file has so many names only, so a few bear them."""
    data = course.notebook("release", STEM).read_bytes()
    first = None
    for place in range(number):
        path = course.notebook("submitted", STEM, f"s{place:06}")
        path.parent.mkdir(parents=True)
        if place % 30_000 == 0:
            path.write_bytes(data)
            first = path
        elif first is not None:
            os.link(first, path)


def run(root: Path, url: str) -> None:
    """Grade in this process, and print seconds and peak."""
    course = Course.open(root, db=url)
    source = course.notebook("source", STEM).read_text(encoding="utf-8")
    how = cohort.How(SandboxKind.BWRAP, Secret("1"))
    gradebook = Gradebook(course.db, course.name)
    workers: Any = Replay(source)
    began, used = time.perf_counter(), time.process_time()
    cohort.grade_all(course, {STEM: source}, gradebook=gradebook, workers=workers, how=how)
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    print(
        json.dumps(
            {
                "seconds": round(seconds, 2),
                "processor_seconds": round(processor, 2),
                "peak_mib": round(int(peak.split()[1]) / 1024, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
