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
    if (top < r.top || bottom > r.bottom) cadre.scrollIntoView({ block: "start", behavior: doux && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "smooth" : "auto" });
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

  /** Les réponses envoyées et pas encore acquittées, par carte : { case, avant: [valeurs connues ou envoyées avant], tour, vue, n }.
      Gardées par le navigateur quand il le permet, sinon par la page. */
  function brouillons(cle) {
    let secours = {}, durable = true;
    const valable = (b) => b && typeof b.case === "string" && Array.isArray(b.avant);
    const lire = () => {
      if (durable) try { secours = JSON.parse(localStorage.getItem(cle) ?? "{}"); } catch (e) { if (!(e instanceof SyntaxError)) durable = false; else secours = {}; }
      return new Map(Object.entries(secours ?? {}).filter(([, b]) => valable(b)));
    };
    const ecrire = (m) => {
      secours = Object.fromEntries(m);
      if (durable) try { if (m.size) localStorage.setItem(cle, JSON.stringify(secours)); else localStorage.removeItem(cle); } catch { durable = false; }
    };
    const modifier = (fn) => { const m = lire(), taille = m.size; if (fn(m) || m.size !== taille) ecrire(m); };
    return {
      lire,
      durable: () => durable,
      garder: (carte, connue, b) => modifier((m) => { const a = m.get(carte); return m.set(carte, { ...b, avant: a ? [...new Set([...a.avant, a.case])] : [connue] }); }),
      retirer: (carte) => modifier((m) => { m.delete(carte); }),
      acquitter: (vue, n) => modifier((m) => { for (const [carte, b] of m) if (b.vue === vue && b.n <= n) m.delete(carte); }),
    };
  }

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

  return { el, icone, poignee, signe, enLettres, majuscule, pluriel, phrase, texte, montrer, viser, defileur, annonceur, cadre, activer, bouton, identifiant, appeler, repondre, brouillons, adapter, demander };
})();
