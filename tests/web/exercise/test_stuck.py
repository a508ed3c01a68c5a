"""A reader is never stuck: whatever code, network and browser do, the page says so and can be used again."""

import functools
import http.server
import json
import os
import threading
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from tests.drawn import sample
from tests.web.conftest import Handler
from tests.web.exercise.reader import KEPT, LONG, Reader, wait_until

INTEGERS = ("chapters/scatter.html", "contributors")
ARRAYS = ("chapters/zero_insertion.html", "insert_zeros2d")
HEAD = "def contributors(cell, input_size, kernel_size, stride, dilation):\n"
CORE = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "runner.py"]
CORE.append("tconv_check-0.1.0-py3-none-any.whl")
MISSING = [
    ("scatter.json", 404, "The tests of this chapter are missing on this site (404)."),
    ("scatter.json", 200, "The tests of this chapter are damaged on this site."),
    ("exercise-worker.js", 404, "Fetching exercise-worker.js from this site failed."),
    ("files.json", 200, "This site has a damaged files.json."),
    ("files.json", 0, "Fetching files.json from this site failed."),
    ("pyodide.asm.wasm", 404, "This site has no pyodide.asm.wasm (404)."),
]
LAZY = ("exercise-editor.js", "exercise-worker.js", "/exercises/", "/pyodide/", "/wheel/")
DENIED = (
    'Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } })'
)
FILL = """() => {
    for (let size = 2 ** 23; size >= 1; size /= 2) {
        try { localStorage.setItem(`all${size}`, "x".repeat(size)); } catch {}
    }
}"""

pytestmark = pytest.mark.slow


DRAW = "import random, uuid\nprint(random.random(), uuid.uuid4(), sep='\\n')"
FORGET_NUMPY = """async () => {
    const kept = await caches.open("tconv-course-python");
    for (const key of await kept.keys()) if (key.url.includes("/numpy?")) await kept.delete(key);
}"""


@pytest.fixture(scope="module")
def tab(opened):
    """A tab since a reader's first visit; `visited` is what was fetched and drawn by then."""
    with opened(INTEGERS[0]) as page:
        far = fetched(page)
        reader = Reader(page, INTEGERS[1])
        near = fetched(page)
        drawn = draw(reader)
        wait_until(page, f"({KEPT})().then(urls => urls.length)")  # the next starts are quick
        page.visited = SimpleNamespace(far=far, near=near, worked=fetched(page), foreign=foreign(page), drawn=drawn)
        yield page


@pytest.fixture
def reader(tab):
    return Reader(tab, INTEGERS[1])


@pytest.fixture
def without_numpy(come_again):
    """Open pages for a reader whose browser keeps a started Python, and no NumPy."""

    def open_page(path):
        page = come_again(path)
        page.evaluate(FORGET_NUMPY)
        return page

    return open_page


def fetched(page):
    """What of the lazy parts a page has asked for."""
    return {part for part in LAZY for url in page.requested if part in url}


def foreign(page):
    """Other hosts that a page has asked."""
    home = urlsplit(page.url).netloc
    return {urlsplit(url).netloc for url in page.requested if url.startswith("http")} - {home}


def draw(reader):
    """Numbers that are drawn at random."""
    reader.run(DRAW)
    return set(reader.result.locator("pre").inner_text().split())


def works(reader):
    """Whether the solution of the page passes."""
    return reader.check(reader.solution) == "All tests pass."


# ---- code


def test_an_endless_loop_is_stopped_by_the_button_and_the_next_check_works(reader):
    assert reader.stop("while True: pass") == "Stopped. Nothing of your code is lost."
    assert reader.text == "while True: pass"
    assert works(reader)


def test_an_endless_loop_is_stopped_by_the_limit_and_the_next_check_works(reader):
    reader.page.evaluate("document.documentElement.dataset.pythonSeconds = 0.5")
    says = reader.check(f"{HEAD}    while True: pass")
    reader.page.evaluate("delete document.documentElement.dataset.pythonSeconds")
    why = "does each loop end, and each function that calls itself?"
    assert says == f"Stopped after 0.5 seconds: {why} Nothing of your code is lost."
    assert works(reader)


SPOIL = """async () => {
    const kept = await caches.open("tconv-course-python");
    const keys = await kept.keys();
    const found = (await Promise.all(keys.map(key => kept.match(key)))).filter(Boolean);
    if (found.length < 2) return false;
    for (const [at, { headers }] of found.entries()) await kept.put(keys[at], new Response("spoilt", { headers }));
    return true;
}"""


def test_a_python_that_has_started_is_kept_for_the_next_start_which_draws_other_numbers(tab):
    assert len(tab.evaluate(KEPT)) == 1
    numbers = [tab.visited.drawn]
    for _ in range(2):
        tab.reload()
        numbers.append(draw(Reader(tab, INTEGERS[1])))
    assert len(set.union(*numbers)) == 3 * 2
    assert works(Reader(tab, INTEGERS[1]))


def test_numpy_is_kept_as_python_has_compiled_it_and_not_fetched_again_and_what_is_damaged_is_not_used(without_numpy):
    page = without_numpy(ARRAYS[0])
    assert works(Reader(page, ARRAYS[1]))
    wait_until(page, f"({KEPT})().then(urls => urls.length === 2)")
    page.reload()
    page.requested.clear()
    assert works(Reader(page, ARRAYS[1]))
    assert not [url for url in page.requested if "numpy" in url]

    assert page.evaluate(SPOIL)
    page.reload()
    with page.expect_request("**/numpy-*.whl", timeout=LONG):
        assert works(Reader(page, ARRAYS[1]))


def test_what_python_warns_of_stands_below_the_code(reader):
    reader.run("import sys, warnings\nprint('here', file=sys.stderr)\nwarnings.warn('take care')")
    printed = reader.result.locator("pre").inner_text()
    assert printed.startswith("here\n")
    assert "UserWarning: take care" in printed


def test_what_numpy_loads_when_it_is_first_used_is_there(reader):
    reader.run(
        "import numpy as np\n"
        "float(np.linalg.det(np.eye(2))), int(abs(np.fft.fft([1, 1])[0])), int(np.random.default_rng().integers(5, 6))"
    )
    assert reader.result.inner_text() == "Last value\n\n(1.0, 2, 5)"


def test_a_flood_of_output_is_cut(reader):
    reader.run("for number in range(30_000): print(number)")
    printed = reader.result.locator("pre").inner_text()
    assert printed.startswith("0\n1\n2\n")
    assert printed.endswith("… the rest is cut")
    assert len(printed) < 21_000


def test_memory_that_is_exhausted_is_said_and_given_back(reader):
    before = len(reader.page.workers)
    says = reader.run("x = 1\nblocks = [bytearray(2**30) for _ in range(5)]")
    assert says == "MemoryError in line 2."
    assert reader.button("Go to line 2 of your code").is_visible()
    assert works(reader)
    assert len(reader.page.workers) == before == 1


def test_a_python_that_breaks_down_is_started_anew(reader):
    assert reader.run("import os\nos.abort()").startswith("Python broke down and is started anew (Aborted()")
    assert works(reader)
    reader.page.errors.clear()  # of Pyodide itself


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("return contributors(cell, 1, 1, 1, 1)", "RecursionError: maximum recursion depth exceeded"),
        ("raise SystemExit", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("return input('how many? ')", "nobody can answer input() here: call your function with values"),
        ("import torch", "No module named 'torch'"),
        ("import js; js.fetch", "AttributeError: fetch"),
    ],
)
def test_code_that_leaves_fails_at_its_line_and_python_stays(reader, code, says):
    assert reader.check(f"{HEAD}    {code}") == "4 of 4 tests fail."
    assert says in reader.result.inner_text()
    assert reader.button("Go to line 2 of your code").first.is_visible()
    assert works(reader)


def test_an_answer_above_is_used_as_it_was_last_checked(tab):
    tab.evaluate("localStorage.clear()")
    reader, other = Reader(tab, INTEGERS[1]), Reader(tab, "stamp1d")
    uses = other.solution.replace(":\n", ":\n    assert contributors(0, 1, 1, 1, 1) == [(0, 0)]\n", 1)
    assert other.check(uses) == "5 of 5 tests fail."
    assert "name 'contributors' is not defined" in other.result.inner_text()
    assert works(reader)
    reader.write("while True: pass")
    assert other.check(uses) == "All tests pass."


# ---- files


def damage(route):
    """Answer with one byte changed."""
    response = route.fetch()
    body = bytearray(response.body())
    body[len(body) // 2] ^= 1
    route.fulfill(response=response, body=bytes(body))


@contextmanager
def troubled(page, name, does):
    """Trouble a file as long as this lasts."""
    page.route(f"**/{name}", does)
    yield
    page.unroute(f"**/{name}")


@pytest.mark.parametrize(
    "names", [sample(2, CORE), pytest.param(CORE, marks=pytest.mark.soak)], ids=["some", "every one"]
)
def test_a_damaged_file_of_the_core_is_refused_by_name_and_asked_for_again(visit, names):
    """One after the other in one page, each named while it is damaged; then none is, and all are there."""
    reader = Reader(visit(INTEGERS[0]), INTEGERS[1])
    for name in names:
        with troubled(reader.page, name, damage):
            says = reader.check()
        assert f"This site has a damaged {name}: its hash is not the one of the build." in says
        assert says.endswith("Nothing of your code is lost.")
    assert works(reader)


def test_a_file_that_a_cache_has_kept_too_long_is_asked_for_anew(come_again):
    reader = Reader(come_again(INTEGERS[0]), INTEGERS[1])
    reader.page.route("**/runner.py", damage, times=1)
    assert works(reader)
    assert sum(url.endswith("/runner.py") for url in reader.page.requested) == 2


def withheld(status, route):
    """Answer with a status and no file; without one, not at all."""
    if status:
        route.fulfill(status=status, body="no")
    else:
        route.abort()


def test_a_file_that_is_missing_is_named_and_asked_for_again(come_again):
    reader = Reader(come_again(INTEGERS[0]), INTEGERS[1])
    for name, status, says in MISSING:
        with troubled(reader.page, name, functools.partial(withheld, status)):
            assert reader.check() == f"{says} Nothing of your code is lost."
    assert works(reader)


def test_without_its_editor_an_exercise_says_so_and_checks_what_is_kept(come_again):
    page = come_again("chapters/progress.html")
    page.route("**/exercise-editor.js", lambda route: route.abort())
    page.goto(page.url.replace("progress", "scatter"))
    box = page.locator(".exercise").first
    box.scroll_into_view_if_needed()
    says = box.locator(".exercise-says")
    says.get_by_text("The editor could not be fetched.").wait_for()
    assert box.locator("[data-part=starter]").is_visible()
    box.get_by_role("button", name="Check").click()
    says.get_by_text("4 of 4 tests fail.").wait_for(timeout=LONG)


def elsewhere(route, **more):
    """Say that this site does not have NumPy."""
    response = route.fetch()
    route.fulfill(response=response, body=json.dumps(response.json() | {"here": False} | more))


def test_numpy_that_is_damaged_is_said_and_integers_are_checked_all_the_same(without_numpy):
    page = without_numpy("chapters/output_padding.html")
    page.route("**/numpy-*.whl", damage)
    reader = Reader(page, "conv_transpose1d")
    says = reader.check()
    assert says.startswith("NumPy is missing: this site has a damaged numpy-2.0.2-")
    assert "Exercises that need only integers can be checked all the same." in reader.result.inner_text()
    assert works(Reader(page, "possible_sizes"))
    assert not foreign(page)
    page.unroute("**/numpy-*.whl")
    assert works(reader)


def test_another_host_is_asked_for_numpy_on_a_click_alone(without_numpy, site):
    reader = Reader(without_numpy(ARRAYS[0]), ARRAYS[1])
    host = "cdn.jsdelivr.net"
    reader.page.route("**/files.json", elsewhere)
    reader.page.route(f"https://{host}/**", lambda route: route.abort())
    assert reader.check(reader.solution) == "NumPy is missing: this site does not have its file."
    assert not foreign(reader.page)
    fetches = reader.button(f"Fetch NumPy from {host}")
    fetches.focus()
    reader.page.keyboard.press("Enter")
    assert f"from {host} failed" in reader.end()
    assert foreign(reader.page) == {host}

    (wheel,) = (site / "_static" / "pyodide").glob("numpy-*.whl")
    heard = []

    def answer(route):
        heard.append(route.request.all_headers())
        route.fulfill(body=wheel.read_bytes(), headers={"access-control-allow-origin": "*"})

    reader.page.route(f"https://{host}/**", answer)
    reader.button(f"Fetch NumPy from {host}").click()
    assert reader.end() == "All tests pass."
    assert reader.button("^Check$").evaluate("check => document.activeElement === check")
    assert "referer" not in heard[0]
    assert reader.stop("while True: pass").startswith("Stopped.")
    assert works(reader)  # whoever has agreed is not asked again


def test_a_host_that_wants_no_other_is_offered_none(without_numpy):
    reader = Reader(without_numpy(ARRAYS[0]), ARRAYS[1])
    reader.page.route("**/files.json", functools.partial(elsewhere, public=""))
    assert reader.check() == "NumPy is missing: this site does not have its file."
    assert reader.result.locator("button").count() == 0


def test_nothing_is_fetched_before_an_exercise_is_near_and_python_not_before_a_click(tab):
    assert tab.visited.far == set()
    assert tab.visited.near == {"exercise-editor.js"}
    assert tab.visited.worked == set(LAZY)
    assert not tab.visited.foreign


def test_for_who_has_begun_python_is_started_as_the_editor_comes_near_with_numpy_if_it_was_needed(come_again):
    page = come_again(ARRAYS[0])
    reader = Reader(page, ARRAYS[1])
    reader.check("x = 1")
    reader.check(f"{reader.starter}\n    return None")
    wait_until(page, f"({KEPT})().then(urls => urls.length === 2)")
    page.evaluate(FORGET_NUMPY)
    page.goto(page.url.replace("zero_insertion", "progress"))
    page.go_back()
    with page.expect_request("**/numpy-*.whl", timeout=LONG):
        Reader(page, ARRAYS[1])
    assert Reader(page, ARRAYS[1]).says.inner_text() == ""


@contextmanager
def halting(folder, name):
    """Serve a folder; of one file the second half comes when the event is set."""
    go_on = threading.Event()

    class Halting(Handler):
        def copyfile(self, source, outputfile):
            if self.path.endswith(name):
                outputfile.write(source.read(os.fstat(source.fileno()).st_size // 2))
                go_on.wait()
            super().copyfile(source, outputfile)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Halting, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", go_on
    finally:
        go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_on_a_slow_network_the_page_says_what_is_loading_and_how_much(visit, site):
    with halting(site, "pyodide.asm.wasm") as (address, go_on):
        reader = Reader(visit(address + INTEGERS[0]), INTEGERS[1])
        reader.button("Check").click()
        loading = reader.box.locator(".exercise-loading")
        bar = loading.get_by_role("progressbar", name="Loading")
        reader.page.wait_for_function("[...document.querySelectorAll('progress')].some(bar => bar.value > 0.5)")
        files = json.loads((site / "_static" / "pyodide" / "files.json").read_text())
        megabytes = round(sum(files["bytes"][name] for name in files["hashes"]) / 1e6, 1)
        assert reader.says.inner_text() == f"Loading Python, {megabytes} MB …"
        done, whole = (float(word) for word in loading.inner_text().removesuffix(" MB").split(" of "))
        assert whole == megabytes < 15
        assert 0.5 * whole < done < 0.8 * whole
        assert 0.5 < float(bar.evaluate("bar => bar.value")) < 0.8
        go_on.set()
        assert reader.end() == "4 of 4 tests fail."
        assert not loading.is_visible()


# ---- browser


@pytest.mark.parametrize(("trouble", "says"), [("denied", "keeps nothing"), ("full", "storage is full")])
def test_storage_that_is_denied_or_full_is_said_once_and_survived(come_again, trouble, says):
    page = come_again(INTEGERS[0])
    if trouble == "denied":
        page.add_init_script(DENIED)
        page.reload()
    else:
        page.evaluate(FILL)
    reader = Reader(page, INTEGERS[1])
    assert works(reader)
    assert reader.state.inner_text() == "Solved"
    warned = page.locator(".exercise-storage")
    assert warned.count() == 1
    assert says in warned.inner_text()
    assert reader.box.locator(".exercise-storage").is_visible()
    reader.button("Hint").click()
    assert reader.state.inner_text() == "Solved · 1 of 3 hints seen"
    assert warned.count() == 1
    assert not page.errors


def test_two_tabs_have_the_same_text_and_check_at_the_same_time(come_again):
    page, other = come_again(INTEGERS[0]), come_again(INTEGERS[0])
    readers = [Reader(page, INTEGERS[1]), Reader(other, INTEGERS[1])]
    page.bring_to_front()
    readers[0].write(f"{HEAD}    return []")
    other.wait_for_function("document.querySelector('.cm-content').textContent.includes('return []')")
    for reader in readers:
        reader.button("Check").click()
    assert [reader.end() for reader in readers] == ["4 of 4 tests fail."] * 2
    assert works(readers[1])
    page.wait_for_function("document.querySelector('.exercise-state').textContent === 'Solved'")
    other.goto(page.url.replace("scatter", "progress"))
    other.once("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Erase").click()
    page.wait_for_function("document.querySelector('.exercise-state').textContent === ''")
    assert page.evaluate("localStorage.length") == 0
    assert readers[0].text == readers[0].starter


def test_a_page_that_is_opened_as_a_file_says_why_it_runs_nothing(visit, site):
    reader = Reader(visit((site / INTEGERS[0]).as_uri()), INTEGERS[1])
    assert reader.check("x = 1").startswith("Python runs only where the book is served by a web server")
    assert reader.text == "x = 1"


def test_without_javascript_everything_of_an_exercise_is_readable(visit):
    page = visit(INTEGERS[0], java_script_enabled=False)
    for box in page.locator(".exercise").all():
        assert box.locator("[data-part=statement]").is_visible()
        assert box.locator("[data-part=starter] pre").is_visible()
        assert box.locator("button").count() == 0
        for part in box.locator("details").all():
            part.locator("summary").click()
            assert part.locator("summary ~ *").first.is_visible()


def test_a_printed_exercise_is_its_statement_and_its_starter(reader):
    reader.check(reader.starter)
    reader.page.emulate_media(media="print")
    for part in ("tools", "editor", "says", "state", "result"):
        assert not reader.box.locator(f".exercise-{part}").is_visible()
    for part in ("statement", "starter"):
        assert reader.box.locator(f"[data-part={part}]").is_visible()
    reader.page.emulate_media(media="screen")
