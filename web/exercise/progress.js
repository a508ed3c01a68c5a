// How far the reader is: marks in the contents of every page, and the progress page. Everything is read from what this
// browser keeps; without JavaScript the page is a list of all exercises.
import { button, html, offerFile } from "../elements.js";
import * as kept from "./kept.js";

/* global EXERCISES -- stem -> names of its exercises; the build puts it in */
const standOf = (stem) => {
  const states = EXERCISES[stem].map((name) => kept.load(kept.keyOf(stem, name)).state);
  return { of: states.length, solved: states.filter((state) => state === "solved").length, tried: states.filter((state) => state === "tried").length };
};

/** Mark each chapter of the contents of which something is solved or begun. */
function markContents() {
  for (const link of document.querySelectorAll(".site-contents a")) {
    const stem = link.pathname.split("/").at(-1).replace(/\.html$/, "");
    link.querySelector(".stand")?.remove();
    if (!EXERCISES[stem]) continue;
    const { of, solved, tried } = standOf(stem);
    if (!solved && !tried) continue;
    const text = `${solved} of ${of} solved`;
    link.append(html("span", { class: solved === of ? "stand all" : "stand", title: text },
      html("span", { "aria-hidden": "true" }, solved === of ? "✓" : `${solved}/${of}`),
      html("span", { class: "visually-hidden" }, `, ${text}`)));
  }
}

/** What to do next: the first that is begun, else the first after the last that is solved, else the first of all. */
function nextOf(items) {
  const open = items.filter(({ dataset }) => dataset.state !== "solved");
  const last = items.findLastIndex(({ dataset }) => dataset.stand === "solved");
  return open.find(({ dataset }) => dataset.stand === "tried") ?? open.find((item) => items.indexOf(item) > last) ?? open[0];
}

function fill(page) {
  let [solved, all] = [0, 0];
  for (const chapter of page.querySelectorAll(".progress-chapter")) {
    const { stem, exercises } = chapter.dataset;
    chapter.querySelector(".progress-stand")?.remove();
    const stand = standOf(stem);
    [solved, all] = [solved + stand.solved, all + stand.of];
    chapter.querySelector(".progress-title p").append(html("span", { class: "progress-stand" }, ` ${stand.solved} of ${stand.of}`));
    chapter.querySelectorAll("li").forEach((item, at) => {
      const name = exercises.split(" ")[at];
      const { state, points, of, hints } = kept.load(kept.keyOf(stem, name));
      item.querySelector(".progress-state")?.remove();
      const says = state === "solved" ? "solved" : state === "tried" ? `begun: ${points} of ${of} points` : null;
      const used = hints ? `${hints} ${hints === 1 ? "hint" : "hints"}` : null;
      item.dataset.stand = state ?? "new";
      if (says || used) (item.querySelector("p") ?? item).append(html("span", { class: "progress-state" }, ` · ${[says, used].filter(Boolean).join(", ")}`));
    });
  }
  const next = nextOf([...page.querySelectorAll("li")])?.querySelector("a");
  summary.replaceChildren(`${solved} of ${all} exercises solved. `,
    ...(next ? ["Next: ", html("a", { href: next.href }, next.textContent), "."] : ["That is all of them."]));
}

const summary = html("p", { class: "progress-summary", role: "status", "aria-live": "polite" });
const says = html("p", { class: "progress-says", role: "status", "aria-live": "polite" });

function tools(page) {
  const file = html("input", { type: "file", accept: ".json,application/json", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    try {
      const taken = kept.imported(await chosen.text());
      says.textContent = `${taken} ${taken === 1 ? "exercise" : "exercises"} taken in.`;
    } catch (error) {
      says.textContent = `Nothing was taken in: ${error.message}.`;
    }
    show(page);
  });
  const download = () => {
    offerFile("tconv-progress.json", kept.exported(), "application/json");
    says.textContent = "Exported as tconv-progress.json.";
  };
  const erase = () => {
    if (!confirm("Erase all your answers and progress from this browser? An export would keep them.")) return;
    kept.erase();
    says.textContent = "Erased.";
    show(page);
  };
  return html("div", { class: "progress-tools", role: "group", "aria-label": "Your data" }, button("Export", download), button("Import", () => file.click()), file, button("Erase", erase));
}

function show(page) {
  markContents();
  if (page) fill(page);
}

const page = document.querySelector(".progress");
if (page) document.querySelector(".progress-head").append(summary, tools(page), says);
show(page);
document.addEventListener("tconv:progress", () => show(page));
kept.listen(() => show(page));
