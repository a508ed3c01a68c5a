"""The Python of the pages: NumPy's file comes from the first place that has the right one, or the site does without."""

import hashlib
import json
import shutil
import zipfile

import pytest

from tests.web.built import ROOT
from web.book.pyodide import CORE, FOLDER, PACKAGE, bring, compile_library, in_folder

pytestmark = pytest.mark.slow

LIBRARY = "python_stdlib.zip"
NAME = "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"
RIGHT, WRONG = b"the right file", b"another one"


@pytest.fixture
def root(tmp_path):
    """A checkout in which npm has put the core."""
    package = tmp_path / "web" / "node_modules" / "pyodide"
    package.mkdir(parents=True)
    for name in CORE:
        (package / name).write_bytes(name.encode())
    numpy = {"file_name": NAME, "sha256": hashlib.sha256(RIGHT).hexdigest(), "version": "2.0.2"}
    lock = {"info": {"version": "0.27.7"}, "packages": {"numpy": numpy, "scipy": {"file_name": "scipy.whl"}}}
    (package / "pyodide-lock.json").write_text(json.dumps(lock))
    return tmp_path


def test_the_core_is_copied_and_the_list_names_numpy_alone(root):
    bring(root, root / "python", [])
    assert {path.name for path in (root / "python").iterdir()} == {*CORE, "pyodide-lock.json"}
    lock = json.loads((root / "python" / "pyodide-lock.json").read_text())
    assert list(lock["packages"]) == ["numpy"]


def test_the_first_source_with_the_right_file_is_taken_and_no_later_one_is_asked(root):
    asked = []

    def source(name, data):
        def read(file):
            asked.append(name)
            return data if file == NAME else None

        return read

    sources = [source("none", None), source("wrong", WRONG), source("right", RIGHT), source("late", RIGHT)]
    says = bring(root, root / "python", sources)
    assert asked == ["none", "wrong", "right"]
    assert (root / "python" / NAME).read_bytes() == RIGHT
    assert says.endswith("with NumPy 2.0.2 from this site.")
    assert "\n" not in says


def test_without_the_right_file_the_site_does_without_and_one_line_says_how_to_have_it(root):
    says = bring(root, root / "python", [lambda _name: WRONG])
    assert not (root / "python" / NAME).exists()
    assert "PYODIDE_PACKAGES" in says
    assert NAME in says
    assert "\n" not in says


def test_a_file_that_is_there_already_is_used_and_a_damaged_one_replaced_or_taken_away(root):
    target = root / "python"
    bring(root, target, [lambda _name: RIGHT])
    assert bring(root, target, []).endswith("from this site.")
    (target / NAME).write_bytes(WRONG)
    bring(root, target, [in_folder(root / "nowhere")])
    assert not (target / NAME).exists()


def test_what_a_start_imports_is_compiled_and_all_else_is_as_pyodide_ships_it(tmp_path):
    folder = shutil.copytree(ROOT / FOLDER, tmp_path / "python")
    served = (folder / LIBRARY).read_bytes()
    shutil.copyfile(ROOT / PACKAGE / LIBRARY, folder / LIBRARY)
    compile_library(folder)
    assert (folder / LIBRARY).read_bytes() == served  # the same bytes from every build
    with zipfile.ZipFile(ROOT / PACKAGE / LIBRARY) as shipped, zipfile.ZipFile(folder / LIBRARY) as compiled:
        names = set(compiled.namelist())
        for name in shipped.namelist():
            assert (name in names) != (f"{name}c" in names)
            if name in names:
                assert compiled.read(name) == shipped.read(name)
        assert {"json/__init__.pyc", "random.pyc", "encodings/__init__.pyc", "zipfile/__init__.pyc"} <= names
        assert sum(name.endswith(".pyc") for name in names) >= 100


def test_a_core_that_does_not_run_is_said_in_one_line(root):
    bring(root, root / "python", [])
    with pytest.raises(RuntimeError, match=r"Pyodide in .*python does not run: pyodide is not defined") as refused:
        compile_library(root / "python")
    assert "\n" not in str(refused.value)
    assert (root / "python" / LIBRARY).read_bytes() == LIBRARY.encode()
