// Skips of an encoder and its decoder: where a stage does not bring the size back, and what mends it.
import { Axis, integers, perAxis } from "./integers.js";
import { runStages } from "./stages.js";
import { say } from "./tables.js";
import { isTuple, repr } from "./values.js";

const SHRINKING = new Set(["conv", "pool", "keras_conv", "keras_pool", "onnx_conv", "unshuffle"]);
const FARTHEST = 1024; // cells: how far a legal size is looked for, below and above
const TRANSPOSED = [["kernel_size", 1], ["stride", 1], ["padding", 0], ["dilation", 1]];

/** Where the decoder's sizes leave the encoder's, each computed with those before it mended; stages count from 0. */
export function findMismatches(layers, sizes) {
  const changed = [...layers];
  const found = [];
  for (;;) {
    const mismatch = first(runStages(changed, sizes), new Set(found.map(({ stage }) => stage)));
    if (!mismatch) return found;
    found.push(mismatch);
    if (mismatch.mended) changed[mismatch.stage] = mismatch.mended;
  }
}

/** The next input sizes below and above from which the decoder as it is brings all sizes back. */
export function nearestLegalSizes(layers, size) {
  let shrunk = 1;
  for (const stage of runStages(layers, [size])) if (stage.before && stage.after && shrinks(stage)) shrunk *= stage.before[0] / stage.after[0];
  const reach = Math.min(FARTHEST, 2 * Math.ceil(Math.min(shrunk, FARTHEST))); // they lie the product of the strides apart
  const below = integers(Math.max(0, size - reach) + 1, size).reverse();
  const above = integers(size + 1, size + reach);
  return [below, above].map((sizes) => sizes.find((n) => isLegal(layers, n))).filter((n) => n !== undefined);
}

function isLegal(layers, size) {
  const stages = runStages(layers, [size]);
  return stages.at(-1).after !== null && first(stages, new Set()) === null;
}

/** Each stage that grows with the encoder's stage that it undoes: {stage, encoderStage, fits}. */
export function findPairs(stages) {
  const [opened, pairs] = [[], []];
  for (const [at, stage] of stages.entries()) {
    if (stage.before === null || stage.after === null) break;
    if (shrinks(stage)) opened.push(at);
    else if (opened.length && grows(stage)) {
      const encoderStage = opened.pop();
      pairs.push({ stage: at, encoderStage, fits: !differ(stage.after, stages[encoderStage].before) });
    }
  }
  return pairs;
}

function first(stages, known) {
  const pair = findPairs(stages).find(({ stage, fits }) => !fits && !known.has(stage));
  if (!pair) return null;
  const { layer, before, after } = stages[pair.stage];
  const wanted = stages[pair.encoderStage].before;
  return { ...pair, got: after, wanted, ...mend(layer, before, after, wanted) };
}

const differ = (one, other) => String(one) !== String(other);
const shrinks = ({ layer, before, after }) => SHRINKING.has(layer.kind) && differ(after, before) && !movesByOne(layer);

function grows({ layer, before, after }) {
  if (["resize", "shuffle", "keras_resize"].includes(layer.kind)) return differ(after, before);
  return layer.kind.endsWith("transposed") && !movesByOne(layer);
}

/** Whether the layer has a stride, and it is 1; pooling without one moves by its window. */
function movesByOne(layer) {
  const name = ["stride", "strides"].find((known) => layer.arguments.has(known));
  const stride = name ? layer.given(name, null) : null;
  if (stride === null) return !layer.kind.includes("pool") && layer.kind !== "unshuffle";
  return stride === 1 || (isTuple(stride) && stride.length > 0 && stride.every((each) => each === 1));
}

/** The layer that reaches the wanted sizes, null where none does, and what to write. */
function mend(layer, before, got, wanted) {
  if (layer.kind === "resize") {
    return { mended: layer.with({ size: wanted }, "scale_factor"), cure: say("mend-size", { wanted: short(wanted) }) };
  }
  const extra = layer.kind === "transposed" ? outputPadding(layer, before, wanted) : null;
  if (extra) return { mended: layer.with({ output_padding: extra }, "output_size"), cure: say("mend-extra", { extra: short(extra) }) };
  const sentence = got.every((size, axis) => size <= wanted[axis]) ? "crop-skip" : "crop-output";
  return { mended: null, cure: say(sentence, { wanted: short(wanted), got: short(got) }) };
}

function outputPadding(layer, before, wanted) {
  const numbers = TRANSPOSED.map(([name, fallback]) => perAxis("", layer.given(name, fallback), before.length));
  const axes = before.map((_, axis) => new Axis(...numbers.map((each) => each[axis])));
  const reached = axes.every((axis, at) => axis.inputSizes(before[at]).includes(wanted[at]));
  return reached ? axes.map((axis, at) => axis.unread(wanted[at])) : null;
}

const short = (numbers) => (new Set(numbers).size === 1 ? String(numbers[0]) : repr(numbers));
