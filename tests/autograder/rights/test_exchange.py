"""What nbgrader's exchange has of a student: found by nbgrader's own names, and nobody else's."""

import pytest

from autograder.errors import CourseError
from autograder.rights.exchange import exchange_root, in_exchange
from tests.autograder.class_of_three import NAME


def test_the_exchange_is_the_one_that_the_configuration_names(course, tmp_path):
    assert exchange_root(course) == course.root / "exchange"
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.Exchange.root = {str(tmp_path / 'elsewhere')!r}\n")
    assert exchange_root(course) == tmp_path / "elsewhere"
    config.write_text("c = get_config()\n")
    assert exchange_root(course) == course.root / "exchange"
    config.unlink()
    assert exchange_root(course) == course.root / "exchange"


def test_a_configuration_that_cannot_be_read_is_named(course):
    (course.root / "nbgrader_config.py").write_text("1 / 0")
    with pytest.raises(CourseError, match=r"nbgrader_config.py: cannot be read \(ZeroDivisionError"):
        exchange_root(course)


@pytest.mark.parametrize(
    ("folder", "is_theirs"),
    [
        (f"ann+{NAME}+2026-11-20 16:30:00 UTC+x9", True),
        (f"ann+{NAME}+2026-11-20 16:30:00 UTC", True),
        (f"ann+b+{NAME}+2026-11-20 16:30:00 UTC+x9", False),
        (f"joann+{NAME}+2026-11-20 16:30:00 UTC+x9", False),
        ("ann", False),
        (f"ann+{NAME}", False),
    ],
)
def test_a_hand_in_is_known_by_its_whole_name(course, tmp_path, folder, is_theirs):
    (tmp_path / "root" / course.name / "inbound" / folder).mkdir(parents=True)
    found = in_exchange(course, tmp_path / "root", ["ann"], [])
    assert [path.name for path in found] == ([folder] if is_theirs else [])


def test_a_page_is_found_by_the_secret_that_only_the_student_and_the_course_know(course):
    root = course.root / "exchange"
    pages = [path for path in in_exchange(course, root, ["ann"], [course.root / "feedback/ann"]) if path.suffix]
    assert [path.name != "another.html" for path in pages] == [True]
    assert [path for path in in_exchange(course, root, ["bob"], [course.root / "feedback/bob"]) if path.suffix] == []


def test_without_an_exchange_there_is_nothing(course, tmp_path):
    assert in_exchange(course, tmp_path / "nowhere", ["ann"], [course.root / "feedback/ann"]) == []
