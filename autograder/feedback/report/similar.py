"""Which learners' code is alike, by fingerprints that few texts have; the work grows with the texts, not their pairs.

Left out is what was released, what the course's own right answers have, and what more than `COMMON` texts have: an
idiom, or the one way in which it can be written. Texts that are equal but for names, literals and layout count as one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.feedback.report.tokens import tokens
from autograder.feedback.report.winnowing import Hashes, grams, winnow

__all__ = ["COMMON", "MIN_PRINTS", "SHARE", "Code", "Index", "LikeKnown", "Pair", "text_grams"]

COMMON = 10
"""A fingerprint of more texts than this says nothing of any two of them, nor does one text of so many learners."""
COMMON_SHARE = 0.05
"""One text may be that of `COMMON` learners, or of this share of all texts where that is more."""
MIN_PRINTS = 8
"""Fewer fingerprints than this say nothing: a short answer is like another by nature."""
SHARE = 0.65
"""From this share of the fingerprints of one of them on, two texts are named."""


class Code(NamedTuple):
    """Whose code it is, and the exercise beside which it stands."""

    student: str
    exercise: str


@dataclass(frozen=True)
class Pair:
    """Two texts that are alike, each with whoever handed it in; of equal texts all but the first are ``others``."""

    ones: tuple[Code, ...]
    others: tuple[Code, ...]
    shared: int
    """Fingerprints in common."""
    share_one: float
    """Of the fingerprints of the first text, those that the second has too; from 0 to 1."""
    share_other: float


@dataclass(frozen=True)
class LikeKnown:
    """Learners whose code is like one of the course's own answers, those with the largest share first."""

    name: str
    is_right: bool
    codes: tuple[Code, ...]
    shares: tuple[float, ...]


@dataclass
class _Text:
    codes: list[Code]
    own: Hashes
    """Fingerprints that neither what was released nor a right answer of the course has."""
    known: str = ""
    known_share: float = 0.0


def text_grams(text: str) -> Hashes:
    """Return all runs of tokens of a text, as `winnowing.grams` has them."""
    return grams([token.text for token in tokens(text)])


@dataclass
class Index:
    """The fingerprints of a class, for one assignment.

    Parameters
    ----------
    released
        Texts that everybody got.
    right, wrong
        The course's own answers by what they are called.
    """

    released: Iterable[str]
    right: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = [np.empty(0, np.uint64), *map(text_grams, self.released)]
        self._given = set(np.concatenate(given).tolist())
        self._known: dict[int, list[str]] = {}
        self._right = {one for text in self.right.values() for one in text_grams(text).tolist()}
        for name, text in {**self.right, **self.wrong}.items():
            for one in set(text_grams(text).tolist()) - self._given:
                self._known.setdefault(one, []).append(name)
        self._texts: dict[bytes, _Text] = {}
        self._written: dict[bytes, _Text] = {}
        self._number = 0

    def add(self, student: str, exercise: str, text: str) -> None:
        """Take in one learner's code; the text itself is not kept."""
        key = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
        found = self._written.get(key)
        if found is None:
            hashes = text_grams(text)
            same = hashlib.blake2b(hashes.tobytes(), digest_size=16).digest()
            if same not in self._texts:
                self._texts[same] = self._text(hashes)
            found = self._written[key] = self._texts[same]
        found.codes.append(Code(student, exercise))
        self._number += 1

    def like_known(self) -> list[LikeKnown]:
        """Return whose code is like an answer of the course's own, by answer."""
        found: dict[str, list[tuple[float, Code]]] = {}
        for text in self._texts.values():
            if text.known:
                found.setdefault(text.known, []).extend((text.known_share, code) for code in text.codes)
        rows = []
        for name in [*self.right, *self.wrong]:
            if name in found:
                ordered = sorted(found[name], key=lambda each: (-each[0], each[1]))
                shares, codes = zip(*ordered, strict=True)
                rows.append(LikeKnown(name, name in self.right, codes, shares))
        return rows

    def too_common(self) -> list[int]:
        """Return of how many learners each text is that so many have that it says nothing of any of them."""
        sizes = (len(text.codes) for text in self._texts.values() if len(text.own) >= MIN_PRINTS)
        return sorted((size for size in sizes if size > self._most), reverse=True)

    def pairs(self) -> list[Pair]:
        """Return the texts that are alike, those with the most in common first."""
        texts = list(self._texts.values())
        of_text, counts = _by_hash([text.own for text in texts])
        rare = np.bincount(of_text[np.repeat(counts <= COMMON, counts)], minlength=len(texts))  # by text
        found = [*self._equal(texts, rare), *self._alike(texts, rare, of_text, counts)]
        return list(_once(sorted(found, key=lambda pair: (-pair.shared, pair.ones, pair.others))))

    @property
    def _most(self) -> float:
        return max(COMMON, COMMON_SHARE * self._number)

    def _text(self, hashes: Hashes) -> _Text:
        prints = [one for one in np.unique(hashes[winnow(hashes)]).tolist() if one not in self._given]
        names = [name for one in prints for name in self._known.get(one, ())]
        own = np.array([one for one in prints if one not in self._right], np.uint64)
        text = _Text([], own)
        if len(prints) >= MIN_PRINTS and names:
            counts = Counter(names)
            best = max(counts, key=lambda name: (counts[name], name in self.right))
            if counts[best] >= SHARE * len(prints):
                text.known, text.known_share = best, counts[best] / len(prints)
        return text

    def _equal(self, texts: list[_Text], rare: NDArray[np.intp]) -> Iterator[Pair]:
        """Yield the texts that several learners have."""
        for text, own in zip(texts, rare.tolist(), strict=True):
            if own < MIN_PRINTS or len(text.codes) > self._most:
                continue
            if strangers := tuple(code for code in text.codes if code.student != text.codes[0].student):
                yield Pair((text.codes[0],), strangers, own, 1.0, 1.0)

    def _alike(
        self, texts: list[_Text], rare: NDArray[np.intp], of_text: NDArray[np.intp], counts: NDArray[np.intp]
    ) -> Iterator[Pair]:
        """Yield the pairs of texts that have enough rare fingerprints in common."""
        starts = np.cumsum(counts) - counts
        codes = [np.empty(0, np.int64)]
        for size in range(2, COMMON + 1):
            members = of_text[starts[counts == size][:, None] + np.arange(size)]  # (fingerprints, size), ascending
            first, second = np.triu_indices(size, 1)
            codes.append((members[:, first] * len(texts) + members[:, second]).ravel())
        pairs, shared = np.unique(np.concatenate(codes), return_counts=True)
        first, second = np.divmod(pairs, max(len(texts), 1))
        least = np.minimum(rare[first], rare[second])
        chosen = (shared >= MIN_PRINTS) & (shared >= SHARE * least)
        for one, other, number in zip(first[chosen], second[chosen], shared[chosen].tolist(), strict=True):
            ones, others = texts[one].codes, texts[other].codes
            if max(len(ones), len(others)) > self._most:
                continue
            students = {code.student for code in ones}
            if strangers := tuple(code for code in others if code.student not in students):
                yield Pair(tuple(ones), strangers, number, number / int(rare[one]), number / int(rare[other]))


def _once(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield each text with the text of another learner that it is most like, and no other text of theirs."""
    seen: set[tuple[Code, str]] = set()
    for pair in pairs:
        one, other = pair.ones[0], pair.others[0]
        ways = {(one, other.student), (other, one.student)}
        if not ways & seen:
            yield pair
        seen |= ways


def _by_hash(hashes: list[Hashes]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the texts of all fingerprints, in the order of these, and how many texts have each different one."""
    flat = np.concatenate([np.empty(0, np.uint64), *hashes])
    of_text = np.repeat(np.arange(len(hashes)), [len(each) for each in hashes])
    _, counts = np.unique(flat, return_counts=True)
    return of_text[np.argsort(flat, kind="stable")], counts
