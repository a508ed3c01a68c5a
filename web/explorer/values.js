// What follows from the numbers of a layer: the values that the text of a chapter states. web/book/values.py computes
// the same by tconv_lib, and tests/web/book/test_values.py compares.
import * as geometry from "./geometry.js";

/** Letter in the text -> key of the layer, or of the numbers of its channels. */
export const LETTERS = {
  i: "size",
  k: "kernel",
  s: "stride",
  p: "padding",
  d: "dilation",
  a: "outputPadding",
  groups: "groups",
  inputs: "inputs",
  outputs: "outputs",
};

const { extent, fullSize, outputSize } = geometry;

// PyTorch allows more output padding where the dilation is above the stride; the text of the chapters does not.
const isLayer = (axis) => geometry.reason(axis) === null && (!axis.transposed || axis.outputPadding < axis.stride);
const bare = (axis) => ({ ...axis, outputPadding: 0 });
const existing = (axis, compute) => (isLayer(axis) ? compute(axis) : null);
const sizes = (axis) => geometry.sharedSizes({ ...axis, transposed: true }).map(({ size }) => size);
const kinds = (axis, kind) => existing(axis, () => geometry.kinds([axis]).filter((found) => found === kind).length);
const taps = (axis) => geometry.phaseSums([axis], geometry.range(axis.kernel).map(() => 1));
const rounds = ({ kernel, stride }) => Math.ceil(kernel / stride);
const surplus = (axis) => fullSize(axis) - axis.stride * axis.size;
const start = (axis) => Math.floor(Math.max(surplus(axis), 0) / 2);
const odd = ({ stride }) => stride % 2;
const tenth = (number) => Math.floor(10 * number + 0.5) / 10;
const divisor = (a, b) => (b ? divisor(b, a % b) : a);
const sum = (list) => list.reduce((total, count) => total + count, 0);

const VALUES = {
  extent,
  full: fullSize,
  out: (axis) => existing(axis, outputSize),
  least: (axis) => existing(bare(axis), outputSize),
  growth: (axis) => existing(bare(axis), (least) => outputSize(least) - axis.size),
  scaled: ({ stride, size }) => stride * size,
  unread: (axis) => existing({ ...axis, transposed: false, outputPadding: 0 }, ({ size, padding, stride }) => (size + 2 * padding - extent(axis)) % stride),
  first: (axis) => sizes(axis)[0] ?? null,
  last: (axis) => sizes(axis).at(-1) ?? null,
  sizes: (axis) => sizes(axis).length || null,
  rate: ({ stride, padding, ...axis }) => {
    const rate = stride + 2 * padding - extent(axis);
    return rate >= 0 && rate < stride ? rate : null;
  },
  shared: (axis) => Math.max(extent(axis) - axis.stride, 0),
  beyond: (axis) => kinds(axis, "beyond"),
  holes: (axis) => kinds(axis, "hole"),
  cropped: (axis) => existing(axis, () => fullSize(axis) - outputSize(axis) + kinds(axis, "beyond")),
  inserted: ({ stride }) => stride - 1,
  spread: ({ size, stride }) => (size - 1) * stride + 1,
  before: (axis) => extent(axis) - 1 - axis.padding,
  after: (axis) => extent(axis) - 1 - axis.padding + axis.outputPadding,
  canvas: (axis) => existing(axis, () => geometry.canvasShape([axis])[0]),
  products: ({ size, kernel }) => size * kernel,
  slides: (axis) => existing(axis, () => outputSize(axis) * axis.kernel),
  met: (axis) => existing(axis, () => sum(geometry.coverage([axis]))),
  insertion: (axis) => fullSize(axis) * axis.kernel,
  dense: (axis) => fullSize(axis) * axis.size,
  fewest: (axis) => Math.min(...taps(axis)),
  most: (axis) => Math.max(...taps(axis)),
  tapless: (axis) => taps(axis).filter((count) => count === 0).length,
  divisor: ({ dilation, stride }) => divisor(dilation, stride),
  rounds,
  filled: (axis) => rounds(axis) * axis.stride,
  phases: ({ stride }) => stride ** 2,
  tent: ({ stride }) => 2 * stride - odd({ stride }),
  half: ({ stride }) => Math.floor(stride / 2),
  tied: ({ kernel, stride }) => kernel + stride - 1,
  start,
  end: (axis) => surplus(axis) - start(axis),
  moved: (axis) => axis.padding - start(axis),
  kept: ({ padding, outputPadding }) => padding - outputPadding,
  channels_in: ({ groups, inputs }) => groups * inputs,
  channels_out: ({ groups, outputs }) => groups * outputs,
  weights: ({ groups, inputs, outputs, kernel }) => groups * inputs * outputs * kernel ** 2,
  ungrouped: ({ groups, inputs, outputs, kernel }) => groups ** 2 * inputs * outputs * kernel ** 2,
  fan_in: ({ inputs, kernel, stride }) => tenth((inputs * kernel ** 2) / stride ** 2),
  believed: ({ outputs, kernel }) => outputs * kernel ** 2,
};

/** What follows from the numbers of a layer, by its name; null where there is none, as for a layer that cannot be. */
export function value(name, layer) {
  const uncropped = { ...layer, transposed: true, padding: 0, outputPadding: 0 };
  if (!isLayer(uncropped) || layer.padding < 0) return null; // a number that no layer can have
  if (name in LETTERS) return layer[LETTERS[name]];
  return VALUES[name](name === "out" ? layer : { ...layer, transposed: true }); // all others speak of the transposed layer
}
