// The form above the picture: kind of layer, dimensions, lens, the six numbers, examples; and the player below it.
import { button, html } from "../elements.js";
import { NAMES } from "./geometry.js";
import { apart, NUMBERS, paired, PRESETS } from "./state.js";

const AXES = ["rows", "columns"];

let made = 0; // a page may hold several explorers, whose radio buttons and labels must not meet

/** One choice out of several, as radio buttons: {node, show}. */
export function choice(legend, options, chosen) {
  const inputs = new Map();
  const name = `explorer-choice-${(made += 1)}`;
  const labels = options.map(([value]) => {
    const input = html("input", { type: "radio", name });
    input.addEventListener("change", () => chosen(value));
    const text = html("span");
    inputs.set(value, { input, text });
    return html("label", {}, input, text);
  });
  const node = html("fieldset", { class: "explorer-choice" }, html("legend", {}, legend), ...labels);
  const show = (value, names = {}) => {
    for (const [key, given] of options) {
      inputs.get(key).input.checked = key === value;
      inputs.get(key).text.textContent = names[key] ?? given;
    }
  };
  return { node, show };
}

/** The six numbers, or pairs of them: {node, show}. */
export function numbers(change) {
  let now = null;
  const field = (key, axis) => {
    const input = html("input", { type: "number", step: "1", inputmode: "numeric" });
    if (axis !== null) input.setAttribute("aria-label", `${NAMES[key]} ${NUMBERS[key]}, ${AXES[axis]}`);
    input.addEventListener("input", () => {
      if (!/^-?\d{1,6}$/.test(input.value)) return;
      const to = { [key]: Number(input.value) };
      change(axis === null ? to : paired(now, to, axis));
    });
    return input;
  };
  const word = (key) => html("span", {}, NAMES[key], " ", html("i", {}, NUMBERS[key]));
  const kinds = { // alike, apart
    false: Object.keys(NAMES).map((key) => ({ key, fields: [field(key, null)] })),
    true: Object.keys(NAMES).map((key) => ({ key, fields: [field(key, 0), field(key, 1)] })),
  };
  const node = html("div", { class: "explorer-numbers" });
  const box = html("input", { type: "checkbox" });
  const switched = html("label", { class: "explorer-apart" }, box, html("span", {}, "Rows and columns apart"));
  box.addEventListener("change", () => {
    const numbers = Object.keys(NUMBERS).map((key) => [key, box.checked ? [now[key], now[key]] : now[key][0]]);
    change(Object.fromEntries(numbers));
  });
  for (const rows of Object.values(kinds)) {
    for (const row of rows) row.node = html(row.fields.length === 1 ? "label" : "div", { class: "explorer-number" }, word(row.key), html("div", {}, ...row.fields));
  }
  let drawn = null;
  const show = (state) => {
    now = state;
    const rows = kinds[apart(state)];
    if (drawn !== rows) node.replaceChildren(...rows.map((row) => row.node));
    drawn = rows;
    for (const { key, fields, node: around } of rows) {
      fields.forEach((input, axis) => {
        const value = String([state[key]].flat()[axis]);
        if (input.value !== value) input.value = value;
      });
      if (key === "outputPadding") around.hidden = !state.transposed && [state[key]].flat().every((value) => value === 0);
    }
    box.checked = apart(state);
    switched.hidden = state.rank === 1;
  };
  return { node, switched, show };
}

/** The examples of the course: {node, show}. */
export function examples(chosen) {
  const select = html("select", {}, html("option", { value: "" }, "your own"), ...Object.keys(PRESETS).map((name) => html("option", { value: name }, name)));
  select.addEventListener("change", () => select.value && chosen(select.value));
  select.id = `explorer-example-${(made += 1)}`;
  return {
    node: html("div", { class: "explorer-examples" }, html("label", { for: select.id }, html("span", {}, "Example")), select),
    show: (name) => (select.value = name ?? ""),
  };
}

/** Buttons and a slider for the steps: {node, show}. */
export function player({ go, toggle }) {
  let [done, steps] = [0, 0];
  const [back, play, step] = [
    button("Back", () => go(Math.max(done - 1, 0))),
    button("Play", toggle),
    button("Step", () => go(done === steps ? 0 : done + 1)),
  ];
  const slider = html("input", { type: "range", min: 0, "aria-label": "Step" });
  slider.addEventListener("input", () => go(Number(slider.value)));
  const show = (made, playing) => {
    [done, steps] = [made.done, made.steps];
    slider.max = steps;
    slider.value = done;
    slider.setAttribute("aria-valuetext", `step ${done} of ${steps}`);
    step.textContent = done === steps ? "From the start" : "Step";
    play.textContent = playing ? "Pause" : "Play";
    back.setAttribute("aria-disabled", String(done === 0));
  };
  return { node: html("div", { class: "explorer-player" }, back, play, step, slider), show };
}
