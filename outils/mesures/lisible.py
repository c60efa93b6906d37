"""Ce que l’on lit d’un labo, d’un bout à l’autre, et le temps que cela prend : compté dans un vrai navigateur, une seule page pour tous.

**La règle des durées.** Un labo dure le temps de lire ce qui se voit sans rien déplier, de décider, et d’écrire :

- les mots, à `MOTS_PAR_MINUTE` ; une ligne lue ne se relit pas (les mêmes cases sous chaque carte, le même récit d’un tri à l’autre) ;
- `CARTE` secondes pour décider d’une carte, d’une question, d’un jeton ; `CRITERE` pour un critère d’une grille ; `FIGURE` pour en regarder une ;
- un texte demandé, à `MOTS_ECRITS` par minute, à mi-chemin des longueurs dites ;
- les pauses que le carnet demande (`PAUSES`).

Ce qui précède la première étape compte avec elle, ce qui suit la dernière avec les questions de mémoire. Hors compte : « Pour aller plus
loin », et ce que l’on déplie. Un exercice dure de même. `python3 labo.py durees` en tire ce qu’annoncent les carnets ; un essai refuse un écart de plus de 15 %.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import nbformat
from tqdm import tqdm

from outils import RACINE
from outils.mesures import Mesure, mesure
from outils.mesures.navigateur import chromium
from travailler_ensemble import atelier
from travailler_ensemble.activites.choix import CHOIX, VU, Choix
from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.courte import REPONSE, Courte
from travailler_ensemble.activites.criteres import Jeu
from travailler_ensemble.activites.jumeaux import Jumeaux
from travailler_ensemble.activites.libre import Libre
from travailler_ensemble.activites.placement import Placement
from travailler_ensemble.activites.serie import Serie
from travailler_ensemble.affichage.composants.base import Activite, Composant
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.corpus import trame
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import mots_de

MOTS_PAR_MINUTE = 200
CARTE, CRITERE, FIGURE = 15, 8, 30
MOTS_ECRITS, MOTS_DEMANDES = 15, 60
"""Mots écrits en une minute ; longueur d’un texte, quand rien ne la dit."""
COMPOSER = 4
"""Critères qu’il faut régler pour composer une définition, à chaque commande."""
PAUSES = {"Arrêtez-vous une minute": 1, "À deux": 3, "À discuter": 2, "À vous.": 1}
TOLERANCE = 0.15
CIBLE_MOTS, ECRAN, FENETRE = 900, 590, {"width": 1366, "height": 768}
"""Les mots d’une comparaison ; la hauteur utile d’un écran de portable, qu’une carte ni le bilan ne dépassent ; sa fenêtre."""
LIRE = """window.lire = (ou) => {
  const racine = document.querySelector(ou);
  // Chaque ligne qui se voit : un bloc, ses mots ; ni ce qui est replié, ni ce qui n’est là que pour un lecteur d’écran.
  const vus = new Map();
  const marche = document.createTreeWalker(racine, NodeFilter.SHOW_TEXT);
  for (let n = marche.nextNode(); n; n = marche.nextNode()) {
    const e = n.parentElement;
    if (!n.data.trim() || e.closest("style, script") || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const boite = e.getBoundingClientRect();
    if (boite.width < 2 || boite.height < 2 || e.closest(".visuel-cache, [style*='clip-path']")) continue;
    let bloc = e;
    while (bloc !== racine && getComputedStyle(bloc).display.startsWith("inline")) bloc = bloc.parentElement;
    vus.set(bloc, (vus.get(bloc) ?? "") + " " + n.data);
  }
  return [...vus.values()].map((s) => s.replace(/\\s+/g, " ").trim());
};
// Toutes les cartes d’un tri, l’une après l’autre ; `ou` : ce que l’on attend sous chacune, lu à part, avec sa hauteur.
window.parcourir = async (n, ou) => {
  const cartes = [];
  const suivante = () => [...document.querySelectorAll("main button")].find((b) => b.textContent === "Carte suivante" && b.checkVisibility());
  for (let i = 0; i < n; i += 1) {
    if (i) suivante().click();
    for (let essai = 0; ou && !document.querySelector(`${ou} .dit`); essai += 1) {
      if (essai > 600) throw new Error("la réponse n’arrive pas");
      await new Promise((f) => setTimeout(f, 20));
    }
    const dite = ou ? { mots: lire(ou), px: document.querySelector(ou).getBoundingClientRect().height } : null;
    cartes.push([lire("main"), dite]);
  }
  return cartes;
};"""
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><body data-jp-theme-light="true" style="margin:0"><main></main><script type="module">
const etats = {}, ecoutes = {}, modules = {};
window.pousser = (tous) => { for (const [nom, etat] of Object.entries(tous)) { etats[nom] = etat; for (const f of ecoutes[nom] ?? []) f(); } };
window.monter = async (nom, module, feuille, donnees, etat) => {
  const main = document.querySelector("main");
  main.replaceChildren(Object.assign(document.createElement("style"), { textContent: feuille }));
  etats[nom] = etat;
  ecoutes[nom] = new Set();
  modules[module[0]] ??= import(URL.createObjectURL(new Blob([module[1]], { type: "text/javascript" })));
  const { default: composant } = await modules[module[0]];
  const model = { get: (k) => (k === "donnees" ? donnees : etats[nom]), on: (_, f) => ecoutes[nom].add(f), off: (_, f) => ecoutes[nom].delete(f),
    send: (geste) => window.noyau(nom, geste).then(window.pousser) };
  const el = main.appendChild(document.createElement("div"));
  await composant.render({ model, el });
};
window.montrer = (html) => { document.querySelector("main").innerHTML = html; };
document.documentElement.dataset.pret = "oui";
</script></body></html>"""


@dataclass
class Lu:
    """Ce que demande une partie d’un labo : les lignes lues, les secondes de décision, les mots à écrire, les minutes de pause."""

    lignes: list[str] = field(default_factory=list)
    secondes: float = 0
    ecrits: float = 0
    pauses: float = 0

    @property
    def mots(self) -> int:
        """Les mots lus."""
        return sum(len(mots_de(ligne)) for ligne in self.lignes)

    @property
    def minutes(self) -> float:
        """Les minutes, d’après la règle."""
        return self.mots / MOTS_PAR_MINUTE + self.secondes / 60 + self.ecrits / MOTS_ECRITS + self.pauses


@dataclass
class Comparaison:
    """La comparaison d’un tri, avant tout dépliage : ses mots et sa hauteur, cartes et bilan compris ; le plus pour une carte."""

    mots: int = 0
    px: float = 0
    cartes: int = 0
    mots_carte: int = 0
    px_carte: float = 0


@dataclass
class Labo:
    """Un labo, ou un exercice, mesuré : ses parties annoncées, dans l’ordre, et la comparaison de chaque tri."""

    numero: str
    dossier: str
    annoncees: dict[str, int]
    parties: dict[str, Lu]
    comparaisons: dict[str, Comparaison]

    @property
    def nom(self) -> str:
        """« labo 02 », « exercice 02 »."""
        return f"{'labo' if self.dossier == trame.LABOS else 'exercice'} {self.numero}"

    @property
    def minutes(self) -> float:
        """Les minutes de tout le labo."""
        return sum(p.minutes for p in self.parties.values())

    @property
    def mots(self) -> int:
        """Les mots de tout le labo."""
        return sum(p.mots for p in self.parties.values())


class Lecteur:
    """Lit les sorties d’un carnet dans une page de Chromium, chaque activité menée jusqu’au bout."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.comparaisons: dict[str, Comparaison] = {}
        self._montes: dict[str, Composant] = {}
        self._modules: set[str] = set()
        self._lues: set[str] = set()
        page.expose_function("noyau", self._noyau)
        page.set_content(PAGE)
        page.evaluate(LIRE)
        page.wait_for_selector("html[data-pret=oui]", state="attached")

    def _noyau(self, nom: str, geste: dict[str, Any]) -> dict[str, Any]:
        self._montes[nom].traiter(geste)
        return {nom: self._montes[nom].etat}

    def _lignes(self, ou: str = "main") -> list[str]:
        lignes: list[str] = self.page.evaluate("ou => lire(ou)", ou)
        return lignes

    def _monter(self, w: Composant) -> None:
        nom, sorte = f"c{len(self._montes)}", type(w).__name__
        self._montes[nom] = w
        module = [sorte, "" if sorte in self._modules else str(w._esm)]
        self._modules.add(sorte)
        self.page.evaluate("a => monter(...a)", [nom, module, str(w._css), w.donnees, w.etat])

    def commencer(self) -> None:
        """Un autre labo : rien n’en est encore lu, ni comparé."""
        self._lues, self.comparaisons = set(), {}

    def prendre(self, lignes: list[str], lu: Lu) -> None:
        """Ajoute à `lu` ce qui, de ces lignes, n’est pas encore lu dans ce labo."""
        neuves = [ligne for ligne in dict.fromkeys(lignes) if ligne not in self._lues]
        self._lues.update(neuves)
        lu.lignes += neuves

    def lire(self, objet: Any, lu: Lu) -> None:
        """Ajoute à `lu` ce que demande cette sortie d’une cellule."""
        if isinstance(objet, Page):
            self.page.evaluate("h => montrer(h)", objet._repr_html_())
            self.prendre(self._lignes(), lu)
        elif isinstance(objet, Composant):
            self._monter(objet)
            vues = self._lignes()
            if isinstance(objet, Activite) and (mener := next((m for s, m in MENER.items() if isinstance(objet.sujet, s)), None)):
                vues += mener(self, objet, lu)
            self.prendre(vues, lu)
            if isinstance(objet, Comparer):
                px = self.page.evaluate("document.querySelector('main > div:last-child').getBoundingClientRect().height")
                self._compter(objet.donnees["cle"], vues, px, carte=False)

    def _repondre(self, activite: Activite, champ: str, valeur: str) -> None:
        mots = activite.sujet.mots
        activite.traiter({"geste": mots.geste, mots.champ: champ, mots.valeur: valeur})

    def _finie(self, activite: Activite) -> list[str]:
        self._monter(activite)
        return self._lignes()

    def _compter(self, tri: str, lignes: list[str], px: float, *, carte: bool) -> None:
        c = self.comparaisons.setdefault(tri, Comparaison())
        mots = sum(len(mots_de(ligne)) for ligne in lignes)
        c.mots += mots
        c.px += px
        if carte:
            c.cartes += 1
            c.mots_carte, c.px_carte = max(c.mots_carte, mots), max(c.px_carte, px)

    def classer(self, activite: Activite, lu: Lu) -> list[str]:
        """Chaque carte, avant puis après la réponse."""
        c = activite.sujet
        assert isinstance(c, Classement)
        n = len(c.cartes)
        lignes = [ligne for vues, _ in self.page.evaluate("n => parcourir(n, '')", n) for ligne in vues]
        cases = [x.id for x in c.cases]
        for rang, carte in enumerate(c.cartes):
            self._repondre(activite, carte.id, cases[rang % len(cases)])
        lu.secondes += n * CARTE
        if not c.juge_par:
            return lignes
        activite.traiter({"geste": "valider"})
        self._monter(activite)
        self.page.get_by_role("button", name="Relire les cartes").click()
        for vues, dite in self.page.evaluate("a => parcourir(...a)", [n, DITE]):
            self._compter(c.cle, dite["mots"], dite["px"], carte=True)
            lignes += vues
        return lignes

    def choisir(self, activite: Activite, lu: Lu) -> list[str]:
        """Une réponse, puis ses retours."""
        q = activite.sujet
        assert isinstance(q, Choix)
        lu.secondes += CARTE * (len(q.reponses) / 3 if q.plusieurs else 1)
        self._repondre(activite, CHOIX, q.reponses[0].cle)
        self._repondre(activite, VU, "oui")
        return self._finie(activite)

    def repondre(self, activite: Activite, lu: Lu) -> list[str]:
        """La réponse attendue, du premier coup."""
        q = activite.sujet
        assert isinstance(q, Courte)
        lu.secondes += CARTE
        self._repondre(activite, REPONSE, q.attendue())
        return self._finie(activite)

    def ecrire(self, activite: Activite, lu: Lu) -> list[str]:
        """Le texte, à mi-chemin des longueurs demandées."""
        q = activite.sujet
        assert isinstance(q, Libre)
        longueurs = [n for n in (q.mots_min, q.mots_max) if n] or [MOTS_DEMANDES]
        lu.ecrits += sum(longueurs) / len(longueurs)
        return []

    def placer(self, activite: Activite, lu: Lu) -> list[str]:
        """Les jetons d’avant, les auteurs, les jetons d’après."""
        champs = activite.sujet.champs()
        lu.secondes += len(champs) * CARTE
        avant = champs[: len(champs) // 2]
        for champ in avant:
            self._repondre(activite, champ, "-1")
        self._repondre(activite, "lus", " ".join("-1" for _ in avant))
        lignes = self._finie(activite)
        for champ in champs[len(avant) :]:
            self._repondre(activite, champ, "1")
        return lignes + self._finie(activite)

    def decider(self, activite: Activite, lu: Lu) -> list[str]:
        """Un geste par champ : une carte à sa place, la phrase qui change."""
        lu.secondes += len(activite.sujet.champs()) * CARTE
        return []

    def coder(self, activite: Activite, lu: Lu) -> list[str]:
        """Quatre critères composent une définition ; tous codent un récit, ou ceux qui suffisent. Sa situation, on l’écrit."""
        jeu = activite.sujet
        assert isinstance(jeu, Jeu)
        suffisent = jeu.progres(activite.suite).suffisent or len(jeu.criteres)
        faits = jeu.criteres[: suffisent if jeu.genre == "codage" else COMPOSER]
        for critere in faits:
            self._repondre(activite, critere.id, jeu.valeurs[0].id)
        lu.secondes += CRITERE * len(faits) * max(1, len(jeu.commandes))
        lu.ecrits += MOTS_DEMANDES if jeu.libre else 0
        return self._finie(activite)


MENER: dict[type, Callable[[Lecteur, Activite, Lu], list[str]]] = {
    Classement: Lecteur.classer,
    Serie: Lecteur.decider,
    Jumeaux: Lecteur.decider,
    Choix: Lecteur.choisir,
    Courte: Lecteur.repondre,
    Libre: Lecteur.ecrire,
    Placement: Lecteur.placer,
    Jeu: Lecteur.coder,
}
DITE = "[data-comparaison]"
"""La réponse à une carte, dans la carte."""
TUS = {"verifier", "compte_rendu", "rappel", "references"}
"""Ce qui ne demande pas de temps de lecture."""


def _texte(source: str) -> list[str]:
    """Les lignes d’une cellule de texte, sans ses marques."""
    sans = re.sub(r"\]\([^)]*\)|[*#>|`]|^- ", " ", source, flags=re.MULTILINE)
    return [ligne.strip() for ligne in sans.splitlines() if ligne.strip()]


def lire_labo(lecteur: Lecteur, labo: Any, dossier: str = trame.LABOS) -> Labo:
    """Un labo, ou son exercice, mené d’un bout à l’autre dans des réponses jetables. Lève `FileNotFoundError` si son carnet n’est pas là."""
    chemin = RACINE / dossier / labo["carnet"]
    cellules = nbformat.read(chemin, 4).cells
    t = trame.trame(cellules)
    etapes = [*t.etapes, *filter(None, [t.memoire])]
    parties = {e.section: Lu() for e in etapes}
    courante = etapes[0].section
    lecteur.commencer()
    for cellule in cellules:
        source = cellule.source
        if cellule.cell_type == "markdown":
            titre = re.match(r"## (.+)", source)
            if titre and titre[1] == "Pour aller plus loin":
                break
            if titre and titre[1] == "Pour commencer":
                continue
            courante = titre[1] if titre and titre[1] in parties else courante
            lecteur.prendre(_texte(source), parties[courante])
            parties[courante].pauses += sum(n * source.count(f"**{mot}") for mot, n in PAUSES.items())
            continue
        for nom, arguments in trame._appels(source):
            if nom in TUS:
                continue
            if nom == "figure":
                parties[courante].secondes += FIGURE
                lecteur.lire(atelier._figure(*arguments).nombres, parties[courante])
                continue
            espace: dict[str, Any] = {"labo": atelier}
            lecteur.lire(eval(source.split("\n", 1)[1] if source.startswith("import") else source, espace), parties[courante])
    return Labo(labo["numero"], dossier, {e.section: e.minutes for e in etapes}, parties, lecteur.comparaisons)


@contextmanager
def _reponses_jetables() -> Iterator[None]:
    """Un dossier de réponses neuf, et des activités neuves, le temps du bloc."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        avant = os.environ.get("TRAVAILLER_ENSEMBLE_REPONSES")
        os.environ["TRAVAILLER_ENSEMBLE_REPONSES"] = dossier
        gardes = [f for f in vars(atelier).values() if hasattr(f, "cache_clear") and f is not atelier._panel]
        try:
            for f in gardes:
                f.cache_clear()
            yield
        finally:
            for f in gardes:
                f.cache_clear()
            if avant is None:
                del os.environ["TRAVAILLER_ENSEMBLE_REPONSES"]
            else:
                os.environ["TRAVAILLER_ENSEMBLE_REPONSES"] = avant


def lire_labos(page: Any, numeros: tuple[str, ...] = (), dossiers: tuple[str, ...] = (trame.LABOS, trame.EXERCICES)) -> list[Labo]:
    """Tous les labos publiés, ou ceux de ces numéros, chacun puis son exercice, dans cette page de Chromium."""
    with _reponses_jetables():
        page.set_viewport_size(FENETRE)
        lecteur = Lecteur(page)
        labos = [x for x in atelier._tables().lignes("labos") if trame.publie(x) and (not numeros or x["numero"] in numeros)]
        return [lire_labo(lecteur, x, d) for x in tqdm(labos, "labos", leave=False, disable=None) for d in dossiers]


def mesurer() -> dict[str, Mesure]:
    """« lisible.minutes.02 » par labo, « lisible.mots.formes » et « lisible.px.formes » par comparaison ; imprime une table par labo."""
    with chromium() as navigateur:
        labos = lire_labos(navigateur.new_page(locale="fr-FR"))
    mesures: dict[str, Mesure] = {}
    for labo in labos:
        annoncees = sum(labo.annoncees.values())
        mesures[f"lisible.minutes.{labo.nom.removeprefix('labo ').replace(' ', '-')}"] = mesure(
            f"{labo.nom} : minutes recalculées ({annoncees} annoncées)",
            round(labo.minutes, 1),
            "min",
            round(annoncees * (1 + TOLERANCE), 1),
            annoncees=annoncees,
            mots=labo.mots,
        )
        for tri, c in labo.comparaisons.items():
            autres = {"mots carte": c.mots_carte, "px carte": round(c.px_carte)}
            mesures[f"lisible.mots.{tri}"] = mesure(f"comparaison « {tri} », avant tout dépliage", c.mots, "mots", CIBLE_MOTS, **autres)
            mesures[f"lisible.px.{tri}"] = mesure(
                f"comparaison « {tri} », avant tout dépliage", round(c.px), "px", ECRAN * (c.cartes + 1), **autres
            )
    print(en_table(labos), file=sys.stderr)
    return mesures


def en_table(labos: list[Labo]) -> str:
    """Une table par labo : ses étapes, puis ses comparaisons."""
    morceaux = []
    for labo in labos:
        lignes = [
            f"\n{labo.nom.capitalize()} : {sum(labo.annoncees.values())} min annoncées, {labo.minutes:.1f} recalculées, {labo.mots} mots"
        ]
        lignes += [f"  {nom[:44]:<46} {labo.annoncees[nom]:>3} min  {p.minutes:5.1f}  {p.mots:>5} mots" for nom, p in labo.parties.items()]
        lignes += [
            f"  comparaison {tri[:32]:<34} {c.mots:>5} mots {c.px:>6.0f} px ; une carte : {c.mots_carte} mots, {c.px_carte:.0f} px"
            for tri, c in labo.comparaisons.items()
        ]
        morceaux.append("\n".join(lignes))
    return "\n".join(morceaux)
