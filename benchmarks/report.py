"""The instructor's report of a class: milliseconds a submission and memory, at a thousand and at ten thousand.

``python benchmarks/report.py [NUMBER…]``. Everyone's answers are one of the known ones, disguised, and some lines of
their own; one in fifty copies a classmate, disguised again. Nothing is graded: notebooks, journal and gradebook are
written as grading would.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import numpy as np
from layers import save, with_one_thread

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.cell import grade_id  # noqa: E402
from autograder.course import Course  # noqa: E402
from autograder.facts import keep_facts  # noqa: E402
from autograder.feedback.report.known import known_texts  # noqa: E402
from autograder.feedback.report.whole import Report, read_report  # noqa: E402
from autograder.feedback.report.written import write_report  # noqa: E402
from autograder.gradebook.database import Gradebook  # noqa: E402
from autograder.grading.journal import Journal  # noqa: E402
from autograder.outcome import Outcome, Status  # noqa: E402
from autograder.release import build_wheel, release  # noqa: E402
from autograder.sample.disguised import disguised  # noqa: E402

STEM = "scatter"
COPIES = 50  # one in so many copies
CALLS = sorted(name for name in dir(np) if name.islower())
CLASS = datetime(2026, 11, 1)  # noqa: DTZ001 - gradebooks have UTC without a zone


def a_class(folder: Path, number: int) -> Course:
    """Write a class of so many, as it is after grading."""
    course = Course.create(folder / "course", [ROOT / "solutions"])
    release(course, course.choose([STEM]), build_wheel(folder / "wheel"))
    source = nbformat.read(course.notebook("source", STEM), as_version=4)
    master = course.master(STEM)
    known = known_texts(course, master)
    answers = {
        name: [text for label, text in {**known.right, **known.wrong}.items() if label.endswith(f" {name}")]
        for name in master.exercises
    }
    points = {cell.grade_id: cell.points for one in master.exercises.values() for cell in one.tests}
    rng = random.Random(number)  # noqa: S311 - a class, no secret
    handed_in: list[tuple[int, dict[str, str]]] = []
    outcomes = []
    for place in range(number):
        origin = place
        if place % COPIES == COPIES - 1:
            origin, copied = rng.choice(handed_in)
            texts = {name: disguised(text, rng.randrange(2**32)) for name, text in copied.items()}
        else:
            texts = {
                name: f"{disguised(rng.choice(some), rng.randrange(2**32))}\n{own_lines(rng)}"
                for name, some in answers.items()
            }
        handed_in.append((origin, texts))
        student = f"s{place:06}-{origin}"
        for cell in source.cells:
            if grade_id(cell) in texts:
                cell.source = texts[grade_id(cell)]
                keep_facts(
                    cell, likeness=rng.choice(["", "", "as if the stride were 1", "as if the kernel were flipped"])
                )
        path = course.notebook("autograded", STEM, student)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(source), encoding="utf-8")
        scores = {name: rng.choice([0, full, full]) for name, full in points.items()}
        moment = CLASS + timedelta(minutes=rng.randrange(20_000))
        outcomes.append(
            Outcome(
                student,
                STEM,
                Status.GRADED,
                master.points,
                scores=scores,
                timestamp=moment,
                seconds=rng.lognormvariate(-1, 1),
            )
        )
    gradebook = Gradebook(course.db, course.name)
    for begin in range(0, number, 500):
        gradebook.record(outcomes[begin : begin + 500])
    Journal(course.journal).add(outcomes)
    return course


def own_lines(rng: random.Random) -> str:
    """Return a function that nobody else has."""
    lines = []
    for _ in range(rng.randrange(3, 8)):
        call, other = rng.choice(CALLS), rng.choice(CALLS)
        lines.append(
            rng.choice(
                [
                    f"    a = b.{call}(c) {rng.choice('+-*/')} a.{other}()",
                    f"    for c in range(len(a)):\n        b[c] {rng.choice('+-*')}= a[c].{call}(b.{other}(1))",
                    f"    if a.{call}() {rng.choice('<>')} b.{other}(c):\n        c = [b.{call}(d) for d in a]",
                    f"    a, b = a[::b].{call}(), (b {rng.choice('+-*%')} c).{other}(a)",
                ]
            )
        )
    return "def mine(a, b, c):\n" + "\n".join(lines) + "\n    return a\n"


def measure(folder: str) -> None:
    """Make the report of a course, and print what it took."""
    course = Course.open(Path(folder))
    before = most_memory()
    began = time.process_time()
    report: Report = read_report(course, Gradebook(course.db, course.name), [STEM])
    write_report(report, course, course.root / "report.html")
    seconds = time.process_time() - began
    [one] = report.assignments
    pairs = {(first.student, other.student) for p in one.similar.pairs for first in p.ones for other in p.others}
    false = sum(len({student.partition("-")[2] for student in pair}) > 1 for pair in pairs)
    page = (course.root / "report.html").stat().st_size
    print(json.dumps([seconds, before, most_memory(), page, len(pairs) - false, false, one.similar.compared]))


def most_memory() -> float:
    """Return the most memory that this process had at any time, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main() -> None:
    """Measure classes of several sizes, print a table and keep it."""
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2])
        return
    rows: list[dict[str, float]] = []
    head = ("submissions", "ms each", "MiB at start", "MiB at most", "KiB of page", "copies named", "others named")
    print("  ".join(head))
    for number in [int(word) for word in sys.argv[1:]] or [1_000, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            course = a_class(Path(folder), number)
            command = [sys.executable, __file__, "--measure", str(course.root)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, start, peak, page, copies, others, compared = json.loads(done.stdout)
        values = (
            compared,
            round(1000 * seconds / compared, 2),
            round(start),
            round(peak),
            page // 1024,
            copies,
            others,
        )
        rows.append(dict(zip(head, values, strict=True)))
        print("  ".join(f"{value:{len(name)}}" for name, value in rows[-1].items()), flush=True)
    save("report", {"rows": rows})


if __name__ == "__main__":
    with_one_thread()
    main()
