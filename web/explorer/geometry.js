// What a convolution and its transpose do to cells, in integers: sizes, which products meet where, and why not.
//
// An axis is {transposed, size, kernel, stride, padding, outputPadding, dilation}, a layer a list of such axes (one for
// a row, two for an image). Arrays are flat, in row-major order; a cell of an image is [row, column]. Nothing here knows
// of the page. All of it equals tconv_lib, which tests/web/explorer/test_geometry.py records and compares. Sums are
// exact as long as they stay below 2 ** 53.

const MINUS = "−";
const MINIMA = { size: 1, kernel: 1, stride: 1, padding: 0, dilation: 1, outputPadding: 0 };
/** What each number is called. */
export const NAMES = {
  size: "input size",
  kernel: "kernel size",
  stride: "stride",
  padding: "padding",
  outputPadding: "output padding",
  dilation: "dilation",
};

/** Write a number with a true minus sign. */
export const shown = (number) => String(number).replace("-", MINUS);

/** Cells from the kernel's first tap to its last. */
export const extent = ({ kernel, dilation }) => dilation * (kernel - 1) + 1;

/** Size of all that the stamps of a transposed convolution reach, before padding crops. */
export const fullSize = (axis) => (axis.size - 1) * axis.stride + extent(axis);

/** How far a convolution's kernel can move on the padded input. */
const lastStart = (axis) => axis.size + 2 * axis.padding - extent(axis);

/** Size of the output; only for an axis without a `reason`. */
export const outputSize = (axis) =>
  axis.transposed
    ? fullSize(axis) - 2 * axis.padding + axis.outputPadding
    : Math.floor(lastStart(axis) / axis.stride) + 1;

/** Why no such axis exists, as one sentence; null if it exists. */
export function reason(axis) {
  for (const [key, minimum] of Object.entries(MINIMA)) {
    const value = axis[key];
    if (!Number.isSafeInteger(value)) return `${NAMES[key]} must be a whole number`;
    if (value < minimum) return `${NAMES[key]} ${shown(value)} must be at least ${minimum}`;
  }
  const { size, kernel, stride, padding, outputPadding: a } = axis;
  if (!axis.transposed) {
    if (a > 0) return `output padding ${a} has no meaning for a convolution: it chooses among the sizes of its transpose`;
    if (lastStart(axis) >= 0) return null;
    const least = Math.ceil((extent(axis) - size) / 2);
    return `a kernel of extent ${extent(axis)} does not fit in ${size} + 2·${padding} = ${size + 2 * padding} cells: it needs a padding of at least ${least}`;
  }
  const smallest = fullSize(axis) - 2 * padding;
  const limit = Math.max(stride, axis.dilation); // PyTorch's; from the stride up it is the transpose of no convolution
  if (a >= limit) {
    const reach = `sizes ${Math.max(smallest, 1)} to ${smallest + limit - 1} are reachable from ${size}`;
    const hint = smallest + limit > 1 ? `: ${reach}, not ${smallest + a}` : "";
    return `output padding ${a} must be smaller than ${limit === stride ? "stride" : "dilation"} ${limit}${hint}`;
  }
  if (smallest + a >= 1) return null;
  const extra = a > 0 ? ` + ${a}` : "";
  return `padding ${padding} crops everything: (${size}${MINUS}1)·${stride} + ${extent(axis)} ${MINUS} ${2 * padding}${extra} = ${shown(smallest + a)}`;
}

/** The sizes that the convolution of this axis takes to one size, and the output padding that chooses each. */
export function sharedSizes(axis) {
  const windows = axis.transposed ? axis.size : outputSize(axis);
  const smallest = (windows - 1) * axis.stride + extent(axis) - 2 * axis.padding;
  return range(axis.stride)
    .map((a) => ({ size: smallest + a, outputPadding: a }))
    .filter(({ size }) => size >= 1);
}

/** Un-cropped cells that a transposed convolution loses at each end, and the empty cells behind its last stamp. */
export function crops(axis) {
  const full = fullSize(axis);
  const end = axis.padding + outputSize(axis);
  const before = Math.min(axis.padding, full);
  return { before, after: Math.max(full - end, 0), beyond: end - Math.max(Math.min(end, full), axis.padding) };
}

/** Output cell or un-cropped place (negative, or beyond the output) that an input cell meets through a tap. */
const landing = (axis, input, tap) => axis.stride * input + axis.dilation * tap - axis.padding;

/** The products that an output cell of one axis sums: [input cell, tap], by tap. */
function axisContributions(axis, cell) {
  return range(axis.kernel)
    .map((tap) => [source(axis, cell, tap), tap])
    .filter(([input]) => input !== null);
}

function source(axis, cell, tap) {
  if (!axis.transposed) return within(landing(axis, cell, tap), axis.size);
  const distance = cell + axis.padding - axis.dilation * tap;
  return distance % axis.stride ? null : within(distance / axis.stride, axis.size);
}

/** Every place that an input cell of one axis meets: [output cell or un-cropped place, tap], by tap. */
function axisStamp(axis, input) {
  if (axis.transposed) return range(axis.kernel).map((tap) => [landing(axis, input, tap), tap]);
  return range(axis.kernel).flatMap((tap) => {
    const distance = input + axis.padding - axis.dilation * tap;
    const cell = distance % axis.stride ? null : within(distance / axis.stride, outputSize(axis));
    return cell === null ? [] : [[cell, tap]];
  });
}

const within = (cell, size) => (cell >= 0 && cell < size ? cell : null);

/** 0 to count - 1. */
export const range = (count) => Array.from({ length: Math.max(count, 0) }, (_, at) => at);

// ---- layers of one axis or more

export const inputShape = (layer) => layer.map((axis) => axis.size);
export const kernelShape = (layer) => layer.map((axis) => axis.kernel);
export const outputShape = (layer) => layer.map(outputSize);

/** Why there is no such layer; null if there is. */
export function layerReason(layer) {
  const found = layer.map(reason);
  const at = found.findIndex((why) => why !== null);
  if (at < 0) return null;
  return layer.length === 1 || found.every((why) => why === found[at]) ? found[at] : `${["rows", "columns"][at]}: ${found[at]}`;
}

/** Every cell of a shape, in the order in which flat arrays hold them. */
export const cells = (shape) => product(shape.map(range));

/** Place of a cell in a flat array. */
export const flat = (shape, cell) => cell.reduce((at, index, axis) => at * shape[axis] + index, 0);

/** The products that an output cell sums: {input, tap}, in the order of the taps. */
export const contributions = (layer, cell) => pairs(layer.map((axis, at) => axisContributions(axis, cell[at])), "input");

/** Where an input cell goes: {output, tap}; of a transposed layer also places that padding crops. */
export const stamp = (layer, input) => pairs(layer.map((axis, at) => axisStamp(axis, input[at])), "output");

/** Whether a place is a cell of a shape. */
export const inside = (shape, place) => place.every((index, axis) => index >= 0 && index < shape[axis]);

/** The output, flat. */
export const output = (layer, input, kernel) => sums(layer, input, kernel).map((sum) => sum ?? 0);

/** What the first `count` input cells add to each output cell, flat; null where none of them adds anything. */
export function sums(layer, input, kernel, count = Infinity) {
  const [tables, from, by] = [contributionTables(layer), inputShape(layer), kernelShape(layer)];
  return cells(outputShape(layer)).map((cell) => {
    let total = null;
    const add = (axis, inputAt, tapAt) => {
      if (axis < layer.length) for (const [place, tap] of tables[axis][cell[axis]]) add(axis + 1, inputAt * from[axis] + place, tapAt * by[axis] + tap);
      else if (inputAt < count) total += input[inputAt] * kernel[tapAt];
    };
    add(0, 0, 0);
    return total;
  });
}

const contributionTables = (layer) => layer.map((axis) => range(outputSize(axis)).map((cell) => axisContributions(axis, cell)));

/** The factors of an output cell's products: [input value, weight, {input, tap}]. */
export const terms = (layer, cell, input, kernel) =>
  contributions(layer, cell).map((pair) => [
    input[flat(inputShape(layer), pair.input)],
    kernel[flat(kernelShape(layer), pair.tap)],
    pair,
  ]);

/** How many products each output cell sums, flat. */
export function coverage(layer) {
  const tables = contributionTables(layer);
  return cells(outputShape(layer)).map((cell) => cell.reduce((count, index, axis) => count * tables[axis][index].length, 1));
}

/** Each output cell is a "sum", a "hole" between stamps, or "beyond" the last stamp (or in padding alone), flat. */
export function kinds(layer) {
  const counts = coverage(layer);
  return cells(outputShape(layer)).map((cell, at) => {
    if (counts[at]) return "sum";
    const beyond = layer.some((axis, at) => axis.transposed && cell[at] + axis.padding >= fullSize(axis));
    return beyond || !layer[0].transposed ? "beyond" : "hole";
  });
}

/** Input cells that no output cell reads, flat. */
export function unread(layer) {
  const read = layer.map((axis) => range(axis.size).map((input) => axisStamp(axis, input).some(([place]) => within(place, outputSize(axis)) !== null)));
  return cells(inputShape(layer)).filter((input) => !input.every((index, axis) => read[axis][index]));
}

/** The row of the layer's matrix that makes an output cell: one weight for each input cell, flat. */
export function matrixRow(layer, cell, kernel) {
  const row = cells(inputShape(layer)).map(() => 0);
  for (const { input, tap } of contributions(layer, cell)) row[flat(inputShape(layer), input)] = kernel[flat(kernelShape(layer), tap)];
  return row;
}

/** Shape of what the kernel slides over with stride 1 (a convolution: with its stride): zeros inserted, padded. */
export const canvasShape = (layer) =>
  layer.map((axis) => (axis.transposed ? outputSize(axis) + extent(axis) - 1 : axis.size + 2 * axis.padding));

/** What stands at a place of the canvas: an input cell, "inserted" or "pad". */
export function canvasCell(layer, place) {
  const found = layer.map((axis, at) => axisCanvas(axis, place[at]));
  if (found.includes("pad")) return "pad";
  return found.includes("inserted") ? "inserted" : found;
}

function axisCanvas(axis, place) {
  const gap = axis.transposed ? axis.stride : 1;
  const before = axis.transposed ? extent(axis) - 1 - axis.padding : axis.padding;
  const spread = place - before;
  if (spread < 0 || spread > gap * (axis.size - 1)) return "pad";
  return spread % gap ? "inserted" : spread / gap;
}

/** Where the sliding kernel lies for an output cell: {place, tap}; of a transposed layer the taps run backwards. */
export const slide = (layer, cell) =>
  cells(kernelShape(layer)).map((tap) => ({
    tap,
    place: layer.map((axis, at) =>
      axis.transposed ? cell[at] + axis.dilation * (axis.kernel - 1 - tap[at]) : axis.stride * cell[at] + axis.dilation * tap[at],
    ),
  }));

/** Sums of the taps that meet on output cells of one phase, flat, `stride` an axis. */
export function phaseSums(layer, kernel) {
  const shape = layer.map((axis) => axis.stride);
  const sums = cells(shape).map(() => 0);
  for (const tap of cells(kernelShape(layer))) {
    sums[flat(shape, tap.map((index, at) => (layer[at].dilation * index) % shape[at]))] += kernel[flat(kernelShape(layer), tap)];
  }
  return sums;
}

/** Whether cells in the interior of a transposed layer's output get no product, however large the input is. */
export const hasHoles = (layer) =>
  layer.some((axis) => axis.transposed && axis.stride > 1 && (gcd(axis.dilation, axis.stride) > 1 || axis.kernel < axis.stride));

const gcd = (a, b) => (b ? gcd(b, a % b) : a);

const product = (lists) => lists.reduce((all, list) => all.flatMap((head) => list.map((item) => [...head, item])), [[]]);

const pairs = (axes, name) =>
  product(axes).map((parts) => ({ [name]: parts.map(([place]) => place), tap: parts.map(([, tap]) => tap) }));
