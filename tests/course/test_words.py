"""Spelling and terms: codespell's lists, British forms, the words of the field, and the glossary's Chinese terms.

``words.txt`` beside this file holds the forms to avoid; codespell (run on every tracked text) knows the rest.
"""

import importlib.resources
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).parent / "words.txt"
OTHER_TEXTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
CHECKED_BY_CODESPELL = [*OTHER_TEXTS, "chapters", "solutions", "docs", "tconv_lib", "autograder", "tests/course", "web"]
NOT_AMERICAN = {"check", "checks", "license", "licensed", "licenses", "math", "meter", "meters", "practice", "program"}
NOT_AMERICAN |= {"optimizer", "tire"}  # PyTorch's name for it

FENCE = re.compile(r"^(`{3,}|:{3,})(?:\{([\w-]+)\})?")
READ = {
    "admonition",
    "exercise",
    "glossary",
    "hint",
    "note",
    "picture",
    "quiz",
    "warning",
}  # directives that hold prose
NOT_PROSE = re.compile(
    r"^ {4}[^\n]*$"  # listings in statements
    r"|\$\$.*?\$\$|\$[^$\n]+\$"
    r"|\{(?:eq|ref|doc)\}`[^`<]*(?:<[^>`]*>)?`"
    r"|``[^`\n]+``|`[^`\n]+`"
    r"|\]\([^)\n]*\)|https?://\S+|^\([^\n]*\)=$|^:\w+:[^\n]*$|^\+\+\+[^\n]*$"
    r"|\"[^\"\n]*\"|“[^”\n]*”|(?<!\*)\*(?!\*)[^*\n]+\*",  # quotations and titles
    re.MULTILINE | re.DOTALL,
)
TERM = re.compile(r"\{term\}`(?:[^`<]*<)?([^`>]+?)>?`\s*\(([^)]*[\u4e00-\u9fff][^)]*)\)")
ENTRY = re.compile(r"^(?P<term>\S.*)\n  (?:\((?P<chinese>[^)]*)\))?", re.MULTILINE)


def prose(text):
    """Blank what is not prose, so that a line of the result is that line of the text; keep terms and hints."""
    lines = list(_read(text.splitlines()))
    terms_kept = re.sub(r"\{term\}`([^`]*)`", lambda m: f"{'':7}{m[1]} ", "\n".join(lines))
    return NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", "·", match[0]), terms_kept)


def _read(lines):
    """Yield each line, empty where it stands in a header or in a fence that holds no prose; hints are prose."""
    fences, hints, header = [], False, lines[:1] == ["---"]
    for number, line in enumerate(lines):
        fence = FENCE.match(line)
        if header:
            header = number == 0 or line != "---"
            yield ""
        elif fences and line.rstrip() == fences[-1][0]:
            fences.pop()
            yield ""
        elif fence and all(kind in READ for _, kind in fences):
            fences.append((fence[1], fence[2]))
            yield line[len(fence[0]) :] if fence[2] == "admonition" else ""
        else:
            hints = bool(fences) and (line == "hints:" or (hints and line.startswith("  - ")))
            hidden = not all(kind in READ for _, kind in fences)
            shown = line.replace('"', " ") if hints else line
            yield "" if hidden and (not hints or line == "hints:") else shown


PATHS = [*(ROOT / "chapters").glob("*.md"), *(ROOT / "solutions").glob("*.md"), *map(ROOT.joinpath, OTHER_TEXTS)]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PATHS if path.is_file()}
PROSE = {name: prose(text) for name, text in TEXTS.items()}


def avoided():
    """Wrong form -> (pattern, right form), from the list."""
    forms = {}
    for line in LIST.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            wrong, arrow, right = line.partition(" -> ")
            assert (arrow, bool(right)) == (" -> ", True), f"words.txt: {line!r} is not 'wrong form -> right form'"
            exact, words = wrong.startswith("="), wrong.lstrip("=").rstrip("~")
            ending = r"\w*" if wrong.endswith("~") else ""
            pattern = r"(?: +|\n *)".join(re.escape(word) for word in words.split()) + ending
            forms[wrong] = (re.compile(rf"(?<![\w-]){pattern}(?![\w-])", 0 if exact else re.IGNORECASE), right)
    return forms


def american():
    """American form -> British form: codespell's own list, read backwards."""
    lines = importlib.resources.files("codespell_lib").joinpath("data", "dictionary_en-GB_to_en-US.txt")
    pairs = (line.split("->") for line in lines.read_text("utf-8").split())
    return {wrong.split(",")[0]: right for right, wrong in pairs if wrong.split(",")[0] not in NOT_AMERICAN}


AVOIDED, AMERICAN = avoided(), american()


def slips(text):
    """Every form to avoid in a piece of prose, with its line and the right one."""
    found = [(match, right) for pattern, right in AVOIDED.values() for match in pattern.finditer(text)]
    words = [match for match in re.finditer(r"[^\W\d_]+", text) if match[0].lower() in AMERICAN]
    found += [(match, AMERICAN[match[0].lower()]) for match in words]
    found += [(match, match[1]) for match in re.finditer(r"(?<!\S)([a-z]+)[ \n]\1\b", text, re.IGNORECASE)]
    return sorted((text.count("\n", 0, match.start()) + 1, match[0], right) for match, right in found)


@pytest.mark.slow
def test_codespell_finds_no_misspelling():
    places = [place for place in CHECKED_BY_CODESPELL if (ROOT / place).exists()]
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,rare,informal", *places]
    skip = ["--skip", "*/node_modules,*/package-lock.json,*/__pycache__,*.css,*/words.txt"]
    done = subprocess.run([*command, *skip], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_words_are_those_of_the_course(name):
    found = [f"line {line}: {wrong!r}, write: {right}" for line, wrong, right in slips(PROSE[name])]
    assert found == []


@pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.startswith("chapters/")))
def test_the_chinese_beside_a_term_is_the_glossarys(name):
    chinese = {m["term"].lower(): m["chinese"] or "" for m in ENTRY.finditer(TEXTS["chapters/glossary.md"])}
    used = [(m[1].strip().lower(), re.split(r"[;,，；]", m[2])[0].strip()) for m in TERM.finditer(TEXTS[name])]
    right = {term: re.split(r",\s*", known) for term, known in chinese.items()}
    # an adjective takes the beginning of the noun: orthogonal (正交), orthogonal matrix (正交矩阵)
    assert [(term, beside) for term, beside in used if not any(r.startswith(beside) for r in right.get(term, []))] == []


# ---- that the tests above can fail


@pytest.mark.slow
@pytest.mark.parametrize("wrong", AVOIDED)
def test_each_form_to_avoid_is_found_in_a_sentence(wrong):
    form = wrong.lstrip("=").replace("~", "s")
    assert [found for _, found, _ in slips(f"Here is\n{form}, in the text.")] == [form]


def test_the_right_forms_are_not_forms_to_avoid():
    terms = [match["term"] for match in ENTRY.finditer(TEXTS["chapters/glossary.md"])]
    assert len(terms) > 50
    assert [term for term in terms if slips(term)] == []


@pytest.mark.parametrize(
    "quoted", ['"deconv layer"', "*deconvolutional networks*", "`deconv`", "$color$", "```python\ncolor = 1\n```"]
)
def test_what_is_quoted_is_not_searched(quoted):
    assert slips(prose(f"A word:\n{quoted}\nand more.")) == []


@pytest.mark.parametrize(
    "slip",
    [
        "the the end",
        "a normalized row",
        "`code` and neighbors of `code`",
        "the {term}`kernel-size <kernel>`",
        "here:\n```{picture} name\nA deconv in a caption.\n```\nand a picture",
        "```{picture} name\n```\nwith a deconv\n```{exercise} name\n```\nafter it",
        "````{quiz}\n1. Why?\n   - [ ] colors :: no\n````",
        "```{code-cell}\n---\nhints:\n  - The deconv.\n  - Another.\n---\ncolor = 1\n```",
        "```{glossary}\nkernel\n  The filter size.\n```",
    ],
)
def test_slips_are_found_between_code_in_captions_quizzes_hints_and_terms(slip):
    assert len(slips(prose(f"This is\n{slip} of it."))) == 1


def test_most_of_a_chapter_is_searched():
    words = {name: len(re.findall(r"[a-z]{3,}", PROSE[name])) for name in TEXTS}
    assert words["chapters/scatter.md"] > 900
    assert words["chapters/glossary.md"] > 900
    assert words["solutions/scatter.md"] > 200
