// Nodes of the page: elements, and a picture that changes only where its scene does.
import { alike, cellElement, frame } from "./drawing.js";

const SVG = "http://www.w3.org/2000/svg";

const NONE = [];

const given = (value) => value !== false && value !== null && value !== undefined;

const attribute = (node, name, value) => {
  if (given(value)) node.setAttribute(name, value === true ? "" : value);
  else node.removeAttribute(name);
};

const filled = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) if (given(value)) attribute(node, name, value);
  node.append(...children);
  return node;
};

/** The node of a plain element. */
const drawn = (element) =>
  typeof element === "string"
    ? document.createTextNode(element)
    : filled(document.createElementNS(SVG, element.name), element.attributes, element.children.map(drawn));

/** Change the node of one plain element into that of another of the same name. */
function patch(node, before, after) {
  for (const name of Object.keys({ ...before.attributes, ...after.attributes })) {
    if (before.attributes[name] !== after.attributes[name]) attribute(node, name, after.attributes[name]);
  }
  if (before.children === after.children) return;
  const same = before.children.length === after.children.length && before.children.every((child, at) => child.name === after.children[at].name);
  if (!same) return node.replaceChildren(...after.children.map(drawn));
  after.children.forEach((child, at) => {
    const [old, kept] = [before.children[at], node.childNodes[at]];
    if (old === child) return;
    if (typeof child === "string") kept.data = child;
    else patch(kept, old, child);
  });
}

/** A picture of scenes: {node, show}. A cell's node stays with its place, in the order of rows and columns. */
export function picture() {
  const node = document.createElementNS(SVG, "svg");
  let rows = new Map(); // row -> {node, cells: column -> {node, cell, element}}
  let [kind, framed] = [null, { attributes: {}, children: NONE }];

  const show = (scene) => {
    if (scene.kind !== kind) {
      node.replaceChildren();
      rows = new Map();
    }
    kind = scene.kind;
    const around = { attributes: frame(scene), children: NONE };
    patch(node, framed, around);
    framed = around;
    const used = new Set(scene.cells.map(place));
    for (const [row, { node: line, cells }] of rows) {
      for (const [column, held] of cells) {
        if (used.has(held)) continue;
        held.node.remove();
        cells.delete(column);
      }
      if (cells.size) continue;
      line.remove();
      rows.delete(row);
    }
  };
  const place = (cell) => {
    const row = within(rows, cell.row, node, () => ({ node: document.createElementNS(SVG, "g"), cells: new Map() }));
    const made = () => {
      const element = cellElement(cell);
      return { node: drawn(element), cell, element };
    };
    const held = within(row.cells, cell.column, row.node, made);
    become(held, cell);
    return held;
  };
  return { node, show };
}

/** Draw another cell in the place of one. */
function become(held, cell) {
  if (held.cell === cell || alike(held.cell, cell)) return;
  const element = cellElement(cell);
  patch(held.node, held.element, element);
  Object.assign(held, { cell, element });
}

/** What a map holds under a number; where it holds nothing, it is made, and put into the node in order. */
function within(map, key, node, make) {
  const found = map.get(key);
  if (found) return found;
  const made = make();
  const last = node.lastChild === null || [...map.keys()].at(-1) < key; // nearly always: scenes are drawn in order
  const after = last ? [] : [...map.keys()].filter((other) => other > key);
  node.insertBefore(made.node, after.length ? map.get(Math.min(...after)).node : null);
  map.set(key, made);
  return made;
}
