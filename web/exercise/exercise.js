// One exercise: what the reader can do with it, and what it says.
import { button, html } from "../elements.js";
import * as kept from "./kept.js";
import * as python from "./python.js";
import * as results from "./results.js";

const MARGIN = 12; // pixels between what is shown and the edges of the window
const chapters = new Map(); // stem -> a promise of its exercises
let editorScript = null;

const script = (url) => new Promise((done, failed) => {
  const node = html("script", { src: url });
  node.addEventListener("load", done);
  node.addEventListener("error", () => failed(new Error("the editor could not be fetched")));
  document.head.append(node);
});

/** The data of an exercise. */
async function given(place, stem, name) {
  if (!chapters.has(stem)) {
    const url = new URL(`exercises/${stem}.json`, place);
    const fetched = fetch(url, { cache: "no-cache" }).catch(() => null).then((answer) => {
      if (!answer) throw new Error("fetching the tests of this chapter from this site failed");
      if (!answer.ok) throw new Error(`the tests of this chapter are missing on this site (${answer.status})`);
      return answer.json().catch(() => {
        throw new Error("the tests of this chapter are damaged on this site");
      });
    });
    chapters.set(stem, fetched);
    fetched.catch(() => chapters.delete(stem)); // asked again on the next try
  }
  const found = (await chapters.get(stem))[name];
  if (!found) throw new Error("this site has other exercises than this page: load the page again");
  return found;
}

/** Give the element of an exercise its tools. */
export function exercise(body, { place, earlier }) {
  const { exercise: name, stem, version } = body.dataset;
  const key = kept.keyOf(stem, name);
  const starterBox = body.querySelector("[data-part=starter]");
  const starter = starterBox.querySelector("pre").textContent.replace(/\n$/, "");
  const solution = body.querySelector("[data-part=solution]");
  const hints = [...body.querySelectorAll("[data-part=hint]")];
  let editor = null;
  let opening = null;
  let busy = false;

  const runs = button("Run", () => work("run"), { title: "Shift+Enter in the editor" });
  const checks = button("Check", () => work("check"), { class: "primary", title: "Ctrl+Enter in the editor" });
  const stops = button("Stop", () => python.stop(), { class: "stop", hidden: true });
  const hint = button("Hint", nextHint, { class: "next-hint", hidden: !hints.length });
  const solved = button("Solution", showSolution, { hidden: !solution });
  const reset = button("Reset", startAgain);
  const state = html("p", { class: "exercise-state" });
  const says = html("p", { class: "exercise-says", role: "status", "aria-live": "polite" });
  const bar = html("progress", { max: 1, "aria-label": "Loading" });
  const amount = html("span");
  const loads = html("p", { class: "exercise-loading", hidden: true }, bar, amount);
  const shown = html("div", { class: "exercise-result", role: "region", "aria-label": `Result of ${name}`, hidden: true });
  const place_ = html("div", { class: "exercise-editor" });
  const leaving = html("p", { class: "exercise-leaving" }, "Esc, then Tab leaves the editor. Ctrl+Enter checks.");
  const tools = html("div", { class: "exercise-tools", role: "group", "aria-label": `Tools of ${name}` }, checks, runs, hint, solved, reset, stops);
  starterBox.after(place_, tools, state, says, loads, shown);

  const record = () => kept.load(key);
  const code = () => editor?.text() ?? record().code ?? starter;
  const untouched = () => code().trim() === starter.trim();

  function showState() {
    const { state: now, points, of, hints: used = 0, version: of_, tried } = record();
    const parts = [];
    if (now === "solved") parts.push("Solved");
    else if (now === "tried") parts.push(`Begun: at best ${points} of ${of} points`);
    if (used) parts.push(`${used} of ${hints.length} hints seen`);
    if (of_ && version && of_ !== version) parts.push("this exercise has changed since: your text is kept, check it again");
    state.textContent = parts.join(" · ");
    body.closest(".exercise").dataset.stand = now ?? "new";
    hints.forEach((node, index) => (node.hidden = index >= used));
    hint.textContent = used < hints.length ? `Hint ${used + 1} of ${hints.length}` : "Hints: all shown";
    hint.disabled = used >= hints.length;
    if (solution) {
      solution.hidden = !record().solutionSeen;
      solved.disabled = !tried;
      solved.title = tried ? "" : "After your first check";
    }
  }

  async function open() {
    opening ??= (async () => {
      editorScript ??= script(new URL("exercise-editor.js", place));
      await editorScript;
      editor = globalThis.tconvEditor({
        text: record().code ?? starter,
        label: `Your code for ${name}. Escape, then Tab leaves the editor.`,
        changed: (text) => {
          kept.save(key, { code: text, version: record().version ?? version });
          if (!python.impossible()) python.start().catch(() => {}); // whoever writes will check
        },
        check: () => work("check"),
        run: () => work("run"),
      });
      starterBox.hidden = true;
      place_.replaceChildren(editor.node, leaving);
      if (record().state === "tried" && !python.impossible()) ready().catch(() => {}); // whoever has begun will go on
    })();
    return opening.catch((error) => {
      [opening, editorScript] = [null, null];
      say(`${sentence(error.message)} Your code cannot be edited until the page is loaded again.`);
    });
  }

  const say = (text, verdict = "") => {
    says.dataset.verdict = verdict;
    if (says.textContent !== text) says.textContent = text;
  };
  const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;

  /** An error in a few words: all that it says stands in the result, with its line. */
  const stopped = ({ kind, text, line }) => (kind === "missing" ? "Your function is missing." : sentence(`${text.split(":")[0]}${line ? ` in line ${line}` : ""}`));

  /** Run or check what stands there; `from` is where the reader has agreed to fetch NumPy. */
  async function work(does, from) {
    if (busy) return;
    const why = python.impossible();
    if (why) return say(why);
    setBusy(true);
    editor?.mark(null);
    const stopListening = python.listen(hear);
    try {
      const exercise = await given(place, stem, name);
      // Of the answers above, what has been checked: nobody waits for a loop that was written since.
      const before = earlier().map((other) => kept.load(kept.keyOf(other.stem, other.exercise)).checked).filter(Boolean);
      const result = await withNumpy({ does, given: exercise, code: code(), before }, from);
      if (result) show(does, result, exercise);
    } catch (error) {
      fill([]);
      say(`${sentence(error.message)} Nothing of your code is lost.`);
    } finally {
      stopListening();
      setBusy(false);
      if (!shown.hidden) reveal();
    }
  }

  /** Start Python, with NumPy where the last check had it and this site has its file. */
  const ready = async () => (await python.start()).numpy && record().numpy && python.numpy();

  /** Show a result, or none; whoever was on a button of the one before is led to Check. */
  function fill(parts) {
    if (shown.contains(document.activeElement)) checks.focus();
    shown.replaceChildren(...parts);
    shown.hidden = !parts.length;
  }

  /** Scroll a result into sight as far as the buttons stay there too. */
  function reveal() {
    const below = shown.getBoundingClientRect().bottom + MARGIN - innerHeight;
    const above = tools.getBoundingClientRect().top - MARGIN - (document.querySelector(".site-header")?.offsetHeight ?? 0);
    if (below > 0 && above > 0) scrollBy({ top: Math.min(below, above), behavior: "instant" });
  }

  /** While code runs, Check and Run keep the focus and do nothing, and Stop is there. */
  function setBusy(now) {
    busy = now;
    tools.setAttribute("aria-busy", String(now));
    for (const node of [runs, checks]) node.setAttribute("aria-disabled", String(now));
    if (!now && document.activeElement === stops) checks.focus();
    stops.hidden = !now;
    loads.hidden = true;
  }

  /** Ask Python, and again with NumPy if it was wanted. */
  async function withNumpy(request, agreed) {
    const { numpy, public: from } = await python.start();
    const result = await python.work(request);
    if (!result.wants.includes("numpy") || python.hasNumpy()) return result;
    try {
      if (!numpy && !agreed && !python.hasAgreed()) throw new python.Failed("this site does not have its file");
      await python.numpy(agreed);
    } catch (error) {
      if (error.stopped) throw error;
      return offer(request.does, from, error.message);
    }
    return python.work(request);
  }

  function offer(does, from, why) {
    const parts = [html("p", {}, `This exercise needs NumPy: ${why}. Exercises that need only integers can be checked all the same.`)];
    if (from) {
      const { host } = new URL(from);
      parts.push(html("p", {}, `Pyodide's makers have the file on ${host}. That host would see your address, and nothing of your code.`),
        button(`Fetch NumPy from ${host} (3 MB)`, () => work(does, from)));
    }
    fill(parts);
    say(`NumPy is missing: ${why}.`);
    return null;
  }

  /** Numbers that change often stand beside the live region, which says each thing once. */
  function hear({ loading, state: now }) {
    if (loading) {
      const { what, bytes, of } = loading;
      const megabytes = (count) => (count / 1e6).toFixed(1);
      say(`Loading ${what}${of ? `, ${megabytes(of)} MB` : ""} …`);
      if (of) bar.value = bytes / of;
      else bar.removeAttribute("value");
      amount.textContent = `${megabytes(bytes)} ${of ? `of ${megabytes(of)} ` : ""}MB`;
      loads.hidden = false;
      return;
    }
    loads.hidden = true;
    if (now === "starting") say("Starting Python …");
    else if (now === "running") say("Running …");
  }

  function show(does, result, { version: current }) {
    const goTo = (line, column) => editor?.mark(line, { column, go: true });
    fill(does === "run" ? results.ran(result, goTo) : results.checked(result, goTo));
    const wrong = result.error?.line ?? result.tests?.find((test) => !test.passed)?.line ?? null;
    if (wrong) editor?.mark(wrong, { column: result.error?.column ?? 1 });
    if (does === "run") return say(result.error ? stopped(result.error) : "It ran.");
    const solvedNow = !result.error && result.points === result.of;
    const before = record();
    const better = before.version === current && (before.state === "solved" || before.points > result.points);
    const stand = untouched() ? {} : { tried: true, ...(better ? {} : { state: solvedNow ? "solved" : "tried", points: result.points, of: result.of }) };
    kept.save(key, { code: code(), checked: code(), version: current, numpy: python.hasNumpy(), ...stand });
    showState();
    showMine();
    document.dispatchEvent(new CustomEvent("tconv:progress"));
    const failed = result.tests.filter((test) => !test.passed).length;
    say(result.error ? stopped(result.error) : solvedNow ? "All tests pass." : `${failed} of ${result.tests.length} tests fail.`, solvedNow ? "right" : "wrong");
  }

  function nextHint() {
    const used = record().hints ?? 0;
    if (used >= hints.length) return;
    kept.save(key, { code: code(), version: record().version ?? version, hints: used + 1 });
    showState();
    hints[used].open = true;
    hints[used].querySelector("summary").focus();
  }

  function showSolution() {
    kept.save(key, { solutionSeen: true });
    showState();
    solution.open = true;
    solution.querySelector("summary").focus();
  }

  /** An open solution stands beside what the reader has. */
  function showMine() {
    solution?.querySelector(".exercise-mine")?.remove();
    if (solution?.open) solution.querySelector("summary").after(html("div", { class: "exercise-mine" }, html("p", {}, "Your answer"), html("pre", {}, code())));
  }
  solution?.addEventListener("toggle", showMine);

  function startAgain() {
    if (code() !== starter && !confirm("Replace your text by the one you began with?")) return;
    editor?.replace(starter);
    kept.save(key, { code: starter, version });
    fill([]);
    say("Back to the beginning.");
  }

  showState();
  return {
    key,
    open,
    reload() { // another tab has changed it
      if (editor && !editor.focused() && editor.text() !== record().code) editor.replace(record().code ?? starter);
      showState();
    },
  };
}
