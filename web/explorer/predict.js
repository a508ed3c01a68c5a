// Predict before reveal: the value of one cell after the next step, asked for and checked.
import * as geometry from "./geometry.js";
import { html } from "../elements.js";
import { model, place, sumText } from "./model.js";

/** What the next step makes, as a question: {at, cell, value, sum}; null where no step is left, or it makes nothing. */
export function question(made) {
  const { state, done, steps, layer, to } = made;
  if (made.why !== null || done === steps) return null;
  const at = state.lens === "stamps" ? stampedCell(made) : done;
  if (at === null) return null;
  const cell = geometry.cells(to)[at];
  const after = model({ ...state, step: done + 1, focus: null });
  const known = state.lens === "stamps" ? done + 1 : Infinity;
  return { at, cell, value: after.known[at], sum: sumText(made, cell, known) };
}

/** The cell to ask for of the next stamp: one on which an earlier stamp lies, else its first; null if it is cropped. */
function stampedCell({ layer, done, from, to, known }) {
  const kept = geometry.stamp(layer, geometry.cells(from)[done]).filter(({ output }) => geometry.inside(to, output));
  const places = kept.map(({ output }) => geometry.flat(to, output));
  return places.find((at) => known[at] !== null) ?? places[0] ?? null;
}

/** The switch, the field and the score: {node, show}. `step(number, words)` goes there and says them. */
export function predict({ turn, step }) {
  const field = html("input", { type: "text", inputmode: "numeric", autocomplete: "off" });
  const [name, score] = [html("span"), html("span", { class: "explorer-score" })];
  const box = html("input", { type: "checkbox" });
  const asked = html("form", { class: "explorer-asked" }, html("label", {}, name, field), html("button", { type: "submit" }, "Check"), score);
  let [right, now] = [new Map(), null]; // number of the step -> whether it was predicted

  const total = () => `${[...right.values()].filter(Boolean).length} of ${right.size} right`;
  box.addEventListener("change", () => turn(box.checked));
  asked.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = question(now);
    if (!found) return step(now.done === now.steps ? 0 : now.done + 1, null);
    const given = /^\d{1,9}$|^[-−]\d{1,9}$/.test(field.value.trim()) ? Number(field.value.trim().replace("−", "-")) : null;
    field.setAttribute("aria-invalid", String(given === null));
    if (given === null) return step(now.done, `Type the whole number that you expect in output cell ${place(found.cell)}`);
    right.set(now.done, given === found.value);
    field.value = "";
    step(now.done + 1, `${given === found.value ? "Right" : `Not ${geometry.shown(given)}`}: output cell ${place(found.cell)} is ${found.sum}. ${total()}`);
  });
  const show = (made, on) => {
    now = made;
    box.checked = on;
    asked.hidden = !on;
    const found = on ? question(made) : null;
    const step = made.state.lens === "stamps" ? " after the next stamp" : "";
    name.textContent = found ? `Output cell ${place(found.cell)}${step}` : made.done === made.steps ? "All is computed; Enter starts again" : "This stamp is cropped whole; Enter goes on";
    score.textContent = right.size ? total() : "";
  };
  const clear = () => {
    right = new Map();
    field.value = "";
  };
  return { node: html("div", { class: "explorer-predict" }, html("label", {}, box, html("span", {}, "Predict each step")), asked), show, clear };
}
