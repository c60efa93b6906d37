"""Préparer une séance : ce qu’un labo demande, ce qu’il fait débattre, et les compétences qu’il sert, diplôme par diplôme.

Rien n’est ressaisi : la durée, les objectifs et les étapes viennent du carnet lui-même ; le reste, des tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from travailler_ensemble.corpus import Corpus, Ligne, parcours, trame
from travailler_ensemble.corpus import desaccords as camps
from travailler_ensemble.ecriture.page import SANS_RACCOURCI, Page, repli, table, texte
from travailler_ensemble.ecriture.phrases import compter, duree, enumerer

RESERVE = "Référentiels de 2010, d’après le dossier : à vérifier."
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
    "definition": "composer une définition",
    "curseur": "se placer sur un désaccord",
}
GESTES = {"tri": "tris", "question": "questions", "grille": "grilles", "curseur": "desaccords"}
"""La fonction d’un carnet → la table de ses activités."""


def preparer(corpus: Corpus, numero: str = "") -> Page:
    """La page d’un labo ("05") ; sans numéro, les parcours et les diplômes.

    Lève `KeyError` (phrase française) s’il n’y a pas de labo de ce numéro.
    """
    if not str(numero).strip():
        return _ensemble(corpus)
    voulu = str(numero).strip().removeprefix("labo-").zfill(2)
    labo = next((x for x in corpus.lignes("labos") if x["numero"] == voulu), None)
    if labo is None:
        numeros = enumerer(x["numero"] for x in corpus.lignes("labos"))
        raise KeyError(f"Il n’y a pas de labo « {numero} ». Labos : {numeros}.")
    return _labo(corpus, labo)


# Tous les labos : par le temps, par le diplôme.


def _ensemble(corpus: Corpus) -> Page:
    durees = "".join(
        f"<li><b>{texte(p.nom)}, {texte(duree(p.minutes))}</b>, {texte(p.pour)} : {texte(p.programme)}.</li>" for p in parcours.tous(corpus)
    )
    labos = table(
        "Les labos",
        ["Labo", "Durée", "Ce que l’on y fait"],
        [
            (f"{x['numero']} · {x['titre']}", duree(x["minutes"]), x["accroche"] + ("" if trame.publie(x) else " (en préparation)"))
            for x in corpus.lignes("labos")
        ],
    )
    diplomes = "".join(_diplome(corpus, nom) for nom in dict.fromkeys(r["diplome"] for r in corpus.lignes("referentiels")))
    corps = (
        f"<h3>Par le temps</h3><ul>{durees}</ul>{labos}"
        f'<h3>Par le diplôme</h3><p class="discret">{texte(RESERVE)} Une case remplie : ce labo travaille cette compétence.</p>{diplomes}'
    )
    return Page(corps, f"Préparer une séance : {compter(len(corpus.lignes('labos')), 'labo')}")


def _diplome(corpus: Corpus, diplome: str) -> str:
    """La table d’un diplôme : une ligne par compétence, une colonne par labo."""
    labos = corpus.lignes("labos")
    servies = {(x["referentiel"], x["labo"]) for x in corpus.lignes("referentiels_themes")}
    lignes = [r for r in corpus.lignes("referentiels") if r["diplome"] == diplome]
    cases = [[_competence(r), *(x["numero"] if (r["id"], x["id"]) in servies else "" for x in labos)] for r in lignes]
    utiles = [x["numero"] for x in labos if any((r["id"], x["id"]) in servies for r in lignes)]
    titre = f"{diplome} : {compter(len(lignes), 'compétence')}, labos {enumerer(utiles)}"
    return repli(titre, table(diplome, ["Compétence", *(x["numero"] for x in labos)], cases, empile=False))


def _competence(r: Ligne) -> str:
    """« F3 animation, C4.1 : agir en partenariat » ; le code n’est pas toujours connu."""
    return f"{', '.join(filter(None, (r['bloc'], r['code'])))} : {r['intitule']}"


# Un labo.


def _labo(corpus: Corpus, labo: Ligne) -> Page:
    carnet, corrige = labo["carnet"], trame.lire(trame.CORRIGES, labo["carnet"])
    lu = trame.lire(trame.LABOS, carnet) if trame.publie(labo) else None
    debats = _debats(corpus, labo, lu)
    activites = [a for a in lu.appels if a.fonction in GESTES and a.arguments] if lu else []
    bref = [duree(labo["minutes"])]
    if lu:
        bref += [
            compter(len(lu.etapes), "étape"),
            compter(len(activites), "activité"),
            compter(len(debats), "désaccord à débattre", "désaccords à débattre"),
        ]
    corps = (
        f"<h3>{texte(labo['numero'])} · {texte(labo['titre'])}</h3>"
        f"<p>{texte(labo['accroche'])}. <b>{texte(enumerer(bref))}.</b></p>{_liens(carnet)}"
        + (
            _objectifs(lu) + _deroulement(corpus, lu)
            if lu
            else "<p>Ce labo n’est pas encore publié. Voici ce qu’en disent déjà les tables.</p>"
        )
        + _desaccords(corpus, debats)
        + _competences(corpus, labo)
        + _situations(corpus, labo)
        + (_exercice(corpus, corrige) if corrige else "")
    )
    return Page(corps, f"Labo {labo['numero']}, {labo['titre']} : {enumerer(bref)}")


def _liens(carnet: str) -> str:
    """Ce qui s’ouvre : le labo, l’exercice, le corrigé ; rien de ce qui n’existe pas."""
    cibles = (
        (trame.LABOS, "", "Ouvrir le labo"),
        (trame.EXERCICES, f"../{trame.EXERCICES}/", "Ouvrir l’exercice"),
        (trame.CORRIGES, f"../{trame.CORRIGES}/", "Ouvrir le corrigé et les notes d’animation"),
    )
    liens = [
        f'<a href="{debut}{carnet}" {SANS_RACCOURCI}>{texte(dit)}</a>' for dossier, debut, dit in cibles if trame.chemin(dossier, carnet)
    ]
    return f"<p>{' · '.join(liens)}</p>" if liens else ""


def _objectifs(lu: trame.Trame) -> str:
    vises = "".join(f"<li>{_italiques(o)}</li>" for o in lu.objectifs)
    return f"<h4>Les objectifs, tels que l’étudiant les lit</h4><ul>{vises}</ul>" if vises else ""


def _italiques(s: str) -> str:
    """Le texte d’un carnet, avec ses mots en italique (`*situer*`)."""
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", texte(s))


def _deroulement(corpus: Corpus, lu: trame.Trame) -> str:
    lignes = [(f"{e.numero}. {e.nom}", duree(e.minutes), _activites(corpus, lu, e.section)) for e in lu.etapes]
    return f"<h4>Le déroulement</h4>{table('Les étapes', ['Étape', 'Durée', 'Ce que l’on y fait'], lignes)}"


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


def _debats(corpus: Corpus, labo: Ligne, lu: trame.Trame | None) -> list[str]:
    """Les désaccords que le labo fait débattre : ceux qu’appelle son carnet, à défaut ceux que lui donne la table des curseurs."""
    if lu:
        return list(lu.cles("curseur", "desaccord"))
    return [x["desaccord"] for x in corpus.lignes("curseurs") if x["labo"] == labo["id"] and x["usage"] == "labo"]


def _desaccords(corpus: Corpus, cles: Iterable[str]) -> str:
    blocs = []
    for cle in cles:
        d = camps.desaccord(corpus, cle)
        cotes = "".join(
            f"<li><b>{texte(c.titre)}</b> : {texte(enumerer(dict.fromkeys(p.court for p in c.positions)))}.</li>" for c in d.camps
        )
        blocs.append(
            f'<div class="position"><p><b>{texte(d.question)}</b></p><ul>{cotes}</ul><p><b>Pour être juste.</b> {texte(d.juste)}</p></div>'
        )
    return f"<h4>Les désaccords attendus</h4>{''.join(blocs)}" if blocs else ""


def _competences(corpus: Corpus, labo: Ligne) -> str:
    servies = [x["referentiel"] for x in corpus.lignes("referentiels_themes") if x["labo"] == labo["id"]]
    lignes = [(r["diplome"], _competence(r)) for r in corpus.lignes("referentiels") if r["id"] in servies]
    tableau = table("Les compétences visées", ["Diplôme", "Compétence"], lignes)
    return f'<h4>Les compétences, par diplôme</h4>{tableau}<p class="discret">{texte(RESERVE)}</p>'


def _situations(corpus: Corpus, labo: Ligne) -> str:
    utiles = [corpus.ligne("situations", x["situation"]) for x in corpus.lignes("situations_themes") if x["labo"] == labo["id"]]
    if not utiles:
        return "<h4>Les situations</h4><p>Aucune fiction n’est proposée pour ce labo.</p>"
    lignes = [(s["titre"], corpus.ligne("secteurs", s["secteur"])["nom"], f'labo.situation("{s["id"]}")') for s in utiles]
    return "<h4>Les situations qui peuvent servir</h4>" + repli(
        f"{compter(len(utiles), 'récit')}, tous inventés", table("Les récits", ["Titre", "Secteur", "Pour l’afficher"], lignes)
    )


def _exercice(corpus: Corpus, corrige: trame.Trame) -> str:
    temps = f"{duree(corrige.minutes)}. " if corrige.minutes else ""
    return (
        f"<h4>L’exercice</h4><p><b>{texte(corrige.titre)}.</b> {texte(temps)}{texte(_activites(corpus, corrige))}.</p>"
        f"<p>Le corrigé donne les réponses, ce qui se défend aussi, et cinquante minutes d’animation.</p>"
    )
