"""What the reader's browser keeps: it comes back, it can be carried to another browser, and it is never lost."""

import json
import re

import nbformat
import pytest

from tests.web.exercise.reader import Reader, wait_until

PAGE, NAME = "chapters/scatter.html", "contributors"
PROGRESS = "chapters/progress.html"
BEGUN = "def contributors(cell, input_size, kernel_size, stride, dilation):\n    return []  # not yet"
KEPT = "Object.fromEntries(Object.entries(localStorage).map(([key, text]) => [key, JSON.parse(text)]))"
OLDER = """key => localStorage.setItem(
    key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), version: 'old' }))"""
NOT_OURS = "Nothing was taken in: this file is not one that the progress page has exported."

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def worked(opened):
    """A browser in which one exercise is solved, one begun with two hints, and of one the solution seen."""
    with opened(PAGE) as page:
        reader = Reader(page, NAME)
        reader.check(reader.solution)
        begun = Reader(page, "stamp1d")
        begun.write("import numpy as np\n\ndef stamp1d(x, w, stride):\n    return x  # mine\n")
        for _ in range(2):
            begun.button("Hint").click()
        begun.check()
        begun.button("^Solution$").click()
        yield page


@pytest.fixture
def page(worked):
    """The same browser, with what was kept at first."""
    kept = worked.evaluate("Object.entries(localStorage)")
    yield worked
    worked.evaluate("kept => { localStorage.clear(); for (const pair of kept) localStorage.setItem(...pair); }", kept)


def visited(page, path):
    page.goto(re.sub(r"chapters/.*", path, page.url))
    return page


def exported(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "tconv-progress.json"
    return download.value.path().read_text()


def take_in(page, text):
    file = {"name": "progress.json", "mimeType": "application/json", "buffer": text.encode()}
    says = page.locator(".progress-says")
    says.evaluate("node => (node.textContent = '')")
    page.locator("input[type=file]").set_input_files(file)
    says.filter(has_text=re.compile(".")).wait_for()
    return says.inner_text()


def test_code_state_hints_and_the_seen_solution_come_back(page):
    visited(page, PAGE)
    solved, begun = Reader(page, NAME), Reader(page, "stamp1d")
    assert solved.state.inner_text() == "Solved"
    assert solved.text == solved.solution.rstrip("\n") + "\n"
    assert re.fullmatch(r"Begun: at best \d of \d+ points · 2 of 3 hints seen", begun.state.inner_text())
    assert "# mine" in begun.text
    assert [hint.is_visible() for hint in begun.box.locator("[data-part=hint]").all()] == [True, True, False]
    assert begun.box.locator("[data-part=solution]").is_visible()
    assert not solved.box.locator("[data-part=solution]").is_visible()


def test_a_solved_exercise_stays_solved_when_it_is_spoilt(page):
    reader = Reader(visited(page, PAGE), NAME)
    assert reader.check(BEGUN) == "4 of 4 tests fail."
    assert reader.state.inner_text() == "Solved"


def test_points_that_were_reached_stay_when_the_next_check_has_fewer(page):
    page.evaluate("localStorage.clear()")
    reader = Reader(visited(page, PAGE), NAME)
    for answer in ("[(0, 2), (1, 0)]", "[]", "x"):  # the worked example's, nothing, an error
        reader.check(reader.starter.replace("raise NotImplementedError()", f"return {answer}"))
        assert reader.state.inner_text() == "Begun: at best 1 of 7 points"
    assert reader.check("x") == "NameError in line 1."
    assert reader.state.inner_text() == "Begun: at best 1 of 7 points"


def test_another_version_of_an_exercise_keeps_the_text_and_says_so(page):
    page.evaluate(OLDER, f"tconv/scatter/{NAME}")
    reader = Reader(visited(page, PAGE), NAME)
    says = "Solved · this exercise has changed since: your text is kept, check it again"
    assert reader.state.inner_text() == says
    assert reader.text == reader.solution.rstrip("\n") + "\n"
    reader.check(BEGUN)
    assert reader.state.inner_text().startswith("Begun: at best 0 of ")
    assert page.evaluate(KEPT)[f"tconv/scatter/{NAME}"]["version"] == reader.box.locator(
        "[data-version]"
    ).get_attribute("data-version")


def test_the_contents_of_every_page_mark_what_is_done(page):
    visited(page, "chapters/matrix.html")
    contents = page.locator(".site-contents")
    assert contents.get_by_role("link", name="1 of 3 solved").get_attribute("href") == "scatter.html"
    assert contents.locator(".stand").count() == 1


def test_the_progress_page_counts_and_leads_to_the_next(page, violations):
    visited(page, PROGRESS)
    summary = page.locator(".progress-summary")
    everything = page.locator(".progress-chapter li").count()
    assert summary.inner_text().startswith(f"1 of {everything} exercises solved. Next: ")
    chapter = page.locator(".progress-chapter[data-stem=scatter]")
    assert chapter.locator(".progress-title").inner_text().endswith(" 1 of 3")
    assert re.search(r"· solved$", chapter.locator("li").first.inner_text())
    assert re.search(r"· begun: \d+ of \d+ points, 2 hints$", chapter.locator("li").nth(1).inner_text())
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert not violations(page), (width, scheme)
    page.emulate_media(color_scheme="light")
    summary.locator("a").click()
    page.wait_for_url("**/scatter.html#exercise-stamp1d")


@pytest.mark.parametrize(
    ("states", "leads_to"),
    [
        ({}, "sliding_window.html#exercise-n-parameters"),
        ({"scatter/contributors": "solved"}, "scatter.html#exercise-stamp1d"),
        ({"scatter/stamp1d": "solved", "matrix/undoes": "tried"}, "matrix.html#exercise-undoes"),
        (
            {"generation/artefact_energy": "solved", "generation/radial_spectrum": "solved"},
            "sliding_window.html#exercise-n-parameters",
        ),
    ],
)
def test_next_is_what_is_begun_then_what_follows_the_last_that_is_solved(page, states, leads_to):
    page.evaluate(
        """states => {
            localStorage.clear();
            for (const [key, state] of Object.entries(states))
                localStorage.setItem(`tconv/${key}`, JSON.stringify({ state }));
        }""",
        states,
    )
    visited(page, PROGRESS)
    assert page.locator(".progress-summary a").get_attribute("href").endswith(leads_to)


def test_what_is_exported_and_erased_comes_back_the_same(page):
    visited(page, PROGRESS)
    page.once("dialog", lambda dialog: dialog.accept())
    before, text = page.evaluate(KEPT), exported(page)
    wait_until(page, "caches.keys().then(keys => keys.length)")  # the started Python
    page.get_by_role("button", name="Erase").click()
    assert page.locator(".progress-says").inner_text() == "Erased."
    assert page.evaluate("localStorage.length") == 0
    wait_until(page, "caches.keys().then(keys => !keys.length)")
    assert page.locator(".progress-summary").inner_text().startswith("0 of ")
    assert take_in(page, text) == f"{len(before)} exercises taken in."
    assert page.evaluate(KEPT) == before
    assert page.locator(".progress-summary").inner_text().startswith("1 of ")


def test_erasing_asks_and_does_nothing_if_told_no(page):
    visited(page, PROGRESS)
    page.once("dialog", lambda dialog: dialog.dismiss())
    before = page.evaluate(KEPT)
    page.get_by_role("button", name="Erase").click()
    assert page.evaluate(KEPT) == before


def test_what_is_solved_here_is_not_replaced_by_what_is_begun_there(page):
    visited(page, PROGRESS)
    file = json.loads(exported(page))
    for key, record in file["exercises"].items():
        record |= {"code": f"of there: {key}", "state": "tried"}
    assert take_in(page, json.dumps(file)) == "1 exercise taken in."
    kept = page.evaluate(KEPT)
    assert kept[f"tconv/scatter/{NAME}"]["state"] == "solved"
    assert kept["tconv/scatter/stamp1d"]["code"] == "of there: scatter/stamp1d"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", NOT_OURS),
        ("{", NOT_OURS),
        ("null", NOT_OURS),
        ('{"format": "another", "exercises": {}}', NOT_OURS),
        ('{"format": "tconv-progress", "version": 1}', NOT_OURS),
        (
            '{"format": "tconv-progress", "version": 2, "exercises": {}}',
            "this file is of version 2, and this page reads version 1",
        ),
        (
            '{"format": "tconv-progress", "version": 1, "exercises": {"../x": {"code": ""}, "a/b": 7, "a/c": {}}}',
            "0 exercises taken in",
        ),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence_and_changes_nothing(page, text, says):
    visited(page, PROGRESS)
    before = page.evaluate(KEPT)
    assert says in take_in(page, text)
    assert page.evaluate(KEPT) == before


def test_a_file_brings_nothing_that_a_record_does_not_have(page):
    visited(page, PROGRESS)
    record = {"code": "x", "state": "<b>", "hints": "many", "points": -1, "of": None, "tried": True, "more": "?"}
    file = {"format": "tconv-progress", "version": 1, "exercises": {"matrix/conv_matrix": record}}
    assert take_in(page, json.dumps(file)) == "1 exercise taken in."
    assert page.evaluate(KEPT)["tconv/matrix/conv_matrix"] == {"code": "x", "tried": True}


def test_the_notebook_has_the_readers_code_and_the_address_of_the_site(page):
    visited(page, PAGE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this chapter as a notebook").click()
    assert download.value.suggested_filename == "scatter.ipynb"
    notebook = nbformat.read(download.value.path(), as_version=4)
    nbformat.validate(notebook)
    answers = [cell for cell in notebook.cells if "exercise" in cell.metadata.get("tconv", {})]
    code = {cell.metadata.tconv.exercise: cell.source for cell in answers}
    kept = page.evaluate(KEPT)
    assert {name: code[name] for name in (NAME, "stamp1d")} == {
        name: kept[f"tconv/scatter/{name}"]["code"] for name in (NAME, "stamp1d")
    }
    (install,) = [cell.source for cell in notebook.cells if "pip install http" in cell.source]
    address = re.search(r"pip install (\S+\.whl)", install)[1]
    assert address.startswith(page.url.removesuffix(PAGE))
    assert page.request.get(address).ok


def test_without_javascript_the_progress_page_lists_every_exercise(visit):
    page = visit(PROGRESS, java_script_enabled=False)
    links = page.locator(".progress-chapter li a")
    assert links.count() > 60
    assert page.locator("main button").count() == 0
    links.first.click()
    page.wait_for_url("**#exercise-*")
