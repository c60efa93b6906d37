"""Préparer une séance : ce qu’un labo demande, ce qu’il fait débattre, et les compétences qu’il sert, diplôme par diplôme.

Rien n’est ressaisi : la durée, les objectifs et les étapes viennent du carnet lui-même ; le reste, des tables.
"""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from travailler_ensemble.corpus import Corpus, Ligne, parcours, trame
from travailler_ensemble.corpus import desaccords as camps
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, duree, enumerer

RESERVES = {
    "aujourd’hui": "Diplômes d’aujourd’hui, d’après des textes publics lus par extraits : à vérifier.",
    "histoire": "Référentiels de 2010, d’après le dossier : à vérifier.",
}
"""La réserve de chaque partie ; un texte « à venir » (publié, pas encore appliqué) se lit avec ceux d’aujourd’hui."""
SORTES = {
    "panel": "ranger, puis comparer au panel",
    "places": "ranger, puis voir où des auteurs se placent",
    "codage": "coder un récit",
    "pronostic": "prévoir des lectures",
    "fait": "retrouver ce que dit le texte",
    "ordre": "mettre dans l’ordre",
    "courte": "répondre en quelques mots",
    "choix": "choisir une réponse",
    "libre": "écrire",
    "pari": "parier, puis lire",
    "jumeaux": "toucher la phrase qui change",
    "accord": "écrire un accord",
    "definition": "composer une définition",
    "curseur": "se placer sur un désaccord",
}
GESTES = {"tri": "tris", "question": "questions", "grille": "grilles", "curseur": "desaccords"}
"""La fonction d’un carnet → la table de ses activités."""


TOUS = "tous"
"""À la place d’un numéro : chaque labo, replié ; on en ouvre un sans rien écrire."""


def preparer(corpus: Corpus, numero: str = "") -> Page:
    """La page d’un labo ("05"), ou de chacun, replié (`TOUS`) ; sans numéro, les parcours et les diplômes.

    Lève `KeyError` (phrase française) s’il n’y a pas de labo de ce numéro.
    """
    if not str(numero).strip():
        return _ensemble(corpus)
    if numero == TOUS:
        fiches = [(f"{x['numero']} · {x['titre']}, {duree(x['minutes'])}", _labo(corpus, x).corps) for x in corpus.lignes("labos")]
        return Page(rendre("preparation-tous.html", fiches=[(nom, Markup(corps)) for nom, corps in fiches]), compter(len(fiches), "labo"))
    voulu = str(numero).strip().removeprefix("labo-").zfill(2)
    labo = next((x for x in corpus.lignes("labos") if x["numero"] == voulu), None)
    if labo is None:
        numeros = enumerer(x["numero"] for x in corpus.lignes("labos"))
        raise KeyError(f"Il n’y a pas de labo « {numero} ». Labos : {numeros}.")
    return _labo(corpus, labo)


# Tous les labos : par le temps, par le diplôme.


def _ensemble(corpus: Corpus) -> Page:
    labos = corpus.lignes("labos")
    faire = [
        (f"{x['numero']} · {x['titre']}", duree(x["minutes"]), x["accroche"] + ("" if trame.publie(x) else " (en préparation)"))
        for x in labos
    ]
    page = rendre(
        "preparation.html",
        parcours=parcours.tous(corpus),
        labos=faire,
        reserves=RESERVES,
        numeros=[x["numero"] for x in labos],
        diplomes={partie: _diplomes(corpus, lignes) for partie, lignes in _parties(corpus).items()},
        manques=[(f"{r['diplome']}, {r['version']}", r["intitule"]) for r in corpus.lignes("referentiels") if r["etat"] == "manquant"],
        sources=_sources(corpus),
    )
    return Page(page, f"Préparer une séance : {compter(len(labos), 'labo')}")


def _parties(corpus: Corpus) -> dict[str, list[Ligne]]:
    """Les compétences d’aujourd’hui, puis celles de 2010."""
    parties: dict[str, list[Ligne]] = {partie: [] for partie in RESERVES}
    for r in corpus.lignes("referentiels"):
        if r["etat"] != "manquant":
            parties["histoire" if r["etat"] == "histoire" else "aujourd’hui"].append(r)
    return parties


def _diplomes(corpus: Corpus, lignes: list[Ligne]) -> list[dict[str, Any]]:
    """La table de chaque diplôme : une ligne par compétence, une colonne par labo."""
    labos = corpus.lignes("labos")
    servies = {(x["referentiel"], x["labo"]) for x in corpus.lignes("referentiels_themes")}
    dits = []
    for diplome in dict.fromkeys(r["diplome"] for r in lignes):
        siennes = [r for r in lignes if r["diplome"] == diplome]
        cases = [[_competence(r), *(x["numero"] if (r["id"], x["id"]) in servies else "" for x in labos)] for r in siennes]
        utiles = [x["numero"] for x in labos if any((r["id"], x["id"]) in servies for r in siennes)]
        titre = f"{diplome} : {compter(len(siennes), 'compétence')}, labo{'s' * (len(utiles) > 1)} {enumerer(utiles)}"
        dits.append({"nom": diplome, "titre": titre, "lignes": cases})
    return dits


def _sources(corpus: Corpus) -> list[tuple[str, str, str]]:
    """D’où viennent les lignes d’aujourd’hui : le texte et sa date, où il a été lu, l’adresse ; une fois chacune."""
    lues = (
        (f"{r['texte']} · {r['date']} · {r['controle']}", r["repere"], r["adresse"]) for r in corpus.lignes("referentiels") if r["adresse"]
    )
    return list(dict.fromkeys(lues))


def _competence(r: Ligne) -> str:
    """« F3 animation, C4.1 : agir en partenariat » ; le code n’est pas toujours connu. Aujourd’hui, l’année du texte d’abord."""
    annee = "" if r["etat"] == "histoire" else r["version"] + (" (à venir)" if r["etat"] == "à venir" else "")
    return f"{', '.join(filter(None, (annee, r['bloc'], r['code'])))} : {r['intitule']}"


# Un labo.


def _labo(corpus: Corpus, labo: Ligne) -> Page:
    carnet, corrige = labo["carnet"], trame.lire(trame.CORRIGES, labo["carnet"])
    lu = trame.lire(trame.LABOS, carnet) if trame.publie(labo) else None
    debattus = debats(corpus, labo, lu)
    activites = [a for a in lu.appels if a.fonction in GESTES and a.arguments] if lu else []
    bref = [duree(labo["minutes"])]
    if lu:
        bref += [
            compter(len(lu.etapes), "étape"),
            compter(len(activites), "activité"),
            compter(len(debattus), "désaccord à débattre", "désaccords à débattre"),
        ]
    page = rendre(
        "preparation-labo.html",
        labo=labo,
        bref=enumerer(bref),
        liens=_liens(carnet),
        publie=lu is not None,
        objectifs=[re.split(r"\*(.+?)\*", o) for o in lu.objectifs] if lu else [],
        etapes=_deroulement(corpus, lu) if lu else [],
        debats=[camps.desaccord(corpus, cle) for cle in debattus],
        competences=competences(corpus, labo),
        reserves=RESERVES,
        situations=_situations(corpus, labo),
        exercice=corrige,
        a_faire=_activites(corpus, corrige) if corrige else "",
    )
    return Page(page, f"Labo {labo['numero']}, {labo['titre']} : {enumerer(bref)}")


def _deroulement(corpus: Corpus, lu: trame.Trame) -> list[tuple[str, str, str]]:
    """Les étapes, puis ce qui attend qui veut aller plus loin."""
    etapes = [(f"{e.numero}. {e.nom}", duree(e.minutes), _activites(corpus, lu, e.section)) for e in lu.etapes]
    if lu.cles("tri", section=trame.PLUS_LOIN):
        etapes.append((trame.PLUS_LOIN, "", _activites(corpus, lu, trame.PLUS_LOIN)))
    return etapes


def _liens(carnet: str) -> list[tuple[str, str]]:
    """Ce qui s’ouvre : le labo, l’exercice, le corrigé ; rien de ce qui n’existe pas."""
    cibles = (
        (trame.LABOS, "", "Ouvrir le labo"),
        (trame.EXERCICES, f"../{trame.EXERCICES}/", "Ouvrir l’exercice"),
        (trame.CORRIGES, f"../{trame.CORRIGES}/", "Ouvrir le corrigé et les notes d’animation"),
    )
    return [(f"{debut}{carnet}", dit) for dossier, debut, dit in cibles if trame.chemin(dossier, carnet)]


def _activites(corpus: Corpus, lu: trame.Trame, section: str | None = None) -> str:
    """Les activités d’une section (du carnet entier, sans précision), avec leur sorte et leur taille."""
    dites = [
        _activite(corpus, GESTES[a.fonction], a.arguments[0])
        for a in lu.appels
        if a.fonction in GESTES and a.arguments and section in (None, a.section)
    ]
    if lus := [a for a in lu.appels if a.fonction == "desaccord" and a.section == section]:
        dites.append(f"lire {compter(len(lus), 'désaccord')}")
    compare = any(a.fonction in ("comparer", "lectures") for a in lu.appels if a.section == section)
    return " ; ".join(dites) or ("lire la comparaison, et en discuter" if compare else "lire, et en discuter")


def _activite(corpus: Corpus, nom: str, cle: str) -> str:
    """« Douze situations, dix formes (ranger, puis comparer au panel, 12 cartes) »."""
    ligne = corpus.ligne(nom, cle)
    sorte = SORTES["curseur" if nom == "desaccords" else ligne["genre"]]
    cartes = [c for c in corpus.lignes("tris_cartes") if nom == "tris" and c["tri"] == cle]
    criteres = [c for c in corpus.lignes("grilles_criteres") if nom == "grilles" and c["grille"] == cle]
    taille = compter(len(cartes), "carte") if cartes else compter(len(criteres), "critère") if criteres else ""
    titre = ligne.get("titre") or ligne.get("enonce") or ligne["question"]
    return f"{titre.rstrip('.')} ({', '.join(filter(None, (sorte, taille)))})"


def debats(corpus: Corpus, labo: Ligne, lu: trame.Trame | None) -> list[str]:
    """Les désaccords que le labo fait débattre : ceux qu’appelle son carnet, à défaut ceux que lui donne la table des curseurs."""
    if lu:
        return list(lu.cles("curseur", "desaccord"))
    return [x["desaccord"] for x in corpus.lignes("curseurs") if x["labo"] == labo["id"] and x["usage"] == "labo"]


def competences(corpus: Corpus, labo: Ligne) -> dict[str, list[tuple[str, str]]]:
    """Par partie : (les diplômes qui la demandent, la compétence)."""
    servies = {x["referentiel"] for x in corpus.lignes("referentiels_themes") if x["labo"] == labo["id"]}
    dites: dict[str, list[tuple[str, str]]] = {}
    for partie, lignes in _parties(corpus).items():
        diplomes: dict[str, list[str]] = {}
        for r in lignes:
            if r["id"] in servies:
                diplomes.setdefault(_competence(r), []).append(r["diplome"])
        dites[partie] = [("\u00a0; ".join(noms), competence) for competence, noms in diplomes.items()]
    return dites


def _situations(corpus: Corpus, labo: Ligne) -> list[tuple[str, str]]:
    """Les récits qui peuvent servir : titre, secteur."""
    utiles = [corpus.ligne("situations", x["situation"]) for x in corpus.lignes("situations_themes") if x["labo"] == labo["id"]]
    return [(s["titre"], corpus.ligne("secteurs", s["secteur"])["nom"]) for s in utiles]
