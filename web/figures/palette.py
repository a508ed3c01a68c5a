"""The colours of the pictures: one mid tone for each role, over the colours of the page.

A tint lets the page shine through, and text has the page's text colour, so a picture follows light and dark without
a rule of its own. ``--tc-<role>`` overrides a role. No picture depends on colour: looks differ in outline or hatching.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LOOKS", "MUTED", "ROLES", "SOFT", "STRONG", "Look", "paint"]

ROLES = {
    "input": "#2f7fd1",
    "kernel": "#c06a1c",
    "output": "#148f77",
    "focus": "#a55bc4",
    "grey": "#7a8594",
}
"""Each at least 3:1 against the light and the dark page, the contrast that outlines need."""

SOFT, STRONG = 0.2, 0.42
"""Opacity of a tint."""

MUTED = 0.78
"""Opacity of muted text, still with a contrast of 4.5:1 on every tint."""


@dataclass(frozen=True)
class Look:
    """How a cell is drawn.

    Parameters
    ----------
    fill : a role of ``ROLES``, or None for the bare page
    tint : opacity of the fill
    outline : "solid", "bold", "dashed", "dotted" or "none"
    mark : "hatch" (an inserted zero), "grain" (a padding zero), "ring" (a hole), "strike" (never read), or ""
    muted : whether its text has less contrast
    """

    fill: str | None = None
    tint: float = SOFT
    outline: str = "solid"
    mark: str = ""
    muted: bool = False


LOOKS = {
    "plain": Look(),
    "input": Look("input"),
    "kernel": Look("kernel"),
    "output": Look("output"),
    "focus": Look("focus", STRONG, "bold"),
    "lit-input": Look("input", STRONG, "bold"),
    "lit-kernel": Look("kernel", STRONG, "bold"),
    "lit-output": Look("output", STRONG, "bold"),
    "inserted": Look(outline="solid", mark="hatch", muted=True),
    "pad": Look(outline="dashed", mark="grain", muted=True),
    "cropped": Look(outline="dashed", muted=True),
    "back": Look("output", STRONG, "dotted"),
    "beyond": Look(),
    "hole": Look(mark="ring", muted=True),
    "unread": Look("grey", SOFT, "dashed", mark="strike", muted=True),
    "ghost": Look(outline="none", muted=True),
}


def paint(role: str) -> str:
    """Return the CSS paint of a role: the variable of the page if it has one, else the mid tone."""
    return "currentColor" if role == "ink" else f"var(--tc-{role}, {ROLES[role]})"
