"""The directive that makes a quiz of a numbered list."""

import pytest

from web.book.directives.quiz import parse

QUIZ = """# Page

```{quiz}
1. What is `x[::2]`?

   Take a row.
   - [x] every *second* cell :: the step is $2$
   - [ ] none :: look again
2. And?
   - [ ] a :: b
   - [x] c :: d
```
"""


@pytest.fixture(scope="module")
def page(book_of_the_module):
    page = book_of_the_module.build(QUIZ)
    assert not book_of_the_module.warnings
    return page


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "has no question"),
        ("Is it?\n   - [x] yes :: it is", "'Is it\\?' stands before the first question"),
        ("1. Is it?\n   - [x] yes :: it is", "write one of two or more"),
        ("1. Is it?\n   - [x] yes :: it is\n   - [x] no :: it is", "2 right answers of 2"),
        ("1. Is it?\n   - [ ] yes :: no\n   - [ ] no :: no", "0 right answers of 2"),
        ("1. Is it?\n   - [x] yes\n   - [ ] no :: look again", "question 1: 'yes' has no explanation"),
    ],
)
def test_a_quiz_says_what_is_wrong_with_it(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse(text)


def test_a_quiz_keeps_lines_that_belong_together():
    [first, second] = parse(
        "1. What is\n   `x[::2]`?\n   - [x] every second\n     cell :: the step\n     is 2\n   - [ ] none :: no\n"
        "2. And?\n   - [ ] a :: b\n   - [X] c :: d"
    )
    assert first.text == ["What is", "`x[::2]`?"]
    assert (first.answers[0].text, first.answers[0].why) == ("every second cell", "the step is 2")
    assert [answer.right for answer in second.answers] == [False, True]


def test_each_question_is_a_fieldset_with_its_text_and_a_radio_button_for_each_answer(page):
    first, second = page.select(".quiz fieldset")
    assert first.select_one("legend").decode_contents() == (
        'What is <code class="docutils literal notranslate"><span class="pre">x[::2]</span></code>?'
    )
    assert first.select_one("legend + p").text == "Take a row."
    assert [choice["data-right"] for choice in first.select("input[type=radio]")] == ["true", "false"]
    assert {choice["name"] for choice in second.select("input")} == {second["id"]} != {first["id"]}
    assert [label["for"] for label in second.select("label")] == [choice["id"] for choice in second.select("input")]


def test_an_answer_and_its_explanation_may_have_marks(page):
    choice = page.select_one(".quiz-choice")
    assert choice.select_one("label").decode_contents() == "every <em>second</em> cell"
    assert choice.select_one(".quiz-right strong").text == "Right. "
    assert choice.select_one(".quiz-right .math math") is not None


def test_a_quiz_with_a_mistake_is_a_warning_with_its_place(book):
    page = book.build(QUIZ.replace("[ ] none", "[x] none"))
    assert "page.md:3: WARNING: quiz: question 1 has 2 right answers of 2, write one of two or more" in book.warnings
    assert page.select_one(".quiz") is None
