// An answer as elements of the page. All that comes from the reader's text becomes text nodes, never markup.
import { html } from "../elements.js";
import { address, chapterLink, code, explorerLink } from "./links.js";

/** "33 × 64", or nothing. */
export const by = (sizes) => (sizes ? sizes.join(" × ") : "");

/** An answer in one sentence, for the status line. */
export function sentence({ answers, stages, skips, not_reached: left }) {
  if (answers) return `${answers.at(-1).source}: ${answers.at(-1).meaning}`;
  const [last, count] = [stages.at(-1), stages.length + left.length];
  const name = count > 1 ? `Stage ${stages.length}, ${last.layer},` : last.layer;
  if (last.failure) return `${name} fails${last.before ? ` on ${by(last.before)}` : ""}: ${last.failure.replace(/\.$/, "")}.`;
  const open = stages.find(({ unknown }) => unknown);
  if (open) return `${open.layer}: the size depends on what is not written as a number: ${open.unknown}.`;
  if (!stages[0].before) return count > 1 ? `${count} layers; give an input size to see each size.` : `${last.layer}: ${withoutInput(last.formulas)}.`;
  const misfit = skips.length ? ` ${skips.length === 1 ? "One skip does" : `${skips.length} skips do`} not fit.` : "";
  return `${count > 1 ? `${count} layers` : last.layer}: ${by(stages[0].before)} becomes ${by(last.after)}.${misfit}`;
}

const withoutInput = (formulas) => (formulas[0].startsWith("the ") ? `it makes ${formulas[0]}` : `a size n becomes ${formulas.join(" and ")}`);

/** The elements of an answer; what its sentence says is not said again. */
export function answerNodes(report, text, size) {
  if (report.answers) return report.answers.map((answer) => messageNode(answer, { meaning: report.answers.length > 1, source: true, example: true }));
  const { stages, skips, not_reached: left, legal_sizes: legal } = report;
  const many = stages.length + left.length > 1;
  const nodes = many ? [html("ol", { class: "box-stages" }, ...stages.map((stage) => html("li", {}, ...stageNodes(stage, true))))] : [html("div", { class: "box-stage" }, ...stageNodes(stages[0], false))];
  if (left.length) nodes.push(html("p", {}, `Not reached: ${left.join(", ")}.`));
  nodes.push(...skipNodes(skips), ...legalNodes(legal));
  if (many) nodes.push(html("p", {}, html("a", { href: address("sizes", new URLSearchParams({ text, size }).toString()) }, "Encoder and decoder side by side")));
  return nodes;
}

/** One message: what it means, what mends it, where to read on. */
function messageNode({ source, meaning, cure, arguments: names, chapter, picture }, shows) {
  const label = shows.source ? `${source}: ` : "It means: ";
  return html(
    "div",
    { class: "box-message" },
    ...(shows.meaning ? [html("p", {}, html("strong", {}, label), meaning)] : []),
    html("p", { class: "box-cure" }, html("strong", {}, "Mend it: "), cure),
    html("p", { class: "box-arguments" }, "Change ", ...names.flatMap((name, at) => [at ? ", " : "", html("code", {}, name)]), "."),
    links(chapter, shows.example ? explorerLink(picture, { failed: true, example: true }) : null),
  );
}

const links = (chapter, more) => html("p", { class: "box-links" }, ...(chapter ? [html("span", {}, "Chapter: ", chapterLink(chapter))] : []), ...(more ? [more] : []));

function stageNodes({ layer, kind, before, after, formulas, unknown, failure, answers, chapter, picture }, many) {
  const outcome = failure ? `fails${before ? ` on ${by(before)}` : ""}` : after ? `${by(before)} → ${by(after)}` : before ? `${by(before)} → not known` : "";
  const nodes = many || !failure ? [html("p", { class: failure ? "box-outcome failed" : "box-outcome" }, html("b", {}, layer), outcome && ` ${outcome}`)] : [];
  if (kind === "keep" && many) return nodes;
  for (const formula of formulas.filter(Boolean)) nodes.push(html("p", { class: "box-formula" }, after || failure || formula.startsWith("the ") ? formula : `n → ${formula}`));
  if (failure && many) nodes.push(html("p", { class: "box-said" }, failure));
  for (const answer of answers) nodes.push(messageNode(answer, { meaning: true }));
  if (unknown) nodes.push(html("p", {}, `Not a number that is written here: ${unknown}.`));
  const link = explorerLink(picture, { failed: Boolean(failure), of: before === null ? null : picture?.size });
  const shown = many || answers.length ? null : chapter; // an answer names its own
  if (shown || link) nodes.push(links(shown, link));
  return nodes;
}

/** Where the decoder leaves the encoder's sizes, and what mends it. */
export const skipNodes = (skips) =>
  skips.map(({ stage, encoder_stage: encoder, got, wanted, cure, chapter }, at) =>
    html(
      "div",
      { class: "box-skip" },
      html("p", {}, `Stage ${stage}${at ? ", with those before it mended," : ""} gives ${by(got)}, and stage ${encoder} took ${by(wanted)}.`),
      html("p", { class: "box-cure" }, html("strong", {}, "Mend it: "), ...code(cure.replace(/\w+=(?:\([^)]*\)|[^\s,]+)/g, "`$&`")), "."),
      links(chapter, null),
    ),
  );

/** Which inputs would fit without a change. */
export const legalNodes = (legal) =>
  legal
    .filter(({ nearest }) => nearest.length)
    .map(({ size, nearest }) => html("p", {}, `As it stands the decoder fits inputs of ${nearest.join(" or ")}${legal.length > 1 ? ` instead of ${size}` : ""}.`));
