// All explorers of a page, on one layer.
import { explore } from "./explorer.js";
import { scrub } from "./scrub.js";
import { shared } from "./shared.js";
import { readLayer } from "./state.js";

const given = document.querySelector("[data-state]");
const layer = shared(readLayer(given ? given.dataset.state : location.hash));
for (const root of document.querySelectorAll(".explorer")) explore(root, layer);
scrub(document, layer, [...document.querySelectorAll("[data-state]")].map((node) => node.dataset.state).join("&"));
