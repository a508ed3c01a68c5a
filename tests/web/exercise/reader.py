"""A reader at one exercise of a page: writes, presses, and reads what the page says."""

import re

__all__ = ["KEPT", "LONG", "Reader", "wait_until"]

LONG = 120_000  # milliseconds: Python starts in four seconds on an idle machine, on a busy one in many more
KEPT = """async () => {
    const kept = await caches.open("tconv-course-python");
    const keys = await kept.keys();  // a key is there before what it stands for is written
    const found = await Promise.all(keys.map(key => kept.match(key)));
    return keys.filter((_, at) => found[at]).map(key => key.url);
}"""


def wait_until(page, asked):
    """Ask until the promise `asked` brings something true; `wait_for_function` takes a promise itself for true."""
    page.evaluate(
        f"""async most => {{
            const ask = async () => {{
                while (!(await ({asked}))) await new Promise(again => setTimeout(again, 20));
            }};
            const late = (_, fail) => setTimeout(() => fail(new Error("never true: " + {asked!r})), most);
            await Promise.race([ask(), new Promise(late)]);
        }}""",
        LONG,
    )


class Reader:
    """The tools of one exercise in an opened page."""

    def __init__(self, page, exercise):
        self.page = page
        page.set_default_timeout(LONG)
        self.box = page.locator(f".exercise:has(> [data-exercise='{exercise}'])")
        self.editor = self.box.locator(".cm-content")
        self.says = self.box.locator(".exercise-says")
        self.state = self.box.locator(".exercise-state")
        self.result = self.box.locator(".exercise-result")
        self.box.scroll_into_view_if_needed()
        self.editor.wait_for()

    @property
    def solution(self):
        return self.box.locator("[data-part=solution] pre").last.text_content()

    @property
    def starter(self):
        return self.box.locator("[data-part=starter] pre").text_content().removesuffix("\n")

    @property
    def text(self):
        """What stands in the editor."""
        return "\n".join(line.removesuffix("\n") for line in self.editor.locator(".cm-line").all_inner_texts())

    def button(self, name):
        return self.box.get_by_role("button", name=re.compile(name))

    def write(self, code):
        self.editor.focus()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(code)

    def check(self, code=None):
        """Press Check, having written, and return what the live region says in the end."""
        return self._press("Check", code)

    def run(self, code=None):
        return self._press("Run", code)

    def begin(self, name="Check", code=None):
        """Press, and wait until the code runs."""
        if code is not None:
            self.write(code)
        self.button(f"^{name}$").click()
        self.says.get_by_text("Running …", exact=True).wait_for()

    def stop(self, code):
        """Run an answer, and press Stop while it runs."""
        self.begin("Run", code)
        self.button("Stop").click()
        return self.end()

    def end(self):
        """Wait until the page is done, and return what it says."""
        self.box.locator(".exercise-tools:not([aria-busy=true])").wait_for()
        return self.says.inner_text()

    def _press(self, name, code):
        if code is not None:
            self.write(code)
        self.button(f"^{name}$").click()
        return self.end()
