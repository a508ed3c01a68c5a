// One axis of a layer: its arguments as numbers, and the size with its formula.
import { GeometryError, perAxis } from "./integers.js";
import { layers, say } from "./tables.js";
import { Unknown, written } from "./values.js";

export const LARGEST = 1_000_000; // of an argument and of an input's axis
const LARGEST_STRIDE = 4096;
const DEFAULTS = { stride: 1, padding: 0, dilation: 1 };

/** An argument that the size depends on is not written as a number; the message says which. */
export class NotWritten extends Error {}

export const refuse = (sentence, values) => {
  throw new GeometryError(say(sentence, values));
};

/** One spatial axis of a layer: its arguments as numbers. */
export class At {
  constructor(layer, axis, rank) {
    Object.assign(this, { layer, axis, rank });
  }

  /** An argument as it is written, where that is a constant. */
  raw(name, fallback = null) {
    const value = this.layer.given(name, fallback);
    if (value instanceof Unknown) throw new NotWritten(value.text ? say("not-a-number", { name, text: value.text }) : say("not-given", { name }));
    return value;
  }

  /** An argument's integer on this axis. */
  number(name, fallback = null, minimum = null) {
    const value = this.raw(name, fallback);
    if (value === null) throw new NotWritten(say("not-given", { name }));
    const number = perAxis(name, value, this.rank, minimum)[this.axis];
    const most = ["stride", "strides"].includes(name) ? LARGEST_STRIDE : LARGEST;
    if (Math.abs(number) > most) refuse("at-most", { name, most, value: number });
    return number;
  }

  /** The axis as the explorer draws it, possible or not, where its arguments are PyTorch's and written; else null. */
  picture(n) {
    const { kind } = this.layer;
    if (!["conv", "transposed"].includes(kind)) return null;
    try {
      const [kernel, stride, padding, dilation] = ["kernel_size", "stride", "padding", "dilation"].map((name) => this.number(name, DEFAULTS[name]));
      const outputPadding = kind === "transposed" ? this.number("output_padding", 0) : 0;
      return drawn(kind === "transposed", n, { kernel, stride, padding, dilation, outputPadding });
    } catch (error) {
      if (error instanceof NotWritten || error instanceof GeometryError) return null;
      throw error;
    }
  }
}

/** One axis: the output's cells, the name of its formula, the values of its letters, and a picture of it or null. */
export class Size {
  constructor(cells, name, values, picture = null) {
    Object.assign(this, { cells, values, picture, formula: layers.formulas[name] });
  }

  /** The formula, each letter replaced by its value; with letters left where values has none. */
  filled(values = this.values) {
    return this.formula.replace(/[a-z]\w*/g, (name) => (Object.hasOwn(values, name) ? written(values[name]) : name));
  }

  get withoutInput() {
    return this.filled({ ...this.values, n: "n" });
  }
}

/** An axis by the names of the explorer's state. */
export const drawn = (transposed, size, numbers) => ({ transposed, size, kernel: 1, stride: 1, padding: 0, dilation: 1, outputPadding: 0, ...numbers });

/** The axis whose ends lose cells (a convolution: get them), where PyTorch's padding and output padding do it; else null. */
export function cropped(transposed, size, [start, end], numbers) {
  const extra = start - end;
  if (start < 0 || (transposed ? extra < 0 || extra >= numbers.stride : extra !== 0)) return null;
  return drawn(transposed, size, { padding: start, outputPadding: extra, ...numbers });
}
