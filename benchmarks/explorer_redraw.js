// Milliseconds of single changes in the explorer of a page, from the event to the finished layout.
(() => {
  const root = document.querySelector(".explorer");
  const all = (selector) => [...root.querySelectorAll(selector)];
  const button = (...names) => all("button").find((one) => names.includes(one.textContent));
  const field = (name) => all("label").find((one) => one.textContent === name).querySelector("input");

  const write = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const timed = (act) => {
    const start = performance.now();
    act();
    root.getBoundingClientRect();
    return performance.now() - start;
  };
  const times = (count, act) => Array.from({ length: count }, (_, at) => timed(() => act(at)));

  return {
    step: (count) => {
      write(root.querySelector("input[type=range]"), 0);
      return times(count, () => button("Step", "From the start").click());
    },
    cell: (count) => {
      const cells = all(".explorer-grid input");
      return times(count, (at) => write(cells[(7 * at) % cells.length], (at % 9) - 4));
    },
    // each change of `values`, [name of the field, value], is made and taken back
    number: (count, [name, value]) => {
      const input = field(name);
      const values = [value, input.value];
      return times(count, (at) => write(input, values[at % 2]));
    },
  };
})();
