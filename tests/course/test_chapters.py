"""The frame that every numbered chapter keeps."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
NUMBERED = [chapter["file"] for part in TOC["parts"] if "numbered" in part for chapter in part["chapters"]]
FENCED = re.compile(r"^(`{3,}|:{3,})\{.*?^\1$", re.MULTILINE | re.DOTALL)


def sections(text):
    """Yield title and prose of each section of the second level; fenced blocks are left out."""
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        yield title, FENCED.sub("", body)


def taught(text):
    """Return the sections between the opening puzzle and the mistakes."""
    found = list(sections(text))
    titles = [title for title, _ in found]
    return found[1 : titles.index("Where people go wrong")]


@pytest.mark.parametrize("chapter", NUMBERED)
def test_each_section_ends_in_one_line_that_says_it_in_short(chapter):
    found = taught((ROOT / f"{chapter}.md").read_text("utf-8"))
    assert len(found) >= 3
    for title, prose in found:
        last = re.split(r"\n{2,}", prose.strip())[-1]
        assert last.startswith("**In short:** "), (title, last)
        assert last.count("\n") == 0, title
        assert prose.count("**In short:**") == 1, title


@pytest.mark.parametrize("chapter", NUMBERED)
def test_the_time_for_the_exercises_is_the_sum_of_theirs(chapter):
    text = (ROOT / f"{chapter}.md").read_text("utf-8")
    times = re.findall(r"^```\{exercise\} \w+\n:minutes: (\d+)\n```$", text, re.MULTILINE)
    assert len(times) == text.count("```{exercise}") >= 2
    said = re.search(r"^About \d+ minutes, and (\d+) for the exercises\.$", text, re.MULTILINE)
    assert int(said[1]) == sum(map(int, times))


def test_a_section_without_its_last_line_is_found():
    text = "# A\n\n## Puzzle\n\nx\n\n## By hand\n\ntext\n\n```{picture} a\nb\n```\n\n## Where people go wrong\n"
    assert taught(text) == [("By hand", "\ntext\n\n\n\n")]
