"""The site works from anywhere: opened as a file, unpacked from its zip, published by the sample workflow."""

import re
from zipfile import ZipFile

import pytest
import yaml

from tests.web.built import ROOT
from web.book.archive import FOLDER, pack

KINDS = [
    "index.html",
    "404.html",
    "genindex.html",
    "search.html?q=stamp",
    "chapters/intro.html",
    "chapters/scatter.html",
    "chapters/explorer.html",
    "chapters/cheat_sheet.html",
    "chapters/claims.html",
]
WORKFLOW = ROOT / "docs" / "pages-workflow.yml"

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", KINDS)
def test_a_page_opened_as_a_file_has_no_error_and_its_fonts(visit, site, path):
    page = visit((site / "index.html").as_uri().removesuffix("index.html") + path)
    assert page.errors == []
    if path != "404.html":  # its style stands in the page, and names no font of ours
        assert page.evaluate("document.fonts.check('1em \\'Source Serif 4 Variable\\'')")


def test_a_search_opened_as_a_file_finds_its_pages(visit, site):
    page = visit((site / "search.html").as_uri() + "?q=stamp")
    page.locator("#search-results li a").first.wait_for()
    assert page.locator("#search-results a[href*='chapters/scatter.html']").count() > 0


def test_a_page_served_fetches_its_fonts_without_waiting_for_the_style(visit):
    page = visit("index.html")
    page.route("**/book.css*", lambda route: route.abort())
    page.requested.clear()
    page.reload(wait_until="networkidle")
    assert sum(url.endswith("source-serif-4-latin-wght-normal.woff2") for url in page.requested) == 1


def test_the_zip_unpacks_to_a_site_that_opens(visit, site, tmp_path):
    pack(site, tmp_path / "site.zip")
    ZipFile(tmp_path / "site.zip").extractall(tmp_path)
    page = visit((tmp_path / FOLDER / "index.html").as_uri())
    page.get_by_role("link", name="From the start").click()
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.errors == []


def test_the_sample_workflow_builds_the_book_with_its_address_and_publishes_what_was_built():
    workflow = yaml.safe_load(WORKFLOW.read_text())
    (job,) = workflow["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", name) for name in used)
    build = next(step for step in job["steps"] if step.get("run", "").startswith("make site"))
    assert "base_url" in build["env"]["SITE_URL"]
    upload = next(step for step in job["steps"] if "upload-pages-artifact" in step.get("uses", ""))
    assert upload["with"]["path"].split()[0] == "_build/html"
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    names = [name.partition("@")[0].removeprefix("actions/") for name in used]
    assert names.index("upload-pages-artifact") < names.index("deploy-pages")
