"""Le relevé : des lignes du corpus, à lire telles quelles, en fiches ou en tableau."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.corpus.desaccords import MODES
from travailler_ensemble.corpus.recherche import plier
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, enumerer, majuscule

TITRES = ("nom", "mot", "sigle", "trait", "titre", "question", "date")
CORPS = ("teneur", "organise", "fait", "intitule", "developpement", "description", "definition")
TUS = {"id", "origine", "source", "auteur", "attribution", "voix", "statut", "mode", "repere", "dossier", "relaie"}
"""Ce qu’une fiche montre à sa façon, ou pas du tout."""
HORS_TABLEAU = {"id", "origine", "mode", "voix", "source", "repere", "dossier", "relaie"}
"""Ce qu’un tableau ne montre que si on le demande."""
PARTOUT = "ensemble des documents"
# Ce que l’identifiant, sans accents ni majuscule, ne dit pas bien.
LIBELLES = {
    "attribution": "qui parle",
    "teneur": "ce qui est dit",
    "annee": "année",
    "annees": "années",
    "cas_1": "Chalon-sur-Saône",
    "cas_2": "Le Creusot et Montceau-les-Mines",
    "criteres": "ce qui distingue",
    "developpement": "développement",
    "diplome": "diplôme",
    "etat": "à savoir",
    "fonction_date": "fonction donnée en",
    "cite_par": "connu par",
    "intitule": "intitulé",
    "genre": "sorte",
    "discute": "auteur discuté",
    "remede": "remède",
    "critere": "critère",
}


def fiches(corpus: Corpus, nom: str, cles: Iterable[str] = (), filtres: Mapping[str, str] | None = None) -> Page:
    """Des lignes d’une table, une fiche par ligne : qui parle, ce qui est dit, à quel titre, où le lire.

    Sans clé ni filtre, toute la table. Un filtre se tape au clavier : ni casse, ni accents, ni espaces insécables. Lève `KeyError` (phrase française) si la table, une ligne ou une colonne n’existe pas.
    """
    lignes = [corpus.ligne(nom, cle) for cle in cles] or _filtrer(corpus, nom, filtres or {})
    titre = corpus.description(nom).titre
    return Page(rendre("fiches.html", fiches=[_fiche(corpus, nom, x) for x in lignes]), f"{titre} : {compter(len(lignes), 'fiche')}")


def tableau(corpus: Corpus, nom: str, colonnes: Iterable[str] = (), filtres: Mapping[str, str] | None = None) -> Page:
    """Une table à lire, avec les colonnes voulues (toutes celles qui se lisent, sans précision).

    Lève `KeyError` (phrase française) si la table ou une colonne n’existe pas.
    """
    description = corpus.description(nom)
    connues = [c.nom for c in description.champs]
    voulues = list(colonnes) or [c for c in connues if c not in HORS_TABLEAU]
    for c in voulues:
        _verifier(nom, c, connues)
    lignes = _filtrer(corpus, nom, filtres or {})
    dites = [[_dire(corpus, nom, c, x[c]) for c in voulues] for x in lignes]
    page = rendre("tableau.html", titre=description.titre, colonnes=[majuscule(_libelle(c)) for c in voulues], lignes=dites)
    return Page(page, f"{description.titre} : {compter(len(lignes), 'ligne')}")


def _filtrer(corpus: Corpus, nom: str, filtres: Mapping[str, str]) -> list[Ligne]:
    connues = [c.nom for c in corpus.description(nom).champs]
    for colonne in filtres:
        _verifier(nom, colonne, connues)
    voulus = {c: plier(str(v)) for c, v in filtres.items()}
    return [x for x in corpus.lignes(nom) if all(plier(str(x[c])) == v for c, v in voulus.items())]


def _verifier(nom: str, colonne: str, connues: list[str]) -> None:
    if colonne not in connues:
        raise KeyError(f"La table « {nom} » n’a pas de colonne « {colonne} ». Colonnes : {', '.join(connues)}.")


TUS_DE = {"mots": {"nature"}, "frigoli": {"groupe"}, "terrain": {"groupe"}}
"""Table → les colonnes qui rangent ses lignes et n’apprennent rien à qui lit une fiche."""


def _fiche(corpus: Corpus, nom: str, x: Ligne) -> dict[str, Any]:
    x = {c: v for c, v in x.items() if c not in TUS_DE.get(nom, ())}
    if x.get("annee") and str(x["annee"]) in str(x.get("date") or ""):
        del x["annee"]  # le jour la dit déjà
    titre = next((c for c in TITRES if x.get(c)), "")
    corps = next((c for c in CORPS if x.get(c) and c != titre), "")
    reste = {c: v for c, v in x.items() if c not in TUS and c not in (titre, corps) and v not in ("", None)}
    dites = {_libelle(c): _dire(corpus, nom, c, v).removesuffix(".") for c, v in reste.items()}
    if nom == "textes":
        dites["ce que fait ce texte"] = _natures(corpus, x["id"])
    mode = x.get("mode") or ""
    repere = x.get("repere") or ""
    return {
        "titre": str(x.get(titre, "")),
        "corps": str(x.get(corps, "")),
        "qui": _qui(corpus, x),
        "reste": dites.items(),
        "etiquettes": [e for e in (x.get("statut"), MODES.get(mode, mode)) if e],
        "repere": "" if repere == PARTOUT else repere,
        "reference": corpus.ligne("references", x["source"])["reference"] if x.get("source") else "",
    }


def _qui(corpus: Corpus, x: Ligne) -> str:
    """Le nom à dire : l’attribution de la ligne, sinon l’auteur."""
    if x.get("attribution"):
        return x["attribution"]
    return corpus.ligne("auteurs", x["auteur"])["nom"] if x.get("auteur") else ""


def _natures(corpus: Corpus, cle: str) -> str:
    """« obligation (pour qui) et faculté (pour qui) »."""
    dites = [
        f"{n['nature']} ({n['precision']})" if n["precision"] else n["nature"] for n in corpus.lignes("textes_natures") if n["texte"] == cle
    ]
    return enumerer(dites)


def _dire(corpus: Corpus, nom: str, colonne: str, valeur: Any) -> str:
    """Une valeur à lire : le nom de la ligne qu’elle désigne, si elle en désigne une ; un jour en chiffres."""
    for lien in corpus.description(nom).liens:
        if lien.champ == colonne and valeur:
            visee = corpus.ligne(lien.table, valeur)
            return next(
                (str(visee[c]) for c in ("court", "nom", "titre", "mot", "question", "reference", "teneur", "diplome") if visee.get(c)),
                valeur,
            )
    if hasattr(valeur, "strftime"):
        return valeur.strftime("%d/%m/%Y")
    return "" if valeur is None else str(valeur)


def _libelle(colonne: str) -> str:
    return LIBELLES.get(colonne, colonne.replace("_", " "))
