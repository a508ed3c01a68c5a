// Numbers in the text of a chapter: the reader drags one, or moves it by the arrow keys, and all that depends on the
// layer changes with it, in the text and in the explorers of the page.
import { html } from "../elements.js";
import { layerReason, shown } from "./geometry.js";
import { layerOf, refusal } from "./state.js";
import { LETTERS, value } from "./values.js";

const STEP = 14; // pixels to drag for one more
const CHANNELS = ["groups", "inputs", "outputs"]; // the explorer knows of none, so they are held here
const BLOCK = "p, li, td, dd";

/** Bring the numbers of a page to life on the layer that its explorers share. */
export function scrub(page, layer, state) {
  const numbers = [...page.querySelectorAll("[data-of]")];
  if (numbers.length === 0) return;
  const given = new URLSearchParams(state);
  const asWritten = Object.fromEntries(CHANNELS.map((name) => [name, Number(given.get(name) ?? 1)]));
  let channels = asWritten;

  const all = () => ({ ...layer.read(), ...channels });
  const change = (name, to) => {
    if (!CHANNELS.includes(name)) return layer.change({ [LETTERS[name]]: to });
    channels = { ...channels, [name]: to };
    show();
  };
  const reset = () => {
    channels = asWritten;
    layer.reset();
    show();
  };

  const resets = [...new Set(numbers.map((node) => node.closest(BLOCK)))].map((block) => {
    const button = html("button", { type: "button", class: "as-written", title: "Put every number back" }, "as written");
    button.addEventListener("click", () => {
      block.querySelector(".scrub")?.focus({ preventScroll: true }); // the button goes, and the focus stays here
      reset();
    });
    block.append(" ", button);
    return button;
  });

  const hint = html("span", { class: "scrub-hint", "aria-hidden": "true" }, "← drag a number");
  resets[0].before(hint); // where the button is not needed yet

  const show = () => {
    const now = all();
    const tooLarge = refusal(now) !== null && layerReason(layerOf(now)) === null; // nothing is drawn, nor counted
    let same = true;
    for (const node of numbers) {
      const number = tooLarge && !(node.dataset.of in LETTERS) ? null : value(node.dataset.of, now);
      const text = written(number, node.dataset.unit);
      same &&= text === node.dataset.written;
      node.classList.toggle("changed", text !== node.dataset.written);
      if (node.firstChild.textContent !== text) node.firstChild.textContent = text;
      if (node.dataset.least === undefined) continue;
      const set = (name, to) => node.setAttribute(`aria-value${name}`, to);
      set("now", now[LETTERS[node.dataset.of]]);
      set("text", text);
      set("min", Math.min(node.dataset.least, now[LETTERS[node.dataset.of]])); // the explorer may go further
      set("max", Math.max(node.dataset.most, now[LETTERS[node.dataset.of]]));
    }
    if (!same) hint.remove();
    for (const button of resets) button.classList.toggle("needed", !same);
  };

  for (const node of numbers) if (node.dataset.least !== undefined) draggable(node, all, change);
  layer.subscribe(show);
  show();
}

/** A number as the text has it, with its noun. */
export function written(number, unit) {
  const text = number === null ? "–" : shown(number);
  return unit ? `${text}\u00a0${number === 1 ? unit.replace(/s$/, "") : unit}` : text;
}

function draggable(node, all, change) {
  const { of: name, label } = node.dataset;
  const [least, most, first] = [Number(node.dataset.least), Number(node.dataset.most), all()[LETTERS[name]]];
  const now = () => all()[LETTERS[name]];
  const to = (number) => change(name, Math.min(Math.max(number, least), most));
  const back = () => change(name, first);

  for (const [key, text] of Object.entries({ role: "spinbutton", tabindex: 0, "aria-label": label })) node.setAttribute(key, text);
  node.title = `${label}: drag, or press the arrow keys; Escape puts it back`;

  const keys = {
    ArrowUp: () => to(now() + 1),
    ArrowRight: () => to(now() + 1),
    ArrowDown: () => to(now() - 1),
    ArrowLeft: () => to(now() - 1),
    PageUp: () => to(most),
    PageDown: () => to(least),
    Home: back,
    Escape: back,
  };
  node.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });

  let drag = null;
  let dragged = false;
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    drag = { x: event.clientX, from: now() };
    dragged = false;
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault(); // no text is marked
  });
  node.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const step = Math.round((event.clientX - drag.x) / STEP);
    dragged ||= step !== 0;
    to(drag.from + step);
  });
  node.addEventListener("touchend", (event) => { // a short drag is no tap on what has come below the finger
    if (dragged && event.cancelable) event.preventDefault();
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => (drag = null));
  node.addEventListener("dblclick", back);
}
