import enum
from collections import Counter, OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest

from autograder.sandbox.inside.plain import NoPlainData, plain
from autograder.sandbox.inside.wire import decode, encode

Pair = namedtuple("Pair", "j t")  # noqa: PYI024 - the one that learners write
Level = enum.IntEnum("Level", "LOW HIGH")
Word = enum.StrEnum("Word", "A B")


class Lying(list):
    """Acts when it is looked at."""

    def __iter__(self):
        raise SystemExit

    __len__ = __getitem__ = __eq__ = __reduce__ = __iter__
    __hash__ = None


class Angle(float):
    def __float__(self):
        return 7.0


def moved():
    made = OrderedDict(a=1, b=2)
    made.move_to_end("a")
    return made


@pytest.mark.parametrize(
    ("value", "base"),
    [
        (Pair(1, 2), (1, 2)),
        (Level.HIGH, 2),
        (Word.A, "a"),
        (enum.IntFlag("F", "X Y")(3), 3),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (Lying([1, 2]), [1, 2]),
        (Angle(1.5), 1.5),
        (np.str_("x"), "x"),
    ],
)
def test_a_subclass_of_plain_data_is_its_base(value, base):
    assert plain(value) == base
    assert type(plain(value)) is type(base)
    crossed = decode(encode([value, {"k": (value,)}]))
    assert crossed == [base, {"k": (base,)}]
    assert type(crossed[0]) is type(base)


def test_an_ordered_dict_keeps_its_order():
    assert list(decode(encode(moved()))) == ["b", "a"]


def test_arrays_of_a_subclass_are_their_numbers():
    for value in (np.ones((1, 2)).view(np.matrix), np.ones((1, 2)).view(np.recarray), np.ones((1, 2)).view(np.memmap)):
        crossed = decode(encode(value))
        assert type(crossed) is np.ndarray
        assert (crossed == np.asarray(value)).all()


def test_nothing_of_a_subclass_runs():
    class Quiet(np.ndarray):
        def tobytes(self, *_):
            raise SystemExit

        __array__ = __len__ = __getitem__ = __iter__ = tobytes

    assert decode(encode(np.ones(2).view(Quiet))).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    "value",
    [{1}, b"x", object(), np.bytes_(b"x"), np.ma.masked_array([1.0]), enum.Enum("E", "A").A, range(2), np.float32(1)],
)
def test_what_has_no_plain_data_has_none(value):
    assert plain(value) is NoPlainData
