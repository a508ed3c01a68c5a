import pytest

from autograder.examiner.verdict import Call, Record, Result, Verdict
from autograder.grading.records import Records
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode

PASSED = Verdict(Result.PASSED)


def record(*calls, alone=True):
    return Record(list(calls), [], PASSED, alone)


def call(before, after, status=protocol.CHANGED):
    return Call("f", encode(before), status, encode((None, *after) if status == protocol.CHANGED else None))


@pytest.mark.parametrize(("shown", "scored"), [(True, True), (True, False), (False, True)])
def test_nothing_is_remembered_where_one_test_depends_on_more_than_on_its_answers(shown, scored):
    records = Records([record(), record(alone=shown)], [record(alone=scored)])
    assert records.alone == (shown and scored)
    records.memory.keep(b"key", PASSED)
    assert (records.memory.recall(b"key") is not None) == records.alone


def test_a_class_has_one_memory_and_another_class_another():
    first, second = (Records([record()], [record()]) for _ in range(2))
    first.memory.keep(b"key", PASSED)
    assert first.memory.recall(b"key") == PASSED
    assert second.memory.recall(b"key") is None


def test_arguments_that_the_solution_changes_are_those_of_any_call_of_any_pass():
    kept = call((([1], [2]), {}), (([1], [2]), {}), protocol.VALUE)
    first = call((([1], [2]), {}), (([9], [2]), {}))
    named = call((([1],), {"out": [0]}), (([1],), {"out": [7]}))
    assert Records([record(kept)], [record(kept)]).changing == []
    assert Records([record(kept, first)], [record(named, first)]).changing == [["f", 0], ["f", "out"]]
