"""A real browser on the built book, served under a sub-path of 127.0.0.1."""

import functools
import http.server
import threading
from contextlib import ExitStack, closing, contextmanager

import pytest

from tests.chromium import chromium
from tests.web.built import ROOT, built_site

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


RULES = """every => axe.configure({ rules: [
    { id: "empty-table-header", selector: "th:not(:has(math))" },
    { id: "color-contrast", selector: every ? "*" : "[data-first-of-its-colours]" },
] })"""
MARK = """within => {
    const seen = new Set(), behind = new Map([[null, ""]]);
    const place = element => {
        if (!behind.has(element)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
            const own = backgroundColor === "rgba(0, 0, 0, 0)" ? "" : backgroundColor;
            const layer = own + backgroundImage.replace("none", "") + opacity.replace("1", "");
            behind.set(element, place(element.parentElement) + (layer && "/" + layer));
        }
        return behind.get(element);
    };
    for (const element of document.querySelector(within).querySelectorAll("*")) {
        if (element.closest(".katex-html") || ![...element.childNodes].some(each => each.nodeValue?.trim())) continue;
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const { color, fill, fontSize, fontWeight, position } = getComputedStyle(element);
        const colours = [place(element), color, fill, fontSize, fontWeight, position].join();
        element.toggleAttribute("data-first-of-its-colours", !seen.has(colours));
        seen.add(colours);
    }
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """The standard library's file server, without a line a request."""

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def site():
    return built_site()


@pytest.fixture(scope="session")
def address(site):
    """Serve the folder above the site, so that nothing in it can rely on the root of the host."""
    handler = functools.partial(Handler, directory=site.parent)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    """Run Chromium for one module: Playwright's event loop runs as long, and no other module's test may meet it."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def opened(browser, address):
    """Open one page of the book in a context of its own; the page notes the requests and errors that it causes.

    In a ``context`` of before what was fetched and started is kept, and nothing that a reader has written.
    """

    @contextmanager
    def open_page(path, *, context=None, width=1280, height=900, **options):
        owner = context or browser.new_context(reduced_motion="reduce", **options)
        page = owner.new_page()
        page.set_viewport_size({"width": width, "height": height})
        if context:
            page.goto(address + "_static/pygments.css")
            page.evaluate("localStorage.clear()")
        page.requested, page.errors, page.received = [], [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("response", lambda response: page.received.append(response))  # noqa: PLW0108 - must be a function
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda said: page.errors.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(path if "://" in path else address + path, wait_until="networkidle")
        yield page
        (page if context else owner).close()

    return open_page


@pytest.fixture
def visit(opened):
    """Open pages that the end of the test closes."""
    with ExitStack() as stack:
        yield lambda path, **options: stack.enter_context(opened(path, **options))


@pytest.fixture(scope="module")
def kept(browser):
    """Keep what the pages of one module fetch and start."""
    with closing(browser.new_context(reduced_motion="reduce")) as context:
        yield context


@pytest.fixture
def come_again(visit, kept):
    """Open pages for a reader who has started Python before."""
    return functools.partial(visit, context=kept)


@pytest.fixture(scope="session")
def violations():
    """Ask axe-core what is wrong with a page as it stands, or with the part of it that ``within`` names.

    The visible half of a formula is left out: it is hidden from assistive technology, MathML stands beside it. axe does
    not read MathML, and would call the head of a column empty that holds a formula. Most of its time goes into the
    contrast of text that has the colours of other text: the first text of each colour, size and ground stands for the
    others, but where ``every`` one is asked for.
    """

    def find(page, within="html", *, every=False):
        if not page.evaluate("'axe' in window"):
            page.add_script_tag(path=AXE)
        page.evaluate(RULES, every)
        page.evaluate(MARK, within)
        context = {"include": [within], "exclude": [".katex-html"]}
        found = page.evaluate("context => axe.run(context, { resultTypes: ['violations'] })", context)["violations"]
        return [f"{violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]

    return find


@pytest.fixture
def look(browser):
    """Return a function that opens an address; the end of the test closes it."""
    contexts = []

    def open_page(address, **options):
        contexts.append(browser.new_context(reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        page.requested = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
