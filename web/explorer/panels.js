// Below the picture: why this size, how products overlap, and the call to copy.
import * as facts from "./facts.js";
import { shown } from "./geometry.js";
import { html } from "../elements.js";
import { comparison, calls, groups } from "./frameworks.js";
import { alignedScene, countsScene } from "./lenses.js";
import { axesOf, sizeText } from "./model.js";
import { picture } from "./picture.js";
import { paired } from "./state.js";

const panel = (title, ...children) => html("section", { class: "explorer-panel" }, html("h2", {}, title), ...children);

/** A picture that may be wider than its panel; `admit` lets the keyboard scroll it then. */
function scrolled(label, ...children) {
  const around = html("div", { class: "explorer-picture", role: "group", "aria-label": label }, ...children);
  const admit = () => {
    if (around.scrollWidth > around.clientWidth || around.scrollHeight > around.clientHeight) around.tabIndex = 0;
    else around.removeAttribute("tabindex");
  };
  new ResizeObserver(admit).observe(around);
  return { around, admit };
}

/** Why this size: {node, show}. */
export function sizes(change) {
  const [formula, strips, losses] = [html("p", { class: "explorer-formula" }), html("div", { class: "explorer-strips" }), html("p")];
  const show = (made) => {
    formula.textContent = sizeText(made);
    const axes = axesOf(made);
    strips.replaceChildren(
      ...axes.flatMap(({ axis, name: which }, at) => {
        const buttons = facts.strip(axis).map(({ size, name, change: to, chosen }) => {
          const button = html("button", { type: "button", "aria-pressed": String(chosen) }, html("b", {}, `${size} cells`), html("small", {}, name));
          button.addEventListener("click", () => change(which ? paired(made.state, to, at) : to));
          return button;
        });
        const text = html("p", {}, which && `${which}: `, facts.stripText(axis));
        return [html("div", { class: "explorer-strip", role: "group", "aria-label": `${which && `${which}: `}Sizes that the convolution takes to one` }, ...buttons), text];
      }),
    );
    losses.textContent = facts.losses(made);
  };
  return { node: panel("Why this size", formula, strips, losses), show };
}

/** How many products meet where, and what follows: {node, show}. */
export function overlap() {
  const map = picture();
  const [name, sums, text] = [html("p"), html("p"), html("p", { class: "explorer-verdict" })];
  const { around, admit } = scrolled("Overlap", map.node);
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

/** What other frameworks make of the same numbers: {node, show}. */
export function frameworks() {
  const [body, refused, flip] = [html("div", { class: "explorer-frameworks" }), html("p"), html("p", {}, "JAX does not flip the kernel: hand it w in reverse.")];
  const named = (list) => list.flatMap(({ name, call }) => [html("span", {}, `${name} `, html("code", {}, call))]);
  let waiting = null;
  const draw = (made) => {
    const sections = axesOf(made).flatMap(({ axis, name }) => groups(axis).map((group, at) => {
      const parts = [html("p", { class: "explorer-calls" }, name && html("b", {}, name), ...named(group.calls))];
      if (at === 0) return html("div", {}, ...parts, html("p", {}, comparison(axis, group)));
      const drawing = picture();
      drawing.show(alignedScene(made, axis, group));
      const { around } = scrolled("PyTorch's cells above, theirs below", drawing.node);
      return html("div", {}, ...parts, around, html("p", {}, comparison(axis, group)));
    }));
    body.replaceChildren(...sections);
    const not = axesOf(made).flatMap(({ axis }) => calls(axis).filter(({ why }) => why));
    refused.textContent = [...new Set(not.map(({ name, call, why }) => `${name} refuses ${call}: ${why}.`))].join(" ");
  };
  const node = panel("In other frameworks", body, refused, flip);
  const show = (made) => {
    node.hidden = !made.state.transposed;
    clearTimeout(waiting);
    if (made.state.transposed) waiting = setTimeout(draw, 0, made);
  };
  return { node, show };
}
