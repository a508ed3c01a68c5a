import ast

import pytest

from autograder.cell import Role
from autograder.sandbox.inside.cells import MAX_PIECES, Piece, definitions, parse, pieces, split_result
from autograder.sandbox.inside.magics import Shell
from tests.masters import MASTERS


def run(source):
    """Run a cell; give its names and the value of its last line."""
    _, tree = parse(source, "<cell>")
    body, last = split_result(tree, "<cell>")
    names = {"get_ipython": lambda: Shell(names, str)}
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


@pytest.mark.parametrize(
    ("cell", "starts"),
    [
        ("", [0]),
        ("def f(): pass\nx = 1", [0]),
        ("def f(): pass\nx = g()\ndef h(): pass\ny = 2\nfor a in b: pass\nf()", [0, 1, 4, 5]),
        ("@f\ndef g(): pass\n@f\ndef h(): pass", [0, 1]),
        ("import a\nawait b()\nf()\nx = 1", [0]),
    ],
)
def test_a_piece_begins_with_what_may_take_long(cell, starts):
    assert [piece.first for piece in pieces(parse(cell, "<cell>")[1], "<cell>")] == starts


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "# only a remark",
        "import numpy as np\nfrom math import pi",
        "from __future__ import annotations\ndef f(a: nowhere):\n    return a",
        'def f(x):\n    """Say what it does."""\n\n    return x\n# the end',
        'def f():\n    return """\ndef no_function\n    """',
    ],
)
def test_what_only_defines_is_compiled_as_its_tree_would_be(cell):
    assert [Piece(0, definitions(cell, "<cell>"))] == pieces(parse(cell, "<cell>")[1], "<cell>")


def test_nearly_every_answer_of_the_masters_only_defines():
    answers = [cell.source for master in MASTERS.values() for cell in master.cells if cell.role is Role.SOLUTION]
    codes = [definitions(answer, "<cell>") for answer in answers]
    for answer, code in zip(answers, codes, strict=True):
        assert code is None or [Piece(0, code)] == pieces(parse(answer, "<cell>")[1], "<cell>")
    assert sum(code is not None for code in codes) > 0.9 * len(codes)


@pytest.mark.parametrize(
    "cell",
    [
        "def f():\n    return 1\n5",
        "def f():\n    return 1\n(\n 5)",
        '"a text"',
        "import a; 5",
        "def f(): pass\nf()",
        "def f(): pass\n@f\ndef g(): pass",
        "defer = 1",
        "importer()",
        "def f():\n    await x",
        "def f():\n    %time x = 1",
        "import numpy?",
        "def f(:",
        "def f(): pass\n\x0c5",
    ],
)
def test_what_may_do_more_is_left_to_the_tree(cell):
    assert definitions(cell, "<cell>") is None


def test_a_cell_of_very_many_statements_has_a_bounded_number_of_pieces_and_all_of_them_run():
    _, tree = parse("x = []\n" + "x.append(1)\n" * 1000 + "x", "<cell>")
    names = {}
    made = pieces(tree, "<cell>")
    assert len(made) == MAX_PIECES + 1
    for piece in made[:-1]:
        exec(piece.code, names)  # noqa: S102
    assert len(names["x"]) == 1000


def test_the_first_statements_of_a_cell_show_no_value():
    _, tree = parse("x = 1\nx\nx + 1", "<cell>")
    assert not any(piece.shows for piece in pieces(tree, "<cell>", 2))


def test_a_future_holds_for_all_pieces_of_its_cell():
    _, tree = parse("from __future__ import annotations\nx = len([])\ny = len([])\ndef f(a: nowhere): pass", "<cell>")
    for piece in pieces(tree, "<cell>"):
        exec(piece.code, {"len": len})  # noqa: S102


@pytest.mark.parametrize(
    "magic",
    [
        "%%time",
        "%%capture",
        "%%prun -q",
        "%%timeit -n1 -r1",
        "\n%%time\n%%capture",
        "%%capture out\n\n%%time",
        "%%capture out",
    ],
)
def test_the_body_of_a_magic_that_measures_is_a_cell_on_its_own_lines(magic):
    names, value = run(f"{magic}\ndef f(): return 3\nf()")
    assert value == 3
    assert names["f"].__code__.co_firstlineno == magic.count("\n") + 2
