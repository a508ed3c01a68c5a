"""The book as a PDF, read back from the file: fonts, bookmarks, links, and no control of a screen."""

import re

import pytest
from pypdf import PdfReader
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.web.built import ROOT, built_site
from web.book.pdf import PdfError, main, print_book

CHAPTER = "chapters/scatter.html"
CONTROLS = {"Run", "Check", "Play", "Step", "Reset", "Search", "On this page", "Copy", "Skip to the text", "Before"}


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    """Print one chapter that has Chinese, formulas, code, pictures in frames, questions and exercises."""
    path = tmp_path_factory.mktemp("pdf") / "chapter.pdf"
    print_book(built_site(), path, [CHAPTER])
    return Printed(path)


class Printed:
    """What stands in a file."""

    def __init__(self, path):
        self.reader = PdfReader(path)
        self.texts = [page.extract_text() for page in self.reader.pages]

    def fonts(self):
        """Return every font of the file with whether its glyphs are in it."""
        named = [page["/Resources"].get("/Font", {}) for page in self.reader.pages]
        found = {}
        for font in (each.get_object() for page in named for each in page.values()):
            [whole] = font.get("/DescendantFonts", [font])
            descriptor = whole.get_object().get("/FontDescriptor", {})
            inside = font["/Subtype"] == "/Type3" or {"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys()
            found[str(descriptor.get("/FontName"))] = bool(inside)
        return found

    def problems(self):
        """Return what is wrong with any printed part of the book."""
        lines = {line.strip() for text in self.texts for line in text.splitlines()}
        notes = [note.get_object() for page in self.reader.pages for note in page.get("/Annots", [])]
        places = {note["/Dest"] for note in notes if "/Dest" in note}
        addresses = [note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})]
        found = {
            "control": lines & CONTROLS,
            "font that is not in the file": [name for name, inside in self.fonts().items() if not inside],
            "link that leads nowhere": places - self.reader.named_destinations.keys(),
            "link to this machine": [address for address in addresses if not address.startswith("http")],
            "empty page": [number for number, text in enumerate(self.texts, 1) if len(text.strip()) < 20],
        }
        return [f"{kind}: {each}" for kind, all_ in found.items() for each in sorted(all_, key=str)]


def titles(outline):
    return [title for each in outline for title in (titles(each) if isinstance(each, list) else [each.title])]


@pytest.mark.slow
def test_a_chapter_has_no_control_no_empty_page_and_no_link_or_font_that_is_not_there(chapter):
    assert chapter.problems() == []


@pytest.mark.slow
def test_chinese_is_printed_in_a_chinese_font_that_is_in_the_file(chapter):
    assert re.search("[\u4e00-\u9fff]{2}", "".join(chapter.texts))
    assert [name for name, embedded in chapter.fonts().items() if "CJK" in name and embedded]


@pytest.mark.slow
def test_bookmarks_are_the_headings_and_pages_have_numbers_and_tags(chapter):
    assert titles(chapter.reader.outline)[:2] == ["Contents", "5 Scatter: every input cell stamps the kernel"]
    assert "Hints and solutions" in titles(chapter.reader.outline)
    assert all(str(number) in text.split() for number, text in enumerate(chapter.texts[1:], 2))
    assert chapter.reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.slow
@pytest.mark.soak
def test_the_whole_book_is_printed_in_its_order(tmp_path):
    print_book(built_site(), tmp_path / "book.pdf")
    book = Printed(tmp_path / "book.pdf")
    assert book.problems() == []
    tops = [each.title for each in book.reader.outline if not isinstance(each, list)]
    assert len(tops) == len(list(parse_toc_yaml(ROOT / "_toc.yml"))) + len(["Contents", "Hints and solutions"])


def test_a_book_that_is_not_built_is_one_line_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "chromium")
    with pytest.raises(SystemExit, match=r"genindex\.html.*make site"):
        main([str(tmp_path), str(tmp_path / "book.pdf")])


def test_without_chromium_it_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(PdfError, match="no Chromium: install it"):
        print_book(tmp_path, tmp_path / "book.pdf")
