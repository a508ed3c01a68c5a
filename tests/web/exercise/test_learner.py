"""What a learner sees, hears and does at one exercise, by the real Python and NumPy."""

import re
from types import SimpleNamespace

import pytest

from tests.drawn import drawn
from tests.web.exercise.reader import Reader

PAGE = "chapters/zero_insertion.html"
HEAD = "def insert_zeros2d(x, stride):\n"
REPEATS = f"""{HEAD}    if stride < 1:
        raise ValueError("below one")
    out = x.repeat(stride, axis=0).repeat(stride, axis=1)
    return out[: stride * (x.shape[0] - 1) + 1, : stride * (x.shape[1] - 1) + 1]
"""
STATES = {
    "new": lambda reader: reader.page.reload(),
    "failed": lambda reader: reader.check(REPEATS),
    "syntax error": lambda reader: reader.check(f"{HEAD}    return (x"),
    "printed": lambda reader: reader.run("print(list(range(2000)))\n1"),
    "a long traceback": lambda reader: reader.check(f"{HEAD}    raise ValueError('word ' * 2000)"),
    "hints": lambda reader: [reader.button("Hint").click() for _ in range(3) if reader.button("Hint").is_enabled()],
    "stopped": lambda reader: reader.stop("while True: pass"),
    "solution": lambda reader: reader.button("^Solution$").click(),
    "passed": lambda reader: reader.check(reader.solution),
}
# No width changes a colour, and no colour a width.
LOOKS = [(320, "light"), (390, "dark"), (1280, "light"), (320, "dark"), (390, "light"), (1280, "dark")]
SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => done(document.documentElement.scrollWidth))))"""
HEARD = """node => {
    window.heard = [];
    new MutationObserver(() => heard.push(node.textContent)).observe(node, { childList: true });
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tab(opened):
    with opened(PAGE) as page:
        yield page


@pytest.fixture
def reader(tab):
    """A reader who has written nothing yet; Python stays."""
    reader = Reader(tab, "insert_zeros2d")
    tab.once("dialog", lambda dialog: dialog.accept())
    if reader.text != reader.starter:
        reader.button("Reset").click()
    return reader


def grid(reader, name):
    """The rows of the first grid of this name, and its marked cells."""
    figure = reader.result.locator("figure", has_text=re.compile(f"^{name}, ")).first
    rows = figure.locator(".row").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => +cell.textContent))"
    )
    places = "(cells, mark) => cells.flatMap((cell, at) => (cell.classList.contains(mark) ? [at] : []))"
    cells = figure.locator(".row > span")
    return SimpleNamespace(
        rows=rows,
        wrong=cells.evaluate_all(places, "wrong"),
        first=cells.evaluate_all(places, "first"),
        says=figure.get_by_role("img").get_attribute("aria-label"),
    )


def test_a_failure_shows_input_expected_and_received_with_the_first_difference_framed(reader):
    assert reader.check(REPEATS) == "2 of 4 tests fail."
    assert grid(reader, "x").rows == [[1, 2, 3], [4, 5, 6]]
    expected, received = grid(reader, "Expected"), grid(reader, "Received")
    assert expected.rows == [[1, 0, 2, 0, 3], [0] * 5, [4, 0, 5, 0, 6]]
    assert received.rows == [[1, 1, 2, 2, 3], [1, 1, 2, 2, 3], [4, 4, 5, 5, 6]]
    assert received.wrong == [1, 3, 5, 6, 7, 8, 9, 11, 13]
    assert expected.first == received.first == [1]
    assert received.says.endswith("the first that differs is 1 at index (0, 1)")
    assert "9 of 15 cells differ" in reader.result.inner_text()


def test_a_known_mistake_is_named_and_an_unknown_one_is_not(reader):
    reader.check(REPEATS)
    says = "Your answer behaves as if cells were repeated instead of zeros put between them."
    assert reader.result.locator(".result-mistake").inner_text() == says
    reader.check(REPEATS.replace("return out", "return 7 * out"))
    assert reader.result.locator(".result-mistake").count() == 0


@pytest.mark.parametrize(
    ("code", "line", "says"),
    [
        (f"{HEAD}    y = 1\n    return (x\n", 3, "SyntaxError: '(' was never closed"),
        (f"{HEAD}    y = 1\n    return xs\n", 3, "NameError: name 'xs' is not defined"),
        (
            f"import numpy as np\nnp.zero(3)\n{HEAD}    return x\n",
            2,
            "AttributeError: module 'numpy' has no attribute 'zero'",
        ),
        (f"{HEAD}return x\n", 2, "IndentationError: expected an indented block"),
    ],
)
def test_an_error_is_marked_at_its_line_and_leads_there(reader, code, line, says):
    reader.check(code)
    assert says in reader.result.inner_text()
    text = code.splitlines()[line - 1]
    assert reader.box.locator(".wrong-line").all_inner_texts() == [text]
    reader.button(f"Go to line {line} of your code").first.click()
    assert reader.editor.evaluate("editor => document.activeElement === editor")
    assert reader.box.locator(".cm-activeLine").all_inner_texts() == [text]
    reader.page.keyboard.press("End")
    reader.page.keyboard.insert_text(" ")
    assert reader.box.locator(".wrong-line").count() == 0


def test_an_error_of_the_whole_answer_is_said_in_a_few_words_and_written_once(reader):
    assert reader.check(f"{HEAD}    return (x\n") == "SyntaxError in line 2."
    assert reader.box.inner_text().count("was never closed") == 1
    assert reader.run("1 / 0") == "ZeroDivisionError in line 1."
    assert reader.check("def other(): pass") == "Your function is missing."


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("pass", "expected a NumPy array, got None: was a return forgotten?"),
        ("print(x)", "and returned nothing: end it with return, not with print."),
        ("return x.tolist()", "expected a NumPy array, got a list"),
        ("return x[0] / 0 @ x", "ValueError"),
    ],
)
def test_the_usual_slips_are_named_in_plain_words(reader, body, says):
    reader.check(f"{HEAD}    {body}\n")
    assert says in reader.result.inner_text()


def test_a_changed_argument_is_said(reader):
    reader.check(reader.solution.replace("    return out", "    x[0, 0] = 9\n    return out"))
    assert "changed its argument x" in reader.result.inner_text()
    assert "it must stay as it was" in reader.result.inner_text()
    assert grid(reader, "x").rows == [[1, 2, 3], [4, 5, 6]]


def test_run_shows_what_is_printed_and_the_last_value_and_checks_nothing(reader):
    assert reader.run(f"{REPEATS}\nprint('hello')\ninsert_zeros2d(np.ones((1, 2)), 2)") == "It ran."
    assert reader.result.inner_text().split("\n\n") == [
        "Printed",
        "hello",
        "Last value",
        "[[1.0, 1.0, 1.0]] shape (1, 3), float64",
    ]
    assert reader.run("x = 1") == "It ran."
    assert "printed nothing" in reader.result.inner_text()


def test_hints_come_one_at_a_time(come_again):
    reader = Reader(come_again(PAGE), "insert_zeros2d")
    hints = reader.box.locator("[data-part=hint]")
    assert hints.count() == 3
    for shown in range(3):
        assert [hint.is_visible() for hint in hints.all()] == [at < shown for at in range(3)]
        reader.button(f"Hint {shown + 1} of 3").click()
        assert hints.nth(shown).locator("p").is_visible()
        assert reader.state.inner_text() == f"{shown + 1} of 3 hints seen"
    assert reader.button("Hints: all shown").is_disabled()
    assert not reader.page.errors


def test_the_solution_comes_after_a_try_and_stands_beside_the_readers_answer(come_again):
    reader = Reader(come_again(PAGE), "insert_zeros2d")
    solution = reader.box.locator("[data-part=solution]")
    assert not solution.is_visible()
    assert reader.button("^Solution$").is_disabled()
    reader.run("1 + 1")
    assert reader.button("^Solution$").is_disabled()
    reader.check(f"{reader.starter}\n")  # what was there is no try
    assert reader.button("^Solution$").is_disabled()
    assert reader.state.inner_text() == ""
    reader.check(REPEATS)
    reader.button("^Solution$").click()
    assert solution.locator("pre").all_text_contents() == [REPEATS, reader.solution]
    reader.write("x = 1")
    for _ in range(2):
        solution.locator("summary").click()
    assert solution.locator("pre").first.text_content() == "x = 1"
    reader.check("x = 2")
    assert solution.locator("pre").first.text_content() == "x = 2"


@pytest.mark.parametrize("phone", [False, True])
def test_a_result_comes_into_sight_and_the_buttons_stay_there(visit, come_again, phone):
    page = visit(PAGE, width=390, height=844, has_touch=True, is_mobile=True) if phone else come_again(PAGE)
    reader = Reader(page, "insert_zeros2d")
    place = "node => { const { top, bottom } = node.getBoundingClientRect(); return [top, bottom, innerHeight]; }"
    reader.button("^Check$").evaluate("check => scrollBy(0, check.getBoundingClientRect().bottom - innerHeight)")
    reader.check(REPEATS)
    top, bottom, height = reader.result.evaluate(place)
    above, _, _ = reader.button("^Check$").evaluate(place)
    header = page.locator(".site-header").evaluate("header => header.offsetHeight")
    assert above >= header
    assert bottom <= height or (top < height / 2 and above < header + 30)
    where = page.evaluate("scrollY")
    reader.check()  # it is there already
    assert page.evaluate("scrollY") == where


def test_no_button_moves_while_code_runs(reader):
    where = (
        "buttons => buttons.filter(({ hidden }) => !hidden).map(({ offsetLeft, offsetTop }) => [offsetLeft, offsetTop])"
    )
    buttons = reader.box.locator(".exercise-tools button")
    reader.write("while True: pass")
    before = buttons.evaluate_all(where)
    reader.begin()
    running = buttons.evaluate_all(where)
    assert running[: len(before)] == before
    assert len(running) == len(before) + 1
    reader.button("Stop").click()
    reader.end()


def test_a_number_that_was_given_is_shown_by_its_name(come_again):
    reader = Reader(come_again("chapters/scatter.html"), "contributors")
    says = "with cell = 2, input_size = 3, kernel_size = 3, stride = 2, dilation = 1"
    reader.check(reader.starter.replace("raise NotImplementedError()", "return [(0, 2)]"))
    assert reader.result.locator(".result-given").first.inner_text() == says
    assert "wrong length" in reader.result.inner_text()


def test_the_rest_of_a_wrapped_line_stands_where_the_line_begins(come_again):
    reader = Reader(come_again(PAGE, width=390, height=844), "insert_zeros2d")
    reader.write(f"{HEAD}    for row in range(x.shape[0]):\n        out = x[row] + x[row] + x[row] + x[row] + x[row]")
    rows = reader.editor.locator(".cm-line").last.evaluate(
        """line => {
            const range = document.createRange();
            range.selectNodeContents(line);
            const text = [...range.getClientRects()].filter(({ width }) => width > 0);
            const lefts = new Map(); // of each row, the leftmost
            for (const { left, top } of text) {
                const row = Math.round(top / 8);
                lefts.set(row, Math.min(left, lefts.get(row) ?? left));
            }
            return [...lefts.values()];
        }"""
    )
    width = reader.editor.evaluate("""editor => {
        const probe = document.createElement("span");
        probe.textContent = "0";
        editor.parentElement.append(probe);
        const { width } = probe.getBoundingClientRect();
        probe.remove();
        return width;
    }""")
    assert len(rows) >= 2
    assert all(abs(left - rows[0] - 8 * width) < 2 for left in rows[1:])


def test_on_a_phone_buttons_have_room_for_a_finger_and_no_key_is_spoken_of(visit, violations):
    reader = Reader(visit(PAGE, width=390, height=844, has_touch=True, is_mobile=True), "insert_zeros2d")
    reader.check(REPEATS)
    heights = (
        "buttons => buttons.filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect().height)"
    )
    assert min(reader.box.locator(":is(button, summary)").evaluate_all(heights)) >= 43.9
    assert not reader.box.locator(".exercise-leaving").is_visible()
    assert not violations(reader.page, within=".exercise")


def test_reset_asks_and_does_nothing_if_told_no(reader):
    reader.write("x = 1")
    for answer, text in [("dismiss", "x = 1"), ("accept", reader.starter)]:
        asked = []
        reader.page.once(
            "dialog",
            lambda dialog, answer=answer, asked=asked: (asked.append(dialog.message), getattr(dialog, answer)()),
        )
        reader.button("Reset").click()
        assert len(asked) == 1
        assert reader.text == text


def test_everything_is_reached_by_keyboard_and_the_focus_is_never_lost(come_again):
    page = come_again(PAGE)
    reader = Reader(page, "insert_zeros2d")
    press, focused = page.keyboard.press, "document.activeElement.textContent"
    reader.editor.focus()
    press("Tab")
    assert reader.text == f"    {reader.starter}"  # it indents, and stays
    press("ControlOrMeta+A")
    page.keyboard.insert_text(REPEATS)
    press("Control+Enter")
    assert reader.end() == "2 of 4 tests fail."
    press("Shift+Enter")
    assert reader.end() == "It ran."
    press("Escape")
    press("Tab")
    assert page.evaluate(focused) == "Check"
    press("Enter")
    assert reader.end() == "2 of 4 tests fail."
    assert page.evaluate(focused) == "Check"
    press("Tab")
    assert page.evaluate(focused) == "Run"
    press("Tab")
    press("Enter")
    assert page.evaluate(focused) == "Hint 1: the idea"
    assert reader.box.locator("[data-part=hint] p").first.is_visible()
    reader.button("^Solution$").focus()
    press("Tab")
    press("Tab")
    summary = reader.result.locator("summary").first
    assert summary.evaluate("summary => document.activeElement === summary")
    press("Space")
    assert not reader.result.locator("figure").first.is_visible()
    reader.button("^Solution$").focus()
    press("Enter")
    assert page.evaluate(focused) == "Solution"
    assert not page.errors


def test_stop_by_keyboard_gives_the_focus_back(reader):
    reader.begin(code="while True: pass")
    assert reader.button("Check").evaluate("check => document.activeElement === check")
    reader.button("Stop").focus()
    reader.page.keyboard.press("Enter")
    assert reader.end() == "Stopped. Nothing of your code is lost."
    assert reader.button("Check").evaluate("check => document.activeElement === check")


@pytest.mark.parametrize("state", drawn(4, STATES))
@pytest.mark.parametrize(
    "looks", [LOOKS[:3], pytest.param(LOOKS[3:], marks=pytest.mark.soak)], ids=["some", "the rest"]
)
def test_every_state_is_accessible_at_every_width_light_and_dark(tab, violations, looks, state):
    reader = Reader(tab, "insert_zeros2d")
    STATES[state](reader)
    for details in reader.result.locator("details").all():
        details.evaluate("details => (details.open = true)")
    for width, scheme in looks:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        assert tab.evaluate(SETTLED) <= width
        assert not violations(tab, within=".exercise"), (width, scheme)
    tab.emulate_media(color_scheme="light")


def test_a_screen_reader_hears_each_state_once_and_no_number_that_runs(visit):
    reader = Reader(visit(PAGE), "insert_zeros2d")
    assert reader.says.get_attribute("aria-live") == "polite"
    reader.says.evaluate(HEARD)
    reader.check()
    heard = reader.page.evaluate("heard")
    assert heard[0] == "Starting Python …"
    assert re.fullmatch(r"Loading Python, [\d.]+ MB …", heard[1])
    assert "Loading NumPy, 3.1 MB …" in heard
    assert heard[-1] == "4 of 4 tests fail."
    assert len(heard) < 12
    assert reader.box.get_by_role("region", name="Result of insert_zeros2d").is_visible()
    assert reader.box.get_by_role("group", name="Tools of insert_zeros2d").is_visible()
