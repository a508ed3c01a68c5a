"""What every process of a run shares: the first that asks makes it, the others wait for it and find it."""

import fcntl
import os
import shutil


def once(tmp_path_factory, name, make):
    """Return a folder of this run that ``make`` has filled, in whichever process came first."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, made = base / name, base / f"{name}.made"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # a half of it, where making it failed before
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
