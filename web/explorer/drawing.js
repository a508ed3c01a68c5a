// A cell of a scene as SVG, in plain elements {name, attributes, children}, which dom.js makes nodes of.
//
// An attribute that is false, null or undefined is not there. A child is an element, or text.

const UNIT = 36; // length of a cell's side
const GAP = 2;
const MARKS = {
  hole: { name: "circle", attributes: { cx: UNIT / 2, cy: UNIT / 2, r: UNIT / 3 }, children: [] },
  inserted: path(`M 4 ${UNIT / 2} L ${UNIT / 2} 4 M 4 ${UNIT - 4} L ${UNIT - 4} 4 M ${UNIT / 2} ${UNIT - 4} L ${UNIT - 4} ${UNIT / 2}`),
  unread: path(`M 6 ${UNIT - 6} L ${UNIT - 6} 6`),
  beyond: path(`M 6 ${UNIT - 6} L ${UNIT - 6} 6`),
};
const BOX = { name: "rect", attributes: { x: GAP / 2, y: GAP / 2, width: UNIT - GAP, height: UNIT - GAP, rx: 4 }, children: [] };

function path(d) {
  return { name: "path", attributes: { d }, children: [] };
}

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
  const children = MARKS[look] ? [BOX, MARKS[look]] : [BOX];
  if (text) children.push({ name: "text", attributes: { x: UNIT / 2, y: note ? UNIT * 0.38 : UNIT / 2 }, children: [text] });
  if (note) children.push({ name: "text", attributes: { class: "note", x: UNIT / 2, y: UNIT * 0.78 }, children: [note] });
  return { name: "g", attributes, children };
}

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
