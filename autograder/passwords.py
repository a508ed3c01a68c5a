"""Passwords in the addresses of databases, left out of whatever is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

__all__ = ["SECRETS", "without_passwords"]

SECRETS = ("password", "sslpassword")
"""Options of an address that nobody may see."""
HIDDEN = "***"
PASSWORDS = (
    # one with an @ that is not written %40 ends at the last @ before the host
    re.compile(r"(\b[\w+.-]+://[^\s:/@]*:)([^\s@]*(?:@[^\s/:?@]*)*)(?=@)"),
    re.compile(rf"([?&](?:{'|'.join(SECRETS)})=)([^\s&]*)"),
)


def without_passwords(text: str, of: str = "") -> str:
    """Return a text without the password of any address in it, and without that of one address wherever it stands.

    >>> without_passwords("cannot open postgresql://me:secret@db/course?sslpassword=secret")
    'cannot open postgresql://me:***@db/course?sslpassword=***'
    >>> without_passwords("the password 'secret' is wrong", of="postgresql://me:secret@db/course")
    "the password '***' is wrong"
    """
    for secret in _passwords(of):
        text = text.replace(secret, HIDDEN)
    for pattern in PASSWORDS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


def _passwords(address: str) -> Iterator[str]:
    """Yield what a server's message may repeat; to many, a password with an @ ends at its first."""
    found = [match[2] for pattern in PASSWORDS for match in pattern.finditer(address)]
    for word in [*found, *(password.partition("@")[2] for password in found)]:
        yield from filter(None, {word: 0, unquote_plus(word): 0})
