// A stack as rows of numbers: each row a layer whose channels do not matter.
import { html } from "../elements.js";
import { isInteger } from "./values.js";

const KINDS = { conv: "Convolution", pool: "Max pooling", transposed: "Transposed convolution", resize: "Upsample" };
const NUMBERS = { k: "kernel_size", s: "stride", p: "padding", d: "dilation", a: "output_padding" };
const USED = { conv: "kspd", pool: "kspd", transposed: "kspda", resize: "s" };
const NEW = { kind: "conv", k: 3, s: 2, p: 1, d: 1, a: 0 };

/** The row of a layer; null where it has none: another kind, or numbers that differ from axis to axis. */
export function rowOf(layer) {
  if (!Object.hasOwn(KINDS, layer.kind)) return null;
  const whole = (name, fallback) => layer.given(name, fallback) ?? fallback;
  const row = { kind: layer.kind, k: whole("kernel_size", null), s: whole("stride", layer.kind === "pool" ? whole("kernel_size", null) : 1), p: whole("padding", 0), d: whole("dilation", 1), a: whole("output_padding", 0) };
  if (layer.kind === "resize") Object.assign(row, { k: 1, s: whole("scale_factor", null) });
  const other = layer.arguments.has("output_size") || layer.given("ceil_mode", false) === true;
  return other || !Object.keys(NUMBERS).every((key) => isInteger(row[key])) ? null : row;
}

const textOf = ({ kind, k, s, p, d, a }) => {
  const options = `stride=${s}, padding=${p}${kind === "transposed" && a ? `, output_padding=${a}` : ""}${d === 1 ? "" : `, dilation=${d}`}`;
  if (kind === "resize") return `nn.Upsample(scale_factor=${s})`;
  if (kind === "pool") return `nn.MaxPool2d(${k}, ${options})`;
  return `nn.${kind === "conv" ? "Conv2d" : "ConvTranspose2d"}(c, c, ${k}, ${options})`;
};

/** Rows as a text. */
export const stackText = (rows) => `nn.Sequential(\n${rows.map((row) => `    ${textOf(row)},\n`).join("")})`;

/** The rows to edit: {node, show}; `changed` gets the rows after each change, and a sentence where rows moved. */
export function editor(changed) {
  const list = html("ol", { class: "size-rows" });
  let rows = [];

  const change = (next, focus, sentence) => {
    rows = next;
    draw();
    list.querySelector(focus)?.focus();
    changed(rows, sentence);
  };
  const edit = (at, key, value) => {
    rows = rows.map((row, place) => (place === at ? { ...row, [key]: value } : row));
    changed(rows, "");
  };
  const move = (at, by) => {
    const to = at + by;
    if (to < 0 || to >= rows.length) return;
    const next = [...rows];
    [next[at], next[to]] = [next[to], next[at]];
    change(next, `[data-row="${to}"] [data-do="${by < 0 ? "up" : "down"}"]`, `Row ${at + 1} is now row ${to + 1}.`);
  };
  const remove = (at) => change(rows.filter((_, place) => place !== at), `[data-row="${Math.min(at, rows.length - 2)}"] select`, `Row ${at + 1} is removed.`);

  const button = (at, name, text, action, off) => {
    const node = html("button", { type: "button", "data-do": name, "aria-label": `${text} row ${at + 1}`, "aria-disabled": String(off), title: `${text} row ${at + 1}` }, { up: "↑", down: "↓", remove: "×" }[name]);
    node.addEventListener("click", action);
    return node;
  };
  function draw() {
    list.replaceChildren(
      ...rows.map((row, at) => {
        const kind = html("select", { "aria-label": `Kind of row ${at + 1}` }, ...Object.entries(KINDS).map(([value, name]) => html("option", { value, selected: value === row.kind }, name)));
        kind.addEventListener("change", () => {
          edit(at, "kind", kind.value);
          draw();
          list.querySelector(`[data-row="${at}"] select`).focus();
        });
        const numbers = Object.entries(NUMBERS).map(([key, name]) => {
          const input = html("input", { type: "number", inputmode: "numeric", min: key === "p" || key === "a" ? 0 : 1, step: 1, value: row[key] });
          input.addEventListener("input", () => {
            const good = /^\d{1,4}$/.test(input.value);
            input.setAttribute("aria-invalid", String(!good));
            if (good) edit(at, key, Number(input.value));
          });
          const label = html("label", {}, html("span", { "aria-hidden": "true" }, key), html("span", { class: "visually-hidden" }, `${name} of row ${at + 1}`), input);
          label.hidden = !USED[row.kind].includes(key);
          return label;
        });
        const buttons = html("span", { class: "size-moves" }, button(at, "up", "Move up", () => move(at, -1), at === 0), button(at, "down", "Move down", () => move(at, 1), at === rows.length - 1), button(at, "remove", "Remove", () => remove(at), false));
        return html("li", { "data-row": at }, kind, html("span", { class: "size-numbers" }, ...numbers), buttons);
      }),
    );
  }
  const add = html("button", { type: "button" }, "Add a row");
  add.addEventListener("click", () => change([...rows, { ...(rows.at(-1) ?? NEW) }], `[data-row="${rows.length}"] select`, `Row ${rows.length + 1} is added.`));
  const note = html("p", { class: "size-note" });
  const show = (next, left) => {
    rows = next;
    note.textContent = left.length ? `Without a row of their own, since they do not change sizes or have other arguments: ${left.join(", ")}. A change of a row leaves them out.` : "";
    note.hidden = !left.length;
    draw();
  };
  return { node: html("div", {}, note, list, add), show };
}
