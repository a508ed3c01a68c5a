"""What the directives do with good and with bad input, and what stands beside the pages."""

import doctest
import importlib
import json

import nbformat
import pytest

from autograder.master import find_masters, load
from tests.web.built import ROOT, build, built_site
from web.book.directives.quiz import parse
from web.book.html_nodes import inline_nodes
from web.book.mathematics import Katex
from web.book.notebook import as_notebook, is_notebook

MODULES = ["html_nodes", "notebook", "directives.picture", "directives.quiz", "site"]
NOTEBOOKS = [path for path in sorted((ROOT / "chapters").glob("*.md")) if is_notebook(path)]
BAD = """# A chapter with mistakes

```{exercise} no_such_exercise
```

```{picture} no_such_picture
It would be here.
```

```{quiz}
1. Is this a question?
   - [x] yes :: it is
   - [x] yes again :: one too many
```

The formula $\\frac{1$ is not closed.
"""
NOTEBOOK = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A page

```{code-cell} ipython3
1 + 1
```
"""


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(f"web.book.{name}")).failed == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "has no question"),
        ("Is it?\n   - [x] yes :: it is", "before the first question"),
        ("1. Is it?\n   - [x] yes :: it is", "write one of two or more"),
        ("1. Is it?\n   - [x] yes :: it is\n   - [x] no :: it is", "2 right answers"),
        ("1. Is it?\n   - [ ] yes :: no\n   - [ ] no :: no", "0 right answers"),
        ("1. Is it?\n   - [x] yes\n   - [ ] no :: look again", "'yes' has no explanation"),
    ],
)
def test_a_quiz_says_what_is_wrong_with_it(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse(text)


def test_a_quiz_keeps_lines_that_belong_together():
    [first, second] = parse(
        "1. What is\n   `x[::2]`?\n   - [x] every second\n     cell :: the step\n     is 2\n   - [ ] none :: no\n"
        "2. And?\n   - [ ] a :: b\n   - [x] c :: d"
    )
    assert first.text == ["What is", "`x[::2]`?"]
    assert (first.answers[0].text, first.answers[0].why) == ("every second cell", "the step is 2")
    assert [answer.right for answer in second.answers] == [False, True]


def test_a_hint_keeps_its_stars_and_underlines():
    [text] = inline_nodes("rows stride*row to stride*row + k_h, a_b")
    assert text.astext() == "rows stride*row to stride*row + k_h, a_b"
    kinds = [node.tagname for node in inline_nodes("Take `x[i]` times $s_i$.")]
    assert kinds == ["#text", "literal", "#text", "math", "#text"]


def test_katex_sets_a_formula_and_says_what_it_cannot_read():
    katex = Katex(ROOT / "web" / "node_modules" / "katex" / "dist" / "katex.min.js")
    assert "<math" in katex.html("o = (i - 1)\\,s + \\kappa - 2p + a", display=True)
    with pytest.raises(ValueError, match="KaTeX parse error"):
        katex.html("\\frac{1")
    katex.close()


@pytest.mark.parametrize("chapter", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_as_a_notebook_is_valid_and_free_of_directives(chapter):
    notebook = nbformat.reads(as_notebook(chapter, "https://example.org/page.html"), as_version=4)
    nbformat.validate(notebook)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for mark in ("```{", ":::", "}`", ")=\n"):
        assert mark not in text
    assert not any("remove-cell" in cell.metadata.get("tags", []) for cell in notebook.cells)


@pytest.mark.slow
def test_every_mistake_in_a_chapter_is_a_warning_with_its_place(tmp_path):
    for name in ("autograder", "tconv_lib", "web", "solutions", "_config.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/scatter\n")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "scatter.md").write_text(BAD)
    code, said = build(tmp_path)
    assert code != 0
    for place, complaint in [
        (3, "exercise 'no_such_exercise' is not in scatter.md, which has contributors"),
        (6, "picture 'no_such_picture' cannot be drawn"),
        (10, "quiz: question 1 has 2 right answers of 2, write one of two or more"),
        (16, "KaTeX parse error"),
    ]:
        assert f"scatter.md:{place}: WARNING: {complaint}" in said


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["self", "class"])
def test_an_exercise_shows_as_many_hints_as_its_edition_may(edition):
    for stem, path in find_masters([ROOT / "solutions"]).items():
        page = (built_site(edition) / "chapters" / f"{stem}.html").read_text(encoding="utf-8")
        exercises = len(load(path).exercises)
        assert page.count('data-tier="1"') == page.count('data-tier="2"') == exercises
        assert page.count('data-tier="3"') == page.count('data-part="solution"') == exercises * (edition == "self")


@pytest.mark.slow
def test_what_stands_beside_the_pages(tmp_path):
    site = built_site()
    assert (site / ".nojekyll").exists()
    assert (site / "robots.txt").read_text().startswith("User-agent: *")
    assert "<h1>" in (site / "404.html").read_text()
    for path in (site / "notebooks").glob("*.ipynb"):
        assert json.loads(path.read_text(encoding="utf-8"))["nbformat"] == 4
    assert not list(site.rglob("*fontawesome*"))


@pytest.mark.slow
def test_whoever_hosts_the_book_sets_its_address_and_repository_in_one_line_each(tmp_path):
    for name in ("autograder", "tconv_lib", "web"):
        (tmp_path / name).symlink_to(ROOT / name)
    config = (ROOT / "_config.yml").read_text()
    hosted = config.replace('\n  url: ""', '\n  url: "https://github.com/someone/book"').replace(
        'binderhub_url: ""', 'binderhub_url: "https://binder.example.org"'
    )
    assert hosted.count("https://") >= config.count("https://") + 2
    (tmp_path / "_config.yml").write_text(hosted)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/page\n")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "page.md").write_text(NOTEBOOK)
    code, said = build(tmp_path, SITE_URL="https://book.example.org/here/")
    assert code == 0, said[-3000:]
    site = tmp_path / "_build" / "html"
    page = (site / "chapters" / "page.html").read_text()
    assert 'href="https://github.com/someone/book/edit/main/chapters/page.md"' in page
    assert "https://binder.example.org/v2/gh/someone/book/main?urlpath=lab/tree/chapters/page.md" in page
    assert 'property="og:url" content="https://book.example.org/here/chapters/page.html"' in page
    assert "<loc>https://book.example.org/here/chapters/page.html</loc>" in (site / "sitemap.xml").read_text()
    assert "Sitemap: https://book.example.org/here/sitemap.xml" in (site / "robots.txt").read_text()
