/* La régie : ouvrir la séance à la classe, à l’adresse que les téléphones verront ; projeter. */
import { activer, bouton, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { insecable, pluriel } from "../../commun/phrases.js";
import { UN_ECRAN } from "../ecran_unique.js";

const SANS_RESEAU = "Cet ordinateur n’est relié à aucun réseau. Reliez-le au Wi-Fi de la salle, ou au partage de connexion d’un téléphone.";
const AIDE = [
	"Le téléphone doit être sur le même Wi-Fi que cet ordinateur\u00a0; coupez ses données mobiles.",
	[
		"Le téléphone dit que le site n’est pas sécurisé\u00a0? Continuez quand même\u00a0:",
		"l’adresse commence par http et ne sort pas de la salle.",
		"Il refuse\u00a0? Coupez «\u00a0Toujours utiliser des connexions sécurisées\u00a0» (ou «\u00a0HTTPS uniquement\u00a0»),",
		"dans son navigateur.",
	].join(" "),
	"L’ordinateur a plusieurs cartes réseau\u00a0? Changez d’adresse, puis réessayez.",
	[
		"Un pare-feu demande une autorisation\u00a0? Acceptez Python pour les réseaux privés.",
		"Sinon, dans ses réglages, autorisez Python à recevoir des connexions.",
	].join(" "),
	[
		"Beaucoup de Wi-Fi d’établissement empêchent les appareils de se voir. Alors\u00a0: sur un téléphone, activez le partage de connexion,",
		"reliez-y cet ordinateur, cherchez de nouveau les adresses, et faites entrer la classe par ce Wi-Fi-là.",
		"Il accepte souvent dix appareils\u00a0: un par table.",
	].join(" "),
	"Rien n’y fait\u00a0? Votez à main levée ou sur papier, plus bas\u00a0: le bilan est le même.",
];

/** Les adresses de l’ordinateur, à choisir. */
function adressesDe(r) {
	const choix = el("fieldset", { class: "adresses" });
	const ouvrir = bouton("Ouvrir à la classe", "principal");
	const relire = bouton("Chercher de nouveau", "nu");
	const fermee = el(
		"div",
		{ class: "pile" },
		el(
			"p",
			{},
			"Pour l’instant, cette séance ne répond qu’à cet ordinateur. ",
			"Choisissez l’adresse que les téléphones verront\u00a0; la première est sans doute la bonne.",
		),
		choix,
		el("div", { class: "rangee" }, ouvrir, relire),
	);
	const cochee = () => choix.querySelector("input:checked")?.value;
	async function chercher() {
		const recu = await r.appeler("GET", "/api/adresses");
		const adresses = recu.code === 200 ? recu.corps : [];
		const coche = cochee() ?? adresses[0]?.adresse;
		const lignes = adresses.map((a) => {
			const radio = el("input", { type: "radio", name: r.id("adresse"), value: a.adresse });
			radio.checked = a.adresse === coche;
			const nom = el("strong", { class: "chiffre" }, a.adresse);
			return el("label", { class: "choix" }, radio, el("span", {}, nom, ` (${a.nom}) `, el("span", { class: "discret" }, a.conseil)));
		});
		const legende = el("legend", {}, adresses.length > 1 ? "Adresses de cet ordinateur" : "Adresse de cet ordinateur");
		const rien = el("p", {}, recu.code === 200 ? SANS_RESEAU : r.raison(recu));
		choix.replaceChildren(legende, ...(lignes.length ? lignes : [rien]));
		activer(ouvrir, adresses.length > 0);
	}
	relire.addEventListener("click", chercher);
	return { fermee, ouvrir, cochee, chercher };
}

/** Le bloc « ouvrir à la classe » ; il vient en tête tant que c’est la première chose à faire. `mener` et `cote` : où il se range. */
export function reseauDe(r, mener, cote) {
	const adresses = adressesDe(r);
	const refermer = bouton("Refermer", "nu");
	const changer = bouton("Changer d’adresse", "nu");
	const copier = bouton("Copier l’adresse");
	const adresse = el("p", { class: "adresse" });
	const code = el("p", { class: "code" });
	const visites = el("p");
	const ouverte = el(
		"div",
		{ class: "pile" },
		el("p", {}, "Sur un téléphone, le QR du mur, ou cette adresse puis le code\u00a0:"),
		[adresse, code, visites],
		el("div", { class: "rangee" }, copier, changer, refermer),
	);
	const liste = el(
		"ol",
		{ class: "aide" },
		AIDE.map((s) => el("li", {}, s)),
	);
	const aide = el("details", {}, el("summary", {}, "Un téléphone n’y arrive pas\u00a0?"), liste);
	const titre = el("h3", { class: "t2", id: r.id("reseau"), tabindex: "-1" }, "Ouvrir à la classe");
	const element = el("section", { class: "bloc reseau", "aria-labelledby": titre.id }, titre, adresses.fermee, ouverte, aide);
	const coupure = el(
		"p",
		{ class: "avertissement", hidden: true },
		el("strong", {}, "Les téléphones ne joignent plus cet ordinateur. "),
		el("span"),
	);
	let enChange = false;
	let adresseVue = "";
	let perdueVue = "";
	let chute = false; // le serveur s’est tu : il a pu être relancé
	let cherchees = false;

	const suivre = (recu) => r.recevoir({ ...r.etat(), ouverture: recu.corps });
	adresses.ouvrir.addEventListener("click", async () => {
		const voulue = adresses.cochee();
		if (!voulue) return r.voix.dire("Choisissez d’abord une adresse.");
		const recu = await r.demander("POST", "/api/ouverture", { adresse: voulue });
		if (!recu) return;
		if (recu.code !== 200) return r.dire(r.raison(recu));
		enChange = false;
		suivre(recu);
		viser(titre, element);
		r.voix.dire("La séance est ouverte à la classe.");
	});
	changer.addEventListener("click", () => {
		enChange = true;
		adresses.chercher();
		peindre(r.etat());
		viser(titre, element);
	});
	refermer.addEventListener("click", async () => {
		const recu = await r.demander("DELETE", "/api/ouverture");
		if (!recu) return;
		if (recu.code !== 200) return r.dire(r.raison(recu));
		adresseVue = "";
		suivre(recu);
		viser(titre, element);
	});
	copier.addEventListener("click", () => r.copier(r.etat().ouverture.url, copier));

	/** Un serveur relancé ne répond plus qu’à cet ordinateur : on le rouvre à l’adresse que les téléphones connaissent. */
	async function rouvrir(x, perdu) {
		if (perdu) chute = true;
		else if (x.ouverture?.ouverte) {
			adresseVue = x.ouverture.adresse;
			chute = false;
		} else if (chute && adresseVue && !x.ouverture?.perdue && !r.occupe()) {
			chute = false;
			const recu = await r.demander("POST", "/api/ouverture", { adresse: adresseVue });
			if (recu?.code === 200) suivre(recu);
		}
	}

	function peindre(x) {
		const o = x.ouverture ?? {};
		const ici = o.ouverte && !enChange;
		montrer(adresses.fermee, !ici, titre);
		montrer(ouverte, ici, titre);
		texte(titre, o.ouverte ? "La classe peut entrer" : "Ouvrir à la classe");
		texte(adresse, o.url ?? "");
		texte(code, insecable(x.seance.code ?? ""));
		const n = o.visites ?? 0;
		const venu = [
			el("strong", {}, "Un autre appareil a joint cet ordinateur"),
			`\u00a0: ${pluriel(n, "appareil")}. Le réseau laisse passer.`,
		];
		const essai = [
			el("strong", {}, "Test de connexion."),
			" Personne n’est encore entré. Essayez avec votre téléphone\u00a0: cette phrase changera.",
		];
		visites.replaceChildren(...(n ? venu : essai));
		if (!o.ouverte && !cherchees) {
			cherchees = true;
			adresses.chercher();
		}
		/* Avant d’ouvrir, c’est la première chose à faire ; ensuite, cela se range à côté. */
		const dabord = !o.ouverte && x.etat.phase === "preparation";
		const place = dabord ? mener : cote;
		mener.closest(".te").classList.toggle("a-ouvrir", dabord);
		if (element.parentNode !== place) place.prepend(element);
		const vide = "Ouvrez de nouveau la séance à la classe, à la même adresse\u00a0: ils reviendront seuls, avec leurs réponses.";
		const changee = `Son adresse, ${o.perdue}, n’est plus la sienne\u00a0: le réseau a changé.`;
		const perdue = `${changee} Ouvrez la séance à la nouvelle\u00a0; le mur la montrera.`;
		texte(coupure.lastChild, o.perdue ? perdue : vide);
		if (o.perdue && perdueVue !== o.perdue) adresses.chercher();
		perdueVue = o.perdue ?? "";
		montrer(coupure, !!o.perdue || (!o.ouverte && !["preparation", "terminee"].includes(x.etat.phase) && x.presents > 0));
	}
	return { coupure, peindre, rouvrir };
}

const MINUTE = 60_000; // ms : un billet ne vaut plus ensuite

/** La page du mur, et celle de l’enseignant. Leur adresse ne porte qu’un billet, demandé au moment de s’en servir. */
export function projeterDe(r, repli) {
	const mur = bouton("Ouvrir la projection");
	const page = bouton("Mener depuis une page à part", "nu");
	const copier = bouton("Copier son adresse", "nu");
	const telephone = bouton("Mener depuis mon téléphone", "nu");
	const image = el("img", { class: "qr", alt: "Code QR pour mener depuis votre téléphone" });
	const prevenir =
		"À viser vous-même, dans la minute, hors de la vue de la classe\u00a0: qui l’ouvre mène la séance. Il ne sert qu’une fois.";
	const cadre = el("figure", { hidden: true }, image, el("figcaption", { class: "discret" }, prevenir));
	const unique = "L’adresse copiée sert une fois, dans la minute\u00a0: collez-la aussitôt dans l’autre navigateur.";
	async function adresse(pour) {
		const recu = await r.appeler("POST", "/api/billets", { pour });
		if (recu.corps?.billet) return `${r.liens()[pour]}#${recu.corps.billet}`;
		r.dire(r.raison(recu));
		return "";
	}
	/* La fenêtre s’ouvre pendant le geste : plus tard, le navigateur la bloquerait. */
	async function ouvrir(pour, recherche = "") {
		const fenetre = window.open("", "_blank");
		const url = await adresse(pour);
		if (!fenetre) return url && r.dire("Le navigateur a bloqué la nouvelle page\u00a0: autorisez-la, puis réessayez.");
		if (!url) return fenetre.close();
		fenetre.opener = null;
		fenetre.location.replace(url.replace("#", `${recherche}#`));
	}
	mur.addEventListener("click", () => ouvrir("projection"));
	page.addEventListener("click", () => ouvrir("enseignant"));
	copier.addEventListener("click", async () => {
		const url = await adresse("projection");
		if (url) await r.copier(url, copier);
	});
	telephone.addEventListener("click", async () => {
		const recu = await r.appeler("POST", "/api/qr-enseignant.svg", {});
		if (recu.code !== 200) return r.dire(r.raison(recu));
		image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(recu.corps)}`;
		cadre.hidden = false;
		r.voix.dire(prevenir);
		setTimeout(() => montrer(cadre, false, telephone), MINUTE);
	});
	const titre = el("h3", { class: "t2", id: r.id("projeter") }, "Projeter");
	const mode =
		"Ouvrez la page du mur, glissez sa fenêtre sur le vidéoprojecteur, passez en plein écran. " +
		"Elle suit toute seule, et ses touches ← → (cartes) et espace (geste suivant) mènent cette page-ci.";
	const seul = bouton("Un seul écran", "nu");
	seul.addEventListener("click", () => {
		r.cacher(true);
		ouvrir("projection", UN_ECRAN);
	});
	const recopie =
		"Votre écran est recopié au vidéoprojecteur\u00a0? «\u00a0Un seul écran\u00a0» met le mur devant, avec une barre pour mener, " +
		"et cache ici ce qui n’est que pour vous. Les raisons et l’auteur suivant se lisent sur votre téléphone.";
	const rangee = el("div", { class: "rangee" }, mur, copier, page, telephone, !r.page && seul);
	const dits = [el("p", {}, mode), rangee, cadre, !r.page && el("p", { class: "discret" }, recopie), el("p", { class: "discret" }, unique)];
	const element = el("section", { class: "bloc", "aria-labelledby": titre.id }, titre, dits);
	function peindre() {
		const { projection, enseignant } = r.liens();
		montrer(element, !!projection, repli);
		page.hidden = !enseignant;
	}
	return { element, peindre };
}
