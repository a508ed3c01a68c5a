"""Every picture uses the palette's colours alone, and its text and outlines have the contrast that WCAG asks for."""

import itertools
import re
from functools import cache

import numpy as np
import pytest

from tests.web.built import ROOT
from tests.web.figures.figure_numbers import frames
from web.figures import PICTURES
from web.figures.palette import LOOKS, MUTED, ROLES, paint

TOKENS = (ROOT / "web" / "theme" / "css" / "10-tokens.css").read_text()
INK, PAPER = (re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", TOKENS) for name in ("ink", "page"))
PAGES = {"light": (INK[1], PAPER[1]), "dark": (INK[2], PAPER[2]), "print": ("#000000", "#ffffff")}


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_no_colour_but_the_palette_s(name):
    allowed = {"none", "currentColor"} | {f"var(--tc-{role}, {colour})" for role, colour in ROLES.items()}
    for svg in frames(name):
        assert set(re.findall(r' (?:fill|stroke)="([^"]*)"', svg)) <= allowed
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}", svg)) <= set(ROLES.values())


def test_a_role_takes_the_page_s_colour_and_ink_is_its_text_colour():
    assert paint("input") == f"var(--tc-input, {ROLES['input']})"
    assert paint("ink") == "currentColor"


def test_the_looks_of_a_key_differ_without_their_colours():
    explained = ("back", "beyond", "cropped", "hole", "inserted", "pad", "unread")
    forms = {(LOOKS[name].outline, LOOKS[name].mark) for name in explained}
    assert len(forms) == len(explained)


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


def test_contrast_is_computed_as_wcag_does():
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
