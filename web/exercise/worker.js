// Python in a worker: Pyodide, the library and the runner, all from the folder of this script. A request is
// {id, does: "start" | "numpy" | "run" | "check", ...}; answers are {id, result} or {id, failed}, and on the way
// {loading: {what, bytes}}.
const here = new URL("pyodide/", self.location.href);
const plainFetch = self.fetch.bind(self);
let files = null;
let numpyFrom = here; // another host only if the reader has agreed
let python = null; // a promise of Pyodide with our modules

/** A file of the folder, refused if it is not the one that was built. */
async function fetched(name) {
  const integrity = files?.hashes[name];
  const response = await plainFetch(new URL(name, here), integrity ? { integrity } : {}).catch(async () => {
    const there = await plainFetch(new URL(name, here)).then((answer) => answer.ok, () => false);
    throw new Error(there ? `${name} on this site is damaged: its hash is not the one of the build` : `${name} could not be fetched from this site`);
  });
  if (!response.ok) throw new Error(`${name} is missing on this site (${response.status})`);
  return response;
}

/** The same response, of which the page hears how much has come. */
function counted(response, what) {
  let bytes = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      self.postMessage({ loading: { what, bytes } });
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { status: response.status, headers: response.headers });
}

async function start() {
  files = await (await fetched("files.json")).json();
  const [loader, assembler] = await Promise.all(["pyodide.js", "pyodide.asm.js"].map(async (name) => (await fetched(name)).text()));
  // What Pyodide fetches by itself goes through the same gate.
  self.fetch = async (input, options) => {
    const url = input instanceof Request ? input.url : new URL(String(input), here).href;
    const name = url.startsWith(here.href) ? url.slice(here.href.length) : url;
    if (name in files.hashes) return counted(await fetched(name), name);
    const response = await plainFetch(new URL(name, name === files.numpy ? numpyFrom : here), options);
    return response.ok && response.body ? counted(response, name) : response;
  };
  for (const script of [assembler, loader]) importScripts(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const pyodide = await loadPyodide({ indexURL: here.href, lockFileURL: new URL("pyodide-lock.json", here).href, jsglobals: {} });
  const [wheel, runner] = await Promise.all([fetched(files.wheel), fetched("runner.py")]);
  pyodide.unpackArchive(await wheel.arrayBuffer(), "wheel", { extractDir: "/course" });
  pyodide.FS.writeFile("/course/runner.py", await runner.text());
  pyodide.runPython("import sys; sys.path.insert(0, '/course'); import runner, json");
  return pyodide;
}

/** NumPy, from this site or from where the reader has agreed to; what has another hash than Pyodide's list is refused. */
async function numpy(pyodide, from) {
  if (from) numpyFrom = new URL(from);
  const said = [];
  const options = { checkIntegrity: true, messageCallback: () => {}, errorCallback: (text) => said.push(text) };
  const failed = await pyodide.loadPackage("numpy", options).then(() => null, (error) => error);
  if (!("numpy" in pyodide.loadedPackages)) { // a wrong file makes it resolve all the same
    throw new Error(`NumPy's file could not be loaded, or is not the one that it should be (${failed?.message ?? said.at(-1) ?? "no reason given"})`);
  }
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
  try {
    python ??= start();
    const pyodide = await python;
    self.postMessage({ id, begun: true });
    if (does === "start") self.postMessage({ id, result: { numpy: files.here, public: files.public } });
    else if (does === "numpy") self.postMessage({ id, result: await numpy(pyodide, data.from) });
    else self.postMessage({ id, result: asked(pyodide, data) });
  } catch (error) {
    self.postMessage({ id, failed: String(error?.message ?? error), fatal: does === "start" || !(await python.catch(() => null)) });
  }
};
