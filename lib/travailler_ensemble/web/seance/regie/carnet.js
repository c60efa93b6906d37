/* La régie dans un carnet : Python tient le secret et parle au serveur ; la page du carnet ne fait que demander. */
import { identifiant } from "../../commun/elements.js";
import { demanderAuModele } from "../../commun/modele.js";
import { accueil } from "./accueil.js";
import { monter } from "./regie.js";

const SILENCE = 20_000; // ms avant de dire que le noyau se tait
const NOYAU = "Le noyau ne répond pas. La séance, elle, continue\u00a0: menez-la depuis la page à part, ou redémarrez le noyau.";
const CHANGENT = ["change:etat", "change:seance", "change:tri", "change:tris"];

/** Les demandes parties vers le noyau, et leurs réponses. `heure` est celle du serveur, quand il la dit. */
function messagerie(model, surHeure) {
	const vue = identifiant();
	const attentes = new Map();
	let n = 0;
	const geste = (g) => demanderAuModele({ demander: (x) => model.send(x) }, { ...g, vue });
	function recevoir(m) {
		if (m?.vue !== vue) return;
		if (m.heure) return surHeure(m.heure);
		const attente = attentes.get(m.n);
		if (!attente) return;
		attentes.delete(m.n);
		clearTimeout(attente.minuterie);
		attente.fini({ code: m.code, corps: m.corps });
	}
	const appeler = (methode, chemin, corps) =>
		new Promise((fini) => {
			n += 1;
			const moi = n;
			const taire = () => {
				attentes.delete(moi);
				fini({ code: 0, corps: { message: NOYAU } });
			};
			attentes.set(moi, { fini, minuterie: setTimeout(taire, SILENCE) });
			const dit = corps === undefined ? "" : typeof corps === "string" ? corps : JSON.stringify(corps);
			geste({ geste: "appeler", n: moi, methode, chemin, corps: dit });
		});
	model.on("msg:custom", recevoir);
	function arreter() {
		model.off("msg:custom", recevoir);
		for (const { minuterie } of attentes.values()) clearTimeout(minuterie);
	}
	return { geste, appeler, arreter };
}

function ouvrirPage(html) {
	const url = URL.createObjectURL(new Blob([html], { type: "text/html;charset=utf-8" }));
	window.open(url, "_blank");
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function carnet(model, racine) {
	const ecoutes = new Set();
	let demonter = null;
	let montee = "";
	let plusRecent = null; // rendu par un geste, avant que le noyau ne le redise
	let decalage = 0; // secondes dont le serveur avance sur ce navigateur
	const dire = () => {
		for (const fn of [...ecoutes]) fn();
	};
	const sur = (fn) => {
		ecoutes.add(fn);
		return () => ecoutes.delete(fn);
	};
	const etat = () => model.get("etat");
	const { geste, appeler, arreter } = messagerie(model, (heure) => {
		decalage = heure - Date.now() / 1000;
		dire();
	});
	const modele = {
		appeler,
		sur,
		etat() {
			const x = model.get("seance");
			if (!x?.etat) return null;
			const recent = plusRecent && plusRecent.seance.id === x.seance.id && plusRecent.version > x.version ? plusRecent : x;
			return { ...recent, tri: model.get("tri") };
		},
		lien: etat,
		liens: () => etat().liens ?? {},
		maintenant: () => Date.now() / 1000 + decalage,
		recevoir(e) {
			plusRecent = e;
			dire();
		},
		quitter: () => geste({ geste: "quitter" }),
		page: ouvrirPage,
	};
	function choisir() {
		const voulu = ["aucune", "lancement"].includes(etat().sort) ? "accueil" : "regie";
		if (voulu === montee) return dire();
		demonter?.();
		montee = voulu;
		plusRecent = null;
		const preparer = { donnees: model.get("donnees"), etat, sur, tris: () => model.get("tris") };
		demonter = voulu === "accueil" ? accueil(racine, preparer, geste) : monter(racine, modele);
	}
	for (const nom of CHANGENT) model.on(nom, choisir);
	choisir();
	geste({ geste: "montee" });
	return () => {
		demonter?.();
		arreter();
		for (const nom of CHANGENT) model.off(nom, choisir);
	};
}

export default { render: ({ model, el }) => carnet(model, el) };
