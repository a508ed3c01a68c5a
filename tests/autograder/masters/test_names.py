"""Bound names, against what Python does: the cell is run, and its namespace keeps a list of what was put into it."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.errors import CourseError, MasterError
from autograder.masters.contract import check
from autograder.masters.names import names_of
from autograder.masters.source import read_source
from tests.autograder.masters.test_contract import MASTER, MUTANTS

CELLS = [
    "",
    "1 + 1",
    "x = 1",
    "x = y = 1",
    "x, y = 1, 2",
    "(x, [y, z]) = 1, (2, 3)",
    "first, *rest = 1, 2, 3",
    "[*rest] = 1, 2",
    "x: int = 1",
    "x = 1\nx += 1",
    "x = 1\ndel x",
    "x = [0]\nx[0] = 1",
    "class A: pass\nA.x = 1",
    "def f(a, b=1, *c, d=2, **e): inside = 1",
    "def f(a):\n    def g(b): pass\n    return g",
    "async def f(): x = 1",
    "@staticmethod\ndef f(): pass",
    "class A:\n    x = 1\n    def m(self): pass",
    "if True:\n    def f(): pass\nelse:\n    def g(): pass\n    g()\ng = 1",
    "f = lambda x: x + 1",
    "f = lambda x: (y := x)\nf(1)",
    "import os",
    "import os.path",
    "import os.path as p",
    "import os, sys as s",
    "from os import path",
    "from os import path as p, sep",
    "import os\nos = 1",
    "for i in range(2): pass",
    "for i, (j, *k) in [(1, (2, 3))]: pass",
    "for i in []: pass\nelse: x = 1\ni = 0",
    "while True:\n    x = 1\n    break",
    "[i for i in range(3)]",
    "x = {i: j for i, j in [(1, 2)]}",
    "x = [i for i in range(3) if i]",
    "(y := 1)",
    "[y := i for i in range(3)]",
    "[[y := i + j for i in range(2)] for j in range(2)]",
    "{(y := i) for i in range(3)}",
    "{i: (y := i) for i in range(3)}",
    "list((y := i) for i in range(3))",
    "def f():\n    return [y := i for i in range(3)]\nf()",
    "print(x := 1, end='')",
    "import io\nwith io.StringIO() as file: pass",
    "import contextlib\nwith contextlib.nullcontext((1, 2)) as (a, b): pass",
    "import io\nwith io.StringIO() as a, io.StringIO() as b: pass",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error: pass",
    "try:\n    1 / 0\nexcept* ZeroDivisionError as group: pass",
    "try:\n    x = 1\nfinally:\n    y = 2",
    "match 1:\n    case f: pass",
    "match [1, 2, 3]:\n    case [a, *b]: pass",
    "match {'k': 1, 'l': 2}:\n    case {'k': v, **rest}: pass",
    "match 1:\n    case int() as n: pass",
    "match 1:\n    case 0 | 1: pass",
    "class P:\n    __match_args__ = ('x',)\n    x = 1\nmatch P():\n    case P(y): pass",
    "global g\ng = 1",
    "def f():\n    global g\n    g = 1\nf()",
    "def f():\n    def inner():\n        global g\n        def g(): pass\n    inner()\nf()",
    "def f():\n    global A\n    class A: pass\nf()",
    "def f():\n    global m\n    import math as m\nf()",
    "def f():\n    global y\n    [y := i for i in range(3)]\nf()",
    "def f():\n    global i\n    for i in range(3): pass\nf()",
    "class A:\n    global g\n    g = 1",
    "def f():\n    global g\n    return g\ng = 1\nf()",
    "x = 1\ndef f():\n    x = 2\n    def g():\n        nonlocal x\n        x = 3\n    g()\nf()",
    "async def f():\n    async with a as b: pass\n    async for c in d: pass",
]
OF_PYTHON = {"__name__", "__builtins__", "__annotations__"}


class Namespace(dict):
    """A namespace that knows every name that was ever bound in it."""

    def __init__(self):
        super().__init__(__name__="__main__")
        self.bound = set()

    def __setitem__(self, name, value):
        super().__setitem__(name, value)
        self.bound.add(name)


@pytest.mark.parametrize("source", CELLS)
def test_the_names_are_those_that_running_the_cell_binds(source):
    namespace = Namespace()
    exec(compile(source, "<cell>", "exec"), namespace)  # noqa: S102 - a cell of the list above
    appeared = (namespace.bound | set(namespace)) - OF_PYTHON
    assert names_of(source, "cell").bound == appeared


def test_there_are_sixty_cells_and_no_two_alike():
    assert len(set(CELLS)) == len(CELLS) >= 60


@pytest.mark.parametrize(
    ("source", "classes", "functions", "values", "imported"),
    [
        ("class A: pass\ndef f(): pass\nx = 1\nimport os", "A", "f", "x", "os"),
        ("if x:\n    class A: pass\n    def f(): pass", "A", "f", "", ""),
        ("f = 1\ndef f(): pass", "", "f", "", ""),
        ("def f(): pass\nclass f: pass", "f", "", "", ""),
        ("import os\nos = 1", "", "", "os", ""),
        ("f = lambda: 1\nasync def g(): pass", "", "g", "f", ""),
        ("def f():\n    global A, g, m\n    class A: pass\n    def g(): pass\n    import m", "A", "f g", "", "m"),
        ("def f():\n    global f\n    f = 1", "", "f", "", ""),
    ],
)
def test_each_name_stands_under_one_kind(source, classes, functions, values, imported):
    expected = [frozenset(words.split()) for words in (classes, functions, values, imported)]
    assert list(names_of(source, "cell")) == expected


def test_a_magic_is_no_python_and_is_left_out_with_lines_kept():
    assert names_of("%matplotlib inline\nx = 1", "cell").bound == {"x"}
    with pytest.raises(MasterError, match=r"^cell 7: line 3: is not Python"):
        names_of("%matplotlib inline\nx = 1\ny =", "cell 7")


@pytest.mark.parametrize(
    "line",
    [
        "try: 1 / 0\nexcept ZeroDivisionError as double: pass",
        "match 1:\n    case double: pass",
        "(double := 1)",
        "[double := i for i in range(2)]",
        "def helper():\n    global double\n    double = 1",
    ],
)
def test_check_and_grading_refuse_the_same_bindings(tmp_path, line):
    begin = "assert_returns(np.array([2.0, 4.0]), double,"
    (tmp_path / "mutants").mkdir()
    (tmp_path / "mutants" / "doubling.py").write_text(MUTANTS)
    path = tmp_path / "doubling.md"
    path.write_text(MASTER.replace(begin, f"{line}\n{begin}", 1))
    assert "binds double, which a solution cell defines" in " ".join(map(str, check(path).findings))

    def node(text, grade_id, role, **flags):
        own = {"role": role}
        return new_code_cell(text, metadata={"autograder": own, "nbgrader": {"grade_id": grade_id, **flags}})

    solution = node("def double(x):\n    return x + x", "double", "solution", solution=True)
    with pytest.raises(CourseError, match="test t binds double, which learners define"):
        read_source(new_notebook(cells=[solution, node(line, "t", "test", grade=True, points=1)]))
