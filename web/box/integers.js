// Integers, one for each axis, and the sizes of an axis, as tconv_lib/arguments.py and geometry.py check and compute them.
import { Float, isInteger, isTuple, repr, shown } from "./values.js";

/** A framework, or the library, refuses; the message says what, in its words. */
export class GeometryError extends Error {}

const refuse = (message) => {
  throw new GeometryError(message);
};

export function checkInteger(name, value, minimum = null) {
  if (!isInteger(value)) refuse(`${name} must be an integer, got ${shown(value)}${cure(value)}`);
  if (minimum !== null && value < minimum) refuse(`${name} must be at least ${minimum}, got ${value}`);
  return value;
}

export function checkIntegers(name, value, count, minimum = null, rule = `must be a tuple or list of ${counted(count)}`) {
  if (!isTuple(value) || value.length === 0 || value.length !== count) refuse(`${name} ${rule}, got ${shown(value)}`);
  return value.map((member) => checkInteger(name, member, minimum));
}

export function perAxis(name, value, rank, minimum = null) {
  if (isTuple(value) && value.length === 1) return perAxis(name, value[0], rank, minimum);
  if (isTuple(value)) return checkIntegers(name, value, rank, minimum, `must be one integer or one for each of the ${rank} axes`);
  return Array(rank).fill(checkInteger(name, value, minimum));
}

export function checkChoice(name, value, choices) {
  if (!choices.includes(value)) refuse(`${name} must be one of ${choices.join(", ")}, got ${shown(value)}`);
  return value;
}

const counted = (count) => (count === 1 ? "1 integer" : `${count} integers`);

/** What the writer may have meant. */
function cure(value) {
  if (typeof value === "boolean") return `; write ${Number(value)}`;
  if (value instanceof Float) return Number.isInteger(value.value) ? `; write ${BigInt(value.value)}` : "; round it with // or int()";
  if (typeof value === "string") {
    const [, sign, digits] = /^ *([+-]?)([0-9]+(?:_[0-9]+)*) *$/.exec(value) ?? [];
    return digits ? `; write ${BigInt(`${digits.replaceAll("_", "")}`) * (sign === "-" ? -1n : 1n)}` : "";
  }
  return isTuple(value) && value.length === 1 ? "; take the number out of it" : "";
}

/** One spatial axis of a convolution, whose transpose runs the other way. */
export class Axis {
  constructor(kernelSize, stride = 1, padding = 0, dilation = 1) {
    Object.assign(this, { kernelSize, stride, padding, dilation, extent: dilation * (kernelSize - 1) + 1 });
  }

  size(n) {
    return Math.floor(this.lastStart(n) / this.stride) + 1;
  }

  unread(n) {
    return this.lastStart(n) % this.stride;
  }

  fullSize(n) {
    return (n - 1) * this.stride + this.extent;
  }

  /** The transposed convolution's size; output padding must be below the larger of stride and dilation, as in PyTorch. */
  transposedSize(n, extra) {
    const smallest = this.fullSize(n) - 2 * this.padding;
    const limit = Math.max(this.stride, this.dilation);
    if (extra < 0 || extra >= limit) {
      refuse(
        `output_padding ${extra} must be at least 0 and smaller than max(stride, dilation) ${limit}:` +
          ` sizes ${Math.max(smallest, 1)} to ${smallest + limit - 1} are reachable from ${n}, got a request for ${smallest + extra}`,
      );
    }
    if (smallest + extra < 1) {
      refuse(
        `padding ${this.padding} crops all of the output: ${this.fullSize(n)} cells + output_padding ${extra}` +
          ` - 2 * ${this.padding} leave ${smallest + extra}, must be at least 1; use a smaller padding`,
      );
    }
    return smallest + extra;
  }

  /** Every input size that the convolution takes to a size. */
  inputSizes(size) {
    const smallest = this.fullSize(size) - 2 * this.padding;
    return integers(Math.max(smallest, 1), Math.max(smallest + this.stride, 1));
  }

  lastStart(n) {
    const last = n + 2 * this.padding - this.extent;
    if (last < 0) {
      refuse(
        `a kernel of extent ${this.extent} does not fit in ${n} cells padded by ${this.padding} on each side;` +
          ` it needs a padding of at least ${-Math.floor((n - this.extent) / 2)}`,
      );
    }
    return last;
  }
}

/** The integers from start up to end. */
export const integers = (start, end) => Array.from({ length: Math.max(end - start, 0) }, (_, at) => start + at);

/** A list as Python writes it. */
export const list = (values) => `[${values.map(repr).join(", ")}]`;
