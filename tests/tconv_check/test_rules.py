"""What the sandbox does not let pass is refused here, too, by an error of the same class."""

import pytest

ALONE = "(when your notebook is graded there are no threads, no other programs and no network)"
NO_FILES = "(no files of yours are there when your notebook is graded)"
REFUSED = {
    "import threading\nthreading.Thread(target=print).start()": ("RuntimeError", ALONE),
    "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(int)": ("RuntimeError", ALONE),
    "import os\nos.system('true')": ("PermissionError", ALONE),
    "import subprocess\nsubprocess.run(['true'])": ("PermissionError", ALONE),
    "import multiprocessing\nmultiprocessing.Process(target=print).start()": ("PermissionError", ALONE),
    "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')": ("PermissionError", ALONE),
    "import socket\nsocket.create_connection(('127.0.0.1', 9))": ("PermissionError", ALONE),
    "import numpy as np\nnp.load('/etc/passwd')": ("FileNotFoundError", NO_FILES),
    "import pathlib\npathlib.Path('../data.csv').read_text()": ("FileNotFoundError", NO_FILES),
}


@pytest.mark.slow
@pytest.mark.parametrize("source", REFUSED)
def test_it_is_refused(errors, source):
    kind, hint = REFUSED[source]
    [error] = errors(("own", source))
    assert error.startswith(f"{kind}: ")
    assert error.endswith(hint)


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.save('a.npy', np.ones(2))\nassert np.load('a.npy').sum() == 2",
        "import tempfile, os\nopen(os.devnull).read()\nimport xml.dom.minidom, unittest.mock",
        "import numpy as np\nassert np.linalg.inv(np.eye(300)).sum() == 300",
    ],
)
def test_files_of_its_own_and_late_imports_are_not(errors, source):
    assert errors(("own", source)) == [""]


def test_the_given_tests_are_not_held_to_it(errors):
    assert errors(("test", "import threading\nthreading.Thread(target=int).start()")) == [""]


def test_an_answer_is_held_to_it_when_a_test_calls_it(errors):
    cells = ("solution", "def f():\n    return open('/etc/passwd').read()"), ("test", "f()")
    assert errors(*cells)[1].startswith("OSError: ")
