"""A training runs once for what it was learnt from, and again when that changes."""

import importlib
import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest

from tests.web.built import ROOT
from web.book import trained as module
from web.book.trained import reproducible, trained

TRAINING = """
    import numpy as np

    calls = 0


    def train(*, steps, rate=0.5):
        global calls
        calls += 1
        return {{"losses": rate ** np.arange(steps), "best": np.float64({best}), "name": np.array(["k2 s2"])}}
"""


@pytest.fixture
def training(tmp_path, monkeypatch):
    """Return a function that writes a module of the given name, and imports it anew."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    names = []

    def write(name, text):
        (tmp_path / f"{name}.py").write_text(dedent(text))
        names.append(name)
        sys.modules.pop(name, None)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield write
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept"


def test_the_same_training_runs_once_and_comes_back_the_same(training, kept):
    code = training("a_training", TRAINING.format(best=1))
    first, second = (trained(code.train, {"steps": 3}, folder=kept) for _ in range(2))
    assert code.calls == 1
    for name, array in {"losses": np.array([1, 0.5, 0.25]), "best": np.float64(1), "name": np.array(["k2 s2"])}.items():
        for results in (first, second):
            assert np.array_equal(results[name], array)
            assert results[name].dtype == array.dtype
            assert results[name].shape == array.shape


def test_other_parameters_train_anew_in_whatever_order_they_are_named(training, kept):
    code = training("a_training", TRAINING.format(best=1))
    trained(code.train, {"steps": 3, "rate": 0.5}, folder=kept)
    trained(code.train, {"rate": 0.5, "steps": 3}, folder=kept)
    assert code.calls == 1
    assert trained(code.train, {"steps": 3, "rate": 0.1}, folder=kept)["losses"][1] == 0.1
    assert code.calls == 2


def test_changed_training_code_trains_anew(training, kept):
    assert trained(training("a_training", TRAINING.format(best=1)).train, {"steps": 1}, folder=kept)["best"] == 1
    assert trained(training("a_training", TRAINING.format(best=2)).train, {"steps": 1}, folder=kept)["best"] == 2


def test_changed_data_train_anew_and_what_is_not_used_does_not(training, kept):
    code, data = training("a_training", TRAINING.format(best=1)), training("its_data", "CELLS = 3")
    trained(code.train, {"steps": 1}, [data], folder=kept)
    training("a_picture", "COLOUR = 'red'")
    trained(code.train, {"steps": 1}, [data], folder=kept)
    assert code.calls == 1
    trained(code.train, {"steps": 1}, [training("its_data", "CELLS = 4")], folder=kept)
    assert code.calls == 2


def test_another_version_of_torch_trains_anew(training, kept, monkeypatch):
    code = training("a_training", TRAINING.format(best=1))
    trained(code.train, {"steps": 1}, folder=kept)
    monkeypatch.setattr(module, "version", lambda package: f"another {package}")
    trained(code.train, {"steps": 1}, folder=kept)
    assert code.calls == 2


def test_a_training_that_breaks_off_leaves_nothing(training, kept):
    code = training("a_training", TRAINING.format(best="1 / 0"))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            trained(code.train, {"steps": 1}, folder=kept)
    assert code.calls == 2
    assert not list(kept.glob("*.npz"))


def test_only_the_last_few_results_of_a_training_are_kept(training, kept):
    code = training("a_training", TRAINING.format(best=1))
    for steps in range(1, 6):
        trained(code.train, {"steps": steps}, folder=kept)
    assert len(list(kept.glob("*.npz"))) == module.KEPT
    trained(code.train, {"steps": 5}, folder=kept)
    assert code.calls == 5


@pytest.mark.parametrize("bad", [{"steps": {1, 2}}, {"steps": np.arange(3)}])
def test_parameters_that_json_cannot_write_are_refused(training, kept, bad):
    code = training("a_training", TRAINING.format(best=1))
    with pytest.raises(TypeError, match="must be of JSON's types"):
        trained(code.train, bad, folder=kept)
    assert code.calls == 0


def test_results_that_need_pickle_are_refused(training, kept):
    objects = training("objects", "import numpy\ndef train(): return {'network': numpy.array([{}], dtype=object)}")
    with pytest.raises(TypeError, match="'network'"):
        trained(objects.train, {}, folder=kept)
    assert not list(kept.glob("*.npz"))


def test_two_processes_that_ask_at_once_train_once(training, kept, tmp_path):
    training(
        "shared",
        """
        import numpy as np, pathlib, time
        def train(log):
            with pathlib.Path(log).open("a") as file:
                file.write("trained\\n")
                file.flush()
            while not pathlib.Path(log + ".go").exists():
                time.sleep(0.001)
            return {"one": np.ones(1)}
        """,
    )
    log = tmp_path / "log"
    program = (
        f"import sys, pathlib; sys.path[:0] = [{str(ROOT)!r}, {str(tmp_path)!r}]; print('asks', flush=True);"
        "import shared; from web.book.trained import trained;"
        f"print(trained(shared.train, {{'log': {str(log)!r}}}, folder=pathlib.Path({str(kept)!r}))['one'][0])"
    )
    processes = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "asks\n"
    (tmp_path / "log.go").touch()
    assert [process.communicate(timeout=60)[0] for process in processes] == ["1.0\n", "1.0\n"]
    assert log.read_text() == "trained\n"


@pytest.mark.slow
def test_reproducible_gives_the_same_numbers_on_one_thread_and_restores_the_state():
    import torch

    before, threads = torch.get_rng_state(), torch.get_num_threads()
    drawn = []
    for _ in range(2):
        with reproducible(7):
            assert torch.get_num_threads() == 1
            assert torch.are_deterministic_algorithms_enabled()
            drawn.append(torch.rand(5))
    assert torch.equal(*drawn)
    with reproducible(8):
        assert not torch.equal(drawn[0], torch.rand(5))
    assert torch.equal(before, torch.get_rng_state())
    assert torch.get_num_threads() == threads
    assert not torch.are_deterministic_algorithms_enabled()
