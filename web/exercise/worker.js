// Python in a worker: Pyodide, the library and the runner, all from the folder of this script. A request is
// {id, does: "start" | "numpy" | "run" | "check", ...}; answers are {id, result, heap} or {id, failed}, and on the way
// {id, begun} when Python is there, and {loading: {what, bytes, of}}.
import { keep, memory } from "./started.js";

const here = new URL("pyodide/", self.location.href);
const plainFetch = self.fetch.bind(self);
let files = null; // what files.json says: {build, wheel, hashes, bytes, numpy, here, public}
let numpyFrom = here; // another host only if the reader has agreed
let python = null; // a promise of Pyodide with our modules
let keepLater = null; // what is kept for the next start, once the reader has a first result
const received = new Map(); // bytes of each file so far

/** A file of the folder, refused if it is not the one that was built. What a cache has kept too long is asked for anew. */
async function fetched(name, { from = here, integrity = files?.hashes[name], cache = integrity ? "default" : "no-cache" } = {}) {
  const [host, file] = [from === here ? "this site" : from.host, name.split("/").at(-1)];
  const response = await plainFetch(new URL(name, from), { cache, referrerPolicy: "no-referrer" }).catch(() => null);
  if (!response) throw new Error(`fetching ${file} from ${host} failed`);
  if (!response.ok) throw new Error(`${host} has no ${file} (${response.status})`);
  if (!integrity) return response;
  const whole = await counted(response, name).blob().catch(() => null);
  if (!whole) throw new Error(`fetching ${file} from ${host} broke off`);
  const url = URL.createObjectURL(whole);
  const right = await plainFetch(url, { integrity }).catch(() => null);
  URL.revokeObjectURL(url);
  if (right) return right;
  if (cache !== "reload") return fetched(name, { from, integrity, cache: "reload" });
  throw new Error(`${host} has a damaged ${file}: its hash is not the one of the build`);
}

/** The same response, of which the page hears how much has come. */
function counted(response, name) {
  received.set(name, 0);
  const counter = new TransformStream({
    transform(chunk, controller) {
      received.set(name, received.get(name) + chunk.byteLength);
      self.postMessage({ loading: loading(name) });
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: response.headers });
}

function loading(name) {
  if (name === files.numpy) return { what: "NumPy", bytes: received.get(name), of: files.bytes[name] };
  const names = Object.keys(files.hashes);
  const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);
  return { what: "Python", bytes: sum(names.map((each) => received.get(each))), of: sum(names.map((each) => files.bytes[each])) };
}

async function start() {
  files = await (await fetched("files.json")).json().catch(() => {
    throw new Error("this site has a damaged files.json");
  });
  const build = new URL(`?${files.build}`, here);
  const text = async (name) => (await fetched(name)).text();
  const [kept, loader, assembler] = await Promise.all([memory(build), text("pyodide.js"), text("pyodide.asm.js")]);
  // What Pyodide fetches by itself goes through the same gate. It would wait for ever for a file that is refused.
  let refuse;
  const refused = new Promise((_, reject) => (refuse = reject));
  self.fetch = (input, options) => {
    const url = input instanceof Request ? input.url : new URL(String(input), here).href;
    const name = url.startsWith(here.href) ? url.slice(here.href.length) : url;
    const from = name === files.numpy ? numpyFrom : here;
    const response = fetched(name, { from, integrity: files.hashes[name] ?? options?.integrity });
    response.catch(refuse);
    return response;
  };
  for (const script of [assembler, loader]) importScripts(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const started = loadPyodide({
    indexURL: here.href,
    lockFileURL: new URL("pyodide-lock.json", here).href,
    jsglobals: {},
    stdin: () => null,
    stdout: () => {}, // what is printed past the runner
    stderr: () => {},
    ...(kept ? { _loadSnapshot: kept } : { _makeSnapshot: true }),
  });
  const pyodide = await Promise.race([started, refused]);
  const [wheel, runner] = await Promise.all([fetched(files.wheel), fetched("runner.py")]);
  pyodide.unpackArchive(await wheel.arrayBuffer(), "wheel", { extractDir: "/course" });
  pyodide.FS.writeFile("/course/runner.py", await runner.text());
  pyodide.runPython("import sys; '/course' in sys.path or sys.path.insert(0, '/course'); import json, random, runner");
  if (!kept) keepLater = keep.bind(null, build, pyodide.makeMemorySnapshot());
  pyodide.runPython("random.seed()"); // what is kept would draw the same numbers
  return pyodide;
}

/** NumPy, from this site or from where the reader has agreed to; what has another hash than Pyodide's list is refused. */
async function numpy(pyodide, from) {
  numpyFrom = from ? new URL(from) : here;
  const said = [];
  const options = { checkIntegrity: true, messageCallback: () => {}, errorCallback: (text) => said.push(text) };
  const failed = await pyodide.loadPackage("numpy", options).then(() => null, (error) => error);
  if ("numpy" in pyodide.loadedPackages) return true;
  throw new Error(failed?.message ?? said.at(-1) ?? "NumPy could not be loaded"); // a wrong file makes it resolve all the same
}

function asked(pyodide, { does, given, code, before }) {
  const call = pyodide.globals.get("json").loads(JSON.stringify([given, code, before]));
  const done = pyodide.runPython(`lambda call: json.dumps(runner.${does === "run" ? "run" : "check"}(*call))`)(call);
  call.destroy();
  return JSON.parse(done);
}

self.onmessage = async ({ data }) => {
  const { id, does } = data;
  const answer = (message) => self.postMessage({ id, ...message });
  try {
    python ??= start();
    const pyodide = await python;
    answer({ begun: true });
    if (does === "start") answer({ result: { numpy: files.here, public: files.public } });
    else if (does === "numpy") answer({ result: await numpy(pyodide, data.from) });
    else {
      answer({ result: asked(pyodide, data), heap: pyodide._module.HEAPU8.length });
      keepLater?.();
      keepLater = null;
    }
  } catch (error) {
    answer({ failed: String(error?.message ?? error) });
  }
};
