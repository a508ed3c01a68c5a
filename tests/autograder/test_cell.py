"""The cell: its metadata read and written in one place, and its markers read in one way, ours and nbgrader's."""

import copy
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests

from autograder.cell import (
    Cell,
    Role,
    check_markers,
    describe_run,
    forget_names,
    grade_id,
    is_shown,
    mark_shown,
    own_node,
    read,
    starter,
    visible,
    with_answer,
    write,
)
from autograder.errors import MasterError

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
TEXT = {Role.TEXT, Role.STATEMENT, Role.HINTS}


def a_test(*lines):
    return Cell(Role.TEST, "\n".join(lines), "f-a")


# ---- markers


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


# ---- metadata


CELLS = [
    Cell(Role.TEXT, "# Title", "text", is_code=False),
    Cell(Role.STATEMENT, "## f", "f-statement", "f", is_code=False),
    Cell(Role.HINTS, "a hint", "f-hints", "f", is_code=False),
    Cell(Role.SETUP, "import math", "setup"),
    Cell(Role.CHECKS, "import check", "checks"),
    Cell(Role.SOLUTION, "def f(): ...", "f", "f"),
    Cell(Role.TEST, "assert f()", "f-a_case", "f", "a_case", 3),
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.role.value)
def test_what_is_written_is_read_back_and_nbgrader_finds_its_metadata_right(cell):
    node = write(cell, "an-id")
    MetadataValidator().validate_cell(node)
    assert node.id == "an-id"
    assert read(node) == cell


def test_a_source_that_was_made_in_jupyter_is_read_by_nbgraders_flags():
    def flagged(new, text="x", **flags):
        return read(new(text, metadata={"nbgrader": {"grade_id": "g", **flags}}))

    assert flagged(new_code_cell, solution=True).role is Role.SOLUTION
    assert flagged(new_code_cell, solution=True, grade=True, points=2).role is Role.SOLUTION
    test = flagged(new_code_cell, grade=True, points=2)
    assert (test.role, test.points) == (Role.TEST, 2)
    assert flagged(new_code_cell, points=9).role is Role.SETUP
    assert flagged(new_code_cell, points=9).points == 0
    assert flagged(new_markdown_cell, solution=True).role is Role.SOLUTION
    assert flagged(new_markdown_cell).role is Role.TEXT
    assert read(new_code_cell("x")).role is Role.OWN


@pytest.mark.parametrize("role", ["no role", 3, ["test"]])
def test_a_role_that_is_none_of_ours_is_named_with_the_cell_and_those_there_are(role):
    node = new_code_cell("x", metadata={"autograder": {"role": role}, "nbgrader": {"grade_id": "g", "solution": True}})
    with pytest.raises(MasterError, match=r"cell g.*: role is .*, must be one of text, statement"):
        read(node)


@pytest.mark.parametrize("role", ["", None, {}])
def test_no_role_is_read_from_the_flags_of_nbgrader(role):
    node = new_code_cell("x", metadata={"autograder": {"role": role}, "nbgrader": {"grade_id": "g", "solution": True}})
    assert read(node).role is Role.SOLUTION
    del node.metadata["nbgrader"]
    assert read(node).role is Role.OWN


@pytest.mark.parametrize(
    "junk", [None, 3, "text", [], {"nbgrader": 3}, {"nbgrader": {"grade_id": ["a"]}}, {"nbgrader": {}}]
)
def test_a_name_of_any_kind_is_no_name(junk):
    assert grade_id({"metadata": junk}) == ""
    assert grade_id({}) == ""
    assert not is_shown({"metadata": junk})


def test_a_test_is_called_by_its_name_or_by_nbgraders():
    assert Cell(Role.TEST, "", "f-a_case", name="a_case").label == "a case"
    assert Cell(Role.TEST, "", "f-a_case").label == "f-a case"


def test_a_cell_is_said_to_be_shown_and_no_other_that_had_the_same_metadata():
    first = write(CELLS[-1], "a")
    second = copy.copy(first)
    mark_shown(first)
    assert is_shown(first)
    assert not is_shown(second)
    assert read(first) == read(second)


def test_facts_of_a_run_are_kept_together():
    notebook = new_notebook()
    describe_run(notebook, seed=3)
    describe_run(notebook, remark="graded without a sandbox")
    assert notebook.metadata["autograder"] == {"seed": 3, "remark": "graded without a sandbox"}


def test_a_learners_cell_has_nothing_but_type_text_and_name():
    assert own_node("code", "x", name="f") == {
        "cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": "f"}}
    }  # fmt: skip
    node = own_node("code", "x", number=3)
    assert (node.id, node.metadata, node.outputs, node.execution_count) == ("own-3", {}, [], None)
    node = own_node("raw", "<b>", number=3)
    assert (node.cell_type, node.source) == ("markdown", "```\n<b>\n```")


def test_an_answer_stands_in_the_instructors_cell_and_leaves_that_as_it_was():
    original = write(CELLS[5], "an-id")
    answered = with_answer(original, "def f(): return 1")
    assert (answered.source, answered.metadata, answered.id) == ("def f(): return 1", original.metadata, "an-id")
    assert original.source == "def f(): ..."
    assert with_answer(write(CELLS[0], "an-id"), "<b>").source == "```\n<b>\n```"


def test_names_are_forgotten_as_some_editors_do():
    notebook = new_notebook(cells=[write(cell, f"c{number}") for number, cell in enumerate(CELLS)])
    forget_names(notebook)
    assert {grade_id(node) for node in notebook.cells} == {""}


def test_a_starter_has_what_stands_outside_the_markers():
    source = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n# after"
    assert starter(source) == "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n# after"
