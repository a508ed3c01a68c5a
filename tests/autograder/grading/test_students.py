"""Names that look alike are one student where that is sure, and two with a warning where it is not."""

from autograder.grading.inbox import submissions
from autograder.grading.students import Folders, warnings

COMPOSED, APART = "M\u00fcller", "Mu\u0308ller"


def test_two_folders_that_differ_by_case_or_form_stay_two_and_both_say_so():
    folders = Folders.of([COMPOSED, APART, "ada", "Ada", "eve"], [])
    assert folders.expected == sorted([COMPOSED, APART, "ada", "Ada", "eve"])
    assert "Ada" in folders.notes("ada")[0]
    assert "ada" in folders.notes("Ada")[0]
    assert "Mu\\u0308ller" in folders.notes(COMPOSED)[0]
    assert folders.notes("eve") == ()


def test_a_folder_goes_to_the_one_student_of_the_list_who_has_none():
    folders = Folders.of([APART, "ada"], [COMPOSED, "Ada"])
    assert folders.by_student == {COMPOSED: APART, "Ada": "ada"}
    assert folders.notes("Ada") == ("was handed in in the folder ada",)


def test_a_folder_that_could_be_two_students_is_nobody_elses():
    assert Folders.of(["ada"], ["Ada", "ADA"]).by_student == {"ada": "ada"}
    assert Folders.of(["ada", "ADA"], ["Ada"]).by_student == {"ada": "ada", "ADA": "ADA"}
    assert Folders.of(["ada"], ["Ada", "ada"]).by_student == {"ada": "ada"}


def test_what_an_archiver_or_jupyter_left_is_no_student_and_stray_files_are_one_line(own_course):
    top = own_course.root / "submitted"
    for name in ("__MACOSX", ".ipynb_checkpoints", ".hidden", "ann", "Ann"):
        (top / name).mkdir(parents=True)
    for name in ("a_1_scatter.ipynb", "b_2_scatter.ipynb", ".DS_Store"):
        (top / name).write_text("")
    assert [each.student for each in submissions(own_course, "scatter", [])] == ["Ann", "ann"]
    files, hidden, alike = warnings(own_course, [])
    assert "a_1_scatter.ipynb and b_2_scatter.ipynb: put each at" in files
    assert ".hidden:" in hidden
    assert alike.startswith("Ann and ann differ only by case")
