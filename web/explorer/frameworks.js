// What other frameworks keep of the same un-cropped cells: (start, end) that each takes off; below 0, it adds zeros.
//
// Equation (crops) of the chapter on frameworks. All of it equals tconv_lib.frameworks, which
// tests/web/explorer/test_frameworks.py records and compares; tensorflow is Keras's backend.
import { extent, fullSize, shown } from "./geometry.js";

/** The calls that may be compared with PyTorch's: {name, call, crop}, or {name, call, why} where it is refused. */
export function calls(axis) {
  const { padding: p, outputPadding: a, dilation } = axis;
  const around = extent(axis) - 1 - p;
  const found = [
    { name: "PyTorch", call: `padding=${p}, output_padding=${a}`, crop: [p, p - a] },
    { name: "ONNX", call: `pads=[${p}, ${p}], output_padding=[${a}]`, crop: [p, p - a] },
    { name: "JAX", call: `padding=[(${around}, ${around + a})]`, crop: [p, p - a] },
    { name: "TensorFlow", call: 'padding="SAME"', crop: same(axis) },
    { name: "Keras", call: 'padding="same"', crop: same(axis) },
    { name: "Keras", call: `padding="same", output_padding=${a}`, ...kerasSame(axis, a) },
    { name: "Keras", call: 'padding="valid"', crop: [0, Math.min(axis.kernel - axis.stride, 0)] },
    { name: "JAX", call: 'padding="SAME"', crop: same(axis) },
    { name: "JAX", call: 'padding="VALID"', crop: [0, Math.min(extent(axis) - axis.stride, 0)] },
    { name: "ONNX", call: "auto_pad=SAME_UPPER", crop: same(axis) },
    { name: "ONNX", call: "auto_pad=SAME_LOWER", crop: [...same(axis)].sort((one, other) => other - one) },
  ];
  const undilated = ({ name }) => dilation === 1 || !["TensorFlow", "Keras"].includes(name);
  return found.map((one) => (undilated(one) ? one : { name: one.name, call: one.call, why: "TensorFlow takes no dilation on a CPU" }));
}

/** Half of what exceeds i·s at each end, the odd cell at the end. */
function same(axis) {
  const total = extent(axis) - axis.stride;
  const start = Math.floor(Math.max(total, 0) / 2);
  return [start, total - start];
}

function kerasSame(axis, a) {
  const { size: i, kernel, stride: s } = axis;
  const full = fullSize(axis);
  const size = full - 2 * Math.floor(kernel / 2) + a;
  const [least, most] = [(i - 1) * s + 1, i * s];
  if (size < least || size > most) return { why: `on TensorFlow, it asks for ${shown(size)} cells, and ${least === most ? most : `${least} to ${most}`} are reachable` };
  const start = Math.floor(Math.max(full - size, 0) / 2);
  return { crop: [start, full - start - size] };
}

/** The calls by what they keep, PyTorch first: {crop, size, shift, calls}. PyTorch's cell c is cell c + shift. */
export function groups(axis) {
  const kept = new Map();
  for (const one of calls(axis).filter(({ crop }) => crop)) {
    const key = String(one.crop);
    if (!kept.has(key)) kept.set(key, { crop: one.crop, size: fullSize(axis) - one.crop[0] - one.crop[1], shift: axis.padding - one.crop[0], calls: [] });
    kept.get(key).calls.push(one);
  }
  return [...kept.values()];
}

/** What one group makes of the same numbers, in a sentence. */
export function comparison(axis, { crop, size, shift }) {
  const cells = `${size} ${size === 1 ? "cell" : "cells"}`;
  const ours = fullSize(axis) - 2 * axis.padding + axis.outputPadding;
  if (crop[0] === axis.padding && size === ours) return `Equal: the same ${cells}.`;
  if (shift === 0) return `${cells}, which start with the same cell.`;
  return shift > 0
    ? `${cells}: PyTorch's cell 0 is cell ${shift} here (shift ${shift}).`
    : `${cells}: cell 0 here is PyTorch's cell ${-shift} (shift ${shown(shift)}).`;
}
