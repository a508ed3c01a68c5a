"""The extension chooses the edition, and reads again what may have changed."""

import pytest
from sphinx.errors import ConfigError

from tests.web.built import ROOT, build
from web.book.sphinx_ext import IMPORTED, fingerprint

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


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.py").write_text("1")
    (tmp_path / "two.py").write_text("2")
    (tmp_path / "notes.md").write_text("text")
    return tmp_path


def test_a_fingerprint_is_the_same_for_the_same_files_however_they_are_matched(folder):
    assert fingerprint(folder, ("*.py",)) == fingerprint(folder, ("two.py", "one.py", "*.py"))


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "one.py").write_text("3"),
        lambda folder: (folder / "one.py").rename(folder / "three.py"),
        lambda folder: (folder / "two.py").unlink(),
        lambda folder: (folder / "three.py").touch(),
    ],
    ids=["content", "name", "removed", "added"],
)
def test_a_fingerprint_changes_with_every_name_and_content(folder, change):
    before = fingerprint(folder, ("*.py",))
    change(folder)
    assert fingerprint(folder, ("*.py",)) != before


def test_a_fingerprint_leaves_out_other_files(folder):
    before = fingerprint(folder, ("*.py",))
    (folder / "notes.md").write_text("other text")
    assert fingerprint(folder, ("*.py",)) == before


def test_an_unknown_edition_is_refused_with_the_known_ones(book):
    with pytest.raises(ConfigError, match=r"^EDITION is 'teacher', must be one of self, class$"):
        book.build("# Page\n", edition="teacher")


def test_the_edition_comes_from_the_environment(book, monkeypatch):
    monkeypatch.setenv("EDITION", "class")
    assert book.build("# Page\n").html["data-edition"] == "class"


def test_only_a_build_without_a_warning_is_stamped_and_only_after_it_pages_are_not_read_again(book):
    stamp, read = book.root / "_build" / "built", book.root / "_build" / "doctrees" / "environment.pickle"
    book.build("# Page\n")
    assert stamp.exists()
    assert read.exists()
    for _ in range(2):
        book.build("# Page\n\n```{picture} no_such_picture\nText.\n```\n")
        assert "no_such_picture" in book.warnings
        assert not stamp.exists()
        assert not read.exists()


def test_results_of_the_cells_are_kept_for_three_states_of_the_library(book):
    executed = book.root / "_build" / "executed"
    for number in range(5):
        (book.root / "constraints.txt").write_text(f"numpy=={number}")
        book.build("# Page\n")
        assert (executed / fingerprint(book.root, IMPORTED)).is_dir()
    assert len(list(executed.iterdir())) == 3


@pytest.mark.slow
def test_every_mistake_in_a_chapter_fails_jupyter_book_with_its_place(tmp_path):
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
