// What the explorer shows, as one plain object, and its writing in the address of the page.
import { layerReason, NAMES, range, shown } from "./geometry.js";

/** Key of the state -> key in the address, by the notation of the book. */
export const NUMBERS = { size: "i", kernel: "k", stride: "s", padding: "p", dilation: "d", outputPadding: "a" };
export const LENSES = ["stamps", "canvas", "matrix"];
const LARGEST = {
  1: { size: 12, kernel: 16, stride: 8, padding: 20, dilation: 6, outputPadding: 20 },
  2: { size: 12, kernel: 7, stride: 4, padding: 12, dilation: 4, outputPadding: 12 },
};
const VALUE = 999; // the largest in a cell

/** What an address means that leaves it out. */
const PLAIN = {
  transposed: true,
  rank: 1,
  size: 2,
  kernel: 3,
  stride: 1,
  padding: 0,
  dilation: 1,
  outputPadding: 0,
  x: [1, 2],
  w: [1, 2, 3],
};

/** What the page shows first: two stamps that meet in one cell. */
const FIRST = { ...PLAIN, stride: 2 };

/** What belongs to one explorer, not to the layer. */
export const VIEW = {
  lens: "stamps",
  step: null, // null: all steps are done
  focus: null, // or { kind: "input" or "output", at: place in the flat array }
};

/** Name of each example -> what it changes. */
export const PRESETS = {
  "Two stamps that meet: kernel 3, stride 2": { stride: 2 },
  "Two cells, by hand": {},
  "Five or six cells: stride 2, padding 1": { size: 3, stride: 2, padding: 1, x: [1, 2, 3], w: [1, 10, 100] },
  "Six cells, by output padding": { size: 3, stride: 2, padding: 1, outputPadding: 1, x: [1, 2, 3], w: [1, 10, 100] },
  "Uneven overlap: kernel 3, stride 2": { size: 5, stride: 2, x: [1, 1, 1, 1, 1], w: [1, 1, 1] },
  "Holes: stride 2, dilation 2": { size: 4, stride: 2, dilation: 2, x: [1, 2, 3, 4] },
  "Convolution that forgets a cell": { transposed: false, size: 6, stride: 2, x: [1, 2, 3, 4, 5, 6] },
  "U-Net's up-convolution": { rank: 2, size: 3, kernel: 2, stride: 2, x: squares(3), w: [1, 2, 3, 4] },
  "DCGAN's layer: kernel 4, stride 2, padding 1": { rank: 2, size: 3, kernel: 4, stride: 2, padding: 1, x: squares(3), w: squares(4) },
  "FCN's last layer, one axis: kernel 16, stride 8": { size: 3, kernel: 16, stride: 8, padding: 4, x: [1, 2, 3], w: fill(16) },
};

/** The layer of an example. */
export const exampleLayer = (name) => changed(PLAIN, PRESETS[name]);

/** The name of the example that a layer is; undefined if it is none. */
export const exampleOf = (layer) => EXAMPLES.get(writtenLayer(layer));

/** Whether the axes of an image have numbers of their own, which are pairs then: [of the rows, of the columns]. */
export const apart = (layer) => Array.isArray(layer.size);

/** A change of one axis's numbers, as one of the pairs. */
export const paired = (layer, change, axis) =>
  Object.fromEntries(Object.entries(change).map(([key, value]) => [key, layer[key].with(axis, value)]));

const of = (value, axis) => (Array.isArray(value) ? value[axis] : value);

/** The axes of the layer. */
export const layerOf = (layer) =>
  range(layer.rank).map((axis) => {
    const numbers = Object.keys(NUMBERS).map((key) => [key, of(layer[key], axis)]);
    return { transposed: layer.transposed, ...Object.fromEntries(numbers) };
  });

/** Why nothing can be drawn; null if it can. */
export function refusal(state) {
  const why = layerReason(layerOf(state));
  if (why !== null) return why;
  const most = (key) => LARGEST[state.rank][key];
  const found = layerOf(state).flatMap((axis) => Object.keys(NUMBERS).filter((key) => axis[key] > most(key)).map((key) => [key, axis[key]]));
  const [key, value] = found[0] ?? [];
  return key ? `the ${NAMES[key]} ${NUMBERS[key]} = ${value} is more than this page draws: at most ${most(key)} in ${state.rank}-D` : null;
}

/** The layer with some of it changed: arrays grow or shrink with their sizes. */
export function changed(layer, change) {
  const next = { ...layer, ...change };
  const pairs = next.rank === 2 && Object.keys(NUMBERS).some((key) => Array.isArray(next[key]));
  for (const key of Object.keys(NUMBERS)) next[key] = pairs ? [of(next[key], 0), of(next[key], 1)] : of(next[key], 0);
  if (!("x" in change)) next.x = resized(layer.x, shapeOf(layer, "size"), shapeOf(next, "size"));
  if (!("w" in change)) next.w = resized(layer.w, shapeOf(layer, "kernel"), shapeOf(next, "kernel"));
  return next;
}

const shapeOf = (layer, key) => layerOf(layer).map((axis) => axis[key]);

function resized(values, shape, next) {
  if (String(shape) === String(next)) return values;
  if (next.some((side) => !Number.isSafeInteger(side) || side < 1 || side > 16)) return values;
  const filled = fill(next.reduce((count, side) => count * side, 1));
  if (shape.length !== next.length) return filled;
  if (values.length > 1 && new Set(values).size === 1) return filled.fill(values[0]); // a constant stays one
  const [[rows, columns], width] = [[shape.length === 1 ? 1 : shape[0], shape.at(-1)], next.at(-1)];
  return filled.map((value, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return row < rows && column < columns ? (values[row * columns + column] ?? value) : value;
  });
}

function fill(count) {
  return range(count).map((at) => (at % 9) + 1);
}

function squares(side) {
  return fill(side * side);
}

/** The layer and its numbers as a part of an address. */
export function writtenLayer(layer) {
  const parts = [`layer=${layer.transposed ? "transposed" : "conv"}`, `dim=${layer.rank}`];
  for (const [key, letter] of Object.entries(NUMBERS)) parts.push(`${letter}=${layer[key]}`);
  return [...parts, `x=${layer.x}`, `w=${layer.w}`].join("&");
}

/** A layer and a view of it as the part of an address behind "#". */
export function written(layer, { lens, step, focus }) {
  const parts = [writtenLayer(layer), `lens=${lens}`];
  if (step !== null) parts.push(`step=${step}`);
  if (focus) parts.push(`at=${focus.kind}-${focus.at}`);
  return parts.join("&");
}

/** Whether an address is a picture's, and not that of a place in the page. */
export const isPicture = (hash) => [...parameters(hash).keys()].some((key) => KEYS.has(key));

/** The layer that an address names; what it does not name, or names wrongly, is as in the plain layer. */
export function readLayer(hash) {
  const given = parameters(hash);
  if (!isPicture(hash)) return FIRST;
  const change = { transposed: given.get("layer") !== "conv", rank: given.get("dim") === "2" ? 2 : 1 };
  for (const [key, letter] of Object.entries(NUMBERS)) change[key] = numbers(given.get(letter)) ?? PLAIN[key];
  const layer = changed(PLAIN, change);
  for (const key of ["x", "w"]) {
    const cells = (given.get(key) ?? "").split(",").map((text) => cellValue(text));
    if (cells.length === layer[key].length && !cells.includes(null)) layer[key] = cells;
  }
  return layer;
}

/** The view of a layer that an address names. */
export function readView(hash) {
  const given = parameters(hash);
  const [, kind, at] = /^(input|output)-(\d{1,5})$/.exec(given.get("at") ?? "") ?? [];
  return {
    lens: LENSES.includes(given.get("lens")) ? given.get("lens") : VIEW.lens,
    step: integer(given.get("step")),
    focus: kind ? { kind, at: Number(at) } : null,
  };
}

const KEYS = new Set(["layer", "dim", ...Object.values(NUMBERS), "x", "w", "lens", "step", "at"]);

const parameters = (hash) => new URLSearchParams(hash.replace(/^#/, ""));

/** One integer, or two: of the rows and of the columns. */
function numbers(text) {
  const found = (text ?? "").split(",").map(integer);
  if (found.includes(null) || found.length > 2) return null;
  return found.length === 1 ? found[0] : found;
}

const integer = (text) => (/^-?\d{1,6}$/.test(text ?? "") ? Number(text) : null);

const EXAMPLES = new Map(Object.keys(PRESETS).map((name) => [writtenLayer(exampleLayer(name)), name]));

/** The integer that somebody wrote into a cell; null if it is none, or too large. */
export function cellValue(text) {
  const plain = text.trim().replace("−", "-");
  return /^-?\d{1,3}$/.test(plain) && Math.abs(Number(plain)) <= VALUE ? Number(plain) : null;
}

/** The text of a cell's value. */
export const cellText = shown;
