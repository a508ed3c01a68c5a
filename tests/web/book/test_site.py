"""A page loads what the list allows and nothing else; beside the pages stands what a host needs."""

import json

import pytest

from tests.web.built import ROOT, build, built_site
from web.book.site import robots, sitemap

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
REPOSITORY = {
    "repository_url": "https://github.com/someone/book/",
    "launch_buttons": {"binderhub_url": "https://binder.org", "jupyterhub_url": "https://hub.org"},
}


def loaded(page):
    return [tag.get("href") or tag.get("src") for tag in page.select("link[href], script[src]")]


def fonts(page):
    """The fonts that the page fetches early."""
    (script,) = (tag.text for tag in page.select("script") if "preload" in tag.text)
    return json.loads(script[script.index("[") : script.index("]") + 1])


def png_size(path):
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def tools(page):
    return {link.text: link["href"] for link in page.select(".page-tools a")}


def test_a_page_of_plain_text_loads_the_book_s_own_style_and_scripts_alone(book):
    page = book.build("# Page\n\nText.\n")
    names = {name.partition("?")[0] for name in loaded(page) if "." in name.rpartition("/")[2]}
    scripts = {"documentation_options.js", "doctools.js", "sphinx_highlight.js", "book.js", "progress.js"}
    assert names == {f"_static/{name}" for name in ("book.css", *scripts)} | {"genindex.html", "search.html"}
    assert fonts(page) == ["_static/fonts/source-serif-4-latin-wght-normal.woff2"]


def test_the_font_of_words_in_formulas_comes_early_where_there_are_such(book):
    assert "KaTeX_Main-Italic.woff2" in " ".join(fonts(book.build("# Page\n\n$\\mathit{full}[0]$\n")))
    assert "KaTeX_Main-Italic.woff2" not in " ".join(fonts(book.build("# Page\n\n$x$\n")))


def test_a_page_with_a_formula_and_a_listing_loads_what_these_need(book):
    page = book.build("# Page\n\n$x$ and *y*\n\n```python\n1\n```\n")
    names = " ".join([*loaded(page), *fonts(page)])
    for name in ("katex/katex.min.css", "KaTeX_Math-Italic.woff2", "latin-400-italic.woff2"):
        assert name in names


def test_every_file_that_a_page_loads_is_there_and_no_other_static_file(book):
    page = book.build("# Page\n\n$x$\n")
    names = [*loaded(page), *fonts(page)]
    files = [name.partition("?")[0] for name in names if name.startswith("_static/")]
    assert all((book.site / name).is_file() for name in files)
    assert {path.name for path in (book.site / "_static").iterdir()} <= {
        "book.css",
        "book.js",
        "card.png",
        "clipboard.min.js",
        "copybutton.js",
        "doctools.js",
        "documentation_options.js",
        "error-box.js",
        "exercise-editor.js",
        "exercise-worker.js",
        "exercise.js",
        "exercises",
        "explorer.js",
        "favicon.svg",
        "fonts",
        "katex",
        "language_data.js",
        "progress.js",
        "searchtools.js",
        "sizes.js",
        "sphinx_highlight.js",
    }


def test_the_style_is_the_parts_in_their_order(book):
    book.build("# Page\n")
    style, at = (book.site / "_static" / "book.css").read_text(), -1
    for part in sorted((ROOT / "web" / "theme" / "css").glob("*.css")):
        assert style.find(part.read_text()) > at
        at = style.find(part.read_text())


def test_the_description_is_the_first_paragraph_shortened_between_words(book):
    page = book.build(f"# Page\n\n```{{note}}\nNot this.\n```\n\nSeen *first*,\n{'word ' * 60}\n")
    description = page.select_one("meta[name=description]")["content"]
    assert description.startswith("Seen first, word")
    assert description.endswith("word …")
    assert len(description) <= 202


def test_the_page_s_own_contents_begin_below_its_title(book):
    contents = book.build("# Page\n\n## One\n\n### Deeper\n\n## Two\n").select_one(".page-toc")
    assert [link.text for link in contents.select("a")] == ["One", "Deeper", "Two"]
    assert book.build("# Page\n").select_one(".page-toc") is None


def test_an_empty_corner_of_a_table_is_no_heading(book):
    table = book.build("# Page\n\n|   | a |\n|---|---|\n| b | 1 |\n").select_one("table")
    assert [cell.name for cell in table.select("thead tr > *")] == ["td", "th"]


def test_a_book_without_a_repository_links_to_none(book):
    assert tools(book.build("# Page\n")) == {}


def test_a_page_links_to_its_source_and_a_page_of_text_to_no_hub(book):
    page = book.build("# Page\n", html_theme_options=dict(REPOSITORY))
    assert tools(page) == {
        "Edit this page": "https://github.com/someone/book/edit/main/page.md",
        "Report a mistake": "https://github.com/someone/book/issues/new",
    }


def test_a_notebook_can_be_downloaded_and_opened_on_both_hubs(book):
    page = book.build(NOTEBOOK, html_theme_options=REPOSITORY | {"repository_branch": "draft"})
    links = tools(page)
    assert json.loads((book.site / links["Download this chapter as a notebook"]).read_text())["nbformat"] == 4
    assert links["Open in Binder"] == "https://binder.org/v2/gh/someone/book/draft?urlpath=lab/tree/page.md"
    assert links["Open in JupyterHub"] == (
        "https://hub.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fbook&branch=draft"
        "&urlpath=lab%2Ftree%2Fbook%2Fpage.md"
    )


def test_beside_the_pages_stands_what_a_host_needs(book):
    book.build("# Page\n", html_baseurl="https://example.org/book/")
    assert (book.site / ".nojekyll").exists()
    assert "<h1>" in (book.site / "404.html").read_text()
    assert (book.site / "robots.txt").read_text() == robots("https://example.org/book")
    assert (book.site / "sitemap.xml").read_text() == sitemap("https://example.org/book", ["index.html", "page.html"])


def test_without_an_address_there_is_no_sitemap(book):
    book.build("# Page\n")
    assert not (book.site / "sitemap.xml").exists()
    assert "Sitemap" not in (book.site / "robots.txt").read_text()


@pytest.mark.slow
def test_the_book_s_notebooks_are_valid_and_no_icon_font_stands_beside_it():
    site = built_site()
    notebooks = list((site / "notebooks").glob("*.ipynb"))
    assert notebooks
    assert all(json.loads(path.read_text(encoding="utf-8"))["nbformat"] == 4 for path in notebooks)
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


def test_chinese_says_that_it_is_chinese_in_the_text_and_in_the_contents(book):
    page = book.build("# Page\n\n## Row (行)\n\nA kernel (卷积核, 核) and `code 列`.\n")
    found = [span.text for span in page.select("[lang=zh-Hans]")]
    assert found.count("行") >= 2
    assert {"卷积核, 核", "列"} <= set(found)


def test_a_page_states_its_width_once(book):
    assert len(book.build("# Page\n\nText.\n").select("meta[name=viewport]")) == 1


def test_where_the_address_is_known_a_link_shows_the_card(book):
    page = book.build("# Page\n", html_baseurl="https://example.org/book")
    said = {tag["property"]: tag["content"] for tag in page.select("meta[property^='og:image']")}
    assert said["og:image"] == "https://example.org/book/_static/card.png"
    assert png_size(book.site / "_static" / "card.png") == (
        int(said["og:image:width"]),
        int(said["og:image:height"]),
    )
    assert said["og:image:alt"]
    assert page.select_one("meta[name='twitter:card']")["content"] == "summary_large_image"


def test_where_the_address_is_unknown_a_link_names_no_picture(book):
    page = book.build("# Page\n")
    assert not page.select("meta[property^='og:image']")
    assert page.select_one("meta[name='twitter:card']")["content"] == "summary"


def test_a_page_that_is_lost_leads_home_from_any_depth(book):
    book.build("# Page\n", html_baseurl="https://example.org/book/")
    lost = book.page("404")
    assert [tag["href"] for tag in lost.select("a[href]")] == ["https://example.org/book/"]
    assert all("://" in name or name.startswith("data:") for name in loaded(lost))


def test_a_book_whose_root_is_the_index_has_no_other_first_page(book):
    assert book.build("# Mine\n", name="index").select_one("h1").text.startswith("Mine")
