// Values as Python has them: an integer is a number, None is null, a tuple an array; the rest are classes here.

/** A number with a point or an exponent. */
export class Float {
  constructor(value) {
    this.value = value;
  }

  toJSON() {
    return this.value;
  }
}

/** A value that is written as something else than a constant, such as the name w. */
export class Unknown {
  constructor(text) {
    this.text = text;
  }
}

export const isInteger = (value) => typeof value === "number";
export const isTuple = (value) => Array.isArray(value);

/** A value as Python's str() writes it. */
export const written = (value) => (typeof value === "string" ? value : repr(value));

/** A value as Python's repr() writes it. */
export function repr(value) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (value instanceof Unknown) return value.text;
  if (value instanceof Float) return floatText(value.value);
  if (isTuple(value)) return value.length === 1 ? `(${repr(value[0])},)` : `(${value.map(repr).join(", ")})`;
  if (typeof value === "string") return quoted(value);
  return String(value);
}

function quoted(text) {
  if (text.includes("'") && !text.includes('"')) return `"${text}"`;
  return `'${text.replaceAll("'", "\\'")}'`;
}

function floatText(value) {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, power] = value.toExponential().split("e");
  const [exponent, digits] = [Number(power), mantissa.replace(/[-.]/g, "")];
  const sign = value < 0 ? "-" : "";
  if (exponent < -4 || exponent >= 16) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${digits[0]}${rest}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

const LONGEST = 60; // characters of a value that a message quotes

/** A value for a message, of a long one its beginning. */
export function shown(value) {
  const text = [...repr(value)];
  return text.length <= LONGEST ? text.join("") : `${text.slice(0, LONGEST).join("")}...`;
}
