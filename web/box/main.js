// The error box: a text in, what it means and what mends it out. The text is kept in the address, and only there.
import { button, html } from "../elements.js";
import { LARGEST } from "./at.js";
import { field, sizesOf } from "./fields.js";
import { answerNodes, sentence } from "./answer.js";
import { address } from "./links.js";
import { explain } from "./report.js";
import { ExplainError } from "./tables.js";

const EXAMPLES = [
  ["The skip does not fit", "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 33 but got size 32 for tensor number 1 in the list.", ""],
  ["Output padding too large", "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=2)", "33"],
  ["Channels do not match", "RuntimeError: Given transposed=1, weight of size [64, 32, 3, 3], expected input[1, 32, 16, 16] to have 64 channels, but got 32 channels instead", ""],
  ["Which size comes out?", "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)", "33x64"],
  ["An encoder and a decoder", "nn.Sequential(\n    nn.Conv2d(3, 16, 3, stride=2, padding=1),\n    nn.Conv2d(16, 32, 3, stride=2, padding=1),\n    nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1),\n    nn.ConvTranspose2d(16, 3, 3, stride=2, padding=1),\n)", "34"],
];
const READS = [
  "an error message about these layers, of PyTorch, Keras, TensorFlow, JAX or onnxruntime, alone or within its traceback;",
  "a layer: nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1), F.conv_transpose2d(…), Conv2DTranspose(…), jax.lax.conv_transpose(…), an ONNX node's attributes;",
  "a stack of them: nn.Sequential(…), keras.Sequential([…]), a printed model, or one layer a line.",
];

let boxes = 0;

/** Build the box in an element of the page. */
export function mount(root) {
  const compact = root.dataset.compact !== undefined;
  const id = `error-box-${boxes++}`;
  const text = html("textarea", { id: `${id}-text`, rows: compact ? 3 : 6, spellcheck: "false", autocomplete: "off", autocapitalize: "off", placeholder: `for example ${compact ? "Expected size 33 but got size 32, or nn.ConvTranspose2d(64, 32, 3)" : EXAMPLES[1][1]}` });
  const size = html("input", { id: `${id}-size`, type: "text", autocomplete: "off", spellcheck: "false" });
  const kernel = html("input", { id: `${id}-kernel`, type: "text", autocomplete: "off", spellcheck: "false" });
  const kernelField = field(kernel, "Kernel size", "the weight is only named");
  const says = html("p", { class: "box-says", role: "status", "aria-live": "polite" });
  const answer = html("div", { class: "box-answer" });
  const form = html(
    "form",
    { class: "box-form" },
    field(text, "Error message or layer", "read, never run; nothing leaves this page"),
    ...(compact ? [] : [html("div", { class: "box-fields" }, field(size, "Input size", "33 or 33x64; may stay empty"), kernelField)]),
    html("button", { type: "submit", class: "box-submit" }, "Explain"),
  );
  kernelField.hidden = true;

  const state = () => {
    const entries = [["text", text.value], ["size", size.value.trim()], ["kernel", kernelField.hidden ? "" : kernel.value.trim()]];
    return new URLSearchParams(entries.filter(([, value]) => value).map(([name, value]) => [name, value.toWellFormed?.() ?? value])).toString();
  };
  const show = () => {
    const [sizes, kernels] = [sizesOf(size.value), kernelField.hidden ? null : sizesOf(kernel.value)];
    for (const [input, value] of [[size, sizes], [kernel, kernels]]) input.setAttribute("aria-invalid", String(value === undefined));
    answer.replaceChildren();
    if (sizes === undefined || kernels === undefined) {
      return say(`“${(sizes === undefined ? size : kernel).value.slice(0, 20)}” is no size: write 33, or 33x64, from 1 to ${LARGEST}.`, "refused");
    }
    if (!text.value.trim()) return say("Paste an error message or a layer first.", "refused");
    try {
      const report = explain(text.value, sizes, kernels);
      if (!compact && report.stages?.some(({ unknown }) => unknown.startsWith("kernel_size"))) kernelField.hidden = false;
      say(sentence(report), failed(report) ? "failed" : "explained");
      answer.replaceChildren(...answerNodes(report, text.value, size.value.trim()));
      if (compact) answer.append(html("p", {}, html("a", { href: address("explain", state()) }, "This answer on a page of its own, with an input size")));
    } catch (error) {
      if (!(error instanceof ExplainError)) throw error;
      say(`${error.message[0].toUpperCase()}${error.message.slice(1)}.`, "refused");
      answer.replaceChildren(html("p", {}, "The box reads"), html("ul", {}, ...READS.map((line) => html("li", {}, line))));
    }
  };
  const say = (line, outcome) => {
    says.className = `box-says ${outcome}`;
    says.textContent = line;
  };
  const submit = () => {
    show();
    says.scrollIntoView({ block: "nearest" });
    if (!compact && text.value.length <= 20_000) history.pushState(null, "", `#${state()}`);
  };
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    if (!given.has("text") && location.hash) return; // a section of the page
    if (!given.has("text")) {
      text.value = says.textContent = "";
      says.className = "box-says";
      return answer.replaceChildren();
    }
    text.value = given.get("text");
    size.value = given.get("size") ?? "";
    kernel.value = given.get("kernel") ?? "";
    kernelField.hidden = !kernel.value;
    show();
  };
  const examples = EXAMPLES.map(([name, example, sizeOf]) => button(name, () => {
    [text.value, size.value, kernel.value] = [example, sizeOf, ""];
    submit();
  }));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  });
  const group = compact ? [] : [html("div", { class: "box-examples", role: "group", "aria-label": "Examples" }, ...examples)];
  root.replaceChildren(form, ...group, says, answer);
  if (compact) return;
  addEventListener("popstate", read);
  read();
}

const failed = ({ answers, stages, skips }) => Boolean(answers) || stages.some(({ failure }) => failure) || skips.length > 0;

for (const root of document.querySelectorAll(".error-box")) mount(root);
