import time

import pytest

from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import decode, encode
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Clock, Deadlines, KnownCall, Session

CALL, CELL, GET = protocol.CALL, protocol.CELL, protocol.GET
DEAF = """import time
while True:
    try:
        time.sleep(1)
    except KeyboardInterrupt:
        pass"""
QUICK = Deadlines(call=0.5, cell=0.5, notebook=5.0)


@pytest.fixture(scope="module")
def launcher():
    with Launcher() as made:
        yield made


@pytest.fixture
def session(launcher):
    made = Session(launcher, Clock.start(QUICK))
    yield made
    made.close()


def call(name, *args, **kwargs):
    return [CALL, name, encode((args, kwargs))]


def ask(session, *operations, fresh=False, show=True):
    return [session.ask(each, fresh=fresh and not place, show=show) for place, each in enumerate(operations)]


def test_a_call_gives_its_value(session):
    _, answer = ask(session, [CELL, 1, "def add(a, *, b=1):\n    return a + b"], call("add", 2, b=5))
    assert (answer.status, decode(answer.frame)) == (protocol.VALUE, 7)


def test_names_stay_until_a_fresh_start(session):
    ask(session, [CELL, 1, "x = 1"])
    assert ask(session, [GET, "x"])[0].status == protocol.VALUE
    assert ask(session, [GET, "x"], fresh=True)[0].status == protocol.MISSING


def test_changed_arguments_come_back(session):
    _, answer = ask(session, [CELL, 1, "def push(items):\n    items.append(4)"], call("push", [1]))
    assert (answer.status, decode(answer.frame)) == (protocol.CHANGED, (None, ([1, 4],), {}))


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("raise ZeroDivisionError('x')", ZeroDivisionError),
        ("raise UnicodeDecodeError('a', b'', 0, 1, 'x')", ValueError),
        ("class E(KeyError): pass\n    raise E", KeyError),
        ("raise StopIteration", RuntimeError),
        ("raise SystemExit", RuntimeError),
        ("raise KeyboardInterrupt", RuntimeError),
        ("class E(BaseException): pass\n    raise E", RuntimeError),
    ],
)
def test_an_error_crosses_as_the_nearest_builtin_class(session, code, nearest):
    _, answer = ask(session, [CELL, 1, f"def f():\n    {code}"], call("f"))
    assert protocol.CLASSES[answer.status - protocol.ERROR] is nearest


def test_messages_and_prints_cross_when_shown_and_not_when_scored(session):
    cell = [CELL, 1, "def f():\n    print('secret')\n    raise ValueError('secret')"]
    shown = ask(session, cell, call("f"), fresh=True)[1]
    assert decode(shown.printed) == "secret\n"
    assert decode(shown.frame)[0] == "secret"
    scored = ask(session, cell, call("f"), fresh=True, show=False)[1]
    assert scored.printed == b""
    assert decode(scored.frame) is None
    assert decode(ask(session, [CELL, 2, "print('secret')\n1 / 0"], show=False)[0].frame) is None


def test_what_is_no_data_is_refused_with_a_sentence(session):
    _, answer = ask(session, [CELL, 1, "def f():\n    return {1, 2}"], call("f"))
    assert answer.status == protocol.REFUSED
    assert decode(answer.frame) == "a value of type set cannot be handed in: call list() on it"


def known(value, name, *args, show=True):
    return KnownCall.of(call(name, *args), protocol.VALUE, encode(value), show=show)


@pytest.mark.parametrize("show", [False, True])
def test_known_calls_go_on_until_one_is_not_answered_as_known(session, show):
    code = "n = 0\ndef double(x):\n    global n\n    n += 1\n    return 2 * x\ndef count():\n    return n"
    code += "\ndef wrong(x):\n    print('so')\n    return x\ndef bad(x):\n    1 / 0"
    ask(session, [CELL, 1, code])
    right = [known(2 * number, "double", number, show=show) for number in range(20)]
    answers = session.ask_known(right, show=show)
    assert all(answer is each.answer for answer, each in zip(answers, right, strict=True))
    for name, status, printed in (("wrong", protocol.VALUE, encode("so\n")), ("bad", protocol.ERROR + 22, b"")):
        calls = [*right[:3], known(42, name, 21, show=show), *right[3:]]
        *before, other = session.ask_known(calls, show=show)
        assert before == [each.answer for each in right[:3]]
        assert (other.status, other.printed) == (status, printed if show else b"")
        assert other.frame != encode(42)
    assert session.ask(call("count"), fresh=False, show=show).frame == encode(26)
    assert session.ask_known(right, show=show) == answers


def test_a_known_answer_may_come_in_pieces_or_be_larger_than_what_is_read_at_once(session):
    numbers = list(range(50_000))
    code = f"""
import os, time
def pieces():
    os.write(3, {(bytes([protocol.VALUE]) + encode(42))!r}[:7])
    time.sleep(0.2)
    os.write(3, {(bytes([protocol.VALUE]) + encode(42))!r}[7:])
    while True: pass
def large(x):
    return x"""
    ask(session, [CELL, 1, code])
    calls = [known(numbers, "large", numbers), known(1, "large", 1), known(42, "pieces"), known(1, "large", 1)]
    answers = session.ask_known(calls[:3], show=True)
    assert all(answer is each.answer for answer, each in zip(answers, calls, strict=False))
    (stopped,) = session.ask_known(calls[3:], show=True)
    assert stopped.stopped


def test_known_calls_end_where_a_process_ends_and_where_the_notebook_has_no_time_for_a_call(launcher):
    session = Session(launcher, Clock.start(QUICK))
    ask(session, [CELL, 1, "import os\ndef end():\n    os._exit(0)\ndef one():\n    return 1"])
    answers = session.ask_known([known(1, "one"), known(1, "end"), known(1, "one")], show=True)
    assert [answer.stopped for answer in answers] == [False, True]
    assert answers[1].reason == "stopped: it ended its own process (by exit, a crash or a lack of memory)"
    assert session.was_lost
    ask(session, [CELL, 1, "def one():\n    return 1"])
    session.clock.end = session.clock.now() + QUICK.call / 2
    assert session.ask_known([known(1, "one")], show=True) == []
    session.close()


def test_known_calls_end_where_the_answers_of_a_notebook_have_used_up_their_bytes(session):
    ask(session, [CELL, 1, "def one():\n    return 1"])
    session.clock.bytes_left = 2 * len(known(1, "one").expected)
    assert len(session.ask_known([known(1, "one")] * 9, show=True)) == 3
    assert session.ask_known([known(1, "one")], show=True) == []


def test_an_endless_call_is_stopped_at_its_deadline_and_the_answers_around_it_count(session):
    began = time.monotonic()
    answers = ask(session, [CELL, 1, "def f(n):\n    while n: n += 1\n    return 4"], call("f", 0), call("f", 1))
    assert 0.4 < time.monotonic() - began < 3.0
    assert [answer.status for answer in answers] == [protocol.OUTPUTS, protocol.VALUE, protocol.STOPPED]
    assert answers[-1].reason == "stopped after 0.5 s"
    assert session.alive
    assert decode(ask(session, call("f", 0))[0].frame) == 4


def test_names_that_a_cell_bound_before_its_deadline_stay(session):
    stopped, answer = ask(session, [CELL, 1, "x = 1\nimport time\ntime.sleep(9)\nx = 2"], [GET, "x"])
    assert (stopped.reason, stopped.done) == ("stopped after 0.5 s", 2)
    assert decode(answer.frame) == 1


@pytest.mark.parametrize(
    ("cell", "done"),
    [
        ("def f(): pass\nx = 1\nsum(range(10**12))", 2),
        (f"x = 1\n{DEAF}", 2),
        ("x = 1\nimport signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    x += 1", 3),
        ("x = 1\nimport os\nx = os._exit(0)", 2),
    ],
)
def test_a_process_that_is_deaf_or_dead_is_ended_and_what_its_cell_had_done_is_known(session, cell, done):
    (answer,) = ask(session, [CELL, 1, cell])
    assert answer.stopped
    assert not session.alive
    assert answer.done == done
    (again, value) = ask(session, [CELL, 1, cell, done], [GET, "x"])
    assert (again.status, value.status) == (protocol.OUTPUTS, protocol.VALUE)


def test_an_answer_after_the_interrupt_is_not_believed_and_the_next_one_is_its_own(session):
    late = """
import time
def f(n):
    try:
        time.sleep(n)
    except KeyboardInterrupt:
        return "late"
    return "in time"
"""
    answers = ask(session, [CELL, 1, late], call("f", 9), call("f", 0))
    assert answers[1].reason == "stopped after 0.5 s"
    assert b"late" not in answers[1].frame
    assert decode(answers[2].frame) == "in time"


def test_the_end_of_the_notebook_has_no_grace(launcher):
    session = Session(launcher, Clock.start(Deadlines(call=5, cell=5, notebook=0.4)))
    began = time.monotonic()
    assert ask(session, [CELL, 1, DEAF])[0].stopped
    assert time.monotonic() - began < 0.4 + 0.9
    assert not session.alive
    assert session.clock.over == "not run: the 0.4 s for the whole notebook were used up before it"


@pytest.mark.parametrize(
    "told", [encode("1"), encode(0), encode(1 << 40), encode([1]), encode(3) + bytes([protocol.NOTE]) + encode(3)]
)
def test_how_much_of_a_cell_is_done_is_a_growing_number_or_no_answer(session, told):
    code = f"import os\nx = os.write(3, {bytes([protocol.NOTE]) + told!r})\nwhile True:\n    x = 1"
    assert ask(session, [CELL, 1, code])[0].reason == "stopped: what it sent is no answer"


def test_a_drip_of_bytes_does_not_move_the_deadline(session):
    drip = """
import os, time
def f():
    os.write(3, b"\\0" + (1000).to_bytes(4, "little") + bytes(4))
    while True:
        os.write(3, b"\\0")
        time.sleep(0.05)
"""
    began = time.monotonic()
    answers = ask(session, [CELL, 1, drip], call("f"))
    assert answers[-1].stopped
    assert time.monotonic() - began < 3.0


def test_the_notebook_has_a_deadline_of_its_own(launcher):
    session = Session(launcher, Clock.start(Deadlines(call=5, cell=5, notebook=0.4)))
    answers = ask(session, [CELL, 1, "import time\nfor _ in range(100):\n    time.sleep(0.1)"])
    assert answers[-1].reason == "stopped: the 0.4 s for the whole notebook were used up"
    assert session.clock.over


@pytest.mark.parametrize(
    "code", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "import os; os.abort()"]
)
def test_a_process_that_ends_itself_is_stopped(session, code):
    (answer,) = ask(session, [CELL, 1, code])
    assert answer.stopped
    assert "ended its own process" in answer.reason


@pytest.mark.parametrize(
    "junk", ["b'\\0' + b'\\xff' * 8", "b'\\xfe' + bytes(8)", "b'\\6' + bytes(8)", "b'\\7' + bytes(8)"]
)
def test_what_is_no_answer_ends_the_process(session, junk):
    (answer,) = ask(session, [CELL, 1, f"import os\nos.write(3, {junk})"])
    assert answer.stopped


def test_a_flood_is_cut_off(session):
    flood = "import os\nwhile True:\n    os.write(3, b'\\3' + (0).to_bytes(8, 'little'))"
    assert ask(session, [CELL, 1, flood])[0].stopped


def test_long_output_is_cut(session):
    (answer,) = ask(session, [CELL, 1, "print('x' * 10**6)"])
    ((_, _, text),) = decode(answer.frame)
    assert len(text) < 21_000
    assert text.endswith("(cut off here)\n")


def test_large_requests_and_answers_do_not_block_each_other(session):
    import numpy as np

    block = np.ones((1000, 1000))
    answers = ask(session, [CELL, 1, "def f(x):\n    return x + 1"], *[call("f", block) for _ in range(4)])
    assert [decode(answer.frame).sum() for answer in answers[1:]] == [2e6] * 4


def test_answers_of_a_notebook_have_a_number_of_bytes_that_they_use_up_once(launcher):
    session = Session(launcher, Clock.start(QUICK))
    session.clock.bytes_left = 1_000_000
    answers = ask(session, [CELL, 1, "import numpy as np\ndef f():\n    return np.zeros(100_000)"], *[call("f")] * 5)
    assert [answer.status for answer in answers[:3]] == [protocol.OUTPUTS, protocol.VALUE, protocol.STOPPED]
    assert "more than 128 MiB" in answers[2].reason
    assert "more than 128 MiB" in session.clock.over


@pytest.mark.parametrize("value", [[], {"a": 1}, 1, ("text",)])
def test_what_a_call_prints_is_text_or_no_answer(session, value):
    forged = bytes([protocol.NOTE]) + encode(value)
    code = f"import os\ndef f():\n    os.write(3, {forged!r})"
    assert ask(session, [CELL, 1, code], call("f"))[-1].reason == "stopped: what it sent is no answer"
