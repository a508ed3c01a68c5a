// Single changes in the explorer of a page, from the event to the finished layout.
(() => {
  const root = document.querySelector(".explorer");
  const all = (selector) => [...root.querySelectorAll(selector)];
  const button = (...names) => all("button").find((one) => names.includes(one.textContent));
  const field = (name) => all("label").find((one) => one.textContent === name).querySelector("input");

  const write = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const acts = {
    step: () => button("Step", "From the start").click(),
    cell: (at) => {
      const cells = all(".explorer-grid input");
      write(cells[(7 * at) % cells.length], (at % 9) - 4);
    },
    number: (at, [name, ...values]) => write(field(name), values[at % values.length]), // each of `values` in turn
  };
  const act = (change, at, given) => {
    acts[change](at, given);
    root.getBoundingClientRect();
  };
  const times = (change, count, given) =>
    Array.from({ length: count }, (_, at) => {
      const start = performance.now();
      act(change, at, given);
      return performance.now() - start;
    });

  return { times, begin: () => write(root.querySelector("input[type=range]"), 0) };
})();
