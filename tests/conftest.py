"""What tests of several packages share, and the order of the files."""

import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

from tests.drawn import SEED
from tests.once import once

sys.modules.setdefault("rfc3987_syntax", None)  # more than a second of every process, as in autograder/cli.py
ROOT = Path(__file__).parents[1]
settings.register_profile("whole", deadline=None)  # three files run at once: the clock on the wall says nothing
settings.load_profile("whole")
MAX_COVERED = 10  # cases of one test

# A file is one process's work from its start to its end: the long ones come first, so that no process waits for one.
LONG = (
    "web/exercise/test_stuck.py",
    "web/exercise/test_solving.py",
    "web/test_pages.py",
    "autograder/test_parity.py",
    "course/test_book.py",
    "autograder/test_killed.py",
    "autograder/grading/test_cluster.py",
    "autograder/test_exchange.py",
    "autograder/test_cli.py",
    "autograder/gradebook/test_migration.py",
    "autograder/sample/test_places.py",
    "autograder/test_jupyter.py",
    "autograder/grading/test_cohort.py",
    "course/test_guide.py",
    "tconv_check/test_grader_parity.py",
    "autograder/test_attacks.py",
    "web/explorer/test_explorer.py",
    "web/test_reading.py",
    "web/test_readers.py",
)


# What takes seconds to make: a test that asks for it is slow, whatever it does then.
SLOW_TO_MAKE = {"wheel", "class_made", "launcher", "processes", "postgres", "learner_python", "browser", "look"}


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    if not SLOW_TO_MAKE.isdisjoint(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    places = {str(ROOT / "tests" / name): place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(str(item.path), len(LONG)))


class SampledCoverage:
    """Coverage of the first cases of each test: to trace all of them, and pytest itself, takes twice as long."""

    def __init__(self, plugin):
        self.plugin, self.cases = plugin, Counter()

    def pytest_collection_finish(self):
        self.plugin.cov_controller.pause()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        function = item.nodeid.partition("[")[0]
        self.cases[function] += 1
        if self.cases[function] > MAX_COVERED:
            return (yield)
        self.plugin.cov_controller.resume()
        try:
            return (yield)
        finally:
            self.plugin.cov_controller.pause()


def pytest_configure(config):
    cov = config.pluginmanager.getplugin("_cov")
    if cov and cov.cov_controller:
        config.pluginmanager.register(SampledCoverage(cov))


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"Samples and random arrays are of TCONV_SEED={SEED}.")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    from autograder.release import build_wheel

    [made] = once(tmp_path_factory, "wheel", lambda folder: build_wheel(folder / "built")).rglob("*.whl")
    return made


@pytest.fixture(scope="session")
def course(tmp_path_factory, wheel):
    """Return a course with the assignment ``scatter`` released; tests that write work on a copy."""
    from autograder.course import Course
    from autograder.release import release

    def make(folder):
        course = Course.create(folder / "course", [ROOT / "solutions"])
        release(course, course.choose(["scatter"]), wheel)

    return Course.open(once(tmp_path_factory, "released", make) / "course")
