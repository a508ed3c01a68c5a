"""The report as one HTML file that asks for nothing else: numbers, plots with tables, and code side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from autograder.course import Course
from autograder.feedback.listing import listing
from autograder.feedback.report.assignment import AssignmentReport
from autograder.feedback.report.marking import common_lines
from autograder.feedback.report.plots import Plot, histogram, scatter
from autograder.feedback.report.similar import COMMON, MIN_PRINTS, SHARE, Code, LikeKnown, Pair, text_grams
from autograder.feedback.report.whole import Report
from autograder.feedback.report.winnowing import WINDOW, Hashes, K
from autograder.feedback.report.work import Places, Work
from autograder.feedback.template import template
from autograder.text import spelt_out

__all__ = ["MAX_LOOKS", "MAX_SIDES", "page"]

MAX_SIDES, MAX_LOOKS, MAX_CHANGES, MAX_NAMES = 30, 200, 30, 20
UNFOLDED = 10
"""Of those who need a look for one reason."""
MAX_SHOWN = 8_000
"""Characters of a text that stand on the page."""


@dataclass(frozen=True)
class Sides:
    """Two texts beside each other, their common lines marked."""

    titles: tuple[str, str]
    codes: tuple[Markup, Markup]


@dataclass(frozen=True)
class Section:
    """One assignment, and what is drawn and read for the page alone."""

    report: AssignmentReport
    plots: dict[str, Plot]
    pairs: list[tuple[Pair, Sides]]
    like_known: list[tuple[LikeKnown, Sides]]


def page(report: Report, course: Course) -> str:
    """Return the report as HTML; the code that it shows is read again here, two texts at a time."""
    return template("report/report.html.j2", spelt=True).render(
        report=report,
        sections=[_section(one, course) for one in report.assignments],
        rules={"k": K, "window": WINDOW, "least": MIN_PRINTS, "share": SHARE, "common": COMMON},
        most={"first": UNFOLDED, "looks": MAX_LOOKS, "changes": MAX_CHANGES, "names": MAX_NAMES, "sides": MAX_SIDES},
    )


def _section(one: AssignmentReport, course: Course) -> Section:
    places = Places.of(course.master(one.name))
    released = np.concatenate([np.empty(0, np.uint64), *map(text_grams, one.known.released)])
    known = {**one.known.right, **one.known.wrong}

    def text(code: Code) -> str:
        work = Work.read(course.notebook("autograded", one.name, code.student), places)
        return work.code.get(code.exercise, "") if work is not None else ""

    pairs = [
        (pair, _sides(_titles(pair.ones[0], pair.others[0]), text(pair.ones[0]), text(pair.others[0]), released))
        for pair in one.similar.pairs[:MAX_SIDES]
    ]
    like_known = [
        (
            like,
            _sides(
                (f"{like.codes[0].student}, {like.codes[0].exercise}", like.name),
                text(like.codes[0]),
                known[like.name],
                released,
            ),
        )
        for like in one.similar.like_known
    ]
    return Section(one, dict(_plots(one)), pairs, like_known)


def _plots(one: AssignmentReport) -> Iterator[tuple[str, Plot]]:
    if one.points is not None:
        yield "points", histogram(f"{one.name}-points", one.points)
    if one.handed_in is not None:
        after = "after the due date" if one.due else "after the first"
        due = (0.0, "due") if one.due else None
        title = "Points by when it was handed in"
        yield (
            "handed_in",
            scatter(f"{one.name}-handed-in", title, one.handed_in, one.full, f"{one.handed_in.unit} {after}", due),
        )
    if one.grading is not None:
        title = "Points by how long grading took"
        yield "grading", scatter(f"{one.name}-grading", title, one.grading, one.full, "seconds")


def _titles(one: Code, other: Code) -> tuple[str, str]:
    return f"{one.student}, {one.exercise}", f"{other.student}, {other.exercise}"


def _sides(titles: tuple[str, str], one: str, other: str, released: Hashes) -> Sides:
    shown = [spelt_out(text[:MAX_SHOWN]) for text in (one, other)]
    marked = common_lines(shown[0], shown[1], released)
    return Sides(titles, (listing(shown[0], marked[0]), listing(shown[1], marked[1])))
