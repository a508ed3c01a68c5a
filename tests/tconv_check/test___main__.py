"""``python -m tconv_check``."""

import subprocess
import sys
from pathlib import Path


def test_without_a_file_it_says_how_it_is_used_and_exits_with_2():
    command = [sys.executable, "-m", "tconv_check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 2
    assert "usage" in (done.stdout + done.stderr).lower()
    assert "Traceback" not in done.stderr
