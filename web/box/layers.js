// Layers of PyTorch, Keras, TensorFlow and ONNX, from calls that were read: their kind, and their arguments by name.
import { isShape } from "./constants.js";
import { cut, ExplainError, layers as table, say } from "./tables.js";
import { isInteger, Unknown } from "./values.js";

const TORCH = new Set(["transposed", "conv", "pool", "shuffle", "unshuffle", "pad", "fixed"]); // every argument is known
const KEEP = new RegExp(`^(?:${table.keep})$`, "i");
const FORMS = table.forms.map(({ path, kind, order }) => ({ path: new RegExp(`(?:${path})$`), kind, order: order.split(" ").filter(Boolean) }));

/** A layer: its name as written, its kind, its number of spatial axes (null: any), and its arguments by name. */
export class Layer {
  constructor(name, kind, rank, given) {
    Object.assign(this, { name, kind, rank, arguments: given });
  }

  /** An argument, or its default where it was not written. */
  given(name, fallback) {
    return this.arguments.has(name) ? this.arguments.get(name) : fallback;
  }

  /** An argument that is written as an integer, else null. */
  integer(name, fallback = null) {
    const value = this.given(name, fallback);
    return isInteger(value) ? value : null;
  }

  /** The same layer with other arguments. */
  with(changes, without) {
    const given = new Map([...this.arguments].filter(([name]) => name !== without));
    for (const [name, value] of Object.entries(changes)) given.set(name, value);
    return new Layer(this.name, this.kind, this.rank, given);
  }
}

/** The layer that a call makes or applies; kernelSize stands in for that of a weight that is only named. */
export function makeLayer(call, kernelSize = null) {
  if (KEEP.test(call.name)) return new Layer(call.name, "keep", null, new Map());
  for (const { path, kind, order } of FORMS) {
    const match = path.exec(call.path);
    if (!match) continue;
    const digit = match.slice(1).find(Boolean);
    const given = named(call, kind, order);
    readWeight(kind, given, kernelSize);
    if (call.outputSize !== null) given.set("output_size", call.outputSize);
    return new Layer(call.name, kind, digit ? Number(digit) : null, given);
  }
  throw new ExplainError(say("unknown-layer", { path: cut(call.path) }));
}

function named({ name, positional, keywords }, kind, order) {
  const refuse = (sentence, values) => {
    throw new ExplainError(say(sentence, { name, ...values }));
  };
  if (positional.length > order.length) refuse("too-many", { most: order.length, count: positional.length });
  const given = new Map(positional.map((value, at) => [order[at], value]));
  for (const [argument, value] of keywords) {
    if (given.has(argument)) refuse("twice", { argument });
    const foreign = Object.hasOwn(table.foreign, argument);
    if (order.length && !order.includes(argument) && (foreign || TORCH.has(kind))) {
      if (foreign) refuse("called-there", { argument, other: table.foreign[argument] });
      refuse("has-arguments", { argument, known: order.join(", ") });
    }
    given.set(argument, value);
  }
  return given;
}

/** Take the kernel's size from a weight whose shape is written out, or from what the caller says of it. */
function readWeight(kind, given, kernelSize) {
  const weight = given.get(["weight", "filters", "rhs"].find((name) => given.has(name)));
  if (given.has("kernel_shape")) given.set("kernel_size", given.get("kernel_shape"));
  if (weight !== undefined && isShape(weight) && !given.has("kernel_size")) {
    const first = ["tf_transposed", "jax_transposed"].includes(kind);
    given.set("kernel_size", first ? weight.slice(0, Math.max(weight.length - 2, 0)) : weight.slice(2));
  }
  const known = given.has("kernel_size") && !(given.get("kernel_size") instanceof Unknown);
  if (kernelSize !== null && !known) given.set("kernel_size", kernelSize);
}
