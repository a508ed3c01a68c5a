// Pictures of the same numbers. Each returns a scene: cells on a grid of columns and rows, nothing of the page.
//
// A cell is {column, row, look, text, note, lit, key}. `look` is its kind (input, kernel, output, product, cropped, pad,
// inserted, hole, beyond, open), `lit` whether the focus shines on it, `key` makes it a cell that can be chosen: it has
// a name, is `pressed` if it is the chosen one, and the `entry` if Tab leads to it.
import * as geometry from "./geometry.js";
import { place } from "./model.js";

const ENTRIES = 1200; // of a matrix that is drawn whole

/** The picture of a model by its lens. */
export const scene = (made) => {
  const { lens, rank, transposed } = made.state;
  return { kind: `${lens} ${rank} ${transposed}`, role: "group", ...LENSES[lens](made) };
};

/** The picture of how many products meet on each cell, as numbers and as tints. */
export function countsScene({ shape, counts, name }) {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const cells = geometry.cells(shape).map((cell, at) => {
    const count = counts[at];
    return { ...spot(cell), look: count ? "count" : "hole", text: String(count), share: count / Math.max(most, 1) };
  });
  const label = `${name}: ${shape.length === 1 ? counts.join(", ") : `${least} to ${most}`}`;
  return { kind: "counts", role: "img", ...framed(cells, label) };
}

const LENSES = { stamps, canvas, matrix };

/** Where a cell of a row or an image stands on the grid. */
const spot = (cell) => (cell.length === 1 ? { column: cell[0], row: 0 } : { column: cell[1], row: cell[0] });

const moved = ({ column, row }, columns, rows) => ({ column: column + columns, row: row + rows });

/** The cells of the output, as far as they are known. */
function outputs(made, columns, rows, step = [1, 1]) {
  const chosen = made.focus?.kind === "output" ? made.focus.at : null;
  const entry = chosen ?? 0;
  return geometry.cells(made.to).map((cell, at) => {
    const { column, row } = spot(cell);
    const value = made.known[at];
    const asked = at === made.asked;
    const look = asked ? "asked" : value === null ? "open" : made.kinds[at] === "sum" ? "output" : made.kinds[at];
    const text = asked ? "?" : value === null ? "" : geometry.shown(value);
    return {
      column: column * step[0] + columns,
      row: row * step[1] + rows,
      look,
      text,
      lit: made.lit.output.has(at),
      key: at,
      where: place(cell),
      name: `Output cell ${place(cell)}${asked ? ", to be predicted" : text ? ` = ${text}` : ", not computed yet"}`,
      entry: at === entry,
      pressed: at === chosen,
    };
  });
}

/** Un-cropped cells outside the output, with what they would hold by now. */
function croppedCells(made, columns, rows) {
  const whole = made.layer.map((axis) => ({ ...axis, padding: 0, outputPadding: 0 }));
  const values = geometry.output(whole, made.state.x.map((value, at) => (at < made.done ? value : 0)), made.state.w);
  return geometry.cells(geometry.outputShape(whole)).flatMap((cell, at) => {
    const place = cell.map((index, axis) => index - made.layer[axis].padding);
    if (geometry.inside(made.to, place)) return [];
    const { column, row } = moved(spot(cell), columns, rows);
    return [{ column, row, look: "cropped", text: geometry.shown(values[at]) }];
  });
}

/** Each input cell adds its multiple of the kernel; what padding crops is dashed. */
function stamps(made) {
  const transposed = made.layer[0].transposed;
  const [above, before] = transposed ? [made.layer[0].padding, made.layer.at(-1).padding] : [0, 0]; // rows, columns
  const rank = made.layer.length;
  const first = rank === 1 ? 2 : 0; // columns in front of the stamps: the input cell, and a gap
  const last = rank === 1 ? made.from[0] : 0;
  const rows = rank === 1 ? last + 0.5 : above;
  const products = rank === 1 ? geometry.cells(made.from).flatMap((cell) => stampRow(made, cell, first + before)) : [];
  const cropped = transposed ? croppedCells(made, first, rank === 1 ? rows : 0) : [];
  const drawn = [...products, ...cropped, ...outputs(made, first + before, rows)];
  if (rank === 2 && made.focus?.kind === "input") markStamp(made, drawn, before, above);
  return framed(drawn, rank === 1 ? `Stamps of ${made.from[0]} input cells, and their sum` : "The output, stamp by stamp");
}

function stampRow(made, cell, columns) {
  const at = cell[0];
  const value = made.state.x[at];
  const given = { column: 0, row: at, look: made.unread.has(at) ? "unread" : "input", text: geometry.shown(value), lit: made.lit.input.has(at) };
  const shown = at < made.done || (made.state.focus && made.lit.input.has(at));
  const products = geometry.stamp(made.layer, cell).map(({ output, tap }) => {
    const place = output[0];
    const kept = geometry.inside(made.to, output);
    const lit = made.focus?.kind === "input" ? made.focus.at === at : made.lit.output.has(place) && kept;
    const look = !shown ? "open" : kept ? "product" : "cropped";
    return { column: columns + place, row: at, look, text: shown ? geometry.shown(value * made.state.w[tap[0]]) : "", lit };
  });
  return [given, ...products];
}

/** Light up the stamp of an image's cell, also where it is cropped. */
function markStamp(made, drawn, before, above) {
  const value = made.state.x[made.focus.at];
  const byPlace = new Map(drawn.map((cell) => [`${cell.column} ${cell.row}`, cell]));
  for (const { output, tap } of geometry.stamp(made.layer, made.focus.cell)) {
    const { column, row } = moved(spot(output), before, above);
    const cell = byPlace.get(`${column} ${row}`);
    cell.lit = true;
    cell.note = `+${geometry.shown(value * made.state.w[geometry.flat(made.by, tap)])}`;
  }
}

/** The kernel slides over the input: a transposed layer's with zeros inserted, and the kernel flipped. */
function canvas(made) {
  const { layer, focus, state } = made;
  const shape = geometry.canvasShape(layer);
  const rank = layer.length;
  const under = new Map();
  if (focus?.kind === "output") {
    for (const { place, tap } of geometry.slide(layer, focus.cell)) {
      under.set(geometry.flat(shape, place), state.w[geometry.flat(made.by, tap)]);
    }
  }
  const drawn = geometry.cells(shape).map((place, at) => {
    const found = geometry.canvasCell(layer, place);
    const from = Array.isArray(found) ? geometry.flat(made.from, found) : null;
    return {
      ...spot(place),
      look: from === null ? found : made.unread.has(from) ? "unread" : "input",
      text: from === null ? "0" : geometry.shown(state.x[from]),
      lit: under.has(at) || (focus?.kind === "input" && focus.at === from),
      note: rank === 2 && under.has(at) ? `×${geometry.shown(under.get(at))}` : "",
    };
  });
  const taps = rank === 1 ? [...under].map(([at, weight]) => ({ column: at, row: 1.25, look: "kernel", text: geometry.shown(weight), lit: true })) : [];
  const middle = layer.map((axis) => Math.floor((geometry.extent(axis) - 1) / 2));
  const stride = layer[0].transposed ? 1 : layer[0].stride;
  const below = rank === 1 ? outputs(made, middle[0], 2.5, [stride, 1]) : outputs(made, middle[1], shape[0] + 0.5);
  const name = layer[0].transposed ? "The input with zeros inserted, the flipped kernel and the output" : "The padded input, the kernel and the output";
  return framed([...drawn, ...taps, ...below], name);
}

/** The layer as a matrix: one row for each output cell, one column for each input cell. */
function matrix(made) {
  if (made.state.x.length * made.out.length > ENTRIES) return matrixRow(made);
  const { layer, state, to, lit, focus } = made;
  const width = state.x.length;
  const top = state.x.map((value, at) => ({
    column: at, row: 0, look: made.unread.has(at) ? "unread" : "input", text: geometry.shown(value), lit: lit.input.has(at),
  }));
  const entries = geometry.cells(to).flatMap((cell, at) => {
    const inUse = focus?.kind === "output" ? focus.at === at : false;
    const row = geometry.matrixRow(layer, cell, state.w);
    const used = new Set(geometry.contributions(layer, cell).map(({ input }) => geometry.flat(made.from, input)));
    return row.map((weight, column) => ({
      column, row: at + 1.25, look: used.has(column) ? "kernel" : "zero", text: used.has(column) ? geometry.shown(weight) : "0",
      lit: inUse || (focus?.kind === "input" && focus.at === column && used.has(column)),
    }));
  });
  const right = outputs(made, 0, 0).map((cell) => ({ ...cell, column: width + 0.5, row: cell.key + 1.25 }));
  const name = layer[0].transposed ? "The matrix C transposed, the input above it and the output beside it" : "The matrix C, the input above it and the output beside it";
  return framed([...top, ...entries, ...right], name);
}

/** One row of a large matrix, folded into the shape of the input, over the output. */
function matrixRow(made) {
  const { layer, focus, from, to, lit, state } = made;
  const row = focus?.kind === "output" ? geometry.matrixRow(layer, focus.cell, state.w) : null;
  const folded = geometry.cells(from).map((cell, at) => {
    const used = row !== null && lit.input.has(at);
    return { ...spot(cell), look: used ? "kernel" : "zero", text: row ? geometry.shown(row[at]) : "", lit: used };
  });
  const caption = `The matrix has ${made.out.length} rows and ${state.x.length} columns. Above, the row of the chosen output cell, folded like the input; below, the output.`;
  return { ...framed([...folded, ...outputs(made, 0, (from.length === 1 ? 1 : from[0]) + 0.5)], "A row of the matrix, folded like the input, and the output"), caption };
}

function framed(cells, label) {
  const columns = Math.max(...cells.map(({ column }) => column)) + 1;
  return { cells, label, columns, rows: Math.max(...cells.map(({ row }) => row)) + 1 };
}

/** One axis of PyTorch's output above another framework's, aligned by the un-cropped cells; a row's with its values. */
export function alignedScene(made, axis, group) {
  const full = geometry.fullSize(axis);
  const whole = { ...axis, padding: 0, outputPadding: 0 };
  const values = made.layer.length === 1 ? geometry.output([whole], made.state.x, made.state.w) : null;
  const rows = [[axis.padding, geometry.outputSize(axis)], [group.crop[0], group.size]];
  const first = Math.min(...rows.map(([start]) => start));
  const meeting = Math.max(...rows.map(([start]) => start));
  const drawn = rows.flatMap(([start, size], row) =>
    geometry.range(size).map((at) => {
      const place = start + at;
      const text = values ? geometry.shown(values[place] ?? 0) : String(at);
      return { column: place - first, row: row * 1.25, look: place < full ? "output" : "beyond", text, lit: place === meeting && group.shift !== 0 };
    }),
  );
  const said = rows.map(([start, size]) => geometry.range(size).map((at) => (values ? geometry.shown(values[start + at] ?? 0) : at)).join(", "));
  return { kind: "aligned", role: "img", ...framed(drawn, `PyTorch: ${said[0]}; ${group.calls[0].name}: ${said[1]}`) };
}
