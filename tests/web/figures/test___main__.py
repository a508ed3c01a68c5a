"""``python -m web.figures`` lists the pictures and prints one."""

import subprocess
import sys

import pytest

from tests.web.built import ROOT
from web.figures import PICTURES, draw
from web.figures.__main__ import main
from web.figures.render import alternative_text


@pytest.mark.slow
def test_without_a_name_every_picture_is_listed_with_its_function_and_its_text():
    command = [sys.executable, "-m", "web.figures"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(PICTURES)
    title, description = alternative_text("scatter_frames")
    assert f"scatter_frames  [web.figures.stamps.stamp_frames]  {title}. {description}" in lines


def test_a_picture_is_printed_as_svg(capsys):
    main(["scatter_strip"])
    assert capsys.readouterr().out == draw("scatter_strip")


def test_an_animation_is_printed_one_frame_a_line(capsys):
    main(["scatter_frames"])
    assert capsys.readouterr().out.splitlines() == draw("scatter_frames")


def test_an_unknown_name_ends_with_one_line_that_says_how_to_list_the_names():
    with pytest.raises(SystemExit, match=r"^no picture 'scatter_nonsense'; python -m web\.figures lists the names$"):
        main(["scatter_nonsense"])
