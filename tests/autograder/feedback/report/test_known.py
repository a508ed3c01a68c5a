"""The course's own texts: what everybody got, and the answers that the course knows."""

from autograder.feedback.report.known import known_texts
from autograder.masters.master import load
from autograder.masters.mutants import load_answers


def test_every_known_answer_is_there_with_its_text_and_none_is_run(course):
    path = course.assignments()["scatter"]
    known = known_texts(course, load(path))
    answers = load_answers(path)
    assert len(known.wrong) == sum(answer.is_mutant for answer in answers)
    assert len(known.right) == 3 + sum(not answer.is_mutant for answer in answers)
    assert known.right["the solution of stamp1d"].startswith("def stamp1d(")
    assert "BEGIN" not in known.right["the solution of stamp1d"]
    text = known.wrong["the wrong answer stamps_one_cell_apart to stamp1d"]
    assert text.startswith("def stamps_one_cell_apart(x, w, stride, dilation):\n")


def test_what_was_released_is_known_code_of_texts_and_hints_too(course):
    known = known_texts(course, load(course.assignments()["scatter"]))
    text = "\n".join(known.released)
    assert "raise NotImplementedError" in text
    assert "contributors(2, 3, 3, 2, 1) == [(0, 2), (1, 0)]" in known.released
    assert "tap, rest = divmod(cell - stride * j, dilation)" in known.released
    assert "BEGIN HIDDEN" not in text


def test_a_file_of_mutants_that_is_no_python_is_as_none(own_course):
    master = own_course.root / "masters" / "own.md"
    own_course.begin_master("own")
    (master.parent / "mutants" / "own.py").write_text("def f(:\n")
    known = known_texts(own_course, load(master))
    assert (list(known.right), known.wrong, known.released) == (["the solution of spread"], {}, tuple(known.released))
