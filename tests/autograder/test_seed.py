"""The secret of a course: drawn once, kept for its owner alone; the seeds that come from it; one set for a while."""

import hashlib
import hmac
import os
import stat

import pytest

from autograder.errors import CourseError
from autograder.seed import VARIABLE, Secret, choose, derive, read, seeded


def test_the_secret_has_128_bits_is_drawn_once_and_kept(tmp_path):
    file = tmp_path / "seed"
    first = choose(file)
    assert len(bytes.fromhex(first.text)) == 128 // 8
    assert choose(file) == read(file) == first
    assert file.read_text() == f"{first.text}\n"


def test_two_courses_draw_two_secrets(tmp_path):
    assert len({choose(tmp_path / f"seed{number}").text for number in range(5)}) == 5


def test_a_secret_that_is_given_is_kept_in_the_place_of_the_one_before(tmp_path):
    file = tmp_path / "seed"
    choose(file)
    assert choose(file, " twelve\n") == Secret("twelve")
    assert choose(file) == Secret("twelve")
    assert choose(file, "0") == choose(file) == Secret("0")


@pytest.mark.parametrize("given", [None, "7"])
def test_nobody_but_its_owner_may_read_the_file(tmp_path, given):
    file = tmp_path / "seed"
    file.write_text("6\n")
    file.chmod(0o644)
    if given is None:
        file.unlink()
    choose(file, given)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_printed_of_a_secret_tells_nothing_of_it():
    secret = Secret("0123456789abcdef0123456789abcdef")
    for printed in (secret.name, repr(secret), str(secret), f"{secret}"):
        assert not any(secret.text[start : start + 6] in printed for start in range(27))
    assert secret.name == Secret(secret.text).name != Secret("another").name


def test_the_seed_of_an_assignment_is_an_hmac_of_its_own():
    secret = Secret("key")
    digest = hmac.digest(b"key", b"assignment scatter", hashlib.sha256)
    assert secret.seed("scatter") == int(digest.hex()[:32], 16)
    seeds = {Secret(text).seed(assignment) for text in ("key", "other") for assignment in ("scatter", "gather")}
    assert len(seeds) == 4


def test_visible_and_hidden_cases_have_seeds_of_their_own():
    seed = Secret("key").seed("scatter")
    seeds = [seed, derive(seed, "visible"), derive(seed, "hidden")]
    assert len(set(seeds)) == 3
    assert all(0 <= each < 2**128 for each in seeds)


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_file_is_named_with_what_to_do(tmp_path, text):
    file = tmp_path / "seed"
    file.write_text(text)
    for way in (read, choose):
        with pytest.raises(CourseError, match=r"seed: is empty, delete it or give --seed"):
            way(file)
    assert choose(file, "3") == read(file) == Secret("3")


def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for name, error in {"none": "FileNotFound", "folder": "IsADirectory", "binary": "UnicodeDecode"}.items():
        with pytest.raises(CourseError, match=rf"{name}: holds no seed \({error}Error\), run 'autograder grade' first"):
            read(tmp_path / name)


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


def test_a_receipt_is_said_again_and_is_another_for_each_student_assignment_and_secret():
    said = [Secret(text).receipt(who, what) for text in "12" for who in ("ann", "bob") for what in ("scatter", "fold")]
    assert len({*said}) == len(said) == 8
    assert {len(each) for each in said} == {32}
    assert Secret("1").receipt("ann", "scatter") == said[0]
