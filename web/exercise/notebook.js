// The chapter as a notebook with the reader's own code in it, and with the address of this site for its wheel.
import { offerFile } from "../elements.js";
import * as kept from "./kept.js";

/** The text of a notebook with the kept answers in the cells of their exercises. */
export function filled(text, stem, site) {
  const notebook = JSON.parse(text.replaceAll("ADDRESS-OF-THE-SITE", site));
  for (const cell of notebook.cells) {
    const code = cell.metadata.tconv && kept.load(kept.keyOf(stem, cell.metadata.tconv.exercise)).code;
    if (code) cell.source = code;
  }
  return JSON.stringify(notebook, null, 1);
}

/** Let the link to a page's notebook bring it filled; where it cannot be fetched, the link does what it says. */
export function fillDownload(link, stem, site) {
  link.addEventListener("click", async (event) => {
    if (link.dataset.filled) return;
    event.preventDefault();
    const name = link.pathname.split("/").at(-1);
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.status);
      offerFile(name, filled(await answer.text(), stem, site), "application/x-ipynb+json");
    } catch {
      link.dataset.filled = "no";
      link.click();
    }
  });
}
