"""Processor time of grading one submission: a start, a call, a notebook; ours beside nbgrader's own.

``python benchmarks/executor_cpu.py [NUMBER] [STEM…]``, as root on Linux: a control group counts all processes' time.
Both sides are measured at the margin: what one submission more costs in a class. Every assignment is measured with
all answers right and with none; a row has the medians of NUMBER rounds, of three if it is not said.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.cell import Role, grade_id, read, with_answer  # noqa: E402
from autograder.course import Course  # noqa: E402
from autograder.grading.executor import SandboxKind, executor  # noqa: E402
from autograder.grading.inbox import Submission  # noqa: E402
from autograder.grading.matching import Assignment  # noqa: E402
from autograder.grading.one import grade_submission  # noqa: E402
from autograder.markers import starter  # noqa: E402
from autograder.release import build_wheel, release  # noqa: E402
from autograder.sandbox.launch import Launcher  # noqa: E402

ROUNDS = 3
"""Times both sides of a row are measured, in turn: a machine has slow and fast minutes."""
KERNEL = """
import sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3")
client.execute_interactive("import numpy as np\\ndef f(x):\\n    return 2 * x")
for _ in range(int(sys.argv[1])):
    client.execute_interactive("assert (f(np.ones(3)) == 2 * np.ones(3)).all()")
client.stop_channels()
manager.shutdown_kernel(now=True)
"""


class Meter:
    """The processor time of this process and all its descendants, dead ones and the kernel's work for them too."""

    def __init__(self) -> None:
        folders = [Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified")]
        base = next((folder for folder in folders if (folder / "cgroup.controllers").exists()), None)
        if base is None or not os.access(base, os.W_OK):
            sys.exit("needs a writable control group (version 2): run as root")
        self.group = base / f"tconv-benchmark-{os.getpid()}"
        self.before = base / "cgroup.procs"
        self.group.mkdir()
        (self.group / "cgroup.procs").write_text(str(os.getpid()))

    def seconds(self) -> float:
        """Return the time until now."""
        lines = (self.group / "cpu.stat").read_text(encoding="utf-8").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("usage_usec"))) / 1e6

    def close(self) -> None:
        """Leave the group."""
        self.before.write_text(str(os.getpid()))
        with contextlib.suppress(OSError):
            self.group.rmdir()


def margin(meter: Meter, run: Callable[[int], object], few: int, many: int) -> float:
    """Return the milliseconds that one more costs."""
    times = []
    for count in (few, many):
        began = meter.seconds()
        run(count)
        times.append(meter.seconds() - began)
    return (times[1] - times[0]) / (many - few) * 1000


def submission(course: Course, stem: str, answer: Callable[[str], str]) -> str:
    """Return what was released, with the master's solutions gone through ``answer`` in its answer cells."""
    source = nbformat.read(course.notebook("source", stem), as_version=4)
    solutions = {cell.grade_id: cell.source for cell in map(read, source.cells) if cell.role is Role.SOLUTION}
    notebook = nbformat.read(course.notebook("release", stem), as_version=4)
    for place, node in enumerate(notebook.cells):
        if (name := grade_id(node)) in solutions:
            notebook.cells[place] = with_answer(node, answer(solutions[name]))
    return nbformat.writes(notebook)


def kernels(count: int) -> None:
    """Start and stop a kernel ``count`` times."""
    for _ in range(count):
        subprocess.run([sys.executable, "-c", KERNEL, "0"], check=True, stderr=subprocess.DEVNULL)


def calls_of_a_kernel(count: int) -> None:
    """Make calls in one kernel."""
    subprocess.run([sys.executable, "-c", KERNEL, str(count)], check=True, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def a_course(stem: str) -> Iterator[Course]:
    """Lend a course with one assignment released."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course.create(Path(folder) / "course", [ROOT / "solutions"])
        release(course, course.choose([stem]), build_wheel(Path(folder) / "wheel"))
        yield course


def vanilla(course: Course, stem: str, text: str) -> Callable[[int], None]:
    """Return what grades ``count`` new submissions with nbgrader's own execution."""
    config = "from nbgrader.converters.autograde import Autograde\n"
    for step in ("sanitize", "autograde"):
        config += f"c.Autograde.{step}_preprocessors = Autograde.class_traits()['{step}_preprocessors'].default()\n"
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(config)

    runs = itertools.count()

    def run(count: int) -> None:
        name = f"{len(text)}x{next(runs)}"
        for number in range(count):
            path = course.notebook("submitted", stem, f"{name}x{number}")
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "nbgrader", "autograde", stem, "--student", f"{name}x*"]
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)

    return run


def ours(stem: str, text: str, source: str) -> Callable[[int], None]:
    """Return what grades a submission ``count`` times with ours: read, restore, run, score, write as text."""
    assignment, data = Assignment.of(nbformat.reads(source, as_version=4)), text.encode()
    run_in = executor(SandboxKind.BWRAP, source)

    def run(count: int) -> None:
        for _ in range(count):
            grade_submission(Submission("s", stem, data), assignment, run_in, 7)

    run(2)
    return run


def starts(count: int) -> None:
    """Start and end a sandbox ``count`` times."""
    with Launcher() as launcher:
        for _ in range(count):
            launcher.fork().kill()


def main() -> None:
    """Measure, print a table and keep it."""
    words = sys.argv[1:]
    rounds = int(words.pop(0)) if words and words[0].isdigit() else ROUNDS
    stems = words or sorted(path.stem for path in (ROOT / "solutions").glob("*.md"))
    meter = Meter()
    rows: list[dict[str, object]] = []

    def row(what: str, own: float, other: float) -> None:
        rows.append(
            {"what": what, "ours_ms": round(own, 3), "nbgrader_ms": round(other, 1), "times": round(other / own)}
        )
        print(f"{what:32} {own:9.2f} ms {other:9.1f} ms {other / own:7.0f} x", flush=True)

    print(f"{'processor time of one':32} {'ours':>12} {'nbgrader':>12}")
    totals = {"right": [0.0, 0.0], "untouched": [0.0, 0.0]}
    try:
        row("start of a sandbox / kernel", margin(meter, starts, 5, 55), margin(meter, kernels, 1, 4))
        row("call of a function", _call_margin(meter), margin(meter, calls_of_a_kernel, 20, 120))
        for stem in stems:
            with a_course(stem) as course:
                source = course.notebook("source", stem).read_text(encoding="utf-8")
                for name, answer in (("right", str), ("untouched", starter)):
                    text = submission(course, stem, answer)
                    sides = ours(stem, text, source), vanilla(course, stem, text)
                    both = [(margin(meter, sides[0], 5, 25), margin(meter, sides[1], 1, 4)) for _ in range(rounds)]
                    medians = [statistics.median(side) for side in zip(*both, strict=True)]
                    row(f"{stem}, {name}", *medians)
                    totals[name] = [total + one for total, one in zip(totals[name], medians, strict=True)]
        for name, (own_total, other_total) in totals.items():
            row(f"mean notebook, {name}", own_total / len(stems), other_total / len(stems))
    finally:
        meter.close()
    result = {
        "benchmark": "executor_cpu",
        "date": time.strftime("%Y-%m-%d"),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "nbgrader": version("nbgrader"),
        "numpy": version("numpy"),
        "rounds": rounds,
        "load": os.getloadavg(),
        "rows": rows,
    }
    path = ROOT / "benchmarks" / "results" / "executor_cpu.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _call_margin(meter: Meter) -> float:
    """Return what one more call in a test costs, both passes and the other process included."""
    from nbformat.v4 import new_code_cell, new_notebook  # noqa: PLC0415 - for this row alone

    def cell(role: str, text: str) -> nbformat.NotebookNode:
        flags = {"grade": role == "test", "solution": role == "solution", "grade_id": role, "points": 1}
        return new_code_cell(text, metadata={"autograder": {"role": role}, "nbgrader": flags})

    def notebook(count: int) -> nbformat.NotebookNode:
        test = f"for i in range({count}):\n    assert (f(np.full(3, i)) == 2 * i).all()"
        cells = [("setup", "import numpy as np"), ("solution", "def f(x):\n    return 2 * x"), ("test", test)]
        return new_notebook(cells=[cell(role, text) for role, text in cells])

    def cost(count: int) -> float:
        made = notebook(count)
        run_in = executor(SandboxKind.BWRAP, nbformat.writes(made))
        run_in.run(made, seed=7)
        return margin(meter, lambda repeat: [run_in.run(made, seed=7) for _ in range(repeat)], 5, 25)

    return (cost(400) - cost(100)) / 600


if __name__ == "__main__":
    main()
