"""The totals and the filter of the claims page, and the lists of its rows in the chapters."""

import pytest
from bs4 import BeautifulSoup

from web.book.directives.ledger import Article, read

CLAIMS = """---
orphan: true
---
# Claims

```{ledger}
```

(article-0)=
## The notes

(claim-0-1)=
### 0.1 It gets $s$ times larger

[**Imprecise.**]{.verdict .verdict-imprecise} [Sentence 1.]{.place}

Not always.
See {doc}`page`.

(claim-0-2)=
### 0.2 It has a `stride`

[**Right.**]{.verdict .verdict-right} [Sentence 2.]{.place}

See {doc}`other` and {doc}`page`.

(article-1)=
## The recipe

(claim-1-1)=
### 1.1 It is the {doc}`page`

[**Wrong.**]{.verdict .verdict-wrong} [Step 1.]{.place}

See {doc}`other`.
"""
PAGE = "---\norphan: true\n---\n# Page\n\n```{sources}\nOne is *right*.\n```\n"
MARKS = {"myst_enable_extensions": ["attrs_inline", "dollarmath"]}


def build(book, text=PAGE, name="page"):
    """Build the claims, the page and the other one that they name, and return one of them."""
    for stem, content in {"claims": CLAIMS, "page": PAGE, "other": PAGE}.items():
        (book.root / f"{stem}.md").write_text(content, encoding="utf-8")
    return book.build(text, name=name, **MARKS)


@pytest.fixture(scope="module")
def claims(book_of_the_module):
    page = build(book_of_the_module, CLAIMS, "claims")
    assert not book_of_the_module.warnings
    return page


def test_rows_are_read_with_their_article_verdict_and_the_chapters_of_their_last_line(tmp_path):
    (tmp_path / "claims.md").write_text(CLAIMS, encoding="utf-8")
    notes, recipe = read(tmp_path / "claims.md")
    assert (notes.anchor, notes.name, recipe.name) == ("article-0", "The notes", "The recipe")
    assert [(row.number, row.verdict, row.chapters) for row in notes.rows] == [
        ("0.1", "imprecise", {"page"}),
        ("0.2", "right", {"page", "other"}),
    ]
    assert isinstance(recipe, Article)
    assert recipe.rows[0].chapters == {"other"}


def test_the_totals_count_the_rows_by_article_and_verdict(claims):
    lines = [[cell.get_text(strip=True) for cell in line.select("th, td")] for line in claims.select("table tr")]
    assert lines == [
        ["", "right", "imprecise", "wrong", "all"],
        ["The notes", "1", "1", "0", "2"],
        ["The recipe", "0", "0", "1", "1"],
        ["All", "1", "1", "1", "3"],
    ]


def test_the_filter_has_a_labelled_button_for_each_verdict_and_each_article(claims):
    verdicts, articles = claims.select(".ledger-filter fieldset")
    assert [label.text for label in verdicts.select("label")] == ["all verdicts", "right", "imprecise", "wrong"]
    assert [label.text for label in articles.select("label")] == ["all articles", "The notes", "The recipe"]
    for group in (verdicts, articles):
        buttons = group.select("input[type=radio]")
        assert [label["for"] for label in group.select("label")] == [button["id"] for button in buttons]
        assert len({button["name"] for button in buttons}) == 1
        assert [button.has_attr("checked") for button in buttons] == [True] + [False] * (len(buttons) - 1)


def test_a_chapter_lists_its_rows_folded_under_a_line_with_the_count(book):
    page = build(book)
    assert not book.warnings
    [folded] = page.select("details.sources")
    assert not folded.has_attr("open")
    assert folded.select_one("summary").text == "2 statements: 1 right, 1 imprecise.\nOne is right."
    assert folded.select_one("summary em").text == "right"
    assert [link["href"] for link in folded.select("li a")] == ["claims.html#claim-0-1", "claims.html#claim-0-2"]
    assert [item.select_one(".verdict").text for item in folded.select("li")] == ["imprecise", "right"]
    assert folded.select_one("li math") is not None


def test_a_chapter_that_no_row_names_is_a_warning_with_its_place(book):
    build(book)
    lonely = book.build(PAGE, name="lonely", **MARKS)
    assert "lonely.md:6: WARNING: no row of claims.md names the chapter lonely" in book.warnings
    assert lonely.select_one("details.sources") is None


def test_a_changed_verdict_changes_an_unchanged_chapter_at_the_next_build(book):
    build(book, CLAIMS, "claims")
    book.build(CLAIMS.replace("Imprecise", "Wrong"), name="claims", **MARKS)
    page = BeautifulSoup((book.site / "page.html").read_text(encoding="utf-8"), "html.parser")
    assert page.select_one("summary").text.startswith("2 statements: 1 right, 1 wrong.")
