"""Tasks that wait: read one at a time, never more out than the bound, none lost and none twice."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.pending import Pending, size_of


@dataclass(frozen=True)
class Heavy:
    number: int
    size: int


def test_nothing_is_read_before_there_is_room_for_it():
    read = []
    tasks = (read.append(number) or Heavy(number, 10) for number in range(9))
    pending = Pending(tasks, max_bytes=20)
    assert [task.number for task in pending.take(5)] == [0, 1] == read
    assert list(pending.take(5)) == []
    pending.done(Heavy(0, 10))
    assert [task.number for task in pending.take(5)] == [2]
    assert read == [0, 1, 2]


def test_a_task_larger_than_the_bound_goes_alone():
    pending = Pending([Heavy(0, 100), Heavy(1, 1)], max_bytes=20)
    [large] = pending.take(9)
    pending.done(large)
    assert [task.number for task in pending.take(9)] == [1]


def test_what_says_nothing_of_its_size_has_none():
    assert size_of(7) == 0
    assert list(Pending(range(3), max_bytes=1).take(9)) == [0, 1, 2]


@given(st.lists(st.integers(1, 30), max_size=30), st.integers(1, 60), st.randoms(use_true_random=False))
def test_whatever_comes_back_every_task_is_done_once_and_the_bound_holds_but_for_one(sizes, bound, chance):
    pending = Pending([Heavy(number, size) for number, size in enumerate(sizes)], max_bytes=bound)
    out, done = [], []
    while not pending.is_over or pending.returned or out:
        out += pending.take(chance.randint(1, 4))
        assert sum(task.size for task in out[:-1]) < bound
        assert pending.bytes_out == sum(task.size for task in out)
        if out and chance.random() < 0.7:
            done.append(out.pop(chance.randrange(len(out))))
            pending.done(done[-1])
        elif out:
            pending.give_back([out.pop()])
    assert sorted(task.number for task in done) == list(range(len(sizes)))
    assert pending.bytes_out == 0
