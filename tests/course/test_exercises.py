"""Every exercise keeps its contract, for the run's seed and the fixed one."""

import json
import re
import subprocess
import sys
from functools import cache
from itertools import product

import numpy as np
import pytest

from autograder.masters.contract import check
from autograder.masters.mutants import load_answers
from autograder.masters.survivors import survey
from autograder.masters.trial import try_answer
from autograder.masters.wrong_answers import Recorder
from autograder.seed import seeded
from tconv_lib.checks import cases
from tests.drawn import SEED
from tests.masters import MASTERS, PATHS

pytestmark = pytest.mark.no_cover  # the tests of the masters run, thousands of times, what has tests of its own


@cache
def report(stem):
    return check(PATHS[stem], SEED)


@pytest.mark.slow
@pytest.mark.parametrize("stem", MASTERS)
def test_starter_solution_and_mutants_do_what_they_must(stem):
    assert [str(finding) for finding in report(stem).findings] == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 21))
@pytest.mark.parametrize("stem", MASTERS)
def test_the_contract_holds_for_other_seeds(stem, seed):
    assert [str(finding) for finding in check(PATHS[stem], seed).findings] == []


@pytest.mark.slow
@pytest.mark.parametrize("stem", MASTERS)
def test_a_mutants_message_says_what_is_wrong(stem):
    caught = report(stem).caught
    bare = [f"{c.exercise}: {c.wrong}" for c in caught if re.fullmatch(r"AssertionError: ?", c.message)]
    assert bare == []


@pytest.mark.slow
@pytest.mark.parametrize("stem", MASTERS)
def test_fixed_cases_alone_catch_every_mutant(stem):
    """The random cases add to the fixed ones: without any, no mutant gets away."""
    master = MASTERS[stem]
    no_cases = "def cases(*_arguments, **_specifications):\n    return iter(())\n"
    escaped = []
    with seeded(SEED):
        for answer in load_answers(master.path):
            if not answer.is_mutant:
                continue
            exercise = master.exercises[answer.exercise]
            tests = {test.name: no_cases + test.source for test in exercise.tests}
            if not try_answer(master, exercise, answer.function, tests=tests).failures:
                escaped.append(f"{exercise.name}: {answer.name}")
    assert escaped == []


def at_the_ends(_count, *, where=None, sizes=None, **arguments):
    """Draw, in the place of ``cases``, one case for every combination of the ends of its ranges."""
    ranges = {name: set(spec) for name, spec in arguments.items() if isinstance(spec, tuple)}
    axes = {name: set(spec) for name, spec in (sizes or {}).items()}
    for ends in product(*ranges.values(), *axes.values()):
        fixed = {name: [end] for name, end in zip(ranges, ends, strict=False)}
        size = {name: (end, end) for name, end in zip(axes, ends[len(ranges) :], strict=True)}
        for case in cases(1, sizes=size, **(arguments | fixed)):
            if where is None or where(dict(zip(arguments, case, strict=True))):
                yield case


@pytest.mark.slow
@pytest.mark.parametrize("stem", MASTERS)
def test_a_right_answer_gets_full_marks_where_all_that_is_drawn_stands_at_an_end_of_its_range(stem, monkeypatch):
    master = MASTERS[stem]
    monkeypatch.setattr("tconv_lib.checks.cases", at_the_ends)
    with seeded(SEED):
        failed = {
            name: try_answer(master, each, each.solution.source).failures for name, each in master.exercises.items()
        }
    assert {name: failures for name, failures in failed.items() if failures} == {}


CHANGES = 600  # of 5,800, so that a run takes seconds


@pytest.mark.slow
def test_no_single_change_to_a_solution_gets_full_marks():
    found = survey(list(PATHS.values()), seed=SEED, most=CHANGES)
    assert [str(survivor) for survivor in found.survivors] == []
    assert found.tried == CHANGES


@pytest.mark.soak
def test_no_single_change_at_all_gets_full_marks():
    found = survey(list(PATHS.values()), seed=SEED)
    assert [str(survivor) for survivor in found.survivors] == []
    assert found.tried > 3000


def recorded(master, exercise):
    record = Recorder()
    assert not try_answer(master, exercise, exercise.solution.source, wrap=record).failures
    return record


def has_array(value):
    if isinstance(value, dict):
        return any(map(has_array, value.values()))
    return any(map(has_array, value)) if isinstance(value, list | tuple) else isinstance(value, np.ndarray)


def on_arrays(change):
    def through(value):
        if isinstance(value, list | tuple):
            return type(value)(map(through, value))
        return change(value) if isinstance(value, np.ndarray) else value

    return lambda right: lambda *args, **kwargs: through(right(*args, **kwargs))


@pytest.mark.slow
@pytest.mark.parametrize("stem", MASTERS)
def test_the_beginning_says_what_is_tested_of_an_array_and_that_arguments_stay(stem):
    master = MASTERS[stem]
    beginning = " ".join(master.cells[0].source.split())
    calls = [call for exercise in master.exercises.values() for call in recorded(master, exercise).calls]
    assert "Leave what you are given as it is." in beginning
    rounded = "the shape, the kind of number (float, not int or complex) and the values up to rounding are tested"
    assert (rounded in beginning) is has_array([result for _, _, result in calls])


WITHOUT_NUMPY = """
import json
import sys
sys.modules["numpy"] = None
from pathlib import Path
from autograder.masters.master import load

for path, names in json.loads(sys.argv[1]).items():
    master = load(Path(path))
    for name in names:
        namespace = {}
        for cell in master.cells:
            if cell.role in ("setup", "checks") or cell.exercise == name and cell.role != "statement":
                try:
                    exec(cell.source, namespace)
                except ImportError as error:
                    assert cell.role in ("setup", "checks") and "numpy" in str(error), (name, error)
"""


@pytest.mark.slow
def test_integer_exercises_pass_with_numpy_blocked():
    integers = {
        str(master.path): [
            exercise.name for exercise in master.exercises.values() if not has_array([recorded(master, exercise).calls])
        ]
        for master in MASTERS.values()
    }
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMPY, json.dumps(integers)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert sum(map(len, integers.values())) > 20


@pytest.mark.slow
@pytest.mark.parametrize("stem", MASTERS)
def test_answers_in_single_precision_and_views_get_full_marks(stem):
    """What is right may be rounded to float32, lie in another order in memory, or be a view."""
    master = MASTERS[stem]
    as_single = on_arrays(lambda a: a.astype(np.float32) if a.dtype == np.float64 else a)
    as_view = on_arrays(lambda a: np.repeat(a[..., None], 2, axis=-1)[..., 0])
    for exercise in master.exercises.values():
        for wrap in (as_single, as_view, on_arrays(np.asfortranarray)):
            assert try_answer(master, exercise, exercise.solution.source, wrap=wrap).failures == {}, exercise.name


CODE_OR_MATHEMATICS = re.compile(r"`[^`]+`|\$[^$]+\$")
FORMULA = re.compile(
    r"[*/%+=<>|@\[\]{}·−²κ]"  # signs
    r"|(?<!\w)-|-(?!\w)"  # a minus sign, and no hyphen
    r"|\w_|_\w"  # names
    r"|(?<![\w'.])(?!(?i:a)\b)[^\W\d](?!\w)"  # names of one letter
    r"|\w[.(]\w"  # attributes and calls
    r"|`"  # one without its partner
)


def formulas(hint):
    return FORMULA.findall(CODE_OR_MATHEMATICS.sub("code", hint))


@pytest.mark.parametrize("stem", MASTERS)
def test_a_hint_marks_its_formulas_as_code(stem):
    hints = [hint for exercise in MASTERS[stem].exercises.values() for hint in exercise.solution.hints]
    assert {hint: found for hint in hints if (found := formulas(hint))} == {}
    assert any("`" in hint for hint in hints)
