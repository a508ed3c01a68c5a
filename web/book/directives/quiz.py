"""``quiz``: questions for a self-check, in HTML and CSS only; choosing an answer shows its explanation.

::

    1. Question
       - [ ] wrong answer :: the misconception behind it
       - [x] right answer :: why
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from web.book.html_nodes import element

__all__ = ["Answer", "Question", "QuizDirective", "parse"]

QUESTION = re.compile(r"^\d+\.\s+(.*)$")
ANSWER = re.compile(r"^\s*[-*] \[([ xX])\]\s+(.*)$")
BETWEEN = " :: "
LOGGER = logging.getLogger(__name__)


@dataclass
class Answer:
    """One answer to choose: whether it is right, its text, and the explanation shown with it."""

    right: bool
    text: str
    why: str = ""


@dataclass
class Question:
    """One question: the lines of its text, and the answers."""

    text: list[str]
    answers: list[Answer] = field(default_factory=list)


class QuizDirective(SphinxDirective):
    """Turn a numbered list of questions into fieldsets of radio buttons."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the quiz, or nothing after a warning that says what is wrong with the list."""
        try:
            questions = parse("\n".join(self.content))
        except ValueError as error:
            LOGGER.warning("quiz: %s", error, location=self.get_location())
            return []
        quiz = element("div", class_="quiz")
        for question in questions:
            number = self.env.temp_data["questions"] = self.env.temp_data.get("questions", 0) + 1
            quiz += self._question(question, f"quiz-{nodes.make_id(Path(self.env.docname).name)}-{number}")
        return [quiz]

    def _question(self, question: Question, key: str) -> nodes.Element:
        blocks = self.parse_text_to_nodes("\n".join(question.text))
        fieldset = element(
            "fieldset", element("legend", *_unwrapped(blocks[0])), *blocks[1:], class_="quiz-question", id=key
        )
        for number, answer in enumerate(question.answers, start=1):
            choice = f"{key}-{number}"
            verdict = "right" if answer.right else "wrong"
            why = element("div", class_=f"quiz-why quiz-{verdict}")
            why += element("strong", nodes.Text("Right. " if answer.right else "No. "))
            why += self._inline(answer.why)
            fieldset += element(
                "div",
                element("input", type="radio", name=key, id=choice, data_right=str(answer.right).lower()),
                element("label", *self._inline(answer.text), for_=choice),
                why,
                class_="quiz-choice",
            )
        return fieldset

    def _inline(self, text: str) -> list[nodes.Node]:
        return [node for block in self.parse_text_to_nodes(text) for node in _unwrapped(block)]


def parse(text: str) -> list[Question]:
    r"""Read the list of questions.

    Raises
    ------
    ValueError
        with the question and what it lacks.

    Examples
    --------
    >>> [question] = parse("1. Is it?\n   - [x] yes :: it is\n   - [ ] no :: look again")
    >>> question.answers[0]
    Answer(right=True, text='yes', why='it is')
    """
    questions: list[Question] = []
    for line in text.splitlines():
        if found := QUESTION.match(line):
            questions.append(Question([found[1]]))
        elif not questions:
            if line.strip():
                raise ValueError(f"{line.strip()!r} stands before the first question, begin with '1. '")
        elif found := ANSWER.match(line):
            questions[-1].answers.append(Answer(found[1] != " ", found[2]))
        elif questions[-1].answers:
            last = questions[-1].answers[-1]
            last.text = f"{last.text} {line.strip()}".rstrip()
        else:
            questions[-1].text.append(line[3:])
    for number, question in enumerate(questions, start=1):
        _check(number, question)
    if not questions:
        raise ValueError("has no question, begin with '1. '")
    return questions


def _unwrapped(block: nodes.Node) -> list[nodes.Node]:
    return list(block.children) if isinstance(block, nodes.paragraph) else [block]


def _check(number: int, question: Question) -> None:
    for answer in question.answers:
        answer.text, _, answer.why = (part.strip() for part in answer.text.partition(BETWEEN))
        if not answer.why:
            raise ValueError(
                f"question {number}: {answer.text!r} has no explanation, write it after '{BETWEEN.strip()}'"
            )
    right, total = sum(answer.right for answer in question.answers), len(question.answers)
    if right != 1 or total < 2:
        raise ValueError(f"question {number} has {right} right answers of {total}, write one of two or more")
