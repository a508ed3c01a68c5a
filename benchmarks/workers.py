"""Two workers against one, both through Dask: the same class graded five times by each, in turns.

``python benchmarks/workers.py [SUBMISSIONS]``. Two schedulers run, one with one worker and one with two; tasks hold up
to 50 submissions. All is on this machine, scheduler and writer too, so that two cores give less than twice the speed.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.course import Course  # noqa: E402
from autograder.grading import cohort  # noqa: E402
from autograder.grading.cluster import Cluster  # noqa: E402
from autograder.grading.executor import SandboxKind, prove_sandbox  # noqa: E402
from autograder.grading.inbox import Submission  # noqa: E402
from autograder.grading.one import Grader  # noqa: E402
from autograder.outcome import Status  # noqa: E402
from autograder.release import build_wheel, release  # noqa: E402
from autograder.seed import Secret  # noqa: E402

STEM, PAIRS, TASK_SECONDS = "scatter", 5, 60.0


def main() -> None:
    """Print each pair and the median, and keep them in ``benchmarks/results/workers.json``."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    started: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory() as folder:
        course = Course.create(Path(folder) / "course", [ROOT / "solutions"])
        release(course, course.choose([STEM]), build_wheel(Path(folder) / "built"))
        how = cohort.How(SandboxKind.BWRAP, Secret("1"))
        sources = cohort.prove(course, [STEM], how)
        data = course.notebook("source", STEM).read_bytes()
        class_ = [Submission(f"s{place}", STEM, data) for place in range(number)]
        work = Grader(sources, {STEM: how.secret.seed(STEM)}, how.sandbox)
        try:
            addresses = {count: start(count, Path(folder), started) for count in (1, 2)}
            rows = []
            for pair in range(PAIRS):
                seconds = {count: measure(addresses[count], work, class_) for count in (1, 2)}
                rows.append(seconds)
                print(f"pair {pair + 1}: {seconds[1]:.1f} s, {seconds[2]:.1f} s, {seconds[1] / seconds[2]:.2f} times")
        finally:
            for process in started:
                process.kill()
                process.wait()
    median = statistics.median(seconds[1] / seconds[2] for seconds in rows)
    print(f"median: {median:.2f} times, {number} submissions, load {os.getloadavg()[0]:.1f}")
    result = {"python": platform.python_version(), "submissions": number, "median": median, "pairs": rows}
    (ROOT / "benchmarks" / "results" / "workers.json").write_text(json.dumps(result, indent=1) + "\n")


def start(count: int, folder: Path, started: list[subprocess.Popen[bytes]]) -> str:
    """Start a scheduler and workers with one thread each; return the scheduler's address."""
    file = folder / f"scheduler{count}.json"
    command = [sys.executable, "-W", "ignore", "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    own = ("--no-dashboard", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    started.append(subprocess.Popen([*command, "distributed.cli.dask_scheduler", *own], cwd=ROOT, **quiet))  # type: ignore[call-overload]
    while not file.exists():
        time.sleep(0.1)
    address = str(json.loads(file.read_text(encoding="utf-8"))["address"])
    words = ("--nthreads", "1", "--no-dashboard", "--nworkers", str(count), "--local-directory", str(folder))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started.append(
        subprocess.Popen([*command, "distributed.cli.dask_worker", address, *words], env=environment, **quiet)  # type: ignore[call-overload]
    )
    return address


def measure(address: str, work: Grader, class_: list[Submission]) -> float:
    """Return the seconds in which a cluster grades the class."""
    prove = partial(prove_sandbox, SandboxKind.BWRAP)
    with Cluster(address, prove=prove, parcel_seconds=TASK_SECONDS) as cluster:
        began = time.perf_counter()
        for _, result in cluster.map(work, class_):
            if result is None or result[0].status is not Status.GRADED:
                sys.exit("somebody was not graded")
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
