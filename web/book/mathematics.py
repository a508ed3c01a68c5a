"""Formulas, which KaTeX sets while the book is built, so that a page needs neither a script nor another host.

KaTeX runs in one Node process for each build, which reads one formula a line.
Node comes from PyPI; KaTeX, its style and its fonts come from npm.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from web.book.scripts import NODE

__all__ = ["Katex", "bind_punctuation", "setup"]

DIST = Path("web/node_modules/katex/dist")
STYLE = "katex/katex.min.css"
OTHER_FORMATS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)')
OPTIONS = {"throwOnError": True, "strict": "ignore"}
PUNCTUATION = re.compile(r"[.,;:!?)]+")
SHORT = 30
LOGGER = logging.getLogger(__name__)


class Katex:
    """KaTeX in a Node process, which ends at the latest when this process does.

    Parameters
    ----------
    script : path of ``katex.min.js``
    """

    def __init__(self, script: Path) -> None:
        self._set = cache(self._ask)
        self._process = subprocess.Popen(
            [NODE, Path(__file__).with_name("katex_lines.cjs"), script.resolve()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def html(self, latex: str, *, display: bool = False) -> str:
        """Return the HTML of one formula.

        Raises
        ------
        ValueError
            with KaTeX's message, if it cannot read the formula.
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
    renderer = _Renderer()
    app.add_html_math_renderer(
        "katex_static", inline_renderers=(renderer.inline, None), block_renderers=(renderer.display, None)
    )
    app.connect("builder-inited", renderer.start)
    app.connect("doctree-resolved", lambda _app, doctree, _page: bind_punctuation(doctree))
    app.connect("build-finished", renderer.stop)


def bind_punctuation(doctree: nodes.document) -> None:
    """Move punctuation into the short formula before it: browsers would break the line between the two."""
    for formula in doctree.findall(nodes.math):
        following = formula.next_node(descend=False, siblings=True)
        if len(formula.astext()) > SHORT or not isinstance(following, nodes.Text):
            continue
        if found := PUNCTUATION.match(following.astext()):
            formula["punctuation"] = found[0]
            place = formula.parent.index(formula) + 1  # an equal text may stand before the formula
            formula.parent[place] = nodes.Text(following.astext()[found.end() :])


class _Renderer:
    """KaTeX for one build, and the writers of formulas that use it."""

    def __init__(self) -> None:
        self._katex: Katex | None = None

    def start(self, app: Sphinx) -> None:
        """Start KaTeX, and copy its style and fonts to the pages."""
        if not isinstance(app.builder, StandaloneHTMLBuilder):
            return
        dist = Path(app.srcdir) / DIST
        if not dist.is_dir():
            raise ConfigError(f"{DIST} is missing, `make site` installs it")
        self._katex = Katex(dist / "katex.min.js")

        style = Path(app.outdir) / "_static" / STYLE
        (style.parent / "fonts").mkdir(parents=True, exist_ok=True)
        style.write_text(OTHER_FORMATS.sub("", (dist / "katex.min.css").read_text(encoding="utf-8")), encoding="utf-8")
        for font in (dist / "fonts").glob("*.woff2"):
            shutil.copyfile(font, style.parent / "fonts" / font.name)
        app.add_css_file(STYLE, priority=300)

    def stop(self, _app: Sphinx, _exception: Exception | None) -> None:
        if self._katex is not None:
            self._katex.close()

    def inline(self, writer: HTML5Translator, node: nodes.math) -> None:
        formula = f"{writer.starttag(node, 'span', '', CLASS='math')}{self._html(node)}</span>"
        if "punctuation" in node:
            formula = f'<span class="unbroken">{formula}{node["punctuation"]}</span>'
        writer.body.append(formula)
        raise nodes.SkipNode

    def display(self, writer: HTML5Translator, node: nodes.math_block) -> None:
        writer.body.append(writer.starttag(node, "div", "", CLASS="math equation"))
        writer.body.append(f'<div class="equation-body">{self._html(node, display=True)}</div>')
        if node["number"]:
            writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
            writer.add_permalink_ref(node, "Link to this equation")
            writer.body.append("</span>")
        writer.body.append("</div>\n")
        raise nodes.SkipNode

    def _html(self, node: nodes.Element, *, display: bool = False) -> str:
        assert self._katex is not None  # noqa: S101 - only pages in HTML ask for it
        latex = node.astext().strip()
        try:
            return self._katex.html(latex, display=display)
        except ValueError as error:
            LOGGER.warning("%s", error, location=node)
            return f"<code>{latex}</code>"
