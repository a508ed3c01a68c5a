"""Markers are read in one way, ours and nbgrader's, and any other spelling is refused."""

from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import ClearHiddenTests

from autograder.cell import Cell, Role, own_node
from autograder.errors import MasterError
from autograder.markers import check_markers, hidden_lines, is_untouched, starter, visible

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
TEXT = {Role.TEXT, Role.STATEMENT, Role.HINTS}


def a_test(*lines):
    return Cell(Role.TEST, "\n".join(lines), "f-a")


@pytest.mark.parametrize(
    "line",
    [
        "#### BEGIN HIDDEN TESTS",
        "### begin hidden tests",
        "###BEGIN HIDDEN TESTS",
        "# BEGIN HIDDEN TESTS",
        "### BEGIN  HIDDEN TESTS",
        "### BEGIN HIDDEN TESTS ###",
        "### BEGIN HIDDEN TESTS for large strides and all that is rare",
        "### BEGIN HIDDEN TEST",
        "### BEGIN HIDEN TESTS",
        "### BEGN HIDDEN TESTS",
        "### BEIGN HIDDEN TESTS",
        "### BEGIN HIDDEN-TESTS",
        "### BEGINHIDDENTESTS",
        "### BEGIN HIDDEN",
        "### BEGIN HIDDEN CASES",
        "### HIDDEN TESTS BEGIN",
        "### START HIDDEN TESTS",
        "x = 1  ### BEGIN HIDDEN TESTS",
        "x = 1  # begin hidden tests",
        "x = 1  ### BEGIN HIDEN TESTS",
        "text = 'BEGIN HIDDEN TESTS'",
        "# begin_hidden_tests",
        "# BeginHiddenTests",
        "# hidden cases start here",
        "# Start of the hidden tests",
        "## begin hidden checks",
        "# begin hidden tests: large strides",
        "assert f(3)  # start hidden cases",
    ],
)
def test_another_spelling_of_a_marker_is_refused_by_file_and_line(line):
    with pytest.raises(MasterError) as caught:
        check_markers(a_test("assert f(1)", f"    {line}", "assert f(2)", END), "solutions/f.md", first=40)
    assert str(caught.value) == f"solutions/f.md: line 41: {line!r} must be written {BEGIN!r}"


@pytest.mark.parametrize(
    "line",
    [
        "### end hidden tests",
        "#### END HIDDEN TESTS",
        "### STOP HIDDEN TESTS",
        "# end of the hidden tests",
        "x = 1 " + END,
    ],
)
def test_the_end_of_a_hidden_region_is_refused_as_well(line):
    with pytest.raises(MasterError, match=r"^f\.md: line 3: .* must be written '### END HIDDEN TESTS'$"):
        check_markers(a_test(BEGIN, "assert f(2)", line), "f.md")


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("# BEGIN SOLUTION", "### BEGIN SOLUTION"),
        ("### begin solution", "### BEGIN SOLUTION"),
        ("### BEGIN SOLUTIONS", "### BEGIN SOLUTION"),
        ("### BEGIN SOLTION", "### BEGIN SOLUTION"),
        ("### END SOLUTION # of f", "### END SOLUTION"),
        ("# start solution", "### BEGIN SOLUTION"),
        ("# solution end", "### END SOLUTION"),
    ],
)
def test_markers_of_solutions_are_refused_in_the_same_way(line, marker):
    with pytest.raises(MasterError) as caught:
        check_markers(Cell(Role.SOLUTION, line, "f"), "f.md")
    assert str(caught.value) == f"f.md: line 1: {line!r} must be written {marker!r}"


@pytest.mark.parametrize(
    "line",
    [
        "# the solution",
        "# hidden",
        "# end of the loop",
        "# begin with the first case",
        "# a hidden layer of three cells",
        "# the hidden tests ask more",
        "# append solution",
        "# backend solution",
        "# the 2nd solution",
        "# 2nd solution",
        "# another solution",
        "# start hidden layer",
        "# begin hidden state at zero",
        "hidden = 3  # end of hidden units",
        "# stop hidden units from growing",
        "# start: hidden size",
        "# at the end hidden tests run",
        "# from begin to end nothing is hidden",
        "# a hidden start and a hidden end",
        "# in the end solution and result are equal",
        "# begin solution search with the smallest stride",
        "# begin with the solution of the last exercise",
        "# end solutions of this kind with a return",
        "# the solution begins at cell 0",
        "# start solution vector: zeros",
        "# tests begin",
        "# end of tests",
        "begin, end = 1, 2",
        "hidden = solution(end)",
        "text = 'in the end: solutions'",
        "",
    ],
)
def test_an_ordinary_line_is_no_marker(line):
    check_markers(a_test(line, BEGIN, line, END, line), "f.md")


def test_prose_may_speak_of_solutions_but_not_in_nbgraders_words():
    prose = Cell(Role.STATEMENT, "# In the end, solutions\nBegin: hidden tests follow.", is_code=False)
    check_markers(prose, "f.md")
    with pytest.raises(MasterError, match=r"line 2: .* must be written '### BEGIN SOLUTION'"):
        check_markers(Cell(Role.STATEMENT, "Write your answer\nbelow `### BEGIN SOLUTION`.", is_code=False), "f.md")


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ([END], 1),
        ([BEGIN], 1),
        (["a = 1", BEGIN, BEGIN, END, END], 3),
        ([BEGIN, END, END], 3),
        ([BEGIN, "x = 1", END, BEGIN], 4),
    ],
)
def test_a_marker_without_its_partner_is_refused(lines, line):
    with pytest.raises(MasterError, match=rf"^f\.md: line {line}: '### \w+ HIDDEN TESTS' has no partner"):
        check_markers(a_test(*lines), "f.md")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TEST])
def test_a_hidden_region_in_any_other_cell_is_refused(role):
    with pytest.raises(
        MasterError, match=r"line 2: '### BEGIN HIDDEN TESTS' belongs in a test cell, not in a \w+ cell"
    ):
        check_markers(Cell(role, f"x = 1\n{BEGIN}\n{END}", is_code=role not in TEXT), "f.md")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SOLUTION])
def test_a_solution_region_in_any_other_cell_is_refused(role):
    with pytest.raises(
        MasterError, match=r"line 1: '### BEGIN SOLUTION' belongs in a solution cell, not in a \w+ cell"
    ):
        check_markers(Cell(role, "### BEGIN SOLUTION\n### END SOLUTION", is_code=role not in TEXT), "f.md")


def test_several_regions_with_any_indent_are_right():
    check_markers(a_test("if True:", f"    {BEGIN}", "    x = 1", f"    {END}", BEGIN, "y = 2", f"{END}  "), "f.md")


def cleared(source):
    """Return what nbgrader's own release leaves of a test."""
    cell = new_code_cell(source, metadata={"nbgrader": {"grade": True}})
    ClearHiddenTests().preprocess_cell(cell, {}, 0)
    return cell.source


LINE = st.sampled_from(
    ["assert f(1)", "    x = 2", "", BEGIN, END, f"  {BEGIN}", f"{END} ", "#" + BEGIN, BEGIN.lower(), f"x = 1 {BEGIN}"]
)


@given(st.lists(LINE, max_size=8))
@example([BEGIN, "assert f(31337)", END])
def test_what_is_not_refused_is_read_by_nbgrader_as_by_us(lines):
    source = "\n".join(lines)
    try:
        check_markers(a_test(*lines), "f.md")
    except MasterError:
        return
    assert visible(source) == cleared(source).rstrip()


@st.composite
def slips(draw, marker):
    """Draw a marker with one slip of the pen."""
    place = draw(st.integers(4, len(marker) - 1))
    letter = draw(st.sampled_from("ABDEGHINST "))
    return draw(
        st.sampled_from(
            [
                marker[:place] + marker[place + 1 :],
                marker[:place] + letter + marker[place:],
                marker[:place] + marker[place:][:2][::-1] + marker[place + 2 :],
                marker[:place] + marker[place].swapcase() + marker[place + 1 :],
                marker[draw(st.integers(1, 4)) :],
                "#" * draw(st.integers(1, 9)) + draw(st.sampled_from(["", " ", "\t"])) + marker[4:],
                marker + draw(st.sampled_from([".", ":", " ###", " of f"])),
            ]
        )
    )


@pytest.mark.slow
@given(slips(BEGIN), st.one_of(st.just(END), slips(END)), st.lists(st.sampled_from(["x = 1", "# why"]), max_size=2))
def test_no_slip_of_the_pen_shows_a_learner_a_hidden_case(begin, end, between):
    source = "\n".join(["assert f(1)", begin, *between, "assert f(31337)", end])
    assume(begin.lstrip().startswith("#"))  # any other line is no Python, and no master
    with suppress(MasterError):
        check_markers(a_test(*source.split("\n")), "f.md")
        assert "31337" not in visible(source)


def test_the_line_is_counted_in_the_file():
    with pytest.raises(MasterError, match=r"^f\.md: line 112: "):
        check_markers(a_test("assert f(1)", "", "###BEGIN HIDDEN TESTS"), "f.md", first=110)


def test_the_lines_of_hidden_cases_are_numbered_from_one_with_their_markers():
    assert hidden_lines(f"a = 1\n{BEGIN}\nb = 2\n{END}\nc = 3\n  {BEGIN}\nd = 4") == [2, 3, 4, 6, 7]
    assert hidden_lines("a = 1") == []


def test_a_starter_has_what_stands_outside_the_markers():
    source = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n# after"
    assert starter(source) == "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n# after"


@pytest.mark.parametrize(
    ("text", "untouched"),
    [
        ("def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n\n", True),
        ("def f():\n    raise NotImplementedError()", False),
        ("def f():\n    return 1", False),
        ("", False),
    ],
)
def test_an_answer_is_untouched_as_long_as_only_blanks_at_its_ends_differ(text, untouched):
    original = Cell(Role.SOLUTION, "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION")
    assert is_untouched(own_node("code", text), original) is untouched


def test_an_answer_in_words_is_untouched_where_it_stands_word_for_word():
    original = Cell(Role.SOLUTION, "### BEGIN SOLUTION\nmine\n### END SOLUTION", is_code=False)
    given = starter(original.source, is_code=False)
    assert is_untouched(own_node("markdown", given, number=1), original)
    assert not is_untouched(own_node("markdown", "mine", number=1), original)
