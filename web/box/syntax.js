// Calls, read from a line of Python or from an ONNX node's attributes, and never run.
import { constant } from "./constants.js";
import { cut, ExplainError, layers, say } from "./tables.js";
import { readTokens } from "./tokens.js";
import { Unknown } from "./values.js";

const PLAIN = { "\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\xa0": " ", "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'" };
const CONTAINERS = new Set(layers.containers);
export const TRACEBACK = "Traceback (most recent call last)";

/** A text as a terminal would have printed it: one kind of line ends, spaces and quotes, no colours. */
export const plain = (text) =>
  text
    .replace(/\r\n|[\r\u2028\u2029\xa0\u201c\u201d\u2018\u2019]/g, (found) => PLAIN[found])
    .replace(/\x1b\[[0-9;]{0,30}m/g, ""); // eslint-disable-line no-control-regex -- colours of a terminal

/** The calls of a text, in the order in which they run: {name, path, positional, keywords, outputSize}. */
export function readCalls(given) {
  const text = plain(given);
  const tokens = readTokens(text);
  const node = readAttributes(text);
  if (!tokens.closed) {
    if (/[A-Za-z_]\(/.test(text)) throw new ExplainError(say("brackets", { text: quoted(text) }));
    return [node ?? nothing(text)];
  }
  const calls = [];
  for (const statement of tokens.statements()) {
    for (const member of tokens.split(tokens.split(statement, "=", true).at(-1), ",")) {
      if (!calls.length && !isReadable(tokens, member, node !== null)) return [node ?? nothing(text)];
      calls.push(...callsOf(tokens, member));
    }
  }
  if (!calls.length) throw new ExplainError(say("no-layer"));
  return calls;
}

/** Whether the tokens are a name with its call, or one bracket. */
function isReadable(tokens, span, callOnly) {
  const at = tokens.pathEnd(span);
  const rest = tokens.groups([at, span[1]]);
  if (at === span[0]) return rest.length === 1 && !callOnly;
  return rest.length > 0 && rest.every((group) => tokens.texts[group[0] - 1] === "(");
}

function callsOf(tokens, span) {
  const [first, end] = span;
  const start = tokens.pathEnd(span);
  const groups = tokens.groups([start, end]);
  const alone = start === first; // a bracket without a name
  const allowed = alone ? ["(", "["] : ["("];
  if (!groups.length || (alone && groups.length > 1) || !groups.every((group) => allowed.includes(tokens.texts[group[0] - 1]))) {
    throw new ExplainError(say("not-written", { text: quoted(tokens.source(span)) }));
  }
  if (alone) return members(tokens, groups[0]);
  const path = tokens.texts.slice(first, start).join("");
  const name = path.slice(path.lastIndexOf(".") + 1);
  const calls = CONTAINERS.has(name) ? members(tokens, groups[0]) : [call(tokens, name, path, groups[0])];
  for (const group of groups.slice(1)) { // of the call of the layer
    const size = argumentsOf(tokens, name, group).keywords.get("output_size") ?? null;
    if (size !== null && calls.length) calls.push({ ...calls.pop(), outputSize: size });
  }
  return calls;
}

/** What a container holds: layers, pairs of a name and a layer, lists of these. */
function members(tokens, span) {
  let parts = tokens.split(span, ",").flatMap((part) => tokens.labelled(part));
  if (parts.length === 2 && tokens.kinds[parts[0][0]] === "text" && parts[0][1] - parts[0][0] === 1) parts = parts.slice(1);
  return parts.flatMap((part) => {
    const named = tokens.keyword(part);
    if (named === "") return callsOf(tokens, part);
    return named === "layers" ? callsOf(tokens, [part[0] + 2, part[1]]) : [];
  });
}

function call(tokens, name, path, group) {
  const { positional, keywords } = argumentsOf(tokens, name, group);
  if (name === "make_node" && ["Conv", "ConvTranspose"].includes(positional[0])) return node(positional[0], keywords);
  return { name, path, positional, keywords, outputSize: null };
}

const node = (name, keywords) => ({ name, path: `onnx.${name}`, positional: [], keywords, outputSize: null });

function argumentsOf(tokens, name, group) {
  const [positional, keywords] = [[], new Map()];
  for (const part of tokens.split(group, ",")) {
    if (["*", "**"].includes(tokens.texts[part[0]])) throw new ExplainError(say("starred", { name }));
    const key = tokens.keyword(part);
    if (keywords.has(key)) throw new ExplainError(say("twice", { name, argument: key }));
    if (key) keywords.set(key, constant(tokens, [part[0] + 2, part[1]]));
    else positional.push(constant(tokens, part));
  }
  return { positional, keywords };
}

/** Read strides=[2, 2] pads=[1, 1, 1, 1], perhaps with the name of ONNX' operator; null if there are none. */
function readAttributes(text) {
  const found = new Map([...text.matchAll(new RegExp(layers.attribute, "g"))].map(([, name, value]) => [name, value]));
  const operator = /\b(?:Conv|ConvTranspose)\b/.exec(text);
  if (!found.size || !(operator || [...found.values()].some((value) => value.startsWith("[")))) return null;
  const keywords = new Map();
  for (const [name, value] of found) {
    const tokens = readTokens(value);
    const read = tokens.closed ? constant(tokens, [0, tokens.texts.length]) : new Unknown(value);
    keywords.set(name, read instanceof Unknown && /^[A-Z_]+$/.test(value) ? value : read);
  }
  return node(operator ? operator[0] : "ConvTranspose", keywords);
}

function nothing(text) {
  const line = text.includes(TRACEBACK) ? text.replace(/[ \n]+$/, "").split("\n").at(-1) : text;
  throw new ExplainError(say("nothing", { text: quoted(line) }));
}

const quoted = (text) => `"${cut(text)}"`;
