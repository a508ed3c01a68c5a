"""The form of the pictures: accessible, legible on a phone and in both themes, in the palette's colours, repeatable."""

import doctest
import importlib
import itertools
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from web.figures import PICTURES, draw, facts
from web.figures.palette import LOOKS, MUTED, ROLES
from web.figures.render import KINDS, alternative_text

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
TOKENS = (ROOT / "web" / "theme" / "css" / "10-tokens.css").read_text()
INK, PAPER = (re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", TOKENS) for name in ("ink", "page"))
PAGES = {"light": (INK[1], PAPER[1]), "dark": (INK[2], PAPER[2]), "print": ("#000000", "#ffffff")}
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
STEMS = [
    "sliding_window",
    "output_size",
    "valid_same_full",
    "receptive_field",
    "scatter",
    "padding_crops",
    "output_padding",
    "zero_insertion",
    "matrix",
    "tensors_autograd",
    "gradient",
    "channels_groups",
    "upsampling",
    "subpixel",
    "checkerboard",
    "fast",
    "frameworks",
    "segmentation",
]


@cache
def frames(name):
    drawn = draw(name)
    return [drawn] if isinstance(drawn, str) else drawn


@cache
def trees(name):
    return [ET.fromstring(svg) for svg in frames(name)]  # noqa: S314 - our own text


# --- every picture ---------------------------------------------------------------------------------------------------


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


def test_ids_are_unique_over_all_pictures():
    ids = [identifier for name in PICTURES for svg in frames(name) for identifier in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))


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


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_no_colour_but_the_palette_s(name):
    allowed = {"none", "currentColor"} | {f"var(--tc-{role}, {colour})" for role, colour in ROLES.items()}
    for svg in frames(name):
        assert set(re.findall(r' (?:fill|stroke)="([^"]*)"', svg)) <= allowed
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}", svg)) <= set(ROLES.values())


@pytest.mark.parametrize("name", PICTURES)
def test_a_number_typed_into_a_text_is_one_that_the_picture_was_given_or_found(name):
    typed = re.findall(r"\d+", re.sub(r"\{\w+\}", "", PICTURES[name].alt))
    known = re.findall(r"\d+", f"{PICTURES[name].parameters} {facts(name)}")
    assert set(typed) <= set(known)


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


@pytest.mark.parametrize("stem", STEMS)
def test_every_chapter_has_pictures_named_after_it(stem):
    assert sum(name.startswith(f"{stem}_") for name in PICTURES) >= (1 if stem == "segmentation" else 2)


def test_every_picture_is_named_after_a_chapter_and_every_kind_is_used():
    assert [name for name in PICTURES if not name.startswith(tuple(f"{stem}_" for stem in STEMS))] == []
    assert {picture.kind for picture in PICTURES.values()} == set(KINDS)


def test_titles_are_short_and_all_different():
    titles = [alternative_text(name)[0] for name in PICTURES]
    assert len(titles) == len(set(titles))
    assert max(map(len, titles)) <= 70


def test_an_unknown_picture_names_the_way_to_the_known_ones():
    with pytest.raises(KeyError, match=r"python -m web\.figures"):
        draw("scatter_nonsense")


@pytest.mark.parametrize("module", ["board", "arithmetic", "charts"])
def test_the_examples_in_the_docstrings_run(module):
    result = doctest.testmod(importlib.import_module(f"web.figures.{module}"))
    assert result.attempted
    assert not result.failed


@pytest.mark.slow
@pytest.mark.parametrize("font", ["sans-serif", "DejaVu Sans", "Liberation Sans"])
def test_in_a_browser_no_text_meets_another_or_the_edge_of_a_cell(browser, font):
    page = browser.new_page()
    drawn = "".join(svg for name in PICTURES for svg in frames(name))
    page.set_content(f"<div style='width: 500px; font: 16px \"{font}\", sans-serif'>{drawn}</div>")
    assert page.evaluate("document.querySelectorAll('text').length") > 3000
    assert page.evaluate(OVERLAPS) == []
    page.close()


# --- contrast --------------------------------------------------------------------------------------------------------


def channels(colour):
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def over(upper, opacity, lower):
    return [opacity * a + (1 - opacity) * b for a, b in zip(upper, lower, strict=True)]


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one, other):
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@cache
def tints():
    """Every (role, opacity) that some picture puts under text."""
    fill = re.compile(r'fill="var\(--tc-(\w+), #\w+\)" fill-opacity="([\d.]+)"')
    found = {pair for name in PICTURES for svg in frames(name) for pair in fill.findall(svg)}
    return sorted((role, float(opacity)) for role, opacity in found if float(opacity) < 0.9)


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast(channels("#000000"), channels("#ffffff")) == pytest.approx(21)
    assert contrast(channels("#777777"), channels("#ffffff")) == pytest.approx(4.478, abs=1e-3)


@pytest.mark.parametrize("page", PAGES)
def test_text_is_legible_on_every_tint(page):
    ink, paper = map(channels, PAGES[page])
    assert len(tints()) > 10
    for (role, tint), opacity in itertools.product(tints(), (1, MUTED)):
        ground = over(channels(ROLES[role]), tint, paper)
        if opacity == 1 or tint <= 0.25:  # a strong tint never carries muted text
            assert contrast(over(ink, opacity, ground), ground) >= 4.5, (role, tint, opacity)


def test_no_strong_tint_carries_muted_text():
    assert [name for name, look in LOOKS.items() if look.muted and look.fill and look.tint > 0.25] == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ROLES)
def test_an_outline_stands_out_from_the_page(page, role):
    assert contrast(channels(ROLES[role]), channels(PAGES[page][1])) >= 3
