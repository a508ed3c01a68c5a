"""Winnowing does what its authors promise, and chooses what they choose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.report.winnowing import WINDOW, K, grams, winnow

TOKENS = st.lists(st.sampled_from("abcdef"), max_size=60)


def prints(tokens):
    hashes = grams(tokens)
    return set(hashes[winnow(hashes)].tolist())


def test_the_example_of_the_paper_has_the_fingerprints_of_the_paper():
    """Schleimer, Wilkerson, Aiken 2003, figure 2: hashes, windows of length 4, and what is selected where."""
    hashes = np.array([77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98], np.uint64)
    places = winnow(hashes, 4)
    assert [(int(hashes[place]), int(place)) for place in places] == [(17, 3), (17, 6), (8, 8), (39, 11), (17, 15)]


@given(TOKENS)
def test_each_run_of_tokens_has_one_hash_and_equal_runs_the_same(tokens):
    hashes = grams(tokens)
    assert len(hashes) == max(len(tokens) - K + 1, 0)
    runs = [tuple(tokens[place : place + K]) for place in range(len(hashes))]
    assert len(set(runs)) == len(set(hashes.tolist())) == len(set(zip(runs, hashes.tolist(), strict=True)))


@pytest.mark.slow
@given(TOKENS, TOKENS, TOKENS, TOKENS, st.lists(st.sampled_from("xyz"), min_size=K + WINDOW - 1, max_size=30))
def test_a_common_stretch_that_is_long_enough_is_always_found(a, b, c, d, common):
    assert prints([*a, *common, *b]) & prints([*c, *common, *d])


@pytest.mark.slow
@given(TOKENS, st.lists(st.sampled_from("uvwxyz"), max_size=60), st.lists(st.sampled_from("mn"), max_size=K - 1))
def test_a_common_stretch_that_is_shorter_than_a_run_is_never_found(one, other, common):
    assert not prints([*one, *common]) & prints([*common, *other])


@pytest.mark.slow
@given(TOKENS)
def test_every_window_has_a_fingerprint_and_it_is_the_least(tokens):
    hashes = grams(tokens)
    chosen = {*winnow(hashes).tolist()}
    least = {int(hashes[place : place + WINDOW].min()) for place in range(max(len(hashes) - WINDOW + 1, 0))}
    for place in range(max(len(hashes) - WINDOW + 1, 0)):
        assert chosen & {*range(place, place + WINDOW)}
    assert least <= {int(hashes[place]) for place in chosen}
