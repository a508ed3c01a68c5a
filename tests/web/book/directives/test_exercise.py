"""The directive that places an exercise of the chapter's master."""

import pytest

from autograder.masters.master import find_masters, load
from tests.web.built import ROOT, built_site

MASTER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Exercises

```{code-cell} ipython3
:role: checks
from tconv_lib.checks import assert_equal
```

+++ {"exercise": "double_it", "role": "statement"}

## Write `double_it`

Return *twice* the $x$ that you get.

```{code-cell} ipython3
---
exercise: double_it
role: solution
hints: [The idea of $2x$, "The formula 2*x*1", Return `2 * x`]
---
def double_it(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
```

```{code-cell} ipython3
---
exercise: double_it
role: test
name: shown
points: 1
---
assert_equal(double_it(2), 4)
### BEGIN HIDDEN TESTS
assert_equal(double_it(-31), -62)
### END HIDDEN TESTS
```

```{code-cell} ipython3
---
exercise: double_it
role: test
name: hidden
points: 2
---
### BEGIN HIDDEN TESTS
assert_equal(double_it(17), 34)
### END HIDDEN TESTS
```
"""
PAGE = "# Page\n\n```{exercise} double_it\n```\n"


@pytest.fixture
def masters(book):
    (book.root / "solutions" / "page.md").write_text(MASTER, encoding="utf-8")
    return book


@pytest.fixture(scope="module")
def page(book_of_the_module):
    (book_of_the_module.root / "solutions" / "page.md").write_text(MASTER, encoding="utf-8")
    page = book_of_the_module.build(PAGE)
    assert not book_of_the_module.warnings
    return page


def test_an_exercise_is_a_numbered_section_that_names_its_parts(page):
    section = page.select_one("section#exercise-double-it")
    assert section.select_one("h2").text.startswith("Exercise 1: Write double_it")
    body = section.select_one("[data-exercise]")
    assert (body["data-exercise"], body["data-stem"], body["data-points"]) == ("double_it", "page", "3")
    assert body.select_one(".exercise-meta").text == "double_it · 3 points"
    assert [part["data-part"] for part in body.select("[data-part]")] == [
        "statement",
        "starter",
        "tests",
        "hint",
        "hint",
        "hint",
        "solution",
    ]


def test_an_exercise_says_how_long_it_takes_if_the_chapter_does(masters):
    page = masters.build("# Page\n\n```{exercise} double_it\n:minutes: 15\n```\n")
    assert page.select_one(".exercise-meta").text == "double_it · 3 points · about 15 minutes"


def test_a_time_that_is_no_number_is_a_warning(masters):
    masters.build("# Page\n\n```{exercise} double_it\n:minutes: long\n```\n")
    assert "page.md:3: " in masters.warnings
    assert "minutes" in masters.warnings


def test_the_statement_is_text_with_marks_and_without_its_title(page):
    statement = page.select_one("[data-part=statement]")
    assert statement.select_one("em").text == "twice"
    assert statement.select_one(".math math") is not None
    assert statement.select_one("h1, h2, h3") is None


def test_the_starter_holds_the_frame_and_the_solution_stands_without_its_marks(page):
    starter, solution = (page.select_one(f"[data-part={part}] pre").text for part in ("starter", "solution"))
    assert "def double_it(x):" in starter
    assert "2 * x" not in starter
    assert solution.strip() == "def double_it(x):\n    return 2 * x"


def test_hidden_cases_are_announced_and_not_shown(page):
    tests = page.select_one("[data-part=tests]")
    assert tests.select_one("summary").text == "Tests (2)"
    imports, shown = (block.text.strip() for block in tests.select("pre"))
    assert imports == "from tconv_lib.checks import assert_equal"
    assert shown == "assert_equal(double_it(2), 4)"
    more = "with more cases that are not shown"
    assert [line.text for line in tests.select("p")] == [f"shown · 1 point, {more}", f"hidden · 2 points, {more}"]


def test_hints_keep_their_stars(page):
    hints = page.select("[data-part=hint]")
    assert [hint["data-tier"] for hint in hints] == ["1", "2", "3"]
    assert hints[1].select_one("p").text == "The formula 2*x*1"
    assert hints[2].select_one("code").text == "2 * x"


def test_the_class_edition_has_neither_solution_nor_last_hint(masters):
    page = masters.build(PAGE, edition="class")
    assert [hint["data-tier"] for hint in page.select("[data-part=hint]")] == ["1", "2"]
    assert page.select_one("[data-part=solution]") is None
    for path in (masters.root / "_build").rglob("*"):
        assert not path.is_file() or b"return 2 * x" not in path.read_bytes()


def test_exercises_are_counted_through_a_page(masters):
    again = MASTER.replace("double_it", "triple_it").split("\n+++", 1)[1]
    (masters.root / "solutions" / "page.md").write_text(f"{MASTER}\n+++{again}", encoding="utf-8")
    page = masters.build(PAGE + "\n```{exercise} triple_it\n```\n")
    assert [badge.text for badge in page.select("h2 .exercise-number")] == ["Exercise 1", "Exercise 2"]


def test_an_unknown_exercise_is_a_warning_that_lists_the_known_ones(masters):
    page = masters.build("# Page\n\n```{exercise} no_such\n```\n")
    complaint = "exercise 'no_such' is not in page.md, which has double_it"
    assert f"page.md:3: WARNING: {complaint}" in masters.warnings
    assert page.select_one("[data-exercise]") is None


def test_a_master_that_cannot_be_read_is_a_warning_with_its_place(book):
    book.build(PAGE)
    assert "page.md:3: WARNING: " in book.warnings
    assert "solutions/page.md: cannot be read" in book.warnings


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["self", "class"])
def test_every_exercise_of_the_book_shows_as_many_hints_as_its_edition_may(edition):
    for stem, path in find_masters([ROOT / "solutions"]).items():
        page = (built_site(edition) / "chapters" / f"{stem}.html").read_text(encoding="utf-8")
        exercises = len(load(path).exercises)
        assert page.count('data-tier="1"') == page.count('data-tier="2"') == exercises
        assert page.count('data-tier="3"') == page.count('data-part="solution"') == exercises * (edition == "self")
