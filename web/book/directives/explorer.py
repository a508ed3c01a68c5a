"""``explorer``: the explorer at the layer that the argument names as the explorer's address does; without one, whole.

It stands there as the page shows it before its script has run. Without JavaScript, its picture stays.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util.docutils import SphinxDirective

from web.book.html_nodes import element
from web.book.scripts import NODE

__all__ = ["ExplorerDirective", "still"]

WITHOUT = "With JavaScript, this layer can be changed and stepped through here."
STILL = Path(__file__).parents[2] / "explorer" / "still.js"


def still(**data: str) -> str:
    """Return the explorer as markup, as its script would build it first in an element with these data attributes.

    Raises
    ------
    ConfigError
        if the script fails; the message is Node's.
    """
    done = subprocess.run([NODE, STILL, json.dumps(data)], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise ConfigError(f"the explorer of {data} cannot be drawn:\n{done.stderr.strip()}")
    return done.stdout


class ExplorerDirective(SphinxDirective):
    """Place the explorer, and say what the reader misses without JavaScript."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place, with the state that the script reads."""
        waiting = element("noscript", element("p", nodes.Text(WITHOUT), class_="explorer-waiting"))
        data = {"state": self.arguments[0]} if self.arguments else {}
        attributes = {f"data_{name}": value for name, value in data.items()}
        return [element("div", nodes.raw("", still(**data), format="html"), waiting, class_="explorer", **attributes)]
