"""Both passes, with notebooks of a few lines."""

import copy
import signal
import threading
import time

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.errors import CourseError
from autograder.examiner.client import Examiner
from autograder.facts import is_shown, said
from autograder.grading.executor import Sandboxed, SandboxKind
from autograder.grading.outputs import HIDDEN_WORDS
from autograder.masters.kept import attach_mutants
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Deadlines

QUICK = Deadlines(call=0.6, cell=0.6, notebook=10.0)
CHECKS = "from tconv_lib.checks import assert_array, assert_equal, assert_raises, assert_returns, cases"
HIDDEN = "\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


def cell(role, name, text, points=0):
    flags = {"grade": role == "test", "solution": role == "solution", "locked": role != "solution"}
    metadata = {
        "autograder": {"role": role, "exercise": name.partition("-")[0], "name": name.rpartition("-")[2]},
        "nbgrader": {**flags, "grade_id": name, "points": points},
    }
    return new_code_cell(text, metadata=metadata)


def setup(text="import numpy as np"):
    return cell("setup", "setup", text)


def checks(text=CHECKS):
    return cell("checks", "checks", text)


def solution(text, name="f"):
    return cell("solution", name, text)


def a_test(text, hidden="", name="f-a_case", points=2):
    return cell("test", name, text + (HIDDEN.format(hidden) if hidden else ""), points)


@pytest.fixture(scope="module")
def launcher():
    with Launcher() as made:
        yield made


@pytest.fixture
def grade(launcher):
    """Return a function: source cells and the learner's texts to the outputs of all cells."""
    made = []

    def run(cells, *answers, extra=(), seed=1, deadlines=QUICK):
        source = new_notebook(cells=[new_markdown_cell("# title"), *cells])
        executor = Sandboxed(source, launcher, deadlines)
        made.append(executor)
        notebook = copy.deepcopy(source)
        texts = iter(answers)
        for one in notebook.cells:
            if one.metadata.get("autograder", {}).get("role") == "solution":
                one.source = next(texts, one.source)
        notebook.cells += [new_code_cell(text) for text in extra]
        before = copy.deepcopy(notebook)
        graded = executor.run(notebook, seed=seed)
        assert notebook == before
        assert [one.source for one in graded.cells] == [one.source for one in notebook.cells]
        return {
            one.metadata.get("nbgrader", {}).get("grade_id", f"own-{place}"): one
            for place, one in enumerate(graded.cells)
        }

    yield run
    for executor in made:
        executor.close()


def message(one):
    (output,) = one.outputs
    assert output.output_type == "error"
    return output.evalue


DOUBLE = [
    setup(),
    checks(),
    solution("def f(x):\n    return 2 * x"),
    a_test("assert_returns(6, f, 3)", "assert_returns(14, f, 7)"),
]


def test_a_right_answer_leaves_the_test_without_output(grade):
    graded = grade(DOUBLE, "def f(x):\n    return x + x")
    assert graded["f-a_case"].outputs == []
    assert is_shown(graded["f-a_case"])
    assert graded["checks"].outputs == []


def test_a_wrong_visible_case_is_shown_in_full(grade):
    text = message(grade(DOUBLE, "def f(x):\n    return x")["f-a_case"])
    assert text.startswith("f(3)")
    assert text.endswith("expected 6\n  received 3")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("0", "values"),
        ("[14]", "error"),
        ("{}[0]", "error"),
        ("{1}", "error"),
        ("[print(x), 0][1]", "values"),
        ("(lambda: (_ for _ in ()).throw(ValueError(x)))()", "error"),
        ("__import__('time').sleep(9)", "stopped"),
        ("__import__('os')._exit(0)", "stopped"),
    ],
)
def test_a_hidden_case_says_one_of_four_things(grade, wrong, kind):
    graded = grade(DOUBLE, f"def f(x):\n    return 6 if x == 3 else {wrong}")
    (output,) = graded["f-a_case"].outputs
    assert output.traceback == [output.evalue]
    assert output.evalue == f"a case: in a hidden case, {HIDDEN_WORDS[kind]}."


def test_a_wrong_shape_is_told_of_a_hidden_case(grade):
    cells = [setup(), checks(), solution("def f(n):\n    return np.zeros((n, n))")]
    cells.append(a_test("assert_array(f(1), np.zeros((1, 1)))", "assert_array(f(2), np.zeros((2, 2)))"))
    assert HIDDEN_WORDS["shape"] in message(grade(cells, "def f(n):\n    return np.zeros((1, n))")["f-a_case"])


@pytest.mark.parametrize(
    ("expression", "credit"),
    [("1.5", "1.5"), ("np.float64(0.5)", "0.5"), ("1", "1.0"), ("7", "2.0"), ("-1", "0.0"), ("float('nan')", "0.0")],
)
def test_partial_credit_is_a_plain_number_between_none_and_all(grade, expression, credit):
    cells = [setup(), checks(), solution("def f():\n    return 1"), a_test(f"value = f()\n{expression}")]
    (output,) = grade(cells)["f-a_case"].outputs
    assert output.data == {"text/plain": credit}


@pytest.mark.parametrize("last", ["f()", "'text'", "np.ones(3)", "None", "True"])
def test_what_is_no_number_of_the_instructors_is_no_credit(grade, last):
    cells = [setup(), checks(), solution("def f():\n    return 0.25"), a_test(f"value = f()\n{last}")]
    assert grade(cells)["f-a_case"].outputs == []


def test_cells_take_effect_in_the_order_of_the_notebook(grade):
    cells = [checks(), solution("def f():\n    return 1"), a_test("assert f() == 1")]
    cells += [solution("def g():\n    return 2", "g"), a_test("assert g() == 2 and f() == 1", name="g-b")]
    graded = grade(cells, "def f():\n    return 1", "def f():\n    return 9\ndef g():\n    return 2")
    assert graded["f-a_case"].outputs == []
    assert "AssertionError" in graded["g-b"].outputs[0].ename


def test_a_learners_helpers_in_other_cells_are_found(grade):
    graded = grade([*DOUBLE[:3], a_test("assert f(2) == 4")], "h = 2\ndef f(x):\n    return h * x", extra=["h = 3\nh"])
    assert graded["f-a_case"].outputs == []
    assert list(graded.values())[-1].outputs[0].data == {"text/plain": "3"}


def test_what_cells_show_is_kept_and_their_errors_too(grade):
    graded = grade(
        DOUBLE,
        "print('hello')\ndef f(x):\n    return 2 * x\nimport scipy\nscipy.fft()",
        extra=["%matplotlib inline\n1 + 1"],
    )
    stream, error = graded["f"].outputs
    assert stream.text == "hello\n"
    assert error.evalue == "scipy is not there when your notebook is graded: only NumPy is"
    assert graded["f-a_case"].outputs == []


def test_keyword_arguments_and_changed_arguments_cross(grade):
    cells = [setup(), checks(), solution("def f(x, *, by=1):\n    return x + by")]
    cells.append(a_test("x = np.zeros(2)\nassert_array(f(x, by=3), np.full(2, 3.0))\nassert_array(x, np.zeros(2))"))
    assert grade(cells)["f-a_case"].outputs == []
    graded = grade(cells, "def f(x, *, by=1):\n    x += by\n    return x")
    assert message(graded["f-a_case"]) == "f changed one of its arguments; it must leave them as they are"


def test_arguments_may_be_changed_where_the_solution_changes_them(grade):
    cells = [setup(), checks(), solution("def f(x):\n    x += 1")]
    cells.append(a_test("x = np.zeros(2)\nf(x)\nassert_array(x, np.ones(2))"))
    assert grade(cells, "def f(x):\n    x[:] = x + 1")["f-a_case"].outputs == []
    assert "expected" in message(grade(cells, "def f(x):\n    x += 2")["f-a_case"])


def test_neither_cells_nor_messages_fill_the_notebook(grade):
    extra = ["print('x' * 10**6)"] * 60
    graded = grade(DOUBLE, "def f(x):\n    return ['a' * 1000] * 900", extra=extra)
    assert sum(len(str(one.get("outputs", ""))) for one in graded.values()) < 1_200_000
    assert "shown too much" in message(list(graded.values())[-1])


def test_values_cross_as_data(grade):
    cells = [checks(), solution("ANSWER = 42", "answer"), a_test("assert_equal(ANSWER, 42)", "assert ANSWER % 2 == 0")]
    assert grade(cells)["f-a_case"].outputs == []
    assert grade(cells, "ANSWER = 40 + 2")["f-a_case"].outputs == []
    assert "41" in message(grade(cells, "ANSWER = 41")["f-a_case"])
    assert "ANSWER" in message(grade(cells, "answer = 42")["f-a_case"])
    assert grade(cells, "class A(int): pass\nANSWER = A(42)")["f-a_case"].outputs == []
    assert "ANSWER" in message(grade(cells, "ANSWER = {42}")["f-a_case"])


def test_calls_that_depend_on_answers_are_made_one_by_one(grade):
    cells = [
        checks(),
        solution("def f(x):\n    return 2 * x"),
        a_test("y = f(1)\nassert f(y) == 2 * y", "assert f(f(3)) > 6"),
    ]
    assert grade(cells, "def f(x):\n    return 2.0 * x")["f-a_case"].outputs == []
    assert grade(cells, "def f(x):\n    return 2 * x if x < 6 else 0")["f-a_case"].outputs[0].ename == "HiddenCase"


def test_tests_may_build_on_each_other(grade):
    cells = [
        checks(),
        solution("def f(x):\n    return 2 * x"),
        a_test("y = f(1)"),
        a_test("assert f(y) == 4", name="f-b"),
    ]
    graded = grade(cells)
    assert (graded["f-a_case"].outputs, graded["f-b"].outputs) == ([], [])


def test_an_answer_that_is_no_data_passes_for_no_error(grade):
    cells = [checks(), solution("def f():\n    raise TypeError"), a_test("assert_raises(TypeError, f)")]
    assert "cannot be handed in" in message(grade(cells, "def f():\n    return {1}")["f-a_case"])


def test_a_missing_function_is_named(grade):
    assert message(grade(DOUBLE, "def g(x):\n    return x")["f-a_case"]) == "name 'f' is not defined"


def test_the_library_is_not_there_for_learners(grade):
    graded = grade(DOUBLE, "def f(x):\n    import tconv_lib.checks\n    return tconv_lib.checks.double(x)")
    assert message(graded["f-a_case"]) == "tconv_lib is not there when your notebook is graded: only NumPy is"


TWO = [checks(), solution("def f():\n    return 1"), a_test("assert f() == 1")]
TWO += [solution("def g():\n    return 2", "g"), a_test("assert g() == 2", name="g-b")]


def test_an_endless_call_costs_its_own_test_alone(grade):
    graded = grade(TWO, "def f():\n    while True: pass")
    assert message(graded["f-a_case"]) == "f was stopped after 0.6 s"
    assert graded["g-b"].outputs == []


def test_an_endless_cell_is_left_out_and_named(grade):
    graded = grade(TWO, "while True: pass")
    assert message(graded["f"]) == "This cell was stopped after 0.6 s. The cells after it ran without it."
    assert message(graded["f-a_case"]) == "name 'f' is not defined"
    assert graded["g-b"].outputs == []


def test_after_a_kill_the_cells_before_it_run_again(grade):
    graded = grade(
        TWO,
        "calls = []\ndef f():\n    return 1",
        "def g():\n    calls.append(1)\n    return 2",
        extra=["import os; os._exit(0)", "calls"],
    )
    assert graded["f-a_case"].outputs == graded["g-b"].outputs == []
    assert "ended its own process" in message(list(graded.values())[-2])
    assert list(graded.values())[-1].outputs[0].data == {"text/plain": "[]"}


def test_the_end_of_a_notebook_cannot_harm_the_tests_before_it(grade):
    extra = ["import numpy as np\nnp.multiply = None\nimport builtins\nbuiltins.len = None"]
    cells = [
        setup(),
        checks(),
        solution("def f(x):\n    return len(x)"),
        a_test("assert f([1]) == 1", "assert f([1, 2]) == 2"),
    ]
    assert grade(cells, extra=extra)["f-a_case"].outputs == []


def test_when_the_time_of_the_notebook_is_over_the_rest_is_stopped(grade):
    graded = grade(TWO, "import time\ntime.sleep(5)", deadlines=Deadlines(call=3, cell=3, notebook=0.5))
    assert "whole notebook" in message(graded["g-b"])


def test_a_test_that_hangs_on_what_it_got_is_stopped(grade):
    cells = [setup(), checks(), solution("def f():\n    return 3")]
    cells += [a_test("for _ in range(f()):\n    pass"), a_test("assert f() > 2", name="f-b")]
    graded = grade(cells, "def f():\n    return 1 << 60", deadlines=QUICK._replace(test=1.0))
    assert "did not end" in message(graded["f-a_case"])
    assert graded["f-b"].outputs == []


def test_roles_in_a_learners_metadata_mean_nothing(grade, launcher):
    source = new_notebook(cells=DOUBLE)
    with Sandboxed(source, launcher, QUICK) as executor:
        notebook = copy.deepcopy(source)
        notebook.cells[2].source = "def f(x):\n    return 0"
        notebook.cells[3].source = "pass"
        notebook.cells[3].metadata.autograder.role = "solution"
        own = cell("test", "forged", "f = lambda x: 2 * x\nassert_returns = print")
        own.metadata.autograder.role = "checks"
        notebook.cells.insert(2, own)
        graded = executor.run(notebook, seed=1)
    assert "expected 6" in message(graded.cells[4])


def test_cases_come_from_the_seed(grade):
    drawn = "for (n,) in cases(1, n=(0, 10**9)):\n    assert f(n) == 0, n"
    cells = [checks(), solution("def f(n):\n    return 0"), a_test(drawn)]
    first, again, other = (
        message(grade(cells, "def f(n):\n    return 1", seed=seed)["f-a_case"]) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_a_source_whose_solution_fails_is_refused(grade):
    with pytest.raises(CourseError, match=r"own solution fails test f-a_case: f.3."):
        grade([checks(), solution("def f(x):\n    return x"), a_test("assert_returns(6, f, 3)")])


def test_a_source_that_cannot_run_is_refused(grade):
    with pytest.raises(CourseError, match=r"do not run .ZeroDivisionError"):
        grade([checks("1 / 0"), *DOUBLE[2:]])
    with pytest.raises(CourseError, match="binds f, which learners define"):
        grade([checks(), DOUBLE[2], a_test("for f in (1,):\n    pass")])
    with pytest.raises(CourseError, match="defines class F"):
        grade([checks(), solution("class F: pass"), a_test("pass")])
    with pytest.raises(CourseError, match="is not Python"):
        grade([checks(), solution("def f(:"), a_test("pass")])


def test_without_a_sandbox_the_points_are_the_same_and_it_says_so():
    with Launcher(contained=False) as launcher, Sandboxed(new_notebook(cells=DOUBLE), launcher, QUICK) as executor:
        graded = executor.run(new_notebook(cells=DOUBLE), seed=1)
    assert graded.cells[3].outputs == []
    assert SandboxKind.NONE.warning.startswith("NOT SANDBOXED")


def test_colours_of_a_terminal_are_left_out(grade):
    code = "def f(x):\n    print('\\x1b[38mred\\x1b]8;;x\\x07')\n    raise ValueError('\\x1b[999mno')\nf"
    graded = grade(DOUBLE, code, extra=["print('\\x1b[38mred\\x1b[0m')"])
    assert graded["own-5"].outputs[0].text == "red\n"
    (output,) = graded["f-a_case"].outputs
    assert (output.evalue, output.traceback[-1]) == ("no", "red]8;;x")
    HTMLExporter().from_notebook_node(new_notebook(cells=list(graded.values())))


def test_partial_credit_has_no_digits_in_which_a_hidden_input_could_cross(grade):
    cells = [setup(), solution("def f(x):\n    return x"), a_test("1", "f(7919) / 10**4 + 0.123456", points=2)]
    (output,) = grade(cells)["f-a_case"].outputs
    assert output.data == {"text/plain": "0.92"}


def test_checking_takes_no_longer_than_the_notebook_may(grade):
    slow = [setup("import time"), solution("def f(x):\n    return x"), a_test("time.sleep(f(0))")]
    began = time.monotonic()
    graded = grade(slow, "def f(x):\n    return 60", deadlines=Deadlines(call=0.6, cell=0.6, notebook=1.0))
    assert message(graded["f-a_case"]).startswith("the test did not end")
    assert time.monotonic() - began < 8


LATE = ["import time\ntime.sleep(9)", "sum(range(10**12))", "import os\nx = os._exit(0)"]


@pytest.mark.parametrize("late", LATE)
def test_a_definition_above_what_does_not_end_counts_in_both_passes(grade, late):
    graded = grade(DOUBLE, f"def f(x):\n    return 2 * x\n{late}")
    assert graded["f-a_case"].outputs == []
    assert "ran with what it had done before" in message(graded["f"])


def test_what_stands_below_what_does_not_end_does_not_count(grade):
    graded = grade(DOUBLE, "while True:\n    pass\ndef f(x):\n    return 2 * x")
    assert message(graded["f-a_case"])
    assert message(graded["f"]) == "This cell was stopped after 0.6 s. The cells after it ran without it."


def test_a_call_that_is_stopped_costs_no_second_run_of_the_cells(grade):
    graded = grade(DOUBLE, "def f(x):\n    while x == 3: pass\n    return 2 * x", "", extra=["print('once')"])
    assert graded["f-a_case"].outputs[0].evalue.endswith("stopped after 0.6 s")


def test_a_cell_that_was_never_begun_is_told_from_one_that_was_stopped(grade):
    short = Deadlines(call=5, cell=5, notebook=1.0)
    graded = grade(DOUBLE, "import time\ntime.sleep(9)", extra=["1", "2"], deadlines=short)
    assert message(graded["f"]).startswith("This cell was stopped: the 1 s for the whole notebook were used up.")
    own = [
        message(cell) for name, cell in graded.items() if name.startswith("own-") and cell.get("source") in ("1", "2")
    ]
    assert own == ["This cell was not run: the 1 s for the whole notebook were used up before it."] * 2


class Struck(Launcher):
    """Ends the first process that it gave, while the learner's cell runs, as the kernel does when memory is short."""

    def __init__(self, times):
        super().__init__()
        self.times, self.given = times, 0

    def fork(self):
        fork = super().fork()
        self.given += 1
        if self.given <= self.times:
            threading.Timer(0.5, signal.pidfd_send_signal, (fork.pidfd, signal.SIGKILL)).start()
        return fork


@pytest.mark.slow
@pytest.mark.parametrize("times", [0, 1])
def test_a_sandbox_that_is_ended_from_outside_costs_the_learner_nothing(times):
    cells = [solution("def f(x): return x"), a_test("assert f(1) == 1")]
    source = new_notebook(cells=[setup(), checks(), *cells])
    handed_in = copy.deepcopy(source)
    handed_in.cells[2].source = "import time; time.sleep(1.5)\ndef f(x): return x"
    with Struck(times) as launcher, Sandboxed(source, launcher) as executor:
        graded = executor.run(handed_in, seed=1)
        assert graded.cells[-1].outputs == []
        assert launcher.given >= 1 + times


@pytest.mark.slow
def test_a_learner_who_ends_the_process_is_run_twice_and_no_more():
    source = new_notebook(cells=[setup(), checks(), solution("def f(x): return x"), a_test("assert f(1) == 1")])
    handed_in = copy.deepcopy(source)
    handed_in.cells[2].source = "import os; os._exit(0)"
    with Struck(0) as launcher, Sandboxed(source, launcher) as executor:
        graded = executor.run(handed_in, seed=1)
        assert graded.cells[-1].outputs[0].output_type == "error"
        assert launcher.given <= 8


MUTANTS = """
from autograder.contract import mutant

@mutant("f", caught_by=["a_case"], sentence="as if it were three times")
def three(x):
    return 3 * x
"""


class StruckExaminer(Examiner):
    """Ends, as the kernel does when memory is short, the first fork that is asked for something."""

    def __init__(self, source, asked):
        super().__init__(source)
        self.asked, self.given = asked, 0

    def examine(self):
        examination = super().examine()
        self.given += 1
        if self.given == 1:
            ask = examination._ask

            def struck(name, *more, **options):
                if name == self.asked:
                    signal.pidfd_send_signal(examination._fork.pidfd, signal.SIGKILL)
                return ask(name, *more, **options)

            examination._ask = struck
        return examination


@pytest.mark.parametrize("asked", ["record", "mistakes", "nothing"])
def test_an_examiner_that_is_ended_from_outside_before_the_first_submission_costs_nothing(asked, launcher):
    source = new_notebook(cells=DOUBLE)
    attach_mutants(source, MUTANTS)
    handed_in = new_notebook(cells=copy.deepcopy(DOUBLE))
    handed_in.cells[2].source = "def f(x):\n    return 3 * x"
    with Sandboxed(source, launcher, QUICK) as executor:
        executor.examiner = StruckExaminer(executor.source, asked)
        graded = executor.run(handed_in, seed=1)
        assert said(graded.cells[2], "likeness") == "as if it were three times"
        assert graded.cells[3].outputs[0].output_type == "error"


def test_mutants_that_end_the_examiner_each_time_say_nothing(launcher):
    source = new_notebook(cells=DOUBLE)
    attach_mutants(source, f"import os\nos._exit(1)\n{MUTANTS}")
    with Sandboxed(source, launcher, QUICK) as executor:
        graded = executor.run(new_notebook(cells=DOUBLE), seed=1)
        assert said(graded.cells[2], "likeness") == ""
        assert graded.cells[3].outputs == []
