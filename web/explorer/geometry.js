// What a convolution and its transpose do to cells, in integers: sizes, which products meet where, and why not.
//
// An axis is {transposed, size, kernel, stride, padding, outputPadding, dilation}, a layer a list of such axes (one for
// a row, two for an image). Arrays are flat, in row-major order; a cell of an image is [row, column]. Nothing here knows
// of the page. All of it equals tconv_lib, which tests/web/explorer/test_geometry.py records and compares. Sums are
// exact as long as they stay below 2 ** 53.

const MINUS = "−";
const MINIMA = { size: 1, kernel: 1, stride: 1, padding: 0, dilation: 1, outputPadding: 0 };
const NAMES = { size: "input size", kernel: "kernel size", outputPadding: "output padding" };

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
    if (!Number.isSafeInteger(value)) return `${NAMES[key] ?? key} must be a whole number`;
    if (value < minimum) return `${NAMES[key] ?? key} ${shown(value)} must be at least ${minimum}`;
  }
  const { size, kernel, stride, padding, outputPadding: a } = axis;
  if (!axis.transposed) {
    if (a > 0) return `output padding ${a} has no meaning for a convolution: it chooses among the sizes of its transpose`;
    if (lastStart(axis) >= 0) return null;
    const least = Math.ceil((extent(axis) - size) / 2);
    return `a kernel of extent ${extent(axis)} does not fit in ${size} + 2·${padding} = ${size + 2 * padding} cells: it needs a padding of at least ${least}`;
  }
  const smallest = fullSize(axis) - 2 * padding;
  if (a >= stride) {
    const reach = `sizes ${Math.max(smallest, 1)} to ${smallest + stride - 1} are reachable from ${size}`;
    const hint = smallest + stride > 1 ? `: ${reach}, not ${smallest + a}` : "";
    return `output padding ${a} must be smaller than stride ${stride}${hint}`;
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
export function crops({ padding, outputPadding }) {
  return { before: padding, after: Math.max(padding - outputPadding, 0), beyond: Math.max(outputPadding - padding, 0) };
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
