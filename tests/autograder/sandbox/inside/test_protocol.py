import builtins
import socket
import threading

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.protocol import CLASSES, class_index, message, receive, request

CONTENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=10,
)
BUILTINS = sorted(
    (kind for kind in vars(builtins).values() if isinstance(kind, type) and issubclass(kind, BaseException)),
    key=lambda kind: kind.__name__,
)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        theirs.settimeout(10)
        yield ours, theirs


@pytest.mark.slow
@given(st.lists(CONTENTS, max_size=4))
def test_messages_arrive_as_they_were_sent_and_in_order(contents):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"".join(map(message, contents)))
        assert [receive(theirs) for _ in contents] == contents


def test_a_message_that_arrives_in_drops_is_put_together(pair):
    ours, theirs = pair
    content = ["x" * 3000, b"\0" * 3000]
    data = message(content)

    def drip():
        for start in range(0, len(data), 7):
            ours.sendall(data[start : start + 7])

    sender = threading.Thread(target=drip)
    sender.start()
    assert receive(theirs) == content
    sender.join()


def test_text_and_bytes_of_many_mebibytes_arrive(pair):
    ours, theirs = pair
    content = ["a" * (5 << 20), bytes(5 << 20)]
    sender = threading.Thread(target=ours.sendall, args=(message(content),))
    sender.start()
    assert receive(theirs) == content
    sender.join()


@pytest.mark.parametrize("kept", [0, 2, 4, 6])
def test_a_channel_that_closes_within_a_message_is_at_its_end(pair, kept):
    ours, theirs = pair
    ours.sendall(message(["word"])[:kept])
    ours.close()
    with pytest.raises(EOFError):
        receive(theirs)


def test_a_request_says_fresh_show_and_what_to_do(pair):
    ours, theirs = pair
    for operation in ([protocol.CELL, 1, "x = 1"], [protocol.CALL, "f", b"frame"], [protocol.GET, "x"]):
        ours.sendall(request(operation, fresh=True, show=False))
        assert receive(theirs) == [True, False, operation]


def test_a_message_is_its_length_and_msgpack():
    body = msgpack.packb(["a", 1])
    assert message(["a", 1]) == len(body).to_bytes(4, "little") + body


def test_the_first_byte_of_an_answer_means_one_thing():
    statuses = [
        protocol.VALUE, protocol.CHANGED, protocol.OUTPUTS, protocol.NOTE,
        protocol.REFUSED, protocol.MISSING, protocol.BROKEN, protocol.STOPPED,
    ]  # fmt: skip
    assert len({*statuses}) == len(statuses)
    assert max(statuses) < protocol.ERROR
    assert protocol.ERROR + len(CLASSES) <= 256
    assert len({*CLASSES}) == len(CLASSES)


@pytest.mark.parametrize("kind", BUILTINS)
def test_an_error_crosses_as_its_nearest_base_and_never_as_what_ends_a_loop(kind):
    found = CLASSES[class_index(kind)]
    if not issubclass(kind, Exception) or issubclass(kind, StopIteration | StopAsyncIteration):
        assert found is RuntimeError
    else:
        assert issubclass(kind, found)
        assert [base for base in CLASSES if issubclass(kind, base) and issubclass(base, found)] == [found]


def test_a_learners_subclass_crosses_as_its_first_base_that_may():
    class TwofoldError(KeyError, ValueError):
        pass

    assert CLASSES[class_index(TwofoldError)] is KeyError


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_that_crosses_can_be_raised_from_a_message_alone(kind):
    with pytest.raises(kind, match="text"):
        raise kind("text")
