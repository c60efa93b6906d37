/* Le plancher des navigateurs : Chrome et Samsung Internet 86, Safari 14, Firefox 79. Le style est à biome, les types à tsc. */
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";

const files = ["lib/travailler_ensemble/web/**/*.js"];
/* Les méthodes des itérateurs portent les noms de celles des tableaux : sans types, on ne les distingue pas. */
const permises = Object.keys(esx.rules).filter((r) => r.startsWith("no-iterator-prototype-"));

export default [
	{ ...esx.configs["flat/restrict-to-es2021"], files, settings: { "es-x": { aggressive: true } } },
	{ files, rules: Object.fromEntries(permises.map((r) => [`es-x/${r}`, "off"])) },
	{ ...compat.configs["flat/recommended"], files, settings: { browsers: ["chrome 86", "safari 14", "firefox 79"] } },
];
