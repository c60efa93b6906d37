"""Le labo 08 : ses réponses sont celles des tables de Lyet, et aucune n’en dit plus que la note de bas de page."""

import re

import nbformat
from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER

C = corpus.lire()
ACTEURS = {"service-social": "service social du CG71"}
TRAITS = {
    "initiative": "differe-initiative",
    "dispositif": "differe-initiative",
    "chantier": "differe-objet",
    "echelle": "differe-echelle",
    "formation": "differe-nombre-partenaires",
    "desaccords": "commun-desaccords",
    "comites": "commun-comites",
    "collegues": "non-dit-service-excepte",
    "duree": "non-dit-dates",
    "usagers": "non-dit-parole-usagers",
    "emploi": "non-dit-resultats",
}
FAITS = ("cas-lyet", "notions-lyet", "voix-lyet", "relire-resume")


def justes(tri):
    """Carte → les cases que le texte donne."""
    dites = {c["carte"]: set() for c in C.lignes("tris_cartes") if c["tri"] == tri}
    for r in C.lignes("tris_reponses"):
        if r["tri"] == tri and r["juste"] == "oui":
            dites[r["carte"]].add(r["case"])
    return dites


@pour_chaque("tri", FAITS)
def test_chaque_carte_a_une_reponse_et_une_seule(tri):
    assert {carte for carte, cases in justes(tri).items() if len(cases) != 1} == set()


@pour_chaque(("carte", "trait"), TRAITS.items())
def test_un_trait_commun_vaut_pour_les_deux_et_un_silence_pour_aucun(carte, trait):
    attendues = {"commun": [{"les-deux"}], "non dit": [{"non-dit"}], "différence": [{"cas-1"}, {"cas-2"}]}
    assert justes("cas-lyet")[carte] in attendues[C.ligne("traits_lyet", trait)["genre"]]


@pour_chaque(("carte", "acteur"), ACTEURS.items())
def test_un_acteur_est_dans_les_cas_ou_la_table_le_met(carte, acteur):
    (ligne,) = [a for a in C.lignes("acteurs_lyet") if a["acteur"] == acteur]
    presents = {cas for cas in ("cas_1", "cas_2") if ligne[cas] == "oui"}
    assert justes("cas-lyet")[carte] == {{"cas_1": "cas-1", "cas_2": "cas-2"}[presents.pop()] if len(presents) == 1 else "les-deux"}


def test_le_silence_sur_un_cas_n_est_pas_un_oui():
    """Ce que le texte ne dit que d’un cas ne se défend pas pour les deux."""
    dites = [r for r in C.lignes("tris_reponses") if r["tri"] == "cas-lyet"]
    assert not [r["carte"] for r in dites if r["case"] == "les-deux" and r["juste"] == "defendable"]
    assert (justes("cas-lyet")["appui"], C.ligne("traits_lyet", "differe-hierarchie")["genre"]) == ({"cas-1"}, "non dit")


def test_ascendant_vise_ce_qui_fait_regle_et_non_le_premier_cas():
    assert justes("cas-lyet")["ascendant"] == {"les-deux"}
    assert all(cases != {"dit"} for carte, cases in justes("relire-resume").items() if carte == "haut-bas")


def test_a_chacun_ses_mots():
    """« Affadissement » est de Lyet ; « en train de se faire », de l’appel auquel il répond ; nuancer n’est pas réfuter."""
    dits = justes("voix-lyet")
    assert (dits["affadissement"], dits["en-train"], dits["confirme"]) == ({"lyet"}, {"autre"}, {"lyet"})
    assert justes("relire-resume")["dubet"] == {"contraire"}
    assert justes("notions-lyet")["arrangement"] == {"ecarte"}


@pour_chaque("dossier", ["notebooks", "solutions", "exercises"])
def test_aucun_fait_n_est_ajoute_aux_deux_cas(dossier):
    carnet = nbformat.read(DOSSIER.parent / dossier / "08-deux-cas.ipynb", 4)
    lu = " ".join(c.source for c in carnet.cells)
    assert not re.search(r"(?i)descendant|callon|conseil g[ée]n[ée]ral|saône-et-loire\b", lu)
    assert not re.search(r"labo\.(situation|relire)\(", lu), "aucune fiction ne se mêle aux deux cas"
    dites = set(re.findall(r"\b(?:19|20)\d\d\b", re.sub(r"src-[\w-]+|\*\*Aujourd’hui\*\*.*", "", lu)))
    assert dites <= {"2002", "2004", "2009", "2010"}, "les deux cas ne sont pas datés"
