"""Memory of a class run: the peak of the process that reads and records, with notebooks of 5 MiB.

``python benchmarks/memory.py [NUMBER…]`` (100 and 1000 by default). Heavy are the outputs of a cell, which nobody looks
at, or the text of a learner's own cell, which the graded notebook has, too. What is measured is the whole command.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.course import Course  # noqa: E402
from autograder.release import build_wheel, release  # noqa: E402

STEM = "scatter"
SIZE = 5 << 20  # bytes of a notebook
COMMAND = """
import json, sys
from pathlib import Path
from autograder.cli import cli
cli.main(["grade", "--json", *sys.argv[1:]], standalone_mode=False)
status = Path("/proc/self/status").read_text().splitlines()
peak = next(line for line in status if line.startswith("VmHWM"))
print(int(peak.split()[1]) / 1024, file=sys.stderr)
"""


def main() -> None:
    """Print a table, and keep it in ``benchmarks/results/memory.json``."""
    numbers = [int(word) for word in sys.argv[1:]] or [100, 1000]
    found = []
    print(f"{'hand-ins':>9} {'heavy':>8} {'peak MiB':>9} {'seconds':>8}")
    for number in numbers:
        for heavy in ("outputs", "text"):
            row = {"hand_ins": number, "heavy": heavy} | measure(number, heavy)
            found.append(row)
            print(f"{number:9} {heavy:>8} {row['peak_mib']:9.0f} {row['seconds']:8.0f}", flush=True)
    result = {"python": platform.python_version(), "notebook_mib": SIZE >> 20, "rows": found}
    (ROOT / "benchmarks" / "results" / "memory.json").write_text(json.dumps(result, indent=1) + "\n")


def measure(number: int, heavy: str) -> dict[str, float]:
    """Return the peak of the command's own process, and its time."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course.create(Path(folder) / "course", [ROOT / "solutions"])
        release(course, course.choose([STEM]), build_wheel(Path(folder) / "built"))
        made = notebook(course, heavy)
        first = None
        for place in range(number):  # the same bytes, linked: a disk of the usual size holds them
            path = course.notebook("submitted", STEM, f"s{place:05}")
            path.parent.mkdir(parents=True)
            if first is None:
                path.write_bytes(made)
                first = path
            else:
                os.link(first, path)
        before = os.times()
        command = [sys.executable, "-c", COMMAND, STEM, "--course", str(course.root), "--jobs", "2"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        graded = json.loads(done.stdout)["summary"]["counts"]
        if graded != {"graded": number}:
            sys.exit(f"not everybody was graded: {graded}")
        return {"peak_mib": round(float(done.stderr.splitlines()[-1]), 1), "seconds": os.times()[4] - before[4]}


def notebook(course: Course, heavy: str) -> bytes:
    """Return a hand-in of 5 MiB with the right answers."""
    made: dict[str, Any] = json.loads(course.notebook("source", STEM).read_text(encoding="utf-8"))
    room = SIZE - len(json.dumps(made))
    if heavy == "text":
        text = ("a learner's notes, line after line\n" * (room // 36))[:room]
        made["cells"].append({"cell_type": "markdown", "id": "own", "metadata": {}, "source": text})
    else:
        cell = next(cell for cell in made["cells"] if cell["cell_type"] == "code")
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1234567\n"] * (room // 13)}]
    return json.dumps(made).encode()


if __name__ == "__main__":
    main()
