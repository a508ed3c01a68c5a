// A large scene as SVG: a row of it is one group, in which cells that look alike share one path, and texts of one kind one
// text. A browser lays out one text for each row in a tenth of the time that it needs for one text for each cell.
//
// The characters of a text all take the same room, `UNIT / size`, and a space takes half of that, so that texts of odd and
// of even length stand in the middle of their cells: css/65-explorer.css says so, by `letter-spacing` and `word-spacing`.
import { MARKS, UNIT } from "./drawing.js";

const BOX = "m5 1h26a4 4 0 0 1 4 4v26a4 4 0 0 1-4 4h-26a4 4 0 0 1-4-4v-26a4 4 0 0 1 4-4z";
const MUTED = new Set(["cropped", "pad", "inserted", "zero"]);
const SPACE = "\u00a0"; // the plain one is lost at the ends of a text

/** The rows of a scene, from the top: {row, element}. */
export function rowElements({ cells }) {
  const rows = new Map();
  for (const cell of cells) {
    if (!rows.has(cell.row)) rows.set(cell.row, []);
    rows.get(cell.row).push(cell);
  }
  const found = [...rows].map(([row, line]) => ({ row, element: rowElement(row, line.sort((one, other) => one.column - other.column)) }));
  return found.sort((one, other) => one.row - other.row);
}

function rowElement(row, cells) {
  const [boxes, marks, texts] = [new Map(), new Map(), new Map()];
  let strikes = "";
  for (const cell of cells) {
    const { column, look, lit, text, note, share } = cell;
    const start = `M${column * UNIT} 0`;
    const name = `${look}${lit ? " lit" : ""}`;
    const key = share === undefined ? name : `${name}/${share}`;
    boxes.set(key, (boxes.get(key) ?? "") + start + BOX);
    if (MARKS[look]) marks.set(look, (marks.get(look) ?? "") + start + MARKS[look]);
    if (text) gather(texts, `${tone(cell)}${note ? " above" : ""}`, column, text);
    if (note) gather(texts, "note", column, note);
    if (text && look === "cropped") strikes += strike(column, text.length);
  }
  const alike = [...boxes].sort(([one], [other]) => one.includes(" lit") - other.includes(" lit")); // their line is the thicker one
  const children = [
    ...alike.map(([key, d]) => path(`box ${key.split("/")[0]}`, d, key.split("/")[1])),
    ...[...marks].map(([look, d]) => path(`mark ${look}`, d)),
    ...[...texts.values()].map(textElement),
    ...(strikes ? [path("strike", strikes)] : []),
  ];
  return { name: "g", attributes: { class: "row", transform: `translate(0 ${row * UNIT})`, ...said(cells) }, children };
}

const tone = ({ look, lit }) => (lit ? "lit" : look === "asked" ? look : MUTED.has(look) ? "muted" : "plain");

const path = (name, d, share) => ({ name: "path", attributes: { class: name, style: share && `--share: ${share}`, d }, children: [] });

/** Put a cell's text among those of its kind and size. */
function gather(texts, kind, column, text) {
  const size = sizeOf(text.length, kind);
  const key = `${kind} ${size}`;
  if (!texts.has(key)) texts.set(key, { kind, size, parts: [] });
  texts.get(key).parts.push({ column, text });
}

/** How many characters share a cell's width: one more than there are. */
const sizeOf = (length, kind) => Math.max(length + 1, kind === "note" ? 6 : 4);

/** Texts of one kind as one text, from the column of the first. Where all are one character long, it is as wide as a cell. */
function textElement({ kind, size: largest, parts }) {
  const size = parts.every(({ text }) => text.length === 1) ? 1 : largest;
  const first = parts[0].column;
  let [written, filled] = ["", 0]; // in spaces, of which a cell has 2 * size
  for (const { column, text } of parts) {
    const start = (column - first) * 2 * size + size - text.length;
    written += SPACE.repeat(start - filled) + text;
    filled = start + 2 * text.length;
  }
  const y = HEIGHTS[kind.split(" ").at(-1)] ?? UNIT / 2;
  return { name: "text", attributes: { class: kind, style: `--size: ${size}`, x: first * UNIT, y }, children: [written] };
}

const HEIGHTS = { above: UNIT * 0.38, note: UNIT * 0.78 };

/** A line through a cell's text: that of a whole text would strike the spaces, too. */
function strike(column, length) {
  const width = (length * UNIT) / sizeOf(length);
  return `M${column * UNIT + (UNIT - width) / 2} ${UNIT / 2}h${width}`;
}

/** What a row says to who does not see it: the values of its output cells, if it has any. */
function said(cells) {
  const outputs = cells.filter(({ key }) => key !== undefined);
  if (!outputs.length) return { "aria-hidden": "true" };
  return { role: "img", "aria-label": `Output from cell ${outputs[0].where} on: ${outputs.map(({ text }) => text || "–").join(", ")}` };
}
