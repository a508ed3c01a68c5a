"""The sample class as a download is collected as it would have handed in, from each platform."""

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.sample.download import FORMS, make_download
from autograder.sample.made import make_sample
from autograder.sample.usual import KINDS
from tests.autograder.classroom import copy_of
from tests.autograder.collecting.downloads import tree


def notebooks(course):
    files = tree(course.root / "submitted")
    return {name: data for name, data in files.items() if name.endswith("scatter.ipynb")}


@pytest.mark.parametrize("form", FORMS)
def test_a_download_ends_where_the_class_would_have_handed_in(own_course, tmp_path, form):
    twin = copy_of(own_course, tmp_path / "twin")
    make_sample(twin, twin.choose(["scatter"]))
    number, (roster, packed) = make_download(own_course, own_course.choose(["scatter"]), form)
    assert (number, own_course.students()) == (len(KINDS) - 1, [])
    for words in (["roster", roster], ["collect", "scatter", packed, "--lms", form]):
        done = CliRunner().invoke(cli, [*map(str, words), "--course", str(own_course.root)], catch_exceptions=False)
        assert done.exit_code == 0
    assert notebooks(own_course) == notebooks(twin)
