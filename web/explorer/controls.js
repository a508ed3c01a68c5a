// The form above the picture: kind of layer, dimensions, lens, the six numbers, examples; and the player below it.
import { html } from "./dom.js";
import { NAMES } from "./geometry.js";
import { NUMBERS, PRESETS } from "./state.js";

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

/** The six numbers: {node, show}. */
export function numbers(change) {
  const fields = new Map();
  const labels = Object.entries(NAMES).map(([key, word]) => {
    const input = html("input", { type: "number", step: "1", inputmode: "numeric" });
    input.addEventListener("input", () => {
      if (/^-?\d{1,6}$/.test(input.value)) change({ [key]: Number(input.value) }, key);
    });
    fields.set(key, input);
    return html("label", {}, html("span", {}, word, " ", html("i", {}, NUMBERS[key])), input);
  });
  const show = (state) => {
    for (const [key, input] of fields) {
      if (input.value !== String(state[key])) input.value = state[key];
    }
    fields.get("outputPadding").parentElement.hidden = !state.transposed && state.outputPadding === 0;
  };
  return { node: html("div", { class: "explorer-numbers" }, ...labels), show };
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
  const button = (name, action) => {
    const node = html("button", { type: "button" }, name);
    node.addEventListener("click", action);
    return node;
  };
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
