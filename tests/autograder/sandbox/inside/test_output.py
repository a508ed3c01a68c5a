import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.inside.output import MAX_SHOWN, Output, clip
from autograder.sandbox.inside.wire import encode

CUT = "\n… (cut off here)\n"
PIECES = st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text(max_size=4)), max_size=12)


@pytest.fixture
def output():
    return Output()


def runs(pieces):
    """Return pieces of the same stream that follow each other as one, empty ones left out."""
    found = []
    for name, text in pieces:
        if text and found and found[-1][1] == name:
            found[-1][2] += text
        elif text:
            found.append(["stream", name, text])
    return found


@pytest.mark.slow
@given(PIECES)
def test_what_is_printed_is_kept_in_order_and_by_stream(pieces):
    pieces = [(name, text.encode(errors="replace").decode()) for name, text in pieces]
    output = Output()
    streams = {name: output.stream(name) for name in ("stdout", "stderr")}
    for name, text in pieces:
        assert streams[name].write(text) == len(text)
    assert output.listing() == runs(pieces)
    assert output.text() == "".join(text for _, text in pieces)


@pytest.mark.parametrize("step", [1, 7, MAX_SHOWN - 1, MAX_SHOWN, MAX_SHOWN + 1, 10**6])
def test_all_streams_together_are_cut_off_once(output, step):
    streams = [output.stream("stdout"), output.stream("stderr")]
    for place in range(2 * MAX_SHOWN // step + 2):
        streams[place % 2].write("x" * step)
    assert output.text() == "x" * MAX_SHOWN + CUT


def test_print_writes_to_a_stream(output):
    print("a", 1, file=output.stream("stdout"))
    assert output.listing() == [["stream", "stdout", "a 1\n"]]
    assert output.stream("stdout").writable()


@pytest.mark.parametrize("junk", [b"bytes", 1, None])
def test_a_stream_takes_text_alone(output, junk):
    with pytest.raises(TypeError, match="must be str"):
        output.stream("stdout").write(junk)
    assert output.listing() == []


def test_results_and_errors_stand_where_they_came(output):
    output.stream("stdout").write("before")
    output.result("2")
    output.stream("stdout").write("after")
    output.error("ValueError", "no", ["line 1"])
    assert output.listing() == [
        ["stream", "stdout", "before"],
        ["result", "2"],
        ["stream", "stdout", "after"],
        ["error", "ValueError", "no", ["line 1"]],
    ]


def test_after_it_is_cleared_all_of_it_is_free_again(output):
    stream = output.stream("stdout")
    stream.write("x" * MAX_SHOWN)
    output.clear()
    stream.write("y")
    assert output.listing() == [["stream", "stdout", "y"]]


def test_lone_surrogates_are_replaced_so_that_all_of_it_can_cross(output):
    output.stream("stdout").write("a\ud800b")
    output.result("\udfff")
    output.error("E\ud800", "\udc00", ["line"])
    encode(output.listing())
    assert output.text() == "a?b"


@given(st.text(), st.integers(0, 20))
def test_a_clipped_text_is_its_start(text, limit):
    short = clip(text, limit)
    assert short == text if len(text) <= limit else short == text[:limit] + CUT
