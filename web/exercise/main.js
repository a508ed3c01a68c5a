// The exercises of a page: each gets an editor, buttons, results and a memory. Python and the editor are fetched when
// they are needed, and not before.
import { html } from "../elements.js";
import { exercise } from "./exercise.js";
import * as kept from "./kept.js";
import { fillDownload } from "./notebook.js";

const place = new URL("./", document.currentScript?.src ?? location.href);
const bodies = [...document.querySelectorAll(".exercise-body")];
const exercises = bodies.map((body, index) => exercise(body, { place, earlier: () => bodies.slice(0, index).map((other) => other.dataset) }));

// The editor is fetched when an exercise comes near.
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    exercises[bodies.indexOf(target)].open();
  }
}, { rootMargin: "300px" });
for (const body of bodies) near.observe(body);

kept.listen(({ refused, changed }) => {
  if (refused) { // said once, where the reader is
    const body = bodies.find((each) => each.contains(document.activeElement)) ?? bodies[0];
    body.querySelector(".exercise-tools").after(html("p", { class: "exercise-storage", role: "alert" }, refused));
  }
  if (changed) exercises.find(({ key }) => key === changed)?.reload();
});

const notebook = document.querySelector('.page-tools a[href$=".ipynb"]');
if (notebook) fillDownload(notebook, bodies[0].dataset.stem, new URL("..", place).href.replace(/\/$/, ""));
