// How many cells each framework takes off the uncropped result, at the start and at the end, as tconv_lib/frameworks/crops.py.
import { Axis, checkChoice, checkInteger, checkIntegers, GeometryError, integers, list } from "./integers.js";
import { repr, shown } from "./values.js";

const refuse = (message) => {
  throw new GeometryError(message);
};

export function tensorflowCrop(n, kernelSize, stride, size, padding) {
  const full = new Axis(kernelSize, stride).fullSize(n);
  const same = n * stride;
  const isSame = checkChoice("padding", padding, ["SAME", "VALID"]) === "SAME";
  const reachable = isSame ? integers(same - stride + 1, same + 1) : integers(full, full + stride);
  const start = isSame ? Math.floor(Math.max(full - size, 0) / 2) : 0;
  if (!reachable.includes(size)) {
    refuse(`output_size ${size} does not go with ${padding} from ${n} cells; reachable are ${list(reachable)}`);
  }
  return [start, full - start - size];
}

/** `kernelSize` is the kernel's extent, holes counted. */
export function kerasCrop(n, kernelSize, stride, padding, extra) {
  const full = new Axis(kernelSize, stride).fullSize(n);
  const same = padding === "same";
  const smallest = full - (same ? 2 * Math.floor(kernelSize / 2) : 0);
  const free = same ? n * stride : smallest + Math.max(stride - kernelSize, 0);
  const size = extra === null ? free : smallest + extra;
  const [from, to] = same ? [(n - 1) * stride + 1, n * stride + 1] : [full, full + stride];
  if (size < from || size >= to) {
    refuse(
      `output_padding ${repr(extra)} with padding ${repr(padding)} asks for ${size} cells, which Keras refuses on tensorflow:` +
        ` reachable from ${n} are ${list(integers(from, to))}; on jax and torch its op returns what is left`,
    );
  }
  const start = same ? Math.floor(Math.max(full - size, 0) / 2) : 0;
  return [start, full - start - size];
}

export function jaxCrop(kernelSize, stride, padding, dilation) {
  const reach = dilation * (kernelSize - 1);
  const rule = "must be 'SAME', 'VALID' or a pair of integers";
  if (typeof padding !== "string") {
    const [before, after] = checkIntegers("padding", padding, 2, null, rule);
    return [reach - before, reach - after];
  }
  const total = reach + 1 - stride;
  const start = Math.floor(Math.max(total, 0) / 2);
  if (padding === "SAME") return [start, total - start];
  if (padding === "VALID") return [0, Math.min(total, 0)];
  return refuse(`padding ${rule}, got ${shown(padding)}`);
}

export function onnxPads(n, kernelSize, stride, given, autoPad, extra, dilation) {
  const full = new Axis(kernelSize, stride, 0, dilation).fullSize(n) + checkInteger("output_padding", extra, 0);
  checkChoice("auto_pad", autoPad, ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"]);
  const size = given ?? (autoPad.startsWith("SAME") ? n * stride : full);
  const total = full - checkInteger("output_size", size, 1);
  if (total <= -stride) refuse(`output_size ${size} is too large for ${n} cells: at most ${full + stride - 1}`);
  const smaller = Math.floor(Math.max(total, 0) / 2);
  const start = autoPad === "SAME_UPPER" ? smaller : Math.max(total, 0) - smaller;
  return [start, total - start];
}
