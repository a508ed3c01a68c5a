// Elements of the page, and the drawing of a scene as SVG.
import { place } from "./model.js";
import { cells } from "./geometry.js";

const SVG = "http://www.w3.org/2000/svg";
const UNIT = 36; // length of a cell's side
const GAP = 2;

const filled = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};

export { html } from "../elements.js";

const svg = (name, attributes = {}, ...children) => filled(document.createElementNS(SVG, name), attributes, children);

/** Draw a scene; cells with a key are buttons, of which one is in the order of Tab. */
export function drawing(made, { cells: drawn, columns, rows, label }) {
  const [width, height] = [columns * UNIT + GAP, rows * UNIT + GAP];
  const places = cells(made.to);
  const entry = made.focus?.kind === "output" ? made.focus.at : 0;
  const picture = svg("svg", {
    viewBox: `${-GAP / 2} ${-GAP / 2} ${width} ${height}`,
    style: `--width: ${width}`,
    role: "group",
    "aria-label": label,
  });
  for (const cell of drawn) {
    const button = cell.key === undefined ? { "aria-hidden": "true" } : {
      role: "button",
      tabindex: cell.key === entry ? 0 : -1,
      "data-cell": cell.key,
      "aria-label": `Output cell ${place(places[cell.key])}${cell.text ? ` = ${cell.text}` : ", not computed yet"}`,
      "aria-pressed": String(made.focus?.kind === "output" && made.focus.at === cell.key),
    };
    picture.append(box(cell, button));
  }
  return picture;
}

function box({ column, row, look, text, note, lit }, attributes) {
  const [x, y] = [column * UNIT, row * UNIT];
  const small = text.length > 5 ? " smallest" : text.length > 3 ? " smaller" : "";
  const node = svg("g", { class: `cell ${look}${lit ? " lit" : ""}${small}`, transform: `translate(${x} ${y})`, ...attributes });
  node.append(svg("rect", { x: GAP / 2, y: GAP / 2, width: UNIT - GAP, height: UNIT - GAP, rx: 4 }));
  if (look === "hole") node.append(svg("circle", { cx: UNIT / 2, cy: UNIT / 2, r: UNIT / 3 }));
  if (look === "unread" || look === "beyond") node.append(svg("path", { d: `M 6 ${UNIT - 6} L ${UNIT - 6} 6` }));
  if (look === "inserted") node.append(svg("path", { d: `M 4 ${UNIT / 2} L ${UNIT / 2} 4 M 4 ${UNIT - 4} L ${UNIT - 4} 4 M ${UNIT / 2} ${UNIT - 4} L ${UNIT - 4} ${UNIT / 2}` }));
  if (text) node.append(svg("text", { x: UNIT / 2, y: note ? UNIT * 0.38 : UNIT / 2 }, text));
  if (note) node.append(svg("text", { class: "note", x: UNIT / 2, y: UNIT * 0.78 }, note));
  return node;
}

/** Draw how many products meet on each cell, as numbers and as tints. */
export function counts({ shape, counts: found, name }) {
  const [least, most] = [Math.min(...found), Math.max(...found)];
  const [columns, rows] = [shape.at(-1), shape.length === 1 ? 1 : shape[0]];
  const picture = svg("svg", {
    viewBox: `${-GAP / 2} ${-GAP / 2} ${columns * UNIT + GAP} ${rows * UNIT + GAP}`,
    style: `--width: ${columns * UNIT + GAP}`,
    role: "img",
    "aria-label": `${name}: ${shape.length === 1 ? found.join(", ") : `${least} to ${most}`}`,
  });
  found.forEach((count, at) => {
    const node = box({ column: at % columns, row: Math.floor(at / columns), look: count ? "count" : "hole", text: String(count) }, {});
    node.style.setProperty("--share", count / Math.max(most, 1));
    picture.append(node);
  });
  return picture;
}
