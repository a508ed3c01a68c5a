"""The signals of the pictures: what waits, counted by changing an input, and where a lost state shows."""

import numpy as np
import pytest

from tconv_lib.output_padding import conv_transpose1d
from tconv_lib.rates import rate_arguments
from web.figures.render import draw, facts
from web.figures.signals import live_voice, smooth_kernel, speech_like, waiting_samples


@pytest.mark.parametrize(("kernel_size", "stride"), [(4, 2), (6, 2), (10, 5), (9, 4)])
def test_the_samples_that_wait_are_those_that_a_later_input_changes(kernel_size, stride):
    size, w = 4, np.ones(kernel_size)
    counted = waiting_samples(size, kernel_size, stride).facts
    padding, extra = rate_arguments(kernel_size, stride)
    waiting = 0
    for sample in range(size * stride):
        later = np.zeros(size + 1)
        later[sample // stride + 1 :] = 1
        waiting += conv_transpose1d(later, w, stride, padding, extra)[sample] != 0
    assert counted["centred"] == waiting
    assert counted["causal"] == 0


def test_the_smooth_kernel_keeps_a_constant():
    for stride in (1, 2, 5):
        assert np.allclose(smooth_kernel(stride).reshape(2, stride).sum(axis=0), 1)


def test_the_voice_repeats_at_its_pitch_and_is_one_at_its_loudest():
    voice = speech_like(400)
    assert np.abs(voice).max() == 1
    assert np.allclose(voice[200:232], voice[232:264], atol=1e-3)


def test_a_lost_state_shows_and_a_carried_one_does_not():
    said = live_voice(64, 5, 8).facts
    assert said["lost"] > 10
    assert said["kept"] == 0
    assert said["cuts"] == 7


def test_a_picture_says_how_many_samples_wait():
    assert facts("streaming_waiting")["centred"] == 4
    assert "4 of 8 samples need an input that arrives after their turn" in draw("streaming_waiting")
