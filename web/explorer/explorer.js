// One explorer: the page's layer, and a view of it, which the address or the element in a chapter holds.
import { address } from "./address.js";
import { choice, examples, numbers, player } from "./controls.js";
import { button, html } from "../elements.js";
import { scene } from "./lenses.js";
import { model, sameStep, sentence } from "./model.js";
import { grid } from "./operands.js";
import * as panels from "./panels.js";
import { paper } from "./paper.js";
import { picture } from "./picture.js";
import { predict, question } from "./predict.js";
import { differing } from "./shared.js";
import { exampleLayer, exampleOf, LENSES, readLayer, readView, written } from "./state.js";

const PACE = 900; // milliseconds for a step
const LENS_NAMES = {
  true: { stamps: "Stamps", canvas: "Zeros inserted", matrix: "Matrix" },
  false: { stamps: "Stamps", canvas: "Sliding window", matrix: "Matrix" },
};

const CELL = /^[xw]\d+$/; // a cell that differs leaves the steps as they are

/** Build the explorer in an element of the page, for the layer that all of the page shares. */
export function explore(root, layer) {
  const within = root.dataset.state !== undefined; // a chapter, whose address names its sections
  const compact = root.dataset.compact !== undefined; // the landing page: the picture first, the numbers below it
  let view = readView(root.dataset.state ?? location.hash);
  let made = null;
  let clock = null;
  let drawn = true;
  let factsOf = null;
  let predicts = false;
  let verdict = null; // on the last prediction, until something else happens
  let arriving = false; // by Back or another address

  const says = html("p", { class: "explorer-says", role: "status", "aria-live": "polite" });
  const cells = picture();
  const around = html("div", { class: "explorer-picture" }, cells.node);
  const caption = html("p", { class: "explorer-caption" });
  const [numbersShown, pictureShown, factsShown] = Array.from({ length: 3 }, () => html("div", { class: "explorer-shown" }));

  const render = () => {
    made = model({ ...layer.read(), ...view });
    if (predicts) made.asked = question(made)?.at;
    show();
  };
  const look = (to, key = null, words = null) => {
    view = { ...view, ...to };
    verdict = words;
    kept?.keep(written(layer.read(), view), key);
    render();
  };
  const change = (to) => {
    stop();
    layer.change(to);
  };
  const go = (step) => {
    stop();
    look({ step, focus: null });
  };
  const stop = () => {
    clearInterval(clock);
    clock = null;
  };
  const toggle = () => {
    if (clock !== null) {
      stop();
      return show();
    }
    clock = setInterval(() => {
      look({ step: made.done + 1, focus: null });
      if (made.done === made.steps) {
        stop();
        show();
      }
    }, PACE);
    look({ step: made.done === made.steps ? 0 : made.done, focus: null });
  };
  const choose = (focus) => {
    if (view.focus?.kind === focus?.kind && view.focus?.at === focus?.at) return;
    stop();
    look({ focus });
  };
  const turn = (on) => {
    predicts = on;
    stop();
    parts.predict.clear();
    look({ focus: null, step: on && made.done === made.steps ? 0 : view.step });
  };
  const say = (text) => (says.textContent = `${text}.`);

  const edit = (name) => (at, value) => change({ [name]: layer.read()[name].with(at, value) });
  const parts = {
    layer: choice("Layer", [[true, "Transposed convolution"], [false, "Convolution"]], (transposed) => change(transposed ? { transposed } : { transposed, outputPadding: 0 })),
    rank: choice("Dimensions", [[1, "1-D"], [2, "2-D"]], (rank) => change({ rank })),
    examples: examples((name) => change(exampleLayer(name))),
    numbers: numbers(change),
    lens: choice("Lens", LENSES.map((lens) => [lens, lens]), (lens) => {
      stop();
      parts.predict.clear();
      look({ lens, step: sameStep(made, lens) }, "lens");
    }),
    input: grid("Input", "input", { edit: edit("x"), refuse: say, chosen: (at) => choose({ kind: "input", at }) }),
    kernel: grid("Kernel", "kernel", { edit: edit("w"), refuse: say, chosen: () => {} }),
    player: player({ go, toggle }),
    predict: predict({ turn, step: (step, words) => {
      stop();
      if (step === 0) parts.predict.clear();
      look({ step, focus: null }, null, words && `${words}.`);
    } }),
    sizes: panels.sizes(change),
    overlap: panels.overlap(),
    call: panels.call(say),
    frameworks: panels.frameworks(),
  };
  const printed = paper();

  const away = html("a", {}, "Open it in the explorer");
  const link = html("button", { type: "button" }, "Copy link");
  link.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(new URL(away.href, location.href).href);
      say("The link is copied: it shows this picture");
    } catch {
      say(within ? "This browser does not let the page copy: open it in the explorer, and take its address" : "This browser does not let the page copy: take the address of this page");
    }
  });

  function show() {
    const { state } = made;
    away.href = `${root.dataset.explorer ?? "explorer.html"}#${written(state, view)}`;
    parts.layer.show(state.transposed);
    parts.rank.show(state.rank);
    parts.numbers.show(state);
    parts.lens.show(state.lens, LENS_NAMES[state.transposed]);
    parts.examples.show(exampleOf(state));
    numbersShown.hidden = pictureShown.hidden = factsShown.hidden = made.why !== null;
    says.classList.toggle("why", made.why !== null);
    const text = verdict ?? sentence(made);
    if (says.textContent !== text) says.textContent = text;
    printed.show(made);
    if (made.why !== null) return;
    root.classList.toggle("drawn", true);
    parts.input.show(state.x, made.from, made.lit.input, made.unread);
    parts.kernel.show(state.w, made.by, made.lit.kernel);
    parts.player.show(made, clock !== null);
    parts.predict.show(made, predicts);
    draw();
    if (made.of === factsOf) return; // a step changes none of them
    factsOf = made.of;
    for (const part of [parts.sizes, parts.overlap, parts.call, parts.frameworks]) part.show(made);
  }

  function draw() {
    const held = around.contains(document.activeElement) ? document.activeElement.dataset.cell : undefined;
    const drawing = scene(made);
    caption.textContent = drawing.caption ?? "";
    caption.hidden = !drawing.caption;
    cells.show(drawing);
    const bounded = made.state.lens === "matrix" && made.state.rank === 2;
    around.classList.toggle("bounded", bounded);
    if (bounded && made.focus?.kind === "output") reveal(cells.cell(made.focus.at));
    drawn = false; // the cell keeps the focus wherever it is drawn now, and is not chosen anew
    if (held !== undefined && document.activeElement.dataset.cell !== held) cells.focus(Number(held), { preventScroll: true });
    drawn = true;
  }

  /** Scroll a cell into the part of the picture that is seen; the page stays where it is. */
  const reveal = (cell) => {
    if (!cell) return;
    const [seen, box] = [around.getBoundingClientRect(), cell.getBoundingClientRect()];
    if (box.top < seen.top) around.scrollTop -= seen.top - box.top;
    if (box.bottom > seen.bottom) around.scrollTop += box.bottom - seen.bottom;
  };
  around.addEventListener("focusin", ({ target }) => {
    const cell = target.closest("[data-cell]");
    if (cell && drawn) choose({ kind: "output", at: Number(cell.dataset.cell) });
  });
  around.addEventListener("keydown", (event) => {
    const at = Number(event.target.closest("[data-cell]")?.dataset.cell);
    const next = Number.isNaN(at) ? null : neighbour(event.key, at);
    if (next === null) return;
    event.preventDefault();
    cells.focus(next);
  });
  const neighbour = (key, at) => {
    const last = made.out.length - 1;
    const down = made.to.length === 1 ? 1 : made.to[1];
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + down, ArrowUp: at - down, Home: 0, End: last }[key];
    return next >= 0 && next <= last ? next : null;
  };
  root.addEventListener("keydown", (event) => event.key === "Escape" && choose(null));
  layer.subscribe((now, before) => {
    const differs = differing(before, now);
    if (!differs.every((key) => CELL.test(key))) {
      stop();
      view = { ...view, step: predicts ? 0 : null, focus: null };
    }
    verdict = null;
    parts.predict.clear();
    if (!arriving) kept?.keep(written(now, view), String(differs));
    render();
  });
  const kept = within ? null : address((hash) => {
    stop();
    arriving = true;
    layer.change(readLayer(hash));
    arriving = false;
    view = readView(hash);
    render();
  });

  const operands = html("div", { class: "explorer-operands" }, parts.input.node, parts.kernel.node);
  const facts = html("div", { class: "explorer-panels" }, parts.sizes.node, parts.overlap.node, parts.call.node, parts.frameworks.node);
  const kinds = within ? [] : [parts.layer.node, parts.rank.node, parts.examples.node, parts.numbers.switched, link];
  const form = html("form", { class: "explorer-controls" }, ...kinds, parts.numbers.node);
  form.addEventListener("submit", (event) => event.preventDefault());
  if (compact) {
    pictureShown.append(caption, around, parts.player.node);
    numbersShown.append(operands, parts.lens.node);
    const folded = html("div", { class: "explorer-fold" }, parts.predict.node, form, numbersShown, html("p", {}, away));
    const unfold = button("Change the numbers", () => unfold.setAttribute("aria-expanded", String(folded.classList.toggle("unfolded"))), { class: "explorer-unfold", "aria-expanded": "false" });
    root.replaceChildren(pictureShown, says, unfold, folded, printed.node);
  } else { // what happens first, then what can be changed
    pictureShown.append(operands, caption, around, parts.player.node);
    numbersShown.append(parts.predict.node, parts.lens.node);
    const more = html("details", { class: "explorer-more" }, html("summary", {}, "Sizes, overlap, the call, and other frameworks"), facts);
    factsShown.append(...(within ? [more, html("p", { class: "explorer-away" }, away, link)] : [facts]));
    root.replaceChildren(pictureShown, says, numbersShown, form, factsShown, printed.node);
  }
  render();
}
