// One state of the layer for all of a page: its explorers, and the numbers in its text.
//
// A page has one, which main.js makes of its `data-state`s (or of the address) and hands to all that show it:
//
//   layer.read()               the layer now: {transposed, rank, size, kernel, stride, padding, dilation, outputPadding, x, w}
//   layer.change({stride: 3})  any part of that; `x` and `w` grow or shrink with the sizes. A layer that cannot be is
//                              held all the same: refusal(layer.read()) in state.js says why, null if it can be.
//   layer.subscribe(show)      calls show(now, before) after every change, but not at once; returns what ends it.
//   layer.reset()              the layer that the page came with.
//
// What is read is never written to. A number is one integer for all axes alike; on the explorer's own page it may be
// [of the rows, of the columns].
// A lens, a step and a chosen cell belong to each explorer, not to the layer.
import { changed } from "./state.js";

/** Hold a layer and tell who asked of every change. */
export function shared(initial) {
  let now = initial;
  const shows = new Set();

  const become = (next) => {
    const before = now;
    if (differing(before, next).length === 0) return;
    now = next;
    for (const show of [...shows]) show(now, before);
  };
  return {
    read: () => now,
    change: (part) => become(changed(now, part)),
    subscribe: (show) => {
      shows.add(show);
      return () => shows.delete(show);
    },
    reset: () => become(initial),
  };
}

/** What differs between two layers: "stride", or "x3" where arrays of one length differ in one cell. */
export function differing(one, other) {
  return Object.keys(other).flatMap((key) => {
    if (String(one[key]) === String(other[key])) return [];
    const cells = key === "x" || key === "w" ? other[key].flatMap((value, at) => (value === one[key][at] ? [] : [at])) : [];
    return [cells.length === 1 && one[key].length === other[key].length ? `${key}${cells[0]}` : key];
  });
}
