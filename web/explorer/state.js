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

export const DEFAULT = {
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
  lens: "stamps",
  step: null, // null: all steps are done
  focus: null, // or { kind: "input" or "output", at: place in the flat array }
};

/** Name of each example -> what it changes. */
export const PRESETS = {
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

/** The state of an example. */
export const exampleState = (name) => changed(DEFAULT, PRESETS[name]);

/** The layer and its numbers alone, as a part of the address: no lens, step or focus. */
export const writtenLayer = (state) => written({ ...state, lens: null, step: null, focus: null });

/** The name of the example that a state shows; undefined if it is none. */
export const exampleOf = (state) => EXAMPLES.get(writtenLayer(state));

/** The axes of the layer, all alike. */
export const layerOf = ({ rank, transposed, size, kernel, stride, padding, dilation, outputPadding }) =>
  range(rank).map(() => ({ transposed, size, kernel, stride, padding, dilation, outputPadding }));

/** Why nothing can be drawn; null if it can. */
export function refusal(state) {
  const why = layerReason(layerOf(state));
  if (why !== null) return why;
  const [key, most] = Object.entries(LARGEST[state.rank]).find(([name, largest]) => state[name] > largest) ?? [];
  return key ? `the ${NAMES[key]} ${NUMBERS[key]} = ${state[key]} is more than this page draws: at most ${most} in ${state.rank}-D` : null;
}

/** The state with some of it changed: arrays grow or shrink with their sizes, and all steps are done. */
export function changed(state, change) {
  const next = { ...state, step: null, focus: null, ...change };
  if (!("x" in change)) next.x = resized(state.x, state.rank, state.size, next.rank, next.size);
  if (!("w" in change)) next.w = resized(state.w, state.rank, state.kernel, next.rank, next.kernel);
  return next;
}

function resized(values, rank, side, nextRank, nextSide) {
  if (rank === nextRank && side === nextSide) return values;
  if (!Number.isSafeInteger(nextSide) || nextSide < 1 || nextSide > 16) return values;
  if (rank !== nextRank) return fill(nextSide ** nextRank);
  return fill(nextSide ** nextRank).map((value, at) => {
    const [row, column] = nextRank === 1 ? [0, at] : [Math.floor(at / nextSide), at % nextSide];
    return column < side && row < side ? (values[row * side + column] ?? value) : value;
  });
}

function fill(count) {
  return range(count).map((at) => (at % 9) + 1);
}

function squares(side) {
  return fill(side * side);
}

/** The state as the part of an address behind "#". */
export function written(state) {
  const parts = [`layer=${state.transposed ? "transposed" : "conv"}`, `dim=${state.rank}`];
  for (const [key, letter] of Object.entries(NUMBERS)) parts.push(`${letter}=${state[key] ?? ""}`);
  parts.push(`x=${state.x}`, `w=${state.w}`, `lens=${state.lens}`);
  if (state.step !== null) parts.push(`step=${state.step}`);
  if (state.focus) parts.push(`at=${state.focus.kind}-${state.focus.at}`);
  return parts.join("&");
}

/** The state that an address names; what it does not name, or names wrongly, is as in the first example. */
export function read(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const integer = (key, fallback) => (/^-?\d{1,6}$/.test(given.get(key) ?? "") ? Number(given.get(key)) : fallback);
  const change = { transposed: given.get("layer") !== "conv", rank: given.get("dim") === "2" ? 2 : 1 };
  for (const [key, letter] of Object.entries(NUMBERS)) change[key] = integer(letter, DEFAULT[key]);
  const state = changed(DEFAULT, change);
  for (const [key, count] of [["x", state.x.length], ["w", state.w.length]]) {
    const cells = (given.get(key) ?? "").split(",").map((text) => cellValue(text));
    if (cells.length === count && !cells.includes(null)) state[key] = cells;
  }
  if (LENSES.includes(given.get("lens"))) state.lens = given.get("lens");
  state.step = given.has("step") ? integer("step", null) : null;
  const [, kind, at] = /^(input|output)-(\d{1,5})$/.exec(given.get("at") ?? "") ?? [];
  if (kind) state.focus = { kind, at: Number(at) };
  return state;
}

const EXAMPLES = new Map(Object.keys(PRESETS).map((name) => [writtenLayer(exampleState(name)), name]));

/** The integer that somebody wrote into a cell; null if it is none, or too large. */
export function cellValue(text) {
  const plain = text.trim().replace("−", "-");
  return /^-?\d{1,3}$/.test(plain) && Math.abs(Number(plain)) <= VALUE ? Number(plain) : null;
}

/** The text of a cell's value. */
export const cellText = shown;
