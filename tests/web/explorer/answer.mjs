// Answers recorded questions with the explorer's geometry: questions as JSON in, answers as JSON out.
import { readFileSync, writeFileSync } from "node:fs";
import * as geometry from "../../../web/explorer/geometry.js";

const answer = ({ layer, input, kernel }) => {
  const why = geometry.layerReason(layer);
  if (why !== null) return { reason: why };
  const shape = geometry.outputShape(layer);
  const places = geometry.cells(shape);
  return {
    outputShape: shape,
    fullShape: layer.map(geometry.fullSize),
    output: geometry.output(layer, input, kernel),
    sums: places.map((cell) => geometry.terms(layer, cell, input, kernel).reduce((total, [value, weight]) => total + value * weight, 0)),
    matrix: places.map((cell) => geometry.matrixRow(layer, cell, kernel)),
    contributions: places.map((cell) => geometry.contributions(layer, cell).map((pair) => [pair.input, pair.tap])),
    stamps: geometry.cells(geometry.inputShape(layer)).map((cell) => geometry.stamp(layer, cell).map((pair) => [pair.output, pair.tap])),
    sharedSizes: layer.map((axis) => geometry.sharedSizes(axis).map(({ size }) => size)),
    coverage: geometry.coverage(layer),
    kinds: geometry.kinds(layer),
    unread: geometry.unread(layer),
    crops: layer.map(geometry.crops),
    phaseSums: geometry.phaseSums(layer, kernel),
    hasHoles: geometry.hasHoles(layer),
    canvas: layer.map((axis) =>
      geometry.cells(geometry.canvasShape([axis])).map((place) => {
        const found = geometry.canvasCell([axis], place);
        return Array.isArray(found) ? found[0] + 1 : 0;
      }),
    ),
    slid: places.map((cell) =>
      geometry
        .slide(layer, cell)
        .map(({ place, tap }) => [geometry.canvasCell(layer, place), tap])
        .filter(([found]) => Array.isArray(found)),
    ),
  };
};

const [, , questions, answers] = process.argv;
writeFileSync(answers, JSON.stringify(JSON.parse(readFileSync(questions, "utf8")).map(answer)));
