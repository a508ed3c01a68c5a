"""What is said of a text: one dictionary for ``--json`` and the web page, and the same as lines for the terminal."""

from __future__ import annotations

from typing import Any

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.layers import make_layer
from tconv_lib.explain.messages import Answer, chapter_title, find_answers
from tconv_lib.explain.skips import Mismatch, Pair, find_mismatches, find_pairs, nearest_legal_sizes
from tconv_lib.explain.stages import Sizes, Stage, run_stages
from tconv_lib.explain.syntax import Unknown, plain, read_calls
from tconv_lib.explain.tables import say

__all__ = ["as_text", "explain"]

_LONGEST = 20_000  # characters of a text


def explain(text: str, sizes: Sizes | None = None, kernel_size: Sizes | None = None) -> dict[str, Any]:
    """Explain an error message, a layer or a stack of layers.

    Parameters
    ----------
    text : the message, also within a traceback; or a call, a container of calls, an ONNX node's attributes
    sizes : the input's spatial sizes, one for each axis or one for all
    kernel_size : for a functional call whose weight is only named

    Returns
    -------
    dict, of strings, numbers, lists and dicts: ``answers`` of a message; of layers ``stages``, ``not_reached``,
    ``skips``, ``pairs`` and ``legal_sizes``. A stage has its layer, kind, arguments, sizes before and after, formulas,
    chapter, and its ``picture``: the first axis, by the names of the explorer's state

    Raises
    ------
    ExplainError
        where nothing can be said of the text.

    Examples
    --------
    >>> explain("nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)", (33,))["stages"][0]["after"]
    [65, 65]
    """
    if len(text) > _LONGEST:
        raise ExplainError(say("too-long", count=len(text), most=_LONGEST))
    answers = find_answers(plain(text))
    if answers:
        answers = answers[-1:] if "Traceback (most recent call last)" in text else answers
        return {"answers": [_answer(answer) for answer in answers]}
    own = None if kernel_size is None else kernel_size[0] if len(kernel_size) == 1 else kernel_size
    layers = [make_layer(call, own) for call in read_calls(text)]
    stages = run_stages(layers, sizes)
    skips = find_mismatches(layers, sizes) if sizes else []
    mended = sizes if sizes and skips and all(skip.mended for skip in skips) else ()
    return {
        "stages": [_stage(stage) for stage in stages],
        "not_reached": [layer.name for layer in layers[len(stages) :]],
        "skips": [_skip(skip) for skip in skips],
        "pairs": [_pair(pair) for pair in find_pairs(stages)],
        "legal_sizes": [{"size": n, "nearest": nearest_legal_sizes(layers, n)} for n in dict.fromkeys(mended)],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "row": answer.row,
        "source": answer.source,
        "meaning": answer.meaning,
        "cure": answer.cure,
        "arguments": list(answer.arguments),
        "chapter": _chapter(answer.chapter),
        "picture": None if answer.picture is None else dict(answer.picture),
    }


def _chapter(stem: str) -> dict[str, str]:
    return {"stem": stem, "title": chapter_title(stem)}


def _stage(stage: Stage) -> dict[str, Any]:
    arguments = stage.layer.arguments.items()
    return {
        "layer": stage.layer.name,
        "kind": stage.layer.kind,
        "arguments": {name: value for name, value in arguments if not isinstance(value, Unknown)},
        "before": None if stage.before is None else list(stage.before),
        "after": None if stage.after is None else list(stage.after),
        "formulas": list(stage.formulas),
        "unknown": stage.unknown,
        "failure": stage.failure,
        "answers": [_answer(answer) for answer in stage.answers],
        "chapter": _chapter(stage.chapter),
        "picture": None if stage.picture is None else dict(stage.picture),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"stage": pair.stage + 1, "encoder_stage": pair.encoder_stage + 1, "fits": pair.fits}


def _skip(skip: Mismatch) -> dict[str, Any]:
    return {
        "stage": skip.stage + 1,
        "encoder_stage": skip.encoder_stage + 1,
        "got": list(skip.got),
        "wanted": list(skip.wanted),
        "cure": skip.cure,
        "chapter": _chapter("output_padding" if skip.mended else "segmentation"),
    }


def as_text(report: dict[str, Any]) -> str:
    """Write a report as lines for the terminal.

    Examples
    --------
    >>> print(as_text(explain("nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)", (33,))))
    ConvTranspose2d: 33 x 33 -> 65 x 65
      (33 - 1)*2 - 2*1 + 1*(3 - 1) + 0 + 1 = 65
      chapter padding_crops: Padding crops: why more padding gives less
    """
    if "answers" in report:
        return "\n".join(line for answer in report["answers"] for line in _answer_lines(answer, ""))
    stages = report["stages"]
    count = len(stages) + len(report["not_reached"])
    lines = [line for at, stage in enumerate(stages) for line in _stage_lines(stage, at, count)]
    if report["not_reached"]:
        lines.append(f"not reached: {', '.join(report['not_reached'])}")
    if len(stages) > 1:
        lines += _chapter_lines(stages)
    for number, skip in enumerate(report["skips"]):
        got, wanted = _product(skip["got"]), _product(skip["wanted"])
        stage = f"stage {skip['stage']}{' then' if number else ''}"
        lines.append(f"{stage} gives {got}, and stage {skip['encoder_stage']} took {wanted}:")
        lines.append(f"  {skip['cure']}")
        lines.append(_chapter_line(skip["chapter"]))
    fitting = [legal for legal in report["legal_sizes"] if legal["nearest"]]
    for legal in fitting:
        sizes = " or ".join(map(str, legal["nearest"]))
        instead = f" instead of {legal['size']}" if len(fitting) > 1 else ""
        lines.append(f"as it stands the decoder fits inputs of {sizes}{instead}")
    return "\n".join(lines)


def _stage_lines(stage: dict[str, Any], at: int, count: int) -> list[str]:
    number = f"{at + 1}. " if count > 1 else ""
    before, after = _product(stage["before"]), _product(stage["after"])
    if stage["failure"]:
        lines = [f"{number}{stage['layer']}: fails{f' on {before}' if before else ''}", f"  {stage['failure']}"]
        return lines + [line for answer in stage["answers"] for line in _answer_lines(answer, "  ")]
    sizes = f": {before} -> {after}" if before and after else f": {before} -> not known" if before else ""
    lines = [f"{number}{stage['layer']}{sizes}"]
    if stage["kind"] != "keep":
        lines += [
            f"  {formula}" if after else f"  size n becomes {formula}" for formula in stage["formulas"] if formula
        ]
    if stage["unknown"]:
        lines.append(f"  not a number that is written here: {stage['unknown']}")
    return lines if count > 1 else [*lines, _chapter_line(stage["chapter"])]


def _chapter_lines(stages: list[dict[str, Any]]) -> list[str]:
    """Name the chapters of a stack once each, in the order of its stages."""
    shown = [stage["chapter"] for stage in stages if stage["kind"] != "keep" and not stage["answers"]]
    return list(dict.fromkeys(_chapter_line(chapter).strip() for chapter in shown))


def _answer_lines(answer: dict[str, Any], indent: str) -> list[str]:
    return [
        f"{indent}{answer['source']}: {answer['meaning']}",
        f"{indent}  mend it: {answer['cure']}",
        f"{indent}  change:  {', '.join(answer['arguments'])}",
        indent + _chapter_line(answer["chapter"]),
    ]


def _chapter_line(chapter: dict[str, str]) -> str:
    return f"  chapter {chapter['stem']}: {chapter['title']}"


def _product(sizes: list[int] | None) -> str:
    return " x ".join(map(str, sizes)) if sizes else ""
