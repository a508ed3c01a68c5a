"""``progress`` lists every exercise of the book, in its order, with a link."""

import pytest
from bs4 import BeautifulSoup
from sphinx_external_toc.parsing import parse_toc_yaml

from autograder.masters.master import find_masters, load
from tests.web.built import ROOT, built_site

pytestmark = pytest.mark.slow


def test_all_exercises_stand_in_the_order_of_the_book_each_with_a_link_to_its_place():
    site = built_site()
    page = BeautifulSoup((site / "chapters" / "progress.html").read_text(encoding="utf-8"), "html.parser")
    masters = find_masters([ROOT / "solutions"])
    stems = [name.rpartition("/")[2] for name in parse_toc_yaml(ROOT / "_toc.yml")]
    found = page.select(".progress-chapter")
    assert [chapter["data-stem"] for chapter in found] == [stem for stem in stems if stem in masters]
    for chapter in found:
        exercises = load(masters[chapter["data-stem"]]).exercises
        assert chapter["data-exercises"].split() == list(exercises)
        targets = [link["href"] for link in chapter.select("li a")]
        stem = chapter["data-stem"]
        assert targets == [f"{stem}.html#exercise-{name.replace('_', '-')}" for name in exercises]
        assert [item.text.strip().endswith("points") for item in chapter.select("li")] == [True] * len(exercises)
