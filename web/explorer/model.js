// Everything that one state means, worked out once for each drawing: values, steps, and what the focus lights up.
import * as geometry from "./geometry.js";
import { apart, layerOf, refusal, writtenLayer } from "./state.js";

let lastOf = { of: null }; // a step leaves the layer as it is

/** What a layer alone determines; with `why` and little else, where there is none. */
function whole(state) {
  const of = writtenLayer(state);
  if (lastOf.of === of) return lastOf;
  const layer = layerOf(state);
  const why = refusal(state);
  lastOf = { of, layer, why };
  if (why !== null) return lastOf;
  const from = geometry.inputShape(layer);
  lastOf = {
    ...lastOf,
    from,
    by: geometry.kernelShape(layer),
    to: geometry.outputShape(layer),
    out: geometry.output(layer, state.x, state.w),
    kinds: geometry.kinds(layer),
    unread: new Set(geometry.unread(layer).map((cell) => geometry.flat(from, cell))),
  };
  return lastOf;
}

/** The state with its layer, its values and what is lit; or with `why`, where there is no such layer. */
export function model(state) {
  const found = whole(state);
  if (found.why !== null) return { state, ...found };
  const { from, to } = found;
  const order = state.lens === "stamps" ? geometry.cells(from) : geometry.cells(to);
  const done = state.step === null ? order.length : Math.min(Math.max(state.step, 0), order.length);
  const focus = current(state, order, done, { input: from, output: to });
  const made = {
    state,
    ...found,
    steps: order.length,
    done,
    focus,
  };
  return { ...made, known: known(made), lit: lit(made) };
}

/** The cell that is looked at: what the reader chose, else what the last step did, else none. */
function current(state, order, done, shapes) {
  if (state.focus) {
    const cell = geometry.cells(shapes[state.focus.kind])[state.focus.at];
    return cell ? { ...state.focus, cell } : null;
  }
  if (state.step === null || done === 0) return null;
  const kind = state.lens === "stamps" ? "input" : "output";
  return { kind, at: done - 1, cell: order[done - 1] };
}

/** Places in the flat arrays that belong to the cell that is looked at. */
function lit({ layer, focus, from, by, to }) {
  const [input, kernel, output] = [new Set(), new Set(), new Set()];
  if (focus?.kind === "output") {
    output.add(focus.at);
    for (const pair of geometry.contributions(layer, focus.cell)) {
      input.add(geometry.flat(from, pair.input));
      kernel.add(geometry.flat(by, pair.tap));
    }
  } else if (focus) {
    input.add(focus.at);
    for (const { output: place, tap } of geometry.stamp(layer, focus.cell)) {
      kernel.add(geometry.flat(by, tap));
      if (geometry.inside(to, place)) output.add(geometry.flat(to, place));
    }
  }
  return { input, kernel, output };
}

/** How much of each output cell the steps have added up so far; null where nothing is known yet. */
function known({ state, layer, done, steps, focus, out }) {
  const chosen = state.focus && focus?.kind === "output" ? focus.at : null;
  if (done === steps) return out;
  if (state.lens !== "stamps") return out.map((value, at) => (at < done || at === chosen ? value : null));
  const sums = geometry.sums(layer, state.x, state.w, done);
  return out.map((value, at) => (at === chosen ? value : sums[at]));
}

/** The step of another lens at which the cell that is looked at is done. */
export function sameStep(made, lens) {
  const { state, focus, layer, from, to } = made;
  if (made.why !== null || state.step === null || (lens === "stamps") === (state.lens === "stamps")) return state.step;
  if (!focus) return 0;
  if (lens === "stamps") {
    if (focus.kind === "input") return focus.at + 1;
    return Math.max(0, ...geometry.contributions(layer, focus.cell).map(({ input }) => geometry.flat(from, input) + 1));
  }
  if (focus.kind === "output") return focus.at + 1;
  const reached = geometry.stamp(layer, focus.cell).filter(({ output }) => geometry.inside(to, output));
  return reached.length ? geometry.flat(to, reached[0].output) + 1 : 0;
}

const signed = (number) => (number < 0 ? `(${geometry.shown(number)})` : String(number));

/** The sum of an output cell, written out: all of it, or what the first `inputs` input cells add. */
export function sumText({ layer, state, from, to, kinds }, cell, inputs = Infinity) {
  const factors = geometry.terms(layer, cell, state.x, state.w).filter(([, , { input }]) => geometry.flat(from, input) < inputs);
  const order = layer[0].transposed ? [...factors].sort((a, b) => byInput(a[2].input, b[2].input)) : factors;
  if (!order.length) return kinds[geometry.flat(to, cell)] === "beyond" ? "no stamp reaches it = 0" : "no stamp lands on it = 0";
  const sum = order.reduce((total, [value, weight]) => total + value * weight, 0);
  return `${order.map(([value, weight]) => `${signed(value)}·${signed(weight)}`).join(" + ")} = ${geometry.shown(sum)}`;
}

const byInput = (one, other) => one.map((index, axis) => index - other[axis]).find((difference) => difference) ?? 0;

/** "2" or "(1, 2)": a cell of a row by its index, of an image by row and column. */
export const place = (cell) => (cell.length === 1 ? String(cell[0]) : `(${cell.join(", ")})`);

/** One sentence about what is shown. */
export function sentence(made) {
  if (made.why !== null) return `${made.why[0].toUpperCase()}${made.why.slice(1)}.`;
  const { focus, state, done, steps } = made;
  const count = state.focus || state.step === null ? "" : `Step ${done} of ${steps}. `;
  if (!focus) return state.step === null ? sizeText(made) : `${count}Nothing is computed yet.`;
  if (focus.kind === "output") return `${count}Output cell ${place(focus.cell)}: ${sumText(made, focus.cell)}.`;
  return `${count}${stampText(made)}`;
}

function stampText({ focus, layer, state, to, lit: { output } }) {
  const value = state.x[focus.at];
  const products = geometry.stamp(layer, focus.cell);
  const lost = products.filter(({ output: cell }) => !geometry.inside(to, cell)).length;
  const name = `Input cell ${place(focus.cell)} adds ${signed(value)} times the kernel to ${output.size} output ${output.size === 1 ? "cell" : "cells"}`;
  if (!output.size) return layer[0].transposed ? `Input cell ${place(focus.cell)} is cropped whole.` : `Input cell ${place(focus.cell)} is never read.`;
  return lost ? `${name}; padding crops ${lost}.` : `${name}.`;
}

/** The axes that differ: one where all are alike, each with a name where they are not. */
export const axesOf = ({ state, layer }) => (apart(state) ? layer.map((axis, at) => ({ axis, name: ["Rows", "Columns"][at] })) : [{ axis: layer[0], name: "" }]);

/** The formula of the output's size with its numbers; of an image whose axes differ, for both. */
export const sizeText = (made) => axesOf(made).map(({ axis, name }) => `${name && `${name}: `}${axisSizeText(axis)}`).join(" ");

function axisSizeText(axis) {
  const { size, stride, padding, dilation, outputPadding: a } = axis;
  const [reach, out] = [geometry.extent(axis), geometry.outputSize(axis)];
  const a_ = a ? ` + ${a}` : "";
  const beyond = axis.transposed && a >= stride ? ` PyTorch takes this output padding, since it is below dilation ${dilation}; from stride ${stride} up, no convolution with these numbers leads back.` : "";
  return axis.transposed
    ? `${size} cells become ${out}: (${size}−1)·${stride} + ${reach} − 2·${padding}${a_} = ${out}.${beyond}`
    : `${size} cells become ${out}: ⌊(${size} + 2·${padding} − ${reach}) / ${stride}⌋ + 1 = ${out}.`;
}
