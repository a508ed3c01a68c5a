// The size calculator: a stack and an image size in, encoder and decoder side by side out. The address keeps both.
import { html } from "../elements.js";
import { by, legalNodes, sentence, skipNodes } from "./answer.js";
import { field, sizesOf } from "./fields.js";
import { layersOf, report as reportOn } from "./report.js";
import { editor, rowOf, stackText } from "./rows.js";
import { ExplainError } from "./tables.js";

const FIRST = [3, 3, 3].map((k) => ({ kind: "conv", k, s: 2, p: 1, d: 1, a: 0 }));
const EXAMPLE = stackText([...FIRST, ...FIRST.map((row) => ({ ...row, kind: "transposed" }))]);

/** Build the calculator in an element of the page. */
export function mount(root) {
  const text = html("textarea", { id: "size-text", rows: 9, spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
  const size = html("input", { id: "size-image", type: "text", autocomplete: "off", spellcheck: "false" });
  const says = html("p", { class: "box-says", role: "status", "aria-live": "polite" });
  const result = html("div", { class: "size-result" });
  const rows = editor((next, line) => {
    text.value = stackText(next);
    keep("replaceState");
    show(line);
  });
  const form = html(
    "form",
    { class: "box-form" },
    field(text, "Stack", "encoder and decoder, read, never run"),
    html("div", { class: "box-fields" }, field(size, "Image size", "height x width, as 100x75")),
    html("button", { type: "submit", class: "box-submit" }, "Compute"),
  );
  const fold = html("details", { class: "size-fold" }, html("summary", {}, "Edit it row by row"), rows.node);

  const keep = (how) => {
    if (text.value.length <= 20_000) history[how](null, "", `#${new URLSearchParams({ text: text.value.toWellFormed?.() ?? text.value, size: size.value.trim() })}`);
  };
  const say = (line, outcome) => {
    says.className = `box-says ${outcome}`;
    says.textContent = line;
  };
  const show = (line = "") => {
    const sizes = sizesOf(size.value);
    size.setAttribute("aria-invalid", String(!sizes));
    result.replaceChildren();
    if (!sizes) return say("Write the image size as 100x75, from 1 to 1000000.", "refused");
    try {
      const layers = layersOf(text.value);
      const made = reportOn(layers, sizes);
      say([line, sentence(made)].filter(Boolean).join(" "), made.skips.length || made.stages.some(({ failure }) => failure) ? "failed" : "explained");
      result.replaceChildren(sideBySide(made), ...skipNodes(made.skips), ...fitting(made));
      return layers;
    } catch (error) {
      if (!(error instanceof ExplainError)) throw error;
      say(`${error.message[0].toUpperCase()}${error.message.slice(1)}.`, "refused");
      return [];
    }
  };
  const showAll = () => {
    const layers = show() ?? [];
    const made = layers.map((layer) => [layer, rowOf(layer)]);
    rows.show(made.map(([, row]) => row).filter(Boolean), made.filter(([, row]) => !row).map(([{ name }]) => name));
  };
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    if (!given.has("text") && location.hash && text.value) return; // a section of the page
    text.value = given.get("text") ?? EXAMPLE;
    size.value = given.get("size") || "100x75";
    showAll();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep("pushState");
    showAll();
  });
  addEventListener("popstate", read);
  root.replaceChildren(form, fold, says, result);
  read();
}

/** What is said where every skip fits, or which inputs would. */
const fitting = ({ pairs, skips, legal_sizes: legal }) =>
  pairs.length && !skips.length ? [html("p", {}, "Every skip fits: nothing has to be mended.")] : legalNodes(legal);

/** A table: the encoder down the left, the decoder's stage that undoes each stage to its right, read upwards. */
function sideBySide({ stages, pairs }) {
  const levels = []; // [encoder's stages, decoder's stages]
  let [level, down] = [null, new Map()];
  for (const [at, stage] of stages.entries()) {
    const pair = pairs.find((each) => each.stage === at + 1);
    if (pair) level = levels[down.get(pair.encoder_stage)];
    if (pair || level) level[1].push([at, stage, pair]);
    else {
      down.set(at + 1, levels.length);
      levels.push([[[at, stage]], []]);
    }
  }
  const head = ["Encoder, downwards", "Decoder, upwards"].map((name) => html("th", { scope: "col" }, name));
  const body = levels.map(([left, right]) => html("tr", {}, cellOf(left), cellOf(right.reverse())));
  return html("table", { class: "size-table" }, html("caption", {}, "Sizes of each stage"), html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...body));
}

const cellOf = (stages) =>
  html(
    "td",
    {},
    ...stages.map(([at, { layer, before, after, failure, unknown }, pair]) => {
      const outcome = failure ? "fails" : after ? html("span", {}, by(after)) : unknown || "not known";
      const verdict = pair ? [html("span", { class: pair.fits ? "fits" : "misfits" }, pair.fits ? "fits the skip" : "does not fit the skip")] : [];
      return html("div", { class: "size-stage" }, html("span", {}, `${at + 1}. ${layer}`), html("b", {}, ...(before ? [html("span", {}, by(before)), " → "] : []), outcome), ...verdict);
    }),
  );

for (const root of document.querySelectorAll(".size-calculator")) mount(root);
