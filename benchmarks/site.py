"""What every page of the built book costs a reader who comes for the first time, at the widths of a desk and a phone.

Each page is loaded cold from this machine: bytes after gzip by kind of file, requests, hosts, largest contentful paint
and layout shift. Then what a reader waits for at an exercise: the first check, the next, one after a reload, and one
after an endless loop. ``make bench-site`` builds the book first. Chromium is the one in ``CHROMIUM`` or on the path.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import shutil
import statistics
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from layers import RESULTS, save
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.web.exercise.reader import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

SITE = Path(__file__).resolve().parents[1] / "_build" / "html"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDTHS = {1280: 900, 390: 844}
KINDS = {".html": "html", ".css": "style", ".js": "script", ".woff2": "font"}
PACKED = {".woff2", ".png", ".whl", ".zip"}  # gzip makes these no smaller
LOADS = 3
EXERCISES = {"with NumPy": ("zero_insertion", "insert_zeros2d"), "without": ("output_padding", "possible_sizes")}
GOALS = {  # seconds
    "with NumPy": {"first": 6.0, "next": 0.15, "reload": 3.0, "stopped": 3.5},
    "without": {"first": 4.0, "next": 0.15, "reload": 3.0, "stopped": 3.5},
}
SEEN = """() => new Promise(done => {
    const seen = { paint: 0, shift: 0 };
    const look = (type, use) =>
        new PerformanceObserver(list => list.getEntries().forEach(use)).observe({ type, buffered: true });
    look("largest-contentful-paint", entry => (seen.paint = entry.startTime));
    look("layout-shift", entry => (seen.shift += entry.value));
    requestAnimationFrame(() => requestAnimationFrame(() => done(seen)));
})"""
STOPWATCH = """() => {
    globalThis.pressed = [];
    globalThis.shown = 0;
    addEventListener("click", event => event.target.closest(".exercise-tools") && pressed.push(event.timeStamp), true);
    new MutationObserver(changes => {
        if (changes.some(each => each.target.getAttribute("aria-busy") === "false"))
            requestAnimationFrame(() => requestAnimationFrame(now => (shown = now)));
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["aria-busy"] });
}"""
SECONDS = """press => new Promise(done => {
    const seconds = () => (shown - pressed.at(press)) / 1000;
    const look = () => shown > pressed.at(-1) ? done(seconds()) : requestAnimationFrame(look);
    look();
})"""


def main() -> None:
    """Measure every page, print the table and write it down."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None or not (SITE / "index.html").is_file():
        sys.exit("benchmarks/site.py needs Chromium and a built book: `make bench-site` sees to both")
    pages = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts)
    rows = []
    kinds = "".join(f"{kind:>8}" for kind in KINDS.values())
    print(f"{'page':34}{'width':>6}{'kB gz':>7}{kinds}{'files':>6}{'hosts':>6}{'ms':>6}{'shift':>7}")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for page in pages:
            for width in WIDTHS:
                rows.append({"page": page, "width": width} | measured(browser, address + page, width))
                print(line(rows[-1]))
        waits = {kind: waited(browser, address, *where) for kind, where in EXERCISES.items()}
        version = browser.version
        browser.close()
    print(f"\n{'exercise':14}{'wait for':10}{'s':>7}{'goal':>7}")
    for kind, found in waits.items():
        for name, seconds in found.items():
            print(f"{kind:14}{name:10}{seconds:7.2f}{GOALS[kind][name]:7.2f}")
    (RESULTS / "site").mkdir(exist_ok=True)  # a folder of its own: the chapters run anew when the others change
    save("site/pages", {"chromium": version, "pages": rows, "seconds": waits})


@contextmanager
def served() -> Iterator[str]:
    """Serve the folder above the site, and give the site's address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(SITE.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{SITE.name}/"
        server.shutdown()


def measured(browser: Browser, url: str, width: int) -> dict[str, Any]:
    """Load one page several times: the median paint, the largest shift, and the bytes of one load."""
    loads = [loaded(browser, url, width) for _ in range(LOADS)]
    received = loads[0][1]
    weights: Counter[str] = Counter()
    for address, body in received:
        suffix = Path(address.path).suffix
        weights[KINDS.get(suffix, "other")] += len(body if suffix in PACKED else gzip.compress(body))
    return {
        "bytes": sum(weights.values()),
        "by_kind": dict(sorted(weights.items())),
        "requests": len(received),
        "hosts": len({address.netloc for address, _ in received}),
        "paint_ms": round(statistics.median(seen["paint"] for seen, _ in loads)),
        "shift": round(max(seen["shift"] for seen, _ in loads), 4),
    }


def loaded(browser: Browser, url: str, width: int) -> tuple[dict[str, float], list[tuple[SplitResult, bytes]]]:
    """Load a page cold, in a context of its own; return what was seen, and all that it asked for with its bytes."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]})
    page = context.new_page()
    received: list[Response] = []
    page.on("response", lambda response: received.append(response))  # noqa: PLW0108 - must be a function
    page.goto(url, wait_until="networkidle")
    seen = page.evaluate(SEEN)
    bodies = [(urlsplit(each.url), each.body()) for each in received if each.url.startswith("http")]
    context.close()
    return seen, bodies


def waited(browser: Browser, address: str, chapter: str, exercise: str) -> dict[str, float]:
    """Return the median seconds that a reader waits for results at one exercise, in a browser that knows nothing."""
    found = []
    for _ in range(LOADS):
        context = browser.new_context(viewport={"width": 1280, "height": WIDTHS[1280]})
        found.append(waits_of(context, f"{address}chapters/{chapter}.html", exercise))
        context.close()
    return {name: round(statistics.median(each[name] for each in found), 3) for name in found[0]}


def waits_of(context: BrowserContext, url: str, exercise: str) -> dict[str, float]:
    """Check an answer at once, again, after a reload with what the browser's cache has, and after a loop is stopped.

    Each wait is the page's own: from the press of a button until the result is painted.
    """
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    reader = timed(page, exercise)
    reader.write(reader.solution)
    seconds = {}
    for name in ("first", "next"):
        reader.check()
        seconds[name] = page.evaluate(SECONDS, -1)
    page.reload(wait_until="networkidle")
    reader = timed(page, exercise)
    reader.check()
    seconds["reload"] = page.evaluate(SECONDS, -1)
    code = reader.text
    reader.begin("Run", "while True: pass")
    reader.button("Stop").click()
    reader.end()
    reader.check(code)
    seconds["stopped"] = page.evaluate(SECONDS, -2)
    return seconds


def timed(page: Page, exercise: str) -> Reader:
    """Return a reader at an exercise of a page, and put a stopwatch into that."""
    page.evaluate(STOPWATCH)
    return Reader(page, exercise)


def line(row: dict[str, Any]) -> str:
    """Return one row of the printed table."""
    kinds = "".join(f"{row['by_kind'].get(kind, 0) / 1000:8.1f}" for kind in KINDS.values())
    return (
        f"{row['page']:34}{row['width']:6}{row['bytes'] / 1000:7.1f}{kinds}"
        f"{row['requests']:6}{row['hosts']:6}{row['paint_ms']:6}{row['shift']:7.3f}"
    )


if __name__ == "__main__":
    main()
