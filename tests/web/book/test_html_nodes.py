"""HTML elements as docutils nodes, and the few marks that a hint may have."""

import pytest
from docutils import nodes
from docutils.core import publish_from_doctree
from docutils.utils import new_document

from web.book.html_nodes import code_block, element, inline_nodes


class Writer:
    """What a writer of HTML has: the text so far."""

    def __init__(self):
        self.body = []


def test_names_of_attributes_become_those_of_html():
    label = element("label", class_="quiz", for_="a-1", data_points="2")
    assert label.start() == '<label class="quiz" for="a-1" data-points="2">'


def test_an_empty_attribute_has_no_value_and_others_are_escaped():
    assert element("input", checked="").start() == "<input checked>"
    assert element("p", title='a "b" <c>').start() == '<p title="a &quot;b&quot; &lt;c&gt;">'


def test_an_element_holds_its_children():
    summary = element("summary", nodes.Text("Hint"))
    details = element("details", summary, nodes.paragraph("", "text"))
    assert details.children[0] is summary
    assert details.astext() == "Hint\n\ntext"


def test_a_listing_is_python_as_it_was_written():
    block = code_block("def f(x):\n    return x")
    assert (block["language"], block.astext()) == ("python", "def f(x):\n    return x")


def test_a_builder_that_is_not_html_cannot_meet_raw_tags():
    document = new_document("page")
    document += nodes.paragraph("", "", element("strong", nodes.Text("kept")))
    assert "<" not in document.astext()
    with pytest.raises(NotImplementedError, match="html_element"):  # docutils alone has no visitor for it
        publish_from_doctree(document, writer_name="html5")


def test_a_hint_keeps_its_stars_and_underlines():
    [text] = inline_nodes("rows stride*row to stride*row + k_h, a_b")
    assert text.astext() == "rows stride*row to stride*row + k_h, a_b"


def test_a_hint_has_code_and_mathematics():
    found = inline_nodes("Take `x[i]` times $s_i$.")
    assert [node.tagname for node in found] == ["#text", "literal", "#text", "math", "#text"]
    assert [node.astext() for node in found] == ["Take ", "x[i]", " times ", "s_i", "."]


def test_a_mark_that_is_not_closed_is_text():
    assert [node.astext() for node in inline_nodes("costs $5 or `six")] == ["costs $5 or `six"]
