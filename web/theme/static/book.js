// What a page of the book does beyond HTML: choose the colours, follow the reader in the table of contents, let the
// keyboard into boxes that scroll. Everything else works without this file.
"use strict";
(() => {
  const root = document.documentElement;

  // ---- colours: as the system, light, dark
  const modes = ["system", "light", "dark"];
  const names = { system: "as the system", light: "light", dark: "dark" };
  const button = document.querySelector(".theme-button");
  const say = () => {
    const mode = root.dataset.theme ?? "system";
    button.querySelector("span").textContent = `Colours: ${names[mode]}`;
    button.title = `Colours: ${names[mode]}`;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const mode = modes[(modes.indexOf(root.dataset.theme ?? "system") + 1) % modes.length];
    if (mode === "system") delete root.dataset.theme;
    else root.dataset.theme = mode;
    localStorage.setItem("theme", mode);
    say();
  });
  say();

  // ---- "/" goes to the search field
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector(".search-form input, .site-search input");
    if (!field?.checkVisibility()) return;
    event.preventDefault();
    field.focus();
  });

  // ---- the contents begin at the chapter that is open
  const contents = document.querySelector(".site-contents");
  const chapter = contents.querySelector("a.current");
  if (chapter) contents.scrollTop = chapter.offsetTop - contents.clientHeight / 2;

  // ---- boxes that scroll sideways take the focus, and only while they scroll
  const boxes = document.querySelectorAll(".prose pre, .table-scroll, .equation-body, .picture-scroll");
  const admit = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  admit();
  addEventListener("resize", admit);
  document.addEventListener("toggle", admit, true);
  document.fonts?.ready.then(admit);

  // ---- pictures of several frames step by two buttons, too
  for (const stepper of document.querySelectorAll(".stepper")) {
    const frames = [...stepper.querySelectorAll(".stepper-choice")];
    const last = frames.length - 1;
    const at = () => frames.findIndex((frame) => frame.checked);
    const button = (go) => {
      const made = document.createElement("button");
      made.type = "button";
      made.addEventListener("click", () => {
        frames[Math.min(Math.max(go(at()), 0), last)].checked = true;
        show();
      });
      return made;
    };
    const [back, next] = [button((now) => now - 1), button((now) => (now === last ? 0 : now + 1))];
    back.textContent = "Back";
    const show = () => {
      back.setAttribute("aria-disabled", String(at() === 0));
      next.textContent = at() === last ? "From the start" : "Next";
    };
    stepper.addEventListener("change", show);
    stepper.prepend(back);
    stepper.append(next);
    show();
  }

  // ---- mark the section that is being read
  const links = new Map();
  for (const link of document.querySelectorAll(".page-toc a[href^='#']")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  const seen = new Set();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
      let current = null;
      for (const section of links.keys()) if (seen.has(section)) current = section; // the innermost comes last
      for (const [section, link] of links) {
        if (section === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-15% 0px -75% 0px" },
  );
  for (const section of links.keys()) watcher.observe(section);
})();
