"""The command from the wheel, in a Python that has what it needs and nothing else, on what learners have."""

import json
import subprocess

import pytest

ALL = "contributors, stamp1d, stamp2d_strided"


def line_of(out, exercise):
    line = next(line for line in out.splitlines() if line.startswith(f"{exercise}: "))
    return line.split(": ", 1)[1]


def test_a_solved_notebook_is_ready_to_hand_in(check, solved):
    done = check(solved)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "scatter.ipynb: assignment scatter"
    assert line_of(done.out, "stamp1d") == "passed 5 of 5 visible tests"
    assert done.out.splitlines()[-1] == "Ready to hand in."
    assert "This is not the grader" in done.out


def test_an_untouched_notebook_says_so_in_one_line(check, released):
    done = check(released)
    assert done.code == 1
    assert f"not begun: {ALL}" in done.out
    assert done.out.splitlines()[-1] == "Nothing is begun."
    assert "NotImplementedError" not in done.out


def test_half_a_notebook_is_ready_and_what_was_touched_last_comes_first(check, book):
    notebook = book.solved
    for name, count in (("contributors", 9), ("stamp1d", 4)):
        book.find(notebook, name)["execution_count"] = count
    book.find(notebook, "stamp2d_strided")["source"] = book.find(book.released, "stamp2d_strided")["source"]
    done = check(notebook)
    assert done.code == 0
    assert done.out.index("contributors: passed 4 of 4") < done.out.index("stamp1d: passed 5 of 5")
    assert "not begun: stamp2d_strided\n" in done.out


def test_without_counts_what_stands_last_comes_first(check, solved):
    out = check(solved).out
    assert out.index("stamp2d_strided: ") < out.index("stamp1d: ") < out.index("contributors: ")


def test_a_wrong_answer_shows_the_first_test_that_fails_and_its_message(check, book):
    book.find(book.solved, "stamp1d")["source"] = "def stamp1d(x, w, stride, dilation):\n    return x"
    done = check(book.solved)
    assert done.code == 1
    assert line_of(done.out, "stamp1d").endswith("visible tests; first to fail: worked example")
    assert "stamp1d(x, w, 3, 2): wrong shape" in done.out
    assert "expected shape (8,), received shape (2,)" in done.out
    assert "Mend first: stamp1d, " in done.out.splitlines()[-1]


def test_an_error_in_an_answer_shows_the_line_of_the_learners_cell_alone(check, book):
    book.find(book.solved, "stamp1d")["source"] = "def stamp1d(x, w, stride, dilation):\n    y = 1 // 0\n    return y"
    done = check(book.solved)
    assert "ZeroDivisionError: integer division or modulo by zero" in done.out
    assert "cell stamp1d, line 2: y = 1 // 0" in done.out
    assert ".py" not in done.out


def test_a_syntax_error_shows_its_line(check, book):
    book.find(book.solved, "contributors")["source"] = "def contributors(:\n    pass"
    done = check(book.solved)
    assert done.code == 1
    assert "its cell stopped\n    SyntaxError: " in done.out
    assert "cell contributors, line 1: def contributors(:" in done.out
    assert line_of(done.out, "stamp1d") == "passed 5 of 5 visible tests"


def test_an_import_that_the_grader_has_not_is_a_note_and_fails_what_uses_it(check, book):
    book.put(book.solved, "stamp1d", "import torch\nfrom scipy import signal\n")
    done = check(book.solved)
    assert done.code == 0
    assert "stamp1d: passed 5 of 5 visible tests" in done.out
    assert "torch is imported: only NumPy is there when your notebook is graded" in done.out
    assert "scipy is imported" in done.out
    book.find(book.solved, "contributors")["source"] = (
        "import torch\ndef contributors(cell, input_size, kernel_size, stride, dilation):\n    return torch.zeros(1)"
    )
    done = check(book.solved)
    assert done.code == 1
    assert "torch is not there when your notebook is graded: only NumPy is" in done.out
    assert "cell contributors, line 3: return torch.zeros(1)" in done.out


def test_the_library_is_for_the_tests_alone(check, book):
    book.find(book.solved, "stamp1d")["source"] = (
        "import tconv_lib.scatter as library\n"
        "def stamp1d(x, w, stride, dilation):\n"
        "    return library.conv_transpose(x[None, None], w[None, None], stride=stride, dilation=dilation)[0, 0]"
    )
    done = check(book.solved)
    assert "tconv_lib is not there" in done.out
    assert line_of(done.out, "stamp1d").startswith("passed 0 of 5")


def test_names_of_the_test_cells_are_not_there_for_answers(check, book):
    book.find(book.solved, "stamp1d")["source"] = (
        "def stamp1d(x, w, stride, dilation):\n    return reference.conv_transpose(x[None, None], w[None, None])"
    )
    assert "NameError: name 'reference' is not defined" in check(book.solved).out


@pytest.mark.slow
def test_an_endless_loop_stops_its_own_cell_alone(check, book):
    notebook = book.solved
    book.put(notebook, "contributors", after="\nwhile True:\n    pass")
    done = check(notebook)
    assert done.code == 0
    assert "contributors: passed 4 of 4 visible tests; its cell stopped\n    stopped after 15 s" in done.out
    assert "stamp1d: passed 5 of 5 visible tests" in done.out


@pytest.mark.slow
def test_an_endless_call_is_stopped(check, book):
    book.find(book.solved, "stamp1d")["source"] = (
        "def stamp1d(x, w, stride, dilation):\n    while (len(w), stride, dilation) == (3, 3, 2):\n        x = x"
    )
    done = check(book.solved)
    assert done.code == 1
    assert "stamp1d was stopped after 5 s" in done.out
    assert "stamp2d_strided: passed 4 of 4" in done.out


def test_a_cell_that_exits_or_crashes_costs_itself(check, book):
    notebook = book.solved
    notebook["cells"].insert(1, book.own("import sys\nsys.exit(3)"))
    notebook["cells"].insert(2, book.own("import os\nos._exit(0)"))
    done = check(notebook)
    assert done.code == 0
    assert "- cell 2 stopped\n    SystemExit: 3\n" in done.out
    assert "- cell 3 stopped\n    stopped: it ended its own process" in done.out


def test_prints_without_end_and_a_changed_stdout_do_no_harm(check, book):
    notebook = book.solved
    changed = "import sys, os\nsys.stdout = None\nos.write(1, b'{\"end\": 0}\\n' * 1000)\nprint('x' * 50_000_000)"
    notebook["cells"].insert(1, book.own(changed))
    notebook["cells"].insert(2, book.own("sys.stdout = open(os.devnull, 'w')\nsys.stdout.close()"))
    book.put(notebook, "stamp1d", after="\nprint('y' * 10_000_000)\nstamp1d")
    done = check(notebook)
    assert done.code == 0
    assert len(done.out) < 2000


def test_magics_and_pictures_do_nothing(check, book):
    notebook = book.solved
    notebook["cells"].insert(
        1,
        book.own(
            "%matplotlib inline\n!pip install torch\nimport matplotlib.pyplot as plt\nfrom tqdm import tqdm\n"
            "fig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\nassert [i for i in tqdm(range(3))] == [0, 1, 2]\n"
            "display(fig)\nget_ipython().run_line_magic('time', 'x = 1')\nplt?"
        ),
    )
    book.put(notebook, "stamp1d", "%%time\n")
    done = check(notebook)
    assert done.code == 0
    assert "stopped" not in done.out


def test_threads_programs_and_files_of_the_machine_are_refused_as_in_grading(check, book):
    notebook = book.solved
    cells = {
        "import threading\nthreading.Thread(target=print).start()": "can't start new thread",
        "import subprocess\nsubprocess.run(['true'])": "no threads, no other programs and no network",
        "open('/etc/hostname').read()": "no files of yours are there",
        "open('mine.txt', 'w').write('x')\nassert open('mine.txt').read() == 'x'": "",
    }
    notebook["cells"][1:1] = [book.own(source) for source in cells]
    out = check(notebook).out
    assert [said for said in cells.values() if said not in out] == []
    assert "cell 5 stopped" not in out


def test_a_wrong_name_of_the_file_is_named(check, solved):
    done = check(solved, "Scatter (1).ipynb")
    assert done.code == 0
    assert "the file must be named scatter.ipynb: rename it" in done.out


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n", "is not a notebook (no JSON)"),
        (b"[1]", "is not a notebook (JSON of another kind)"),
        (b'{"nbformat": 4, "cells": 1, "metadata": {}}', "is a damaged notebook (its cells are no list)"),
        (b'{"nbformat": 4, "cells": [], "metadata": {"language_info": {"name": "R"}}}', "is a notebook for R"),
        (b" " * (100 * 2**20 + 1), "is more than 100 MiB large"),
    ],
)
def test_what_is_no_notebook_gives_one_line(check, data, said):
    done = check(data)
    assert done.code == 1
    assert said in done.out
    assert len(done.out.splitlines()) == 1


def test_wrong_use_exits_with_2(check, solved, learner_python, tmp_path):
    done = check(solved, "scatter.ipynb", "--unknown")
    assert done.code == 2
    command = [learner_python, "-m", "tconv_check", tmp_path / "nothing.ipynb"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no such file" in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_of_windows_are_read(check, solved, encoding):
    assert check(json.dumps(solved).encode(encoding)).code == 0


def test_line_ends_of_windows_are_no_edit(check, book):
    for cell in book.solved["cells"]:
        cell["source"] = book.text(cell).replace("\n", "\r\n")
    done = check(book.solved)
    assert done.code == 0
    assert "edited" not in done.out


def test_notebooks_of_colab_and_vs_code_are_read(check, solved):
    for cell in solved["cells"]:
        del cell["id"]
        cell["metadata"] |= {"colab": {"base_uri": "x"}, "outputId": "1"}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    solved["metadata"] |= {"colab": {"provenance": []}, "widgets": {"state": {}}}
    solved["metadata"]["kernelspec"] = {"name": "python3", "display_name": ".venv (Python 3.12)"}
    solved["nbformat_minor"] = 0
    assert check(solved).code == 0


def test_a_console_that_knows_few_letters_gets_a_report(check, book):
    book.find(book.solved, "stamp1d")["source"] = (
        "def stamp1d(x, w, stride, dilation):\n    raise KeyError('Größe × 漢字')"
    )
    done = check(book.solved, encoding="cp1252")
    assert done.code == 1
    assert "KeyError: 'Größe × ??'" in done.out


def test_modules_in_the_learners_folder_do_no_harm(check, solved, tmp_path):
    for name in ("json", "random", "numpy", "argparse"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('not meant')")
    assert check(solved).code == 0


def test_lost_metadata_is_named_and_the_original_helps(check, book, tmp_path):
    original = tmp_path / "as I got it.ipynb"
    original.write_text(json.dumps(book.released))
    del book.solved["metadata"]["tconv_check"]
    done = check(book.solved)
    assert done.code == 1
    assert "--original" in done.out
    assert check(book.solved, "scatter.ipynb", "--original", original).code == 0
    book.lose_marks(book.solved)
    done = check(book.solved, "scatter.ipynb", "--original", original)
    assert done.code == 0
    assert "had lost nbgrader's marks and were found all the same" in done.out
