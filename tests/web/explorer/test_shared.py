"""One state of the layer for all of a page."""

import pytest

from tests.web.explorer.node import run

LAYER = (
    "{ transposed: true, rank: 1, size: 2, kernel: 2, stride: 1, padding: 0, dilation: 1, outputPadding: 0,"
    " x: [1, 2], w: [3, 4] }"
)
SECOND = '<div class="explorer" data-state="lens=matrix"></div>'


def seen(body):
    """Return what ``body`` returns; ``calls`` in it holds every (now, before) that a subscriber was told."""
    subscribed = "const end = layer.subscribe((now, before) => calls.push([now, before]));"
    return run({"shared.js": "shared"}, f"const layer = shared({LAYER}), calls = []; {subscribed} {body}")


def test_a_subscriber_hears_of_each_change_with_the_layer_before_it():
    first, second = seen("layer.change({ stride: 3 }); layer.change({ stride: 4 }); return calls;")
    assert [state["stride"] for state in (*first, *second)] == [3, 1, 4, 3]


def test_a_change_to_what_is_there_already_is_none():
    assert seen("layer.change({ stride: 1 }); layer.change({ x: [1, 2] }); return calls;") == []


def test_cells_grow_with_the_size_and_keep_their_values():
    assert seen("layer.change({ size: 4 }); return layer.read().x;") == [1, 2, 3, 4]


def test_reset_leads_back_to_the_layer_that_the_page_came_with():
    body = "const came = layer.read(); layer.change({ size: 4, stride: 2 }); layer.reset();"
    assert seen(f"{body} return [layer.read() === came, calls.length];") == [True, 2]


def test_who_has_ended_the_subscription_hears_nothing():
    assert seen("end(); layer.change({ stride: 2 }); return calls;") == []


def test_what_was_read_stays_as_it_was():
    assert seen("const before = layer.read(); layer.change({ stride: 2, x: [5, 6] }); return before.x;") == [1, 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("{ stride: 2 }", ["stride"]),
        ("{ x: [1, 9] }", ["x1"]),
        ("{ w: [9, 9] }", ["w"]),
        ("{ size: 3 }", ["size", "x"]),
    ],
)  # fmt: skip
def test_what_differs_is_named_down_to_the_one_cell(to, found):
    body = f"const one = {LAYER}; return differing(one, changed(one, {to}));"
    assert run({"shared.js": "differing", "state.js": "changed"}, body) == found


@pytest.mark.slow
def test_two_explorers_of_a_page_change_together_and_each_keeps_its_lens(visit):
    page = visit("chapters/output_padding.html")
    with_two = page.request.get(page.url).text().replace("</main>", f"{SECOND}</main>")
    page.route(page.url, lambda route: route.fulfill(body=with_two, content_type="text/html"))
    page.reload()
    strides = page.locator(".explorer").get_by_role("spinbutton", name="stride s")
    assert strides.count() == 2
    says = page.locator(".explorer [role=status]")
    strides.first.fill("3")
    assert strides.last.input_value() == "3"
    assert says.all_inner_texts() == ["3 cells become 7: (3−1)·3 + 3 − 2·1 = 7."] * 2
    strides.last.fill("2")
    assert strides.first.input_value() == "2"
    lenses = page.locator("fieldset", has_text="Lens").locator("input:checked + span")
    assert lenses.all_inner_texts() == ["Stamps", "Matrix"]
    page.get_by_label("Matrix", exact=True).first.check(force=True)
    assert page.get_by_label("Matrix", exact=True).last.is_checked()
    assert not page.errors
