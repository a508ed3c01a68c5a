// Nodes of plain elements {name, attributes, children}.

const SVG = "http://www.w3.org/2000/svg";

const given = (value) => value !== false && value !== null && value !== undefined;

const attribute = (node, name, value) => {
  if (given(value)) node.setAttribute(name, value === true ? "" : value);
  else node.removeAttribute(name);
};

const filled = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) if (given(value)) attribute(node, name, value);
  node.append(...children);
  return node;
};

/** The node of a plain element. */
export const drawn = (element) =>
  typeof element === "string"
    ? document.createTextNode(element)
    : filled(document.createElementNS(SVG, element.name), element.attributes, element.children.map(drawn));

/** Change the node of one plain element into that of another of the same name. */
export function patch(node, before, after) {
  for (const name of Object.keys({ ...before.attributes, ...after.attributes })) {
    if (before.attributes[name] !== after.attributes[name]) attribute(node, name, after.attributes[name]);
  }
  if (before.children === after.children) return;
  const same = before.children.length === after.children.length && before.children.every((child, at) => child.name === after.children[at].name);
  if (!same) return node.replaceChildren(...after.children.map(drawn));
  after.children.forEach((child, at) => {
    const [old, kept] = [before.children[at], node.childNodes[at]];
    if (old === child) return;
    if (typeof child === "string") kept.data = child;
    else patch(kept, old, child);
  });
}

/** What a map holds under a number; where it holds nothing, it is made, and put into the node in order, before its `end`. */
export function within(map, key, node, make, end = null) {
  const found = map.get(key);
  if (found) return found;
  const made = make();
  const last = [...map.keys()].at(-1) < key; // nearly always: scenes are drawn in order
  const after = last ? [] : [...map.keys()].filter((other) => other > key);
  node.insertBefore(made.node, after.length ? map.get(Math.min(...after)).node : end);
  map.set(key, made);
  return made;
}
