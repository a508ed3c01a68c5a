// The page's side of the worker: one Python for all exercises of a page, started when first asked, ended when a run takes
// too long, and then started anew.
const SECONDS = 20; // for one check; the clock begins with the code, not with the loading

/** Where the scripts of the site are; this module is part of one of them. */
const place = new URL("./", document.currentScript?.src ?? location.href);

let worker = null;
let pending = new Map();
let count = 0;
let ready = null;
const listeners = new Set();

let withNumpy = false;
let bytes = new Map(); // of each file that is being fetched

/** How much has been fetched since Python was last started, in bytes. */
export const received = () => [...bytes.values()].reduce((sum, count) => sum + count, 0);

/** Whether NumPy is loaded. */
export const hasNumpy = () => withNumpy;

/** Hear of {loading: {what, bytes}}, {state: "off" | "starting" | "ready" | "running"}. */
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

/** Start Python, or return the start that is under way: {numpy: whether this site has NumPy}. */
export function start() {
  if (ready) return ready;
  tell({ state: "starting" });
  worker = new Worker(new URL("exercise-worker.js", place));
  worker.onmessage = ({ data }) => {
    if (data.loading) {
      bytes.set(data.loading.what, data.loading.bytes);
      return tell(data);
    }
    const request = pending.get(data.id);
    if (!request) return;
    if (data.begun) return request.begun();
    pending.delete(data.id);
    if ("failed" in data) request.reject(new Failed(data.failed, data.fatal));
    else request.resolve(data.result);
  };
  worker.onerror = (event) => end(new Failed(event.message || "Python has stopped", true));
  ready = ask({ does: "start" }).then((result) => {
    tell({ state: "ready" });
    return result;
  });
  ready.catch((error) => end(error));
  return ready;
}

export class Failed extends Error {
  constructor(message, fatal = false) {
    super(message);
    this.fatal = fatal;
  }
}

function ask(request, begun = () => {}) {
  return new Promise((resolve, reject) => {
    const id = ++count;
    pending.set(id, { resolve, reject, begun });
    worker.postMessage({ id, ...request });
  });
}

/** End Python with all that it does. */
export function end(reason) {
  worker?.terminate();
  const left = pending;
  [worker, ready, pending, withNumpy, bytes] = [null, null, new Map(), false, new Map()];
  for (const request of left.values()) request.reject(reason);
  tell({ state: "off" });
}

/** Load NumPy; `from` is another host's folder. */
export const numpy = async (from) => {
  await start();
  withNumpy = await ask({ does: "numpy", from });
};

/** Run or check an answer: the runner's result. Refused with `Failed` if it is stopped, takes too long or breaks Python. */
export async function work(request) {
  await start();
  tell({ state: "running" });
  let clock = null;
  const begun = () => {
    clock = setTimeout(() => end(new Failed(`stopped after ${SECONDS} seconds: does a loop end?`)), SECONDS * 1000);
  };
  try {
    return await ask(request, begun);
  } catch (error) {
    if (error.fatal !== false || worker) end(error); // what broke Python once is not asked again
    throw error;
  } finally {
    clearTimeout(clock);
    if (worker) tell({ state: "ready" });
    else start().catch(() => {}); // the next check does not wait
  }
}

/** Stop what runs, on the reader's word. */
export const stop = () => end(new Failed("stopped"));
