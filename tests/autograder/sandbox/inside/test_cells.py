import ast
import subprocess
import sys

import pytest

from autograder.sandbox.inside.cells import Inert, parse, split_result


def run(source):
    """Run a cell; give its names and the value of its last line."""
    _, tree = parse(source, "<cell>")
    body, last = split_result(tree, "<cell>")
    names = {"get_ipython": Inert}
    exec(body, names)  # noqa: S102
    return names, None if last is None else eval(last, names)  # noqa: S307


def test_plain_python_is_left_as_it_is():
    source = "x = (10\n% 3)\ny = 'a?'"
    assert parse(source, "<cell>")[0] == source


@pytest.mark.parametrize("line", ["%matplotlib inline", "!pip install numpy", "?print", "print??", "%%time\n1 + 1"])
def test_magics_are_taken_and_do_nothing(line):
    run(line)


def test_a_magic_in_the_middle_leaves_the_rest_running():
    assert run("a = 2\n%timeit a\nfiles = !ls\na + 1")[1] == 3


def test_the_last_expression_is_the_value_of_a_cell():
    assert run("1\n2")[1] == 2
    assert run("x = 3")[1] is None
    assert run("")[1] is None
    assert run("if True:\n    5")[1] is None


def test_await_at_top_level_compiles_to_a_coroutine():
    _, tree = parse("import asyncio\nawait asyncio.sleep(0)", "<cell>")
    assert any(isinstance(node, ast.Await) for node in ast.walk(tree))
    split_result(tree, "<cell>")


def test_a_syntax_error_is_the_learners_own():
    with pytest.raises(SyntaxError) as caught:
        parse("def f(:\n    pass", "<cell 3>")
    assert caught.value.filename == "<cell 3>"


def test_a_cell_does_not_inherit_the_futures_of_this_package():
    names, _ = run("def f(x: int): pass")
    assert names["f"].__annotations__ == {"x": int}


def test_plotting_does_nothing_where_there_is_no_plotting():
    code = """
from autograder.sandbox.inside.cells import install_stubs, parse
install_stubs()
import matplotlib.pyplot as plt
from mpl_toolkits.mplot3d import Axes3D
from IPython.display import HTML, display
import seaborn as sns
fig, ax = plt.subplots(1, 2, figsize=(3, 4))
ax[0].imshow([[1]], cmap=plt.cm.viridis)
with plt.style.context("x"):
    plt.title("t")
for one in ax:
    one.set_axis_off()
assert parse("%matplotlib inline", "<cell>")[0].startswith("get_ipython")
"""
    subprocess.run([sys.executable, "-c", code], check=True)
