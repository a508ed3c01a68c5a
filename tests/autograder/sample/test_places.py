"""Wherever a notebook lies and whatever it is called, it is found; what is none is named, and shown on its page."""

import pytest

from autograder.sample.places import FOUND, PLACES

pytestmark = pytest.mark.slow
SAID = {
    "a_damaged_zip": "holds scatter.zip, which is damaged: hand in scatter.ipynb itself",
    "a_page": "holds scatter.html and no scatter.ipynb: hand in scatter.ipynb itself",
    "a_pdf": "holds scatter.pdf and no scatter.ipynb: hand in scatter.ipynb itself",
    "a_picture": "holds screenshot.png and no scatter.ipynb: hand in scatter.ipynb itself",
    "a_link_to_colab": "holds scatter.url and no scatter.ipynb: hand in scatter.ipynb itself",
    "a_script_of_jupytext": "holds scatter.md and no scatter.ipynb: hand in scatter.ipynb itself",
    "a_script": "holds scatter.py and no scatter.ipynb: hand in scatter.ipynb itself",
    "an_older_try_beside": "also holds scatter-old.ipynb, which was not looked at",
    "only_jupyters_own_copy": "holds only Jupyter's own copy (.ipynb_checkpoints): hand in scatter.ipynb itself",
    "two_tries_and_no_notebook": "holds final.ipynb and final2.ipynb, both with answers: leave one",
    "worked_in_a_copy": "scatter.ipynb is as it was released: scatter-Copy1.ipynb was graded in its place",
    "zipped": "was found as scatter.zip/scatter/scatter.ipynb",
    "zipped_twice": "was found as scatter.zip/scatter.zip/scatter/scatter.ipynb",
    "zipped_under_its_name": "was found as scatter.ipynb/scatter/scatter.ipynb",
}


def test_each_earns_what_an_instructor_would_give(odd):
    assert odd.differences(PLACES) == {}


def test_where_it_was_found_is_said_and_why_it_was_not(odd):
    reasons = odd.reasons(PLACES)
    assert {kind: reasons.get(kind) for kind in SAID} == SAID
    assert all(reasons[kind].startswith("was found ") for kind in FOUND)
    assert reasons.keys() == SAID.keys() | FOUND.keys()


@pytest.mark.parametrize(("kind", "text"), [("a_script", "return 42"), ("a_page", "<body>my work")])
def test_what_is_no_notebook_is_shown_as_text(odd, kind, text):
    page = odd.course.notebook("feedback", "scatter", kind).with_suffix(".html").read_text()
    assert text.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<body>my" not in page
