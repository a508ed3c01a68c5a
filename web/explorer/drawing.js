// A cell of a scene as SVG, in plain elements {name, attributes, children}, which dom.js makes nodes of.
//
// An attribute that is false, null or undefined is not there. A child is an element, or text.

export const UNIT = 36; // length of a cell's side
const GAP = 2;
const SLASH = "m6 30 24-24";
/** What lies on a cell of some looks, drawn from the cell's corner. */
export const MARKS = {
  hole: "m6 18a12 12 0 0 0 24 0a12 12 0 0 0-24 0",
  inserted: "m4 18 14-14m-14 28 28-28m-14 28 14-14",
  unread: SLASH,
  beyond: SLASH,
};
const BOX = { name: "rect", attributes: { x: GAP / 2, y: GAP / 2, width: UNIT - GAP, height: UNIT - GAP, rx: 4 }, children: [] };
const MARKED = Object.fromEntries(Object.entries(MARKS).map(([look, d]) => [look, { name: "path", attributes: { d }, children: [] }]));

/** What the <svg> around the cells of a scene has. */
export const frame = ({ columns, rows, label, role }) => ({
  viewBox: `${-GAP / 2} ${-GAP / 2} ${columns * UNIT + GAP} ${rows * UNIT + GAP}`,
  style: `--width: ${columns * UNIT + GAP}`,
  role,
  "aria-label": label,
});

/** One cell of a scene; a cell with a key is a button. */
export function cellElement(cell) {
  const { column, row, look, text, note, lit, share } = cell;
  const small = text.length > 5 ? " smallest" : text.length > 3 ? " smaller" : "";
  const attributes = {
    class: `cell ${look}${lit ? " lit" : ""}${small}`,
    transform: `translate(${column * UNIT} ${row * UNIT})`,
    style: share === undefined ? null : `--share: ${share}`,
    ...(cell.key === undefined ? { "aria-hidden": "true" } : button(cell)),
  };
  const children = MARKED[look] ? [BOX, MARKED[look]] : [BOX];
  if (text) children.push({ name: "text", attributes: { x: UNIT / 2, y: note ? UNIT * 0.38 : UNIT / 2 }, children: [text] });
  if (note) children.push({ name: "text", attributes: { class: "note", x: UNIT / 2, y: UNIT * 0.78 }, children: [note] });
  return { name: "g", attributes, children };
}

/** What lies over the chosen cell of a large picture, to be the button for all of its cells: it has no look of its own. */
export const cursorElement = (cell) => ({
  name: "g",
  attributes: { class: "cursor", transform: `translate(${cell.column * UNIT} ${cell.row * UNIT})`, ...button({ ...cell, entry: true }) },
  children: [BOX],
});

const button = ({ key, name, entry, pressed }) => ({
  role: "button",
  tabindex: entry ? 0 : -1,
  "data-cell": key,
  "aria-label": name,
  "aria-pressed": String(pressed),
});

/** Whether two cells of one place look and read alike. */
export const alike = (one, other) => FIELDS.every((field) => one[field] === other[field]);

const FIELDS = ["look", "text", "note", "lit", "share", "key", "name", "entry", "pressed"];
