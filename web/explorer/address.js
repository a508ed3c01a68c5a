// The address of the stand-alone page holds what it shows, so that a picture can be shared and Back leads through it.

import { isPicture } from "./state.js";

const PACE = 200; // milliseconds between two writings: browsers refuse a page that writes at every key that is held down

/** Hold the part behind "#": `keep(text, key)` writes it, `arrived(text)` is called when the reader goes elsewhere. */
export function address(arrived) {
  let lastKey = null; // several changes of one number are one step back
  let waiting = null;
  let timer = null;

  const flush = () => {
    clearTimeout(timer);
    if (waiting !== null) history.replaceState(null, "", `#${waiting}`);
    [waiting, timer] = [null, null];
  };
  const replace = (text) => {
    waiting = text;
    if (timer !== null) return;
    flush();
    timer = setTimeout(flush, PACE);
  };
  addEventListener("pagehide", flush);
  addEventListener("hashchange", () => {
    if (location.hash && !isPicture(location.hash)) return; // a place in the page, such as where "Skip to content" leads
    clearTimeout(timer);
    [waiting, timer, lastKey] = [null, null, null];
    arrived(location.hash);
  });
  return {
    keep: (text, key = null) => {
      if (key === null || key === lastKey) return replace(text);
      flush();
      lastKey = key;
      history.pushState(null, "", `#${text}`);
    },
  };
}
