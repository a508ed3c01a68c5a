// A stack, stage by stage: each size, where it stops and why, and which arguments are not written as numbers.
import { At, NotWritten, refuse, Size } from "./at.js";
import { RULES as FRAMEWORKS } from "./frameworks.js";
import { GeometryError } from "./integers.js";
import { findAnswers } from "./messages.js";
import { RULES as PYTORCH } from "./pytorch.js";
import { ExplainError, layers as table, say } from "./tables.js";
import { isTuple } from "./values.js";

const RULES = { ...PYTORCH, ...FRAMEWORKS };
const FORMULAS = { conv: "conv", pool: "conv", transposed: "transposed" };
const MOST = 100; // layers
const MOST_CELLS = 1e9; // of an axis
const SAMPLE = 720_720; // cells, where no input is given: a multiple of 1 to 16, and larger than any kernel that is meant

/** The number of spatial axes that layers and input agree on. */
export function rankOf(layers, sizes) {
  const named = new Map(layers.filter(({ rank }) => rank).map(({ rank, name }) => [rank, name]));
  if (named.size > 1) {
    const [[first, one], [second, other]] = named;
    throw new ExplainError(say("axes-differ", { one, first, other, second }));
  }
  const rank = [...named.keys()][0] ?? rankOfLists(layers);
  if (sizes === null || sizes.length === 1) return rank || 1;
  if (rank !== null && rank !== sizes.length) throw new ExplainError(say("input-axes", { count: sizes.length, rank }));
  return sizes.length;
}

/** Count the axes of a layer whose name has no number by its lists, as of an ONNX node. */
function rankOfLists(layers) {
  for (const layer of layers) {
    for (const name of ["kernel_size", "strides", "dilations", "output_padding", "output_shape", "pads", "padding"]) {
      const value = layer.given(name, null);
      if (!isTuple(value) || !value.length || ["pad", "keep"].includes(layer.kind)) continue;
      return name === "pads" ? Math.floor(value.length / 2) : value.length;
    }
  }
  return null;
}

/** The size behind each layer, up to the first that fails: a list of stages. */
export function runStages(layers, sizes) {
  if (layers.length > MOST) throw new ExplainError(say("too-many-layers", { count: layers.length, most: MOST }));
  const rank = rankOf(layers, sizes);
  let now = sizes && sizes.length === 1 ? Array(rank).fill(sizes[0]) : sizes;
  let channels = null;
  const stages = [];
  for (const layer of layers) {
    const stage = run(layer, rank, now, channels);
    stages.push(stage);
    if (stage.failure) break;
    [now, channels] = [stage.after, channelsAfter(layer, channels)];
  }
  return stages;
}

function run(layer, rank, now, channels) {
  const stage = { layer, before: now, after: null, formulas: [], chapter: chapterOfLayer(layer), unknown: "", failure: "", answers: [], picture: null };
  if (now === null && (layer.arguments.has("output_size") || layer.arguments.has("output_shape"))) return { ...stage, formulas: [say("asked-for")] };
  const formula = FORMULAS[layer.kind] ? table.formulas[FORMULAS[layer.kind]] : "";
  const before = now ?? Array(rank).fill(SAMPLE);
  let made;
  try {
    checkChannels(layer, rank, channels);
    made = before.map((n, axis) => RULES[layer.kind](new At(layer, axis, rank), n));
    for (const { cells } of made) if (cells > MOST_CELLS) refuse("at-most", { name: "size", most: MOST_CELLS, value: cells });
  } catch (error) {
    if (error instanceof NotWritten) return { ...stage, formulas: [formula], unknown: error.message };
    if (!(error instanceof GeometryError)) throw error;
    const answers = findAnswers(error.message);
    const chapter = answers[0]?.chapter.stem ?? stage.chapter;
    const picture = new At(layer, 0, rank).picture(before[0]);
    const written = now === null || picture === null ? formula : formulaWith(picture);
    return { ...stage, formulas: [written], chapter, failure: error.message, answers, picture };
  }
  const { picture } = made[0];
  if (now === null) return { ...stage, formulas: [...new Set(made.map((size) => size.withoutInput))], picture };
  const formulas = [...new Set(made.map((size) => `${size.filled()} = ${size.cells}`))];
  return { ...stage, after: made.map(({ cells }) => cells), formulas, picture };
}

/** The formula of PyTorch with the numbers of a layer that cannot be put in. */
function formulaWith({ transposed, size, kernel, outputPadding, ...numbers }) {
  const values = { n: size, kernel_size: kernel, output_padding: outputPadding, ...numbers };
  return new Size(0, transposed ? "transposed" : "conv", values).filled();
}

function chapterOfLayer(layer) {
  if (layer.kind === "conv" && layer.given("padding", 0) === "same") return "valid_same_full";
  const chosen = layer.kind === "transposed" && (layer.arguments.has("output_padding") || layer.arguments.has("output_size"));
  return chosen ? "output_padding" : table.chapters[layer.kind];
}

/** Refuse channels and groups that PyTorch refuses, in its words. */
function checkChannels(layer, rank, channels) {
  if (!["conv", "transposed"].includes(layer.kind)) return;
  const [into, out, groups] = [layer.integer("in_channels"), layer.integer("out_channels"), layer.integer("groups", 1)];
  if (groups !== null && groups < 1) refuse("groups-positive");
  for (const [side, number] of [["in", into], ["out", out]]) {
    if (number !== null && groups && number % groups) refuse("groups-divide", { side });
  }
  if (into === null || channels === null || into === channels) return;
  const sizes = ["N", channels, ...Array(rank).fill("n")].join(", ");
  refuse(`${layer.kind}-channels`, { into, out, kernel: Array(rank).fill("k").join(", "), sizes, channels, groups });
}

function channelsAfter(layer, channels) {
  if (["conv", "transposed"].includes(layer.kind)) return layer.integer("out_channels");
  if (layer.kind === "shuffle" && channels !== null) {
    const factor = layer.integer("upscale_factor");
    return factor && channels % factor ** 2 === 0 ? channels / factor ** 2 : null;
  }
  return ["keep", "pool", "resize", "pad", "fixed"].includes(layer.kind) ? channels : null;
}

