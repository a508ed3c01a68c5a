"""Formulas in the text."""

from docutils import nodes

from web.book.mathematics import _bind_punctuation


def test_the_full_stop_after_a_formula_is_taken_from_its_own_place():
    paragraph = nodes.paragraph("", "", nodes.emphasis("", "a"), nodes.Text("."), nodes.math("", "g"), nodes.Text("."))
    document = nodes.document(None, None)
    document += paragraph

    _bind_punctuation(None, document, "")

    assert [child.astext() for child in paragraph] == ["a", ".", "g", ""]
    assert paragraph[2]["punctuation"] == "."
