"""Mutants are asked what the visible tests ask, and answer as a learner's function would."""

import numpy as np

from autograder.examiner.mistakes import answers_of_mutants
from autograder.masters.mutants import load_answers, mutants_file
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import decode, encode
from tests.web.built import ROOT


def test_every_mutant_of_a_master_answers_every_call_of_its_exercise():
    master = ROOT / "solutions" / "scatter.md"
    calls = [
        ["stamp1d", encode(((np.array([1.0, 2.0]), np.array([1.0, 10.0]), 1, 1), {}))],
        ["contributors", encode(((99, 3, 3, 2, 1), {}))],
    ]
    told = answers_of_mutants(mutants_file(master).read_text(), calls)
    mutants = [answer for answer in load_answers(master) if answer.is_mutant]
    assert [(exercise, sentence) for exercise, sentence, _ in told] == [(m.exercise, m.sentence) for m in mutants]
    answers = {(exercise, sentence): found for exercise, sentence, found in told}
    [[name, arguments, status, frame]] = answers["stamp1d", "as if stamps replaced each other where they meet"]
    assert ([name, arguments], status) == (calls[0], protocol.VALUE)
    assert decode(frame).tolist() == [1, 2, 20]
    [[*_, status, _]] = answers["contributors", "as if the stride were 1"]
    assert protocol.CLASSES[status - protocol.ERROR] is ValueError
    assert answers["stamp2d_strided", "as if the stride were 1"] == []


def test_a_file_that_does_not_run_has_no_answers():
    assert answers_of_mutants("1 / 0", [["f", encode(((), {}))]]) == []
