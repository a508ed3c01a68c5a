"""One document of the built pages, for paper: title page, contents, the chapters in their order, hints and solutions.

Links between chapters lead to places in the document. What is folded on a screen is open; what is folded in an exercise
stands at the end of the book. Nothing is left that only a hand could use.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from bs4 import BeautifulSoup, Tag

__all__ = ["on_paper"]

CONTROLS = "script, style, button, form, datalist, .headerlink, .ledger-filter, .stepper > label, .page-toc-fold"
ON_PAPER = ".explorer-shown, .explorer-picture, .explorer-caption, .explorer-paper"
REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
PLACE = re.compile(r"url\(#([^)]+)\)")
STYLES = ("katex/katex.min.css", "sphinx-design.min.css", "book.css")
PARTS = {"tests": "tests", "hint": "hints", "solution": "a solution"}


@dataclass(frozen=True)
class Chapter:
    """A page of the book: its text, and what its places are called in a document of all chapters."""

    path: str
    text: Tag
    names: dict[str, str]

    @property
    def top(self) -> str:
        """The name of the chapter's own place."""
        return self.names[""]

    @property
    def title(self) -> str:
        """What the chapter is called, with its number."""
        heading = self.text.find("h1")
        return " ".join(heading.get_text(" ").split()) if heading else self.path


@dataclass
class _Names:
    """Names that are given out, each once."""

    given: set[str] = field(default_factory=set)

    def new(self, wanted: str, prefix: str) -> str:
        name = wanted if wanted not in self.given else f"{prefix}-{wanted}"
        self.given.add(name)
        return name


def on_paper(site: Path, paths: list[str] | None = None) -> str:
    """Return the document as HTML.

    Parameters
    ----------
    site
        the folder of the built book
    paths
        chapters to print, as they are linked from the root of the site; all in their order if not given

    Raises
    ------
    FileNotFoundError
        if the book is not built, or has no such page
    """
    index = _parsed(site / "genindex.html")
    contents = index.select_one("nav.site-contents")
    if contents is None:
        raise FileNotFoundError(f"{site}: no page here lists the chapters, build the book with `make site`")
    listed = [str(link["href"]) for link in contents.select("a.internal") if ".html" in str(link["href"])]
    names = _Names()
    chapters = {path: _chapter(site, path, names) for path in (paths or list(dict.fromkeys(listed)))}
    brand = index.select_one(".brand span")
    title = brand.get_text() if brand else "The book"
    footer = index.select_one(".site-footer p")
    for chapter in chapters.values():
        _relink(chapter, chapters, site)
    answers = [answer for chapter in chapters.values() for answer in _move_answers(chapter, names)]
    licence = footer.get_text().partition(" No account")[0] if footer else ""
    cover = f'<p class="book-title">{html.escape(title)}</p><p>{html.escape(licence)}</p>'
    body = [f'<section class="title-page">{cover}</section>', _contents(contents, chapters, answers=bool(answers))]
    body += [_section(chapter.top, chapter.text.decode_contents()) for chapter in chapters.values()]
    if answers:
        body.append(_section("answers", f"<h1>Hints and solutions</h1>{''.join(answers)}"))
    links = "".join(
        f'<link rel="stylesheet" href="{(site / "_static" / name).resolve().as_uri()}"/>'
        for name in STYLES
        if (site / "_static" / name).is_file()
    )
    head = f'<meta charset="utf-8"/><title>{html.escape(title)}</title>{links}'
    main = f'<main><article class="prose book">{"".join(body)}</article></main>'
    return f'<!DOCTYPE html><html lang="en" data-theme="light"><head>{head}</head><body>{main}</body></html>'


def _section(name: str, inner: str) -> str:
    return f'<section class="chapter" id="{name}">{inner}</section>'


def _parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def _chapter(site: Path, path: str, names: _Names) -> Chapter:
    """Read a page, leave out what only a screen has, and give each of its places a name of its own."""
    article = _parsed(site / path).select_one("article.prose")
    if article is None:
        raise FileNotFoundError(f"{site / path}: a page without text")
    stem = Path(path).stem
    for part in article.select(CONTROLS):
        part.decompose()
    for waiting in article.select(".explorer"):
        for part in waiting.select(f":is(:scope, .explorer-shown) > :not({ON_PAPER})"):
            part.decompose()
        if waiting.find() is None:
            waiting.decompose()
    for given in article.select("input, output"):
        given.replace_with(str(given.get("value", "")) if given.get("type") in ("number", "text") else given.get_text())
    for number in article.select("h1 .section-number, .exercise-number, .exercise-colon"):
        number.unwrap()  # as text: bookmarks take a heading's words as they stand
    for formula in article.select(".katex"):
        _say_formula(formula)
    called = {"": names.new(f"chapter-{stem}", stem)}
    for place in article.select("[id]"):
        called[str(place["id"])] = place["id"] = names.new(str(place["id"]), stem)
    return Chapter(path, article, called)


def _say_formula(formula: Tag) -> None:
    """Name a formula by its TeX, in place of MathML, which paper does not show."""
    written = formula.select_one("annotation")
    if written is not None:
        formula["role"], formula["aria-label"] = "math", written.get_text()
    for read in formula.select(".katex-mathml"):
        read.decompose()


def _open(folded: Tag) -> None:
    """Make a paragraph of the line that unfolds, and a division of what it unfolds."""
    folded.name = "div"
    folded["class"] = " ".join([*filter(None, folded.get_attribute_list("class")), "unfolded"])
    for shown in folded.select("summary .expanded"):
        shown.decompose()  # what the line says while it is open
    for line in folded.find_all("summary", recursive=False):
        line.name, line["class"] = "p", "unfolded-title"
        for inner in line.find_all(["p", "div"]):
            inner.unwrap()


def _move_answers(chapter: Chapter, names: _Names) -> list[str]:
    """Take what is folded out of the exercises of a chapter, leave a link there, and unfold the rest of it."""
    moved = []
    for exercise in chapter.text.select(".exercise"):
        folded = exercise.select("details[data-part]")
        heading = exercise.find(["h2", "h3", "h4"])
        if not folded or heading is None:
            continue
        name = names.new(f"answer-{exercise.get('id', '')}", chapter.top)
        parts = dict.fromkeys(PARTS.get(str(part["data-part"]), str(part["data-part"])) for part in folded)
        words = " and ".join(", ".join(parts).rsplit(", ", 1)).capitalize()
        for part in folded:
            _open(part.extract())
        text = " ".join(heading.get_text(" ").split())
        lead = BeautifulSoup(
            f'<p class="elsewhere">{words}: <a href="#{name}">at the end of the book</a>.</p>', "html.parser"
        )
        exercise.append(lead)
        number = chapter.title.partition(" ")[0]
        place = f"Chapter {number}, {text}" if number[0].isdigit() else text
        back = f'<p class="elsewhere"><a href="#{exercise["id"]}">The exercise</a></p>'
        inner = f"<h2>{html.escape(place)}</h2>{back}{''.join(map(str, folded))}"
        moved.append(f'<section class="answer" id="{name}">{inner}</section>')
    for other in chapter.text.select("details"):
        _open(other)
    return moved


def _relink(chapter: Chapter, chapters: dict[str, Chapter], site: Path) -> None:
    """Let links lead to places in the document; those to pages that are not in it become plain text."""
    for tag in chapter.text.find_all(True):
        for name in REFERRING:
            if name in tag.attrs:
                tag[name] = " ".join(chapter.names.get(each, each) for each in str(tag[name]).split())
        for name, value in list(tag.attrs.items()):
            if isinstance(value, str) and "url(#" in value:
                tag[name] = PLACE.sub(lambda found: f"url(#{chapter.names.get(found[1], found[1])})", value)
        if "src" in tag.attrs and not urlsplit(str(tag["src"])).scheme:
            tag["src"] = ((site / chapter.path).parent / unquote(str(tag["src"]))).resolve().as_uri()
        if "href" in tag.attrs and not urlsplit(str(tag["href"])).scheme:
            target = _target(site, chapter, str(tag["href"]), chapters)
            if target is None:
                tag.unwrap()
            else:
                tag["href"] = f"#{target}"


def _target(site: Path, chapter: Chapter, link: str, chapters: dict[str, Chapter]) -> str | None:
    """Return the name in the document of what a link leads to, or of its chapter; None if it is not there."""
    path, place = urldefrag(link)
    page = ((site / chapter.path).parent / unquote(path)).resolve() if path else (site / chapter.path).resolve()
    other = next((each for each in chapters.values() if (site / each.path).resolve() == page), None)
    return None if other is None else other.names.get(unquote(place), other.top)


def _contents(contents: Tag, chapters: dict[str, Chapter], *, answers: bool) -> str:
    lines, seen = [], set()
    for tag in contents.select(".caption, a.internal"):
        path = str(tag.get("href", ""))
        if tag.name != "a":
            lines.append(f'<p class="part">{tag.get_text().strip()}</p>')
        elif path in chapters and path not in seen:
            seen.add(path)
            lines.append(f'<p><a href="#{chapters[path].top}">{tag.decode_contents()}</a></p>')
    if answers:
        lines.append('<p><a href="#answers">Hints and solutions</a></p>')
    return f'<section class="book-contents"><h1>Contents</h1>{"".join(lines)}</section>'
