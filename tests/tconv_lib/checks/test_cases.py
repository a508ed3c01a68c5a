"""Random cases: the same for a seed, of the sizes and kinds that were asked for."""

import numpy as np
import pytest

from tconv_lib.checks import cases


def test_cases_are_the_same_for_a_seed_and_differ_between_seeds_and_calls(monkeypatch):
    def draw(**more):
        return [x.tolist() for x, _ in cases(5, x="hw", s=(1, 9), **more)]

    assert draw(seed=3) == draw(seed=3)
    assert draw(seed=3) != draw(seed=4)
    monkeypatch.setenv("TCONV_SEED", "3")
    assert draw() == draw(seed=3)
    first = [n for (n,) in cases(9, a=(0, 10**6))]
    assert first != [n for (n,) in cases(9, b=(0, 10**6))]


def test_a_letter_is_one_size_and_a_dtype_may_follow():
    for x, w, z, u in cases(
        50, x="hw:float32", w="wh", z="h:complex128", u="w:uint8", sizes={"h": (1, 3), "w": (4, 5)}
    ):
        assert x.shape == w.shape[::-1]
        assert z.shape == x.shape[:1]
        assert 1 <= x.shape[0] <= 3
        assert 4 <= x.shape[1] <= 5
        assert (x.dtype, w.dtype, z.dtype, u.dtype) == ("float32", "float64", "complex128", "uint8")
        for array in (x, w, z, u):
            assert array.any()
            assert np.array_equal(array, np.round(array))
            assert np.abs(np.concatenate([array.real.ravel(), array.imag.ravel()])).max() <= 9


def test_sizes_differ_from_letter_to_letter():
    assert all(len(set(x.shape)) == 3 for (x,) in cases(50, x="chw"))
    assert all(x.shape == (2, 2) for (x,) in cases(5, x="hw", sizes={"h": (2, 2), "w": (2, 2)}))


def test_other_specs_draw_what_they_say():
    def twice(drawn):
        return 2 * drawn["n"]

    def below(drawn, rng):
        return rng.randint(0, drawn["n"])

    drawn = list(cases(200, n=(1, 3), mode=["valid", "same"], double=twice, less=below, f=[len, 0]))
    assert {case[0] for case in drawn} == {1, 2, 3}
    assert {case[1] for case in drawn} == {"valid", "same"}
    assert all(case[2] == 2 * case[0] and 0 <= case[3] <= case[0] for case in drawn)
    with pytest.raises(TypeError, match="must be axis letters"):
        list(cases(1, n=3))


def test_where_keeps_only_what_it_holds_for_and_gives_up_at_last():
    assert all(n % 2 == 0 for (n,) in cases(50, n=(1, 9), where=lambda drawn: drawn["n"] % 2 == 0))
    with pytest.raises(ValueError, match="none of 1000 draws"):
        list(cases(1, n=(1, 9), where=lambda drawn: drawn["n"] > 9))
