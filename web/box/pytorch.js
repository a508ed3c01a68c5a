// Sizes of PyTorch's layers, which refuse what PyTorch refuses, in its words where they say more.
import { cropped, drawn, LARGEST, refuse, Size } from "./at.js";
import { Axis, checkInteger, checkIntegers, list, perAxis } from "./integers.js";
import { cut } from "./tables.js";
import { Float, isInteger, isTuple, repr, shown } from "./values.js";

const letters = ({ kernelSize, stride, dilation }) => ({ kernel_size: kernelSize, stride, dilation });
const numbers = ({ kernelSize, stride, dilation }) => ({ kernel: kernelSize, stride, dilation });

function conv(at, n) {
  const [axis, word] = [axisOf(at), at.raw("padding", 0)];
  if (word === "same") {
    const before = Math.floor((axis.extent - 1) / 2);
    return new Size(n, "same", { n }, cropped(false, n, [before, axis.extent - 1 - before], numbers(axis)));
  }
  const picture = drawn(false, n, { padding: axis.padding, ...numbers(axis) });
  return new Size(axis.size(n), "conv", { n, padding: axis.padding, ...letters(axis) }, picture);
}

/** kernel_size, stride, padding and dilation as PyTorch reads them; what it refuses is refused in its words. */
function axisOf(at) {
  const [padding, stride] = [at.raw("padding", 0), at.number("stride", 1, 1)];
  if (typeof padding === "string") {
    if (at.layer.kind === "transposed") refuse("transposed-word", { rank: at.rank });
    if (!["same", "valid"].includes(padding)) refuse("padding-word", { word: padding });
    const strides = perAxis("stride", at.raw("stride", 1), at.rank, 1);
    if (padding === "same" && Math.max(...strides) > 1) refuse("same-strided");
  }
  const cells = typeof padding === "string" ? 0 : at.number("padding", 0, 0);
  return new Axis(at.number("kernel_size", null, 1), stride, cells, at.number("dilation", 1, 1));
}

function transposed(at, n) {
  const mode = at.raw("padding_mode", "zeros");
  if (mode !== "zeros") refuse("padding-mode");
  const axis = axisOf(at);
  let extra = at.number("output_padding", 0);
  const wanted = at.raw("output_size");
  if (wanted !== null) {
    const sizes = isTuple(wanted) && wanted.length === at.rank + 2 ? wanted.slice(-at.rank) : wanted;
    const target = checkIntegers("output_size", sizes, at.rank, 1)[at.axis];
    const reachable = axis.inputSizes(n);
    if (!reachable.includes(target)) refuse("target", { target, n, reachable: few(reachable) });
    extra = axis.unread(target);
  }
  const cells = axis.transposedSize(n, extra);
  const picture = cropped(true, n, [axis.padding, axis.padding - extra], numbers(axis));
  return new Size(cells, "transposed", { n, padding: axis.padding, output_padding: extra, ...letters(axis) }, picture);
}

const few = (sizes) => (sizes.length <= 8 ? list(sizes) : `[${sizes[0]}, ..., ${sizes.at(-1)}]`);

function pool(at, n) {
  const kernel = at.number("kernel_size", null, 1);
  const stride = at.raw("stride") === null ? kernel : at.number("stride", 1, 1);
  const axis = new Axis(kernel, stride, at.number("padding", 0, 0), at.number("dilation", 1, 1));
  if (axis.padding > Math.floor(kernel / 2)) refuse("pool-padding");
  if (at.rank === 3 && at.layer.name.toLowerCase().startsWith("avg") && n < kernel) refuse("pool-small", { n, kernel });
  const values = { n, padding: axis.padding, ...letters(axis) };
  if (at.raw("ceil_mode", false) !== true) return new Size(axis.size(n), "conv", values);
  let cells = Math.ceil((n + 2 * axis.padding - axis.extent) / stride) + 1;
  if ((cells - 1) * stride >= n + axis.padding) cells -= 1; // the last window would start behind the input
  if (cells < 1) axis.size(n);
  return new Size(cells, "pool-ceil", values);
}

function shuffle(at, n) {
  const factor = at.number("upscale_factor", null, 1);
  return new Size(n * factor, "times-factor", { n, upscale_factor: factor });
}

function unshuffle(at, n) {
  const factor = at.number("downscale_factor", null, 1);
  const [side, place] = at.axis === 0 ? ["height", -2] : ["width", -1];
  if (n % factor) refuse("unshuffle", { side, place, n, factor });
  return new Size(n / factor, "by-factor", { n, downscale_factor: factor });
}

function resize(at, n) {
  const [size, written] = [at.raw("size"), at.raw("scale_factor")];
  if (size === null && written === null) refuse("resize-none");
  if (size !== null && written !== null) refuse("resize-both");
  if (size !== null) {
    const cells = at.number("size");
    return resized(n, cells, "size", { size: cells });
  }
  const factors = isTuple(written) ? written : Array(at.rank).fill(written);
  if (factors.length !== at.rank) {
    refuse("resize-axes", { sizes: Array(at.rank).fill("n").join(", "), factors: cut(repr(factors)) });
  }
  const factor = factors[at.axis];
  const value = factor instanceof Float ? factor.value : factor;
  const good = (isInteger(factor) || factor instanceof Float) && Math.abs(value) < LARGEST;
  if (!good) refuse("scale-factor", { most: LARGEST, value: shown(factor) });
  return resized(n, Math.floor(n * value), "scaled", { n, scale_factor: factor });
}

function resized(n, cells, name, values) {
  if (cells < 1) refuse("resize-empty", { n, cells });
  return new Size(cells, name, values);
}

function pad(at, n) {
  const padding = at.raw("padding");
  const sides = checkIntegers("padding", isTuple(padding) ? padding : Array(2 * at.rank).fill(padding), 2 * at.rank);
  const last = 2 * (at.rank - 1 - at.axis); // PyTorch counts from the last axis back
  const [before, after] = [sides[last], sides[last + 1]];
  const widest = Math.max(before, after);
  if (at.layer.name.includes("Reflection") && widest >= n) refuse("reflection", { before, after, axis: at.axis + 2, n });
  if (at.layer.name.includes("Circular") && widest > n) refuse("circular");
  if (n + before + after < 1) refuse("narrow");
  return new Size(n + before + after, "padded", { n, before, after });
}

function fixed(at, n) {
  const size = at.raw("output_size");
  const own = isTuple(size) && size.length === at.rank ? size[at.axis] : size;
  const cells = own === null ? n : checkInteger("output_size", own, 1);
  return new Size(cells, "output-size", { output_size: cells });
}

const keep = (_, n) => new Size(n, "same", { n });

export const RULES = { conv, fixed, keep, pad, pool, resize, shuffle, transposed, unshuffle };
