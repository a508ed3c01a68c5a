"""The templates of pages, and what they share: escaping, the filters, the colours of code."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from autograder.feedback.listing import styles
from autograder.feedback.points import number
from autograder.text import spelt_out

__all__ = ["duration", "template"]


@cache
def template(name: str, *, spelt: bool = False) -> Template:
    """Return a template of this package; whatever is put into it is escaped, but for what is marked as clean.

    On a page that others read than who wrote what stands there, letters that nobody would see, or that turn the
    direction of a line, are ``spelt`` out.
    """
    environment = _environment()
    return (environment.overlay(finalize=_spelt) if spelt else environment).get_template(name)


def duration(seconds: float) -> str:
    """Return a length of time in the largest unit that it fills.

    >>> duration(5400), duration(86_400), duration(12)
    ('1.5 hours', '1 day', '12 seconds')
    """
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if abs(seconds) >= size:
            amount = f"{seconds / size:.1f}".removesuffix(".0")
            return f"{amount} {unit}{'' if amount == '1' else 's'}"
    return f"{seconds:.0f} seconds"


def _spelt(value: object) -> object:
    return spelt_out(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": number, "duration": duration}
    environment.globals["light"], environment.globals["dark"] = styles()
    return environment


def _text(name: str) -> str:
    return resources.files("autograder.feedback").joinpath(name).read_text(encoding="utf-8")
