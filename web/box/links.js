// Where an answer leads: to a chapter, to the explorer, to the pages of the box and of the sizes.
import { changed, layerOf, readLayer, refusal, writtenLayer } from "../explorer/state.js";
import { layerReason } from "../explorer/geometry.js";
import { html } from "../elements.js";

// the script lies in _static, beside the chapters, whatever page loads it
const SCRIPT = document.currentScript.src;
const FEW = 5; // cells that are drawn of a long input of a transposed layer
const MOST = 12;

/** The address of a page of the book, with a state behind #. */
export const address = (stem, hash = "") => new URL(`../chapters/${stem}.html${hash && `#${hash}`}`, SCRIPT).href;

/** A link to a chapter. */
export const chapterLink = ({ stem, title }) => html("a", { href: address(stem) }, ...code(title));

/** A link to the explorer at a picture, null where it draws no such layer; `of` is the reader's own size, if they gave one. */
export function explorerLink(picture, { failed, of = null, example = false }) {
  if (!picture) return null;
  const size = picture.size <= MOST ? picture.size : picture.transposed ? FEW : MOST;
  const state = changed(readLayer("dim=1"), { ...picture, size, rank: 1 });
  const impossible = layerReason(layerOf(state)) !== null;
  if (impossible ? !failed : refusal(state) !== null) return null; // shorter, it fails for a reason of its own; or too large
  const few = of === null || size === of ? "" : `, ${size} cells of ${of}`;
  return html("a", { href: address("explorer", writtenLayer(state)) }, example ? "An example of it in the explorer" : `One axis of it in the explorer${few}`);
}

/** Text in which what stands between backquotes is code. */
export const code = (text) => text.split("`").map((part, at) => (at % 2 ? html("code", {}, part) : part));
