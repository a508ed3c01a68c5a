"""The seed: drawn once a course, kept, and set for a while."""

import os

import pytest

from autograder.errors import CourseError
from autograder.seed import LIMIT, VARIABLE, choose, seeded


def test_the_seed_is_drawn_once_and_kept(tmp_path):
    file = tmp_path / "seed"
    first = choose(file)
    assert 0 <= first < LIMIT == 2**32
    assert choose(file) == first == int(file.read_text())
    assert choose(file, 12) == 12
    assert choose(file) == 12
    assert choose(file, 0) == 0
    assert choose(file) == 0


def test_two_courses_draw_two_seeds(tmp_path):
    assert len({choose(tmp_path / f"seed{number}") for number in range(5)}) == 5


@pytest.mark.parametrize("text", ["twelve", "", "1.5"])
def test_a_seed_that_is_no_number_is_named_with_what_to_do(tmp_path, text):
    (tmp_path / "seed").write_text(text)
    with pytest.raises(CourseError, match=r"seed: holds no number, delete it or give --seed"):
        choose(tmp_path / "seed")
    assert choose(tmp_path / "seed", 3) == 3


@pytest.mark.parametrize("before", [None, "5"])
def test_the_variable_is_set_for_a_while_also_where_the_tests_fail(before, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    if before:
        monkeypatch.setenv(VARIABLE, before)

    def fail():
        assert os.environ["TCONV_SEED"] == "7"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), seeded(7):
        fail()
    assert os.environ.get(VARIABLE) == before


def test_the_checks_of_the_library_draw_from_it():
    from tconv_lib.checks import cases

    def drawn(seed):
        with seeded(seed):
            return list(cases(3, n=(0, 10**9)))

    assert drawn(7) == drawn(7) != drawn(8)
