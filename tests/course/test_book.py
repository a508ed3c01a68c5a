"""The book as a whole: it builds without a warning, its links lead somewhere, the class edition keeps its secrets."""

import ast
import re
import shutil
import zlib
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from sphinx_external_toc.parsing import parse_toc_yaml

from autograder.markers import starter, visible
from tests.masters import MASTERS
from tests.web.built import ROOT, build, built_site

EDITIONS = ["self", "class"]
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
TELLING = 24  # characters: a shorter line, like `return out`, says nothing

pytestmark = pytest.mark.slow


# ---- the book


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_book_builds_without_a_warning(edition):
    assert (built_site(edition) / "index.html").is_file()


def test_every_chapter_is_in_the_table_of_contents_and_the_other_way_round():
    listed = set(parse_toc_yaml(ROOT / "_toc.yml"))
    assert listed == {f"chapters/{path.stem}" for path in (ROOT / "chapters").glob("*.md")}


@pytest.mark.parametrize("stem", MASTERS)
def test_every_exercise_stands_once_in_its_chapter(stem):
    page = _page(built_site() / "chapters" / f"{stem}.html")
    placed = page.values["data-exercise"]
    assert sorted(placed) == sorted(MASTERS[stem].exercises)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_link_inside_the_book_leads_to_a_page_and_a_place_on_it(edition):
    site = built_site(edition)
    pages = sorted(site.rglob("*.html"))
    broken = [f"{page.relative_to(site)}: {link}" for page in pages for link in _links(page) if not _leads(page, link)]
    assert not broken
    assert sum(len(_links(page)) for page in pages) > 100


# ---- a warm build


def test_a_broken_library_constant_fails_the_warm_build_and_the_one_after_it(tmp_path):
    book = tmp_path / "book"
    for name in ("autograder", "tconv_lib", "tconv_check", "web"):
        shutil.copytree(ROOT / name, book / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    (book / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    for name in ("_config.yml", "constraints.txt"):
        shutil.copy(ROOT / name, book / name)
    (book / "_toc.yml").write_text("format: jb-book\nroot: chapters/intro\n")
    (book / "chapters").mkdir()
    (book / "chapters" / "intro.md").write_text(CHAPTER)
    geometry = book / "tconv_lib" / "geometry.py"
    right = geometry.read_text()
    wrong = right.replace("(self.kernel_size - 1) + 1", "(self.kernel_size - 1) + self.dilation")  # 1 on the first page
    assert wrong != right

    code, said = build(book)
    assert code == 0, said[-3000:]
    geometry.write_text(wrong)
    for attempt in ("warm", "again"):
        code, said = build(book)
        assert code != 0, attempt
        assert "the extent is 6" in said, attempt
    geometry.write_text(right)
    code, said = build(book)
    assert code == 0, said[-3000:]


CHAPTER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A chapter that checks what it says

```{code-cell} ipython3
:tags: [remove-cell]
from tconv_lib.geometry import Axis

assert Axis(kernel_size=3, dilation=2).extent == 5, f"the extent is {Axis(kernel_size=3, dilation=2).extent}"
```
"""


# ---- secrets of the class edition


def test_the_class_edition_holds_no_solution_hidden_test_mutant_or_last_hint():
    files = _texts(built_site("class"))
    leaks = [f"{name}: {line}" for name, text in files.items() for line in _found(text, _secrets())]
    assert not leaks


def test_the_search_index_of_the_class_edition_knows_no_word_of_a_solution():
    index = (built_site("class") / "searchindex.js").read_text(encoding="utf-8")
    known = set(re.findall(r'"?(\w+)"?:', index))
    private = {word for line in _secrets() for word in _words(line)}
    public = {word for line in _public() for word in _words(line)}
    stems = {word[:end] for word in public for end in range(4, len(word) + 1)}  # the index cuts endings off
    assert known & (private - public - stems) == set()


def test_the_search_for_secrets_finds_every_solution_in_the_self_edition():
    sources = [exercise.solution.source for master in MASTERS.values() for exercise in master.exercises.values()]
    lines = {line for source in sources for line in _lines(SOLUTION.search(source)[1]) if len(line) >= TELLING}
    assert _found("\n".join(_texts(built_site("self")).values()), lines) == lines


def _found(text, lines):
    """Return those of some lines that stand in a text, which is gone through once: a line is known by its beginning."""
    begin = {}
    for line in lines:
        begin.setdefault(line[:TELLING], []).append(line)
    places = (at for at in range(len(text)) if text[at : at + TELLING] in begin)
    return {line for at in places for line in begin[text[at : at + TELLING]] if text.startswith(line, at)}


@cache
def _secrets():
    """Lines of solutions, hidden tests, last hints and wrong answers that stand nowhere in public text."""
    lines = set()
    for master in MASTERS.values():
        for exercise in master.exercises.values():
            hint = exercise.solution.hints[-1]  # pages show it without the marks of code
            lines |= _lines(SOLUTION.search(exercise.solution.source)[1]) | _lines(hint) | _lines(hint.replace("`", ""))
            for test in exercise.tests:
                lines |= {line for hidden in HIDDEN.findall(test.source) for line in _lines(hidden)}
    for path in (ROOT / "solutions" / "mutants").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            lines |= {line for statement in function.body for line in _lines(ast.unparse(statement))}
    public = "\n".join(_public())
    return {line for line in lines if len(line) >= TELLING and line not in public}


@cache
def _public():
    """Lines that learners see anyway: chapters, the library, statements, starters, visible tests, first hints."""
    lines = set()
    said = (ROOT / "tconv_lib" / "explain").glob("*.json")  # formulas that the error box shows
    for path in (*(ROOT / "chapters").glob("*.md"), *(ROOT / "tconv_lib").rglob("*.py"), *said):
        lines |= _lines(path.read_text(encoding="utf-8"))
    for master in MASTERS.values():
        for cell in (*master.of_role("setup"), *master.of_role("checks"), *master.of_role("text")):
            lines |= _lines(cell.source)
        for exercise in master.exercises.values():
            shown = [exercise.statement.source, starter(exercise.solution.source), *exercise.solution.hints[:-1]]
            shown += [visible(test.source) for test in exercise.tests]
            lines |= {line for text in shown for line in _lines(text)}
    return lines


def _lines(text):
    return {" ".join(line.split()) for line in text.splitlines()} - {""}


def _words(line):
    return {word.lower() for word in re.findall(r"[A-Za-z]{4,}", line)}


def _texts(site):
    """Every file of a built site as text with single spaces: pages as they are read, the inventory unpacked."""
    texts = {}
    for path in (path for path in site.rglob("*") if path.is_file() and path.suffix != ".woff2"):
        data = path.read_bytes()
        if path.name == "objects.inv":
            data = zlib.decompress(data.split(b"\n", 4)[4])
        text = data.decode("utf-8", errors="ignore")
        text = _page(path).text if path.suffix == ".html" else text
        texts[str(path.relative_to(site))] = " ".join(text.split())
    return texts


# ---- links


class Page(HTMLParser):
    """What a page says, and the values of those of its attributes that name or lead to a place."""

    def __init__(self, source):
        super().__init__()
        self.said, self.values = [], {name: [] for name in ("id", "name", "href", "src", "data-exercise")}
        self.feed(source)
        self.close()
        self.text = "".join(self.said)
        self.links = [link for link in self.values["href"] + self.values["src"] if not urlsplit(link).scheme]
        self.places = {*self.values["id"], *self.values["name"]}

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in self.values:
                self.values[name].append(value)

    def handle_data(self, data):
        self.said.append(data)


@cache
def _page(path):
    return Page(path.read_text(encoding="utf-8"))


@cache
def _links(path):
    return [link for link in _page(path).links if link != "/"]


def _leads(page, link):
    parts = urlsplit(link)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return False
    if target.name == "explorer.html" and "=" in parts.fragment:
        return True  # a layer for the explorer, no place on its page
    return not parts.fragment or target.suffix != ".html" or unquote(parts.fragment) in _page(target).places
