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


WITHOUT_LINUX = """
import importlib, pkgutil, sys
for name in ("fcntl", "grp", "pwd", "resource", "syslog", "termios"):
    sys.modules[name] = None
import tconv_check
for module in pkgutil.walk_packages(tconv_check.__path__, "tconv_check."):
    if module.name != "tconv_check.__main__":
        importlib.import_module(module.name)
print(len([name for name in sys.modules if name.startswith("tconv_check.inside.")]))
"""


def test_every_module_of_the_wheel_is_imported_where_no_module_of_unix_is(learner_python):
    done = subprocess.run(
        [learner_python, "-I", "-W", "error", "-c", WITHOUT_LINUX], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 10
