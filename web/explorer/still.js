// The explorer as the page shows it before its script runs, and where there is none: `node still.js [DATA]` writes it, for
// the data attributes of its element as JSON.
//
// It is built by the same code as in the page, on elements that can be written as text and do nothing else.
import { explore } from "./explorer.js";
import { shared } from "./shared.js";
import { readLayer } from "./state.js";

const VOID = new Set(["input"]);
const WRITTEN = { tabIndex: "tabindex", href: "href", id: "id", value: "value", hidden: "hidden", checked: "checked", max: "max" };
const DEAD = ["explorer-controls", "explorer-choice", "explorer-player", "explorer-predict", "explorer-more", "explorer-unfold", "explorer-away", "explorer-panels"];

const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

class Text {
  constructor(data) {
    this.data = String(data);
  }

  markup() {
    return escaped(this.data);
  }
}

class Element {
  attributes = {};
  childNodes = [];
  dataset = {};
  style = { setProperty: (name, value) => this.setAttribute("style", `${name}: ${value}`) };
  classList = { toggle: (name, on) => (this.attributes.class = [...this.classes().filter((one) => one !== name), ...(on ? [name] : [])].join(" ")) };

  constructor(name) {
    this.name = name;
    if (name === "input") this.value = "";
  }

  classes() {
    return (this.attributes.class ?? "").split(" ").filter(Boolean);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  removeAttribute(name) {
    delete this.attributes[name];
  }

  append(...children) {
    for (const child of children) this.insertBefore(child, null);
  }

  insertBefore(child, before) {
    const node = typeof child === "object" ? child : new Text(child);
    if (node instanceof Element) node.parentElement = this;
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, node);
  }

  replaceChildren(...children) {
    this.childNodes = [];
    this.append(...children);
  }

  get lastChild() {
    return this.childNodes.at(-1) ?? null;
  }

  get textContent() {
    return this.childNodes.map((child) => child.data ?? child.textContent).join("");
  }

  set textContent(text) {
    this.replaceChildren(...(text === "" ? [] : [text]));
  }

  /** The values of the output cells, from the top: of a cell that is drawn alone, or of a whole row. */
  values() {
    return this.childNodes.flatMap((child) => {
      const { class: name, "data-cell": key, "aria-label": label } = child.attributes ?? {};
      if (name === "row") return label ? label.slice(label.indexOf(": ") + 2).split(", ") : [];
      if (name === "cursor") return [];
      return key === undefined ? (child.values?.() ?? []) : [child.textContent];
    });
  }

  addEventListener() {}
  contains = () => false;

  markup() {
    const { attributes, name } = this;
    const classes = this.classes();
    if (classes.includes("cursor")) return "";
    const still = { ...attributes };
    for (const [property, attribute] of Object.entries(WRITTEN)) if (property in this) still[attribute] = this[property];
    if (DEAD.some((one) => classes.includes(one))) still.inert = "";
    if (["cell", "row"].some((one) => classes.includes(one))) for (const key of ["role", "tabindex", "data-cell", "aria-label", "aria-pressed"]) delete still[key];
    if (name === "svg") {
      const values = this.values();
      Object.assign(still, { role: "img", "aria-label": values.length ? `${attributes["aria-label"]}: ${values.join(", ")}` : attributes["aria-label"] });
    }
    if (name === "input") still.readonly = "";
    const written = Object.entries(still).filter(([, value]) => value !== false);
    const tag = [name, ...written.map(([key, value]) => (value === "" || value === true ? key : `${key}="${escaped(value)}"`))].join(" ");
    return VOID.has(name) ? `<${tag}>` : `<${tag}>${this.childNodes.map((child) => child.markup()).join("")}</${name}>`;
  }
}

globalThis.document = { createElement: (name) => new Element(name), createElementNS: (_, name) => new Element(name), createTextNode: (text) => new Text(text) };
globalThis.ResizeObserver = class {
  observe() {}
};
globalThis.location = { hash: "" };
globalThis.addEventListener = () => {};

const [data = "{}"] = process.argv.slice(2);
const root = new Element("div");
Object.assign(root.dataset, JSON.parse(data));
explore(root, shared(readLayer(root.dataset.state ?? "")));
setTimeout(() => process.stdout.write(root.childNodes.map((child) => child.markup()).join(""))); // after what waits
