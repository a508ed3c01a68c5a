// Below the picture: why this size, how products overlap, and the call to copy.
import * as facts from "./facts.js";
import { shown } from "./geometry.js";
import { html, picture } from "./dom.js";
import { countsScene } from "./lenses.js";
import { sizeText } from "./model.js";

const panel = (title, ...children) => html("section", { class: "explorer-panel" }, html("h2", {}, title), ...children);

/** Why this size: {node, show}. */
export function sizes(change) {
  const [formula, strip, text, losses] = [html("p", { class: "explorer-formula" }), html("div", { class: "explorer-strip", role: "group", "aria-label": "Sizes that the convolution takes to one" }), html("p"), html("p")];
  const show = (made) => {
    formula.textContent = sizeText(made);
    strip.replaceChildren(
      ...facts.strip(made).map(({ size, name, change: to, chosen }) => {
        const button = html("button", { type: "button", "aria-pressed": String(chosen) }, html("b", {}, `${size} cells`), html("small", {}, name));
        button.addEventListener("click", () => change(to));
        return button;
      }),
    );
    text.textContent = facts.stripText(made);
    losses.textContent = facts.losses(made);
  };
  return { node: panel("Why this size", formula, strip, text, losses), show };
}

/** How many products meet where, and what follows: {node, show}. */
export function overlap() {
  const map = picture();
  const [name, sums, text] = [html("p"), html("p"), html("p", { class: "explorer-verdict" })];
  const around = html("div", { class: "explorer-picture", role: "group", "aria-label": "Overlap" }, map.node);
  const admit = () => {
    if (around.scrollWidth > around.clientWidth) around.tabIndex = 0; // the keyboard scrolls what has the focus
    else around.removeAttribute("tabindex");
  };
  addEventListener("resize", admit);
  let waiting = null;
  const draw = (found) => {
    map.show(countsScene(found));
    admit();
  };
  const show = (made) => {
    const found = facts.overlap(made);
    name.textContent = `${found.name}:`;
    clearTimeout(waiting);
    waiting = setTimeout(draw, 0, found); // after the picture, which is what the reader looks at
    sums.hidden = text.hidden = !made.state.transposed;
    if (!made.state.transposed) return;
    const phases = facts.phases(made);
    sums.textContent = `${phases.sums.length === 1 ? "Phase sum" : "Phase sums"}: ${phases.sums.map(shown).join(", ")}`;
    text.textContent = phases.text;
    text.classList.toggle("warning", phases.warning);
  };
  return { node: panel("Overlap", name, around, sums, text), show };
}

/** The call of PyTorch: {node, show}. */
export function call(said) {
  const code = html("code");
  const button = html("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      said("The call is copied");
    } catch {
      getSelection().selectAllChildren(code); // a page from the file system may not write to the clipboard
      said("The call is selected: copy it with your keyboard");
    }
  });
  const show = (made) => (code.textContent = facts.torchCall(made));
  return { node: panel("In PyTorch", html("pre", { class: "explorer-code", tabindex: 0, "aria-label": "Call of PyTorch" }, code), button), show };
}
