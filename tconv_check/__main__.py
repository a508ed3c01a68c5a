"""The command."""

from tconv_check.cli import main

main()
