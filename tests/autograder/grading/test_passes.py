"""The two passes, with a sandbox and an examiner that are written down: who is asked what, and when.

Whether a learner's code can break out of this is tried for real in ``test_executor`` and by the attacks.
"""

import io

import pytest

from autograder.examiner.client import ExaminerStoppedError
from autograder.examiner.verdict import Call, Kind, Record, Result, Verdict
from autograder.grading.passes import Passes
from autograder.grading.records import Records
from autograder.masters.source import Step
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode
from autograder.sandbox.session import Answer, Clock, Deadlines

RIGHT, WRONG = encode(1), encode(2)
PASSED, FAILED = Verdict(Result.PASSED), Verdict(Result.FAILED, Kind.VALUES, "CheckFailed", "wrong")
VISIBLE, HIDDEN = encode(((1,), {})), encode(((31337,), {}))
STOPPED = Answer(protocol.STOPPED, b"stopped after 5 s")
VALUE = Answer(protocol.VALUE, RIGHT)
TODO = [Step(0, "x = 1"), Step(1, "def f(): ..."), Step(2, test=0), Step(3, "y = 2")]


def call(arguments, frame=RIGHT, status=protocol.VALUE):
    return Call("f", arguments, status, frame)


def records(shown=(VISIBLE,), scored=(VISIBLE, HIDDEN), *, alone=True):
    made = [[Record([call(each) for each in calls], [], PASSED, alone)] for calls in (shown, scored)]
    return Records(*made)


class Bytes(io.BytesIO):
    """A channel in which some bytes wait."""

    def recv_into(self, buffer):
        return self.readinto(buffer)


class Sandbox:
    """Answers one operation as a test says, and keeps what it was asked; a stopped one ends its process."""

    def __init__(self, answer=lambda _: Answer(protocol.VALUE, RIGHT), *, survives=False):
        self.answer, self.survives, self.requests, self.alive = answer, survives, [], False
        self.clock = Clock.start(Deadlines(), now=lambda: 0.0)

    def ask_known(self, calls, *, show):
        answers = []
        for known in calls:
            answers.append(self.ask(protocol.receive(Bytes(known.request))[2], fresh=False, show=show))
            if answers[-1] != known.answer:
                break
        return answers

    def ask(self, operation, *, fresh, show):
        self.alive = True
        self.requests.append((fresh, show, operation))
        answer = self.answer(operation)
        if answer.stopped:
            self.alive = self.survives
            return answer
        return Answer(protocol.OUTPUTS, b"shown") if operation[0] == protocol.CELL else answer

    def close(self):
        self.alive = False

    @property
    def calls(self):
        """Arguments of the calls, a list for each run of the notebook's cells that makes any."""
        made = [[]]
        for fresh, _, operation in self.requests:
            if fresh:
                made.append([])
            if operation[0] == protocol.CALL:
                made[-1].append(operation[2])
        return [each for each in made if each]

    @property
    def cells(self):
        """What follows the kind in the cells that ran, without their source, a list for each run of the notebook."""
        made = [[]]
        for fresh, _, operation in self.requests:
            if fresh:
                made.append([])
            if operation[0] == protocol.CELL:
                made[-1].append((operation[1], *operation[3:]))
        return [each for each in made if each]


class Examiner:
    """Gives the verdicts that a test says, and keeps what it was given."""

    def __init__(self, *verdicts, asks=()):
        self.verdicts, self.asks, self.given, self.open = list(verdicts), asks, [], 0

    def examine(self):
        self.open += 1
        return self

    def close(self):
        self.open -= 1

    def reset(self, seed, changing):
        self.given.append(("reset", seed, changing))

    def bind(self, values):
        self.given.append(("bind", values))

    def test(self, place, known, *, full, ask, seconds):
        self.given.append(("test", full, known))
        self.answers = [ask("f", arguments) for arguments in self.asks]
        verdict = self.verdicts.pop(0)
        if isinstance(verdict, Exception):
            self.open -= 1  # as the real one, which kills its fork
            raise verdict
        return verdict


def run(sandbox, examiner, *, todo=TODO, values=(), made=None):
    return Passes(todo, values, made or records(), seed=7).run(sandbox, examiner)


def test_answers_that_are_the_instructors_need_no_examiner():
    sandbox, examiner = Sandbox(), Examiner()
    shown, scored = run(sandbox, examiner)
    assert (shown.verdicts, scored.verdicts) == ({2: PASSED}, {2: PASSED})
    assert examiner.given == []
    assert shown.cells.keys() == {0, 1, 3}


def test_no_hidden_case_enters_the_sandbox_before_the_shown_pass_is_over():
    sandbox = Sandbox()
    run(sandbox, Examiner())
    assert sandbox.calls == [[VISIBLE], [VISIBLE, HIDDEN]]
    shows = [show for _, show, _ in sandbox.requests]
    assert shows == sorted(shows, reverse=True)
    assert [asked[1] for _, show, asked in sandbox.requests if show and asked[0] == protocol.CELL] == [1, 2, 4]


def test_the_scored_pass_begins_in_a_fresh_namespace():
    sandbox = Sandbox()
    run(sandbox, Examiner())
    scored = [fresh for fresh, show, _ in sandbox.requests if not show]
    assert scored == [True] + [False] * 4  # three cells and two calls


def test_another_answer_goes_to_the_examiner_with_all_calls_that_are_known():
    sandbox = Sandbox(lambda _: Answer(protocol.VALUE, WRONG))
    examiner = Examiner(PASSED, PASSED)
    shown, scored = run(sandbox, examiner)
    assert shown.verdicts == scored.verdicts == {2: PASSED}
    tests = [given[1:] for given in examiner.given if given[0] == "test"]
    assert tests == [(False, [call(VISIBLE, WRONG)]), (True, [call(VISIBLE, WRONG)])]  # the rest is asked live
    assert [given for given in examiner.given if given[0] == "reset"] == [("reset", 7, [])] * 2


def test_of_an_error_the_examiner_learns_the_message_in_the_shown_pass_and_the_class_alone_in_the_scored_one():
    status, message = protocol.ERROR, encode(("it was 31337", ""))
    sandbox = Sandbox(lambda _: Answer(status, message))
    examiner = Examiner(PASSED, PASSED, asks=[VISIBLE])
    run(sandbox, examiner)
    shown, scored = ([(c.status, c.frame) for c in given[2]] for given in examiner.given if given[0] == "test")
    assert shown == [(status, message)]
    assert scored == [(status, encode(None))]
    assert examiner.answers == [(status, encode(None))]


def test_what_fails_when_shown_is_asked_no_hidden_case_and_fails_again_without_a_second_look():
    sandbox = Sandbox(lambda _: Answer(protocol.VALUE, WRONG))
    examiner = Examiner(FAILED)
    shown, scored = run(sandbox, examiner)
    assert shown.verdicts == scored.verdicts == {2: FAILED}
    assert sandbox.calls == [[VISIBLE], [VISIBLE]]


def test_what_passed_when_shown_and_fails_in_the_reused_process_is_decided_in_a_fresh_one():
    examiner = Examiner(FAILED, PASSED)
    spoilt = iter([RIGHT, WRONG, RIGHT, WRONG])  # the end of the notebook harmed the second run, not the third
    sandbox = Sandbox(
        lambda operation: Answer(protocol.VALUE, next(spoilt) if operation[0] == protocol.CALL else RIGHT)
    )
    _, scored = run(sandbox, examiner)
    assert scored.verdicts == {2: PASSED}
    assert sandbox.calls == [[VISIBLE], [VISIBLE], [VISIBLE, HIDDEN]]


def test_what_fails_in_a_fresh_process_too_stays_failed():
    sandbox = Sandbox(lambda o: Answer(protocol.VALUE, WRONG if o[0] == protocol.CALL and o[2] == HIDDEN else RIGHT))
    _, scored = run(sandbox, Examiner(FAILED, FAILED))
    assert scored.verdicts == {2: FAILED}


def test_a_cell_that_was_stopped_is_left_out_from_then_on_and_the_others_run_again():
    sandbox = Sandbox(
        lambda operation: STOPPED if operation[:2] == [protocol.CELL, 2] else Answer(protocol.VALUE, RIGHT)
    )
    shown, scored = run(sandbox, Examiner())
    assert shown.cells[1] == scored.cells[1] == STOPPED
    assert sandbox.cells == [[(1,), (2,)], [(1,), (4,)], [(1,), (4,)]]
    assert scored.verdicts == {2: PASSED}


def test_of_a_cell_that_was_stopped_the_statements_that_were_done_run_again():
    stopped = STOPPED._replace(done=3)
    sandbox = Sandbox(lambda o: stopped if o[0] == protocol.CELL and o[1] == 2 and len(o) == 3 else VALUE)
    shown, scored = run(sandbox, Examiner())
    assert shown.cells[1] == scored.cells[1] == stopped
    assert sandbox.cells == [[(1,), (2,)], [(1,), (2, 3), (4,)], [(1,), (2, 3), (4,)]]
    assert scored.verdicts == {2: PASSED}


def test_what_an_interrupted_cell_has_bound_stays_where_its_process_does():
    sandbox = Sandbox(lambda o: STOPPED if o[:2] == [protocol.CELL, 2] else VALUE, survives=True)
    run(sandbox, Examiner())
    assert sandbox.cells == [[(1,), (2,), (4,)], [(1,), (4,)]]


def test_a_call_that_was_stopped_stops_its_own_test_and_is_not_made_again():
    made = records(shown=(VISIBLE, HIDDEN))
    sandbox = Sandbox(lambda o: STOPPED if o[0] == protocol.CALL else VALUE)
    verdict = Verdict(Result.STOPPED, Kind.STOPPED, "Stopped", "f was stopped")
    shown, scored = run(sandbox, Examiner(verdict), made=made)
    assert shown.verdicts == scored.verdicts == {2: verdict}
    assert sandbox.calls == [[VISIBLE]]


def test_when_the_time_is_over_nothing_more_is_asked():
    sandbox = Sandbox()
    sandbox.clock = Clock(Deadlines(notebook=3), end=-1.0, now=lambda: 0.0)
    shown, _ = run(sandbox, Examiner(FAILED, FAILED))
    assert sandbox.requests == []
    assert "3 s for the whole notebook" in shown.cells[0].reason


def test_an_examiner_that_does_not_end_stops_the_test_and_another_one_goes_on():
    todo = [TODO[1], Step(2, test=0), Step(3, test=1)]
    one = records()
    made = Records(one.shown * 2, one.scored * 2)
    sandbox = Sandbox(lambda _: Answer(protocol.VALUE, WRONG))
    examiner = Examiner(ExaminerStoppedError("silent"), PASSED, PASSED)
    shown, scored = run(sandbox, examiner, todo=todo, made=made)
    assert shown.verdicts[2].result is Result.STOPPED
    assert "did not end with what it was given: silent" in shown.verdicts[2].message
    assert shown.verdicts[3] == scored.verdicts[3] == PASSED
    assert examiner.open == 0


def test_the_examination_is_ended_also_where_the_sandbox_cannot_be_started():
    def broken(operation):
        if operation[0] == protocol.CALL and operation[2] == HIDDEN:
            raise RuntimeError("no sandbox")
        return Answer(protocol.VALUE, WRONG)

    examiner = Examiner(PASSED, asks=[HIDDEN])
    with pytest.raises(RuntimeError, match="no sandbox"):
        run(Sandbox(broken), examiner)
    assert examiner.open == 0


def test_values_of_cells_are_bound_before_the_tests_that_read_them():
    sandbox = Sandbox(lambda _: Answer(protocol.VALUE, WRONG))
    examiner = Examiner(PASSED, PASSED)
    run(sandbox, examiner, values=("ANSWER",))
    kinds = [given[0] for given in examiner.given]
    assert kinds == ["reset", "bind", "test"] * 2
    assert examiner.given[1] == ("bind", [["ANSWER", protocol.VALUE, WRONG]])


def test_tests_that_depend_on_each_other_are_always_examined():
    examiner = Examiner(PASSED, PASSED)
    run(Sandbox(), examiner, made=records(alone=False))
    assert [given[1] for given in examiner.given if given[0] == "test"] == [False, True]
