// The page's side of the worker: one Python for all exercises of a page, started when first asked, ended when a run takes
// too long, and then started anew.
const MOST_HEAP = 600e6; // bytes; a worker's memory never shrinks, so one that has grown beyond is given back

/** Where the scripts of the site are; this module is part of one of them. */
const place = new URL("./", document.currentScript?.src ?? location.href);

/** Seconds for one run; the clock begins with the code, not with the loading. */
const limit = () => Number(document.documentElement.dataset.pythonSeconds ?? 20);

let current = null; // {worker, pending: id -> request, ready: a promise, numpy: whether it is loaded}
let count = 0;
let agreed; // another host's folder, once the reader has agreed to fetch NumPy there
const listeners = new Set();

export class Failed extends Error {
  constructor(message, { stopped = false } = {}) {
    super(message);
    this.stopped = stopped; // by the reader
  }
}

/** Hear of {loading: {what, bytes, of}}, {state: "off" | "starting" | "ready" | "running"}. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const tell = (news) => listeners.forEach((listener) => listener(news));

/** Whether Python can run in this page at all; if not, why. */
export function impossible() {
  if (location.protocol === "file:") return "Python runs only where the book is served by a web server (make serve, or any host), not in a page that is opened as a file.";
  if (typeof Worker === "undefined" || typeof WebAssembly === "undefined") return "This browser cannot run Python in a page.";
  return null;
}

/** Start Python, or return the start that is under way: {numpy: whether this site has NumPy, public: who else has it}. */
export function start() {
  current ??= begin();
  return current.ready;
}

function begin() {
  const python = { worker: new Worker(new URL("exercise-worker.js", place)), pending: new Map(), numpy: false };
  python.worker.onmessage = ({ data }) => {
    if (data.loading) return tell(data);
    const request = python.pending.get(data.id);
    if (!request) return;
    if (data.begun) return request.begun();
    python.pending.delete(data.id);
    if ("failed" in data) request.reject(new Failed(data.failed));
    else request.resolve(data);
  };
  python.worker.onerror = (event) => {
    event.preventDefault();
    end(python, new Failed(event.message ? `Python broke down (${event.message})` : "fetching exercise-worker.js from this site failed"));
  };
  python.ready = ask(python, { does: "start" }).then(({ result }) => result);
  python.ready.then(() => tell({ state: "ready" }), (error) => end(python, error));
  tell({ state: "starting" });
  return python;
}

function ask(python, request, begun = () => {}) {
  return new Promise((resolve, reject) => {
    const id = ++count;
    python.pending.set(id, { resolve, reject, begun });
    python.worker.postMessage({ id, ...request });
  });
}

/** End a Python with all that it does; one that has ended stays so. */
function end(python, reason) {
  if (current !== python) return;
  current = null;
  python.worker.terminate();
  for (const request of python.pending.values()) request.reject(reason);
  tell({ state: "off" });
}

/** Whether NumPy is loaded. */
export const hasNumpy = () => current?.numpy ?? false;

/** Whether the reader has agreed to another host. */
export const hasAgreed = () => agreed !== undefined;

/** Load NumPy; `from` is another host's folder, to which the reader has agreed. */
export async function numpy(from = agreed) {
  await start();
  const python = current;
  await ask(python, { does: "numpy", from });
  [python.numpy, agreed] = [true, from];
}

/** Run or check an answer: the runner's result. Refused with `Failed` if it is stopped, takes too long or breaks Python. */
export async function work(request) {
  await start();
  const python = current;
  tell({ state: "running" });
  let clock = null;
  const begun = () => {
    clock = setTimeout(() => end(python, new Failed(`stopped after ${limit()} seconds: does each loop end, and each function that calls itself?`)), limit() * 1000);
  };
  try {
    const { result, heap } = await ask(python, request, begun);
    if (heap > MOST_HEAP) again(python, new Failed("Python is started anew"));
    else tell({ state: "ready" });
    return result;
  } catch (error) {
    const broken = current === python; // it has answered, but not by a result: it is not asked again
    again(python, error);
    throw broken ? new Failed(`Python broke down and is started anew (${error.message})`) : error;
  } finally {
    clearTimeout(clock);
  }
}

/** A fresh Python in the place of one, with NumPy if that had it: the next check does not wait. */
function again(python, reason) {
  end(python, reason);
  start().then(() => python.numpy && !hasNumpy() && numpy()).catch(() => {}); // said when next asked
}

/** Stop what runs, on the reader's word. */
export const stop = () => current && end(current, new Failed("stopped", { stopped: true }));
