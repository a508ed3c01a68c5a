"""What the examiner said before: whoever gives the same answers is asked, and told, the same without an examiner.

What a fork of the examiner does next, a call or a verdict, follows from all that it was told since it began: seed,
values, which test, each answer to the last bit. A memory belongs to one source and one seed, and holds what came next
after exactly that, by a hash of it, tests before included; so nothing of one submission reaches another but what the
instructor's code says of equal answers. A learner's process is asked one call at a time in the same order either way.

Assumed is that a test does not depend on chance or on the time. It is checked as far as the instructor's own solution
shows it (``Record.alone``): where a test differs when it runs twice, nothing is remembered; and wherever a fork is told
again what is known, where it does anything else all is forgotten. Nor is a test remembered that was stopped, by the
grader's clock or with a learner's function, nor anything after it in its examination.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

import msgpack

from autograder.examiner.client import Examination
from autograder.examiner.judge import Ask
from autograder.examiner.verdict import Call, Result, Verdict
from autograder.sandbox.inside import protocol

__all__ = ["MAX_BYTES", "Memory", "RecallingExamination"]

MAX_BYTES = 8 << 20
"""Of one memory: some thousand verdicts."""
BESIDE = 300
"""Bytes that an entry takes beside its texts."""


class Asked(NamedTuple):
    """A call that the examiner makes."""

    name: str
    arguments: bytes


class Memory:
    """What came next, by the hash of all before it; what was not needed for longest goes first.

    Parameters
    ----------
    max_bytes
        How much it may hold; 0 remembers nothing.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.bytes_left, self.is_kept = max_bytes, True
        self.next: OrderedDict[bytes, Asked | Verdict] = OrderedDict()

    def recall(self, key: bytes) -> Asked | Verdict | None:
        """Return what came next, None if nobody knows."""
        if key in self.next:
            self.next.move_to_end(key)
        return self.next.get(key)

    def keep(self, key: bytes, then: Asked | Verdict) -> None:
        """Remember what came next."""
        if key in self.next or not self.is_kept:
            return
        self.next[key] = then
        self.bytes_left -= _size(then)
        while self.bytes_left < 0:
            self.bytes_left += _size(self.next.popitem(last=False)[1])

    def give_up(self) -> None:
        """Forget all, and remember nothing from now on: a test depends on more than on what it is told."""
        self.next.clear()
        self.is_kept = False


class RecallingExamination:
    """An examination that begins a fork of the examiner only for what nobody was told before."""

    def __init__(self, examine: Callable[[], Examination], memory: Memory) -> None:
        self.examine, self.memory = examine, memory
        self.fork: Examination | None = None
        self.sent: list[Callable[[Examination], object]] = []
        """What a fork has to be told before it can go on."""
        self.key: bytes | None = b""
        """Hash of all that was told; None where nothing is remembered any more."""

    def reset(self, seed: int, changing: list[list[Any]]) -> None:
        """Forget what tests have bound, as ``Examination.reset``."""
        self._tell(lambda fork: fork.reset(seed, changing), "reset", str(seed), changing)

    def bind(self, values: list[list[Any]]) -> None:
        """Bind the values of the learner's cells, as ``Examination.bind``."""
        self._tell(lambda fork: fork.bind(values), "bind", values)

    def test(self, place: int, known: list[Call], *, full: bool, ask: Ask, seconds: float) -> Verdict:
        """Return what a test says, as ``Examination.test``."""
        self._hash("test", place, full, known)
        if any(call.status == protocol.STOPPED for call in known):
            self.key = None
        answered: list[Call] = []

        def ask_and_note(name: str, frame: bytes) -> tuple[int, bytes]:
            answer = ask(name, frame)
            answered.append(Call(name, frame, *answer))
            self._hash("answer", *answer)
            if answer[0] == protocol.STOPPED:
                self.key = None
            return answer

        def ask_what_is_new(name: str, frame: bytes) -> tuple[int, bytes]:
            self._keep(Asked(name, frame))
            return ask_and_note(name, frame)

        def run(fork: Examination, ask: Ask) -> Verdict:
            return fork.test(place, known, full=full, ask=ask, seconds=seconds)

        if self.fork is None:
            while isinstance(then := self._recalled(), Asked):
                ask_and_note(*then)
            if isinstance(then, Verdict):
                self.sent.append(lambda fork: self._check(then, self._go_on(run, fork, answered, self._surprised(ask))))
                return then
        verdict = self._go_on(run, self._begun(), answered.copy(), ask_what_is_new)
        if verdict.result is not Result.STOPPED:
            self._keep(verdict)
        return verdict

    def close(self) -> None:
        """End the fork, if there is one."""
        if self.fork is not None:
            self.fork.close()

    def _tell(self, tell: Callable[[Examination], object], *what: Any) -> None:
        self._hash(*what)
        if self.fork is not None:
            tell(self.fork)
        else:
            self.sent.append(tell)

    def _begun(self) -> Examination:
        """Return the fork, which has been told all until now."""
        if self.fork is None:
            self.fork = self.examine()
            for tell in self.sent:
                tell(self.fork)
        return self.fork

    def _go_on(
        self, run: Callable[[Examination, Ask], Verdict], fork: Examination, answered: list[Call], ask: Ask
    ) -> Verdict:
        """Let a fork run a test with the answers that were given, and with those of ``ask`` after them."""
        before = iter(answered)

        def ask_next(name: str, frame: bytes) -> tuple[int, bytes]:
            call = next(before, None)
            if call is not None and (call.name, call.arguments) == (name, frame):
                return call.status, call.frame
            if call is not None:
                self._give_up()
            return ask(name, frame)

        verdict = run(fork, ask_next)
        if next(before, None) is not None:
            self._give_up()
        return verdict

    def _surprised(self, ask: Ask) -> Ask:
        """Return what asks for a call that was not made before, where nothing is new."""

        def ask_all_the_same(name: str, frame: bytes) -> tuple[int, bytes]:
            self._give_up()
            return ask(name, frame)

        return ask_all_the_same

    def _check(self, known: Verdict, verdict: Verdict) -> None:
        if verdict != known:
            self._give_up()

    def _give_up(self) -> None:
        self.key = None
        self.memory.give_up()

    def _hash(self, *what: Any) -> None:
        if self.key is not None:
            self.key = hashlib.sha256(self.key + msgpack.packb(what)).digest()

    def _recalled(self) -> Asked | Verdict | None:
        return None if self.key is None else self.memory.recall(self.key)

    def _keep(self, then: Asked | Verdict) -> None:
        if self.key is not None:
            self.memory.keep(self.key, then)


def _size(then: Asked | Verdict) -> int:
    """Return about how many bytes an entry takes."""
    if isinstance(then, Asked):
        return BESIDE + len(then.arguments)
    return BESIDE + len(then.message) + sum(map(len, then.lines))
