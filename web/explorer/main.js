// All explorers of a page, on one layer.
import { explore } from "./explorer.js";
import { puzzle } from "./puzzle.js";
import { scrub } from "./scrub.js";
import { shared } from "./shared.js";
import { readLayer } from "./state.js";

const given = [...document.querySelectorAll("[data-state]")].map((node) => node.dataset.state).join("&");
const layer = shared(readLayer(given || location.hash));
for (const root of document.querySelectorAll(".explorer")) explore(root, layer);
for (const root of document.querySelectorAll(".puzzle")) puzzle(root, layer);
if (given) scrub(document, layer, given);
