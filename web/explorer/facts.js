// What else there is to say of a layer: its sizes, its overlap, a warning, and the call that computes it.
import * as geometry from "./geometry.js";
import { axesOf } from "./model.js";

/** Sizes that the convolution takes to one size, each with what chooses it: {size, change, chosen}. */
export function strip(axis) {
  return geometry.sharedSizes(axis).map(({ size, outputPadding }) =>
    axis.transposed
      ? { size, name: `a = ${outputPadding}`, change: { outputPadding }, chosen: outputPadding === axis.outputPadding }
      : { size, name: `i = ${size}`, change: { size }, chosen: size === axis.size },
  );
}

/** What the strip of sizes means, in one sentence. */
export function stripText(axis) {
  const sizes = geometry.sharedSizes(axis).map(({ size }) => size);
  const few = axis.transposed ? axis.size : geometry.outputSize(axis);
  const many = sizes.length === 1 ? `only ${sizes[0]} cells` : `${sizes[0]} ${sizes.length === 2 ? "or" : "to"} ${sizes.at(-1)} cells`;
  const end = axis.transposed && sizes.length > 1 ? ", and output_padding says which of them comes back" : "";
  return `The convolution takes ${many} to ${few}${end}.`;
}

/** How many products meet on each cell of the larger side: the output of a transposed layer, else the input. */
export function overlap({ layer, to, from }) {
  if (layer[0].transposed) return { shape: to, counts: geometry.coverage(layer), name: "Products that each output cell sums" };
  const counts = geometry.cells(from).map((cell) => geometry.stamp(layer, cell).length);
  return { shape: from, counts, name: "Windows that read each input cell" };
}

/** Phase sums of a transposed layer, and what follows from them: {sums, even, text}. */
export function phases({ layer, state, by }) {
  const sums = geometry.phaseSums(layer, state.w);
  const taps = geometry.phaseSums(layer, geometry.cells(by).map(() => 1));
  const [alike, even] = [sums, taps].map((list) => list.every((value) => value === list[0]));
  if (geometry.hasHoles(layer)) {
    return { sums, warning: true, text: "Holes: on some cells no product lands, however large the input is." };
  }
  if (!alike) {
    return { sums, warning: true, text: "Checkerboard: a constant input comes out uneven, since the phase sums differ." };
  }
  return even
    ? { sums, warning: false, text: "Even: away from the edges all cells sum equally many products, and a constant stays constant." }
    : { sums, warning: true, text: "Uneven overlap: this kernel keeps a constant constant, but cells sum different numbers of products." };
}

/** Empty, cropped and never-read cells, in words; nothing where there are none. */
export function losses(made) {
  const { layer, kinds, unread, from } = made;
  const counted = (count, one, many) => (count ? [`${count} ${count === 1 ? one : many}`] : []);
  if (!layer[0].transposed) {
    const [count] = counted(unread.size, "input cell is", "input cells are");
    return count ? `${count} never read${from.length === 1 ? `: ${[...unread].join(", ")}` : ""}.` : "Every input cell is read.";
  }
  const [holes, beyond] = ["hole", "beyond"].map((kind) => kinds.filter((found) => found === kind).length);
  const said = [
    ...axesOf(made).flatMap(({ axis, name }) => {
      const { before, after } = geometry.crops(axis);
      const where = name ? ` of ${name.toLowerCase()}` : from.length === 2 ? " of each axis" : "";
      return before + after ? [`padding crops ${before} at the start and ${after} at the end${where}`] : [];
    }),
    ...counted(holes, "cell between stamps is empty", "cells between stamps are empty"),
    ...counted(beyond, "cell behind the last stamp is empty", "cells behind the last stamp are empty"),
  ].join("; ");
  return said ? `${said[0].toUpperCase()}${said.slice(1)}.` : "Nothing is cropped, and no cell is empty.";
}

/** The call of PyTorch that computes the same numbers. */
export function torchCall({ state, from, by }) {
  const name = `${state.transposed ? "conv_transpose" : "conv"}${state.rank}d`;
  const options = { stride: 1, padding: 0, output_padding: 0, dilation: 1 };
  const given = Object.entries({ ...state, output_padding: state.outputPadding })
    .filter(([key, value]) => key in options && [value].flat().some((one) => one !== options[key]))
    .map(([key, value]) => `,\n    ${key}=${Array.isArray(value) ? `(${value.join(", ")})` : value}`);
  return `import torch\nfrom torch.nn import functional as F\n\nx = ${tensor(state.x, from)}\nw = ${tensor(state.w, by)}\nprint(F.${name}(x, w${given.join("")}))`;
}

function tensor(values, shape) {
  const row = (start) => `[${values.slice(start, start + shape.at(-1)).map((value) => `${value}.`).join(", ")}]`;
  const rows = shape.length === 1 ? row(0) : `[${geometry.range(shape[0]).map((at) => row(at * shape[1])).join(",\n                   ")}]`;
  return `torch.tensor([[${rows}]])`;
}
