"""Une thèse, une place : d’un tri à l’autre, d’un tri à un désaccord, un auteur ne change ni de camp, ni de statut, ni de mode."""

import re
from collections import Counter

from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER

C = corpus.lire()
RACINE = DOSSIER.parent
OPPOSE = {"A": "B", "B": "A", "milieu": "milieu"}
CAMPS = {"d-accord": "A", "pas-d-accord": "B", "cela-depend": "milieu"}

# Le désaccord, et les cartes qui posent la même question : « A » si l’on y est d’accord avec le premier camp.
MEMES_QUESTIONS = [
    ("desaccord-egalite", {("affirmations-debats", "egaux"): "A"}),
    ("desaccord-liberte-injonction", {("debat-formes", "partenaire-sans-choix"): "B"}),
    ("desaccord-impose-marche", {("affirmations-debats", "impose"): "B", ("debat-limites", "obliger"): "B"}),
    ("desaccord-conflit-consensus", {("affirmations-debats", "dispute"): "A", ("debat-limites", "sans-conflit"): "A"}),
    ("desaccord-fin-en-soi", {("affirmations-debats", "pour-soi"): "B", ("debat-limites", "pour-lui-meme"): "B"}),
    ("desaccord-instrumentalisation", {("affirmations-debats", "utilise"): "A"}),
    ("desaccord-duree-perennite", {("debat-deux-cas", "duree"): "A", ("affirmations-debats", "depart"): "A"}),
    ("desaccord-usagers-partenaires", {("affirmations-debats", "usager"): "A"}),
    ("desaccord-competences", {("debat-deux-cas", "competences"): "A", ("affirmations-debats", "metiers"): "B"}),
    ("desaccord-formalisation", {("debat-deux-cas", "ecrit"): "A"}),
    ("desaccord-innovation", {("debat-deux-cas", "innove"): "A"}),
    ("desaccord-marge-institution", {("debat-deux-cas", "distance"): "A"}),
    ("desaccord-ordre-coop-coord", {("debat-droit", "coordonner-d-abord"): "A"}),
]


def rangees(cartes):
    """(auteur, ligne, camp) de chaque place donnée par ces cartes ; une case vide n’en donne pas."""
    for p in C.lignes("places"):
        if (sens := cartes.get((p["tri"], p["carte"]))) and p["case"]:
            camp = CAMPS[p["case"]]
            yield p["auteur"], p, camp if sens == "A" else OPPOSE[camp]


@pour_chaque(("desaccord", "cartes"), MEMES_QUESTIONS, ids=lambda x: x if isinstance(x, str) else "")
def test_un_auteur_a_la_meme_place_partout_ou_la_question_revient(desaccord, cartes):
    """Des deux côtés du désaccord, ou à un cran du milieu, « cela dépend » le dit aussi."""
    lues = [*rangees(cartes)]
    assert lues and {(p["tri"], p["carte"]) for _, p, _ in lues} == set(cartes)
    for auteur in {a for a, _, _ in lues}:
        donnees = {camp for a, _, camp in lues if a == auteur}
        assert len(donnees) == 1, f"{auteur} change de place d’un tri à l’autre"
        siennes = [p for p in C.lignes("positions") if (p["desaccord"], p["auteur"]) == (desaccord, auteur)]
        camps = {p["camp"] for p in siennes if p["cran"] is not None}
        assert camps, f"{auteur} ne prend pas place dans ce désaccord"
        if len(camps) > 1:
            camps = {"milieu"}
        elif all(abs(p["cran"]) <= 1 for p in siennes):
            camps |= {"milieu"}
        assert donnees <= camps, f"{auteur} : {donnees} ici, {camps} dans le désaccord"


UN_SEUL_REPOND = {
    ("debat-evaluation", "apres"): ("07-evaluation", "Sur deux cartes, Lyet est seul"),
    ("debat-evaluation", "ceux-qui-font"): ("07-evaluation", "Sur deux cartes, Lyet est seul"),
    ("debat-droit", "coordonner-d-abord"): ("05-cadre-juridique", "Jaeger, seul à répondre"),
    ("affirmations-debats", "usager"): ("09-debats", "sur l’usager, Dhume est seul"),
}
"""Les cartes de débat où un seul auteur a une place, et où le labo le dit."""


def test_une_carte_ou_un_seul_auteur_repond_est_dite_telle():
    repondent = Counter((p["tri"], p["carte"]) for p in C.lignes("places") if p["case"] in CAMPS)
    assert {carte for carte, n in repondent.items() if n == 1} == set(UN_SEUL_REPOND)
    assert [c for c, (labo, dit) in UN_SEUL_REPOND.items() if dit not in (RACINE / f"notebooks/{labo}.ipynb").read_text("utf-8")] == []


@pour_chaque(("desaccord", "cartes"), MEMES_QUESTIONS, ids=lambda x: x if isinstance(x, str) else "")
def test_un_meme_passage_garde_son_statut_et_son_mode(desaccord, cartes):
    lues = [*rangees(cartes)]
    assert lues
    for auteur, p, _ in lues:
        siennes = [x for x in C.lignes("positions") if (x["desaccord"], x["auteur"], x["source"]) == (desaccord, auteur, p["source"])]
        voisines = [
            x for a, x, _ in lues if a == auteur and (x["tri"], x["carte"]) != (p["tri"], p["carte"]) and x["source"] == p["source"]
        ]
        for colonne in ("statut", "mode"):
            for memes in filter(None, (siennes, voisines)):
                assert p[colonne] in {x[colonne] for x in memes}, (auteur, p["tri"], p["carte"], colonne)


def test_l_on_ne_conteste_un_texte_que_si_on_le_nomme():
    """« Explicite contre un texte » : Jaeger contre l’article 12. Lyet, lui, nuance Dubet."""
    natures = {d["id"]: d["nature"] for d in C.lignes("desaccords")}
    assert [d for d, nature in natures.items() if nature == "explicite contre un texte"] == ["desaccord-ordre-coop-coord"]
    assert [d for d, nature in natures.items() if nature == "nuance"] == ["desaccord-dubet-lyet"]


LIEUX = dict(
    re.findall(r"^\| `((?:desaccord|interne)-[a-z0-9-]+)` \| (.+) \|$", (RACINE / "docs" / "relectures.md").read_text("utf-8"), re.M)
)
DOSSIERS = {"notebooks": "labo", "solutions": "corrigé"}


def test_chaque_desaccord_a_sa_place_dans_un_carnet():
    """La table de `docs/relectures.md` les dit tous, et chaque page qu’un carnet montre y est."""
    assert set(LIEUX) == {d["id"] for d in C.lignes("desaccords")}
    montres = {
        (cle, f"{mot} {chemin.name[:2]}")
        for dossier, mot in DOSSIERS.items()
        for chemin in (RACINE / dossier).glob("[01][0-9]-*.ipynb")
        for cle in re.findall(r'labo\.(?:curseur|desaccord)\(\\"([a-z0-9-]+)\\"\)', chemin.read_text("utf-8"))
    }
    pages = {(cle, lieu) for cle, dits in LIEUX.items() for lieu in re.split(r"\s;\s", dits) if "(" not in lieu}
    assert montres == pages


def test_les_desaccords_a_retenir_ont_une_page():
    a_retenir = [d["id"] for d in C.lignes("desaccords") if d["a_retenir"] == "oui"]
    assert [d for d in a_retenir if not re.search(r"(labo|corrigé) \d\d(?! \()", LIEUX[d])] == []


def test_le_repere_d_un_desaccord_reunit_ceux_de_ses_positions():
    for d in C.lignes("desaccords"):
        siens = {r for p in C.lignes("positions") if p["desaccord"] == d["id"] for r in re.split(r"\s; ", p["repere"])}
        assert siens == set(re.split(r"\s; ", d["repere"])), d["id"]
