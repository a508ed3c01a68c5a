"""The errors: each is one line at the command line, with exit code 1, and no kind of ours escapes."""

import click
import pytest

from autograder import cli, errors


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_of_ours_is_one_line_without_a_traceback(name, monkeypatch, capsys):
    def broken(*_arguments, **_settings):
        raise getattr(errors, name)("solutions/f.md: line 3:\nwrong, mend it")

    monkeypatch.setattr(cli.cli, "main", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert (said.out, said.err) == ("", "error: solutions/f.md: line 3: wrong, mend it\n")


def test_what_concerns_one_submission_is_caught_apart_from_what_concerns_the_course():
    assert issubclass(errors.MasterError, errors.CourseError)
    assert issubclass(errors.ReleaseError, errors.CourseError)
    assert issubclass(errors.SubmissionError, errors.CourseError)
    assert not issubclass(errors.CourseError, errors.SubmissionError)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (click.UsageError("no such thing"), 2, "no such thing"),
        (KeyboardInterrupt(), 130, "run the same command to go on"),
        (click.Abort(), 130, "run the same command to go on"),
        (ZeroDivisionError("by\nnothing"), 1, "unexpected ZeroDivisionError: by nothing; run again with AUTOGRADER_"),
    ],
)
def test_every_other_end_is_one_line_with_its_code(error, code, words, monkeypatch, capsys):
    def broken(*_arguments, **_settings):
        raise error

    monkeypatch.delenv("AUTOGRADER_DEBUG", raising=False)
    monkeypatch.setattr(cli.cli, "main", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    [line] = capsys.readouterr().err.splitlines()
    assert ended.value.code == code
    assert line.startswith("error: ")
    assert words in line


def test_whoever_looks_for_a_bug_of_ours_gets_the_traceback(monkeypatch):
    def broken(*_arguments, **_settings):
        raise ZeroDivisionError

    monkeypatch.setenv("AUTOGRADER_DEBUG", "1")
    monkeypatch.setattr(cli.cli, "main", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main()
