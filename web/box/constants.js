// Constants among the arguments of a call: numbers, words, None and tuples, and integers computed from integers.
import { cut, ExplainError, layers, say } from "./tables.js";
import { Float, isInteger, isTuple, Unknown } from "./values.js";

const DIGITS = 15; // computed exactly
const WORDS = new Map([["None", null], ["True", true], ["False", false]]);

class NotConstant extends Error {}

/** Whether a tuple is the shape of an array that is made on the spot. */
export const isShape = (value) => isTuple(value) && value.made === true;

/** A number, word, null or array of them as it is written; anything else is Unknown. */
export function constant(tokens, span) {
  const unknown = () => new Unknown(cut(tokens.source(span)));
  try {
    const [value, at] = sum(tokens, ...span);
    return at === span[1] ? value : unknown();
  } catch (error) {
    if (error instanceof NotConstant) return unknown();
    throw error;
  }
}

function sum(tokens, start, end) {
  let [total, at] = product(tokens, start, end);
  while (at < end && ["+", "-"].includes(tokens.texts[at])) {
    const sign = tokens.texts[at];
    const [value, after] = product(tokens, at + 1, end);
    const [left, right] = [integer(total), integer(value)];
    [total, at] = [short(sign === "+" ? left + right : left - right), after];
  }
  return [total, at];
}

function product(tokens, start, end) {
  let [total, at] = signed(tokens, start, end);
  while (at < end && ["*", "//"].includes(tokens.texts[at])) {
    const sign = tokens.texts[at];
    const [value, after] = signed(tokens, at + 1, end);
    const [left, right] = [integer(total), integer(value)];
    if (sign === "//" && right === 0) throw new NotConstant();
    [total, at] = [short(sign === "*" ? left * right : floorDivided(left, right)), after];
  }
  return [total, at];
}

/** Exact for integers of 15 digits, where the quotient of doubles may round up to an integer. */
function floorDivided(left, right) {
  const rest = left % right;
  return (left - rest) / right - (rest !== 0 && rest < 0 !== right < 0 ? 1 : 0);
}

function signed(tokens, start, end) {
  let [at, negative] = [start, false];
  for (; at < end && tokens.texts[at] === "-"; at++) negative = !negative;
  const [value, after] = atom(tokens, at, end);
  if (!negative) return [value, after];
  if (!isInteger(value) && !(value instanceof Float)) refuse();
  return [value instanceof Float ? new Float(-value.value) : 0 - value, after];
}

function refuse() {
  throw new NotConstant();
}

function atom(tokens, at, end) {
  if (at >= end) refuse();
  const [kind, text] = [tokens.kinds[at], tokens.texts[at]];
  if (WORDS.has(text)) return [WORDS.get(text), at + 1];
  if (kind === "number") return [number(text), at + 1];
  if (kind === "text") return [word(text.slice(1, -1)), at + 1];
  if (text !== "(" && text !== "[") return shape(tokens, at, end);
  const [group, after] = bracket(tokens, at, end);
  const parts = tokens.split(group, ",");
  if (text === "(" && parts.length === 1 && tokens.texts[after - 2] !== ",") return [whole(tokens, parts[0]), after];
  return [parts.map((part) => whole(tokens, part)), after];
}

function shape(tokens, at, end) {
  const start = tokens.pathEnd([at, end]);
  if (start === at || start >= end || tokens.texts[start] !== "(") refuse();
  if (!layers.shaped.includes(tokens.texts[start - 1])) refuse();
  const [group, after] = bracket(tokens, start, end);
  let sizes = tokens.split(group, ",").filter((part) => !tokens.keyword(part)).map((part) => whole(tokens, part));
  if (sizes.length === 1 && isTuple(sizes[0])) [sizes] = sizes;
  return [Object.assign(sizes.map(integer), { made: true }), after];
}

function bracket(tokens, at, end) {
  const after = tokens.skip(at);
  if (after > end) refuse();
  return [tokens.groups([at, after])[0], after];
}

function whole(tokens, span) {
  const [value, at] = sum(tokens, ...span);
  return at === span[1] ? value : refuse();
}

const integer = (value) => (isInteger(value) ? value : refuse());

function short(value) {
  if (Math.abs(value) >= 10 ** DIGITS) throw new ExplainError(say("digits", { most: DIGITS }));
  return value + 0; // no negative zero
}

function number(text) {
  if (/^(?:0+|[1-9][0-9_]*)$/.test(text)) {
    const digits = text.replaceAll("_", "");
    if (digits.length > DIGITS) throw new ExplainError(say("digits", { most: DIGITS }));
    return Number(digits);
  }
  if (!/^(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)$/.test(text)) refuse();
  return Number.isFinite(Number(text)) ? new Float(Number(text)) : refuse();
}

// printable ASCII without a backslash
const word = (text) => (/^[ -[\]-~]{0,60}$/.test(text) ? text : refuse());
