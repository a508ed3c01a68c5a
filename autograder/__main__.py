"""``autograder``, or ``python -m autograder``: requests to stop are heard before anything else is loaded."""

from autograder.stopping import STOP

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    STOP.watch()
    from autograder.cli import main as run  # noqa: PLC0415 - it takes seconds

    run()


if __name__ == "__main__":
    main()
