"""Changes that no test notices are named with their line; marks of those that make no difference must be true."""

import re
import time

import pytest

from autograder.errors import CourseError
from autograder.masters import survivors
from autograder.masters.survivors import survey

MASTER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Halving

+++ {"exercise": "halvings", "role": "statement"}

## How often?

```{code-cell} ipython3
---
exercise: halvings
role: solution
hints: [count, "n // 2", "while n > 1"]
---
def halvings(n):
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    count = 0
    while n > 1:
        n //= 2
        count += 1
    return count
    ### END SOLUTION
```

```{code-cell} ipython3
---
exercise: halvings
role: test
name: values
points: 2
---
for n, expected in enumerate([0, 1, 1, 2, 2, 2, 2, 3], start=1):
    assert halvings(n) == expected
```
"""
REFUSAL = """
```{code-cell} ipython3
---
exercise: halvings
role: test
name: refusal
points: 1
---
try:
    halvings(0)
except ValueError:
    pass
else:
    raise AssertionError("must be refused")
```
"""
LOOSE = [
    "`if n < 0:` for `if n < 1:`",
    'no `raise ValueError(f"n must be at least 1, got {n}")`',
]


@pytest.fixture
def surveyed(tmp_path):
    def surveyed(master, marks="", **options):
        (tmp_path / "mutants").mkdir(exist_ok=True)
        (tmp_path / "mutants/halving.py").write_text(f"from autograder.contract import equivalent\n{marks}\n")
        path = tmp_path / "halving.md"
        path.write_text(master)
        return survey([path], **{"cell_seconds": 0.1, **options})

    return surveyed


@pytest.mark.slow
def test_a_rule_without_a_case_is_named_by_line_and_change(surveyed, tmp_path):
    found = surveyed(MASTER)
    assert sorted(each.change.words for each in found.survivors) == sorted(LOOSE)
    for each in found.survivors:
        assert MASTER.splitlines()[each.line - 1].strip() == each.change.before
    text = str(found.survivors[0])
    assert text.startswith(
        f"{tmp_path / 'halving.md'} line 21: `if n < 0:` for `if n < 1:` passes all tests of halvings"
    )
    assert text.endswith('\n  equivalent("halvings", "if n < 1:", "if n < 0:", reason="…")')


@pytest.mark.slow
def test_a_case_for_the_rule_catches_all_of_them(surveyed):
    found = surveyed(MASTER + REFUSAL)
    assert found.survivors == ()
    assert found.tried > 15


@pytest.mark.slow
def test_what_only_random_cases_catch_is_named_with_the_test_that_draws_them(surveyed):
    random = """
for n, in cases(1, n=(-3, 0)):
    try:
        halvings(n)
    except ValueError:
        pass
    else:
        raise AssertionError("must be refused")
```
"""
    head = "\n```{code-cell} ipython3\n---\nexercise: halvings\nrole: test\nname: drawn\npoints: 1\n---"
    checks = "```{code-cell} ipython3\n:role: checks\n\nfrom tconv_lib.checks import cases\n```\n\n+++ {"
    drawn = MASTER.replace("+++ {", checks, 1) + head + random
    found = surveyed(drawn)
    by_words = {each.change.words: each for each in found.survivors}
    assert set(by_words) == set(LOOSE)
    raised = by_words[LOOSE[1]]
    assert raised.by_chance == "drawn"
    assert str(raised).endswith("but for the random cases of drawn, and other seeds may miss it: add a fixed case")


@pytest.mark.slow
def test_a_loop_without_end_is_caught_by_the_clock(surveyed):
    assert "count += 1" in MASTER
    endless = surveyed(MASTER.replace("n //= 2", "n = n // 2") + REFUSAL, jobs=3)
    assert endless.survivors == ()  # `n = n * 2`, and no `n = n // 2`


@pytest.mark.slow
def test_a_change_that_hears_no_clock_is_ended_with_its_process(surveyed, monkeypatch):
    monkeypatch.setattr(survivors, "HARD_SECONDS", 1.0)
    deaf = MASTER.replace("    count = 0\n", "    if n > 2**40:\n        sum(iter(int, 1))\n    count = 0\n")
    start = time.monotonic()
    found = surveyed(deaf + REFUSAL, jobs=1)
    assert "`if n <= 2**40:` for `if n > 2**40:`" not in {each.change.words for each in found.survivors}
    assert time.monotonic() - start < 60


@pytest.mark.slow
def test_a_change_that_ends_its_process_is_caught_and_the_rest_is_tried(surveyed):
    deadly = MASTER.replace(
        "    count = 0\n", "    if n > 100:\n        import os\n        os._exit(3)\n    count = 0\n"
    )
    found = surveyed(deadly + REFUSAL, jobs=1)
    words = {each.change.words for each in found.survivors}
    assert "`if n <= 100:` for `if n > 100:`" not in words
    assert {"`if n > 101:` for `if n > 100:`", "no `os._exit(3)`"} <= words


@pytest.mark.slow
def test_marked_changes_are_counted_and_not_named(surveyed):
    marks = "\n".join(f"equivalent({mark}, reason='for this test')" for mark in (
        "'halvings', 'if n < 1:', 'if n < 0:'",
        "'halvings', 'raise ValueError(f\"n must be at least 1, got {n}\")'",
    ))  # fmt: skip
    found = surveyed(MASTER, marks)
    assert (found.marked, found.survivors) == (2, ())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        ("'halvings', 'if n < 1:', 'if n < 7:', reason='r'", "fits no change of the solution: take it out"),
        ("'thirds', 'if n < 1:', 'if n < 0:', reason='r'", "fits no change of the solution"),
        ("'halvings', 'count = 0', 'count = 1', reason='r'", "is no such change, values fails: take it out"),
        ("'halvings', 'if n < 1:', 'if n < 0:', reason=' '", "give the reason why no input tells"),
    ],
)
def test_a_mark_that_is_not_so_is_refused(surveyed, mark, complaint):
    with pytest.raises(CourseError, match=re.escape(complaint)) as caught:
        surveyed(MASTER, f"equivalent({mark})")
    assert "mutants/halving.py: " in str(caught.value)


@pytest.mark.slow
def test_a_draw_is_the_same_for_a_seed(surveyed):
    draws = [[each.change for each in surveyed(MASTER, most=6, seed=seed).survivors] for seed in (0, 0, 1, 2, 3, 4, 5)]
    assert draws[0] == draws[1]
    assert len({tuple(draw) for draw in draws}) > 1
    assert surveyed(MASTER, most=6).tried == 6


@pytest.mark.slow
def test_a_change_within_several_lines_is_named_by_its_own(surveyed):
    loose = MASTER.replace("if n < 1:", "if (\n        n\n        < 1\n    ):")
    [low] = [each for each in surveyed(loose).survivors if each.change.after.startswith("< 0")]
    assert loose.splitlines()[low.line - 1].strip() == "< 1" == low.change.before
