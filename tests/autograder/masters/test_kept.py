"""What a source carries beside its cells is read back as it was kept; where there is nothing, nothing is."""

from nbformat.v4 import new_notebook

from autograder.masters.kept import attach_mutants, detach_mutants, history, keep_history, keep_options, options_of


def test_what_is_kept_is_read_back():
    notebook = new_notebook()
    keep_options(notebook, {"packages": ["scipy"]})
    keep_history(notebook, gone=["a"], since=["b", "c"])
    assert options_of(notebook) == {"packages": ["scipy"]}
    assert history(notebook) == (["a"], ["b", "c"])


def test_nothing_to_keep_leaves_no_trace():
    notebook = new_notebook()
    keep_options(notebook, {})
    keep_history(notebook, gone=[], since=[])
    assert notebook.metadata == {}
    assert (options_of(notebook), history(notebook)) == ({}, ([], []))


def test_the_known_wrong_answers_leave_the_source_before_anything_is_made_of_it():
    notebook = new_notebook()
    keep_options(notebook, {"packages": ["scipy"]})
    attach_mutants(notebook, "from autograder.contract import mutant")
    assert detach_mutants(notebook) == "from autograder.contract import mutant"
    assert detach_mutants(notebook) == ""
    assert options_of(notebook) == {"packages": ["scipy"]}
    assert "mutants" not in str(notebook)
