"""The command; the learner's folder is no place to import from: it may hold a ``random.py``."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]

from tconv_check.cli import main

main()
