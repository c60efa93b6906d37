/* Compile les paquets et la bibliothèque standard avec le Python du site, une fois pour tous les visiteurs.
   node compiler.mjs DOSSIER_DE_PYODIDE PAQUETS.zip SORTIE.zip STDLIB.zip STDLIB_SORTIE.zip CE_QU_ON_EN_OTE */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [dossier, ...fichiers] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(resolve(dossier, "pyodide.mjs")).href);
const python = await loadPyodide();
const [paquets, sortie, stdlib, stdlibSortie, otes] = fichiers;
python.globals.set("OTES", otes);
python.FS.writeFile("p.zip", readFileSync(paquets));
python.FS.writeFile("s.zip", readFileSync(stdlib));
const faute = python.runPython(readFileSync(new URL("compiler.py", import.meta.url), "utf8"));
if (faute) {
	console.error(faute);
	process.exit(1);
}
writeFileSync(sortie, python.FS.readFile("p2.zip"));
writeFileSync(stdlibSortie, python.FS.readFile("s2.zip"));
process.exit(0);
