// The puzzle of the landing page: an image goes down through a convolution and up through its transpose, with the numbers
// of the page's layer.
import { button } from "../elements.js";
import { stripText } from "./facts.js";
import { outputSize, range, reason } from "./geometry.js";

const CHOICES = 6; // output paddings to choose from, at most

/** Let a reader choose the output padding in `root`, and show what comes back of its image. */
export function puzzle(root, layer) {
  const image = Number(root.dataset.image);
  const part = (name) => root.querySelector(`[data-puzzle=${name}]`);
  const buttons = new Map();

  const offer = (count) => {
    if (buttons.size === count) return;
    buttons.clear();
    for (const outputPadding of range(count)) buttons.set(outputPadding, button(String(outputPadding), () => layer.change({ outputPadding })));
    part("choices").replaceChildren(...buttons.values());
  };
  const show = (now) => {
    const down = { ...now, transposed: false, size: image, outputPadding: 0 };
    const middle = reason(down) === null ? outputSize(down) : null;
    const up = { ...now, transposed: true, size: middle };
    const why = reason(down) ?? reason(up);
    const back = why === null ? outputSize(up) : null;
    for (const key of ["kernel", "stride", "padding"]) part(key).textContent = now[key];
    part("down").textContent = middle ?? "–";
    part("up").textContent = back ?? "–";
    part("up").classList.toggle("misses", back !== image);
    part("verdict").textContent = why === null ? compared(back - image) : "impossible";
    part("says").textContent = why === null ? stripText(up) : `${why[0].toUpperCase()}${why.slice(1)}.`;
    offer(Math.min(Math.max(now.stride, now.dilation, 2), CHOICES));
    for (const [value, node] of buttons) node.setAttribute("aria-pressed", String(value === now.outputPadding));
  };
  root.addEventListener("submit", (event) => event.preventDefault());
  layer.subscribe((now) => {
    part("hint").hidden = true; // who has touched it needs none
    show(now);
  });
  part("hint").hidden = false;
  show(layer.read());
}

const compared = (difference) => (difference === 0 ? "all back" : difference < 0 ? `${-difference} short` : `${difference} too many`);
