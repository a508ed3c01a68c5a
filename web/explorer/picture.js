// A picture that changes only where its scene does: cell by cell, or row by row where there are many cells.
import { drawn, patch, within } from "./dom.js";
import { alike, cellElement, cursorElement, frame, UNIT } from "./drawing.js";
import { rowElements } from "./rows.js";

const MANY = 140; // cells that can be chosen, or of a picture where none can: from then on they have no nodes of their own
const NONE = [];

/**
 * A picture of scenes: {node, show, cell, focus}. `cell(key)` is the node of a cell that can be chosen, null where it has
 * none now; `focus(key)` gives it the focus.
 */
export function picture() {
  let framed = { name: "svg", attributes: {}, children: NONE };
  const node = drawn(framed);
  let [kind, shown] = [null, null];

  const show = (scene) => {
    const chosen = scene.cells.filter(({ key }) => key !== undefined).length;
    const way = (chosen || scene.cells.length) < MANY ? byCells : byRows;
    if (scene.kind !== kind || shown?.way !== way) {
      node.replaceChildren();
      shown = { way, ...way(node) };
    }
    kind = scene.kind;
    const around = { name: "svg", attributes: frame(scene), children: NONE };
    patch(node, framed, around);
    framed = around;
    shown.show(scene);
  };
  node.addEventListener("click", (event) => shown.press?.(event));
  return { node, show, cell: (key) => shown.cell(key), focus: (key, options) => shown.focus(key, options) };
}

/** Each cell is a node, which stays with its place, in the order of rows and columns. */
function byCells(node) {
  const rows = new Map(); // row -> {node, cells: column -> {node, cell, element}}

  const place = (cell) => {
    const row = within(rows, cell.row, node, () => ({ node: drawn({ name: "g", attributes: {}, children: NONE }), cells: new Map() }));
    const held = within(row.cells, cell.column, row.node, () => {
      const element = cellElement(cell);
      return { node: drawn(element), cell, element };
    });
    if (held.cell !== cell && !alike(held.cell, cell)) {
      const element = cellElement(cell);
      patch(held.node, held.element, element);
      Object.assign(held, { cell, element });
    }
    return held;
  };
  const show = ({ cells: given }) => {
    const used = new Set(given.map(place));
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
  const cell = (key) => node.querySelector(`[data-cell="${key}"]`);
  return { show, cell, focus: (key, options) => cell(key)?.focus(options) };
}

/** Each row is a node; one button lies over the cell that has the focus, or would get it. */
function byRows(node) {
  const rows = new Map(); // row -> {node, element}
  let [given, cursor] = [null, null]; // the scene; {node, element, key}

  const show = (scene) => {
    given = scene;
    const used = new Set();
    for (const { row, element } of rowElements(scene)) {
      used.add(row);
      const held = within(rows, row, node, () => ({ node: drawn(element), element }), cursor?.node);
      if (held.element !== element) patch(held.node, held.element, element);
      held.element = element;
    }
    for (const [row, held] of rows) {
      if (used.has(row)) continue;
      held.node.remove();
      rows.delete(row);
    }
    const focused = cursor !== null && cursor.node === document.activeElement;
    const at = (focused && keyed(cursor.key)) || scene.cells.find(({ entry }) => entry);
    if (at) put(at);
  };
  const keyed = (key) => given.cells.find((cell) => cell.key === key);

  const put = (cell) => {
    const element = cursorElement(cell);
    if (cursor === null) node.append((cursor = { node: drawn(element) }).node);
    else patch(cursor.node, cursor.element, element);
    Object.assign(cursor, { element, key: cell.key });
  };

  const cell = (key) => (cursor?.key === key ? cursor.node : null);

  const focus = (key, options) => {
    const [found, left] = [keyed(key), cursor];
    if (!found) return;
    if (left.key !== key) {
      cursor = null; // a node of its own for each cell that gets the focus: a screen reader says its name
      put(found);
    }
    cursor.node.focus(options);
    if (cursor.node !== left.node) left.node.remove();
  };

  const press = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(node.getScreenCTM().inverse());
    const over = (start, point) => point >= start * UNIT && point < (start + 1) * UNIT;
    const found = given.cells.find(({ key, column, row }) => key !== undefined && over(column, x) && over(row, y));
    if (found) focus(found.key, { preventScroll: true });
  };
  return { show, cell, focus, press };
}
