// What stands below an explorer's picture on paper.
import { html } from "../elements.js";
import { torchCall } from "./facts.js";
import { sentence, sizeText } from "./model.js";

/** The sentence of what is shown, that of the size, and the call of PyTorch: {node, show}. */
export function paper() {
  const [words, code] = [html("p"), html("code")];
  const call = html("pre", {}, code);
  let of = null;
  const show = (made) => {
    const said = sentence(made);
    const size = made.why === null ? sizeText(made) : said;
    words.textContent = said === size ? size : `${said} ${size}`;
    call.hidden = made.why !== null;
    if (made.of !== of && made.why === null) code.textContent = torchCall(made);
    of = made.of;
  };
  return { node: html("div", { class: "explorer-paper" }, words, call), show };
}
