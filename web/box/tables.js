// The two tables of tconv_lib/explain, which the command in the terminal reads, too: messages and layers.
import layers from "../../tconv_lib/explain/layers.json" with { type: "json" };
import messages from "../../tconv_lib/explain/messages.json" with { type: "json" };
import { written } from "./values.js";

export { layers, messages };

/** Nothing can be said of a text; the message says why, in one line. */
export class ExplainError extends Error {}

const LONGEST = 60; // characters of a text that a sentence quotes

/** A sentence of the table, with values put in. */
export const say = (sentence, values = {}) => fill(layers.sentences[sentence], values);

/** Replace each {name} by its value, where it has one. */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? written(values[name]) : whole));

/** A text on one line, and of a long one its beginning. */
export function cut(text) {
  const line = [...text.replace(/[ \t\n\f\v]+/g, " ").replace(/^ +| +$/g, "")];
  return line.length <= LONGEST ? line.join("") : `${line.slice(0, LONGEST).join("")}...`;
}
