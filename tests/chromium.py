"""The browser of the tests: Chromium as it is installed, or the one in CHROMIUM."""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # as Chromium with its windows draws letters: these are as wide
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")  # the first takes a third of the time


@contextmanager
def chromium():
    """Run the browser; Playwright's event loop runs as long."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("no Chromium: install it (make test does on Debian) or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()
