// What came of a run or a check, as elements: sentences first, then the values that differ as small grids.
import { button, html } from "../elements.js";
import { scrolling } from "./scrolling.js";

const MOST_COLUMNS = 24;
const MOST_SPOKEN = 40; // cells of a grid that a screen reader is given one by one

const listing = (text) => scrolling(html("pre", {}, text));

/** A run: what it printed, its last value, its error. */
export function ran({ output, value, error, defined }, goTo) {
  const parts = [];
  if (output) parts.push(html("p", { class: "result-label" }, "Printed"), listing(output.replace(/\n$/, "")));
  if (value) parts.push(html("p", { class: "result-label" }, "Last value"), listing(value));
  if (error) parts.push(errorText(error, goTo));
  if (!parts.length) parts.push(html("p", {}, defined ? "It ran, and printed nothing. Call your function on the last line to see what it returns." : "It ran, and printed nothing."));
  return parts;
}

/** A check: one line for each test, the first failure open. */
export function checked({ output, error, tests, mistake }, goTo) {
  const parts = [];
  if (error) return [errorText(error, goTo), ...printed(output)];
  if (mistake) parts.push(html("p", { class: "result-mistake" }, `Your answer behaves ${mistake}.`));
  const first = tests.find((test) => !test.passed);
  parts.push(html("ul", { class: "result-tests" }, ...tests.map((test) => line(test, test === first, goTo))));
  return [...parts, ...printed(output)];
}

const printed = (output) => (output ? [html("details", {}, html("summary", {}, "What your code printed"), listing(output))] : []);

function line(test, open, goTo) {
  const name = test.name.replaceAll("_", " ");
  const says = `${name} · ${test.points} point${test.points === 1 ? "" : "s"}`;
  if (test.passed) return html("li", { class: "passed" }, html("span", { class: "result-mark" }, "passed"), ` ${says}`);
  return html("li", { class: "failed" },
    html("details", { open },
      html("summary", {}, html("span", { class: "result-mark" }, "failed"), ` ${says}`),
      ...failure(test, goTo)));
}

function failure(test, goTo) {
  const parts = [html("p", { class: "result-message" }, test.message)];
  if (test.line) parts.push(at(test.line, null, goTo));
  if (test.test) parts.push(html("p", { class: "result-label" }, "The test's line"), listing(test.test));
  if (test.printed !== undefined) parts.push(html("p", {}, "Your code printed ", html("code", {}, test.printed), " and returned nothing: end it with return, not with print."));
  const inputs = test.inputs.filter(({ cells }) => cells);
  const numbers = test.inputs.filter(({ cells }) => !cells);
  if (numbers.length > 1) parts.push(html("p", { class: "result-given" }, `with ${numbers.map(({ name, text }) => `${name} = ${text}`).join(", ")}`));
  if (inputs.length) parts.push(html("div", { class: "result-grids" }, ...inputs.map((input) => grid(input.name, input))));
  if (test.expected?.cells && test.received?.cells) {
    const where = test.cell ? flat(test.cell, test.expected.shape) : null;
    const wrong = differing(test.expected, test.received);
    parts.push(html("div", { class: test.expected.shape.length === 1 ? "result-grids lines" : "result-grids" },
      grid("Expected", test.expected, { first: where }),
      grid("Received", test.received, { first: where, wrong })));
    if (wrong.size) parts.push(html("p", { class: "result-label" }, `${wrong.size} of ${test.expected.cells.length} cells differ; the first is framed.`));
  } else if (test.detail) {
    const drawn = new Set(inputs.map(({ name }) => name));
    const lines = test.detail.split("\n").map((text) => text.trim()).filter((text) => !drawn.has(text.split(" = ")[0]));
    parts.push(listing(lines.join("\n")));
  }
  return parts;
}

function differing(expected, received) {
  if (String(expected.shape) !== String(received.shape)) return new Set();
  return new Set(expected.cells.flatMap((cell, at) => (cell === received.cells[at] ? [] : [at])));
}

const flat = (cell, shape) => cell.reduce((sum, index, axis) => sum * shape[axis] + index, 0);

/** Where a cell of a flat list stands in its array. */
function place(at, shape) {
  const indices = [];
  for (const size of [...shape].reverse()) {
    indices.unshift(at % size);
    at = Math.floor(at / size);
  }
  return indices.length === 1 ? `index ${indices[0]}` : `index (${indices.join(", ")})`;
}

/** The shape of an array in words. */
const size = (shape) => (shape.length > 1 ? shape.join(" × ") : `${shape[0]} ${shape[0] === 1 ? "cell" : "cells"}`);

/** An array as a table: its last axis goes to the right, planes below each other. */
function grid(name, { shape, cells }, { first = null, wrong = new Set() } = {}) {
  const columns = shape.at(-1);
  const plane = shape.length > 1 ? shape.at(-2) : 1;
  const spoken = cells.length <= MOST_SPOKEN ? `: ${cells.join(", ")}` : "";
  const differs = wrong.has(first) ? `; the first that differs is ${cells[first]} at ${place(first, shape)}` : "";
  const says = `${name}, shape ${shape.join(" × ")}${spoken}${differs}`;
  if (columns > MOST_COLUMNS) return html("figure", {}, html("figcaption", {}, `${name}, shape ${shape.join(" × ")}`), listing(cells.join(" ")));
  const rows = Array.from({ length: cells.length / columns }, (_, row) =>
    html("div", { class: row && row % plane === 0 ? "row next-plane" : "row" },
      ...cells.slice(row * columns, (row + 1) * columns).map((cell, column) => {
        const at = row * columns + column;
        return html("span", { class: `${wrong.has(at) ? "wrong" : ""}${at === first ? " first" : ""}` }, cell);
      })));
  return scrolling(html("figure", {},
    html("figcaption", {}, `${name}, ${size(shape)}`),
    html("div", { class: "result-grid", role: "img", "aria-label": says }, ...rows)));
}

function errorText({ text, line: number, column }, goTo) {
  return html("div", { class: "result-error" }, html("p", { class: "result-message" }, text), ...(number ? [at(number, column, goTo)] : []));
}

function at(number, column, goTo) {
  return button(`Go to line ${number} of your code`, () => goTo(number, column ?? 1), { class: "result-line" });
}
