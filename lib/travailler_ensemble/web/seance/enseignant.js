/* La page de l’enseignant : la régie, qui parle au serveur elle-même. */
import { secrets, theme } from "./acces.js";
import { lier } from "./lien.js";
import { monter } from "./regie/regie.js";

const [secret, mur] = secrets("te:enseignant");
const lien = lier({ secret });
theme();
monter(document.getElementById("hote"), {
	...lien,
	lien: () => ({ sort: lien.sort(), message: "" }),
	liens: () => ({ projection: mur ? `/projection#${mur}` : "", enseignant: "" }),
});
