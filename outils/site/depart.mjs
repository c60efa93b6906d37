/* Pyodide, avec nos paquets déjà compilés, dépliés d’une seule archive : JupyterLite croit charger Pyodide lui-même. */
import { loadPyodide as charger } from "./pyodide.mjs";

export async function loadPyodide({ packages: _, ...options }) {
	const archive = fetch(new URL("paquets.zip", import.meta.url)).then((r) => r.arrayBuffer());
	const python = await charger({ ...options, lockFileURL: new URL("pyodide-lock.json", import.meta.url).href });
	python.unpackArchive(await archive, "zip", { extractDir: "/lib/python3.14/site-packages" });
	return python;
}
