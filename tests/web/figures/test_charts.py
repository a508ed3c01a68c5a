"""The charts show the results of the benchmarks, the tracked ones and invented ones."""

import json
import re
from itertools import combinations

import numpy as np
import pytest

from tests.web.figures.figure_numbers import SVG, drawn_by, trees
from web.figures import charts
from web.figures.board import width_of

TRACKED = charts.RESULTS
FILES = ("fast_against_torch", "memory_against_torch", "routes_by_size", "population_against_torch", "bookkeeping")
ROUTES = ("scatter", "zero_insertion", "matrix", "input_gradient", "subpixel", "fast")
AGAINST = {"fast_routes_by_size": ("input_size", "stride", 2)}
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@pytest.fixture(params=["tracked", *range(8)])
def results(request, tmp_path, monkeypatch):
    """Results to draw from, the tracked ones or invented ones, in a folder of their own."""
    found = {name: json.loads((TRACKED / f"{name}.json").read_text()) for name in FILES}
    if request.param != "tracked":
        invent(*found.values(), np.random.default_rng(request.param))
    for name in FILES:
        (tmp_path / f"{name}.json").write_text(json.dumps(found[name]))
    monkeypatch.setattr(charts, "RESULTS", tmp_path)
    return found


def invent(times, memories, routes, population, bookkeeping, random):
    """Put other numbers in, now close together and now far apart, some the same."""
    spread = random.uniform(0.05, 0.8)
    for time, memory in zip(times["layers"], memories["layers"], strict=True):
        time["ratio"] = round(np.exp(random.normal(0, spread)), 3)
        memory["torch_mb"] = round(np.exp(random.normal(1, 1)), 2)
        memory["ours_mb"] = round(memory["torch_mb"] * np.exp(random.normal(0, spread)), 2)
    times["geometric_mean"], memories["geometric_mean"] = np.exp(random.normal(0, 0.3, 2)).round(3).tolist()
    for layer in population["layers"]:
        layer["ratio"] = round(np.exp(random.normal(0, spread)), 3)
    for point in routes["points"]:
        point["microseconds"] = round(60 * np.exp(random.normal(0, spread)), 1)
        point["products"] = int(random.choice([2, 3, 100, 10_000])) * point["input_size"]
    for row in bookkeeping["rows"]:
        row["processor_seconds"] = round(row["rows"] / 500 * np.exp(random.normal(0, spread)), 2)
        row["peak_mib"] = round(150 * np.exp(random.normal(0, spread)), 1)


def painted(tree, *, filled, width=None):
    """Paint and corners of the paths that are filled, or of the lines of one width."""
    paths = [path for path in tree.iter(f"{SVG}path") if (path.get("fill") != "none") == filled]
    paths = [path for path in paths if path.get("stroke-width") == width]
    return [(path.get("fill" if filled else "stroke"), corners(path.get("d"))) for path in paths]


def corners(way):
    return np.array([pair.split() for pair in re.split("[ML]", way.removesuffix("Z"))[1:]], float)


def texts(tree):
    """Words, place, size, anchor and weight of every text, its place being its middle height."""
    for text in tree.iter(f"{SVG}text"):
        size = float(text.get("font-size", tree.get("font-size")))
        place = (float(text.get("x")), float(text.get("y")) - 0.35 * size)
        yield text.text, place, size, text.get("text-anchor", "middle"), text.get("font-weight")


def assert_in_proportion(values, places):
    """The places are a shift and a factor of the values' logarithms, by least squares; return both."""
    line = np.polyfit(np.log(values), places, 1)
    np.testing.assert_allclose(np.polyval(line, np.log(values)), places, atol=0.02)
    return line


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", drawn_by(charts.ratio_dots, charts.ratio_ranks, charts.route_lines, charts.cohort_lines)
)
def test_no_two_texts_of_a_chart_meet_and_it_stays_narrow(results, name):
    (tree,) = trees(name)
    left, _, width, _ = map(float, tree.get("viewBox").split())
    boxes = []
    for words, (x, y), size, anchor, weight in texts(tree):
        long = width_of(words, size, bold=weight is not None)
        start = {"start": x, "middle": x - long / 2, "end": x - long}[anchor]
        assert left <= start <= start + long <= left + width
        boxes.append((words, start, start + long, y - 0.38 * size, y + 0.38 * size))
    for (one, a, b, c, d), (other, e, f, g, h) in combinations(boxes, 2):
        assert b <= e or f <= a or d <= g or h <= c, (one, other)
    assert width <= 348


# --- population ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_population_is_sorted_on_a_logarithmic_axis(results):
    ratios = np.sort([layer["ratio"] for layer in results["population_against_torch"]["layers"]])
    (tree,) = trees("fast_population")
    centres = np.array([dot.mean(axis=0) for _, dot in painted(tree, filled=True) if len(dot) == 12])
    assert len(centres) == len(ratios)
    slope, _ = assert_in_proportion(ratios, centres[:, 0])
    assert slope > 0
    assert (np.diff(centres[:, 1]) > 0).all()
    facts = charts.ratio_ranks("population_against_torch").facts
    assert (facts["count"], facts["faster"]) == (len(ratios), (ratios < 1).sum())
    assert (float(facts["fastest"]), float(facts["slowest"])) == pytest.approx((ratios[0], ratios[-1]), abs=0.0051)


# --- ratios ----------------------------------------------------------------------------------------------------------


def wanted(results):
    """Name, time and memory of each row by the files, the last row their means."""
    times, memories = results["fast_against_torch"], results["memory_against_torch"]
    held = {row["name"]: row["ours_mb"] / row["torch_mb"] for row in memories["layers"] if row["torch_mb"] >= 1}
    rows = [(row["name"], row["ratio"], held.get(row["name"])) for row in times["layers"]]
    return [*rows, ("geometric mean", times["geometric_mean"], memories["geometric_mean"])]


def test_every_layer_shows_its_name_and_both_ratios(results):
    below = [(words, x) for words, (x, y), *_ in texts(trees("fast_ratios")[0]) if y > 40]
    rows = wanted(results)
    assert " ".join(words for words, x in below if x == 0) == " ".join(name for name, *_ in rows)
    ratios = [ratio for _, *pair in rows for ratio in pair]
    for words, ratio in zip([words for words, x in below if x > 0], ratios, strict=True):
        assert words == "–" if ratio is None else abs(float(words) - ratio) <= 0.00501


def test_dots_diamonds_and_rulers_stand_where_the_logarithm_of_their_ratio_is(results):
    (tree,) = trees("fast_ratios")
    rows = wanted(results)
    heights = [y for _, (x, y), *_ in texts(tree) if y > 40 and x > 0][::2]
    dots = [way.mean(axis=0) for _, way in painted(tree, filled=True)][1:-1]  # without key and head
    diamonds = [way[:-1].mean(axis=0) for _, way in painted(tree, filled=False, width="1.8")][1:-1]
    shares = [(share, y) for (*_, share), y in zip(rows, heights, strict=True) if share is not None]
    np.testing.assert_allclose([y for _, y in dots], heights, atol=0.01)
    np.testing.assert_allclose([y for _, y in diamonds], [y for _, y in shares], atol=0.01)

    ticks = {float(words): x for words, (x, y), *_ in texts(tree) if 30 < y < 40}
    values = [ratio for _, ratio, _ in rows] + [share for share, _ in shares] + list(ticks)
    slope, _ = assert_in_proportion(values, [x for x, _ in [*dots, *diamonds]] + list(ticks.values()))
    assert slope > 0
    heavy = [path for path in tree.iter(f"{SVG}path") if path.get("stroke-width") == "1"]
    assert {corners(path.get("d"))[0, 0]: path.get("stroke-dasharray") for path in heavy} == {
        ticks[1]: None,
        ticks[2]: "4 3",
    }


@pytest.mark.slow
def test_the_text_beside_the_ratios_names_extremes_means_and_every_layer(results):
    description = trees("fast_ratios")[0].find(f"{SVG}desc").text
    *rows, (_, mean, memory_mean) = wanted(results)
    for word, choose in (("from", min), ("to", max)):
        extreme = choose(ratio for _, ratio, _ in rows)
        assert any(f"{word} {extreme:.2f} ({name})" in description for name, ratio, _ in rows if ratio == extreme)
    assert f"in the geometric mean {mean:.2f}." in description
    assert f"in the geometric mean {memory_mean:.2f} of PyTorch's" in description
    assert f"Of {len(rows)} layers {sum(ratio < 1 for _, ratio, _ in rows)} take less time" in description
    for name, ratio, share in rows:
        assert f" {name}: {ratio:.2f}" + ("" if share is None else f" and {share:.2f}") in description


# --- routes ----------------------------------------------------------------------------------------------------------


def panels(name, results):
    """Each panel's values by route, and what is drawn of it, top down."""
    against, fixed, value = AGAINST[name]
    (tree,) = trees(name)
    lines, leaders = painted(tree, filled=False, width="1.8"), painted(tree, filled=False, width="0.8")
    marks = painted(tree, filled=True)
    points = [point for point in results["routes_by_size"]["points"] if point[fixed] == value]
    split = next(y for words, (_, y), *_ in texts(tree) if words == "products")
    for number, measure in enumerate(("microseconds", "products")):
        values = {r: sorted((p[against], p[measure]) for p in points if p["route"] == r) for r in ROUTES}
        values = {route: line for route, line in values.items() if line}  # the dense matrix has its limit
        drawn = [ways[len(values) * number :][: len(values)] for ways in (lines, leaders)]
        inside = (lambda y: y < split, lambda y: y > split)[number]
        words = [text for text in texts(tree) if inside(text[1][1])]
        yield values, *drawn, [mark for mark in marks if inside(mark[1][0, 1])], words


@pytest.mark.parametrize("name", AGAINST)
def test_lines_and_ticks_lie_where_the_logarithms_of_the_measurements_are(results, name):
    for values, lines, _, _, words in panels(name, results):
        places = np.concatenate([way for _, way in lines])
        pairs = np.array([pair for line in values.values() for pair in line])
        across = {float(word): x for word, (x, y), _, anchor, _ in words if anchor == "middle" and word.isdigit()}
        up = {}
        for word, (_, y), _, anchor, _ in words:
            if anchor == "end":
                digit, _, power = word.translate(SUPERSCRIPTS).rpartition("·")
                power = 10 ** int(power[2:]) if set(word) & set(map(chr, SUPERSCRIPTS)) else float(power)
                up[int(digit or 1) * power] = y
        assert set(across) <= set(pairs[:, 0])
        right, _ = assert_in_proportion([*pairs[:, 0], *across], [*places[:, 0], *across.values()])
        rise, _ = assert_in_proportion([*pairs[:, 1], *up], [*places[:, 1], *up.values()])
        assert right > 0 > rise


@pytest.mark.parametrize("name", AGAINST)
def test_a_line_s_name_is_led_to_from_its_end_and_has_a_mark_of_its_own_form(results, name):
    for values, lines, leaders, marks, words in panels(name, results):
        names = {word.replace(" ", "_"): y for word, (x, y), *_ in words if x > 180}
        assert sorted(names) == sorted(values)
        beside = [way for _, way in marks if way[:, 0].min() > 180]
        forms = set()
        for route, (paint, line) in zip(values, lines, strict=True):
            ((colour, leader),) = [found for found in leaders if abs(found[1][1, 1] - names[route]) < 0.01]
            assert colour == paint
            np.testing.assert_allclose(leader[0], line[-1])
            (mark,) = [way for way in beside if abs(way.mean(axis=0)[1] - names[route]) < 0.01]
            forms.add(str((mark - mark.mean(axis=0)).round(1).tolist()))
        assert len(forms) == len(values)


@pytest.mark.parametrize("name", AGAINST)
def test_every_measurement_bears_a_mark_its_line_s_own_unless_another_s_would_cover_it(results, name):
    for _, lines, _, marks, _ in panels(name, results):
        centres = {paint: [] for paint, _ in lines}
        for paint, way in marks:
            centres[paint].append(way.mean(axis=0))
        everywhere = np.concatenate(list(centres.values()))
        for paint, line in lines:
            others = np.concatenate([way for other, way in lines if other != paint])
            for place in line:
                assert np.abs(everywhere - place).max(axis=1).min() < 2.01
                if np.abs(others - place).max(axis=1).min() > 2.01:
                    assert np.abs(np.array(centres[paint]) - place).max(axis=1).min() < 0.01


def test_lines_that_lie_on_one_another_show_the_marks_of_all_in_turn():
    results = {name: json.loads((TRACKED / f"{name}.json").read_text()) for name in FILES}
    for _, lines, _, marks, _ in panels("fast_routes_by_size", results):
        assert {paint for paint, way in marks if way[:, 0].max() < 180} == {paint for paint, _ in lines}


@pytest.mark.parametrize("name", AGAINST)
def test_names_stand_in_the_order_of_the_lines_ends(results, name):
    for values, _, _, _, words in panels(name, results):
        names = sorted((y, word.replace(" ", "_")) for word, (x, y), *_ in words if x > 180)
        ends = [values[route][-1][1] for _, route in names]
        assert ends == sorted(ends, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", AGAINST)
def test_the_text_beside_the_lines_gives_both_ends_of_each(results, name):
    description = trees(name)[0].find(f"{SVG}desc").text
    for values, *_ in panels(name, results):
        for route, line in values.items():
            assert f"{route.replace('_', ' ')} {line[0][1]} to {line[-1][1]}" in description


# --- class -----------------------------------------------------------------------------------------------------------


def test_time_and_memory_of_a_class_lie_where_their_logarithms_are_and_their_ends_are_told(results):
    (tree,) = trees("instructor_guide_cohort")
    drawn = iter(painted(tree, filled=False, width="1.8"))
    description = tree.find(f"{SVG}desc").text
    for run, column in (("first", "processor_seconds"), ("again", "processor_seconds"), ("first", "peak_mib")):
        lines = {}
        for row in results["bookkeeping"]["rows"]:
            if row["run"] == run:
                lines.setdefault(row["database"], []).append((row["rows"], row[column]))
        assert set(lines) == {"sqlite", "postgresql"}
        ways = [next(drawn)[1] for _ in lines]
        pairs = np.array([pair for name in ("sqlite", "postgresql") for pair in sorted(lines[name])])
        places = np.concatenate(ways)
        right, _ = assert_in_proportion(pairs[:, 0], places[:, 0])
        rise, _ = assert_in_proportion(pairs[:, 1], places[:, 1])
        assert right > 0 > rise
        for name, spoken in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
            (_, first), *_, (_, last) = sorted(lines[name])
            assert f"{spoken} {first} to {last}" in description
    assert next(drawn, None) is None


def test_the_time_of_a_class_grows_with_it_and_its_memory_by_a_few_kibibytes_a_submission():
    rows = json.loads((TRACKED / "bookkeeping.json").read_text())["rows"]
    for database in ("sqlite", "postgresql"):
        for run in ("first", "again"):
            line = [(row["rows"], row) for row in rows if (row["database"], row["run"]) == (database, run)]
            each = [row["processor_seconds"] / number for number, row in line]
            (fewest, first), *_, (most, last) = line
            assert max(each) < 1.5 * min(each)
            assert 1024 * (last["peak_mib"] - first["peak_mib"]) < 4 * (most - fewest)


def test_heights_are_spread_no_more_than_needed():
    assert charts.spread([10, 40, 90], 10, 0, 100) == [10, 40, 90]
    assert charts.spread([50, 50, 50], 10, 0, 100) == [40, 50, 60]
    assert charts.spread([0, 1, 99, 99], 10, 0, 100) == [0, 10, 90, 100]
