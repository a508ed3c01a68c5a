"""The ledger of the articles: each row runs on its own, and its computed verdict is the one that the page prints."""

import ast
import re
from pathlib import Path

import jupytext
import pytest

from web.book.directives.ledger import read

ROOT = Path(__file__).parents[2]
PAGE, TOC = ROOT / "chapters" / "claims.md", ROOT / "_toc.yml"
ROWS_OF = {0: 23, 1: 29, 2: 17, 3: 34, 4: 19}  # the last number of each article
WITHDRAWN = {"2.6"}  # the article does not say it
NOT_RIGHT = {  # as it was decided from the articles, before the code was written
    "imprecise": "0.1 0.21 1.5 1.7 2.7 3.4 3.8 3.11 3.17 4.11 4.12",
    "wrong": "0.3 0.5 0.19 1.12 2.5 3.9 4.2 4.7",
}
EXPECTED = dict.fromkeys(
    (
        number
        for article, last in ROWS_OF.items()
        for row in range(1, last + 1)
        if (number := f"{article}.{row}") not in WITHDRAWN
    ),
    "right",
)
EXPECTED |= {number: verdict for verdict, numbers in NOT_RIGHT.items() for number in numbers.split()}
ROW = re.compile(
    r"^\(claim-(?P<anchor>[\d-]+)\)=\n### (?P<number>\d\.\d+) (?P<statement>\S.*)\n\n"
    r"\[\*\*(?P<shown>\w+)\.\*\*\]\{\.verdict \.verdict-(?P<style>\w+)\} \[(?P<place>[^]]+)\]\{\.place\}\n\n"
    r"(?P<note>(?:.+\n)+)See \{doc\}`(?P<chapter>\w+)`(?: and \{doc\}`(?P<also>\w+)`)?\.\n",
    re.MULTILINE,
)
ORDINAL = re.compile(r"\b(first|second|third|fourth|fifth) source\b", re.IGNORECASE)
LISTED = re.compile(r"^## What the sources say\n\n```\{sources\}\n.+\n```\n\n## ", re.MULTILINE)


def cells(tag):
    return [cell for cell in NOTEBOOK.cells if tag in cell.metadata.get("tags", [])]


def rows():
    """Every claim cell with the match of the text above it, by number."""
    found = {}
    for text, code in zip(NOTEBOOK.cells, NOTEBOOK.cells[1:], strict=False):
        if "claim" in code.metadata.get("tags", []):
            match = ROW.search(text.source + "\n")
            assert match is not None, f"no row above the cell that ends with {code.source.splitlines()[-1]}"
            found[match["number"]] = (match, code.source)
    return found


NOTEBOOK = jupytext.read(PAGE, fmt="md:myst")
ROWS = rows()


def run(source, names, what):
    exec(compile(source, f"<{what}>", "exec"), names)  # noqa: S102 - the page's own code is what is tested


def fresh():
    """Run the judge's cells in a namespace of their own."""
    names = {}
    for cell in cells("judge"):
        run(cell.source, names, "judge")
    return names


@pytest.fixture(scope="module")
def judge():
    return fresh()


def book():
    return set(re.findall(r"file: chapters/(\w+)", TOC.read_text(encoding="utf-8")))


def test_no_row_is_missing_and_none_stands_twice():
    assert list(ROWS) == list(EXPECTED)
    assert len(cells("claim")) == len(EXPECTED)


def test_the_totals_and_the_chapters_lists_know_every_row():
    listed = [(row.number, row.verdict) for article in read(PAGE) for row in article.rows]
    assert listed == list(EXPECTED.items())
    for article in read(PAGE):
        assert {row.anchor.split("-")[1] for row in article.rows} == {article.anchor.removeprefix("article-")}


@pytest.mark.parametrize("number", EXPECTED)
def test_the_page_prints_the_verdict_of_the_table_under_the_rows_own_anchor(number):
    match, _ = ROWS[number]
    assert match["shown"].lower() == match["style"] == EXPECTED[number]
    assert match["anchor"] == number.replace(".", "-")


@pytest.mark.slow
@pytest.mark.parametrize("number", EXPECTED)
def test_the_computed_verdict_is_that_of_the_table(number, judge, capsys):
    judge["VERDICTS"].clear()
    run(ROWS[number][1], dict(judge), f"row {number}")
    assert judge["VERDICTS"] == {number: EXPECTED[number]}
    assert " cases" in capsys.readouterr().out


@pytest.mark.parametrize("number", [number for number, verdict in EXPECTED.items() if verdict != "right"])
def test_a_row_that_is_not_right_says_what_is(number):
    last = ast.parse(ROWS[number][1]).body[-1]
    assert ast.unparse(last).startswith("judge(")
    assert [argument.id for argument in last.value.args if isinstance(argument, ast.Name)][-1] == "truth"


def test_every_row_names_chapters_of_the_book():
    stems = {match[place] for match, _ in ROWS.values() for place in ("chapter", "also")} - {None}
    assert stems <= book()


def test_a_chapter_lists_the_rows_of_the_ledger_and_argues_nowhere_else():
    stems = {match[place] for match, _ in ROWS.values() for place in ("chapter", "also")} - {None}
    for stem in sorted(book() - {"claims"}):
        text = (ROOT / "chapters" / f"{stem}.md").read_text(encoding="utf-8")
        assert bool(LISTED.search(text)) == (stem in stems), stem
        assert "<claim-" not in text, stem


def test_an_article_is_named_by_its_subject_and_never_by_a_number():
    names = [article.name for article in read(PAGE)]
    references = (ROOT / "chapters" / "references.md").read_text(encoding="utf-8")
    assert len(names) == 5
    assert all(f"*{name}*" in references for name in names)
    found = [path.name for path in (ROOT / "chapters").glob("*.md") if ORDINAL.search(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("number", range(2))
def test_the_slips_of_other_texts_are_proved(number, capsys):
    names = fresh()
    slips = cells("slip")
    assert len(slips) == 2
    run(slips[number].source, names, f"slip {number}")
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [(lambda n: n > 0, "right"), (lambda n: n > 1, "imprecise"), (lambda n: n > 9, "wrong")],
)
def test_the_judge_says_right_for_all_imprecise_for_some_wrong_for_none(claim, verdict):
    names = fresh()
    names["judge"]("0.0", verdict, claim, names["over"](n=[1, 2, 3]))
    assert names["VERDICTS"] == {"0.0": verdict}


def test_the_judge_refuses_a_verdict_that_it_did_not_compute():
    names = fresh()
    with pytest.raises(AssertionError, match="computed imprecise, the page says right"):
        names["judge"]("0.0", "right", lambda n: n > 1, names["over"](n=[1, 2]))


def test_the_judge_refuses_a_row_without_cases():
    names = fresh()
    with pytest.raises(ValueError, match="no case"):
        names["judge"]("0.0", "right", lambda n: n > 1, names["over"](lambda n: n > 5, n=[1, 2]))


def test_the_judge_refuses_a_truth_that_fails_in_one_case():
    names = fresh()
    with pytest.raises(AssertionError, match="our own statement fails for"):
        names["judge"]("0.0", "right", lambda n: n > 0, names["over"](n=[1, 2]), lambda n: n > 1)


def test_a_claim_that_breaks_is_not_taken_for_a_wrong_one():
    names = fresh()
    with pytest.raises(ZeroDivisionError):
        names["judge"]("0.0", "wrong", lambda n: 1 / n > 2, names["over"](n=[0]))
