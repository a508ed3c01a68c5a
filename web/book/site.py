"""The files that a page loads, and the files beside the pages.

The parent themes add two megabytes that this book does not need, and two extensions that jupyter-book always loads name
other hosts. This module lists what a page may load; everything else is removed.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NotRequired, Protocol, TypedDict
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from autograder.masters.master import find_masters, load
from web.book import landing
from web.book.card import SIZE, alternative, card, drawing
from web.book.directives.explorer import still
from web.book.notebook import SITE, as_notebook, is_notebook
from web.book.scripts import BUNDLES, bundle
from web.book.solving import exercises

__all__ = ["named_chinese", "robots", "setup", "sitemap"]

UNUSED = ("sphinx_thebe", "sphinx_comments")
THEME = Path(__file__).parents[1] / "theme"
MODULES = Path("web/node_modules")
TEXT_FONTS = (
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    "@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2",
)
# Font to load before the style is read, so that the text does not move -> the mark of the pages that need it.
PRELOADED = {
    "fonts/source-serif-4-latin-wght-normal.woff2": "",
    "fonts/source-serif-4-latin-400-italic.woff2": "<em>",
    "katex/fonts/KaTeX_Main-Regular.woff2": 'class="katex',
    "katex/fonts/KaTeX_Math-Italic.woff2": 'class="katex',
    "katex/fonts/KaTeX_Main-Italic.woff2": 'class="mord mathit"',
}
LANDING = "index"
"""The first page of the site; a book whose root has this name has no other."""
DESCRIPTION = 200
EMPTY_HEAD = re.compile(r"<th([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>")
TEXT = re.compile(r"(?:\A|(?<=>))[^<]+")
CHINESE = re.compile("[\u3400-\u9fff](?:[\u3001-\u9fff\uff00-\uffef, ]*[\u3400-\u9fff])?")
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
HEADING = re.compile(r'\s(?:aria-level="\d"|role="heading")')

# File name -> the mark of the pages that need it; the empty mark is on every page.
STYLES = {"book.css": "", "katex/katex.min.css": 'class="katex', "sphinx-design.min.css": 'class="sd-'}
SCRIPTS = {
    "documentation_options.js": "",
    "doctools.js": "",
    "sphinx_highlight.js": "",
    "clipboard.min.js": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "book.js": "",
    "explorer.js": 'class="explorer',
    "error-box.js": 'class="error-box"',
    "sizes.js": 'class="size-calculator"',
    "exercise.js": 'class="exercise-body"',
    "progress.js": "",
}
CARD = "card.png"
KEPT = (
    CARD,
    "exercise-editor.js",
    "exercise-worker.js",
    "exercises",
    "favicon.svg",
    "fonts",
    "language_data.js",
    "pyodide",
    "searchtools.js",
    "wheel",
)


class Asset(Protocol):
    """A style or script of Sphinx's."""

    @property
    def filename(self) -> str | os.PathLike[str]: ...


class Tool(TypedDict):
    """A link at the foot of a page."""

    url: str
    text: str
    download: NotRequired[bool]


def setup(app: Sphinx) -> None:
    """Register the theme and connect the events."""
    app.add_config_value("launch", {}, "html", [dict])
    app.add_html_theme("tconv", str(THEME))
    app.connect("config-inited", _configure, priority=2)
    app.connect("builder-inited", _bring_assets)
    app.connect("html-page-context", _complete_page, priority=990)
    app.connect("build-finished", _finish, priority=990)


def sitemap(base: str, pages: Iterable[str]) -> str:
    """Return a sitemap of the pages for search engines, with full addresses.

    Examples
    --------
    >>> print(sitemap("https://example.org/book/", ["index.html"]))
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://example.org/book/index.html</loc></url>
    </urlset>
    """
    urls = "\n".join(f"<url><loc>{base.rstrip('/')}/{page}</loc></url>" for page in sorted(pages))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}\n{urls}\n</urlset>"


def named_chinese(html: str) -> str:
    """Return HTML in which each run of Chinese says that it is Chinese, for screen readers and for the choice of fonts.

    Examples
    --------
    >>> named_chinese('<p title="卷积">A convolution (卷积, 互相关) of a row</p>')
    '<p title="卷积">A convolution (<span lang="zh-Hans">卷积, 互相关</span>) of a row</p>'
    """
    return TEXT.sub(lambda text: CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', text[0]), html)


def robots(base: str) -> str:
    r"""Return a robots.txt that lets every robot in, and names the sitemap if the address of the site is known.

    Examples
    --------
    >>> robots("")
    'User-agent: *\nAllow: /\n'
    """
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {base.rstrip('/')}/sitemap.xml\n" if base else "")


def _configure(app: Sphinx, config: Config) -> None:
    for listeners in app.events.listeners.values():
        for listener in list(listeners):
            if listener.handler.__module__.partition(".")[0] in UNUSED:
                app.disconnect(listener.id)
    config.html_baseurl = os.environ.get("SITE_URL", config.html_baseurl)
    config.html_additional_pages = {"404": "404.html"}
    # The parent's own buttons need files that are removed here.
    config.launch = config.html_theme_options.pop("launch_buttons", {})
    for name in ("book.js", *BUNDLES):
        app.add_js_file(name, loading_method="defer")


def _bring_assets(app: Sphinx) -> None:
    """Write the style from its parts and the scripts from their modules, and copy the fonts."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    if app.config.root_doc != LANDING:  # here, since the table of contents names the root later than `_configure`
        app.config.html_additional_pages[LANDING] = "landing.html"
    static = Path(app.outdir) / "_static"
    (static / "fonts").mkdir(parents=True, exist_ok=True)
    parts = (path.read_text(encoding="utf-8") for path in sorted((THEME / "css").glob("*.css")))
    (static / "book.css").write_text("\n".join(parts), encoding="utf-8")
    for name in TEXT_FONTS:
        shutil.copy(Path(app.srcdir) / MODULES / name, static / "fonts")
    picture = drawing(landing.PICTURE, app.config.html_title, landing.hook())
    (static / CARD).write_bytes(card(Path(app.srcdir), picture))
    constants = {"EXERCISES": exercises(Path(app.srcdir))}
    for name, entry in BUNDLES.items():
        bundle(Path(app.srcdir), entry, static / name, constants)


def _complete_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if page == LANDING and doctree is None:
        context |= landing.facts(Path(app.srcdir))
        context["still"] = still(**context["explorer"])
    body = context.get("body", "") or ""
    body = body.replace("pst-scrollable-table-container", "table-scroll")
    context["body"] = named_chinese(EMPTY_HEAD.sub(r"<td\1></td>", body))  # an empty corner is not a heading
    context["metatags"] = context.get("metatags", "").replace(VIEWPORT, "")  # the parent writes its own
    marked = body or _source(template)
    context["css_files"] = _allowed(context["css_files"], STYLES, marked)
    context["script_files"] = _allowed(context["script_files"], SCRIPTS, marked)
    fonts = (f"_static/{font}" for font, mark in PRELOADED.items() if mark in marked)
    context["fonts"] = [context["pathto"](font, resource=True) for font in fonts]
    context["landing"] = LANDING
    if base := app.config.html_baseurl:  # a preview loads a picture by its full address alone
        text = alternative(landing.PICTURE, context["docstitle"])
        context["card"] = {"url": f"{base.rstrip('/')}/_static/{CARD}", "size": SIZE, "text": text}
    context["edition"] = app.config.edition
    context["home"] = app.config.html_baseurl or "/"
    context["description"] = _description(doctree)
    toctree = context["toctree"](collapse=False, includehidden=True, maxdepth=1, titles_only=True) or ""
    context["contents"] = HEADING.sub("", toctree)  # nor is the caption of a list
    context["page_toc"] = named_chinese(_sections(context.get("toc", "")))
    context["page_tools"] = _page_tools(app, page, context) if doctree is not None else []


def _page_tools(app: Sphinx, page: str, context: dict[str, Any]) -> list[Tool]:
    chapter = Path(app.env.doc2path(page))
    source = chapter.relative_to(app.srcdir).as_posix()
    if not is_notebook(chapter):
        return _repository_tools(app.config, source, launch=False)
    name = f"notebooks/{chapter.stem}.ipynb"
    (Path(app.outdir) / name).parent.mkdir(exist_ok=True)
    masters = find_masters([Path(app.srcdir) / "solutions"])
    master = load(masters[chapter.stem]) if chapter.stem in masters else None
    text = as_notebook(
        chapter, context.get("pageurl") or "", master, app.config.edition, app.config.html_baseurl or SITE
    )
    (Path(app.outdir) / name).write_text(text, encoding="utf-8")
    url = context["pathto"](name, resource=True)
    download: Tool = {"url": url, "text": "Download this chapter as a notebook", "download": True}
    return [download, *_repository_tools(app.config, source, launch=True)]


def _source(template: str) -> str:
    """Return the text of a page that is written as a template."""
    path = THEME / template
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _allowed(files: Iterable[Asset], wanted: dict[str, str], body: str) -> list[Asset]:
    named = ((str(file.filename).removeprefix("_static/"), file) for file in files)
    return [file for name, file in named if name in wanted and wanted[name] in body]


def _description(doctree: nodes.document | None) -> str:
    """Return the first paragraph of running text, shortened."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    text = next((p.astext() for p in paragraphs if isinstance(p.parent, nodes.section)), "")
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= DESCRIPTION else text[:DESCRIPTION].rsplit(" ", 1)[0] + " …"


def _sections(toc: str) -> str:
    """Return the list of the page's sections without the page's title."""
    inner = BeautifulSoup(toc, "html.parser").select_one("li > ul")
    return str(inner) if inner else ""


def _repository_tools(config: Config, source: str, *, launch: bool) -> list[Tool]:
    """Link to the source of a page in the repository of ``_config.yml``, and to the hubs there that launch it."""
    options = config.html_theme_options
    repository = options.get("repository_url", "").rstrip("/")
    if not repository:
        return []
    branch, name = options.get("repository_branch") or "main", repository.rsplit("/", 1)[1]
    tools: list[Tool] = []
    if launch and (binder := config.launch.get("binderhub_url")):
        path = repository.split("/", 3)[3]
        tools.append({"url": f"{binder}/v2/gh/{path}/{branch}?urlpath=lab/tree/{source}", "text": "Open in Binder"})
    if launch and (hub := config.launch.get("jupyterhub_url")):
        query = urlencode({"repo": repository, "branch": branch, "urlpath": f"lab/tree/{name}/{source}"})
        tools.append({"url": f"{hub}/hub/user-redirect/git-pull?{query}", "text": "Open in JupyterHub"})
    tools.append({"url": f"{repository}/edit/{branch}/{source}", "text": "Edit this page"})
    tools.append({"url": f"{repository}/issues/new", "text": "Report a mistake"})
    return tools


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the files beside the pages, and remove the static files that no page loads."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    (out / ".nojekyll").touch()
    (out / "robots.txt").write_text(robots(base), encoding="utf-8")
    if base:
        pages = {LANDING + ".html", *map(app.builder.get_target_uri, app.env.found_docs)}
        (out / "sitemap.xml").write_text(sitemap(base, pages), encoding="utf-8")
    wanted = {*KEPT, *(Path(name).parts[0] for name in (*STYLES, *SCRIPTS))}
    for path in (out / "_static").iterdir():
        if path.name not in wanted:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
