/* La page de l’enseignant : la régie, qui parle au serveur elle-même. */
import { secretDe, theme } from "./acces.js";
import { lier } from "./lien.js";
import { monter } from "./regie/regie.js";

theme();
secretDe("te:enseignant").then((secret) => {
	const lien = lier({ secret });
	monter(document.getElementById("hote"), {
		...lien,
		lien: () => ({ sort: lien.sort(), message: "" }),
		liens: () => ({ projection: `${location.origin}/projection`, enseignant: "" }),
	});
});
