// What is said of a text: the same object that `python -m tconv_lib explain --json` prints.
import { makeLayer } from "./layers.js";
import { chapterOf, findAnswers } from "./messages.js";
import { findMismatches, findPairs, nearestLegalSizes } from "./skips.js";
import { runStages } from "./stages.js";
import { plain, readCalls, TRACEBACK } from "./syntax.js";
import { ExplainError, say } from "./tables.js";
import { Unknown } from "./values.js";

const LONGEST = 20_000; // characters of a text

/** Explain a message, a layer or a stack; sizes and kernelSize are lists of numbers or null. */
export function explain(text, sizes = null, kernelSize = null) {
  checkLength(text);
  const answers = findAnswers(plain(text));
  if (answers.length) return { answers: text.includes(TRACEBACK) ? answers.slice(-1) : answers };
  return report(layersOf(text, kernelSize), sizes);
}

function checkLength(text) {
  const count = text.length > LONGEST ? [...text].length : text.length;
  if (count > LONGEST) throw new ExplainError(say("too-long", { count, most: LONGEST }));
}

/** The layers of a text. */
export function layersOf(text, kernelSize = null) {
  checkLength(text);
  const own = kernelSize !== null && kernelSize.length === 1 ? kernelSize[0] : kernelSize;
  return readCalls(text).map((call) => makeLayer(call, own));
}

/** What is said of layers. */
export function report(layers, sizes) {
  const stages = runStages(layers, sizes);
  const skips = sizes ? findMismatches(layers, sizes) : [];
  const mended = sizes && skips.length && skips.every((skip) => skip.mended) ? sizes : [];
  return {
    stages: stages.map(stageOf),
    not_reached: layers.slice(stages.length).map(({ name }) => name),
    skips: skips.map(skipOf),
    pairs: findPairs(stages).map(({ stage, encoderStage, fits }) => ({ stage: stage + 1, encoder_stage: encoderStage + 1, fits })),
    legal_sizes: [...new Set(mended)].map((size) => ({ size, nearest: nearestLegalSizes(layers, size) })),
  };
}

const stageOf = ({ layer, before, after, formulas, unknown, failure, answers, chapter, picture }) => ({
  layer: layer.name,
  kind: layer.kind,
  arguments: Object.fromEntries([...layer.arguments].filter(([, value]) => !(value instanceof Unknown))),
  before,
  after,
  formulas,
  unknown,
  failure,
  answers,
  chapter: chapterOf(chapter),
  picture,
});

const skipOf = ({ stage, encoderStage, got, wanted, cure, mended }) => ({
  stage: stage + 1,
  encoder_stage: encoderStage + 1,
  got,
  wanted,
  cure,
  chapter: chapterOf(mended ? "output_padding" : "segmentation"),
});
