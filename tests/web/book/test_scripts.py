"""Modules become one classic script, which runs where no module could be loaded."""

import subprocess

import pytest
from sphinx.errors import ConfigError

from tests.web.built import ROOT
from web.book.scripts import BUNDLES, NODE, bundle


@pytest.fixture
def modules(tmp_path):
    """A folder with our esbuild, and two modules of which one imports the other."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    (tmp_path / "two.js").write_text("export const two = 2;\n")
    (tmp_path / "main.js").write_text('import { two } from "./two.js";\nconsole.log(two * 21);\n')
    return tmp_path


def test_a_script_holds_all_that_its_module_imports(modules):
    bundle(modules, "main.js", modules / "out" / "main.cjs")
    (modules / "two.js").unlink()
    assert subprocess.check_output([NODE, modules / "out" / "main.cjs"], text=True) == "42\n"


def test_a_module_that_is_not_there_is_named(modules):
    (modules / "two.js").unlink()
    with pytest.raises(ConfigError, match=r"cannot bundle main\.js:\n(.|\n)*two\.js"):
        bundle(modules, "main.js", modules / "out.js")


def test_a_missing_esbuild_says_what_installs_it(tmp_path):
    with pytest.raises(ConfigError, match="`make site` installs it"):
        bundle(tmp_path, "main.js", tmp_path / "out.js")


def test_every_bundle_starts_from_a_module_that_exists():
    assert [entry for entry in BUNDLES.values() if not (ROOT / entry).is_file()] == []


def test_a_page_loads_the_explorer_only_where_it_stands(book):
    page = book.build('# Page\n\n```{raw} html\n<div class="explorer"></div>\n```\n')
    assert [tag["src"] for tag in page.select("script[src*='explorer']")]
    assert (book.site / "_static" / "explorer.js").is_file()
    assert not book.build("# Page\n\nText.\n").select("script[src*='explorer']")
