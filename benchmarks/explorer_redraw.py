"""Milliseconds that the explorer takes to show one change: a step, an edit of a cell, another number; in each lens.

Layers of 12 cells an axis with a kernel of 7, and layers drawn by seed. Chromium measures from the event to the
finished layout, so that the machine should do nothing else. ``make site`` comes first.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layers import save
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html" / "chapters" / "explorer.html"
MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").strip().removesuffix(";")
TIMES = f"""given => {{
    const redraw = {MEASURE};
    redraw.begin();
    return redraw.times(...given);
}}"""
LENSES = {"stamps": "stamps", "canvas": "zeros inserted", "matrix": "matrix"}
LAYERS, CHANGES = 12, 6
LARGEST = {1: "dim=1&i=12&k=7&s=2&p=3&a=1", 2: "dim=2&i=12&k=7&s=2&p=3&a=1"}
SHOW = """hash => new Promise(done => {
    if (location.hash === hash) return done();
    addEventListener("hashchange", () => requestAnimationFrame(done), { once: true });
    location.hash = hash;
})"""


def main() -> None:
    """Measure every kind of change, print the table and write it down."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None or not SITE.exists():
        sys.exit("explorer_redraw needs Chromium and a built site: make site")
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page.goto(SITE.as_uri())
        print(f"{'layers':14}{'lens':16}{'change':9}{'median':>8}{'95 %':>8}  ms")
        for rank in (1, 2):
            for name, layers in (("largest", [LARGEST[rank]]), ("drawn", drawn(rank))):
                for lens, words in LENSES.items():
                    for change, found in measured(page, layers, lens).items():
                        median, late = statistics.median(found), statistics.quantiles(found, n=20)[-1]
                        row = {"layers": name, "rank": rank, "lens": words, "change": change}
                        rows.append(row | {"median": round(median, 1), "late": round(late, 1)})
                        print(f"{f'{rank}-D, {name}':14}{words:16}{change:9}{median:8.1f}{late:8.1f}")
        browser.close()
    save("explorer_redraw", {"points": rows})


def measured(page: Page, layers: list[str], lens: str) -> dict[str, list[float]]:
    """Return the milliseconds of every change of each kind."""
    times: dict[str, list[float]] = {"step": [], "cell": [], "number": []}
    count = CHANGES if len(layers) > 1 else CHANGES * LAYERS // 2
    for layer in layers:
        dilations = ["dilation d", *((1, 2) if "d=2" in layer else (2, 1))]
        for change, found in times.items():
            page.evaluate(SHOW, f"#layer=transposed&{layer}&lens={lens}")
            found.extend(page.evaluate(TIMES, [change, count, dilations]))
    return times


def drawn(rank: int) -> list[str]:
    """Return layers drawn by seed: nearly every one exists, and the page may show up to 12 cells an axis."""
    draw = random.Random(rank)  # noqa: S311 - layers, not secrets
    layers = []
    for _ in range(LAYERS):
        k, s = draw.randint(1, 7), draw.randint(1, 4)
        given = {"i": draw.randint(3, 12), "k": k, "s": s, "p": draw.randint(0, k // 2), "d": draw.randint(1, 2)}
        layers.append("&".join([f"dim={rank}", *(f"{key}={value}" for key, value in given.items())]))
    return layers


if __name__ == "__main__":
    main()
