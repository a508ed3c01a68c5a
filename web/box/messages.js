// The table of messages: what each means, what mends it, and the chapter where it is derived.
import { fill, messages } from "./tables.js";

const ROWS = messages.rows.map((row) => ({ ...row, pattern: new RegExp(row.pattern, "g") }));

/** The answer of each row whose pattern occurs in the text, in the order of their last places. */
export function findAnswers(text) {
  const found = ROWS.flatMap((row) => {
    const match = [...text.matchAll(row.pattern)].at(-1);
    return match ? [{ at: match.index, answer: answerOf(row, match) }] : [];
  });
  return found.sort((one, other) => one.at - other.at).map(({ answer }) => answer);
}

/** A chapter: {stem, title}. */
export const chapterOf = (stem) => ({ stem, title: messages.chapters[stem] });

function answerOf(row, match) {
  const values = Object.fromEntries([...match].map((group, at) => [at, group ?? ""]));
  return {
    row: row.id,
    source: row.source,
    meaning: fill(row.meaning, values),
    cure: fill(row.cure, values),
    arguments: row.arguments,
    chapter: chapterOf(row.chapter),
    picture: row.picture ? filled(row.picture, values) : null,
  };
}

/** The picture of a row with a message's numbers in it; null where one of them is none, or too long. */
function filled(picture, values) {
  const entries = Object.entries(picture).map(([key, value]) => [key, typeof value === "string" ? fill(value, values) : value]);
  if (entries.some(([, value]) => typeof value === "string" && !/^-?[0-9]{1,6}$/.test(value))) return null;
  return Object.fromEntries(entries.map(([key, value]) => [key, typeof value === "string" ? Number(value) : value]));
}
