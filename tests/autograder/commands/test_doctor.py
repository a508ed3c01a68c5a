"""``autograder doctor``: exit code and one line for each fault, whoever asks, within 5 s of the processor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCTOR = [sys.executable, "-B", "-c", "from autograder.cli import main; main()", "doctor"]
SECONDS = 5.0
AS_ANOTHER = """
set -e
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/python /mnt/checkout
mount --bind {base} /mnt/python
mount --bind {root} /mnt/checkout
case {base} in /root/*)
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p {base}
    mount --bind /mnt/python {base} ;;
esac
cd {root}
exec setpriv --reuid 65533 --regid 65533 --clear-groups "$@"
"""


def doctor(*words, wrapper=(), **more):
    """Run the command; return what it did, and the seconds of the processor that it and its children took."""
    before = os.times()
    done = subprocess.run([*wrapper, *DOCTOR, *words], capture_output=True, text=True, cwd=ROOT, check=False, **more)
    after = os.times()
    taken = after.children_user + after.children_system - before.children_user - before.children_system
    return done, taken


@pytest.mark.slow
def test_here_all_is_in_order_within_five_seconds_of_the_processor():
    done, taken = doctor()
    assert (done.returncode, done.stderr) == (0, "")
    assert "ok        trial: a good submission got 5 of 5 points, a hostile one 0 of 5 points" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("This machine can grade. Next: autograder init DIR")
    assert taken < SECONDS


@pytest.mark.slow
def test_what_is_missing_is_one_line_each_and_the_trial_waits(tmp_path):
    database = "postgresql+psycopg://me:secret@127.0.0.1:1/none"
    done, _ = doctor("--db", database, env={**os.environ, "PATH": str(tmp_path)})
    assert done.returncode == 1
    first, second, last = done.stderr.splitlines()
    assert first.startswith("missing   bubblewrap: ")
    assert second.startswith("missing   gradebook: ")
    assert last == "error: 2 missing, in the order to mend: bubblewrap, gradebook"
    assert "untried   trial: " in done.stdout


def test_json_is_one_document_with_every_finding(tmp_path):
    done, _ = doctor("--json", env={**os.environ, "PATH": str(tmp_path)})
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"]) == (1, False)
    states = {each["name"]: each["state"] for each in found["findings"]}
    assert states["bubblewrap"] == "missing"
    assert states["trial"] == "untried"
    assert states["Python"] == "ok"


@pytest.mark.slow
def test_an_ordinary_user_is_told_the_same():
    if os.getuid() != 0:
        pytest.fail("the tests run as an ordinary user already: see test_here_all_is_in_order_...")
    script = AS_ANOTHER.format(base=sys.base_prefix, root=ROOT)
    done, _ = doctor(wrapper=["unshare", "--mount", "sh", "-c", script, "sh"])
    assert done.returncode == 0, done.stderr
    assert "ok        trial: a good submission got 5 of 5 points, a hostile one 0 of 5 points" in done.stdout
