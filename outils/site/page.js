/* La page qui ouvre un carnet, sur le site : ce qui se lit avant que Python ne soit prêt, les liens d’un carnet à l’autre,
   et la demande de garder (le stockage durable, puis tout ce qui sert hors ligne). */
(() => {
	const demande = new URLSearchParams(location.search).get("path") ?? "notebooks/00-accueil.ipynb";
	const apercu = document.getElementById("te-apercu");
	document.documentElement.dataset.teSite = "oui";
	let etape = 0;
	try {
		etape = Number(localStorage.getItem(`travailler-ensemble:lecteur:etape:${demande}`)) || 0;
	} catch {
		// un navigateur qui refuse de garder : le début du labo
	}

	async function montrer() {
		const recu = await fetch(`../apercus/${demande.replaceAll("/", "-").replace(/\.ipynb$/, "")}.html`);
		if (!recu.ok || !apercu.isConnected) return;
		apercu.innerHTML = `<p class="barre" role="status">Le labo se prépare : vous pouvez déjà lire.</p>${await recu.text()}`;
		const ecrans = [...apercu.querySelectorAll(":scope > section")];
		ecrans.forEach((ecran, rang) => {
			ecran.hidden = rang !== Math.min(etape, ecrans.length - 1);
		});
		document.title = `${apercu.querySelector("h1")?.textContent ?? "Labo"} · Travailler ensemble`;
	}
	montrer().catch(() => {});

	// Le lecteur est là, avec la même lecture : on lui laisse la place. S’il ne vient pas, le carnet se montre tel quel.
	const guet = new MutationObserver(() => {
		const carnet = document.querySelector("[data-travailler-ensemble]");
		if (!carnet) return;
		if (carnet.querySelector(".te-barre")) apercu.remove();
		if (carnet.dataset.travaillerEnsemble !== "lance") return;
		apercu.remove();
		guet.disconnect();
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

	navigator.storage?.persist?.().catch(() => {});
})();
