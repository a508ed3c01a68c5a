"""What is known of a class's tests before the first submission, and what the examiner has said since."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.examiner.arguments import Place, changed
from autograder.examiner.memory import Memory
from autograder.examiner.verdict import Call, Record
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import decode
from autograder.sandbox.session import KnownCall

__all__ = ["Records"]


@dataclass(frozen=True)
class Records:
    """What the tests do with the instructor's own solution, in each pass; nothing of it changes."""

    shown: list[Record]
    scored: list[Record]

    @property
    def both(self) -> list[Record]:
        """Those of the shown pass, then those of the scored pass."""
        return [*self.shown, *self.scored]

    @cached_property
    def alone(self) -> bool:
        """Whether every test does the same with no other before it, and when it runs twice."""
        return all(record.alone for record in self.both)

    @cached_property
    def known(self) -> dict[bool, list[list[KnownCall]]]:
        """The calls of each test as a sandbox is asked for them; of the scored pass under True."""
        return {
            scored: [
                [
                    KnownCall.of([protocol.CALL, call.name, call.arguments], call.status, call.frame, show=not scored)
                    for call in record.calls
                ]
                for record in records
            ]
            for scored, records in ((False, self.shown), (True, self.scored))
        }

    @cached_property
    def changing(self) -> list[list[Any]]:
        """The arguments that the instructor's own functions change: ``[name, place]`` each."""
        calls = [call for record in self.both for call in record.calls]
        return [list(each) for each in {place: None for call in calls for place in _changing(call)}]

    @cached_property
    def memory(self) -> Memory:
        """What the examiner said of other answers; nothing where a test depends on more than on its answers."""
        return Memory() if self.alone else Memory(0)


def _changing(call: Call) -> list[tuple[str, Place]]:
    """Return which arguments a call of the instructor's own function changed."""
    if call.status != protocol.CHANGED:
        return []
    _, args, kwargs = decode(call.frame)
    return [(call.name, place) for place in changed(decode(call.arguments), (args, kwargs))]
