"""Formulas are set by KaTeX while the book is built."""

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.errors import ConfigError

from tests.web.built import ROOT
from web.book.mathematics import Katex, bind_punctuation


@pytest.fixture(scope="module")
def katex():
    katex = Katex(ROOT / "web" / "node_modules" / "katex" / "dist" / "katex.min.js")
    yield katex
    katex.close()


def test_a_formula_has_its_picture_and_its_mathml(katex):
    html = katex.html("o = (i - 1)\\,s + \\kappa - 2p + a", display=True)
    assert 'class="katex-display"' in html
    assert "<math" in html
    assert 'class="katex-display"' not in katex.html("o")


def test_katex_says_what_it_cannot_read_and_sets_the_next_formula(katex):
    with pytest.raises(ValueError, match="KaTeX parse error"):
        katex.html("\\frac{1")
    assert "<math" in katex.html("\\frac{1}{2}")


def paragraph(*children):
    document = new_document("page")
    document += nodes.paragraph("", "", *children)
    return document, document[0]


def test_the_full_stop_after_a_formula_is_taken_from_its_own_place():
    document, text = paragraph(nodes.emphasis("", "a"), nodes.Text("."), nodes.math("", "g"), nodes.Text("."))
    bind_punctuation(document)
    assert [child.astext() for child in text] == ["a", ".", "g", ""]
    assert text[2]["punctuation"] == "."


def test_only_punctuation_is_bound_to_a_formula_and_only_to_a_short_one():
    document, text = paragraph(nodes.math("", "g"), nodes.Text(" and "), nodes.math("", "g" * 31), nodes.Text("."))
    bind_punctuation(document)
    assert [child.astext() for child in text] == ["g", " and ", "g" * 31, "."]
    assert not any("punctuation" in child for child in text.findall(nodes.math))


def test_a_formula_and_its_full_stop_do_not_part(book):
    unbroken = book.build("# Page\n\nSee $x$.\n").select_one(".unbroken")
    assert unbroken.select_one(".math math") is not None
    assert unbroken.text.endswith(".")
    assert not book.warnings


def test_an_equation_with_a_label_has_a_number_and_a_link(book):
    page = book.build("# Page\n\n```{math}\n:label: sum\na + b\n```\n\nBy {eq}`sum`.\n")
    equation = page.select_one("div.math")
    assert equation.select_one(".eqno").text.startswith("(1)")
    assert equation.select_one(".eqno a")["href"] == f"#{equation['id']}"
    assert page.select_one(".equation-body math") is not None


def test_style_and_fonts_stand_beside_the_pages_and_name_one_format(book):
    book.build("# Page\n\n$x$\n")
    katex = book.site / "_static" / "katex"
    fonts = {path.name for path in (katex / "fonts").iterdir()}
    style = (katex / "katex.min.css").read_text()
    assert fonts
    assert {name.rsplit(".", 1)[1] for name in fonts} == {"woff2"}
    assert all(f"fonts/{name}" in style for name in fonts)
    assert ".ttf" not in style


def test_a_formula_that_cannot_be_read_is_a_warning_with_its_place_and_stands_as_text(book):
    page = book.build("# Page\n\nThe formula $\\frac{1$ is not closed.\n")
    assert "page.md:3: WARNING: KaTeX parse error" in book.warnings
    assert page.select_one(".math code").text == "\\frac{1"


def test_without_katex_the_build_says_how_to_get_it(book):
    (book.root / "web").unlink()
    with pytest.raises(ConfigError, match="is missing, `make site` installs it"):
        book.build("# Page\n")


def test_another_builder_needs_no_katex(book):
    (book.root / "web").unlink()
    assert "x" in book.build("# Page\n\n$x$\n", builder="text")
