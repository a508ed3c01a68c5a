"""The page's verdicts, in its own Python, are the grader's on the page's seed: solutions, starters, wrong answers."""

import ast
import json

import pytest

from autograder.masters.mutants import load_answers, mutants_file
from autograder.masters.trial import try_answer
from autograder.seed import VARIABLE
from tests.masters import MASTERS
from web.book.solving import as_given
from web.exercise.runner import SEED

MARKS = "mutant = variant = lambda *_, **__: lambda function: function\nequivalent = lambda *_, **__: None\n"
START = """() => {
    const worker = new Worker(new URL("../_static/exercise-worker.js", location.href));
    const waiting = new Map();
    worker.onmessage = ({ data }) => {
        if (data.id === undefined || data.begun) return;
        waiting.get(data.id)(data);
        waiting.delete(data.id);
    };
    let count = 0;
    window.ask = (request) => new Promise((done) => {
        waiting.set(++count, done);
        worker.postMessage({ id: count, ...request });
    });
    return ask({ does: "start" }).then(() => ask({ does: "numpy" }));
}"""
CHECK = """async ([given, codes]) => {
    const results = [];
    for (const code of codes) results.push(await ask({ does: "check", given, code, before: [] }));
    return results;
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(opened):
    """The worker of the pages, asked without an editor."""
    with opened("chapters/progress.html") as page:
        assert page.evaluate(START)["result"] is True
        yield page


def answers(master):
    """Yield exercise, code and the tests that must fail, for all answers that come with a master."""
    for name, exercise in master.exercises.items():
        yield name, exercise.solution.source, set()
        yield name, as_given(master, exercise, "self")["starter"], {test.name for test in exercise.tests}
    file = mutants_file(master.path)
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if getattr(node, "module", None) != "autograder.contract"]
    text = MARKS + ast.unparse(tree)
    for answer in load_answers(master.path):
        yield answer.exercise, f"{text}\n{answer.exercise} = {answer.name}", set(answer.caught_by or ())


@pytest.mark.parametrize(
    "stem", [stem if stem == "scatter" else pytest.param(stem, marks=pytest.mark.soak) for stem in MASTERS]
)
def test_the_page_and_the_grader_agree_on_every_answer(stem, python, site, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(SEED))
    master = MASTERS[stem]
    given = json.loads((site / "_static" / "exercises" / f"{stem}.json").read_text(encoding="utf-8"))
    for name, code, failing in answers(master):
        graded = try_answer(master, master.exercises[name], code)
        assert (graded.broken, set(graded.failures)) == ("", failing), (name, code[-200:])
        (answer,) = python.evaluate(CHECK, [given[name], [code]])
        result = answer["result"]
        assert result["error"] is None, (name, code[-200:], result["error"])
        assert {test["name"] for test in result["tests"] if not test["passed"]} == failing, (name, code[-200:])
        assert (result["points"] == result["of"]) == (not failing)
