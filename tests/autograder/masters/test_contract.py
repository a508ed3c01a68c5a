"""The contract finds each breach, and nothing in the course's own masters."""

import pytest

from autograder.masters.contract import check

MASTER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Doubling

```{code-cell} ipython3
:role: setup

import numpy as np
```

```{code-cell} ipython3
:role: checks

from tconv_lib.checks import assert_returns
```

+++ {"exercise": "double", "role": "statement"}

## Twice as much

```{code-cell} ipython3
---
exercise: double
role: solution
hints: [add, "x + x", "return x + x"]
---
def double(x):
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION
```

```{code-cell} ipython3
---
exercise: double
role: test
name: values
points: 2
---
assert_returns(np.array([2.0, 4.0]), double, np.array([1.0, 2.0]))
### BEGIN HIDDEN TESTS
assert_returns(np.array([[2.0, 4.0, 8.0]]), double, np.array([[1.0, 2.0, 4.0]]))
### END HIDDEN TESTS
```
"""
MUTANTS = """\
from autograder.contract import mutant, variant

@mutant("double", caught_by=["values"], sentence="as if squared")
def squares(x):
    return x * x

@mutant("double", caught_by=["values"], sentence="as if 1 were added")
def adds_one(x):
    return x + 1

@mutant("double", caught_by=["values"], sentence="as if 2 were added")
def adds_two(x):
    return x + 2

@mutant("double", caught_by=["values"], sentence="as if nothing came back")
def forgets_to_return(x):
    x + x

@variant("double")
def multiplies(x):
    return 2 * x
"""


@pytest.fixture
def found(tmp_path):
    def found(master=MASTER, mutants=MUTANTS, cell_seconds=10.0):
        (tmp_path / "mutants").mkdir(exist_ok=True)
        path = tmp_path / "doubling.md"
        path.write_text(master)
        (tmp_path / "mutants" / "doubling.py").write_text(mutants)
        return [f"{finding.cell}: {finding.text}" for finding in check(path, cell_seconds=cell_seconds).findings]

    return found


def test_a_sound_master_has_no_findings(found):
    assert found() == []


@pytest.mark.parametrize(
    ("solution", "call", "finding"),
    [
        (
            "lambda: 2 * x",
            "assert double(3)() == 6",
            "the solution returns what cannot be graded: a value of type function",
        ),
        ("[x, {x}]", "assert double(3)[0] == 3", "the solution returns what cannot be graded: a value of type set"),
        (
            "x(2)",
            "assert double(abs) == 2",
            "a test hands over what cannot be graded: a value of type builtin_function",
        ),
    ],
)
def test_what_cannot_reach_a_learners_process_is_refused_in_one_line(found, solution, call, finding):
    test = f"{call}\n```\n"
    master = MASTER[: MASTER.index("assert_returns(np")].replace("return x + x\n    ###", f"return {solution}\n    ###")
    (line,) = found(master + test)
    assert line.startswith(f"double: {finding}")
    assert "cannot be handed in: numbers, " in line or "cannot be handed in: call list() on it" in line


HIDDEN = "assert_returns(np.array([[2.0, 4.0, 8.0]]), double, np.array([[1.0, 2.0, 4.0]]))"


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("return x + x\n    ###", "return x + 2 * x\n    ###", "double-values: the solution fails"),
        (HIDDEN, "pass", "knows the visible answers by heart gets full marks"),
        (HIDDEN, "while True: pass", "TimeoutError"),
        ("    ### BEGIN SOLUTION\n", "    pass\n    ### BEGIN SOLUTION\n", ""),
        (
            "assert_returns(np.array([2.0, 4.0]), double,",
            "double = double\nassert_returns(np.array([2.0, 4.0]), double,",
            "binds double",
        ),
        ("name: values\npoints: 2", "name: values\npoints: 2\n", ""),
    ],
)
def test_a_breach_in_a_master_is_found(found, old, new, finding):
    assert old in MASTER
    findings = found(MASTER.replace(old, new, 1), cell_seconds=0.2)
    assert any(finding in text for text in findings) if finding else findings == []


@pytest.mark.slow
def test_tests_that_take_long_are_found_on_a_machine_of_any_pace(found):
    slow = f"sum(number * number for number in range(4_000_000))\n{HIDDEN}"
    findings = found(MASTER.replace(HIDDEN, slow, 1))
    assert [text for text in findings if "ms on the solution, at most 40: draw fewer cases" in text], findings


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("return x * x", "return x + x", "double-values: mutant squares passes it"),
        ('caught_by=["values"]', "caught_by=[]", "mutant squares fails it too"),
        ('caught_by=["values"]', 'caught_by=["sizes"]', "double has no test sizes"),
        ('@mutant("double", caught_by=["values"], sentence="as if squared")', "", "has 3 mutants, write at least 4"),
        ('"double"', '"halve"', "is no exercise"),
        (', sentence="as if squared"', "", "double: mutant squares has no sentence"),
        ("as if squared", " ", "double: mutant squares has no sentence"),
        ("as if 2 were added", "as if  1 were added", "double: mutant adds_two has the sentence of adds_one"),
        ("as if squared", "as if" + 19 * " so", "double: mutant squares has a sentence of 21 words"),
        ("return 2 * x", "return 3 * x", "the right answer multiplies fails"),
    ],
)  # fmt: skip
def test_a_breach_in_the_mutants_is_found(found, old, new, finding):
    assert old in MUTANTS
    assert any(finding in text for text in found(mutants=MUTANTS.replace(old, new, 1)))


def test_a_sentence_of_twenty_words_will_do(found):
    assert found(mutants=MUTANTS.replace("as if squared", "as if" + 18 * " so")) == []


def test_a_test_that_the_starter_passes_is_found(found):
    head = "\n```{code-cell} ipython3\n---\nexercise: double\nrole: test\nname: there\npoints: 1\n---\n"
    test = head + "assert callable(double)\n```\n"
    assert "double-there: the untouched starter passes it: test what it has to do" in found(MASTER + test)


def test_always_yes_is_no_answer(found):
    master = MASTER.replace("return x + x", "return x > 0")
    master = master.replace("np.array([2.0, 4.0]), double, np.array([1.0, 2.0])", "True, double, 3")
    master = master.replace(HIDDEN, "assert_returns(True, double, 4)")
    assert any("always True passes it" in text for text in found(master))


def test_a_refusal_without_an_allowed_neighbour_is_found(found):
    master = MASTER.replace(
        "return x + x\n", 'if np.size(x) == 0:\n        raise ValueError("x is empty")\n    return x + x\n'
    )
    head = "\n```{code-cell} ipython3\n---\nexercise: double\nrole: test\nname: refuses\npoints: 1\n---\n"
    refusal, neighbour = "assert_raises(ValueError, double, np.ones(0))\n", "assert double(1) == 2\n"
    master = master.replace("import assert_returns", "import assert_raises, assert_returns")
    cure = "put an allowed neighbour beside what is refused"
    findings = found(f"{master}{head}{refusal}```\n")
    assert f"double-refuses: an answer that always raises ValueError passes it: {cure}" in findings
    assert cure not in str(found(f"{master}{head}{neighbour}{refusal}```\n"))


def test_an_exercise_that_its_chapter_does_not_show_is_found(tmp_path):
    for name in ("chapters", "solutions/mutants"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "solutions/doubling.md").write_text(MASTER)
    (tmp_path / "solutions/mutants/doubling.py").write_text(MUTANTS)
    chapter = tmp_path / "chapters/doubling.md"
    chapter.write_text("# Doubling\n")
    assert [finding.cell for finding in check(tmp_path / "solutions/doubling.md").findings] == ["double"]
    chapter.write_text("# Doubling\n\n```{exercise} double\n```\n")
    assert check(tmp_path / "solutions/doubling.md").findings == ()


def test_a_test_that_hands_an_answer_on_is_named_with_its_cure_and_breaks_nothing(found, tmp_path):
    assert (
        found(MASTER.replace("### END HIDDEN", "assert np.sum(double(double(np.array([3.0])))) == 12\n### END HIDDEN"))
        == []
    )
    cure = "line 4 hands an answer on to another call: write that argument down, or take the reference's"
    [note] = check(tmp_path / "doubling.md").notes
    assert str(note) == f"{tmp_path / 'doubling.md'}: double-values: {cure}"
    assert found() == []
    assert check(tmp_path / "doubling.md").notes == ()
