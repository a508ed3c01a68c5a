"""Run a few lines of JavaScript with the explorer's modules, without a browser."""

import json
import subprocess

from tests.web.built import ROOT
from web.book.scripts import NODE


def run(imports, body):
    """Return what ``body`` returns; ``imports`` are modules of ``web/explorer`` with the names that it uses."""
    lines = [
        f"import {{ {names} }} from {json.dumps((ROOT / 'web' / 'explorer' / module).as_uri())};"
        for module, names in imports.items()
    ]
    script = "\n".join([*lines, f"console.log(JSON.stringify((() => {{ {body} }})()));"])
    command = [NODE, "--input-type=module"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
