"""The course and its gradebook, and what a PDF needs: looked at and never made."""

import os

import pytest

from autograder.doctor.finding import State
from autograder.doctor.here import course_findings, optional_findings
from tests.autograder.class_of_three import contents


def found(root, db=None):
    return {finding.name: finding for finding in course_findings(root, db)}


def test_outside_of_a_course_there_is_nothing_to_say(tmp_path):
    assert found(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_course_and_its_gradebook_are_in_order_and_stay_as_they_are(three):
    before = contents(three)
    assert {name: finding.state for name, finding in found(three.root).items()} == {"course": "ok", "gradebook": "ok"}
    assert contents(three) == before


def test_a_gradebook_that_is_not_there_yet_is_not_made(three):
    (three.root / "gradebook.db").unlink()
    assert "is made by the first release" in found(three.root)["gradebook"].said
    assert not (three.root / "gradebook.db").exists()


def test_a_file_that_is_no_gradebook_is_missing_with_the_cure(three):
    (three.root / "gradebook.db").write_bytes(b"a letter" * 100)
    finding = found(three.root)["gradebook"]
    assert (finding.state, finding.cure.startswith("put a copy of before in its place")) == (State.MISSING, True)


def test_a_damaged_course_file_is_missing_and_nothing_after_it_is_tried(three):
    (three.root / "course.toml").write_text("name = ")
    [finding] = course_findings(three.root, None)
    assert (finding.name, finding.state, "TOML" in finding.said) == ("course", State.MISSING, True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg://me:secret@127.0.0.1:1/none", "Connection refused"),
        ("postgresql+nodriver://me:secret@127.0.0.1/none", "nodriver"),
        ("no address", "(no valid address)"),
    ],
    ids=["no server", "no driver", "no address"],
)
def test_a_database_that_cannot_be_reached_is_missing_without_its_password(tmp_path, url, said):
    finding = found(tmp_path, url)["gradebook"]
    assert finding.state is State.MISSING
    assert said in finding.line
    assert "secret" not in finding.line
    assert finding.cure


@pytest.mark.slow
def test_a_database_on_a_server_is_found(tmp_path, postgres):
    assert found(tmp_path, postgres)["gradebook"].state is State.OK


def test_what_only_a_pdf_needs_is_never_missing(monkeypatch, tmp_path):
    assert {finding.state for finding in optional_findings()} <= {State.OK, State.OPTIONAL}
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    [finding] = optional_findings()
    assert finding.line == (
        "optional  pdf: 'make pdf' needs chromium and fonts-noto-cjk: apt install chromium fonts-noto-cjk"
    )
