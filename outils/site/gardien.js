/* Le gardien du site (service worker) : il garde les réponses, relie le noyau aux fichiers, et sert les pages sans réseau.
   Écrit à la construction du site, qui remplit VERSION. Remplace celui de JupyterLite, dont il reprend les deux messages. */

const VERSION = "@VERSION@";
const CACHE = `te-${VERSION}`;
const PATIENCE = 5000; // ms : au-delà, un refus est dit et le noyau continue
/** Ce qui ne change jamais sous le même nom. */
const FIXES = /\/build\/[^/]+\.[0-9a-f]{7}\.js$|\/static\/python-[0-9a-f]+\//;
const canal = new BroadcastChannel("/sw-api.v1");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(faireLePropre().then(() => self.clients.claim())));
self.addEventListener("message", (e) => e.data === "hors-ligne" && e.waitUntil(toutPrendre()));
self.addEventListener("fetch", (e) => {
	const url = new URL(e.request.url);
	if (url.origin !== location.origin) return;
	if (url.pathname.endsWith("/api/service-worker-heartbeat")) e.respondWith(new Response("ok"));
	else if (url.pathname.endsWith("/api/te-reponses")) e.respondWith(aTemps(repondre(e.request, url)));
	else if (/\/api\/(?:drive|stdin\/)/.test(url.pathname)) e.respondWith(aTemps(transmettre(e.request, url)));
	else if (e.request.method === "GET") e.respondWith(servir(e, url));
});

/** Une réponse, ou un refus : jamais d’attente sans fin. */
function aTemps(promesse) {
	const tard = new Promise((suite) => setTimeout(() => suite(dire(503)), PATIENCE));
	return Promise.race([promesse.catch((e) => dire(e?.name === "QuotaExceededError" ? 507 : 503)), tard]);
}

const dire = (status, corps = null) =>
	new Response(JSON.stringify(corps), { status, headers: { "content-type": "application/json", "x-travailler-ensemble": "gardien" } });

/* Les réponses : une base, une ligne par geste, jamais réécrite. */

let base;
function ouvrir() {
	base ??= new Promise((bien, mal) => {
		const demande = indexedDB.open("travailler-ensemble-reponses", 1);
		demande.onupgradeneeded = () =>
			demande.result.createObjectStore("lignes", { autoIncrement: true }).createIndex("geste", ["cle", "id"], { unique: true });
		demande.onsuccess = () => {
			demande.result.onversionchange = demande.result.onclose = () => {
				demande.result.close();
				base = undefined;
			};
			bien(demande.result);
		};
		demande.onerror = () => mal(demande.error);
	}).catch((e) => {
		base = undefined; // la fois suivante essaie de nouveau
		throw e;
	});
	return base;
}

/** Une transaction menée jusqu’au bout : ce qu’elle rend est sur le disque. */
async function mener(mode, faire) {
	const echange = (await ouvrir()).transaction("lignes", mode, { durability: "strict" });
	const fini = new Promise((bien, mal) => {
		echange.oncomplete = bien;
		echange.onabort = echange.onerror = () => mal(echange.error ?? new Error("refus"));
	});
	const rendu = faire(echange.objectStore("lignes"));
	await fini;
	return rendu;
}

async function repondre(requete, url) {
	if (requete.method === "POST") {
		const lignes = await requete.json();
		await mener("readwrite", (magasin) => {
			for (const [cle, id, ligne] of lignes) {
				magasin.add({ cle, id, ligne }).onerror = (e) => {
					if (e.target.error?.name !== "ConstraintError") return;
					e.preventDefault(); // déjà gardée : la même, une seule fois
					e.stopPropagation();
				};
			}
		});
		const relues = await mener("readonly", (magasin) => lignes.map(([cle, id]) => magasin.index("geste").get([cle, id])));
		return relues.every((r) => r.result) ? dire(200, lignes.length) : dire(503);
	}
	if (url.searchParams.has("sonde")) {
		await ouvrir();
		return dire(200);
	}
	const depuis = IDBKeyRange.lowerBound(Number(url.searchParams.get("depuis")) || 0, true);
	const [rangs, lignes] = await mener("readonly", (magasin) => [magasin.getAllKeys(depuis), magasin.getAll(depuis)]);
	return dire(
		200,
		lignes.result.map(({ cle, ligne }, n) => [rangs.result[n], cle, ligne]),
	);
}

/* Les autres fichiers du noyau : la page les tient, on lui transmet. */

async function transmettre(requete, url) {
	const message = await requete.json();
	message.requestId ??= crypto.randomUUID();
	message.pathname = url.pathname;
	return new Promise((suite) => {
		const entendre = ({ data }) => {
			if (data.browsingContextId !== message.browsingContextId || data.requestId !== message.requestId) return;
			canal.removeEventListener("message", entendre);
			suite(data.response?.refus ? dire(507) : dire(200, data.response ?? null));
		};
		canal.addEventListener("message", entendre);
		setTimeout(() => canal.removeEventListener("message", entendre), PATIENCE);
		canal.postMessage(message);
	});
}

/* Les pages, sans réseau : ce qui est fixe vient d’ici d’abord, le reste du réseau d’abord. */

async function servir(e, url) {
	const cle = url.origin + url.pathname;
	const cache = await caches.open(CACHE);
	if (FIXES.test(url.pathname)) {
		const garde = await caches.match(cle);
		if (garde) return garde;
	}
	try {
		// Toujours redemandé à l’hébergement (une réponse vide s’il n’a pas changé) : une copie du navigateur cacherait la version suivante.
		const recu = await fetch(e.request, FIXES.test(url.pathname) ? {} : { cache: "no-cache" });
		if (recu.ok && recu.type === "basic") {
			const copie = recu.clone();
			e.waitUntil(cache.put(cle, copie).catch(() => {}));
		}
		return recu;
	} catch (panne) {
		const garde = (await cache.match(cle)) ?? (await cache.match(`${cle}index.html`)) ?? (await caches.match(cle));
		if (garde) return garde;
		throw panne;
	}
}

async function toutPrendre() {
	const cache = await caches.open(CACHE);
	const { fichiers } = await (await fetch("hors-ligne.json")).json();
	const deja = new Set((await cache.keys()).map((r) => r.url));
	for (const nom of fichiers) {
		const url = new URL(nom, location).href;
		if (deja.has(url)) continue;
		const fixe = FIXES.test(url); // le même que dans la version d’avant : il ne se télécharge pas deux fois
		const recu = (fixe && (await caches.match(url))) || (await fetch(url, fixe ? {} : { cache: "no-cache" }).catch(() => null));
		if (!recu) return; // le réseau est parti : la visite suivante reprendra
		if (recu.ok) await cache.put(url, recu).catch(() => {});
	}
	for (const page of await self.clients.matchAll()) page.postMessage("pret-hors-ligne");
}

/** L’avant-dernière version reste : une page encore ouverte s’en sert. */
async function faireLePropre() {
	const noms = (await caches.keys()).filter((n) => n.startsWith("te-") && n !== CACHE);
	await Promise.all(noms.slice(0, -1).map((n) => caches.delete(n)));
}
