/* La régie : pourquoi ils ont répondu ainsi. Rien de ce qui est écrit ne va aux téléphones ni au mur sans un geste d’ici ;
   les mots du récit, eux, passent seuls aux téléphones. */
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { citer, pluriel } from "../../commun/phrases.js";
import { nommerCase } from "../../commun/reponses.js";

const EFFACER = ["Effacer cette raison\u00a0?", "Elle disparaît d’ici, des téléphones et du fichier, sans retour possible.", "La garder"];

/** Les raisons de la carte montrée, à laisser passer ou non. */
export function raisonsDe(r, repli) {
	const titre = el("h3", { class: "t2", id: r.id("raisons"), tabindex: "-1" }, "Pourquoi");
	const mode = "Avant le second vote, chaque téléphone en lit trois d’autres choix que le sien. Rien n’est signé.";
	const attendent = el("p", { role: "status" });
	const tout = bouton("Tout laisser passer");
	const liste = el("ul", { class: "raisons", role: "list" });
	const tete = el("div", { class: "rangee" }, attendent, tout);
	const element = el(
		"section",
		{ class: "bloc", "aria-labelledby": titre.id, "data-confirme": "", hidden: true },
		titre,
		el("p", { class: "discret" }, mode),
		tete,
		liste,
	);
	let lues = [];
	let luesDe = "";

	async function decider(cles, sort) {
		const recu = await r.demander("POST", "/api/raisons", { cles, sort });
		if (recu?.code === 200) r.recevoir(recu.corps);
		else if (recu) r.dire(r.raison(recu));
	}
	const quiAttendent = () => lues.filter((x) => x.sort === "tue" && !x.du_recit).map((x) => x.cle);
	tout.addEventListener("click", () => decider(quiAttendent(), "passe"));

	function geste(x, nom, mis, sort, sinon) {
		const b = bouton(nom, "court");
		b.setAttribute("aria-pressed", String(mis));
		b.setAttribute("aria-label", `${nom}\u00a0: ${x.texte}`);
		b.dataset.cle = `${x.cle} ${nom}`;
		b.addEventListener("click", () => decider([x.cle], mis ? sinon : sort));
		return b;
	}
	function ligne(x) {
		const passe = x.sort !== "tue";
		const seul = x.du_recit && !passe;
		const ote = bouton("Effacer", "nu");
		ote.setAttribute("aria-label", `Effacer\u00a0: ${x.texte}`);
		ote.addEventListener("click", () => r.confirmer(EFFACER, "Effacer pour de bon", () => decider([x.cle], "efface"), ote));
		const dits = [nommerCase(r.etat().tri, x.case), x.du_recit && "mots du récit", x.hesitent && `a fait hésiter ${x.hesitent}`];
		const gestes = [
			seul ? el("span", { class: "discret" }, "Aux téléphones") : geste(x, "Aux téléphones", passe, "passe", "tue"),
			geste(x, "Au mur", x.sort === "mur", "mur", "passe"),
			ote,
		];
		const dit = el("p", {}, citer(x.texte), " ", el("span", { class: "discret" }, dits.filter(Boolean).join(" · ")));
		return el("li", {}, dit, el("div", { class: "rangee" }, gestes));
	}
	function poser() {
		montrer(element, lues.length > 0, repli);
		const n = quiAttendent().length;
		texte(attendent, n ? `${pluriel(n, "raison attend d’être lue", "raisons attendent d’être lues")}.` : "");
		montrer(tete, n > 0, titre);
		const tenue = /** @type {any} */ (document.activeElement)?.dataset?.cle;
		garnir(liste, JSON.stringify(lues), () => lues.map(ligne));
		if (tenue && liste.dataset.cle !== tenue) liste.querySelector(`[data-cle="${CSS.escape(tenue)}"]`)?.focus({ preventScroll: true });
	}
	async function peindre(x) {
		texte(titre, `Pourquoi\u00a0: ${x.tri.cartes.find((c) => c.id === x.etat.carte)?.titre ?? ""}`);
		const { carte, phase, tour, raisons } = x.etat;
		const clos = tour > 1 || (tour === 1 && phase !== "vote");
		const cle = clos ? `${carte} ${phase} ${tour} ${raisons}` : "";
		if (cle === luesDe) return;
		luesDe = cle;
		const recu = clos ? await r.appeler("GET", "/api/raisons") : { code: 200, corps: { raisons: [] } };
		if (luesDe !== cle) return;
		if (recu.code === 200) lues = recu.corps.raisons;
		else luesDe = "?";
		poser();
	}
	return { element, peindre };
}
