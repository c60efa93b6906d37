/* Le lien d’une page avec la séance : suit socle.js, précède la page. L’état entier à l’ouverture, puis poussé par le serveur ; s’il se
   tait, la page l’interroge. `http://192.168…` n’est pas un contexte sûr et EventSource ne sait pas donner de secret : tout passe par fetch. */
const flux = (() => {
  const SILENCE = 20_000; // ms sans un octet : le flux est perdu, ou un pare-feu le retient
  const INTERROGER = 4_000; // ms entre deux questions quand le flux ne passe pas
  const REESSAYER = 60_000; // ms avant de retenter le flux
  const DELAI = 8_000; // ms accordées à une demande

  /** Le secret donné par l’adresse (`#secret`), gardé par l’onglet ; l’adresse est nettoyée. Deux secrets se séparent par un point. */
  function secrets(nom) {
    let trouve = location.hash.slice(1);
    if (trouve) history.replaceState(null, "", location.pathname + location.search);
    try {
      if (trouve) sessionStorage.setItem(nom, trouve); else trouve = sessionStorage.getItem(nom) ?? "";
    } catch { /* navigation privée : le secret ne survivra pas à un rechargement */ }
    return trouve.split(".");
  }

  /** Le clair et le sombre du système, ou ce que la page a choisi. */
  function theme() {
    const systeme = matchMedia("(prefers-color-scheme: dark)");
    let choix = null;
    try { choix = localStorage.getItem("te:sombre"); } catch { /* sans mémoire, le système décide */ }
    const peindre = () => document.body.classList.toggle("sombre", choix === null ? systeme.matches : choix === "oui");
    systeme.addEventListener("change", peindre);
    peindre();
    return () => {
      choix = document.body.classList.contains("sombre") ? "non" : "oui";
      try { localStorage.setItem("te:sombre", choix); } catch { /* voir plus haut */ }
      peindre();
    };
  }

  /** Ouvre le lien. `etat()` : le dernier connu, ou null. `sort()` : « ouverture », « direct », « perdu », « refuse », « effacee ».
      `maintenant()` : l’heure du serveur, en secondes. `appeler` ne lève jamais : { code: 0 } dit que le serveur n’a pas répondu. */
  function lier(secret) {
    const ecoutes = new Set();
    let etat = null, etiquette = "", sort = "ouverture", decalage = 0;
    let coupure = null, reveil = 0, garde = 0, essais = 0, sansFluxAvant = 0, reprise = 0, arrete = false;

    const dire = () => { for (const fn of [...ecoutes]) fn(); };
    function passer(a) { if (sort !== a) { sort = a; dire(); } }

    function recevoir(nouveau, tri = nouveau.tri) {
      if (etat && nouveau.version < etat.version && nouveau.tri === undefined) return; // un envoi en retard
      decalage = nouveau.maintenant - Date.now() / 1000;
      etat = { ...nouveau, tri: tri ?? etat?.tri };
      essais = 0;
      sort = "direct";
      dire();
    }

    async function appeler(methode, chemin, corps, entetes = {}) {
      const texte = typeof corps === "string";
      try {
        const r = await fetch(chemin, {
          method: methode, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout?.(DELAI),
          headers: { Authorization: `Bearer ${secret}`, ...(corps === undefined ? {} : { "Content-Type": texte ? "text/csv" : "application/json" }), ...entetes },
          body: corps === undefined || texte ? corps : JSON.stringify(corps),
        });
        const lu = await r.text(), json = /json/.test(r.headers.get("Content-Type") ?? "");
        return { code: r.status, corps: json && lu ? JSON.parse(lu) : lu, etiquette: r.headers.get("ETag") ?? "" };
      } catch {
        return { code: 0, corps: { message: "La séance ne répond pas." }, etiquette: "" };
      }
    }

    const dans = (ms, fn) => { clearTimeout(reveil); reveil = setTimeout(fn, ms); };

    async function interroger() {
      const r = await appeler("GET", "/api/etat", undefined, etiquette && etat ? { "If-None-Match": etiquette } : {});
      if (arrete) return false;
      if (r.code === 200) { etiquette = r.etiquette; recevoir(r.corps); return true; }
      if (r.code === 304) { essais = 0; passer("direct"); return true; }
      if (r.code === 401 || r.code === 403) passer("refuse");
      else if (r.code === 404 || r.code === 410) passer("effacee");
      else passer(etat ? "perdu" : "ouverture");
      return false;
    }

    const definitif = () => sort === "refuse" || sort === "effacee";

    async function reprendre() {
      if (arrete || document.visibilityState === "hidden") return;
      couper();
      const moi = (reprise += 1), la = await interroger();
      if (arrete || moi !== reprise || definitif()) return;
      if (!la) { essais += 1; dans(Math.min(500 * 2 ** essais, INTERROGER) * (0.7 + 0.6 * Math.random()), reprendre); }
      else if (Date.now() < sansFluxAvant) dans(INTERROGER, reprendre);
      else suivre();
    }

    /** Lit le flux tant qu’il coule ; sa fin, ou son silence, ramène à l’interrogation. */
    async function suivre() {
      const ici = new AbortController(), depart = Date.now();
      coupure = ici;
      let entendu = false;
      const veiller = () => { clearTimeout(garde); garde = setTimeout(() => { if (!entendu) sansFluxAvant = Date.now() + REESSAYER; ici.abort(); }, SILENCE); };
      veiller();
      try {
        const r = await fetch("/api/flux", { headers: { Authorization: `Bearer ${secret}`, Accept: "text/event-stream" }, cache: "no-store", credentials: "omit", signal: ici.signal });
        if (!r.ok || !r.body) throw new Error(String(r.status));
        const lecteur = r.body.getReader(), decodeur = new TextDecoder();
        let reste = "";
        for (;;) {
          const { done, value } = await lecteur.read();
          if (done) break;
          entendu = true;
          veiller();
          const morceaux = (reste + decodeur.decode(value, { stream: true })).replaceAll("\r\n", "\n").split("\n\n");
          reste = morceaux.pop();
          for (const m of morceaux) lireEvenement(m);
        }
      } catch { /* fin, coupure, refus : la suite est la même */ }
      if (coupure !== ici) return; // une autre reprise est déjà partie
      couper();
      if (!entendu && Date.now() - depart < SILENCE) sansFluxAvant = Date.now() + INTERROGER;
      if (!arrete && !definitif()) dans(300, reprendre);
    }

    function lireEvenement(m) {
      const lignes = m.split("\n"), donnees = lignes.filter((l) => l.startsWith("data:")).map((l) => l.slice(5).trimStart()).join("\n");
      if (lignes.some((l) => /^event:\s*fin$/.test(l))) return passer("effacee");
      if (!donnees || !lignes.some((l) => /^event:\s*etat$/.test(l))) return;
      etiquette = "";
      try { recevoir(JSON.parse(donnees)); } catch { /* un événement abîmé : le suivant, ou l’interrogation, le remplacera */ }
    }

    function couper() {
      clearTimeout(garde);
      clearTimeout(reveil);
      const c = coupure;
      coupure = null;
      c?.abort();
    }

    const surVue = () => { if (document.visibilityState === "hidden") couper(); else reprendre(); };
    const surReseau = () => { essais = 0; reprendre(); };
    document.addEventListener("visibilitychange", surVue);
    window.addEventListener("online", surReseau);
    window.addEventListener("pageshow", surReseau);
    reprendre();

    return {
      etat: () => etat, sort: () => sort, maintenant: () => Date.now() / 1000 + decalage, appeler,
      recevoir: (e) => recevoir(e, e.tri ?? etat?.tri),
      sur(fn) { ecoutes.add(fn); return () => ecoutes.delete(fn); },
      arreter() {
        arrete = true;
        couper();
        document.removeEventListener("visibilitychange", surVue);
        window.removeEventListener("online", surReseau);
        window.removeEventListener("pageshow", surReseau);
      },
    };
  }

  return { secrets, theme, lier };
})();
