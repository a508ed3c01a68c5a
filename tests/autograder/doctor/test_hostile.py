"""The hostile answer attacks in earnest: where nothing holds it, each attempt gains something."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.doctor.hostile import ANSWER, GAINED, TRIED

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_without_a_sandbox_every_attempt_gains():
    names = re.search(r"for attempt in \((.+?)\)", ANSWER, re.DOTALL)[1].replace(",", " ").split()
    done = subprocess.run(
        [sys.executable, "-B", "-c", "import numpy as np\n" + ANSWER],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.splitlines() == [*(f"{GAINED} {name}" for name in names), f"{TRIED} {len(names)}"]
    assert len(names) == 8


def test_what_it_returns_is_equal_to_everything():
    import numpy as np

    names = {"np": type("Patched", (), {"asarray": np.asarray})}
    exec(ANSWER[ANSWER.index("class EqualToAll") : ANSWER.index("def no_difference")], names)  # noqa: S102 - ours
    assert names["EqualToAll"]() == 1
