"""The zip of the site: the same bytes for the same pages, and all that a reader needs."""

import os
from zipfile import ZipFile

import pytest

from web.book.archive import main, pack


@pytest.fixture
def site(tmp_path):
    site = tmp_path / "html"
    (site / "chapters").mkdir(parents=True)
    for name in ("index.html", "chapters/one.html", ".nojekyll", ".buildinfo"):
        (site / name).write_text(name)
    return site


def test_the_same_pages_make_the_same_bytes_whenever_and_in_whatever_order_they_were_written(site, tmp_path):
    assert pack(site, tmp_path / "first.zip") == 3
    (site / "index.html").unlink()
    (site / "index.html").write_text("index.html")
    (site / "chapters" / "one.html").chmod(0o600)
    os.utime(site / "chapters" / "one.html", (0, 0))
    pack(site, tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_another_page_makes_other_bytes(site, tmp_path):
    pack(site, tmp_path / "first.zip")
    (site / "chapters" / "one.html").write_text("changed")
    pack(site, tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() != (tmp_path / "second.zip").read_bytes()


def test_it_unpacks_into_one_folder_with_the_pages_and_without_what_builds_read(site, tmp_path):
    pack(site, tmp_path / "site.zip")
    ZipFile(tmp_path / "site.zip").extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
    assert files == {name: name for name in ("index.html", "chapters/one.html", ".nojekyll")}


def test_a_folder_without_a_first_page_is_no_site(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no index\.html, `make site` builds it"):
        pack(tmp_path, tmp_path / "site.zip")


@pytest.mark.parametrize(("arguments", "said"), [([], "usage"), (["nowhere", "site.zip"], "nowhere has no index")])
def test_what_cannot_be_packed_is_one_line(arguments, said):
    with pytest.raises(SystemExit, match=said):
        main(arguments)


def test_the_command_says_what_it_wrote(site, tmp_path, capsys):
    main([str(site), str(tmp_path / "made" / "site.zip")])
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'made' / 'site.zip'}: 3 files, ")
