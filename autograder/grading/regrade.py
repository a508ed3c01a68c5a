"""What a changed assignment does to a class: everybody's points before, kept until all are graded again, and after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from autograder.outcome import Outcome

__all__ = ["Difference", "before_text", "differences"]

EQUAL = 1e-9


class Difference(NamedTuple):
    """One student's points before and after."""

    student: str
    before: float
    after: float


def before_text(outcomes: list[Outcome], points: float) -> bytes:
    """Return the file that keeps the totals of ``outcomes``, and of how many points."""
    return json.dumps({"points": points, "totals": {each.student: each.total for each in outcomes}}).encode()


def differences(file: Path, outcomes: list[Outcome]) -> tuple[float, list[Difference]]:
    """Return of how many points the totals in ``file`` were, and who has others now."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    totals = kept["totals"]
    return float(kept["points"]), [
        Difference(each.student, totals[each.student], each.total)
        for each in outcomes
        if each.student in totals and abs(totals[each.student] - each.total) > EQUAL
    ]
