"""Whose a file is: one student where all that the name says fits that one, and nobody where two may be meant."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.forms import Named, blackboard, canvas, moodle, pattern
from autograder.collecting.people import People, Whose
from autograder.gradebook.roster import Person

CLASS = [
    Person("ada", "Ada", "Lovelace", "ada@x.org", "1234"),
    Person("wei1", "Wei", "Li", lms_user_id="1235"),
    Person("wei2", "Wei", "Li"),
    Person("o'b", "Anna", "O'Brien", "anna@x.org"),
    Person("ju_m", "Jürgen", "Müller"),
    Person("77", "Eve", "Seven"),
    Person("nameless"),
]


def find(form, name, *, said=(), new=False, people=CLASS):
    return People(people, dict(said), new=new).find(form(PurePosixPath(name)))


@pytest.mark.parametrize(
    ("form", "name", "student"),
    [
        (canvas, "somebody_1234_1_x.ipynb", "ada"),  # the platform's number is enough
        (canvas, "liwei_1235_1_x.ipynb", "wei1"),
        (canvas, "obrienanna_9_1_x.ipynb", "o'b"),
        (canvas, "müllerjürgen_9_1_x.ipynb", "ju_m"),
        (canvas, "seveneve_77_1_x.ipynb", "77"),
        (canvas, "lovelaceada_1234_1_2_x.ipynb", "ada"),  # a file whose name begins with a number
        (moodle, "Ada Lovelace_5_assignsubmission_file/x.ipynb", "ada"),
        (moodle, "LOVELACE Ada_5_assignsubmission_file/x.ipynb", "ada"),
        (moodle, "Anna OBrien_5_assignsubmission_file_/x.ipynb", "o'b"),
        (blackboard, "hw_ada_attempt_2026-11-01-12-30-00_x.ipynb", "ada"),
        (blackboard, "hw_1_JU_M_attempt_2026-11-01-12-30-00_x.ipynb", "ju_m"),
        (pattern("^(?P<student>[^_]+)"), "ada@x.org_x.ipynb", "ada"),
        (pattern("^(?P<student>[^_]+)"), "1234_x.ipynb", "ada"),
        (pattern("^(?P<student>[^_]+)"), "Jürgen Müller_x.ipynb", "ju_m"),
        (pattern("^(?P<student>[^_]+)"), "nameless_x.ipynb", "nameless"),
    ],
)
def test_one_student_fits(form, name, student):
    assert find(form, name) == Whose(student)


@pytest.mark.parametrize(
    ("form", "name", "why"),
    [
        (moodle, "Wei Li_5_assignsubmission_file/x.ipynb", "may be wei1 or wei2"),
        (canvas, "liwei_9_1_x.ipynb", "may be wei1 or wei2"),
        (canvas, "lovelaceada_77_1_x.ipynb", "may be 77 or ada"),
        (canvas, "evil_77_1_x.ipynb", "has the number of 77, whose name is another"),
        (canvas, "bob_1234_1235_5_x.ipynb", "may be ada or wei1"),  # a learner called "bob_1234"
        (canvas, "bob_1234_9_5_x.ipynb", "has the number of ada, whose name is another"),
        (canvas, "bob_9_1_x.ipynb", "is nobody of the class"),
        (canvas, "anon_xy_1_x.ipynb", "is nobody of the class"),
        (moodle, "Participant_5_assignsubmission_file/x.ipynb", "is nobody of the class"),
        (blackboard, "hw_bob_attempt_2026-11-01-12-30-00_x.ipynb", "is nobody of the class"),
        (blackboard, "ada_77_attempt_2026-11-01-12-30-00_x.ipynb", None),
    ],
)
def test_where_nobody_or_two_may_be_meant_nobody_is(form, name, why):
    found = find(form, name)
    assert found == (Whose(problem=why) if why else Whose("77"))


def test_what_the_instructor_says_counts():
    assert find(moodle, "Wei Li_5_assignsubmission_file/x.ipynb", said={"Wei Li_5": "wei2"}) == Whose("wei2")


@pytest.mark.parametrize(
    ("form", "name", "student"),
    [
        (canvas, "bob_9_1_x.ipynb", "9"),
        (moodle, "Bob Ray_5_assignsubmission_file/x.ipynb", "Bob Ray"),
        (blackboard, "hw_bob_attempt_2026-11-01-12-30-00_x.ipynb", "bob"),
        (canvas, "anon_xy_1_x.ipynb", ""),
    ],
)
def test_a_new_student_has_the_id_that_the_platform_gives(form, name, student):
    assert find(form, name, new=True, people=[]).student == student


def test_a_name_that_no_folder_can_have_is_no_new_student():
    for name in ("..", ".", "a/b", "a\nb", "x" * 200):
        assert People([], {}, new=True).find(Named("n", PurePosixPath("f"), (name,))).problem


PEOPLE = st.lists(
    st.builds(
        Person,
        st.sampled_from(["a", "b", "c", "1", "2"]),
        st.sampled_from(["", "Ann", "Bo"]),
        st.sampled_from(["", "Li", "Ray"]),
        st.sampled_from(["", "a@x", "b@x"]),
        st.sampled_from(["", "1", "2", "3"]),
    ),
    max_size=5,
    unique_by=lambda person: person.id,
)


@pytest.mark.slow
@given(PEOPLE, st.sampled_from(["annli", "boray", "zed"]), st.sampled_from(["1", "2", "3"]))
def test_whoever_is_found_fits_and_nobody_else_has_that_number_or_that_name_alone(people, name, number):
    found = find(canvas, f"{name}_{number}_9_x.ipynb", people=people)
    numbered = [each.id for each in people if each.lms_user_id == number]
    named = [each.id for each in people if f"{each.first_name}{each.last_name}".casefold() == name]
    if len(numbered) == 1:
        assert found == Whose(numbered[0])
    elif found.student:
        assert found.student in {*numbered, *named, number}
        assert {*named} <= {found.student}
