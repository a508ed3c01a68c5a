// Python in a worker: Pyodide, the library and the runner, all from the folder of this script. A request is
// {id, does: "start" | "numpy" | "run" | "check", ...}; answers are {id, result, heap} or {id, failed}, and on the way
// {id, begun} when Python is there, and {loading: {what, bytes, of}}.
import { packed, unpack } from "./folder.js";
import { keep, kept } from "./started.js";

const here = new URL("pyodide/", self.location.href);
const FOLDER = "/course"; // of Python's: the library, the runner, NumPy
const IMPORT = `
import importlib, sys
importlib.invalidate_caches()
sys.dont_write_bytecode = False
import numpy
sys.dont_write_bytecode = True`;
const USED = `
from pathlib import Path
json.dumps([str(path) for path in Path("${FOLDER}/numpy").rglob("*") if path.suffix in {".py", ".pyc", ".so"}])`;
const plainFetch = self.fetch.bind(self);
let files = null; // what files.json says: {build, wheel, hashes, bytes, numpy, numpyHash, here, public}
let python = null; // a promise of Pyodide with our modules
const toKeep = []; // addresses and bytes for the next start, kept once the reader has a result
const received = new Map(); // bytes of each file so far

/** Where something is kept for a later start. */
const address = (name) => new URL(`${name}?${files.build}`, here);

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
  const text = async (name) => (await fetched(name)).text();
  const [memory, loader, assembler] = await Promise.all([kept(address("python")), text("pyodide.js"), text("pyodide.asm.js")]);
  // What Pyodide fetches by itself goes through the same gate. It would wait for ever for a file that is refused.
  let refuse;
  const refused = new Promise((_, reject) => (refuse = reject));
  self.fetch = (input) => {
    const url = input instanceof Request ? input.url : new URL(String(input), here).href;
    const response = fetched(url.startsWith(here.href) ? url.slice(here.href.length) : url);
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
    ...(memory ? { _loadSnapshot: memory } : { _makeSnapshot: true }),
  });
  const pyodide = await Promise.race([started, refused]);
  const [wheel, runner] = await Promise.all([fetched(files.wheel), fetched("runner.py")]);
  pyodide.unpackArchive(await wheel.arrayBuffer(), "wheel", { extractDir: FOLDER });
  pyodide.FS.writeFile(`${FOLDER}/runner.py`, await runner.text());
  pyodide.runPython(`import sys; "${FOLDER}" in sys.path or sys.path.insert(0, "${FOLDER}"); import json, random, runner`);
  if (!memory) toKeep.push([address("python"), pyodide.makeMemorySnapshot()]);
  pyodide.runPython("random.seed()"); // what is kept would draw the same numbers
  return pyodide;
}

/** NumPy, from this site or from where the reader has agreed to; Python loads those of its libraries that it imports. */
async function numpy(pyodide, from) {
  const unpacked = await kept(address("numpy"));
  if (unpacked) unpack(pyodide.FS, unpacked);
  else {
    const wheel = await fetched(files.numpy, { from: from ? new URL(from) : here, integrity: files.numpyHash });
    pyodide.unpackArchive(await wheel.arrayBuffer(), "wheel", { extractDir: FOLDER });
  }
  pyodide.runPython(IMPORT);
  if (!unpacked) toKeep.push([address("numpy"), packed(pyodide.FS, JSON.parse(pyodide.runPython(USED)))]);
  return true;
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
      for (const [where, bytes] of toKeep.splice(0)) await keep(where, bytes);
    }
  } catch (error) {
    answer({ failed: String(error?.message ?? error) });
  }
};
