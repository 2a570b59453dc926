// Runs a Python file in Pyodide under node, with a checkout's `autograder` importable and a /drive as JupyterLite has it:
// node pyodide.mjs PYODIDE_FOLDER CHECKOUT FILE [PACKAGE …]
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, checkout, file, ...packages] = process.argv.slice(2).map((value, i) => (i < 3 ? path.resolve(value) : value));
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: `${folder}/` });
if (packages.length) await python.loadPackage(packages, { messageCallback: () => {} });
python.FS.mkdirTree("/drive");
python.FS.mkdirTree("/checkout");
python.FS.mount(python.FS.filesystems.NODEFS, { root: checkout }, "/checkout");
python.runPython("import sys; sys.path.insert(0, '/checkout')");
python.runPython(readFileSync(file, "utf8"));
