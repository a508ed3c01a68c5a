// Sizes of the layers of Keras, TensorFlow, JAX and ONNX.
import { cropped, drawn, refuse, Size } from "./at.js";
import { jaxCrop, kerasCrop, onnxPads, tensorflowCrop } from "./crops.js";
import { Axis, checkIntegers } from "./integers.js";
import { isTuple, shown, written } from "./values.js";

/** Stride and dilation of a layer of Keras, which refuses both above 1, and its kernel. */
function keras(at) {
  const [s, d] = [at.number("strides", 1, 1), at.number("dilation_rate", 1, 1)];
  if (s > 1 && d > 1) refuse("keras-strides-dilation");
  return { k: at.number("kernel_size", null, 1), s, d };
}

function kerasWord(at) {
  const word = at.raw("padding", "valid");
  if (typeof word !== "string") refuse("keras-number");
  if (!["valid", "same"].includes(word.toLowerCase())) refuse("keras-word", { word });
  return word.toLowerCase();
}

function kerasTransposed(at, n) {
  const { k, s, d } = keras(at);
  const [word, axis] = [kerasWord(at), new Axis(k, s, 0, d)];
  const extra = at.raw("output_padding") === null ? null : at.number("output_padding", 0, 0);
  if (extra !== null && extra >= s) refuse("keras-output-padding", { axis: at.axis, extra, stride: s });
  const ends = kerasCrop(n, axis.extent, s, word, extra);
  const cells = axis.fullSize(n) - ends[0] - ends[1];
  const values = { n, strides: s, kernel_size: k, dilation_rate: d, output_padding: extra };
  const picture = cropped(true, n, ends, { kernel: k, stride: s, dilation: d });
  if (extra === null) return new Size(cells, word === "same" ? "times-strides" : "keras-valid", values, picture);
  return new Size(cells, `keras-${word}-extra`, values, picture);
}

function kerasConv(at, n) {
  const { k, s, d } = keras(at);
  return validOrSame(kerasWord(at), n, { kernel_size: k, strides: s, dilation_rate: d });
}

function kerasPool(at, n) {
  const k = at.number("pool_size", 2, 1);
  const s = at.raw("strides") === null ? k : at.number("strides", 1, 1);
  return validOrSame(kerasWord(at), n, { kernel_size: k, strides: s, dilation_rate: 1 });
}

function validOrSame(word, n, values) {
  const { kernel_size: kernel, strides: stride, dilation_rate: dilation } = values;
  if (word === "same") return new Size(Math.ceil(n / stride), "over-strides", { n, ...values });
  const picture = drawn(false, n, { kernel, stride, dilation });
  return new Size(new Axis(kernel, stride, 0, dilation).size(n), "keras-conv", { n, ...values }, picture);
}

function kerasResize(at, n) {
  const size = at.number("size", 2, 1);
  return new Size(n * size, "times-size", { n, size });
}

function tfTransposed(at, n) {
  const shape = at.raw("output_shape");
  if (shape === null) refuse("tensorflow-shape");
  const spatial = isTuple(shape) && shape.length === at.rank + 2 ? shape.slice(1, -1) : shape;
  const size = checkIntegers("output_shape", spatial, at.rank, 1)[at.axis];
  const word = at.raw("padding", "SAME");
  const [k, s] = [at.number("kernel_size", null, 1), at.number("strides", 1, 1)];
  const ends = tensorflowCrop(n, k, s, size, written(word));
  return new Size(size, "output-shape", { output_shape: size }, cropped(true, n, ends, { kernel: k, stride: s }));
}

function jaxTransposed(at, n) {
  const [k, s, d] = [at.number("kernel_size", null, 1), at.number("strides", 1, 1), at.number("rhs_dilation", 1, 1)];
  let padding = at.raw("padding", "SAME");
  if (isTuple(padding)) padding = padding.length === at.rank ? padding[at.axis] : null;
  if (typeof padding !== "string" && !isTuple(padding)) refuse("jax-pairs", { padding: shown(padding) });
  const ends = jaxCrop(k, s, padding, d);
  const cells = new Axis(k, s, 0, d).fullSize(n) - ends[0] - ends[1];
  if (cells < 1) refuse("leaves-none", { cells });
  const values = { n, strides: s, kernel_size: k, rhs_dilation: d };
  const picture = cropped(true, n, ends, { kernel: k, stride: s, dilation: d });
  if (typeof padding === "string") return new Size(cells, padding === "SAME" ? "times-strides" : "jax-valid", values, picture);
  return new Size(cells, "jax-pair", { ...values, low: padding[0], high: padding[1] }, picture);
}

function onnxTransposed(at, n) {
  const [k, s, d] = [at.number("kernel_size", null, 1), at.number("strides", 1, 1), at.number("dilations", 1, 1)];
  const [extra, word, shape] = [at.number("output_padding", 0, 0), written(at.raw("auto_pad", "NOTSET")), at.raw("output_shape")];
  const full = new Axis(k, s, 0, d).transposedSize(n, extra);
  const values = { n, strides: s, kernel_size: k, dilations: d, output_padding: extra };
  const picture = ([start, end]) => cropped(true, n, [start, end - extra], { kernel: k, stride: s, dilation: d });
  if (shape !== null) {
    const size = checkIntegers("output_shape", shape, at.rank, 1)[at.axis];
    return new Size(size, "output-shape", { output_shape: size }, picture(onnxPads(n, k, s, size, word, extra, d)));
  }
  if (word.startsWith("SAME")) {
    const ends = onnxPads(n, k, s, null, word, extra, d);
    return new Size(full - ends[0] - ends[1], "times-strides", values, picture(ends));
  }
  const [start, end] = pads(at);
  if (full - start - end < 1) refuse("onnx-empty", { axis: at.axis });
  return new Size(full - start - end, "onnx-transposed", { ...values, start, end }, picture([start, end]));
}

function pads(at) {
  const given = at.raw("pads");
  const sides = given === null ? Array(2 * at.rank).fill(0) : checkIntegers("pads", given, 2 * at.rank, 0);
  return [sides[at.axis], sides[at.rank + at.axis]];
}

function onnxConv(at, n) {
  const [k, s, d] = [at.number("kernel_size", null, 1), at.number("strides", 1, 1), at.number("dilations", 1, 1)];
  if (written(at.raw("auto_pad", "NOTSET")).startsWith("SAME")) return new Size(Math.ceil(n / s), "over-strides", { n, strides: s });
  const [start, end] = pads(at);
  const axis = new Axis(k, s, 0, d);
  if (n + start + end < axis.extent) refuse("onnx-small", { n });
  const values = { n, strides: s, kernel_size: k, dilations: d, start, end };
  const picture = cropped(false, n, [start, end], { kernel: k, stride: s, dilation: d });
  return new Size(axis.size(n + start + end), "onnx-conv", values, picture);
}

export const RULES = {
  jax_transposed: jaxTransposed,
  keras_conv: kerasConv,
  keras_pool: kerasPool,
  keras_resize: kerasResize,
  keras_transposed: kerasTransposed,
  onnx_conv: onnxConv,
  onnx_transposed: onnxTransposed,
  tf_transposed: tfTransposed,
};
