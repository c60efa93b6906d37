/* Socle des composants web. Placé tel quel devant chaque activité (un seul module, aucun import) ; il n’exporte rien. */
const te = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const FOCALISABLES = /^(button|input|summary|a|select|textarea)$/;

  /** Un élément. Les chaînes deviennent du texte : aucune donnée n’est lue comme du HTML.
      Ce qui prend le focus porte la marque qui suspend les raccourcis de JupyterLab. */
  function el(nom, attributs = {}, ...enfants) {
    const e = document.createElement(nom);
    if (FOCALISABLES.test(nom) || "tabindex" in attributs) e.setAttribute("data-lm-suppress-shortcuts", "true");
    for (const [cle, valeur] of Object.entries(attributs)) {
      if (valeur === undefined || valeur === false) continue;
      if (cle === "style") e.style.cssText = valeur; // permis par une politique de sécurité qui refuse l’attribut
      else e.setAttribute(cle, valeur === true ? "" : valeur);
    }
    e.append(...enfants.flat().filter((x) => x !== undefined && x !== null && x !== "" && x !== false));
    return e;
  }

  function dessin(boite, classe, ...formes) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", boite);
    svg.setAttribute("aria-hidden", "true");
    if (classe) svg.setAttribute("class", classe);
    for (const [nom, attributs] of formes) {
      const forme = document.createElementNS(SVG, nom);
      for (const [cle, valeur] of Object.entries(attributs)) forme.setAttribute(cle, valeur);
      svg.append(forme);
    }
    return svg;
  }

  const TRACES = { garde: "M3 3h11l3 3v11H3zM7 3v4h6V3M6 17v-6h8v6", attention: "M10 2.5 18.5 17h-17zM10 8v4.5M10 14.2v1" };
  const icone = (nom) => dessin("0 0 20 20", `icone ${nom}`, ["path", { d: TRACES[nom] }]);
  const poignee = () => dessin("0 0 12 18", "grain", ...[3, 9, 15].flatMap((cy) => [3, 9].map((cx) => ["circle", { cx, cy, r: 1.6 }])));

  /* Disque plein : moi. Anneau : un auteur. */
  const anneau = (cx, plus = {}) => ["circle", { cx, cy: 10, r: 8.5, ...plus }];
  const disque = (cx) => ["circle", { class: "moi", cx, cy: 10, r: 4.5 }];
  const SIGNES = {
    accord: () => [anneau(17), disque(17)],
    nuance: () => [anneau(13), disque(22)],
    desaccord: () => [anneau(10), disque(28)],
    ne_tranche_pas: () => [anneau(10, { "stroke-dasharray": "3.2 3.4" }), disque(28)],
    hors_champ: () => [["path", { d: "M3 10h14" }], disque(28)],
    lu: () => [anneau(17)],
  };
  const signe = (retour) => dessin("0 0 34 20", "", ...SIGNES[retour]());

  const LETTRES = "aucun un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt".split(" ");
  const enLettres = (n) => LETTRES[n] ?? String(n);
  const majuscule = (s) => s.charAt(0).toLocaleUpperCase("fr") + s.slice(1);
  /** « 2 nuances » ; en français le pluriel commence à deux. */
  const pluriel = (n, un, plusieurs = `${un}s`) => `${n}\u00a0${n >= 2 ? plusieurs : un}`;
  /** Ajoute le point final qui manque. */
  const phrase = (s) => (!s || /[.!?…]$/.test(s.trimEnd()) ? s : `${s}.`);

  /** N’écrit que ce qui change : ni sélection perdue, ni annonce répétée. */
  const texte = (e, s) => { if (e.textContent !== s) e.textContent = s; };

  /** Montre ou cache ; si l’élément caché tenait le focus, `repli` le reçoit. */
  function montrer(e, oui, repli) {
    if (e.hidden === !oui) return;
    const perdu = !oui && e.contains(document.activeElement);
    e.hidden = !oui;
    if (perdu && repli) viser(repli);
  }

  /** Place le focus et, seulement s’il le faut, fait venir `cadre` dans la fenêtre. */
  function viser(e, cadre = e, doux = false) {
    e.focus({ preventScroll: true });
    const { top, bottom } = e.getBoundingClientRect(), fenetre = defileur(e), r = fenetre === document.scrollingElement ? { top: 0, bottom: innerHeight } : fenetre.getBoundingClientRect();
    const { scrollPaddingTop: haut, scrollPaddingBottom: bas } = getComputedStyle(fenetre); // ce que couvrent un en-tête et un pied fixes
    if (top < r.top + (parseFloat(haut) || 0) || bottom > r.bottom - (parseFloat(bas) || 0)) cadre.scrollIntoView({ block: "start", behavior: doux && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "smooth" : "auto" });
  }

  /** L’ancêtre qui défile (dans JupyterLab, ce n’est pas la page). */
  function defileur(e) {
    for (let a = e.parentElement; a; a = a.parentElement) if (a.scrollHeight > a.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(a).overflowY)) return a;
    return document.scrollingElement;
  }

  /** Une région polie et brève ; une phrase répétée à l’identique est redite. */
  function annonceur() {
    const element = el("p", { class: "visuel-cache", role: "status" });
    return { element, dire: (s) => { element.textContent = element.textContent === s ? `${s}\u00a0` : s; } };
  }

  /** La page de carnet n’entend aucune touche : `a`, `x`, `d d` y ajoutent ou coupent des cellules. Le navigateur garde les siennes
      (copier, chercher, agrandir). Seule exception : Ctrl+S, que JupyterLab ne reçoit plus et qui ouvrirait « Enregistrer la page ». */
  function retenirTouches(section) {
    for (const type of ["keydown", "keypress", "keyup"]) section.addEventListener(type, (ev) => ev.stopPropagation());
    section.addEventListener("keydown", (ev) => { if ((ev.ctrlKey || ev.metaKey) && !ev.altKey && !ev.shiftKey && ev.key.toLowerCase() === "s") ev.preventDefault(); });
  }

  /** Le cadre d’une activité : langue dite, touches retenues. `tabindex` fait qu’un clic dans le texte garde le focus ici, loin des raccourcis du carnet. */
  function cadre(attributs, ...enfants) {
    const section = el("section", { class: "te", lang: "fr", tabindex: "-1", ...attributs }, ...enfants);
    retenirTouches(section);
    return section;
  }

  /** Un bouton sans effet garde le focus : `disabled` le perdrait, et les touches iraient au carnet. */
  const activer = (b, oui) => b.setAttribute("aria-disabled", String(!oui));
  const bouton = (libelle, classe = "", type = "button") => el("button", { type, class: `bouton ${classe}`.trim() }, libelle);
  const identifiant = () => `v${Array.from(crypto.getRandomValues(new Uint32Array(2)), (x) => x.toString(36)).join("")}`;

  /** Appelle le composant voisin de même clé ; vrai s’il a répondu. */
  function appeler(nom, cle, carte) {
    const ev = new CustomEvent(nom, { detail: { cle, carte, prise: false } });
    document.dispatchEvent(ev);
    return ev.detail.prise;
  }

  /** Répond aux appels du voisin de même clé, si personne ne l’a fait ; rend une fonction d’arrêt. */
  function repondre(nom, cle, section, fn) {
    const entendre = (ev) => {
      if (!ev.detail || ev.detail.cle !== cle || ev.detail.prise || !section.isConnected) return;
      ev.detail.prise = true;
      fn(ev.detail.carte);
    };
    document.addEventListener(nom, entendre);
    return () => document.removeEventListener(nom, entendre);
  }

  /** Les réponses envoyées et pas encore acquittées, par champ : { valeur, avant: [valeurs connues ou envoyées avant], tour, vue, n }.
      Gardées par le navigateur quand il le permet, sinon par la page. Une esquisse (n = ESQUISSE) n’est pas encore partie. */
  const ESQUISSE = Number.MAX_SAFE_INTEGER, AVANT = 12;
  function brouillons(cle) {
    let secours = {}, durable = true;
    const valable = (b) => b && typeof b.valeur === "string" && Array.isArray(b.avant);
    const lire = () => {
      if (durable) try { secours = JSON.parse(localStorage.getItem(cle) ?? "{}"); } catch (e) { if (!(e instanceof SyntaxError)) durable = false; else secours = {}; }
      return new Map(Object.entries(secours ?? {}).filter(([, b]) => valable(b)));
    };
    const ecrire = (m) => {
      secours = Object.fromEntries(m);
      if (durable) try { if (m.size) localStorage.setItem(cle, JSON.stringify(secours)); else localStorage.removeItem(cle); } catch { durable = false; }
    };
    const modifier = (fn) => { const m = lire(), taille = m.size; if (fn(m) || m.size !== taille) ecrire(m); };
    /* La première valeur connue sert à reconnaître un carnet inchangé : un long texte ne garde, avec elle, que ses derniers envois. */
    const passe = (a, connue) => (!a ? [connue] : a.n === ESQUISSE ? a.avant : [...new Set([a.avant[0], ...a.avant.slice(1).slice(-AVANT), a.valeur])]);
    return {
      lire,
      durable: () => durable,
      garder: (champ, connue, b) => modifier((m) => m.set(champ, { ...b, avant: passe(m.get(champ), connue) })),
      retirer: (champ) => modifier((m) => { m.delete(champ); }),
      acquitter: (vue, n) => modifier((m) => { for (const [champ, b] of m) if (b.vue === vue && b.n <= n) m.delete(champ); }),
    };
  }

  /** Un hôte qui garde lui-même les réponses pas encore parties n’en laisse pas garder deux fois. */
  const SANS_GARDE = { lire: () => new Map(), durable: () => false, garder() {}, retirer() {}, acquitter() {} };

  /** Du modèle d’anywidget au petit modèle des composants. */
  const adapter = (model) => ({
    donnees: model.get("donnees"),
    etat: () => model.get("etat"),
    sur: (fn) => { const f = () => fn(); model.on("change:etat", f); return () => model.off("change:etat", f); },
    demander: (geste) => model.send(geste),
  });

  /** Envoie un geste sans jamais interrompre la page : un noyau mort se dit par son silence. */
  function demander(modele, geste) {
    try { Promise.resolve(modele.demander(geste)).catch(() => {}); } catch { /* voir plus haut */ }
  }

  /* ---------- toute activité qui s’enregistre ---------- */

  const REPOS = 600; // ms sans flèche avant qu’un choix au clavier parte
  const SILENCE = 4000; // ms sans acquittement avant de dire que le noyau se tait
  const ESSAI = 10; // s entre deux essais d’écriture
  const REDEMARRER = "menu «\u00a0Noyau\u00a0», puis «\u00a0Redémarrer le noyau et exécuter toutes les cellules\u00a0».";

  /** Ce qui est dit d’une activité ; chacune remplace ce qui ne lui va pas. */
  const PHRASES = {
    question: "Recommencer cette activité\u00a0?",
    detail: "Vos réponses s’effacent de l’écran. Les premières restent dans votre compte rendu.",
    recommence: "Tout est à faire.",
    annule: "Réponse annulée.",
    change: "l’activité a changé depuis",
  };

  /** Le suivi d’une activité : ce qui est répondu, ce qui est enregistré, et comment on le dit.

      Deux vérités, dans l’ordre : l’état reçu du modèle ; par-dessus, les gestes envoyés et pas encore acquittés.
      Brouillons : une réponse gardée par le navigateur est renvoyée au montage suivant si le carnet en est resté au même tour et si, pour
      ce champ, il est vide ou porte une valeur que cette page connaissait ou avait envoyée avant. Sinon une autre réponse est venue
      depuis (autre onglet, autre poste), ou l’activité a été recommencée : le carnet l’emporte, et l’activité le dit.

      Options : `mots` (le geste et ses deux noms) ; `permis(champ, valeur)` ; `peindre(r)` ; `repli()`, l’élément qui reçoit le focus d’un
      bouton disparu ; `compte(r)`, dit après l’heure ; `enregistre(champ, quand)`, la ligne d’état ; `nommer(champ, valeur)`, pour un brouillon
      écarté ; `recu(r)`, avant de peindre ; `recommence()`, `annule(avant, r)`, après ces gestes ; `vider()`, fait partir ce qui est en suspens ;
      `annuler()` : faux là où défaire le dernier geste n’a pas de sens ; `phrases`, qui remplacent celles de PHRASES.

      `modele.hote` (la séance sur un téléphone) : l’hôte prend chaque geste en charge aussitôt, garde les réponses jusqu’à leur accusé et dit
      lui-même où elles en sont. Ni ligne d’état, ni « Annuler », ni « Recommencer », ni mot du noyau ou du carnet. */
  function suivre(modele, options) {
    const donnees = { cle: "", jeton: "", ...modele.donnees };
    const o = {
      permis: () => true, repli: () => null, compte: () => "", nommer: (champ, valeur) => valeur, recu: () => {}, vider: () => {},
      annuler: () => true, enregistre: (champ, quand) => `Enregistré à ${quand}`, recommence: () => {}, annule: () => "", ...options,
      mots: { geste: "repondre", champ: "champ", valeur: "valeur", ...options.mots }, phrases: { ...PHRASES, ...options.phrases },
    };
    const { geste: REPONSE, champ: CHAMP, valeur: VALEUR } = o.mots;
    const vue = identifiant();
    const garde = modele.hote ? SANS_GARDE : brouillons(`te:${donnees.jeton}:${donnees.cle}`);
    const voix = annonceur();
    let etat = normaliser(modele.etat());
    let attente = []; // gestes envoyés, pas encore acquittés
    let n = 0, muet = false, minuterie = 0, decompte = 0, horloge = 0;

    /* ----- état ----- */

    function normaliser(e) {
      return { annulable: false, avertissement: "", tour: 0, ...e, reponses: e?.reponses ?? {}, accuses: e?.accuses ?? {}, enregistrement: { etat: "vide", quand: "", message: "", ...e?.enregistrement } };
    }

    /** Un état arrivé en retard recule le compte d’une vue : on l’ignore. */
    const perime = (e) => Object.entries(etat.accuses).some(([v, k]) => e.accuses[v] < k);

    function reponses() {
      const r = new Map(Object.entries(etat.reponses));
      for (const g of attente) if (g.geste === REPONSE) { if (g[VALEUR]) r.set(g[CHAMP], g[VALEUR]); else r.delete(g[CHAMP]); }
      for (const [champ, valeur] of r) if (!o.permis(champ, valeur)) r.delete(champ);
      return r;
    }

    const enAttente = (geste) => attente.some((g) => g.geste === geste);

    function envoyer(geste) {
      const g = { ...geste, vue, n: ++n };
      if (g.geste === REPONSE) garde.garder(g[CHAMP], etat.reponses[g[CHAMP]] ?? "", { valeur: g[VALEUR], tour: etat.tour, vue, n });
      attente.push({ ...g, depuis: Date.now() });
      demander(modele, g);
      surveiller();
    }

    /** Répond, si cela change quelque chose. Ne peint pas. */
    function repondre(champ, valeur) {
      if ((reponses().get(champ) ?? "") !== valeur) envoyer({ geste: REPONSE, [CHAMP]: champ, [VALEUR]: valeur });
      else if (garde.lire().get(champ)?.n === ESQUISSE) garde.retirer(champ);
    }

    /** Garde sans l’envoyer ce qui est en train de s’écrire. */
    const esquisser = (champ, valeur) => garde.garder(champ, etat.reponses[champ] ?? "", { valeur, tour: etat.tour, vue, n: ESQUISSE });

    function surveiller() {
      clearTimeout(minuterie);
      if (!attente.length) { muet = false; return; }
      if (!muet) minuterie = setTimeout(() => { muet = true; peindreEtat(); voix.dire(`Non enregistré. ${silence()}`); }, Math.max(0, attente[0].depuis + SILENCE - Date.now()));
    }

    function silence() {
      const lieu = garde.durable() ? "ici" : "ici tant que cette page reste ouverte";
      const gardee = garde.lire().size ? ` Votre réponse est gardée ${lieu}.` : "";
      return `Le noyau ne répond pas.${gardee} Si cela dure\u00a0: ${REDEMARRER}`;
    }

    function recevoir() {
      const recu = normaliser(modele.etat());
      if (perime(recu)) return;
      const avant = reponses(), panneAvant = etat.enregistrement;
      etat = recu;
      const accuse = etat.accuses[vue] ?? 0, acquittes = attente.filter((g) => g.n <= accuse);
      attente = attente.filter((g) => g.n > accuse);
      surveiller();
      const { etat: sort, quand, message } = etat.enregistrement;
      if (sort !== "non-enregistre") garde.acquitter(vue, accuse);
      const r = reponses(), fait = (nom) => acquittes.some((g) => g.geste === nom);
      const dit = sort === "enregistre" && quand ? `Enregistré à ${quand}.` : "";
      if (sort === "non-enregistre" && (panneAvant.etat !== sort || panneAvant.message !== message)) {
        voix.dire(`Non enregistré. ${cause()} Nouvel essai toutes les dix secondes.`);
        decompte = ESSAI;
      }
      if (fait("recommencer")) {
        montrer(confirmer, false);
        o.recommence();
        voix.dire(o.phrases.recommence);
      } else if (fait("annuler")) voix.dire(o.annule(avant, r) || o.phrases.annule);
      else if (dit && (fait(REPONSE) || panneAvant.etat === "non-enregistre")) voix.dire([dit, o.compte(r)].filter(Boolean).join(" "));
      if (etat.avertissement && etat.avertissement !== avis.textContent) voix.dire(etat.avertissement);
      o.recu(r);
      peindre();
    }

    /* ----- pièces ----- */

    const avis = el("p", { class: "avertissement", hidden: true });
    const etatTexte = el("span"), essaiDans = el("span", { class: "chiffre" }), boutonAnnuler = bouton("Annuler", "nu");
    const ligne = el("p", { class: "etat" }, icone("garde"), icone("attention"), etatTexte, boutonAnnuler);
    const mot = el("p", { class: "mot", hidden: true });
    const avance = el("p", { class: "avance discret" });
    const boutonRecommencer = bouton("Recommencer"), boutonGarder = bouton("Garder mes réponses", "principal"), boutonOui = bouton("Recommencer");
    const pied = el("div", { class: "pied" }, el("p", { class: "discret" }, "Vos réponses restent dans votre dossier de travail."), boutonRecommencer);
    const confirmer = el("div", { class: "confirmer", role: "group", "aria-labelledby": `${vue}-confirmer`, hidden: true },
      el("p", { id: `${vue}-confirmer` }, el("strong", {}, o.phrases.question), ` ${o.phrases.detail}`),
      el("div", {}, boutonGarder, boutonOui));
    if (modele.hote) ligne.hidden = pied.hidden = true;

    /** Une phrase sous la question ; `haut` : elle est aussi annoncée. */
    function dire(s, haut = false) {
      texte(mot, s);
      mot.hidden = !s;
      if (s && haut) voix.dire(s);
    }

    /* ----- peinture ----- */

    function peindre() {
      const r = reponses();
      o.peindre(r);
      montrer(boutonRecommencer, confirmer.hidden && r.size > 0, o.repli());
      texte(avis, etat.avertissement ?? "");
      avis.hidden = !etat.avertissement;
      const ou = etat.avancement?.mot ?? "à faire";
      texte(avance, majuscule(ou));
      avance.dataset.mot = ou;
      peindreEtat();
    }

    /** La cause dite par le carnet, sans son décompte : le nôtre avance. */
    function cause() {
      const dite = etat.enregistrement.message.replace(/^\s*non enregistrée?\s*[.:]\s*/i, "").replace(/[\s;,]*nouvel essai dans \d+\s*s(econdes)?\s*\.?\s*$/i, "").trim();
      return phrase(dite || "Vos réponses sont gardées ici.");
    }

    let etatDit = "";
    function peindreEtat() {
      const e = etat.enregistrement, refuse = e.etat === "non-enregistre";
      let genre = "garde", message = "";
      if (muet) [genre, message] = ["grave", silence()];
      else if (refuse) [genre, message] = ["essai", cause()];
      else if (e.etat === "enregistre" && e.quand && !attente.length) message = o.enregistre(e[CHAMP], e.quand);
      if (etatDit !== `${genre} ${message}`) {
        etatDit = `${genre} ${message}`;
        ligne.classList.toggle("grave", genre !== "garde");
        ligne.classList.toggle("muet", !message);
        etatTexte.replaceChildren(...(genre === "garde" ? [message] : [el("strong", {}, "Non enregistré."), ` ${message}`, ...(genre === "essai" ? [" ", essaiDans] : [])]));
      }
      montrer(boutonAnnuler, o.annuler() && !!etat.annulable && genre === "garde", o.repli());
      if (refuse && !horloge) { decompte = ESSAI; horloge = setInterval(battre, 1000); }
      if (!refuse) { clearInterval(horloge); horloge = 0; }
      if (refuse) direDecompte();
    }

    function direDecompte() {
      texte(essaiDans, decompte > 0 ? `Nouvel essai dans ${decompte}\u00a0s.` : "Nouvel essai.");
    }

    function battre() {
      decompte -= 1;
      if (decompte < 0) decompte = ESSAI;
      if (decompte === 0 && !enAttente("reessayer")) envoyer({ geste: "reessayer" });
      direDecompte();
    }

    /* ----- gestes communs ----- */

    boutonAnnuler.addEventListener("click", () => {
      o.vider();
      if (enAttente("annuler")) return;
      const derniere = attente.findLast((g) => g.geste === REPONSE);
      if (derniere) garde.retirer(derniere[CHAMP]);
      envoyer({ geste: "annuler" });
      peindre();
    });

    function demanderConfirmation(oui) {
      montrer(confirmer, oui);
      peindre();
      if (oui) viser(boutonGarder, confirmer); else if (!boutonRecommencer.hidden) viser(boutonRecommencer);
    }
    boutonRecommencer.addEventListener("click", () => { o.vider(); demanderConfirmation(true); });
    boutonGarder.addEventListener("click", () => demanderConfirmation(false));
    confirmer.addEventListener("keydown", (ev) => { if (ev.key === "Escape") demanderConfirmation(false); });
    boutonOui.addEventListener("click", () => { if (!enAttente("recommencer")) { envoyer({ geste: "recommencer" }); peindre(); } });

    const partir = () => o.vider();
    const surDepart = () => { if (document.visibilityState === "hidden") o.vider(); };
    window.addEventListener("pagehide", partir);
    document.addEventListener("visibilitychange", surDepart);
    const arreterModele = modele.sur(recevoir);

    /** À l’ouverture, une fois la page en place : renvoie ou écarte les brouillons ; rend la phrase à dire. */
    function reprendre() {
      const renvoyees = [], ecartees = [];
      for (const [champ, b] of garde.lire()) {
        const connue = b.valeur === "" || o.permis(champ, b.valeur), ecrite = etat.reponses[champ];
        if (connue && (ecrite ?? "") === b.valeur && etat.enregistrement.etat === "non-enregistre") continue;
        if (connue && (ecrite ?? "") !== b.valeur) {
          if (b.tour === etat.tour && (ecrite === undefined || b.avant.includes(ecrite))) { renvoyees.push([champ, b.valeur]); continue; }
          ecartees.push(o.nommer(champ, b.valeur));
        }
        garde.retirer(champ);
      }
      for (const [champ, valeur] of renvoyees) envoyer({ geste: REPONSE, [CHAMP]: champ, [VALEUR]: valeur });
      return [
        renvoyees.length && `${majuscule(enLettres(renvoyees.length).replace(/^un$/, "une"))} ${renvoyees.length > 1 ? "réponses gardées par ce navigateur ont été renvoyées" : "réponse gardée par ce navigateur a été renvoyée"}.`,
        ecartees.length && `Ce navigateur gardait une autre réponse pour ${ecartees.join(", ")}. Elle n’a pas été reprise\u00a0: ${o.phrases.change}, et c’est votre carnet qui compte.`,
      ].filter(Boolean).join(" ");
    }

    function arreter() {
      o.vider();
      arreterModele();
      clearTimeout(minuterie);
      clearInterval(horloge);
      window.removeEventListener("pagehide", partir);
      document.removeEventListener("visibilitychange", surDepart);
    }

    return {
      donnees, vue, id: (s) => `${vue}-${s}`, voix, mot, ligne, avis, avance, pied, confirmer,
      etat: () => etat, reponses, repondre, esquisser, enAttente, peindre, dire, reprendre, arreter,
    };
  }

  /** Des boutons radio où parcourir n’est pas répondre : un choix aux flèches ne part qu’après un repos, ou en quittant le groupe.
      `lire(radio)` rend [champ, valeur] ; `repondre(champ, valeur)` envoie et peint. */
  function differer(groupe, lire, repondre) {
    let essai = null, minuterie = 0, parFleche = false;
    function oublier() { clearTimeout(minuterie); essai = null; }
    function vider() {
      if (!essai) return;
      const [champ, valeur] = essai;
      oublier();
      repondre(champ, valeur);
    }
    groupe.addEventListener("pointerdown", () => { parFleche = false; });
    groupe.addEventListener("keydown", (ev) => { parFleche = ev.key.startsWith("Arrow"); });
    groupe.addEventListener("change", (ev) => {
      const choix = lire(ev.target);
      if (!choix) return;
      if (!parFleche) { oublier(); return repondre(...choix); }
      clearTimeout(minuterie);
      essai = choix;
      minuterie = setTimeout(vider, REPOS);
    });
    groupe.addEventListener("focusout", (ev) => { if (!groupe.contains(ev.relatedTarget)) vider(); });
    /** Le choix en suspens pour ce champ, s’il y en a un. */
    const enSuspens = (champ) => (essai?.[0] === champ ? essai[1] : undefined);
    return { enSuspens, vider, oublier };
  }

  /** Un formulaire ne s’envoie que par une touche Entrée nue et non maintenue. */
  function retenirEntree(form) {
    form.addEventListener("keydown", (ev) => { if (ev.key === "Enter" && ev.target.tagName !== "TEXTAREA" && (ev.repeat || ev.ctrlKey || ev.metaKey || ev.altKey || ev.shiftKey)) ev.preventDefault(); });
  }

  /** Le glisser, à la souris, au doigt ou au stylet (événements de pointeur). Il s’ajoute aux boutons, il ne les remplace pas.
      La souris prend n’importe où sur l’objet ; le doigt, par la poignée seule, pour que la page défile. */
  function glisser(section, { saisir, accueille, commencer, deposer }) {
    const SEUIL = 6, BORD = 56;
    let g = null;

    function zoneSous() {
      const zone = document.elementFromPoint(g.x, g.y)?.closest("[data-case]");
      return zone && section.contains(zone) && accueille(zone, g.carte) ? zone : null;
    }
    function survoler() {
      const zone = zoneSous();
      if (zone === g.zone) return;
      g.zone?.classList.remove("survol");
      zone?.classList.add("survol");
      g.zone = zone;
    }
    function partir() {
      g.parti = true;
      commencer(g.carte);
      section.classList.add("glisse");
      g.source.classList.add("parti");
      g.fantome = el("div", { class: "te te-flottant", "aria-hidden": "true" }, el("div", { class: "activite" }, el("div", { class: "fantome" }, poignee(), el("span", {}, g.titre))));
      document.body.append(g.fantome);
      g.defileur = defileur(section);
      try { g.source.setPointerCapture(g.pointeur); } catch { /* pointeur déjà levé */ }
      g.image = requestAnimationFrame(defiler);
    }
    function defiler() {
      const page = g.defileur === document.scrollingElement, r = page ? { top: 0, bottom: innerHeight } : g.defileur.getBoundingClientRect();
      const pas = g.y < r.top + BORD ? g.y - r.top - BORD : g.y > r.bottom - BORD ? g.y - r.bottom + BORD : 0;
      if (pas) { g.defileur.scrollTop += pas / 4; survoler(); }
      g.image = requestAnimationFrame(defiler);
    }
    function bouger(ev) {
      if (ev.pointerId !== g.pointeur) return;
      if (ev.pointerType === "mouse" && !ev.buttons) return finir();
      [g.x, g.y] = [ev.clientX, ev.clientY];
      if (!g.parti && Math.hypot(g.x - g.x0, g.y - g.y0) < SEUIL) return;
      if (!g.parti) partir();
      g.fantome.style.transform = `translate(${g.x + 12}px, ${g.y + 8}px)`;
      survoler();
    }
    function lever(ev) {
      if (ev.pointerId !== g.pointeur) return;
      const { parti, zone, carte } = g;
      finir();
      if (!parti) return;
      avalerClic();
      if (zone) deposer(carte, Number(zone.dataset.case));
    }
    /** Le clic qui suit un glisser, même abandonné, ne rouvre pas la carte. */
    function avalerClic() {
      const avaler = (ev) => { ev.stopPropagation(); ev.preventDefault(); };
      window.addEventListener("click", avaler, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", avaler, { capture: true }), 0);
    }
    const abandonner = (ev) => { if (ev.pointerId === g?.pointeur) finir(); };
    function echapper(ev) {
      if (ev.key !== "Escape" || !g.parti) return;
      ev.stopPropagation();
      ev.preventDefault();
      finir();
      window.addEventListener("pointerup", avalerClic, { once: true });
    }
    const ECOUTES = [["pointermove", bouger], ["pointerup", lever], ["pointercancel", abandonner]];
    function finir() {
      if (!g) return;
      for (const [type, fn] of ECOUTES) window.removeEventListener(type, fn);
      window.removeEventListener("keydown", echapper, true);
      cancelAnimationFrame(g.image);
      g.zone?.classList.remove("survol");
      g.source.classList.remove("parti");
      g.fantome?.remove();
      section.classList.remove("glisse", "glisse-carte");
      g = null;
    }
    section.addEventListener("pointerdown", (ev) => {
      if (g || ev.button !== 0 || !ev.isPrimary) return;
      const pris = saisir(ev.target, ev.pointerType === "mouse");
      if (!pris) return;
      g = { ...pris, pointeur: ev.pointerId, x0: ev.clientX, y0: ev.clientY, x: ev.clientX, y: ev.clientY, parti: false, zone: null };
      for (const [type, fn] of ECOUTES) window.addEventListener(type, fn);
      window.addEventListener("keydown", echapper, true);
    });
    section.addEventListener("dragstart", (ev) => ev.preventDefault());
    return finir;
  }

  /* ---------- une lecture d’auteur ---------- */

  const terrain = (s) => (!s || s.includes(":") ? s : `Secteur\u00a0: ${s}`);

  /** « Manque : égalité (« les mots du récit ») ; accord écrit. » : ce qui fait pencher une lecture. */
  const pivots = (liste) => (liste ?? []).filter((p) => p.termes?.length).map((p) => el("p", { class: "pivot" }, el("strong", {}, `${p.mot}\u00a0:`), ` ${phrase(p.termes.map((t) => (t.indice ? `${t.critere} («\u00a0${t.indice}\u00a0»)` : t.critere)).join("\u00a0; "))}`));

  /** Une référence rédigée, italique comprise ; `fin` : le point final qui lui manque. */
  const reference = (morceaux) => {
    const utiles = (morceaux ?? []).filter(([s]) => s), fin = utiles.length && !/[.!?…]\s*$/.test(utiles.at(-1)[0]);
    return [...utiles.map(([s, italique]) => (italique ? el("i", {}, s) : s)), fin ? "." : ""];
  };

  /** Ce qui justifie une lecture : la raison, ce qui fait pencher, les étiquettes, la référence repliée. */
  function raisons(l) {
    const secteur = terrain(l.secteur), ref = (l.reference ?? []).some(([s]) => s), etiquettes = (l.etiquettes ?? []).filter(Boolean);
    return [
      l.raison && el("p", {}, phrase(l.raison)),
      ...pivots(l.pivots),
      (etiquettes.length > 0 || ref || secteur) && el("div", { class: "pied" },
        etiquettes.map((s) => el("span", { class: "etiquette" }, s)),
        /* La référence complète est à un geste : déployée partout, elle doublerait la longueur de la page. */
        (ref || secteur) && el("details", { class: "reference" }, el("summary", {}, "Référence"), el("p", { class: "source" }, reference(l.reference), ref && secteur ? " " : "", phrase(secteur)))),
    ];
  }

  return { terrain, pivots, reference, raisons, el, dessin, icone, poignee, signe, enLettres, majuscule, pluriel, phrase, texte, montrer, viser, defileur, annonceur, cadre, activer, bouton, identifiant, appeler, repondre, adapter, demander, suivre, differer, retenirEntree, glisser };
})();
