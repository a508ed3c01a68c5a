// Tokens of a text with brackets: which bracket closes which, and pieces between commas. A span is [start, end].
import { ExplainError, layers, say } from "./tables.js";

const DEEPEST = 40;
const CLOSES = { "(": ")", "[": "]", "{": "}" };
const NO_NAMES = ["None", "True", "False"];

/** The tokens of a text: kinds, texts and places, and for each opening bracket the token that closes it. */
export class Tokens {
  constructor(text, found) {
    this.text = text;
    this.places = found.map(([, start, end]) => [start, end]);
    this.kinds = found.map(([kind]) => kind);
    this.texts = this.places.map(([start, end]) => text.slice(start, end));
    this.partner = new Map();
    this.closed = this.pair();
  }

  pair() {
    const opened = [];
    for (const [at, kind] of this.kinds.entries()) {
      if (kind === "open") {
        opened.push(at);
        if (opened.length > DEEPEST) throw new ExplainError(say("too-deep"));
      } else if (kind === "close") {
        if (!opened.length || CLOSES[this.texts[opened.at(-1)]] !== this.texts[at]) return false;
        this.partner.set(opened.pop(), at);
      }
    }
    return !opened.length;
  }

  /** The text of some tokens as it was written. */
  source([start, end]) {
    return this.text.slice(this.places[start][0], this.places[end - 1][1]);
  }

  /** Split at the ends of lines that no bracket encloses. */
  statements() {
    return this.parts([0, this.kinds.length], (at) => this.kinds[at] === "line").filter(some);
  }

  /** Split at a sign that no bracket encloses; empty pieces are kept if asked for. */
  split(span, sign, empty = false) {
    const made = this.parts(span, (at) => this.texts[at] === sign);
    return empty ? made : made.filter(some);
  }

  parts([first, end], ends) {
    const made = [];
    let start = first;
    for (let at = first; at < end; at = this.skip(at)) {
      if (!ends(at)) continue;
      made.push([start, at]);
      start = at + 1;
    }
    made.push([start, end]);
    return made;
  }

  /** Split at each "(name):", as a printed model has them; without one, the whole. */
  labelled([first, end]) {
    const made = [];
    let start = first;
    for (let at = first; at < end; at = this.skip(at)) {
      const after = this.skip(at);
      if (this.texts[at] !== "(" || after >= end || this.texts[after] !== ":") continue;
      made.push([start, at]);
      start = after + 1;
    }
    made.push([start, end]);
    return made.filter(some);
  }

  skip(at) {
    return (this.partner.get(at) ?? at) + 1;
  }

  /** Where a dotted name ends with which the tokens begin; their start, where they begin with none. */
  pathEnd([start, end]) {
    let at = start;
    while (at < end && this.kinds[at] === "name" && !NO_NAMES.includes(this.texts[at])) {
      if (at + 1 < end && this.texts[at + 1] === ".") at += 2;
      else return at + 1;
    }
    return start;
  }

  /** What the brackets hold, where the tokens are nothing but brackets side by side; else nothing. */
  groups([start, end]) {
    const made = [];
    for (let at = start; at < end; at = this.skip(at)) {
      if (!this.partner.has(at)) return [];
      made.push([at + 1, this.partner.get(at)]);
    }
    return made;
  }

  /** The name before an = with which the tokens begin, or nothing. */
  keyword([start, end]) {
    const named = end - start > 2 && this.kinds[start] === "name" && this.texts[start + 1] === "=";
    return named ? this.texts[start] : "";
  }
}

const some = ([start, end]) => start < end;

const PATTERNS = layers.tokens.map(([kind, pattern]) => [kind, new RegExp(pattern, "uy")]);

/** The tokens of a text; spaces, comments, and ends of lines in brackets are none. */
export function readTokens(text) {
  const found = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const [kind, end] = next(text, at);
    depth += (kind === "open") - (kind === "close");
    if (kind !== "space" && !(kind === "line" && depth > 0)) found.push([kind, at, end]);
    at = end;
  }
  return new Tokens(text, found);
}

function next(text, at) {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return [kind, pattern.lastIndex];
  }
  throw new ExplainError(say("no-layer")); // never: the last pattern takes any character
}
