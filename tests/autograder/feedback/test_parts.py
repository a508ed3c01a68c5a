"""Each situation of a student, as they read of it on their page."""

import pytest
from nbformat.v4 import new_code_cell, new_output

from autograder.cell import own_node
from autograder.facts import keep_facts, note_node
from autograder.feedback.parts import Chapter
from autograder.gradebook.standing import Line, Standing
from autograder.markers import starter
from autograder.masters.master import load
from autograder.outcome import Status
from tests.autograder.feedback.graded import Graded
from tests.web.built import ROOT

ERROR = "expected 3\n  received 4"


@pytest.fixture(scope="module")
def master():
    return load(ROOT / "solutions" / "scatter.md")


@pytest.fixture
def graded(master):
    return Graded(master)


def section(soup, exercise):
    return soup.find("h2", id=exercise).parent


def text(node):
    return node.get_text(" ", strip=True)


def summaries(node):
    return [text(one) for one in node.select("summary")]


def test_a_likeness_is_said_and_hints_and_the_chapter_are_beside_it(graded):
    graded.fail("stamp1d-worked_example", "CheckFailed", ERROR)
    keep_facts(graded.cell("stamp1d"), likeness="as if the stride were 1")
    soup = graded.read(chapter=Chapter("Scatter", "https://example.org/chapters/scatter.html"))
    part = section(soup, "stamp1d")
    assert "Your answer behaves as if the stride were 1." in text(part)
    assert summaries(part)[1:3] == ["Hint 1: the idea", "Hint 2: the formula"]
    assert part.find("a", href="https://example.org/chapters/scatter.html").get_text() == "Scatter"
    hints = graded.master.exercises["stamp1d"].solution.hints
    assert hints[2][:30] not in text(soup)  # the third is almost the answer
    assert "Hint" not in text(section(soup, "contributors"))


def test_the_chapter_is_named_where_no_book_is(graded, master):
    assert "Read on: the chapter “Scatter: every input cell stamps the kernel”." in text(graded.read())
    assert Chapter.of(master, "https://b.org/x/").address == "https://b.org/x/chapters/scatter.html"


def test_an_exercise_as_it_was_released_is_not_answered_and_says_so_once(graded):
    graded.cell("stamp1d").source = starter(graded.cell("stamp1d").source)
    graded.fail_all("stamp1d", "NotImplementedError", "")
    part = section(graded.read(), "stamp1d")
    assert text(part).count("Not answered.") == 1
    assert "NotImplementedError" not in text(part)
    assert not any("Your answer" in summary for summary in summaries(part))
    graded.cell("stamp1d").source = " \n"
    assert "Not answered." in text(graded.read())


def test_an_answer_below_an_untouched_starter_is_an_answer(graded):
    at, right = graded.number("stamp1d"), graded.cell("stamp1d").source
    graded.cell("stamp1d").source = starter(right)
    graded.insert(at, right)
    part = section(graded.read(), "stamp1d")
    assert "Not answered." not in text(part)
    assert f"Your answer, in a cell of your own (cell {at + 1})" in summaries(part)


def test_a_retyped_answer_is_found_without_its_cell(graded):
    at, right = graded.number("stamp1d"), graded.cell("stamp1d").source
    graded.notebook.cells[at - 1] = own_node("code", right, number=1)
    graded.notebook.cells[at - 1].outputs = []
    part = section(graded.read(), "stamp1d")
    assert "No answer cell was found." not in text(part)
    assert f"Your answer, in a cell of your own (cell {at})" in summaries(part)


def test_the_line_of_an_error_is_marked_in_the_learners_own_cell(graded):
    graded.cell("stamp1d").source = "def stamp1d(x, w, stride, dilation):\n    y = 1\n    return y[0]"
    number = graded.number("stamp1d")
    for test in ("worked_example", "one_cell_leaves_one_kernel"):
        graded.fail(f"stamp1d-{test}", "TypeError", "no index", f"cell {number}, line 3, in stamp1d: return y[0]")
    part = section(graded.read(), "stamp1d")
    assert f"It happened at line 3 of your cell {number} : return y[0]" in text(part)
    assert [each.get_text().strip() for each in part.select("mark.line")] == ["return y[0]"]
    assert part.find(id=f"cell-{number}").find_parent("details").has_attr("open")
    assert len(part.select("pre.code .line")) == 3
    assert "1 more test: the same" in summaries(part)


def test_what_follows_from_a_broken_cell_is_folded_under_it(graded):
    broken = new_output(
        "error",
        ename="ModuleNotFoundError",
        evalue="No module named 'torch'",
        traceback=["", "cell 3, line 1, in <module>: import torch"],
    )
    graded.insert(2, "import torch\nLIMIT = 3", broken)
    graded.fail_all("contributors", "NameError", "name 'LIMIT' is not defined")
    part = section(graded.read(), "contributors")
    own = part.find("details")
    assert text(own.summary) == "A cell of your own (cell 3): it stopped with an error"
    assert own.has_attr("open")
    assert "ModuleNotFoundError: No module named 'torch'" in text(own)
    folded = next(
        one for one in part.select("details") if "4 tests follow from the error in cell 3" in text(one.summary)
    )
    assert not folded.has_attr("open")
    assert folded.find("a", href="#cell-3")
    assert len(folded.select("li")) == len(part.select("li")) - len(own.select("li")) == 4


def test_a_name_that_is_nearly_right_is_pointed_out(graded):
    graded.cell("contributors").source = "def contributor(cell): pass"
    graded.fail_all("contributors", "NameError", "name 'contributors' is not defined")
    part = section(graded.read(), "contributors")
    assert "you defined contributor, contributors is asked for" in text(part)
    assert "4 tests follow from that" in summaries(part)


def test_an_answer_below_its_tests_is_one_cause_above_all_of_them(graded):
    cells = graded.notebook.cells
    cells.append(cells.pop(graded.number("contributors") - 1))
    graded.fail_all("contributors", "NameError", "name 'contributors' is not defined")
    part = section(graded.read(), "contributors")
    where = f"it stands below them, in cell {graded.number('contributors')}; move it above them."
    assert f"The tests cannot call your answer: {where}" in text(part)
    assert "4 tests follow from that" in summaries(part)


def test_own_cells_stand_where_they_were_written_with_what_they_showed(graded):
    graded.insert(graded.number("stamp2d_strided"), "print('<b>late</b>')", new_output("stream", text="<b>late</b>\n"))
    soup = graded.read()
    own = next(one for one in section(soup, "stamp2d_strided").select("details") if "of your own" in text(one.summary))
    assert not own.has_attr("open")
    assert "It showed <b>late</b>" in text(own)
    assert "of your own" not in text(section(soup, "stamp1d"))


def test_a_hidden_case_says_that_the_visible_ones_passed(graded):
    graded.fail("stamp1d-any_stride_and_dilation", "HiddenCase", "any stride: in a hidden case, a value is wrong.")
    assert "All cases that you see passed. Of a hidden case no more is said." in text(graded.read())


def standing_of(master, **more):
    lines = [
        Line("scatter", test.grade_id, test.points, 1.0)
        for exercise in master.exercises.values()
        for test in exercise.tests
        if test.grade_id != "stamp1d-worked_example"
    ]
    by_hand = Line("scatter", "stamp1d-worked_example", 1, 0.0, 0.5, 2.0)
    return Standing((*lines, by_hand, Line("scatter", "essay", 5, needs_review=True)), **more)


def test_all_that_an_instructor_entered_is_on_the_page(graded, master):
    graded.fail("stamp1d-worked_example", "CheckFailed", ERROR)
    standing = standing_of(
        master,
        comments={("scatter", "stamp1d"): "see me\n<b>soon</b>", ("scatter", "essay"): "well said"},
        penalty=1.25,
        late=90_000.0,
    )
    soup = graded.read(standing)
    part = section(soup, "stamp1d")
    assert part.select_one(".comment").get_text() == "Your instructorsee me\n<b>soon</b>"
    assert "by hand worked example 0.5 of 1, +2 extra Your instructor set these points; the test gave 0." in text(part)
    table = text(soup.select_one("table.sum"))
    for line in ("essay 0 of 5", "Extra credit +2", "Handed in late −1.25", "Total 13.25 of 27"):
        assert line in table
    assert "Handed in 1 day late." in text(soup)
    assert "well said" in text(soup)
    assert "your instructor has still to look at it" in text(soup)


def test_a_test_that_an_instructor_gave_full_points_shows_no_error(graded, master):
    graded.fail("stamp1d-worked_example", "CheckFailed", ERROR)
    lines = tuple(Line("scatter", "stamp1d-worked_example", 1, 0.0, 1.0) for _ in range(1))
    assert ERROR not in graded.read(Standing(lines)).get_text()


@pytest.mark.parametrize(
    ("reason", "shown"),
    [("is empty", "it is empty."), ("was another notebook handed in?", "it was another notebook handed in?")],
)
def test_a_rejected_page_says_why_once_and_shows_what_was_handed_in(graded, reason, shown):
    for exercise in graded.master.exercises.values():
        graded.cell(exercise.name).source = starter(exercise.solution.source)
        graded.fail_all(exercise.name, "NotGraded", f"This submission could not be graded: it {reason}.")
    graded.notebook.cells.insert(0, note_node("**not graded**", "not-graded"))
    empty = graded.read(status=Status.REJECTED, reason=reason)
    assert text(empty).count("could not be graded") == 1
    assert text(empty.select_one(".note")) == f"This submission could not be graded: {shown}"
    assert "raise NotImplementedError" not in text(empty)
    assert "handed in" not in text(empty.select_one("main")).replace(shown, "")
    graded.notebook.cells.append(new_code_cell("x <- 3"))
    graded.notebook.cells.append(own_node("markdown", "my ```notes```", number=9))
    soup = graded.read(status=Status.REJECTED, reason=reason)
    assert "What you handed in" in text(soup)
    assert [one.get_text().strip() for one in soup.select("pre.code")] == ["x <- 3", "my ```notes```"]


def test_a_run_without_a_sandbox_is_said_once(graded):
    graded.notebook.metadata["autograder"] = {"remark": "graded without a sandbox"}
    assert text(graded.read()).count("raded without a sandbox") == 1
    noted = graded.read(reason="graded without a sandbox; test f was edited")
    assert text(noted).count("raded without a sandbox") == 1


def test_numbers_of_cells_do_not_count_the_graders_own(graded):
    before = graded.number("stamp1d")
    graded.notebook.metadata["autograder"] = {"remark": "graded without a sandbox"}
    assert f"Your answer (cell {before})" in summaries(section(graded.read(), "stamp1d"))


def test_whatever_learners_and_instructors_wrote_is_text(graded):
    script = "<script>alert(1)</script>"
    error = new_output(
        "error", ename=script, evalue=script, traceback=[script, f"cell 5, line 1, in {script}: {script}"]
    )
    graded.insert(2, script, new_output("stream", text=script), error)
    graded.cell("stamp1d").source = f"# {script}"
    graded.cell("stamp1d").outputs = [error]
    graded.fail_all("stamp1d", script, script, f"cell 5, line 1, in f: {script}", "Your code printed:", script)
    keep_facts(graded.cell("contributors"), likeness=script)
    comments = {("scatter", "stamp1d"): script, (script, script): script}
    for status in (Status.GRADED, Status.REJECTED):
        soup = graded.read(Standing((Line(script, script, 1),), comments), status, script, Chapter(script))
        assert soup.find("script") is None
        assert script in soup.get_text()


@pytest.mark.parametrize(("points", "mark_of_it", "row"), [(1, "passed", "+1"), (0, "failed", "+0")])
def test_a_bonus_test_is_called_so_and_fails_like_any_other(tmp_path, points, mark_of_it, row):
    name = "name: refuses_a_cell_outside\npoints: 1\n"
    master_text = (ROOT / "solutions" / "scatter.md").read_text()
    (tmp_path / "scatter.md").write_text(master_text.replace(name, f"{name}bonus: true\n"))
    graded = Graded(load(tmp_path / "scatter.md"))
    if not points:
        graded.fail("contributors-refuses_a_cell_outside", "CheckFailed", ERROR)
    soup = graded.read()
    part = section(soup, "contributors")
    tests = {text(one.select_one(".points")): text(one.select_one(".mark")) for one in part.select("ol.tests > li")}
    assert tests[f"{points} of 1 bonus"] == mark_of_it
    assert text(part.find("h2")).endswith("6 of 6, +1 bonus" if points else "6 of 6")
    assert ("expected 3" in text(part)) == (not points)
    rows = {text(line.find("th")): text(line.find("td")) for line in soup.select("table.sum tbody tr")}
    assert rows["Who contributes to this cell?"] == "6 of 6"
    assert rows["Who contributes to this cell?, bonus"] == row
