"""When something was handed in, as ``timestamp.txt`` says it; a time that can be read in two ways is none.

nbgrader's exchange writes ``2026-11-20 16:30:00.123456 UTC``. Learning platforms and people write other things: those
that mean one moment are read, of all others a note says that lateness is unknown. Without a zone a time is UTC.
"""

from __future__ import annotations

import codecs
import errno
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.files import read_regular

__all__ = ["UNREADABLE", "handed_in_at", "read_moment"]

UNREADABLE = "timestamp.txt cannot be read: lateness unknown"
LONGEST = 200
YEARS = range(1970, 9999)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<word>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
SECONDS = r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
TIME = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){SECONDS}(?:\s*(?P<half>[ap])\.?m\.?)?"
ZONE = r"(?:\s*(?P<zone>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)|\s+(?P<place>[a-z][a-z0-9_/+-]*))?"
BETWEEN = r"(?:\s*t\s*|\s*,?\s+(?:at\s+)?)"
FORMS = [
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){BETWEEN}{TIME}{ZONE}",
        rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<other>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){BETWEEN}{TIME}{ZONE}",
        rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|n[d]|rd|th)?\.?[\s-]+{MONTH},?[\s-]+(?P<year>\d{{4}}){BETWEEN}{TIME}{ZONE}",
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}})(?:st|n[d]|rd|th)?,?\s+(?P<year>\d{{4}}){BETWEEN}{TIME}{ZONE}",
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}})\s+{TIME}{ZONE}\s+(?P<year>\d{{4}})",
    )
]


def handed_in_at(folder: Path) -> tuple[datetime | None, str]:
    """Return the moment in a folder's ``timestamp.txt``, or a note; UTC without a zone, as nbgrader keeps it."""
    try:
        data = read_regular(folder / "timestamp.txt", LONGEST * 4)
    except OSError as error:
        return None, "" if error.errno in (errno.ENOENT, errno.ENOTDIR) else UNREADABLE
    try:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return read_moment(data.decode("utf-16" if wide else "utf-8-sig")), ""
    except (ValueError, ArithmeticError):
        return None, UNREADABLE


def read_moment(text: str) -> datetime:
    """Return the one moment that a text means, UTC without a zone.

    Raises
    ------
    ValueError
        It means none, or more than one: 03/04/2026 may be in March or in April, and PST is in no list of zones.
    OverflowError
        It is before or after all years.
    """
    text = text.strip()
    if re.fullmatch(r"\d{9,10}(\.\d+)?|\d{12,13}", text, re.ASCII):
        seconds = float(text) / (1000 if len(text) > 11 and "." not in text else 1)
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    found = next(filter(None, (form.fullmatch(text) for form in FORMS)), None) if len(text) <= LONGEST else None
    if found is None:
        raise ValueError("no time of a known form")
    parts = found.groupdict()
    month, day = _month_and_day(parts)
    year, second = int(parts["year"] or 0), int(parts["second"] or 0)
    if year not in YEARS:
        raise ValueError(f"the year {year}")
    micro = int(f"{parts['fraction'] or 0:0<6}"[:6])
    clock = (_hour(parts), int(parts["minute"] or 0), second, micro)
    local = datetime(year, month, day, *clock)  # noqa: DTZ001 - the zone comes next
    zone = _zone(parts, local)
    return (local.replace(tzinfo=zone) - (zone.utcoffset(local) or timedelta())).replace(tzinfo=None)


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    if parts.get("word"):
        return MONTHS.index(str(parts["word"])[:3].lower()) + 1, int(parts["day"] or 0)
    if parts.get("day"):
        return int(parts["month"] or 0), int(parts["day"] or 0)
    first, other = int(parts["first"] or 0), int(parts["other"] or 0)
    if parts["mark"] == "." or first > 12:
        return other, first
    if other > 12 or first == other:
        return first, other
    raise ValueError("which is the month?")


def _hour(parts: dict[str, str | None]) -> int:
    hour = int(parts["hour"] or 0)
    if not parts["half"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"{hour} o'clock in half a day")
    return hour % 12 + (12 if parts["half"].lower() == "p" else 0)


def _zone(parts: dict[str, str | None], local: datetime) -> tzinfo:
    """Return the zone that is written; an abbreviation must be what that place calls its time at that moment."""
    zone, place = (parts["zone"] or "").upper(), parts["place"] or ""
    if not zone and place.upper() in ("", "Z", "UTC", "GMT"):
        return UTC
    if zone == "Z":
        return UTC
    if zone:
        digits = re.sub(r"\D", "", zone)
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if "-" in zone else offset)
    try:
        found = ZoneInfo(place)
    except (LookupError, OSError) as error:
        raise ValueError(f"no zone {place}") from error
    if "/" not in place and found.tzname(local) != place:
        raise ValueError(f"{place} is not its name then")
    return found
