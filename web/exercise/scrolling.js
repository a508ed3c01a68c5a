// A box whose content is wider or higher than itself is reached by Tab, so that arrow keys scroll it; another is passed over.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

/** Watch a box from now on; returns it. */
export function scrolling(box) {
  sizes.observe(box);
  return box;
}
