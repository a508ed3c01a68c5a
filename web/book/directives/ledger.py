"""``ledger`` and ``sources``: the totals and the filter of the claims page, and what the articles say on a chapter.

Both read the rows of ``claims.md`` in the chapter's folder, so that a verdict stands in one place. The filter is made
of radio buttons; the style hides the rows, and a browser without it shows all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from web.book.html_nodes import element

__all__ = ["Article", "LedgerDirective", "Row", "SourcesDirective", "read"]

VERDICTS = ("right", "imprecise", "wrong")
ARTICLE = re.compile(r"^\((?P<anchor>article-\d+)\)=\n## (?P<name>.+)$", re.MULTILINE)
ROW = re.compile(
    r"^\((?P<anchor>claim-\d+-\d+)\)=\n### (?P<number>\d+\.\d+) (?P<statement>.+)\n\n"
    r"\[\*\*(?P<verdict>\w+)\.\*\*\]\{\.verdict [^}]*\}.*\n\n(?P<note>(?:.+\n)+)",
    re.MULTILINE,
)
CHAPTER = re.compile(r"\{doc\}`(\w+)`")
LOGGER = logging.getLogger(__name__)


class Row(NamedTuple):
    """One statement: where it stands on the page, its verdict, and the chapters that its last line names."""

    anchor: str
    number: str
    statement: str
    verdict: str
    chapters: frozenset[str]


@dataclass(frozen=True)
class Article:
    """One article, with its rows in the order of the page."""

    anchor: str
    name: str
    rows: tuple[Row, ...]


class LedgerDirective(SphinxDirective):
    """Place the table of the totals, and the choice of what is shown."""

    def run(self) -> list[nodes.Node]:
        """Return the table and two groups of radio buttons."""
        articles = read(_page(self))
        return [
            *self.parse_text_to_nodes(_totals(articles)),
            element(
                "div",
                _choice("Show", "verdict", {"all": "all verdicts"} | {verdict: verdict for verdict in VERDICTS}),
                _choice(
                    "Of", "article", {"all": "all articles"} | {_digits(article): article.name for article in articles}
                ),
                class_="ledger-filter",
            ),
        ]


class SourcesDirective(SphinxDirective):
    """Fold the rows whose last line names this chapter; the content is a sentence for the line that is always seen."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the folded list, or nothing after a warning if no row names this chapter."""
        page, chapter = _page(self), Path(self.env.docname).name
        self.env.note_dependency(str(page))
        articles = [
            Article(article.anchor, article.name, rows)
            for article in read(page)
            if (rows := tuple(row for row in article.rows if chapter in row.chapters))
        ]
        if not articles:
            LOGGER.warning("no row of %s names the chapter %s", page.name, chapter, location=self.get_location())
            return []
        summary = "\n".join([_counted(articles), *self.content])
        [line] = self.parse_text_to_nodes(summary)
        return [
            element(
                "details",
                element("summary", *line.children),
                *self.parse_text_to_nodes("\n\n".join(map(_listed, articles))),
                class_="sources",
            )
        ]


def read(page: Path) -> list[Article]:
    """Return the articles of the claims page with their rows."""
    text = page.read_text(encoding="utf-8")
    heads = list(ARTICLE.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        Article(head["anchor"], head["name"], tuple(map(_row, ROW.finditer(text, head.end(), end))))
        for head, end in zip(heads, ends, strict=True)
    ]


def _row(found: re.Match[str]) -> Row:
    last = found["note"].splitlines()[-1]
    return Row(
        found["anchor"],
        found["number"],
        found["statement"],
        found["verdict"].lower(),
        frozenset(CHAPTER.findall(last)),
    )


def _page(directive: SphinxDirective) -> Path:
    return Path(directive.env.doc2path(directive.env.docname)).with_name("claims.md")


def _digits(article: Article) -> str:
    return article.anchor.removeprefix("article-")


def _totals(articles: list[Article]) -> str:
    """Return a Markdown table: a line an article, a column a verdict, and the sums."""
    counts = [(f"{{ref}}`{article.name} <{article.anchor}>`", _count([article])) for article in articles]
    counts.append(("**All**", _count(articles)))
    lines = ["| | " + " | ".join(map(_marked, VERDICTS)) + " | all |", "|---" + "|--:" * (len(VERDICTS) + 1) + "|"]
    for name, count in counts:
        cells = [name, *(str(count[verdict]) for verdict in VERDICTS), str(count.total())]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _count(articles: list[Article]) -> Counter[str]:
    return Counter(row.verdict for article in articles for row in article.rows)


def _counted(articles: list[Article]) -> str:
    """Return the totals as a sentence.

    Examples
    --------
    >>> row = Row("claim-0-1", "0.1", "It shrinks", "right", frozenset())
    >>> _counted([Article("article-0", "The notes", (row, row._replace(verdict="wrong")))])
    '2 statements: 1 right, 1 wrong.'
    """
    count = _count(articles)
    parts = ", ".join(f"{count[verdict]} {verdict}" for verdict in VERDICTS if count[verdict])
    return f"{count.total()} statement{'s' if count.total() > 1 else ''}: {parts}."


def _listed(article: Article) -> str:
    """Return Markdown: the name of an article, and a list of its rows with links."""
    lines = [f"- {{ref}}`{row.number} <{row.anchor}>` {row.statement}: {_marked(row.verdict)}" for row in article.rows]
    return "\n".join([f"**{article.name}**", "", *lines])


def _marked(verdict: str) -> str:
    return f"[{verdict}]{{.verdict .verdict-{verdict}}}"


def _choice(legend: str, name: str, choices: dict[str, str]) -> nodes.Element:
    fieldset = element("fieldset", element("legend", nodes.Text(legend)))
    for key, text in choices.items():
        shown = f"show-{name}-{key}"
        chosen = {"checked": ""} if key == "all" else {}
        fieldset += element("input", type="radio", name=f"show-{name}", id=shown, **chosen)
        fieldset += element("label", nodes.Text(text), for_=shown)
    return fieldset
