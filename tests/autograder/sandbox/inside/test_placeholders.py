import copy
import operator

import pytest

from autograder.sandbox.inside.placeholders import Placeholder

USES = [
    lambda it: it(),
    lambda it: it[0],
    lambda it: operator.setitem(it, 0, 1),
    list,
    len,
    bool,
    int,
    float,
    lambda it: it + 1,
    lambda it: 1 - it,
    lambda it: it @ it,
    lambda it: it < 3,
    lambda it: -it,
    lambda it: 1 in it,
    lambda it: type("Net", (), {}) and __import__("types").new_class("Net", (it,)),
]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("deep", [False, True])
def test_any_use_says_what_is_not_there(use, deep):
    it = Placeholder("torch", [])
    with pytest.raises(ModuleNotFoundError, match=r"^torch is not there when your notebook is graded: only NumPy is$"):
        use(it.nn.functional if deep else it)


def test_naming_copying_and_printing_it_is_no_use():
    it = Placeholder("torch", [])
    assert "torch.nn: not there" in f"{copy.copy(it).nn} {copy.deepcopy(it)!r}"
    assert not isinstance(3, it.Tensor)
    it.option = 3
    assert it.option == 3
    assert it is not None
    assert it != 3
    assert hash(it)


def test_a_star_import_is_remembered():
    starred = []
    assert Placeholder("scipy", starred).signal.__all__ == []
    assert starred == ["scipy.signal"]
