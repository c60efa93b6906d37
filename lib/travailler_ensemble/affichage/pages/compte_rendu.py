"""« Mon compte rendu » : la copie que l’on remet, labo par labo, en une page qui s’imprime et une table à rouvrir.

Tout y est recalculé d’après le carnet au moment où on le demande : rien n’attend qu’une cellule soit relancée.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from travailler_ensemble.activites.accord import AccordEcrit
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.classement import Classement, melanger
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.activites.retours import COMPARABLES
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Rendue, Sujet
from travailler_ensemble.affichage.pages.marge import Dit, Rang, noter, repondre
from travailler_ensemble.affichage.pages.proximite import Ensemble, ensemble
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe.copie import COLONNES, Donnee, ecrire, groupe_propre
from travailler_ensemble.corpus import Corpus, Ligne, tableur
from travailler_ensemble.corpus.trame import EXERCICES, LABOS, Trame, lire
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.phrases import compter, enumerer, majuscule, mots_de
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.effet import EffetAccord

DOSSIERS = {"labo": LABOS, "exercice": EXERCICES}
GROUPE = "groupe"
"""Le feuillet du carnet où le code de groupe se garde."""


class Section(NamedTuple):
    """Une activité commencée. `pareils` : les titres des réponses que le seul qui juge (`juge`) donne de même ; `muets` :
    celles dont il ne dit rien ; `rangs`, les autres.
    """

    sujet: Sujet
    suite: Suite
    quand: datetime
    etape: str
    lignes: list[Rendue]
    rangs: list[Rang]
    pareils: list[str]
    muets: list[str]
    juge: str
    notes: tuple[Dit, ...]

    @property
    def textes(self) -> list[Rendue]:
        """Ce qui se lit en entier, en deux versions."""
        return [x for x in self.lignes if x.libre]

    @property
    def bilan(self) -> str:
        """« 5 comme le texte, 3 à relire » ; vide là où plusieurs auteurs répondent."""
        if not self.juge or not (self.pareils or self.rangs):
            return ""
        pareils = f"{len(self.pareils)} comme {self.juge}" if self.pareils else ""
        relire = f"{len(self.rangs)} à relire" if self.rangs else ""
        return ", ".join(filter(None, (pareils, relire)))


class Attendu(NamedTuple):
    """Une ligne de la rubrique : ce qui est attendu, à quelle étape, sur combien de points (0 : un but, sans note)."""

    etape: str
    texte: str
    points: int


class Labo(NamedTuple):
    """Ce qui a été fait d’un labo, ou de son exercice, dans son ordre. `attendus` : sa rubrique, ses buts ou son barème."""

    ligne: Ligne
    usage: str
    titre: str
    attendus: list[Attendu]
    sections: list[Section]

    @property
    def nom(self) -> str:
        """« labo 02 »."""
        return f"{self.usage} {self.ligne['numero']}"

    @property
    def sorties(self) -> list[Rang]:
        """Les questions de sortie, ensemble."""
        return [r for s in self.sections if s.sujet.usage == "sortie" for r in s.rangs]

    @property
    def faits(self) -> list[tuple[str, str]]:
        """« 8 réponses, dont 3 revues », « 2 textes, dont 1 réécrit »."""
        return compte_de([self])


def compte_de(faits: Iterable[Labo]) -> list[tuple[str, str]]:
    """Combien de réponses et de textes, et combien ont changé."""
    lignes = [x for labo in faits for s in labo.sections for x in s.lignes]
    comptees = (([x for x in lignes if not x.libre], "réponse", "revue"), ([x for x in lignes if x.libre], "texte", "réécrit"))
    return [
        (compter(len(tous), nom), f", dont {compter(n, change)}" if (n := sum(x.remise != x.revue for x in tous)) else "")
        for tous, nom, change in comptees
        if tous
    ]


class Prete(NamedTuple):
    """La copie prête à remettre : la page, son corps seul (pour un carnet), la table, le nom des fichiers sans suffixe ; ce qu’elle compte."""

    page: str
    corps: str
    table: str
    nom: str
    compte: str


def labos(corpus: Corpus, carnet: Carnet, panel: Panel, numero: str = "", usage: str = "") -> list[Labo]:
    """Les labos commencés, puis leur exercice, chacun dans l’ordre de son carnet ; un seul si son numéro (« 02 ») est donné.

    Lève `KeyError` (phrase française) si aucun labo n’a ce numéro, ou si `usage` n’est ni « labo » ni « exercice ».
    """
    if numero and all(x["numero"] != numero for x in corpus.lignes("labos")):
        raise KeyError(f"Il n’y a pas de labo « {numero} ».")
    if usage and usage not in DOSSIERS:
        raise KeyError(f"« {usage} » n’est ni « labo » ni « exercice ».")
    commencees = {s.cle: s for s in sujets(corpus) if carnet.feuillet(s.cle).evenements()}
    faits = []
    for ligne in corpus.lignes("labos"):
        for u, dossier in DOSSIERS.items():
            siennes = [s for s in commencees.values() if s.labo == ligne["id"] and (s.usage == "exercice") == (u == "exercice")]
            if not siennes or numero not in ("", ligne["numero"]) or usage not in ("", u):
                continue
            trame = lire(dossier, ligne["carnet"])
            ordre = etapes(trame)
            sections = [*_sections(siennes, ordre, carnet, panel)]
            if sections:
                titre = trame.titre.partition(" · ")[2] if trame else ""
                faits.append(Labo(ligne, u, titre or ligne["titre"], [*attendus(corpus, ligne["id"], u, trame, ordre)], sections))
    return faits


def etapes(trame: Trame | None) -> dict[str, str]:
    """Activité → l’étape où le carnet la donne (« 3 », « De mémoire », vide hors des étapes), dans l’ordre du carnet."""
    if trame is None:
        return {}
    numeros = {e.section: str(e.numero) for e in trame.etapes} | ({m.section: m.nom} if (m := trame.memoire) else {})
    siens = [a for a in trame.appels if a.arguments and a.fonction in ("tri", "question", "curseur", "grille")]
    return {a.arguments[0]: numeros.get(a.section, "") for a in siens}


def attendus(corpus: Corpus, labo: str, usage: str, trame: Trame | None, etapes: dict[str, str]) -> Iterator[Attendu]:
    """Les buts d’un labo, tels que son carnet les annonce ; le barème d’un exercice."""
    if usage == "exercice":
        for x in corpus.lignes("baremes"):
            if x["labo"] == labo:
                yield Attendu(etapes.get(x["cle"], ""), x["attendu"], x["points"])
        return
    ou = {x["rang"]: etapes.get(x["cle"], "") for x in corpus.lignes("buts") if (x["labo"], x["usage"]) == (labo, usage)}
    for rang, but in enumerate(trame.objectifs if trame else (), start=1):
        yield Attendu(ou.get(rang, ""), majuscule(re.sub(r"[*_]", "", but)), 0)


def _sections(siennes: Sequence[Sujet], etapes: dict[str, str], carnet: Carnet, panel: Panel) -> Iterator[Section]:
    ordre = list(etapes)
    for sujet in sorted(siennes, key=lambda s: ordre.index(s.cle) if s.cle in ordre else len(ordre)):
        gestes = carnet.feuillet(sujet.cle).evenements()
        suite = sujet.jouer(gestes)
        if lignes := sujet.rendre(suite, panel.juger):
            if sujet.juge_par == "codage":  # le critère par son nom court, comme l’écran des grilles et des comparaisons
                courts = {x.champ: panel.corpus.ligne("criteres", sujet.cible(x.champ).critere)["court"] for x in lignes}
                lignes = [x._replace(titre=majuscule(courts[x.champ])) for x in lignes]
            if isinstance(sujet, Classement) and sujet.d_auteurs:  # dans l’ordre où les cartes ont été vues
                vues = [c.id for c in melanger(sujet.cartes, carnet.graine(), sujet.cle)]
                lignes.sort(key=lambda x: vues.index(x.champ))
            quand = datetime.fromisoformat(gestes[-1]["quand"])
            rangs = repondre(sujet, suite, lignes, panel)
            notes = noter(sujet, suite, panel)
            if isinstance(sujet, AccordEcrit):
                codees = jeu(panel.corpus, sujet.sur).jouer(carnet.feuillet(sujet.sur).evenements()).reponses
                if lues := EffetAccord(sujet, panel).rendre(codees, suite.reponses):
                    lignes.append(lues)
                    sans_avec = (Dit("Les auteurs, sans mon accord :", lues.remise), Dit("Avec lui :", lues.revue), Dit("", lues.retour))
                    notes = (*notes, *sans_avec)
            yield Section(sujet, suite, quand, etapes.get(sujet.cle, ""), lignes, *rangs, notes)


# La page, la table, le bloc à relire


def en_csv(faits: Iterable[Labo], groupe: str = "") -> str:
    """Une ligne par réponse (voir `tableur.ecrire`). Les décomptes d’auteurs sont vides là où aucun auteur ne juge."""
    return tableur.ecrire(
        COLONNES,
        (
            (
                *(groupe, labo.ligne["numero"], labo.usage, s.sujet.cle, s.sujet.titre, x.champ, x.titre, x.remise, x.revue, x.mots),
                *(x.retour, x.a_lire or " ".join(f"{d.tete} {d.suite}".strip() for d in dits.get(x.champ, ()))),
                *(x.comptes.get(retour, "") for retour in COMPARABLES),
                *(s.suite.remises.get(x.champ, ""), s.suite.reponses.get(x.champ, ""), s.suite.tour, s.quand.date().isoformat()),
            )
            for labo in faits
            for s in labo.sections
            for dits in ({r.rendue.champ: r.dits for r in s.rangs},)
            for x in s.lignes
        ),
    )


def en_corps(faits: Sequence[Labo], jour: date, groupe: str = "", proximite: Ensemble | None = None) -> str:
    """La copie seule, sans page autour : elle se met telle quelle dans un carnet. Porte le bloc que relit `classe.copie`."""
    donnees = ecrire(
        jour.isoformat(),
        groupe,
        (
            (
                labo.ligne["numero"],
                labo.usage,
                {
                    s.sujet.cle: [Donnee(champ, remis, s.suite.reponses.get(champ, "")) for champ, remis in s.suite.remises.items()]
                    for s in labo.sections
                },
            )
            for labo in faits
        ),
    )
    return str(rendre("copie.html", jour=jour, groupe=groupe, labos=faits, proximite=proximite, mots_de=mots_de)) + donnees


def en_html(faits: Sequence[Labo], maintenant: datetime, proximite: Ensemble | None = None, groupe: str = "") -> str:
    """Une page complète, sans rien chercher ailleurs, à imprimer ou à rendre."""
    return _page(en_corps(faits, maintenant.date(), groupe, proximite), faits)


def _page(corps: str, faits: Sequence[Labo]) -> str:
    de = f"du {faits[0].nom}, {faits[0].titre}" if len(faits) == 1 else "de mes labos"
    return str(rendre("compte-rendu.html", titre=f"Compte rendu {de}")).replace("<main></main>", f"<main>{corps}</main>")


def groupe_de(carnet: Carnet) -> str:
    """Le code de groupe donné en dernier ; vide sans cela."""
    donnes = [g["valeur"] for g in carnet.feuillet(GROUPE).evenements() if isinstance(g.get("valeur"), str)]
    return groupe_propre(donnes[-1]) if donnes else ""


def preparer(corpus: Corpus, carnet: Carnet, panel: Panel, maintenant: datetime, numero: str = "", usage: str = "") -> Prete | None:
    """La copie, d’après tout ce que le carnet tient à cet instant ; None si rien n’est commencé."""
    faits = labos(corpus, carnet, panel, numero, usage)
    if not faits:
        return None
    groupe, jour = groupe_de(carnet), maintenant.date()
    corps = en_corps(faits, jour, groupe, ensemble(corpus, carnet, lambda: panel))
    tete = f"{faits[0].usage}-{faits[0].ligne['numero']}" if len(faits) == 1 else "mes-labos"
    nom = "-".join(filter(None, (tete, jour.isoformat(), re.sub(r"[^A-Za-z0-9]+", "-", groupe).strip("-"))))
    return Prete(_page(corps, faits), corps, en_csv(faits, groupe), nom, enumerer(fort for fort, _ in compte_de(faits)))
