/* Le tri : une carte à la fois, un groupe de boutons radio, une vue d’ensemble. Suit socle.js dans le même module.

   Trois vérités, dans l’ordre : l’état reçu du modèle ; par-dessus, les gestes envoyés et pas encore acquittés (`attente`) ;
   par-dessus, le choix au clavier qui n’est pas encore parti (`essai`), car parcourir n’est pas répondre.

   Brouillons : une réponse gardée par le navigateur est renvoyée au montage suivant si le carnet en est resté au même tour et si, pour
   cette carte, il est vide ou porte une valeur que cette page connaissait ou avait envoyée avant. Sinon une autre réponse est venue
   depuis (autre onglet, autre poste), ou le tri a été recommencé : le carnet l’emporte, et le tri le dit. */

const SANS_AVIS = "je-ne-sais-pas";
const REPOS = 600; // ms sans flèche avant qu’un choix au clavier parte
const SILENCE = 4000; // ms sans acquittement avant de dire que le noyau se tait
const ESSAI = 10; // s entre deux essais d’écriture
const REBOND = 350; // ms : un double clic n’avance que d’une carte
const CRANS = 24; // au-delà, la jauge est continue

export function monter(racine, modele) {
  const { el, texte, montrer, bouton, viser } = te;
  const d = { cle: "", titre: "", consigne: "", question: "", note_ordre: "", borne_debut: "", borne_fin: "", doute: "", jeton: "", ...modele.donnees };
  const cartes = d.cartes ?? [];
  const cases = [...(d.cases ?? []), { id: SANS_AVIS, nom: "Je ne sais pas" }];
  const rangCarte = new Map(cartes.map((c, i) => [c.id, i])), rangCase = new Map(cases.map((c, i) => [c.id, i]));
  const vue = te.identifiant(), id = (s) => `${vue}-${s}`;
  const brouillons = te.brouillons(`te:${d.jeton}:${d.cle}`);
  const voix = te.annonceur();

  let etat = normaliser(modele.etat());
  let attente = []; // gestes envoyés, pas encore acquittés
  let n = 0;
  let muet = false, minuterieSilence = 0;
  let essai = null, minuterieEssai = 0, parFleche = false;
  let courante = 0, finie = false, vierge = true, dernierPas = 0;
  let decompte = 0, horloge = 0;
  let ensembleBati = false;

  /* ---------- état ---------- */

  function normaliser(e) {
    return { annulable: false, avertissement: "", tour: 0, ...e, reponses: e?.reponses ?? {}, accuses: e?.accuses ?? {}, enregistrement: { etat: "vide", quand: "", carte: "", message: "", ...e?.enregistrement } };
  }

  /** Un état arrivé en retard recule le compte d’une vue : on l’ignore. */
  const perime = (e) => Object.entries(etat.accuses).some(([v, k]) => e.accuses[v] < k);

  function reponses() {
    const r = new Map(Object.entries(etat.reponses));
    for (const g of attente) if (g.geste === "ranger") r.set(g.carte, g.case);
    for (const [carte, boite] of r) if (!rangCarte.has(carte) || !rangCase.has(boite)) r.delete(carte);
    return r;
  }

  const premiereLibre = (r = reponses()) => cartes.findIndex((c) => !r.has(c.id));
  const compte = (r) => `${r.size} sur ${cartes.length} ${r.size > 1 ? "classées" : "classée"}`;

  function envoyer(geste) {
    const g = { ...geste, vue, n: ++n };
    if (g.geste === "ranger") brouillons.garder(g.carte, etat.reponses[g.carte] ?? "", { case: g.case, tour: etat.tour, vue, n });
    attente.push({ ...g, depuis: Date.now() });
    te.demander(modele, g);
    surveiller();
  }

  function surveiller() {
    clearTimeout(minuterieSilence);
    if (!attente.length) { muet = false; return; }
    if (!muet) minuterieSilence = setTimeout(() => { muet = true; peindreEtat(); voix.dire(`Non enregistré. ${silence()}`); }, Math.max(0, attente[0].depuis + SILENCE - Date.now()));
  }

  function silence() {
    const lieu = brouillons.durable() ? "ici" : "ici tant que cette page reste ouverte";
    const gardee = brouillons.lire().size ? ` Votre réponse est gardée ${lieu}.` : "";
    return `Le noyau ne répond pas.${gardee} Si cela dure\u00a0: menu «\u00a0Noyau\u00a0», puis «\u00a0Redémarrer le noyau et exécuter toutes les cellules\u00a0».`;
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
    if (sort !== "non-enregistre") brouillons.acquitter(vue, accuse);
    const r = reponses();
    const fait = (nom) => acquittes.some((g) => g.geste === nom);
    const dit = sort === "enregistre" && quand ? `Enregistré à ${quand}.` : "";
    if (sort === "non-enregistre" && (panneAvant.etat !== sort || panneAvant.message !== message)) {
      voix.dire(`Non enregistré. ${panne().cause} Nouvel essai toutes les dix secondes.`);
      decompte = ESSAI;
    }
    if (fait("recommencer")) {
      montrer(confirmer, false);
      aller(0, true);
      voix.dire("Toutes les cartes sont à classer.");
    } else if (fait("annuler")) {
      const i = cartes.findIndex((c) => avant.get(c.id) !== r.get(c.id));
      if (i >= 0) {
        if (i !== courante || finie) aller(i, true);
        const boite = cases[rangCase.get(r.get(cartes[i].id))];
        voix.dire(`Réponse annulée\u00a0: «\u00a0${cartes[i].titre}\u00a0» ${boite ? `revient dans «\u00a0${boite.nom}\u00a0»` : "est à classer"}.`);
      }
    } else if (dit && (fait("ranger") || panneAvant.etat === "non-enregistre")) voix.dire(`${dit} ${compte(r)}.`);
    if (etat.avertissement && etat.avertissement !== avis.textContent) voix.dire(etat.avertissement);
    if (finie && r.size < cartes.length) aller(Math.max(0, premiereLibre(r)), form.contains(document.activeElement));
    peindre();
  }

  /* ---------- gestes ---------- */

  function ranger(i, boite) {
    if (essai && essai.carte === i) oublierEssai();
    const carte = cartes[i].id;
    if (reponses().get(carte) !== boite) envoyer({ geste: "ranger", carte, case: boite });
    dire("");
    peindre();
  }

  function oublierEssai() {
    clearTimeout(minuterieEssai);
    essai = null;
  }

  /** Fait partir le choix au clavier resté en suspens. */
  function vider() {
    if (essai) ranger(essai.carte, essai.case);
  }

  function aller(i, focus) {
    vider();
    if (!cartes.length) return;
    courante = i;
    finie = false;
    vierge = !reponses().has(cartes[i].id);
    dernierPas = Date.now();
    dire("");
    peindreCarte();
    peindre();
    if (focus) viser(titreCarte, form);
  }

  function finir(focus) {
    vider();
    finie = true;
    dernierPas = Date.now();
    dire("");
    ensemble.open = true;
    peindreCarte();
    peindre();
    if (focus) viser(titreCarte, form);
  }

  function suivante() {
    vider();
    const r = reponses(), toutes = r.size === cartes.length, libre = premiereLibre(r);
    if (toutes && (vierge || courante === cartes.length - 1)) finir(true);
    else if (courante < cartes.length - 1) aller(courante + 1, true);
    else if (libre === courante) dire("C’est la dernière carte, et elle reste à classer. «\u00a0Je ne sais pas\u00a0» est une réponse.", true);
    else {
      aller(libre, true);
      dire("Retour à la première carte à classer.", true);
    }
  }

  function annuler() {
    vider();
    if (attente.some((g) => g.geste === "annuler")) return;
    const derniere = attente.findLast((g) => g.geste === "ranger");
    if (derniere) brouillons.retirer(derniere.carte);
    envoyer({ geste: "annuler" });
    peindre();
  }

  function lire(carte) {
    vider();
    const prise = te.appeler("te-lire", d.cle, carte);
    const absente = "La comparaison s’ouvre plus bas\u00a0: exécutez la cellule suivante.";
    dire(prise ? "" : absente, true);
  }

  function dire(s, haut = false) {
    texte(mot, s);
    mot.hidden = !s;
    if (s && haut) voix.dire(s);
  }

  /* ---------- page ---------- */

  const titre = el("h2", { class: "t1", id: id("titre") }, d.titre);
  const combien = el("strong"), reste = document.createTextNode("");
  const crans = cartes.length <= CRANS
    ? el("div", { class: "crans", "aria-hidden": "true", style: `grid-template-columns: repeat(${Math.max(1, cartes.length)}, 1fr)` }, cartes.map(() => el("i")))
    : el("div", { class: "jauge", "aria-hidden": "true" }, el("i"));
  const avis = el("p", { class: "avertissement", hidden: true });

  const prise = el("span", { class: "poignee", "data-glisse": "carte", title: "Glisser la carte vers une case", "aria-hidden": "true" }, te.poignee());
  const surtitre = el("span");
  const titreCarte = el("h3", { class: "t2", id: id("carte"), tabindex: "-1" });
  const recit = el("div", { class: "recits" });
  const article = el("article", {}, el("p", { class: "surtitre discret" }, surtitre, prise), titreCarte, recit);

  const nomRadio = id("case");
  const radios = cases.map((c, i) => el("input", { type: "radio", name: nomRadio, value: String(i) }));
  const choix = cases.map((c, i) => el("label", { class: "choix", "data-case": String(i) }, radios[i], el("span", {}, c.nom)));
  const borne = (s, nom, radio) => {
    if (!s) return "";
    radio?.setAttribute("aria-describedby", id(nom));
    return el("p", { class: "borne", id: id(nom) }, s);
  };
  const bornes = [borne(d.borne_debut, "debut", radios[0]), borne(d.borne_fin, "fin", radios[cases.length - 2])];
  const groupe = el("fieldset", { "aria-describedby": id("carte") },
    el("legend", {}, d.question),
    bornes[0],
    el("div", { class: `ligne ${d.ordonne ? "ordonnee" : "simple"}`, style: `--moitie: ${Math.ceil((cases.length - 1) / 2)}` }, choix.slice(0, -1)),
    bornes[1],
    el("div", { class: "ligne sans" }, choix.at(-1)),
    d.note_ordre && el("p", { class: "note discret" }, d.note_ordre));

  const boutonLire = bouton("Lire leurs raisons");
  const echo = el("div", { class: "echo", hidden: true }, el("p", {}, el("strong", {}, "Cette carte a d’autres lectures."), " Après les avoir lues, vous pourrez changer d’avis\u00a0: vos deux réponses seront gardées."), boutonLire);
  const doute = el("details", { class: "mots", hidden: !d.doute }, el("summary", {}, "Un doute sur un mot\u00a0?"), d.doute.split("\n").filter(Boolean).map((p) => el("p", {}, p)));
  const cote = el("div", { class: "cote" }, doute, echo);

  const etatTexte = el("span"), essaiDans = el("span", { class: "chiffre" });
  const boutonAnnuler = bouton("Annuler", "nu");
  const etatLigne = el("p", { class: "etat" }, te.icone("garde"), te.icone("attention"), etatTexte, boutonAnnuler);
  const mot = el("p", { class: "mot", hidden: true });
  const boutonFinir = bouton("Terminer", "nu");
  const boutonPrecedente = bouton("Carte précédente"), boutonSuivante = bouton("Carte suivante", "principal", "submit");
  const boutonRelire = bouton("Relire les cartes"), boutonComparer = bouton("Comparer", "principal");
  const form = el("form", { class: "feuille" }, article, groupe, cote, el("div", { class: "gestes" }, mot, etatLigne, boutonFinir, boutonPrecedente, boutonSuivante, boutonRelire, boutonComparer));

  const boites = el("div", { class: "boites" });
  const ensemble = el("details", { class: "ensemble" }, el("summary", {}, "Vue d’ensemble du tri"),
    el("p", { class: "discret" }, "Chaque bouton rouvre une carte. À la souris ou au doigt, sa poignée la fait glisser d’une boîte à l’autre."), boites);
  const boutonRecommencer = bouton("Recommencer"), boutonGarder = bouton("Garder mes réponses", "principal"), boutonOui = bouton("Recommencer");
  const confirmer = el("div", { class: "confirmer", role: "group", "aria-labelledby": id("confirmer"), hidden: true },
    el("p", { id: id("confirmer") }, el("strong", {}, "Recommencer ce tri\u00a0?"), " Les cartes reviennent toutes à classer. Vos premières réponses restent dans votre compte rendu."),
    el("div", {}, boutonGarder, boutonOui));

  const section = te.cadre({ "aria-labelledby": id("titre") }, el("div", { class: "tri" },
    voix.element,
    el("header", { class: "tri-tete" }, el("div", {}, titre, d.consigne && el("p", { class: "discret" }, d.consigne)), el("div", { class: "tri-avance" }, el("p", { class: "chiffre" }, combien, reste), crans)),
    avis, form, ensemble,
    el("div", { class: "pied" }, el("p", { class: "discret" }, "Vos réponses restent dans votre dossier de travail."), boutonRecommencer),
    confirmer));

  /* ---------- peinture : seul ce qui change est touché ---------- */

  function peindreCarte() {
    if (finie) {
      texte(titreCarte, cartes.length === 1 ? "La carte est rangée" : `Les ${te.enLettres(cartes.length)} cartes sont rangées`);
      recit.replaceChildren(el("p", { class: "recit" }, `Relisez l’ensemble si vous le souhaitez\u00a0: une carte se déplace en la rouvrant ou en la glissant.${d.compare ? " Puis passez à la comparaison, à l’étape suivante." : ""}`));
      return;
    }
    const c = cartes[courante];
    texte(surtitre, [`Carte ${courante + 1} sur ${cartes.length}`, c?.surtitre].filter(Boolean).join(" · "));
    texte(titreCarte, c?.titre ?? "Aucune carte à classer");
    recit.replaceChildren(...(c?.paragraphes ?? []).map((p) => el("p", { class: "recit" }, p)));
  }

  function peindre() {
    const r = reponses(), toutes = cartes.length > 0 && r.size === cartes.length, c = cartes[courante];
    texte(combien, String(r.size));
    const suite = ` sur ${cartes.length} ${r.size > 1 ? "classées" : "classée"}`;
    if (reste.data !== suite) reste.data = suite;
    if (crans.className === "jauge") crans.firstChild.style.inlineSize = `${(100 * r.size) / cartes.length}%`;
    else cartes.forEach((x, i) => {
      crans.children[i].classList.toggle("f", r.has(x.id));
      crans.children[i].classList.toggle("ici", !finie && i === courante);
    });

    const choisie = finie || !c ? -1 : rangCase.get(essai?.carte === courante ? essai.case : r.get(c.id)) ?? -1;
    radios.forEach((x, i) => { if (x.checked !== (i === choisie)) x.checked = i === choisie; });
    form.classList.toggle("finie", finie);
    montrer(article.firstChild, !finie && !!c);
    montrer(groupe, !finie && !!c, titreCarte);
    montrer(cote, !finie && !!c, titreCarte);
    montrer(echo, !!d.compare && !!c && r.has(c.id), titreCarte);
    for (const b of [boutonPrecedente, boutonSuivante]) montrer(b, !finie && !!c, titreCarte);
    te.activer(boutonPrecedente, courante > 0);
    montrer(boutonFinir, !finie && toutes && !vierge, titreCarte);
    montrer(boutonRelire, finie, titreCarte);
    montrer(boutonComparer, finie && !!d.compare, titreCarte);
    montrer(boutonRecommencer, confirmer.hidden && r.size > 0, titreCarte);

    texte(avis, etat.avertissement ?? "");
    avis.hidden = !etat.avertissement;
    peindreEtat();
    if (ensembleBati) peindreEnsemble(r);
  }

  /** La cause dite par le carnet, sans son décompte : le nôtre avance. */
  function panne() {
    const cause = etat.enregistrement.message.replace(/^\s*non enregistrée?\s*[.:]\s*/i, "").replace(/[\s;,]*nouvel essai dans \d+\s*s(econdes)?\s*\.?\s*$/i, "").trim();
    return { cause: te.phrase(cause || "Vos réponses sont gardées ici.") };
  }

  let etatDit = "";
  function peindreEtat() {
    const e = etat.enregistrement, refuse = e.etat === "non-enregistre";
    let genre = "garde", message = "";
    if (muet) [genre, message] = ["grave", silence()];
    else if (refuse) [genre, message] = ["essai", panne().cause];
    else if (e.etat === "enregistre" && e.quand && !attente.length) {
      const i = rangCarte.get(e.carte);
      message = i === undefined || finie || i === courante ? `Enregistré à ${e.quand}` : `Carte ${i + 1} enregistrée à ${e.quand}`;
    }
    if (etatDit !== `${genre} ${message}`) {
      etatDit = `${genre} ${message}`;
      etatLigne.classList.toggle("grave", genre !== "garde");
      etatLigne.classList.toggle("muet", !message);
      etatTexte.replaceChildren(...(genre === "garde" ? [message] : [el("strong", {}, "Non enregistré."), ` ${message}`, ...(genre === "essai" ? [" ", essaiDans] : [])]));
    }
    montrer(boutonAnnuler, !!etat.annulable && genre === "garde", titreCarte);
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
    if (decompte === 0 && !attente.some((g) => g.geste === "reessayer")) envoyer({ geste: "reessayer" });
    direDecompte();
  }

  /* Les boutons de cartes sont créés une fois, puis déplacés d’une boîte à l’autre. */
  const jetons = [], listes = [], tetes = [];
  function batirEnsemble() {
    ensembleBati = true;
    [...cases.map((c) => c.nom), ""].forEach((nom, i) => {
      const tete = el("p", { class: "boite-nom", id: id(`boite-${i}`) }, nom), liste = el("ul", { class: "jetons", role: "list" });
      tetes.push(tete);
      listes.push(liste);
      boites.append(el("div", { class: "boite", role: "group", "aria-labelledby": id(`boite-${i}`), "data-case": i < cases.length && String(i) }, tete, liste, el("p", { class: "vide" }, "vide")));
    });
    cartes.forEach((c, i) => jetons.push(el("li", {}, el("button", { type: "button", class: "jeton", "data-glisse": String(i) }, el("span", { class: "poignee" }, te.poignee()), el("span", {}, `${i + 1}. ${c.titre}`)))));
  }

  function peindreEnsemble(r = reponses()) {
    const places = listes.map(() => []);
    cartes.forEach((c, i) => places[r.has(c.id) ? rangCase.get(r.get(c.id)) : cases.length].push(i));
    places.forEach((ici, k) => {
      let suivant = listes[k].firstChild;
      for (const i of ici) {
        if (jetons[i] === suivant) suivant = suivant.nextSibling;
        else {
          const tenu = jetons[i].contains(document.activeElement);
          listes[k].insertBefore(jetons[i], suivant);
          if (tenu) jetons[i].firstChild.focus({ preventScroll: true });
        }
      }
    });
    places.forEach((ici, k) => {
      listes[k].hidden = !ici.length;
      listes[k].nextSibling.hidden = ici.length > 0;
    });
    const libres = places.at(-1);
    texte(tetes.at(-1), `À classer (${libres.length})`);
    tetes.at(-1).parentNode.hidden = !libres.length;
    cartes.forEach((c, i) => {
      const b = jetons[i].firstChild;
      b.classList.toggle("libre", !r.has(c.id));
      if (!finie && i === courante) b.setAttribute("aria-current", "true"); else b.removeAttribute("aria-current");
    });
  }

  /* ---------- écoute ---------- */

  groupe.addEventListener("pointerdown", () => { parFleche = false; });
  groupe.addEventListener("keydown", (ev) => { parFleche = ev.key.startsWith("Arrow"); });
  groupe.addEventListener("change", (ev) => {
    const boite = cases[Number(ev.target.value)].id;
    if (!parFleche) return ranger(courante, boite);
    clearTimeout(minuterieEssai);
    essai = { carte: courante, case: boite };
    minuterieEssai = setTimeout(vider, REPOS);
  });
  groupe.addEventListener("focusout", (ev) => { if (!groupe.contains(ev.relatedTarget)) vider(); });

  form.addEventListener("keydown", (ev) => { if (ev.key === "Enter" && (ev.repeat || ev.ctrlKey || ev.metaKey || ev.altKey || ev.shiftKey)) ev.preventDefault(); });
  form.addEventListener("submit", (ev) => { ev.preventDefault(); if (!finie) suivante(); });
  const rebond = (ev) => ev.detail > 1 && Date.now() - dernierPas < REBOND;
  boutonSuivante.addEventListener("click", (ev) => { if (rebond(ev)) ev.preventDefault(); });
  boutonPrecedente.addEventListener("click", (ev) => { if (!rebond(ev) && courante > 0) aller(courante - 1, true); });
  boutonFinir.addEventListener("click", () => finir(true));
  boutonRelire.addEventListener("click", () => aller(0, true));
  boutonAnnuler.addEventListener("click", annuler);
  boutonLire.addEventListener("click", () => lire(cartes[courante].id));
  boutonComparer.addEventListener("click", () => lire(null));

  function demanderConfirmation(oui) {
    montrer(confirmer, oui);
    peindre();
    if (oui) viser(boutonGarder, confirmer); else if (!boutonRecommencer.hidden) viser(boutonRecommencer);
  }
  boutonRecommencer.addEventListener("click", () => { vider(); demanderConfirmation(true); });
  boutonGarder.addEventListener("click", () => demanderConfirmation(false));
  confirmer.addEventListener("keydown", (ev) => { if (ev.key === "Escape") demanderConfirmation(false); });
  boutonOui.addEventListener("click", () => { if (!attente.some((g) => g.geste === "recommencer")) { envoyer({ geste: "recommencer" }); peindre(); } });

  ensemble.addEventListener("toggle", () => { if (ensemble.open && !ensembleBati) { batirEnsemble(); peindreEnsemble(); } });
  boites.addEventListener("click", (ev) => { const b = ev.target.closest(".jeton"); if (b) aller(Number(b.dataset.glisse), true); });

  const arreterGlisser = glisser(section, {
    saisir: (cible, souris) => {
      const source = cible.closest("[data-glisse]");
      if (!source || (!souris && !cible.closest(".poignee"))) return null;
      const i = source.dataset.glisse === "carte" ? courante : Number(source.dataset.glisse);
      return { source, carte: i, titre: cartes[i].titre };
    },
    /* Une case du groupe ne reçoit que la carte en cours ; une boîte les reçoit toutes. */
    accueille: (zone, i) => zone.classList.contains("boite") || i === courante,
    commencer: (i) => { vider(); section.classList.toggle("glisse-carte", i === courante && !finie); },
    deposer: (i, k) => {
      ranger(i, cases[k].id);
      voix.dire(`«\u00a0${cartes[i].titre}\u00a0»\u00a0: ${cases[k].nom}.`);
    },
  });

  const surDepart = () => { if (document.visibilityState === "hidden") vider(); };
  window.addEventListener("pagehide", vider);
  document.addEventListener("visibilitychange", surDepart);
  const arreterAppels = te.repondre("te-revenir", d.cle, section, (carte) => {
    const i = rangCarte.get(carte);
    if (i !== undefined) aller(i, false);
    viser(titreCarte, form, true);
  });
  const arreterModele = modele.sur(recevoir);

  /* ---------- ouverture ---------- */

  function reprendre() {
    const renvoyees = [], ecartees = [];
    for (const [carte, b] of brouillons.lire()) {
      const connue = rangCarte.has(carte) && rangCase.has(b.case), ecrite = etat.reponses[carte];
      if (connue && ecrite === b.case && etat.enregistrement.etat === "non-enregistre") continue;
      if (connue && ecrite !== b.case) {
        if (b.tour === etat.tour && (ecrite === undefined || b.avant.includes(ecrite))) { renvoyees.push([carte, b.case]); continue; }
        ecartees.push(`«\u00a0${cartes[rangCarte.get(carte)].titre}\u00a0» (${cases[rangCase.get(b.case)].nom})`);
      }
      brouillons.retirer(carte);
    }
    for (const [carte, boite] of renvoyees) envoyer({ geste: "ranger", carte, case: boite });
    return [
      renvoyees.length && `${te.majuscule(te.enLettres(renvoyees.length).replace(/^un$/, "une"))} ${renvoyees.length > 1 ? "réponses gardées par ce navigateur ont été renvoyées" : "réponse gardée par ce navigateur a été renvoyée"}.`,
      ecartees.length && `Ce navigateur gardait une autre réponse pour ${ecartees.join(", ")}. Elle n’a pas été reprise\u00a0: le tri a changé depuis, et c’est votre carnet qui compte.`,
    ].filter(Boolean).join(" ");
  }

  racine.append(section);
  const repris = reprendre(), libre = premiereLibre();
  if (cartes.length && libre < 0) finir(false); else if (cartes.length) aller(libre, false); else { peindreCarte(); peindre(); }
  dire(repris, true);

  return () => {
    vider();
    arreterModele();
    arreterAppels();
    arreterGlisser();
    clearTimeout(minuterieSilence);
    clearInterval(horloge);
    window.removeEventListener("pagehide", vider);
    document.removeEventListener("visibilitychange", surDepart);
    section.remove();
  };
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
    g.fantome = te.el("div", { class: "te te-flottant", "aria-hidden": "true" }, te.el("div", { class: "tri" }, te.el("div", { class: "fantome" }, te.poignee(), te.el("span", {}, g.titre))));
    document.body.append(g.fantome);
    g.defileur = te.defileur(section);
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

export default { render({ model, el }) { return monter(el, te.adapter(model)); } };
