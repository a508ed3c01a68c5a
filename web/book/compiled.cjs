// What a start of the pages' Python imports, compiled by that very Python: Pyodide ships sources alone, and a browser
// spends two seconds on them.
//
// node compiled.cjs FOLDER: python_stdlib.zip of a folder with Pyodide's core, and perhaps with NumPy's file, in place.
"use strict";
const { readFileSync, readdirSync, renameSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

const COMPILE = `
import json, marshal, random, sys, zipfile
from importlib.util import MAGIC_NUMBER, find_spec, source_hash

if find_spec("numpy"):
    import numpy

LIBRARY = next(path for path in sys.path if path.endswith(".zip")) + "/"
UNCHECKED = (1).to_bytes(4, "little")  # a hash that nobody compares: there is no source beside it
used = {getattr(module, "__file__", None) for module in sys.modules.values()}
with zipfile.ZipFile("/before.zip") as before, zipfile.ZipFile("/after.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as after:
    for name in before.namelist():
        data = before.read(name)
        if LIBRARY + name in used:
            code = compile(data, LIBRARY + name, "exec", dont_inherit=True)
            name, data = name + "c", MAGIC_NUMBER + UNCHECKED + source_hash(data) + marshal.dumps(code)
        after.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
`;

async function main(folder) {
  const { loadPyodide } = require(join(folder, "pyodide.js"));
  const python = await loadPyodide({ indexURL: `${folder}/`, env: { PYTHONHASHSEED: "0" } });
  const library = join(folder, "python_stdlib.zip");
  for (const wheel of readdirSync(folder).filter((name) => name.endsWith(".whl"))) {
    python.unpackArchive(new Uint8Array(readFileSync(join(folder, wheel))), "wheel");
  }
  python.FS.writeFile("/before.zip", readFileSync(library));
  python.runPython(COMPILE);
  writeFileSync(`${library}.new`, python.FS.readFile("/after.zip"));
  renameSync(`${library}.new`, library); // whole, or as it was
}

main(resolve(process.argv[2])).catch((error) => {
  process.stderr.write(`${String(error?.message ?? error).trim().split("\n").at(-1)}\n`);
  process.exit(1);
});
