"""The document for paper: every link leads to a place in it, and nothing is left that only a hand could use."""

import pytest
from bs4 import BeautifulSoup

from web.book.paper import on_paper

CONTENTS = """<header class="brand"><span>The book</span></header>
<nav class="site-contents"><ul><li><a class="internal" href="chapters/one.html">First</a></li></ul>
<p class="caption"><span>Part</span></p>
<ul><li><a class="internal" href="chapters/two.html">1 Second</a></li></ul>
<ul><li><a href="#">Index</a></li></ul></nav>"""
ONE = """<article class="prose"><h1 id="top">First<a class="headerlink" href="#top">#</a></h1>
<p>See <a href="two.html#top">the second</a>, <a href="two.html">it</a>, <a href="#top">above</a>,
<a href="../genindex.html">the index</a>, <a href="https://example.org/">elsewhere</a>.</p>
<svg aria-labelledby="name"><title id="name">A picture</title><rect fill="url(#name)"></rect></svg></article>"""
TWO = """<article class="prose"><h1 id="top">1 Second</h1>
<svg aria-labelledby="name"><title id="name">Another</title><rect fill="url(#name)"></rect></svg>
<section class="exercise" id="exercise-f"><h3>Exercise 1: f</h3><div><p>Write f.</p>
<details data-part="hint"><summary>Hint 1</summary><p>Think. <a href="#top">Above.</a></p></details>
<details data-part="solution"><summary>Solution</summary><p>return 1</p></details></div></section>
<details class="sources"><summary>Sources</summary><p>Theirs.</p></details>
<div class="explorer"><p>With JavaScript only.</p><button>Play</button></div>
<div class="explorer" id="drawn"><div class="explorer-shown"><p>Input</p></div>
<div class="explorer-shown"><div class="explorer-picture">1 2 7</div><input type="range"/></div>
<p role="status">Step 2.</p><div class="explorer-paper"><p>2 cells become 3.</p><pre>F.conv</pre></div></div>
<form><input type="number" value="3"/></form><p>A stride of <input type="number" value="2"/>.</p>
<span class="katex"><math class="katex-mathml"><annotation>x^2</annotation></math><i class="katex-html">x2</i></span>
</article>"""


@pytest.fixture
def site(tmp_path):
    (tmp_path / "chapters").mkdir()
    for name, text in (("genindex", CONTENTS), ("chapters/one", ONE), ("chapters/two", TWO)):
        (tmp_path / f"{name}.html").write_text(text)
    return tmp_path


@pytest.fixture
def paper(site):
    return BeautifulSoup(on_paper(site), "html.parser")


def test_every_link_leads_to_a_place_in_the_document_or_to_another_host(paper):
    places = [tag["id"] for tag in paper.select("[id]")]
    assert len(places) == len(set(places))
    links = [link["href"] for link in paper.select("a[href]")]
    assert [link for link in links if link.removeprefix("#") not in places] == ["https://example.org/"]
    assert not paper.find("a", string="the index")
    assert "the index" in paper.get_text()


def test_a_link_to_a_place_in_another_chapter_leads_there_though_its_own_chapter_has_one_of_the_same_name(paper):
    [there] = paper.select(paper.find("a", string="the second")["href"])
    assert there.get_text() == "1 Second"
    [here] = paper.select(paper.find("a", string="above")["href"])
    assert here.get_text() == "First"


def test_a_picture_keeps_the_name_and_the_colours_that_are_its_own(paper):
    for picture, name in zip(paper.select("svg"), ("A picture", "Another"), strict=True):
        title = picture.find("title")
        assert title.get_text() == name
        assert picture["aria-labelledby"] == title["id"]
        assert picture.rect["fill"] == f"url(#{title['id']})"


def test_the_contents_list_the_parts_and_the_chapters_in_their_order(paper):
    lines = [line.get_text() for line in paper.select(".book-contents p")]
    assert lines == ["First", "Part", "1 Second", "Hints and solutions"]
    assert [part.h1.get_text() for part in paper.select(".chapter")] == ["First", "1 Second", "Hints and solutions"]


def test_what_an_exercise_folds_away_stands_at_the_end_with_a_link_there_and_back(paper):
    exercise = paper.select_one(".exercise")
    assert "return 1" not in exercise.get_text()
    assert "Hints and a solution: at the end of the book." in exercise.get_text()
    [answer] = paper.select(exercise.select_one(".elsewhere a")["href"])
    assert answer.h2.get_text() == "Chapter 1, Exercise 1: f"
    assert "return 1" in answer.get_text()
    assert answer.select_one(".elsewhere a")["href"] == "#exercise-f"
    [place] = paper.select(answer.find("a", string="Above.")["href"])
    assert place.get_text() == "1 Second"


def test_what_else_is_folded_is_open_and_nothing_is_left_to_operate(paper):
    assert paper.select_one(".sources > p:not(.unfolded-title)").get_text() == "Theirs."
    assert paper.select("details, summary, button, input, form, script, .headerlink") == []
    assert "JavaScript" not in paper.get_text()
    assert "A stride of 2." in paper.get_text()


def test_of_an_explorer_the_picture_its_sentence_and_the_call_are_left(paper):
    [explorer] = paper.select(".explorer")
    assert explorer.get_text(" ", strip=True) == "1 2 7 2 cells become 3. F.conv"


def test_a_formula_says_its_tex(paper):
    formula = paper.select_one(".katex")
    assert formula["role"] == "math"
    assert formula["aria-label"] == "x^2"
    assert formula.get_text() == "x2"


def test_a_book_that_is_not_built_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"genindex\.html"):
        on_paper(tmp_path)
