"""Where learners put their file, what they call it, and what lies beside it."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Mapping

import nbformat

from autograder.cell import grade_id
from autograder.markers import starter
from autograder.sample.hand_in import Edit, HandIn

__all__ = ["PLACES"]

FOUND = {
    "a_folder_too_deep": "{0}/{0}/{0}.ipynb",
    "no_folder": "{0}.ipynb",
    "a_folder_of_its_own": "{0}-homework/{0}.ipynb",
    "another_ending": "{0}/{0}.ipynb.txt",
    "an_ending_in_capitals": "{0}/{0}.IPYNB",
    "two_endings": "{0}/{0}.ipynb.ipynb",
    "half_downloaded": "{0}/{0}.ipynb.crdownload",
    "an_editors_copy": "{0}/{0}.ipynb~",
    "json_at_its_end": "{0}/{0}.json",
    "downloaded_twice": "{0}/{0} (1).ipynb",
    "a_name_of_its_own": "{0}/homework 3 (final).ipynb",
    "a_copy_of_jupyters": "{0}/{0}-Copy1.ipynb",
    "a_copy_of_windows": "{0}/{0} - Copy.ipynb",
    "an_earlier_attempt_alone": "{0}/attempts/monday/{0}.ipynb",
    "unpacked_by_moodle": "{0}/Smith_1_assignsubmission_file_/{0}.ipynb",
}
"""Where the notebook lies; it is found, and costs nothing."""
REFUSED = {
    "a_script": ("{0}/{0}.py", b"def answer():\n    return 42\n"),
    "a_page": ("{0}/{0}.html", b"<!DOCTYPE html>\n<html><body>my work</body></html>\n"),
    "a_pdf": ("{0}/{0}.pdf", b"%PDF-1.7\n%\xe2\xe3\n"),
    "a_damaged_zip": ("{0}/{0}.zip", b"PK\x03\x04..."),
    "a_script_of_jupytext": ("{0}/{0}.md", b"# Scatter\n\n```python\nx = 1\n```\n"),
    "a_link_to_colab": ("{0}/{0}.url", b"[InternetShortcut]\nURL=https://colab.research.google.com/drive/1\n"),
    "a_picture": ("{0}/screenshot.png", b"\x89PNG\r\n\x1a\n\0\0"),
}
"""Files in the place of a notebook."""


def lies(place: str) -> Edit:
    """Return an edit that puts the notebook elsewhere."""

    def edit(hand_in: HandIn) -> None:
        hand_in.place = place

    return edit


def is_no_notebook(place: str, data: bytes) -> Edit:
    """Return an edit that hands in another file, and no notebook."""

    def edit(hand_in: HandIn) -> None:
        hand_in.place, hand_in.data = place, data
        hand_in.reject()

    return edit


def zipped(hand_in: HandIn) -> None:
    """Hand in the zip of the folder."""
    _zip(hand_in, {"{0}/{0}.ipynb": hand_in.written(), "__MACOSX/{0}/._{0}.ipynb": b"\0\5\x16\7"})


def zipped_twice(hand_in: HandIn) -> None:
    """Hand in a zip of a zip."""
    zipped(hand_in)
    _zip(hand_in, {"{0}.zip": hand_in.written()})


def zipped_under_its_name(hand_in: HandIn) -> None:
    """Rename the zip until the upload takes it."""
    zipped(hand_in)
    hand_in.place = "{0}/{0}.ipynb"


def worked_in_a_copy(hand_in: HandIn) -> None:
    """Answer in Jupyter's copy, and leave the notebook as it was released."""
    hand_in.beside["{0}/{0}-Copy1.ipynb"] = hand_in.written()
    hand_in.data = _blank(hand_in)


def a_blank_copy_beside(hand_in: HandIn) -> None:
    """Leave an untouched copy beside the answers."""
    hand_in.beside["{0}/{0} (1).ipynb"] = _blank(hand_in)
    hand_in.beside["{0}/.ipynb_checkpoints/{0}-checkpoint.ipynb"] = _blank(hand_in)
    hand_in.beside["{0}/notes.txt"] = b"ask about exercise 2"


def an_older_try_beside(hand_in: HandIn) -> None:
    """Leave a copy with other answers beside the notebook with the right name: that one counts."""
    older = copy.deepcopy(hand_in)
    older.answer(older.first).source += "\n# first try"
    hand_in.beside["{0}/{0}-old.ipynb"] = older.written()
    hand_in.blank(hand_in.last)


def two_tries_and_no_notebook(hand_in: HandIn) -> None:
    """Hand in two copies with different answers, and none with the right name."""
    hand_in.beside["{0}/final.ipynb"] = hand_in.written()
    hand_in.answer(hand_in.first).source += "\n# another"
    hand_in.place = "{0}/final2.ipynb"
    hand_in.reject()


def only_jupyters_own_copy(hand_in: HandIn) -> None:
    """Hand in the folder of checkpoints alone."""
    hand_in.place = "{0}/.ipynb_checkpoints/{0}-checkpoint.ipynb"
    hand_in.reject()


def _blank(hand_in: HandIn) -> bytes:
    blank = copy.deepcopy(hand_in.notebook)
    for cell in blank.cells:
        exercise = hand_in.master.exercises.get(grade_id(cell))
        if exercise is not None:
            cell.source = starter(exercise.solution.source)
    return str(nbformat.writes(blank)).encode()


def _zip(hand_in: HandIn, files: dict[str, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():  # a ZipInfo has a fixed date, so the same file comes out each time
            archive.writestr(zipfile.ZipInfo(name.format(hand_in.master.stem)), data)
    hand_in.place, hand_in.data = "{0}/{0}.zip", packed.getvalue()


PLACES: Mapping[str, Edit] = {
    **{name: lies(place) for name, place in FOUND.items()},
    **{name: is_no_notebook(*file) for name, file in REFUSED.items()},
    **{
        edit.__name__: edit
        for edit in (
            zipped,
            zipped_twice,
            zipped_under_its_name,
            worked_in_a_copy,
            a_blank_copy_beside,
            an_older_try_beside,
            two_tries_and_no_notebook,
            only_jupyters_own_copy,
        )
    },
}
"""Kinds by the name of the student who hands them in."""
