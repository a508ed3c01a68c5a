"""The page: what needs the instructor first, sentences where there is nothing to draw, and nothing that runs."""

import re
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from autograder.feedback.report.page import page
from autograder.feedback.report.whole import read_report
from autograder.markers import unmarked
from autograder.masters.master import load
from tests.autograder.classroom import book_of, hand_in
from tests.autograder.feedback.report.graded_class import LIKE, WRONG, grade_class

HOSTILE = "<img src=x onerror=alert(1)>\u202e"
SECTIONS = ["Points", "Exercises and tests", "Mistakes in words", "Time and points", "What changed", "Similar code"]


def html(course):
    return page(read_report(course, book_of(course), ["scatter"], lambda: datetime(2026, 11, 27, tzinfo=UTC)), course)


def read(course):
    return BeautifulSoup(html(course), "html.parser")


def text_of(soup):
    return re.sub(r"\s+", " ", soup.get_text(" "))


@pytest.fixture
def answers(own_course):
    master = load(own_course.assignments()["scatter"])
    return {name: unmarked(one.solution.source) for name, one in master.exercises.items()}


def test_what_needs_the_instructor_comes_first_and_the_parts_in_their_order(own_course, answers):
    hand_in(own_course, "eve", b"no notebook")
    grade_class(own_course, {"ann": answers, "bob": answers})
    soup = read(own_course)
    assert [each.get_text() for each in soup.select("h2")] == ["What needs you", "Scatter: exercises"]
    assert [each.get_text() for each in soup.select("h3")] == ["Rejected: 1", *SECTIONS]
    assert "For you alone" in text_of(soup.select_one(".private"))


def test_of_many_who_need_the_instructor_the_first_ten_are_in_sight_and_the_others_folded(own_course, answers):
    names = [f"s{number:02}" for number in range(13)]
    for name in names:
        hand_in(own_course, name, b"no notebook")
    grade_class(own_course, {"ann": answers})
    shown, folded = read(own_course).select("h3 ~ table, h3 ~ details table")[:2]
    assert [row.get_text() for row in shown.select("tbody th")] == names[:10]
    assert [row.get_text() for row in folded.select("tbody th")] == names[10:]
    assert folded.parent.summary.get_text() == "3 more"


def test_every_plot_has_words_and_a_table_with_its_numbers(own_course, answers):
    names = ("ann", "bob", "cho", "dan")
    for number, name in enumerate(names):
        hand_in(own_course, name).with_name("timestamp.txt").write_text(f"2026-11-2{number} 12:00:00 UTC\n")
    grade_class(own_course, dict.fromkeys(names, answers))
    soup = read(own_course)
    figures = soup.select("figure")
    assert len(figures) == 3
    for figure in figures:
        svg = figure.select_one("svg[role=img]")
        assert [soup.find(id=name).name for name in svg["aria-labelledby"].split()] == ["title", "desc"]
        assert "4 submissions" in svg.desc.get_text()
        assert sum(int(row.select("td")[0].get_text()) for row in figure.select("tbody tr")) == 4


def test_nothing_of_a_learner_runs_hides_or_turns_a_line(own_course, answers):
    code = f"x = '</pre><script>alert(2)</script>'  # {HOSTILE} \u200b\x1b[31m\n"
    like = f"{WRONG}\n{LIKE}{HOSTILE}\n"
    own = "\n".join(f"q.t{n}[{n}:] += q.u{n}(q, k=q % {n})" for n in range(9))
    hostile = answers | {"stamp1d": like + code + own, "contributors": code}
    grade_class(own_course, {HOSTILE: hostile, f"{HOSTILE}2": hostile, "ann": answers})
    found = html(own_course)
    soup = BeautifulSoup(found, "html.parser")
    assert soup.select("script, img, iframe, link, object, [onerror], [src]") == []
    assert [each for each in soup.select("[href]") if not each["href"].startswith(("#", "https://example.org"))] == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x1b]", found)
    assert "<img src=x onerror=alert(1)>\\u202e" in soup.get_text()
    assert "</pre><script>alert(2)</script>" in soup.get_text()


@pytest.mark.parametrize(
    ("work", "enrolled", "said"),
    [
        ({}, (), ["Nobody is expected to hand in", "No submission was graded", "There is no code to compare"]),
        ({}, ("ann", "bob"), ["2 missing", "No submission was graded", "There is nothing to count"]),
        ({"ann": {}}, (), ["One submission was graded: 22 of 22 points", "fewer than three", "No two of 1 submission"]),
    ],
    ids=["nobody", "missing only", "one student"],
)
def test_where_there_is_nothing_to_draw_a_sentence_says_so(own_course, work, enrolled, said):
    book_of(own_course).enrol(list(enrolled))
    if work or enrolled:
        grade_class(own_course, work)
    soup = read(own_course)
    assert soup.select("svg") == []
    for sentence in said:
        assert sentence in text_of(soup)


def test_a_mistake_leads_to_its_chapter_and_says_how_many_make_it(own_course, answers):
    settings = own_course.root / "course.toml"
    settings.write_text(f'{settings.read_text()}book = "https://example.org/book"\n')
    course = own_course.open(own_course.root)
    wrong = answers | {"stamp1d": f"{WRONG}\n{LIKE}as if the stride were 1"}
    grade_class(course, {"ann": wrong, "bob": wrong, "cho": answers})
    soup = read(course)
    [item] = soup.select("ol li")
    assert "2 students: stamp1d behaves as if the stride were 1." in text_of(item)
    assert "ann, bob" in text_of(item)
    addresses = {each["href"] for each in soup.select("a")}
    assert addresses == {"https://example.org/book/chapters/scatter.html"}


def test_similar_texts_stand_beside_each_other_with_common_lines_marked(own_course, answers):
    own = "\n".join(f"q.t{n}[{n}:] += q.u{n}(q, k=q % {n})" for n in range(9))
    alone = "print('mine alone', 1, 2, 3, 4, 5)\n"
    work = {"ann": answers | {"stamp1d": alone + own}, "bob": answers | {"stamp1d": own.replace("q", "it")}}
    grade_class(own_course, work)
    soup = read(own_course)
    box = next(each for each in soup.select("details") if each.select(".sides"))
    assert "ann and bob, stamp1d" in text_of(box.summary)
    one, other = box.select("pre.code")
    assert [len(each.select("mark.line")) for each in (one, other)] == [9, 9]
    assert "mine alone" in one.select("span.line")[0].get_text()
    assert "A hint, not a verdict" in text_of(soup)
