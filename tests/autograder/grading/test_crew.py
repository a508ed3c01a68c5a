"""A crew: each has enough and nobody too much; what a lost worker had is done elsewhere, and the guilty are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.crew import AHEAD, MAX_TASKS, Crew, Member
from autograder.grading.pending import Pending


def crew(tasks, *threads):
    made = Crew(Pending(tasks))
    for number, count in enumerate(threads):
        made.members[f"w{number}"] = Member(f"w{number}", count, is_fit=True)
    return made


def hand_out(made):
    """Hand out what there is; return it by worker."""
    given_ = {}
    for member, parcel in made.hand_out():
        member.has[str(parcel.number)] = parcel
        given_.setdefault(member.address, []).append(parcel.tasks)
    return given_


def test_everybody_gets_one_parcel_a_thread_before_anybody_gets_a_second():
    assert hand_out(crew(range(4), 1, 2)) == {"w0": [[0], [3]], "w1": [[1], [2]]}
    assert {who: len(parcels) for who, parcels in hand_out(crew(range(99), 1, 2)).items()} == {
        "w0": AHEAD,
        "w1": 2 * AHEAD,
    }


def test_who_cannot_grade_gets_nothing():
    made = crew(range(9), 1, 1)
    made.members["w0"].is_fit = False
    assert hand_out(made).keys() == {"w1"}


@pytest.mark.parametrize(("seconds", "together"), [(5.0, 1), (0.1, 10), (0.00001, MAX_TASKS)])
def test_quick_tasks_travel_together(seconds, together):
    made = crew(range(1000), 1)
    [[first], _] = hand_out(made)["w0"]
    made.done(made.members["w0"].has.pop("1"), seconds)
    [parcel] = hand_out(made)["w0"]
    assert (first, len(parcel)) == (0, together)


def test_of_a_lost_worker_what_was_at_work_is_suspect_and_what_waited_is_not():
    made = crew(range(5), 1, 1)
    hand_out(made)
    made.lost(made.members["w0"])
    assert (list(made.suspects), list(made.pending.returned)) == ([0], [2])


def test_a_suspect_is_alone_with_its_worker_and_whoever_ends_a_second_one_is_guilty():
    made = crew(range(3), 1, 1)
    hand_out(made)
    made.lost(made.members["w0"])
    assert hand_out(made) == {}  # w1 has something beside which a suspect could hide
    [(key, parcel)] = made.members["w1"].has.items()
    made.done(parcel, 0.1)
    del made.members["w1"].has[key]
    assert hand_out(made) == {"w1": [[0]]}
    made.lost(made.members["w1"])
    assert list(made.take_guilty()) == [0]


@pytest.mark.slow
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=4),
    st.integers(0, 40),
    st.sets(st.integers(0, 39), max_size=3),
    st.randoms(use_true_random=False),
)
def test_whoever_is_lost_every_task_has_one_end_and_only_the_deadly_are_guilty(threads, number, deadly, chance):
    made = crew(range(number), *threads)
    done, guilty, names = [], [], len(threads)
    while not made.has_nothing_left:
        hand_out(made)
        guilty += made.take_guilty()
        busy = [member for member in made.members.values() if member.has]
        if not busy:
            continue
        member = chance.choice(busy)
        key, parcel = next(iter(member.has.items()))
        accident = chance.random() < 0.1 and not parcel.is_alone
        if deadly & {*parcel.tasks} or accident:
            made.lost(member)
            made.members[f"w{names}"] = Member(f"w{names}", 1, is_fit=True)
            names += 1
        else:
            del member.has[key]
            made.done(parcel, chance.random())
            done += parcel.tasks
    assert sorted(guilty) == sorted(deadly & {*range(number)})
    assert sorted(done) == sorted({*range(number)} - deadly)
    assert made.pending.bytes_out == 0
