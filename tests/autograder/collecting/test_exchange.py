"""nbgrader's inbound folder, found by nbgrader's own settings; what lies there is collected as nbgrader does it."""

import os
import shutil

import pytest

from autograder.collecting.archive import open_archive
from autograder.collecting.exchange import inbound
from autograder.errors import CourseError
from tests.autograder.collecting.downloads import folder_of

FOLDER = "ada+scatter+2026-11-20 10:00:00.5 UTC+Ab3"


@pytest.fixture
def exchange(place):
    root = place.root / "exchange" / place.name / "inbound"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    yield root
    shutil.rmtree(root)


def test_it_is_where_nbgraders_configuration_says(place, exchange):
    assert inbound(place, "scatter").folder == exchange


def test_where_there_is_none_nbgraders_own_words_say_so(place):
    with pytest.raises(CourseError, match=r"cannot be read \(Course not found: .*inbound\): set c.Exchange.root"):
        inbound(place, "scatter")


def test_a_configuration_that_fails_is_named(place, exchange):
    config = place.root / "nbgrader_config.py"
    text = config.read_text()
    try:
        config.write_text("1 / 0\n")
        with pytest.raises(CourseError, match=r"nbgrader_config.py cannot be read"):
            inbound(place, "scatter")
    finally:
        config.write_text(text)


def test_what_belongs_to_another_user_than_its_name_says_is_named(place, exchange):
    folder_of(
        exchange, {f"{FOLDER}/scatter.ipynb": b"{}", "readme/x": b"", "ada+matrix+2026-11-20 10:00:00 UTC/x": b""}
    )
    found = inbound(place, "scatter")
    with open_archive(found.folder) as archive:
        [line] = found.strangers(archive, "scatter")
        assert line.startswith(f"{FOLDER} is of ada by its name and belongs to ")
        found.check_owner = False
        assert found.strangers(archive, "scatter") == []
    if os.getuid() == 0:
        os.chown(exchange / FOLDER, 54_321, 54_321)
        found.check_owner = True
        with open_archive(found.folder) as archive:
            assert found.strangers(archive, "scatter")[0].endswith("nobody known")
