"""The way there and back through nbgrader's exchange, with an instructor and a student who are two users.

In a mount namespace of the test's own: the student has a name, may read the interpreter and this checkout, and
nothing of the instructor's but the exchange.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograder.cell import grade_id
from autograder.markers import starter
from tests.autograder.classroom import rows

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
STUDENT = 65533
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "course"
c.Exchange.root = "{exchange}"
c.Exchange.cache = "{home}/cache"
"""
SCRIPT = """
set -e
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/python /mnt/checkout
mount --bind {base} /mnt/python
mount --bind {root} /mnt/checkout
cp /etc/passwd /mnt/passwd
echo 'ada:x:{student}:{student}::{home}:/bin/sh' >> /mnt/passwd
mount --bind /mnt/passwd /etc/passwd
case {base} in /root/*)
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p {base}
    mount --bind /mnt/python {base} ;;
esac
as_ada() {{ (cd {home}; HOME={home} setpriv --reuid {student} --regid {student} --clear-groups \\
    {python} -B -m nbgrader "$@"); }}
teacher() {{ (cd {course}; HOME={teacher} {python} -B -m nbgrader "$@"); }}
grader() {{ (cd {root}; HOME={teacher} {python} -B -c 'from autograder.cli import main; main()' \\
    "$@" --course {course}); }}
"""


@pytest.fixture
def house(own_course):
    """Give the course with an exchange that everybody reaches, and a student's home: ``(course, home, act)``."""
    if os.getuid() != 0:
        pytest.skip("a second user needs root")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        for name, mode in (("exchange", 0o777), ("ada", 0o755), ("teacher", 0o700)):
            (place / name).mkdir()
            (place / name).chmod(mode)
        (place / "ada" / "nbgrader_config.py").write_text(
            CONFIG.format(exchange=place / "exchange", home=place / "ada")
        )
        with (own_course.root / "nbgrader_config.py").open("a") as config:
            config.write(f'\nc.Exchange.root = "{place / "exchange"}"\n')
        for path in (place / "ada", place / "ada" / "nbgrader_config.py"):
            os.chown(path, STUDENT, STUDENT)
        settings = {
            "base": sys.base_prefix, "root": ROOT, "student": STUDENT, "home": place / "ada", "python": sys.executable,
            "course": own_course.root, "teacher": place / "teacher",
        }  # fmt: skip

        def act(script):
            done = subprocess.run(
                ["unshare", "--mount", "sh", "-c", SCRIPT.format(**settings) + script],
                capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout + done.stderr

        yield own_course, place / "ada", act


def answer(home, course, *, right):
    """Write into the fetched notebook what the source has, or what it began with."""
    path = home / "scatter" / "scatter.ipynb"
    notebook = nbformat.read(path, as_version=4)
    source = {grade_id(cell): cell for cell in nbformat.read(course.notebook("source", "scatter"), as_version=4).cells}
    for cell in notebook.cells:
        if cell.metadata.nbgrader.solution:
            text = source[grade_id(cell)].source
            cell.source = re.sub("### (BEGIN|END) SOLUTION", "", text) if right else starter(text)
    nbformat.write(notebook, path)


def pages(home):
    return sorted(home.glob("scatter/feedback/*/scatter.html"))


@pytest.mark.soak
def test_feedback_goes_back_to_who_handed_in(house):
    course, home, act = house
    act("teacher release_assignment scatter; as_ada fetch_assignment scatter")
    answer(home, course, right=True)
    act("as_ada submit scatter; teacher collect scatter; grader grade scatter")
    handed_in, graded = (course.notebook(step, "scatter", "ada").parent for step in ("submitted", "autograded"))
    for name in ("timestamp.txt", "submission_secret.txt"):
        assert (graded / name).read_text() == (handed_in / name).read_text()
    stranger = course.notebook("submitted", "scatter", "by_mail")
    stranger.parent.mkdir(parents=True)
    shutil.copy(course.notebook("release", "scatter"), stranger)
    act(
        "grader grade scatter; grader feedback scatter; teacher release_feedback scatter; as_ada fetch_feedback scatter"
    )
    [page] = pages(home)
    assert "22 of 22 points" in page.read_text()
    assert page.stat().st_uid == STUDENT
    assert len(list((home.parent / "exchange/course/feedback").iterdir())) == 2

    shutil.rmtree(home / "scatter" / "feedback")
    answer(home, course, right=False)
    act("as_ada submit scatter; teacher collect --update scatter; grader grade scatter; grader feedback scatter")
    act("teacher release_feedback scatter; as_ada fetch_feedback scatter")
    texts = [page.read_text() for page in pages(home)]
    assert len(texts) == 2
    assert ["22 of 22 points" in text for text in texts] == [True, False]
    assert "0 of 22 points" in texts[1]


@pytest.mark.soak
def test_what_our_own_collecting_takes_from_the_exchange_goes_back_through_it(house):
    course, home, act = house
    act("teacher release_assignment scatter; as_ada fetch_assignment scatter")
    answer(home, course, right=False)
    act("as_ada submit scatter")
    answer(home, course, right=True)
    said = act("as_ada submit scatter; grader collect scatter --exchange; grader collect scatter --exchange")
    assert "scatter: 1 new." in said
    assert "scatter: 1 as before." in said
    assert "Handed in by somebody else" not in said
    assert "No newer submission to collect: ada scatter" in act("teacher collect --update scatter")
    act(
        "grader grade scatter; grader feedback scatter; teacher release_feedback scatter; as_ada fetch_feedback scatter"
    )
    [page] = pages(home)
    assert "22 of 22 points" in page.read_text()


def test_attempts_that_a_student_puts_into_their_folder_are_no_attempts_of_the_course(house):
    course, home, act = house
    settings = course.root / "course.toml"
    settings.write_text(settings.read_text() + 'attempts = "best"\n')
    act("teacher release_assignment scatter; grader due scatter 2020-01-02T00:00Z; as_ada fetch_assignment scatter")
    early = home / "scatter" / "attempts" / "early"
    early.mkdir(parents=True)
    answer(home, course, right=True)
    shutil.copy(home / "scatter" / "scatter.ipynb", early)
    (early / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")
    (home / "scatter" / "scatter.ipynb").write_text("{}")
    said = act("as_ada submit scatter; teacher collect scatter; grader grade scatter")
    assert (course.notebook("submitted", "scatter", "ada").parent / "attempts" / "early" / "timestamp.txt").is_file()
    assert "submitted/ada/scatter/attempts was not taken for attempts" in said
    [row] = rows(course)
    assert (row["status"], row["late"] > 6 * 365 * 86_400) == ("graded", True)
    assert "the attempt early counts" not in row["reason"]


def test_what_nbgraders_own_commands_make_goes_back_too(house):
    course, home, act = house
    act("teacher release_assignment scatter; as_ada fetch_assignment scatter")
    answer(home, course, right=True)
    act("as_ada submit scatter; teacher collect scatter; teacher autograde scatter; teacher generate_feedback scatter")
    act("teacher release_feedback scatter; as_ada fetch_feedback scatter")
    [page] = pages(home)
    assert "22" in page.read_text()
