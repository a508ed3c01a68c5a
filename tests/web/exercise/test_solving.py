"""One exercise of each chapter in its own page, by the real Python and NumPy: answered wrong, then right."""

import pytest

from tests.drawn import drawn
from tests.web.built import ROOT
from tests.web.exercise.reader import KEPT, Reader, wait_until

EXERCISES = {
    "channels_groups": "conv_transpose2d",
    "checkerboard": "has_holes",
    "fast": "multiplications",
    "frameworks": "convert_weight",
    "generation": "radial_spectrum",
    "gradient": "backward_output_padding",
    "matrix": "is_adjoint_pair",
    "output_padding": "cell_kinds",
    "output_size": "conv_output_size",
    "padding_crops": "crop2d",
    "receptive_field": "layers_to_reach",
    "scatter": "contributors",
    "segmentation": "legal_sizes",
    "sliding_window": "convolve2d",
    "streaming": "stream_step",
    "subpixel": "icnr",
    "tensors_autograd": "backward",
    "upsampling": "tied_kernel",
    "valid_same_full": "symmetric_padding",
    "zero_insertion": "padded_canvas",
}
WITHOUT_NUMPY = {
    "checkerboard",
    "fast",
    "gradient",
    "output_padding",
    "output_size",
    "receptive_field",
    "scatter",
    "segmentation",
    "tensors_autograd",
    "valid_same_full",
}

pytestmark = pytest.mark.slow


def test_every_chapter_with_exercises_has_one_here():
    assert {path.stem for path in (ROOT / "solutions").glob("*.md")} == set(EXERCISES)


@pytest.mark.parametrize(("stem", "exercise"), drawn(5, EXERCISES.items()))
def test_the_starter_fails_and_the_solution_of_the_page_passes(come_again, stem, exercise):
    page = come_again(f"chapters/{stem}.html")
    has_numpy = len(page.evaluate(KEPT)) == 2
    reader = Reader(page, exercise)
    tests = reader.box.locator("[data-part=tests] p").count()
    assert reader.check() == f"{tests} of {tests} tests fail."
    assert reader.result.locator("li.failed").count() == tests
    assert reader.state.inner_text() == ""  # what was there is no try
    assert reader.check(reader.solution) == "All tests pass."
    assert reader.result.locator("li.passed").count() == tests
    assert reader.state.inner_text() == "Solved"
    fetched = [url for url in page.requested if "/numpy-" in url]
    assert len(fetched) == (stem not in WITHOUT_NUMPY and not has_numpy)
    assert not page.errors
    if fetched:
        wait_until(page, f"({KEPT})().then(urls => urls.length === 2)")
