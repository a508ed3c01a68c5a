"""Whatever an editor or a learner did to the cells: the answers are found, or the row says why not."""

import pytest

from autograder.sample.edits import EDITS

pytestmark = pytest.mark.slow
SAID = {
    "a_blank_copy_below": "cell stamp1d stands twice, the last one that was worked in counts",
    "a_script_under_its_name": "is not a notebook (no JSON) but Python code: hand in the .ipynb file itself",
    "a_web_page": "is a web page (of a login?) and not a notebook: hand in the .ipynb file itself",
    "adds_to_the_setup": "what was added to setup runs as a cell of the learner's own",
    "all_twice": "26 cells stand twice, the last of each counts",
    "all_in_one_cell": "answer cell stamp1d is missing, stamp1d is defined in cell 1",
    "another_language": "is a notebook for r, not for Python: choose the kernel Python 3",
    "answers_below_its_tests": "answer cell stamp2d_strided stands below its tests",
    "answers_in_a_test": "what was added to stamp2d_strided-worked_example runs as a cell of the learner's own",
    "cut_off": "ends in the middle (an upload that was cut off?): hand in the whole file",
    "deletes_all_tests": "13 tests were deleted and are put back",
    "deletes_what_it_did_not_write": "13 tests were deleted and are put back",
    "empties_a_cell": "stamp2d_strided is defined in no cell",
    "empty": "is empty: hand in the .ipynb file itself",
    "every_trace_of_the_course_lost": "answer stamp1d was found in a cell without nbgrader's mark",
    "helps_itself_too_late": "helper, which stamp2d_strided uses, is defined below its tests",
    "makes_its_answer_text": "answer cell stamp2d_strided was turned into text and runs as code all the same",
    "merged_by_git": "holds the marks of a merge conflict",
    "retypes_an_answer": "answer stamp2d_strided was found in a cell without nbgrader's mark",
    "written_by_an_old_jupyter": "answer stamp1d was found in a cell without nbgrader's mark",
}
"""Of all others nothing is said: the grader has nothing to mend."""


def test_each_earns_what_an_instructor_would_give(odd):
    assert odd.differences(EDITS) == {}


def test_what_was_mended_or_refused_is_said_and_nothing_else(odd):
    reasons = odd.reasons(EDITS)
    assert reasons.keys() == SAID.keys()
    assert {kind: reason for kind, reason in reasons.items() if SAID[kind] not in reason} == {}
