"""What the sandbox does not let pass is refused here, too, by an error of the same class."""

import pytest

from tconv_check.run import run

REFUSED = {
    "import threading\nthreading.Thread(target=print).start()": "RuntimeError: can't start new thread",
    "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(int)": "RuntimeError: can't start",
    "import os\nos.system('true')": "PermissionError: no program",
    "import subprocess\nsubprocess.run(['true'])": "PermissionError: no program",
    "import multiprocessing\nmultiprocessing.Process(target=print).start()": "PermissionError: no program",
    "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')": "OSError: there is no network",
    "import socket\nsocket.create_connection(('127.0.0.1', 9))": "OSError: there is no network",
    "import numpy as np\nnp.load('/etc/passwd')": "FileNotFoundError: there is no file '/etc/passwd'",
    "import pathlib\npathlib.Path('../data.csv').read_text()": "FileNotFoundError: there is no file",
}


@pytest.mark.parametrize("source", REFUSED)
def test_it_is_refused(step, source):
    assert run([step("own", source)]).outcomes[0].error.startswith(REFUSED[source])


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.save('a.npy', np.ones(2))\nassert np.load('a.npy').sum() == 2",
        "import tempfile, os\nopen(os.devnull).read()\nimport xml.dom.minidom, unittest.mock",
        "import asyncio\nawait asyncio.sleep(0)",
        "import numpy as np\nassert np.linalg.inv(np.eye(300)).sum() == 300",
    ],
)
def test_files_of_its_own_and_late_imports_are_not(step, source):
    assert run([step("own", source)]).outcomes[0].error == ""


def test_the_given_tests_are_not_held_to_it(step):
    assert run([step("test", "import threading\nthreading.Thread(target=int).start()")]).outcomes[0].error == ""


def test_an_answer_is_held_to_it_when_a_test_calls_it(step):
    steps = [step("solution", "def f():\n    return open('/etc/passwd').read()"), step("test", "f()")]
    assert run(steps).outcomes[1].error.startswith("FileNotFoundError")
