"""What a reader does with a page: fold out hints, answer, step through a picture, all of it by keyboard too."""

import re

import pytest

from tests.drawn import drawn

CHAPTER = "chapters/scatter.html"
LEDGER = "chapters/claims.html"

pytestmark = pytest.mark.slow


def test_without_javascript_hints_tests_and_solution_open_by_keyboard(visit):
    page = visit(CHAPTER, java_script_enabled=False)
    for part in ("tests", "hint", "solution"):
        folded = page.locator(f".exercise details[data-part={part}]").first
        assert folded.get_attribute("open") is None
        folded.locator("summary").focus()
        page.keyboard.press("Enter")
        assert folded.get_attribute("open") is not None


def test_choosing_an_answer_by_keyboard_shows_what_it_says_and_no_other(visit):
    page = visit(CHAPTER)
    question = page.locator(".quiz-question").first
    shown = question.locator(".quiz-why:visible")
    assert shown.count() == 0
    question.locator("input").first.focus()
    page.keyboard.press("Space")
    assert shown.all_inner_texts() == [question.locator(".quiz-why").nth(0).inner_text()]
    page.keyboard.press("ArrowDown")
    assert shown.all_inner_texts() == [question.locator(".quiz-why").nth(1).inner_text()]


def test_exactly_one_answer_of_a_question_is_called_right(visit):
    page = visit(CHAPTER)
    for question in page.locator(".quiz-question").all():
        assert question.locator(".quiz-right").count() == 1
        for choice in question.locator(".quiz-choice").all():
            choice.locator("input").check()
            says = "Right." if choice.locator("input").get_attribute("data-right") == "true" else "No."
            assert choice.locator(".quiz-why:visible").inner_text().startswith(says)


def test_a_picture_of_several_frames_steps_by_arrow_keys(visit):
    page = visit(CHAPTER)
    stepper = page.locator(".stepper").first
    frames = stepper.locator(".frame")
    stepper.locator("label").first.click()
    stepper.locator("input").first.focus()
    for number in range(1, frames.count()):
        page.keyboard.press("ArrowRight")
        assert _visible(frames) == [number]


def test_a_picture_of_several_frames_opens_on_a_telling_one_and_steps_by_two_buttons(visit, violations):
    page = visit(CHAPTER)
    stepper = page.locator(".stepper").first
    frames, last = stepper.locator(".frame"), stepper.locator(".frame").count() - 1
    back, next_ = stepper.get_by_role("button").all()
    assert (_visible(frames), next_.inner_text()) == ([last], "From the start")
    for expected in [*range(last - 1, -1, -1), 0]:
        back.press("Enter")
        assert _visible(frames) == [expected]
    assert back.get_attribute("aria-disabled") == "true"
    assert not violations(page, within=".stepper")
    next_.press("Enter")
    assert (_visible(frames), next_.inner_text()) == ([1], "Next")
    stepper.locator("label").last.click()
    next_.press("Enter")
    assert _visible(frames) == [0]


def test_the_sections_of_a_page_can_be_reached_from_its_top_on_a_phone(visit):
    page = visit(CHAPTER, width=390, height=844)
    sections = page.locator(".page-toc-fold")
    sections.locator("summary").focus()
    page.keyboard.press("Enter")
    links = sections.locator("a")
    assert links.count() == page.locator(".page-toc a").count() > 5
    links.last.click()
    target = page.locator(links.last.get_attribute("href"))
    page.wait_for_function(
        "place => Math.abs(document.querySelector(place).getBoundingClientRect().top) < 844",
        arg=links.last.get_attribute("href"),
    )
    assert target.is_visible()


def test_the_contents_open_and_close_by_keyboard_on_a_phone(visit):
    page = visit(CHAPTER, width=390, height=844)
    contents = page.locator(".site-contents")
    assert not contents.is_visible()
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    assert contents.is_visible()
    page.keyboard.press("Escape")
    assert not contents.is_visible()


def test_the_chosen_colours_hold_on_the_next_page(visit):
    page = visit(CHAPTER, color_scheme="light")
    light = _paper(page)
    page.locator(".theme-button").click()
    page.locator(".theme-button").click()
    dark = _paper(page)
    assert dark != light
    page.locator(".prev-next a").first.click()
    page.wait_for_load_state()
    assert _paper(page) == dark
    page.locator(".theme-button").click()
    assert _paper(page) == light


def test_a_search_finds_the_chapter(visit):
    page = visit("search.html?q=stamp")
    page.locator("#search-results li a").first.wait_for()
    assert page.locator(f"#search-results a[href*='{CHAPTER}']").count() > 0
    assert not page.errors


@pytest.mark.parametrize("words", ["output_size", "transposed convolution", "ICNR", "IoU"])
def test_a_search_leads_to_sections_and_shows_what_each_says(visit, words):
    page = visit(f"search.html?q={words}")
    page.wait_for_function(
        "() => { const found = [...document.querySelectorAll('#search-results li')];"
        " return found.length > 1"
        " && found.every(each => each.querySelector('.context')?.textContent.trim()); }"
    )
    links = page.locator("#search-results li a").evaluate_all("links => links.map(link => link.hash)")
    assert sum(bool(place) for place in links) > len(links) / 2
    assert not page.errors


def test_a_slash_goes_to_the_search_field(visit):
    page = visit(CHAPTER)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_a_chapter_reads_without_javascript(visit):
    page = visit(CHAPTER, java_script_enabled=False)
    assert page.locator(".exercise-starter pre").first.is_visible()
    assert page.locator(".katex-html").first.is_visible()
    hint = page.locator(".exercise-hint").first
    hint.locator("summary").click()
    assert hint.locator("p").is_visible()
    page.locator(".quiz-choice input").first.check()
    assert page.locator(".quiz-why:visible").count() == 1


def test_a_chapter_reads_where_storage_is_denied(visit):
    page = visit(CHAPTER)
    page.add_init_script(
        'Object.defineProperty(window, "localStorage", { configurable: true, get() { throw new Error("denied") } })'
    )
    page.errors.clear()
    page.reload()
    page.locator(".theme-button").click()
    page.locator(".theme-button").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert not page.errors


def test_a_chapter_reads_from_the_file_system(visit, site):
    page = visit((site / CHAPTER).as_uri())
    assert page.locator("h1").evaluate("heading => getComputedStyle(heading).fontFamily").startswith('"Source Serif')
    assert page.locator(".katex-html").first.is_visible()
    assert {url.split(":")[0] for url in page.requested} <= {"file", "data"}


def test_paper_shows_every_frame_and_every_explanation_and_no_button(visit):
    page = visit(CHAPTER)
    page.emulate_media(media="print")
    for hidden in (
        ".site-header",
        ".site-contents",
        ".page-toc",
        ".prev-next",
        ".stepper label",
        ".stepper button",
        ".exercise details",
    ):
        assert page.locator(f"{hidden}:visible").count() == 0
    frames = page.locator(".stepper .frame")
    assert {frame.evaluate("frame => getComputedStyle(frame).visibility") for frame in frames.all()} == {"visible"}
    assert page.locator(".quiz-why:visible").count() == page.locator(".quiz-why").count()
    assert _paper(page) == "rgb(255, 255, 255)"


def test_the_cheat_sheet_prints_on_one_page(visit):
    paper = visit("chapters/cheat_sheet.html").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert len(re.findall(rb"/Type\s*/Page\b", visit(CHAPTER).pdf(prefer_css_page_size=True))) > 1


def test_pictures_have_a_name_and_ids_of_their_own(visit):
    page = visit(CHAPTER)
    pictures = page.locator("figure svg[role=img]")
    assert pictures.count() > 0
    for picture in pictures.all():
        name = picture.get_attribute("aria-labelledby").split()[0]
        assert picture.locator(f"[id='{name}']").text_content().strip()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))


def test_equations_are_numbered_by_chapter_and_referred_to_by_number(visit):
    page = visit(CHAPTER)
    numbers = [re.search(r"\(\d+\.\d+\)", text)[0] for text in page.locator(".eqno").all_inner_texts()]
    assert len(numbers) == len(set(numbers)) > 0
    referred = page.locator("a[href*='#equation-']:not(.headerlink)").all_inner_texts()
    assert referred
    assert set(referred) & set(numbers)


@pytest.mark.parametrize("article", ["all", *drawn(1, ["0", "1", "2", "3", "4"])])
def test_the_ledger_shows_what_is_chosen_without_script_as_many_rows_as_its_table_counts(visit, article):
    page = visit(LEDGER, width=390, height=844, java_script_enabled=False)
    lines = page.locator("#all-statements tbody tr").all()
    counts = [line.locator("td").all_inner_texts()[-4:] for line in lines]
    counts = counts[-1] if article == "all" else counts[int(article)]
    page.locator(f"label[for=show-article-{article}]").click()
    for verdict, count in zip(["right", "imprecise", "wrong", "all"], counts, strict=True):
        page.locator(f"label[for=show-verdict-{verdict}]").click()
        shown = page.locator("section:has(> p > .place):visible")
        assert shown.count() == int(count) > 0
        words = set(shown.locator("> p > .verdict").all_inner_texts())
        assert words == {f"{verdict.capitalize()}."} or (verdict == "all" and len(words) == 3)


def test_the_ledger_is_filtered_by_keyboard_and_accessible_as_filtered(visit, violations):
    page = visit(LEDGER)
    page.locator("#show-verdict-all").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator("#show-verdict-wrong").is_checked()
    assert set(page.locator("section > p > .verdict:visible").all_inner_texts()) == {"Wrong."}
    assert not violations(page)


def test_a_link_to_a_row_of_the_ledger_shows_it_whatever_is_chosen(visit):
    page = visit(LEDGER)
    page.locator("label[for=show-verdict-wrong]").click()
    page.locator("label[for=show-article-4]").click()
    row = page.locator("section:has(> #claim-1-1)")
    assert not row.is_visible()
    page.evaluate("location.hash = 'claim-1-1'")
    assert row.is_visible()


def test_what_the_sources_say_is_folded_and_leads_to_the_ledger(visit):
    page = visit(CHAPTER)
    folded = page.locator("details.sources")
    assert not folded.locator("li").first.is_visible()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    folded.locator("li a").first.click()
    page.wait_for_load_state()
    assert page.locator("section:has(> :target) > h3").inner_text().startswith("0.3 ")


def _paper(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def _visible(frames):
    shown = [frame.evaluate("frame => getComputedStyle(frame).visibility") for frame in frames.all()]
    return [number for number, how in enumerate(shown) if how == "visible"]
