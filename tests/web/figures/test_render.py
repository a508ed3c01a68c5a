"""The form of the pictures: accessible, legible on a phone, repeatable, and with the facts of their texts."""

import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys

import numpy as np
import pytest

import web.figures
from tests.web.built import ROOT
from tests.web.figures.figure_numbers import SVG, drawn_by, frames, holds, trees
from web.figures import (
    PICTURES,
    channels,
    contrasts,
    crops,
    draw,
    facts,
    fields,
    graphs,
    matrices,
    patterns,
)
from web.figures.render import alternative_text

MODULES = [
    importlib.import_module(f"web.figures.{module.name}")
    for module in pkgutil.iter_modules(web.figures.__path__)
    if module.name != "__main__"
]
SHOWN = {
    graphs.accumulation: lambda shown: shown["totals"][:1],
    matrices.adjoint: lambda shown: [*shown["forward"], *shown["y"], shown["products"][0]],
    matrices.bank: lambda shown: shown["total"],
    graphs.broadcast: lambda shown: [*np.ravel(shown["g"]), *shown["row"], *shown["column"]],
    channels.channel_sum: lambda shown: [shown["bias"], shown["total"]],
    patterns.columns_grid: lambda shown: shown["full"],
    crops.decoder: lambda shown: zip(shown["down"], shown["plain"][::-1], shown["fitted"][::-1], strict=True),
    matrices.gram: lambda shown: shown["products"],
    patterns.kernel_heat: lambda shown: shown["kernels"][-1][1],
    fields.path_counts: lambda shown: [value for row in shown["rows"] for value in row],
    patterns.shuffle_blocks: lambda shown: shown["image"],
    crops.there_and_back: lambda shown: zip(shown["larges"], shown["backs"], strict=True),
    patterns.tied_strip: lambda shown: shown["result"],
    contrasts.upsampling_contrast: lambda shown: [shown["unpooled"], shown["nearest"], shown["stamped"]],
}
OVERLAPS = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const view = svg.viewBox.baseVal, found = [];
  const texts = [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBBox(), middle = box.y + box.height / 2;
    const half = 0.38 * parseFloat(getComputedStyle(text).fontSize);
    return {words: text.textContent, left: box.x, right: box.x + box.width, top: middle - half, bottom: middle + half};
  });
  const cells = [...svg.querySelectorAll('rect')].map(rect => rect.getBBox()).filter(box => box.width > 10)
    .map(box => ({left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height}));
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const inside = (a, b) => a.left > b.left - 1 && a.right < b.right + 1 && a.top > b.top - 1 && a.bottom < b.bottom + 1;
  const frame = {left: view.x, right: view.x + view.width, top: view.y, bottom: view.y + view.height};
  texts.forEach((text, number) => {
    const clash = texts.slice(number + 1).some(other => meet(text, other));
    if (clash || !inside(text, frame) || cells.some(cell => meet(text, cell) && !inside(text, cell))) {
      found.push([svg.querySelector('title').id, text.words]);
    }
  });
  return found;
})"""


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_role_a_title_and_a_description_under_ids_of_its_own(name):
    ids = []
    for tree in trees(name):
        title, description = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
        assert tree.get("role") == "img"
        assert (tree.get("aria-labelledby"), tree.get("aria-describedby")) == (title.get("id"), description.get("id"))
        assert title.text
        assert description.text.endswith(".")
        assert not set("{}") & set(title.text + description.text)
        ids += [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 2 * len(frames(name))


@pytest.mark.slow
def test_ids_are_unique_over_all_pictures():
    ids = [identifier for name in PICTURES for svg in frames(name) for identifier in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_scales_and_is_legible_on_a_phone(name):
    boxes = {tree.get("viewBox") for tree in trees(name)}
    assert len(boxes) == 1  # an animation does not jump
    left, top, width, height = map(float, boxes.pop().split())
    assert width <= 348
    for tree in trees(name):
        assert tree.get("width") is None
        assert tree.get("height") is None
        for text in tree.iter(f"{SVG}text"):
            assert float(text.get("font-size", tree.get("font-size"))) >= 12
            assert left <= float(text.get("x")) <= left + width
            assert top <= float(text.get("y")) <= top + height


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_number_typed_into_a_text_is_one_that_the_picture_was_given_or_found(name):
    typed = re.findall(r"\d+", re.sub(r"\{\w+\}", "", PICTURES[name].alt))
    known = re.findall(r"\d+", f"{PICTURES[name].parameters} {facts(name)}")
    assert set(typed) <= set(known)


@pytest.mark.parametrize("name", drawn_by(*SHOWN))
def test_a_picture_shows_the_facts_of_its_alternative_text(name):
    values = [value for part in SHOWN[PICTURES[name].function](facts(name)) for value in np.ravel(part)]
    assert holds(trees(name)[-1], values)


@pytest.mark.slow
def test_pictures_do_not_depend_on_the_order_of_sets():
    source = "import web.figures as f; print([f.draw(name) for name in f.PICTURES])"
    drawn = {
        subprocess.run(
            [sys.executable, "-c", source],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


def test_every_drawing_function_is_used():
    functions = {
        function
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and function.__annotations__.get("return") == "Drawing"
    }
    assert {picture.function for picture in PICTURES.values()} == functions


@pytest.mark.slow
def test_titles_are_short_and_all_different():
    titles = [alternative_text(name)[0] for name in PICTURES]
    assert len(titles) == len(set(titles))
    assert max(map(len, titles)) <= 70


def test_an_unknown_picture_names_the_way_to_the_known_ones():
    with pytest.raises(KeyError, match=r"python -m web\.figures"):
        draw("scatter_nonsense")


@pytest.mark.slow
@pytest.mark.parametrize("font", ["sans-serif", "DejaVu Sans", "Liberation Sans"])
def test_in_a_browser_no_text_meets_another_or_the_edge_of_a_cell(browser, font):
    page = browser.new_page()
    drawn = "".join(svg for name in PICTURES for svg in frames(name))
    page.set_content(f"<div style='width: 500px; font: 16px \"{font}\", sans-serif'>{drawn}</div>")
    assert page.evaluate("document.querySelectorAll('text').length") > 3000
    assert page.evaluate(OVERLAPS) == []
    page.close()
