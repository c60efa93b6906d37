/* La page qui ouvre un carnet, sur le site : ce qui se lit et se coche avant que Python ne soit prêt, les liens d’un carnet à l’autre,
   et la demande de garder (le stockage durable, puis tout ce qui sert hors ligne). */
(() => {
	const demande = new URLSearchParams(location.search).get("path") ?? "notebooks/00-accueil.ipynb";
	const apercu = document.getElementById("te-apercu");
	document.documentElement.dataset.teSite = "oui";
	// Sous ces en-têtes-là (COOP, COEP), JupyterLite prendrait un autre chemin vers Python, qui échoue ici.
	Object.defineProperty(window, "crossOriginIsolated", { value: false });
	const SUR = Boolean(navigator.serviceWorker); // sans gardien, rien ne se garde
	const ANCRE = decodeURIComponent(location.hash.slice(1)); // la page n’a encore rien où aller
	let etape = 0;
	try {
		etape = Number(localStorage.getItem(`travailler-ensemble:lecteur:etape:${demande}`)) || 0;
	} catch {
		// un navigateur qui refuse de garder : le début du labo
	}

	async function montrer() {
		const recu = await fetch(`../apercus/${demande.replaceAll("/", "-").replace(/\.ipynb$/, "")}.html`);
		if (!recu.ok) return apercu.remove(); // un carnet de l’utilisateur : rien d’avance à en lire
		if (!apercu.isConnected) return;
		apercu.innerHTML = `<p class="barre" role="status">Le labo se prépare : vous pouvez déjà lire et cocher.</p>${await recu.text()}`;
		const ecrans = [...apercu.querySelectorAll(":scope > section")];
		ecrans.forEach((ecran, rang) => {
			ecran.hidden = rang !== Math.min(etape, ecrans.length - 1);
		});
		document.title = `${apercu.querySelector("h1")?.textContent ?? "Labo"} · Travailler ensemble`;
	}
	montrer()
		.then(connaitre)
		.catch(() => {});

	/** Une phrase au bas de la page, dite aussi aux lecteurs d’écran ; vide : rien. @param {string} phrase */
	function dire(phrase) {
		const la = document.getElementById("te-dit") ?? document.body.appendChild(document.createElement("p"));
		la.id = "te-dit";
		la.setAttribute("role", "status");
		la.textContent = phrase;
		la.hidden = !phrase;
	}

	/* Ce que l’on coche d’avance est un brouillon du labo (voir commun/brouillons.js) : l’activité l’envoie en s’ouvrant, et le dit. Une
	   activité où quelque chose est déjà gardé attend la sienne : on n’y répond pas à l’aveugle. */

	/** @type {Map<string, {cle: string, champs: string[], valeurs: string[]}>} d’après leur texte, le même dans le lecteur */
	const activites = new Map();
	const texteDe = (e) => e.textContent.replace(/[\s☐]+/g, "");
	const lireLeBrouillon = (cle) => {
		try {
			return JSON.parse(localStorage.getItem(`te::${cle}`)) ?? {};
		} catch {
			return {};
		}
	};
	async function connaitre() {
		const deja = new Set();
		if (navigator.serviceWorker?.controller) for (const [, cle] of await (await fetch("../api/te-reponses?depuis=0")).json()) deja.add(cle);
		for (const e of apercu.querySelectorAll("[data-cle]")) {
			const { cle, champs, valeurs } = e.dataset;
			if (!deja.has(cle)) activites.set(texteDe(e), { cle, champs: champs.split(" "), valeurs: valeurs.split(" ") });
		}
		cocher();
	}
	/** Des cases qui se cochent, là où il n’y avait que leur dessin. */
	function cocher() {
		for (const section of document.querySelectorAll(".te-statique:not([data-te-coche])")) {
			const activite = activites.get(texteDe(section));
			if (!activite) continue;
			section.dataset.teCoche = activite.cle;
			[...section.querySelectorAll("ul")].forEach((liste, rang) => {
				const champ = activite.champs[rang];
				liste.setAttribute("role", "radiogroup");
				liste.setAttribute("aria-label", liste.parentElement.querySelector("h4")?.textContent ?? "");
				[...liste.children].forEach((li, n) => {
					const bouton = Object.assign(document.createElement("input"), { type: "radio", name: `${section.dataset.teCoche}-${rang}` });
					bouton.checked = lireLeBrouillon(activite.cle)[champ]?.valeur === activite.valeurs[n];
					bouton.addEventListener("change", () => noter(activite.cle, champ, activite.valeurs[n]));
					const etiquette = document.createElement("label");
					etiquette.append(bouton, li.textContent.replace("☐", ""));
					li.setAttribute("role", "none");
					li.replaceChildren(etiquette);
				});
			});
		}
	}
	function noter(cle, champ, valeur) {
		if (!SUR) return; // c’est déjà dit
		try {
			const brouillon = { ...lireLeBrouillon(cle), [champ]: { valeur, avant: [""], tour: 1, vue: "avance", n: 1 } };
			localStorage.setItem(`te::${cle}`, JSON.stringify(brouillon));
			dire("Gardé ici ; envoyé dès que le labo sera prêt.");
		} catch {
			dire("Ce navigateur ne garde rien : attendez que le labo soit prêt pour répondre.");
		}
	}

	// Le lecteur est là, avec la même lecture : on lui laisse la place. S’il ne vient pas, le carnet se montre tel quel.
	const guet = new MutationObserver(() => {
		const carnet = document.querySelector("[data-travailler-ensemble]");
		if (!carnet) return;
		cocher();
		if (carnet.querySelector(".te-barre")) apercu.remove();
		if (carnet.dataset.travaillerEnsemble !== "lance") return;
		apercu.remove();
		guet.disconnect();
		if (location.hash) carnet.querySelector(`[id="${CSS.escape(ANCRE)}"], [data-jupyter-id="${CSS.escape(ANCRE)}"]`)?.scrollIntoView();
		if (SUR) dire("");
		navigator.serviceWorker?.ready.then((e) => e.active?.postMessage("hors-ligne"));
	});
	guet.observe(document, { subtree: true, childList: true, attributeFilter: ["data-travailler-ensemble"] });
	setTimeout(() => apercu.remove(), 90_000);

	// JupyterLite ferait d’un lien vers un carnet le téléchargement de son fichier.
	document.addEventListener(
		"click",
		(e) => {
			const lien = e.target.closest?.("a[href]");
			const chemin = lien && /\/(?:files|notebooks|tree)\/((?:notebooks|exercises)\/[^/?#]+\.ipynb)/.exec(new URL(lien.href).pathname)?.[1];
			if (!chemin || e.ctrlKey || e.metaKey || e.shiftKey) return;
			e.preventDefault();
			e.stopPropagation();
			location.search = `?path=${chemin}`;
		},
		true,
	);

	// Il ouvrirait l’accueil dans un second onglet.
	const ouvrir = window.open.bind(window);
	window.open = (adresse, ...reste) => {
		const chemin = adresse && new URL(adresse, location).searchParams.get("path");
		if (!chemin?.endsWith(".ipynb")) return ouvrir(adresse, ...reste);
		location.search = `?path=${chemin}`;
		return window;
	};

	if (location.protocol === "file:") dire("Ouverte depuis un fichier, cette page ne démarre pas : il lui faut une adresse en https, ou un serveur sur cette machine.");
	else if (!SUR) dire("Cette adresse n’est pas en https : les labos s’y ouvrent, mais rien de ce que vous répondez n’y est gardé.");

	// À la première réponse, on demande que rien ne s’efface. Refusé : une phrase, une fois ; une fenêtre privée la redira, elle oublie tout.
	const DITE = "te:effacable";
	async function demanderDeGarder() {
		if (!SUR || (await navigator.storage?.persist?.().catch(() => false))) return;
		try {
			if (localStorage.getItem(DITE)) return;
		} catch {
			// il ne garde rien : raison de plus de le dire
		}
		const compris = Object.assign(document.createElement("button"), { type: "button", textContent: "Compris" });
		compris.addEventListener("click", () => {
			dire("");
			try {
				localStorage.setItem(DITE, "oui");
			} catch {
				// la phrase reviendra
			}
		});
		dire("Ce navigateur peut effacer vos réponses (fenêtre privée fermée, poste nettoyé) : emportez-les à la fin du labo. ");
		document.getElementById("te-dit").append(compris);
	}
	const repondu = ({ target }) => {
		if (!target.closest(".te") || target.closest("#te-apercu, .te-statique")) return;
		document.removeEventListener("change", repondu, true);
		demanderDeGarder();
	};
	document.addEventListener("change", repondu, true);
})();
