"""What stands below a cell: of a hidden case nothing but its sentence, of hostile frames only what they may be."""

import pytest

from autograder.examiner.verdict import Kind, Result, Verdict
from autograder.grading.outputs import HIDDEN_WORDS, no_points_for, not_shown, outputs_of_cell, outputs_of_test
from autograder.grading.passes import PassResult
from autograder.masters import source
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import encode
from autograder.sandbox.session import Answer

TEST = source.TestCell("f-a_case", "a case", "assert f(1)", "assert f(1)", points=2.0)
PASSED = Verdict(Result.PASSED)
FAILED = Verdict(Result.FAILED, Kind.VALUES, "AssertionError", "f(3) is \x1b[1m4", ("line 1", "\x07line 2"))


def below(shown, scored, printed=()):
    first = PassResult(verdicts={5: shown}, printed={5: [encode(text) for text in printed]})
    return outputs_of_test(TEST, 5, first, PassResult(verdicts={5: scored}))


def cell(*items):
    return outputs_of_cell(Answer(protocol.OUTPUTS, encode(list(items))))


def test_a_test_that_passed_has_nothing_below_it():
    assert below(PASSED, PASSED) == []


@pytest.mark.parametrize(("credit", "shown"), [(0.5, "0.5"), (-1.0, "0.0"), (7.0, "2.0")])
def test_part_of_the_points_is_one_number_between_none_and_all(credit, shown):
    [output] = below(PASSED, PASSED._replace(credit=credit))
    assert (output.output_type, output.data) == ("execute_result", {"text/plain": shown})


def test_a_visible_case_that_failed_is_shown_with_what_was_printed_and_no_control_characters():
    [output] = below(FAILED, FAILED, ["x = 1\n", "y\x1b[0m"])
    assert (output.ename, output.evalue) == ("AssertionError", "f(3) is 4")
    assert output.traceback[1:] == ["line 1", "line 2", "Your code printed:", "x = 1", "y"]


def test_no_more_is_shown_of_what_a_test_printed_than_fits_a_page():
    [output] = below(FAILED, FAILED, ["x" * 999] * 1000)
    assert sum(map(len, output.traceback)) < 5000


def test_what_was_printed_and_is_no_text_is_left_out():
    first = PassResult(verdicts={5: FAILED}, printed={5: [b"\xff\xff", encode(3), encode("kept")]})
    [output] = outputs_of_test(TEST, 5, first, PassResult(verdicts={5: FAILED}))
    assert output.traceback[-2:] == ["Your code printed:", "kept"]


@pytest.mark.parametrize("kind", HIDDEN_WORDS)
def test_a_hidden_case_that_failed_has_its_sentence_and_nothing_else(kind):
    secret = Verdict(Result.FAILED, kind, "Secret", "f(31337) is wrong", ("assert f(31337)",))
    [output] = below(PASSED, secret, ["31337"])
    sentence = f"a case: in a hidden case, {HIDDEN_WORDS[kind]}."
    assert output == {
        "output_type": "error", "ename": "HiddenCase", "evalue": sentence, "traceback": [sentence]
    }  # fmt: skip


def test_a_cell_shows_its_streams_results_and_errors():
    stream, result, error = cell(["stream", "stderr", "a\x07"], ["result", "1"], ["error", "ValueError", "no", ["x"]])
    assert (stream.output_type, stream.name, stream.text) == ("stream", "stderr", "a")
    assert (result.output_type, result.data) == ("execute_result", {"text/plain": "1"})
    assert (error.ename, error.evalue, error.traceback) == ("ValueError", "no", ["x"])


@pytest.mark.parametrize(
    "item",
    [
        3,
        [],
        ["display_data", "<script>"],
        ["stream", "stdin", "x"],
        ["stream", "stdout", 3],
        ["result", ["1"]],
        ["error", "E", "m", "lines"],
        ["error", "E", "m", [3]],
    ],
)
def test_what_is_none_of_these_is_left_out_and_the_rest_stays(item):
    [output] = cell(item, ["result", "1"])
    assert output.data == {"text/plain": "1"}


@pytest.mark.parametrize("frame", [b"", b"\xff", encode("text"), encode({"result": "1"})])
def test_a_frame_that_is_no_list_shows_nothing(frame):
    assert outputs_of_cell(Answer(protocol.OUTPUTS, frame)) == []


@pytest.mark.parametrize(
    ("reason", "done", "sentence"),
    [
        ("stopped after 5 s", 0, "This cell was stopped after 5 s. The cells after it ran without it."),
        (
            "stopped after 5 s",
            2,
            (
                "This cell was stopped after 5 s. The cells after it ran with what it had done before the statement"
                " that did not end."
            ),
        ),
        ("not run: the time was used up before it", 0, "This cell was not run: the time was used up before it."),
    ],
)
def test_a_cell_that_was_stopped_says_what_the_cells_after_it_had(reason, done, sentence):
    [output] = outputs_of_cell(Answer(protocol.STOPPED, reason.encode(), done=done))
    assert (output.ename, output.evalue) == ("Stopped", sentence)


def test_what_costs_points_and_what_is_not_shown_say_so_in_one_error():
    [forbidden], [hidden] = no_points_for("np.convolve"), not_shown()
    assert (forbidden.ename, hidden.ename) == ("Forbidden", "TooMuch")
    assert forbidden.evalue == "The answer uses np.convolve, which this assignment forbids."
    assert hidden.evalue == "This cell was not shown: the cells before it have shown too much."
