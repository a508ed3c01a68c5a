"""The ledger of the sources: each row runs on its own, and its computed verdict is the one that the page prints."""

import ast
import re
from pathlib import Path

import jupytext
import pytest

ROOT = Path(__file__).parents[2]
PAGE, TOC = ROOT / "chapters" / "claims.md", ROOT / "_toc.yml"
VERDICT_OF = {"r": "right", "i": "imprecise", "w": "wrong"}
TABLE = {  # the verdicts as they were decided before the page was written, a letter a row
    0: "iiwrwrrriirriririrw",
    1: "rririiirwriwririirrr",
    2: "iirrwiwrwr",
    3: "rrrirrriwriirririrrrrrr",
    4: "iwirrrwiriiirr",
}
EXPECTED = {
    f"{source}.{number}": VERDICT_OF[letter]
    for source, letters in TABLE.items()
    for number, letter in enumerate(letters, start=1)
}
ROW = re.compile(
    r"^\(claim-(?P<anchor>[\d-]+)\)=\n### (?P<number>\d\.\d+) (?P<statement>\S.*)\n\n"
    r"\[\*\*(?P<shown>\w+)\.\*\*\]\{\.verdict \.verdict-(?P<style>\w+)\}\n(?P<truth>(?:.+\n)+)"
    r"See (?P<link>\{doc\})?`(?P<chapter>\w+)`(?: and \{doc\}`(?P<also>\w+)`)?\.\s*\Z",
    re.MULTILINE,
)


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


def test_no_row_is_missing_and_none_stands_twice():
    assert list(ROWS) == list(EXPECTED)
    assert len(cells("claim")) == len(EXPECTED)


@pytest.mark.parametrize("number", EXPECTED)
def test_the_page_prints_the_verdict_of_the_table_under_the_rows_own_anchor(number):
    match, _ = ROWS[number]
    assert match["shown"].lower() == match["style"] == EXPECTED[number]
    assert match["anchor"] == number.replace(".", "-")


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


def test_a_row_links_to_its_chapter_once_that_is_in_the_book():
    book = set(re.findall(r"file: chapters/(\w+)", TOC.read_text(encoding="utf-8")))
    unlinked = {match["chapter"] for match, _ in ROWS.values() if not match["link"]}
    advice = r"sed -i -E 's/^See `(\w+)`\./See {doc}`\1`./' chapters/claims.md links all of them"
    assert not unlinked & book, advice


def test_every_row_names_a_chapter_of_the_course():
    stems = {match[place] for match, _ in ROWS.values() for place in ("chapter", "also")} - {None}
    known = {"sliding_window", "output_size", "valid_same_full", "receptive_field", "scatter", "padding_crops"}
    known |= {"output_padding", "zero_insertion", "matrix", "tensors_autograd", "gradient"}
    known |= {"channels_groups", "upsampling"}
    assert stems <= known


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
    with pytest.raises(AssertionError, match="computed imprecise, the table says right"):
        names["judge"]("0.0", "right", lambda n: n > 1, names["over"](n=[1, 2]))


def test_the_judge_refuses_a_truth_that_fails_in_one_case():
    names = fresh()
    with pytest.raises(AssertionError, match="our own statement fails for"):
        names["judge"]("0.0", "right", lambda n: n > 0, names["over"](n=[1, 2]), lambda n: n > 1)


def test_a_claim_that_breaks_is_not_taken_for_a_wrong_one():
    names = fresh()
    with pytest.raises(ZeroDivisionError):
        names["judge"]("0.0", "wrong", lambda n: 1 / n > 2, names["over"](n=[0]))
