"""The lines that two texts have in common."""

import numpy as np

from autograder.feedback.report.marking import common_lines
from autograder.feedback.report.similar import text_grams
from autograder.sample.disguised import disguised

NOTHING = np.empty(0, np.uint64)
COMMON = "    for place, value in enumerate(x):\n        out[place * stride] += value[::2].sum() / 3"
ONE = f"import os\n\n{COMMON}\nprint(out)"
OTHER = f"x = 1\ny = [2]\nz = {{}}\n{COMMON}"


def test_the_lines_of_a_common_run_are_marked_in_both_and_no_others():
    assert common_lines(ONE, OTHER, NOTHING) == ({3, 4}, {4, 5})


def test_what_was_released_is_not_marked():
    assert common_lines(ONE, OTHER, text_grams(COMMON)) == (set(), set())


def test_a_disguised_copy_is_marked_all_over_but_for_what_was_put_in():
    text = "def f(a, b):\n    c = np.zeros(a)\n    c[::b] = a.sum() if b > 2 else 7\n    return c.reshape(-1, 2)"
    copied = disguised(text, 3)
    first, second = common_lines(text, copied, NOTHING)
    assert first == {1, 2, 3, 4}
    code = [line for line in copied.splitlines() if line.strip() and not line.strip().startswith(("#", '"', "'"))]
    assert len(second) == len(code)


def test_empty_texts_have_nothing_in_common():
    assert common_lines("", "", NOTHING) == (set(), set())
