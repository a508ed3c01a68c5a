"""What the examiner said before, with an examination that is written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.examiner.memory import Memory, RecallingExamination
from autograder.examiner.verdict import Call, Kind, Result, Verdict, stopped_verdict
from autograder.sandbox.inside import protocol

VALUE = protocol.VALUE
SECRET = b"drawn"


class Written:
    """A fork whose tests ask ``f(0)``, then what follows from the answer, and judge all that they were told."""

    begun = 0

    def __init__(self):
        Written.begun += 1
        self.told = []

    def reset(self, seed, changing):
        self.told = [seed, changing]

    def bind(self, values):
        self.told.append(values)

    def test(self, place, known, *, full, ask, seconds):
        answers = [call.frame for call in known]
        while len(answers) < 3:
            status, frame = ask("f", b"".join([SECRET, *answers]))
            if status == protocol.STOPPED:
                return stopped_verdict("f was stopped")
            answers.append(frame)
        self.told.append((place, full, answers))
        return Verdict(Result.FAILED, Kind.VALUES, "CheckFailed", repr(self.told))

    def close(self):
        pass


def examine(memory, tests):
    """Return the verdicts of one submission, what it was asked, and how many forks began."""
    before, asked, verdicts = Written.begun, [], []
    examination = RecallingExamination(Written, memory)
    examination.reset(1 << 100, [])
    for place, (known, answers) in enumerate(tests):
        coming = iter(answers)

        def ask(name, frame, coming=coming):
            asked.append((name, frame))
            return VALUE, next(coming)

        calls = [Call("f", SECRET, VALUE, each) for each in known]
        verdicts.append(examination.test(place, calls, full=False, ask=ask, seconds=1))
    examination.close()
    return verdicts, asked, Written.begun - before


FRAMES = st.sampled_from([b"a", b"b"])
TESTS = st.lists(
    st.integers(0, 2).flatmap(
        lambda known: st.tuples(
            st.lists(FRAMES, min_size=known, max_size=known), st.lists(FRAMES, min_size=3 - known, max_size=3 - known)
        )
    ),
    max_size=4,
)


@pytest.mark.slow
@given(st.lists(TESTS, max_size=8), st.sampled_from([0, 400, 1500, 1 << 20]))
def test_verdicts_and_calls_are_those_of_an_examiner_without_a_memory(submissions, size):
    memory = Memory(size)
    for tests in submissions:
        fresh = examine(Memory(0), tests)
        assert examine(memory, tests)[:2] == fresh[:2]


def test_equal_answers_need_no_examiner_and_others_need_one():
    memory, first = Memory(), ([b"a"], [b"b", b"b"])
    same, other = [first, ([], [b"a"] * 3)], [first, ([], [b"b"] * 3)]
    assert [examine(memory, tests)[2] for tests in (same, same, other, other)] == [1, 0, 1, 0]


def test_a_test_that_was_stopped_is_not_remembered_nor_anything_after_it():
    memory = Memory()
    for _ in range(2):
        before = Written.begun
        examination = RecallingExamination(Written, memory)
        verdict = examination.test(0, [], full=False, ask=lambda *_: (protocol.STOPPED, b"after 5 s"), seconds=1)
        examination.test(1, [], full=False, ask=lambda *_: (VALUE, b"a"), seconds=1)
        assert verdict.result is Result.STOPPED
        assert Written.begun - before == 1


class Drawn(Written):
    """A fork of which the calls, their number or the verdict, as ``of`` says, are drawn anew each time."""

    of = ""

    def test(self, place, known, *, full, ask, seconds):
        chance = str(Written.begun).encode() if self.of == "calls" else b""
        status, frame = ask("f", chance)
        if self.of == "number" and Written.begun % 2:
            ask("f", b"more")
        lines = [str(Written.begun)] if self.of == "verdict" else []
        return Verdict(Result.FAILED, Kind.VALUES, "CheckFailed", repr((place, status, frame)), lines)


@pytest.mark.parametrize(("of", "is_kept"), [("", True), ("calls", False), ("number", False), ("verdict", False)])
def test_a_fork_that_does_something_else_when_it_is_told_again_ends_the_memory(of, is_kept):
    memory, made = Memory(), type("Made", (Drawn,), {"of": of})
    for last in (b"a", b"b", b"c"):
        examination = RecallingExamination(made, memory)
        for place, answer in enumerate((b"a", last)):
            examination.test(place, [], full=False, ask=lambda *_, answer=answer: (VALUE, answer), seconds=1)
    assert memory.is_kept == is_kept
    assert bool(memory.next) == is_kept


@pytest.mark.parametrize("size", [0, 1_000, 10_000])
def test_a_memory_holds_no_more_than_it_may(size):
    memory = Memory(size)
    for number in range(100):
        memory.keep(bytes([number]), Verdict(Result.FAILED, message="x" * number))
        assert sum(len(each.message) for each in memory.next.values()) <= size
        assert memory.bytes_left >= 0
    assert (memory.recall(bytes([99])) is None) == (size == 0)
    assert memory.recall(bytes([0])) is None


def test_what_was_needed_last_is_kept_longest():
    memory = Memory(1_000)
    for number in range(20):
        memory.keep(bytes([number]), Verdict(Result.FAILED))
        memory.recall(bytes([0]))
    assert memory.recall(bytes([0])) is not None
    assert memory.recall(bytes([1])) is None
