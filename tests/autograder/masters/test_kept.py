"""What a source carries beside its cells is read back as it was kept; where there is nothing, nothing is."""

from nbformat.v4 import new_notebook

from autograder.masters.kept import history, keep_history, keep_options, options_of


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
