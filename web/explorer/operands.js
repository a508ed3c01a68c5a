// Input and kernel as cells to write into.
import { html } from "../elements.js";
import { place } from "./model.js";
import { cells, shown } from "./geometry.js";
import { cellValue } from "./state.js";

/** The cells of one array: {node, show}. */
export function grid(name, look, { edit, refuse, chosen }) {
  const body = html("div", { class: `explorer-grid ${look}`, role: "group", "aria-label": name });
  let [inputs, drawn] = [[], ""];

  const write = (at, text) => {
    const value = cellValue(text);
    inputs[at].setAttribute("aria-invalid", String(value === null));
    if (value === null) refuse(`A cell holds a whole number of at most three digits, not “${text}”`);
    else edit(at, value);
  };
  const build = (shape) => {
    inputs = cells(shape).map((cell, at) => {
      const input = html("input", { type: "text", inputmode: "numeric", autocomplete: "off", "aria-label": `${name} cell ${place(cell)}` });
      input.addEventListener("input", () => write(at, input.value));
      input.addEventListener("focus", () => chosen(at));
      input.addEventListener("keydown", (event) => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        const value = cellValue(input.value);
        if (!by || value === null || cellValue(String(value + by)) === null) return;
        event.preventDefault();
        input.value = shown(value + by);
        write(at, input.value);
      });
      return input;
    });
    body.style.setProperty("--columns", shape.at(-1));
    body.replaceChildren(...inputs);
  };
  const show = (values, shape, lit, unread = new Set()) => {
    if (drawn !== String(shape)) build(shape);
    drawn = String(shape);
    inputs.forEach((input, at) => {
      input.classList.toggle("lit", lit.has(at));
      input.classList.toggle("unread", unread.has(at));
      if (cellValue(input.value) === values[at]) return;
      input.value = shown(values[at]);
      input.removeAttribute("aria-invalid");
    });
  };
  return { node: html("div", { class: "explorer-operand" }, html("p", { "aria-hidden": "true" }, name), body), show };
}
