"""The numbers of the first page: the puzzle as PyTorch has it, and the course as its masters have it."""

import re
from urllib.parse import parse_qs

import pytest
import torch

from autograder.masters.master import load
from tests.web.built import ROOT
from web.book import landing

LAYER = {"kernel_size": 3, "stride": 2, "padding": 1}


@pytest.mark.parametrize("size", [8, 64])
def test_the_puzzle_is_what_pytorch_makes_of_a_row_and_of_its_way_back(size):
    down = torch.nn.Conv1d(1, 1, **LAYER)(torch.zeros(1, 1, size))
    backs = [torch.nn.ConvTranspose1d(1, 1, **LAYER, output_padding=a)(down).shape[2] for a in (0, 1)]
    assert list(landing.puzzle(size).values()) == [size, down.shape[2], *backs]
    assert backs == [size - 1, size]


@pytest.mark.slow
def test_the_explorer_opens_on_the_way_up_of_the_small_row():
    state = {key: value for key, (value,) in parse_qs(landing.facts(ROOT)["explorer"]["state"]).items()}
    assert state["i"] == str(landing.puzzle(landing.ROW)["down"])
    assert [state[key] for key in "kspa"] == ["3", "2", "1", "0"]
    assert len(state["x"].split(",")) == int(state["i"])


@pytest.mark.slow
def test_the_course_counts_what_its_masters_hold():
    masters = [load(path) for path in sorted((ROOT / "solutions").glob("*.md"))]
    names = [(master.stem, name) for master in masters for name in master.exercises]
    minutes = [  # an exercise's own, and those of reading
        int(found[1] or found[2])
        for path in (ROOT / "chapters").glob("*.md")
        for found in re.finditer(r"^:minutes: (\d+)$|^About (\d+) minutes", path.read_text(), re.MULTILINE)
    ]
    assert landing.course(ROOT) == {
        "chapters": len(masters),
        "exercises": len(names),
        "points": sum(cell.points for master in masters for cell in master.of_role("test") if not cell.bonus),
        "hours": round(sum(minutes) / 60),
    }


def test_a_course_without_exercises_has_none(tmp_path):
    assert landing.course(tmp_path) == {"chapters": 0, "exercises": 0, "points": 0, "hours": 0}


def test_the_first_page_shows_the_puzzle_s_numbers_and_leads_to_no_chapter_that_the_book_has_not(book):
    book.build("# Page\n")
    page = book.page("index")
    assert [b.text for b in page.select(".puzzle-sizes b")] == ["64", "32", "63"]
    assert [b.text for b in page.select(".landing-numbers b")] == ["0", "0", "0", "0"]
    assert page.select(".ways a") == []
    assert page.select_one(".explorer [role=status]").text.startswith("4 cells become 7")


def test_a_way_in_is_there_as_soon_as_its_chapter_is(book):
    (book.root / "chapters").mkdir()
    (book.root / "chapters" / "scatter.md").write_text("---\norphan: true\n---\n# Scatter\n")
    book.build("# Page\n")
    assert [link["href"] for link in book.page("index").select(".ways a")] == ["chapters/scatter.html"]


def test_who_teaches_has_a_way_in_below_the_others(book):
    (book.root / "chapters").mkdir()
    for stem in ("scatter", "instructor_guide"):
        (book.root / "chapters" / f"{stem}.md").write_text(f"---\norphan: true\n---\n# {stem}\n")
    book.build("# Page\n")
    links = book.page("index").select("main a[href$='instructor_guide.html']")
    assert [link.text for link in links] == ["I teach"]
    assert book.page("index").select("nav[aria-label='Ways in'] a")[-1] == links[0]
