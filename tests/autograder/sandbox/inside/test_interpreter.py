"""What the process of a learner answers, asked without any process."""

import os
import random
import socket
import sys
import threading

import numpy as np
import pytest

from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.interpreter import Interpreter, serve
from autograder.sandbox.inside.wire import decode, encode, frame_size

CALL, CELL, GET = protocol.CALL, protocol.CELL, protocol.GET


@pytest.fixture
def interpreter(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the interpreter puts its own there
    return Interpreter()


def cell(interpreter, source, number=1):
    answer = interpreter.answer([CELL, number, source])
    assert answer[0] == protocol.OUTPUTS
    return decode(answer[1:])


def call(interpreter, name, *args, **kwargs):
    answer = interpreter.answer([CALL, name, encode((args, kwargs))])
    return answer[0], decode(answer[1:])


def test_a_cell_shows_what_jupyter_would(interpreter):
    source = "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\n1 + 1"
    assert cell(interpreter, source) == [
        ["stream", "stdout", "a\n"],
        ["stream", "stderr", "b\n"],
        ["stream", "stdout", "c\n"],
        ["result", "2"],
    ]


@pytest.mark.parametrize("source", ["1;", "None", "x = 1", "", "if True:\n    1"])
def test_what_jupyter_would_not_show_is_not_shown(interpreter, source):
    assert cell(interpreter, source) == []


def test_the_last_value_has_a_name(interpreter):
    assert cell(interpreter, "40 + 2") == [["result", "42"]]
    assert cell(interpreter, "_ + 1") == [["result", "43"]]


def test_an_error_names_the_lines_of_the_learners_cells_and_no_other_file(interpreter):
    cell(interpreter, "def f(x):\n    return 1 / x", number=3)
    ((kind, name, message, lines),) = cell(
        interpreter, "import functools\nfunctools.reduce(lambda a, b: f(b), [1, 0])", 4
    )
    assert (kind, name, message) == ("error", "ZeroDivisionError", "division by zero")
    assert lines[0].startswith("cell 4, line 2, in <module>: functools.reduce(")
    assert lines[-2:] == ["cell 3, line 2, in f: return 1 / x", "ZeroDivisionError: division by zero"]
    assert not any(os.sep in line for line in lines[1:-2])


def test_a_deep_traceback_keeps_its_two_ends(interpreter):
    ((*_, lines),) = cell(interpreter, "def f(n):\n    return f(n - 1) if n else 1 / n\nf(200)")
    assert len(lines) == 32
    assert "…" in lines


@pytest.mark.parametrize(
    ("source", "name", "message"),
    [
        ("raise SystemExit(3)", "SystemExit", "3"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "E", "(its message cannot be shown)"),
        ("raise ValueError('a\\ud800b')", "ValueError", "a?b"),
        ("def f(:", "SyntaxError", None),
    ],
)
def test_whatever_a_cell_raises_is_an_error_that_can_cross(interpreter, source, name, message):
    ((_, found, text, _),) = cell(interpreter, source)
    assert found == name
    assert message is None or text == message


def test_top_level_await_runs(interpreter):
    assert cell(interpreter, "import asyncio\nawait asyncio.sleep(0, 'late')") == [["result", "'late'"]]


def test_magics_and_display_do_no_harm(interpreter):
    assert cell(interpreter, "%matplotlib inline\ndisplay(3)") == [["stream", "stdout", "3\n"]]


def test_a_call_returns_a_value_or_says_why_not(interpreter):
    cell(interpreter, "def f(x, *, by=1): return x + by\ndef push(items): items.append(1)\ndef bad(): return {1}\n"
                      "def fails(): raise KeyError('k')")  # fmt: skip
    assert call(interpreter, "f", 2, by=3) == (protocol.VALUE, 5)
    assert call(interpreter, "push", [0]) == (protocol.CHANGED, (None, ([0, 1],), {}))
    assert call(interpreter, "bad")[0] == protocol.REFUSED
    assert call(interpreter, "nothing") == (protocol.MISSING, None)
    status, (message, lines) = call(interpreter, "fails")
    assert protocol.CLASSES[status - protocol.ERROR] is KeyError
    assert message == "'k'"
    assert lines == "cell 1, line 4, in fails: def fails(): raise KeyError('k')"


def test_a_value_that_acts_when_it_is_looked_at_is_an_error(interpreter):
    cell(interpreter, "class A:\n    @property\n    def __class__(self): raise SystemExit\ndef f(): return A()")
    status, _ = call(interpreter, "f")
    assert status == protocol.REFUSED or status >= protocol.ERROR


def test_an_array_changed_in_place_is_noticed(interpreter):
    cell(interpreter, "def f(x):\n    x += 1\n    return 0")
    status, (value, (changed,), _) = call(interpreter, "f", np.zeros(2))
    assert (status, value, changed.tolist()) == (protocol.CHANGED, 0, [1.0, 1.0])


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ("x.shape = (4,)", [0.0, 1.0, 2.0, 3.0]),
        ("x.dtype = np.int64", [[0, 4607182418800017408], [4611686018427387904, 4613937818241073152]]),
        ("x[1, 1] = -0.0", [[0.0, 1.0], [2.0, -0.0]]),
        ("x[:] = x.T.copy()", [[0.0, 2.0], [1.0, 3.0]]),
    ],
)
@pytest.mark.parametrize("by_name", [False, True])
def test_whatever_was_changed_of_an_array_comes_back_and_one_left_alone_does_not(interpreter, change, after, by_name):
    cell(interpreter, f"import numpy as np\ndef f(x, n, pair):\n    if n:\n        {change}")
    for changes in (0, 1):
        array = np.arange(4.0).reshape(2, 2)
        given = {"args": (), "kwargs": {"x": array}} if by_name else {"args": (array,), "kwargs": {}}
        frame = encode((given["args"], given["kwargs"] | {"n": changes, "pair": (1, 2)}))
        answer = interpreter.answer([protocol.CALL, "f", frame])
        assert answer[0] == (protocol.CHANGED if changes else protocol.VALUE)
    _, args, kwargs = decode(answer[1:])
    assert [*args, *kwargs.values()][0].tolist() == after


def test_a_value_is_read_by_name(interpreter):
    cell(interpreter, "x = (1, [2.5])\ny = {1}")
    assert interpreter.answer([GET, "x"]) == bytes([protocol.VALUE]) + encode((1, [2.5]))
    assert interpreter.answer([GET, "y"])[0] == protocol.REFUSED
    assert interpreter.answer([GET, "z"])[0] == protocol.MISSING


def test_what_a_call_prints_comes_as_a_note_before_its_answer(interpreter):
    cell(interpreter, "def f():\n    print('note')\n    return 1")
    answer = interpreter.answer([CALL, "f", encode(((), {}))])
    end = 1 + frame_size(answer, 1)
    assert (answer[0], decode(answer[1:end])) == (protocol.NOTE, "note\n")
    assert (answer[end], decode(answer[end + 1 :])) == (protocol.VALUE, 1)


def test_nothing_but_values_crosses_when_nothing_is_to_be_shown(interpreter):
    interpreter.show = False
    assert (
        cell(interpreter, "def f():\n    print('secret')\n    raise ValueError('secret')\nprint('secret')\n1 / 0")
        is None
    )
    assert call(interpreter, "f") == (protocol.ERROR + protocol.class_index(ValueError), None)


def test_after_a_restart_all_names_are_gone_and_the_same_numbers_are_drawn(interpreter):
    source = "import random\nimport numpy as np\n[random.random(), float(np.random.rand())]"
    states = random.getstate(), np.random.get_state()  # noqa: NPY002 - what is tested
    try:
        interpreter.restart()
        first = cell(interpreter, source)
        assert cell(interpreter, source) != first
        interpreter.restart()
        assert interpreter.answer([GET, "np"])[0] == protocol.MISSING
        assert cell(interpreter, source) == first
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002


def test_a_learner_who_replaces_the_streams_does_so_for_one_operation(interpreter):
    before = sys.stdout
    cell(interpreter, "import sys\nsys.stdout = None")
    assert sys.stdout is before
    assert cell(interpreter, "print(1)") == [["stream", "stdout", "1\n"]]


def test_requests_are_answered_until_the_channel_closes(interpreter):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        server = threading.Thread(target=serve, args=(theirs, interpreter))
        server.start()
        for operation, fresh in (([CELL, 1, "x = 1"], True), ([GET, "x"], False), ([GET, "x"], True)):
            ours.sendall(protocol.request(operation, fresh=fresh, show=True))
        expected = bytes([protocol.OUTPUTS]) + encode([]) + bytes([protocol.VALUE]) + encode(1)
        expected += bytes([protocol.MISSING]) + encode(None)
        received = b""
        while len(received) < len(expected):
            received += ours.recv(1024)
        assert received == expected
        ours.shutdown(socket.SHUT_RDWR)
        server.join(timeout=10)
        assert not server.is_alive()


@pytest.mark.parametrize("leave", ["exit", "quit"])
def test_who_leaves_a_cell_by_a_word_of_the_shell_keeps_what_was_bound(interpreter, leave):
    assert cell(interpreter, f"x = 1\n{leave}()\nx = 2")[0][:2] == ["error", "SystemExit"]
    assert cell(interpreter, "x") == [["result", "1"]]
