// An answer as elements of the page. All that comes from the reader's text becomes text nodes, never markup.
import { html } from "../explorer/dom.js";
import { address, chapterLink, code, explorerLink } from "./links.js";

/** "33 × 64", or nothing. */
export const by = (sizes) => (sizes ? sizes.join(" × ") : "");

/** An answer in one sentence, for the status line. */
export function sentence({ answers, stages, skips, not_reached: left }) {
  if (answers) return `${answers.at(-1).source}: ${answers.at(-1).meaning}`;
  const failed = stages.findIndex(({ failure }) => failure);
  const count = stages.length + left.length;
  const last = stages.at(-1);
  if (failed >= 0) return `${count > 1 ? `Stage ${failed + 1}, ` : ""}${last.layer}, cannot be: ${last.failure}.`.replace(/\.\.$/, ".");
  const known = stages.filter(({ unknown }) => unknown);
  if (known.length) return `${known[0].layer}: the size depends on what is not written as a number: ${known[0].unknown}.`;
  if (!stages[0].before) return count > 1 ? `${count} layers; give an input size to see each size.` : `${last.layer}: a size n becomes ${last.formulas.join(" and ")}.`;
  const sizes = `${by(stages[0].before)} becomes ${by(last.after)}`;
  const misfit = skips.length ? ` ${skips.length === 1 ? "One skip does" : `${skips.length} skips do`} not fit.` : "";
  return `${count > 1 ? `${count} layers` : last.layer}: ${sizes}.${misfit}`;
}

/** The elements of an answer. */
export function answerNodes(report, text, size) {
  if (report.answers) return report.answers.map((answer) => messageNode(answer));
  const { stages, skips, not_reached: left, legal_sizes: legal } = report;
  const many = stages.length + left.length > 1;
  const nodes = many ? [html("ol", { class: "box-stages" }, ...stages.map((stage) => stageNode(stage, true)))] : [stageNode(stages[0], false)];
  if (left.length) nodes.push(html("p", { class: "box-left" }, `Not reached: ${left.join(", ")}.`));
  nodes.push(...skipNodes(skips), ...legalNodes(legal));
  if (many) nodes.push(html("p", {}, html("a", { href: address("sizes", new URLSearchParams({ text, size }).toString()) }, "Encoder and decoder side by side")));
  return nodes;
}

/** One message: what it means, what mends it, where to read on. */
function messageNode({ source, meaning, cure, arguments: names, chapter, picture }, failed = true) {
  const example = explorerLink(picture, { failed, example: true });
  return html(
    "div",
    { class: "box-message" },
    html("p", {}, html("strong", {}, `${source} says: `), meaning),
    html("p", { class: "box-cure" }, html("strong", {}, "Mend it: "), cure),
    html("p", { class: "box-arguments" }, "Change ", ...names.flatMap((name, at) => [at ? ", " : "", html("code", {}, name)]), "."),
    links(chapter, example),
  );
}

const links = (chapter, more) => html("p", { class: "box-links" }, html("span", {}, "Chapter: ", chapterLink(chapter)), ...(more ? [more] : []));

function stageNode(stage, many) {
  const { layer, kind, before, after, formulas, unknown, failure, answers, chapter, picture } = stage;
  const name = many ? "li" : "div";
  const outcome = failure ? `fails${before ? ` on ${by(before)}` : ""}` : after ? `${by(before)} → ${by(after)}` : before ? `${by(before)} → not known` : "";
  const node = html(name, { class: `box-stage${failure ? " failed" : ""}` }, html("p", { class: "box-outcome" }, html("b", {}, layer), outcome && ` ${outcome}`));
  const link = explorerLink(picture, { failed: Boolean(failure) });
  if (failure) {
    node.append(html("p", { class: "box-said" }, failure));
    for (const answer of answers) node.append(messageNode({ ...answer, picture: null }));
    if (link) node.append(html("p", { class: "box-links" }, link));
    return node;
  }
  if (kind === "keep") return node;
  for (const formula of formulas.filter(Boolean)) node.append(html("p", { class: "box-formula" }, after || formula.startsWith("the ") ? formula : `n → ${formula}`));
  if (unknown) node.append(html("p", {}, `Not a number that is written here: ${unknown}.`));
  if (!many || link) node.append(many ? html("p", { class: "box-links" }, link) : links(chapter, link));
  return node;
}

/** Where the decoder leaves the encoder's sizes, and what mends it. */
export const skipNodes = (skips) =>
  skips.map(({ stage, encoder_stage: encoder, got, wanted, cure, chapter }, at) =>
    html(
      "div",
      { class: "box-skip" },
      html("p", {}, `Stage ${stage}${at ? ", with those before it mended," : ""} gives ${by(got)}, and stage ${encoder} took ${by(wanted)}.`),
      html("p", { class: "box-cure" }, html("strong", {}, "Mend it: "), ...code(cure.replace(/(\w+=\S+)(?=,? |$)/g, "`$1`").replaceAll(",`", "`,")), "."),
      links(chapter, null),
    ),
  );

/** Which inputs would fit without a change. */
export const legalNodes = (legal) =>
  legal
    .filter(({ nearest }) => nearest.length)
    .map(({ size, nearest }) => html("p", {}, `As it stands the decoder fits inputs of ${nearest.join(" or ")}${legal.length > 1 ? ` instead of ${size}` : ""}.`));
