"""La greffe : le corpus et mes contenus, ensemble. Tout ce qui lit le corpus (auteurs, tris, séance, papier) lit alors les miens aussi.

Le corpus de la collection n’en change pas : ni l’avancement, ni l’accueil, ni un essai ne voient ce qui est greffé.
"""

from __future__ import annotations

from typing import Any

from travailler_ensemble.contenus.rangement import MesContenus
from travailler_ensemble.contenus.situation import Codee, Situation
from travailler_ensemble.contenus.tri import ACCORD, FORMES, OUI_NON, SORTES, MonTri
from travailler_ensemble.corpus import Corpus

ORIGINE = "personne"
CONSIGNE = "Choisissez la case qui convient le mieux. « Je ne sais pas » est une réponse."
GENRES = {FORMES: "panel", OUI_NON: "oui-non"}
"""Les sortes où des auteurs répondent ; ailleurs, la classe se compare à elle-même (« libre »)."""
LIBRE = "libre"
SANS_REPONSE = Codee("inconnu")
ECHELLE = (("d-accord", "D’accord", "non"), ("cela-depend", "Cela dépend", "oui"), ("pas-d-accord", "Pas d’accord", "non"))


def greffer(corpus: Corpus, etat: MesContenus) -> Corpus:
    """Le corpus et, en plus, ces situations et ces tris, ceux-ci sans les cartes qui ne sont plus nulle part."""
    if not etat.situations and not etat.tris:
        return corpus
    connues = {s["id"] for s in corpus.lignes("situations")} | {s.id for s in etat.situations}
    tris = [t for t in etat.tris if not t.manque]
    return corpus.avec(
        {
            "secteurs": [{"id": s.id, "nom": s.terrain, "origine": ORIGINE} for s in etat.situations],
            "situations": [_situation(s) for s in etat.situations],
            "codages": [
                {"situation": s.id, "critere": c["id"], "valeur": r.valeur, "indice": r.indice}
                for s in etat.situations
                for c in corpus.lignes("criteres")
                for r in (s.codages.get(c["id"], SANS_REPONSE),)
            ],
            "tris": [_tri(corpus, t) for t in tris],
            "tris_cases": [{"tri": t.id, "case": c, "nom": nom, "milieu": m} for t in tris for c, nom, m in cases(corpus, t)],
            "tris_cartes": [
                {"tri": t.id, "carte": c, "situation": c, "critere": "", "enonce": "", "titre": "", "texte": ""}
                for t in tris
                for c in t.cartes
                if c in connues
            ],
        }
    )


def _situation(s: Situation) -> dict[str, Any]:
    titre, texte = s.titre or "Sans titre", s.recit.replace("\n", "¶")
    return {"id": s.id, "titre": titre, "secteur": s.id, "trait": "", "texte": texte, "origine": ORIGINE}


def _tri(corpus: Corpus, t: MonTri) -> dict[str, Any]:
    un = corpus.ligne("formes", t.forme)["indefini"] if t.sorte == OUI_NON else ""
    note = "Cet ordre est celui de la collection." if t.sorte == FORMES else ""
    vides = dict.fromkeys(("labo", "ordre_de", "borne_debut", "borne_fin", "doute"), "")
    return {
        **vides,
        "id": t.id,
        "usage": "exercice",
        "genre": GENRES.get(t.sorte, LIBRE),
        "titre": t.titre,
        "consigne": CONSIGNE,
        "question": t.question or SORTES[t.sorte].format(un=un),
        "note_ordre": note,
        "suffisent": None,
        "origine": ORIGINE,
    }


def cases(corpus: Corpus, t: MonTri) -> list[tuple[str, str, str]]:
    """Les cases d’un tri à soi : identifiant, nom, et si c’est la réponse mesurée d’une échelle."""
    if t.sorte == FORMES:
        noms = {c["case"]: c["nom"] for c in corpus.lignes("tris_cases") if c["tri"] == "formes"}
        return [(c, nom, "non") for c, nom in noms.items()]
    if t.sorte == OUI_NON:
        return [(t.forme, "Oui", "non"), ("non", "Non", "non")]
    if t.sorte == ACCORD:
        return [*ECHELLE]
    return [(f"case-{rang}", nom, "non") for rang, nom in enumerate(t.cases, 1)]
