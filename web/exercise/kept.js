// What the reader's own browser keeps: for each exercise the code, its version, how it stands and the hints seen.
// Where storage is denied or full, everything works until the page is closed, and the page says so once.
import { forget } from "./started.js";

const PREFIX = "tconv/";
const held = new Map(); // what storage did not take
let refused = null;
const listeners = new Set();

/** Hear of a change in another tab by the exercise's key, or of storage that refuses by {refused: why}. */
export const listen = (listener) => listeners.add(listener);

/** Name of an exercise in storage. */
export const keyOf = (stem, name) => `${stem}/${name}`;

/** What is kept of an exercise: {code, checked, version, state, points, of, hints, tried, numpy, solutionSeen}; empty if nothing is. */
export function load(key) {
  try {
    const text = held.get(key) ?? localStorage.getItem(PREFIX + key);
    const record = JSON.parse(text ?? "{}");
    return record !== null && typeof record === "object" ? record : {};
  } catch {
    return {};
  }
}

/** Keep a change of an exercise. */
export function save(key, change) {
  const text = JSON.stringify({ ...load(key), ...change });
  try {
    localStorage.setItem(PREFIX + key, text);
    if (localStorage.getItem(PREFIX + key) !== text) throw new Error("nothing is kept");
    held.delete(key);
  } catch (error) {
    held.set(key, text);
    if (refused === null) {
      refused = error.name === "QuotaExceededError"
        ? "This browser's storage is full: what you write from here on lasts until the page is closed. The chapter as a notebook, at the foot of the page, has it."
        : "This browser keeps nothing for this site: your work lasts until the page is closed. The chapter as a notebook, at the foot of the page, has it.";
      for (const listener of listeners) listener({ refused });
    }
  }
}

/** All that is kept, by key. */
export function all() {
  const keys = new Set(held.keys());
  try {
    for (let at = 0; at < localStorage.length; at++) {
      const name = localStorage.key(at);
      if (name.startsWith(PREFIX)) keys.add(name.slice(PREFIX.length));
    }
  } catch { /* denied: what is held is all */ }
  return Object.fromEntries([...keys].sort().map((key) => [key, load(key)]));
}

/** Forget everything, and the started Python that the worker keeps. */
export function erase() {
  forget().catch(() => { /* denied: there is nothing */ });
  for (const key of Object.keys(all())) {
    held.delete(key);
    try {
      localStorage.removeItem(PREFIX + key);
    } catch { /* denied: there is nothing */ }
  }
}

/** The text of a file with all that is kept. */
export const exported = () => JSON.stringify({ format: "tconv-progress", version: 1, exercises: all() }, null, 1);

/** Take in such a file, beside what is kept: an exercise that is solved here stays. Returns how many were taken. */
export function imported(text) {
  let taken = 0;
  for (const [key, record] of Object.entries(read(text))) {
    if (!/^\w+\/\w+$/.test(key) || typeof record?.code !== "string") continue;
    if (load(key).state === "solved" && record.state !== "solved") continue;
    save(key, Object.fromEntries(Object.entries(RIGHT).filter(([name, right]) => right(record[name])).map(([name]) => [name, record[name]])));
    taken += 1;
  }
  return taken;
}

const isText = (value) => typeof value === "string";
const isCount = (value) => Number.isFinite(value) && value >= 0;
const RIGHT = { // what a record may have
  code: isText,
  checked: isText,
  version: isText,
  state: (value) => value === "solved" || value === "tried",
  points: isCount,
  of: isCount,
  hints: isCount,
  tried: (value) => typeof value === "boolean",
  numpy: (value) => typeof value === "boolean", // whether the last check had it
  solutionSeen: (value) => typeof value === "boolean",
};

function read(text) {
  let file = null;
  try {
    file = JSON.parse(text);
  } catch { /* said below */ }
  const right = file?.format === "tconv-progress" && typeof file.exercises === "object" && file.exercises !== null;
  if (!right) throw new Error("this file is not one that the progress page has exported");
  if (file.version !== 1) throw new Error(`this file is of version ${file.version}, and this page reads version 1`);
  return file.exercises;
}

addEventListener("storage", ({ key }) => {
  if (key?.startsWith(PREFIX)) for (const listener of listeners) listener({ changed: key.slice(PREFIX.length) });
});
