// Fields of a form: with a label and a hint, and what somebody wrote into one for sizes.
import { html } from "../elements.js";
import { LARGEST } from "./at.js";

/** The sizes that somebody wrote, such as "33" or "33x64"; null for none, undefined where they are no sizes. */
export function sizesOf(text) {
  if (!text.trim()) return null;
  const parts = text.trim().split(/\s*[x×*, ]\s*/i);
  const good = parts.length <= 3 && parts.every((part) => /^[0-9]{1,7}$/.test(part) && Number(part) >= 1 && Number(part) <= LARGEST);
  return good ? parts.map(Number) : undefined;
}

/** A field with its label, and what to write into it. */
export function field(input, name, hint) {
  const label = html("label", { for: input.id }, name);
  if (!hint) return html("div", { class: "box-field" }, label, input);
  const note = html("small", { id: `${input.id}-hint` }, hint);
  input.setAttribute("aria-describedby", note.id);
  return html("div", { class: "box-field" }, html("span", {}, label, " ", note), input);
}
