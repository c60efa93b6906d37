"""Tout but annoncé est vérifié par ce que l’outil recueille ; tout barème ne compte que cela ; les questions de sortie sont bonnes."""

from collections import Counter
from pathlib import Path

import pytest
from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.revision import SORTIE
from travailler_ensemble.corpus import trame
from travailler_ensemble.ecriture.phrases import mots_de

C = corpus.lire()
RACINE = Path(__file__).resolve().parents[2]
LABOS = [labo for labo in C.lignes("labos") if trame.publie(labo)]
DOSSIERS = {"labo": trame.LABOS, "exercice": trame.EXERCICES}
RECUEILLENT = ("tri", "question", "grille", "curseur")
QUESTIONS = {q["id"]: q for q in C.lignes("questions") if q["usage"] == SORTIE}
REPONSES = {cle: [r for r in C.lignes("questions_reponses") if r["question"] == cle] for cle in QUESTIONS}


def cles(usage, labo):
    carnet = trame.lire(DOSSIERS[usage], labo["carnet"])
    return carnet, carnet.cles(*RECUEILLENT)


@pour_chaque(("usage", "numero"), [(usage, labo["numero"]) for labo in LABOS for usage in DOSSIERS])
def test_chaque_but_annonce_est_verifie(usage, numero):
    labo = next(x for x in LABOS if x["numero"] == numero)
    carnet, recueillies = cles(usage, labo)
    buts = [b for b in C.lignes("buts") if (b["labo"], b["usage"]) == (labo["id"], usage)]
    assert [b["rang"] for b in buts] == list(range(1, len(carnet.objectifs) + 1))
    assert {b["cle"] for b in buts} <= set(recueillies)
    if usage == "labo":
        sorties = [b["sortie"] for b in buts]
        section = next(s for s in carnet.sections if s.startswith("De mémoire"))
        assert list(carnet.cles("question", section=section)) == sorties
        assert {QUESTIONS[s]["labo"] for s in sorties} == {labo["id"]}
        assert ("rappel", (numero,)) in {(a.fonction, a.arguments) for a in carnet.appels}


def test_chaque_question_de_sortie_sert_une_fois():
    assert Counter(b["sortie"] for b in C.lignes("buts") if b["sortie"]) == Counter(list(QUESTIONS))


@pour_chaque("numero", [labo["numero"] for labo in LABOS])
def test_le_bareme_ne_compte_que_ce_qui_est_rendu(numero):
    labo = next(x for x in LABOS if x["numero"] == numero)
    _, recueillies = cles("exercice", labo)
    lignes = [b for b in C.lignes("baremes") if b["labo"] == labo["id"]]
    assert sum(b["points"] for b in lignes) == 20
    assert {b["cle"] for b in lignes} <= set(recueillies)
    assert ("tableau", ("baremes", "points", "attendu")) in {
        (a.fonction, a.arguments) for a in trame.lire("solutions", labo["carnet"]).appels
    }


@pour_chaque("numero", [labo["numero"] for labo in LABOS])
def test_le_bareme_compte_les_mots_qui_decident_et_la_seulement_ou_l_on_en_touche(numero):
    labo = next(x for x in LABOS if x["numero"] == numero)
    carnet, _ = cles("exercice", labo)
    aux_etapes = [a.arguments[0] for a in carnet.appels if a.fonction == "tri" and a.section in {e.section for e in carnet.etapes}]
    touchables = {cle for cle in aux_etapes if classement(C, cle).de_situations}
    comptes = {b["cle"] for b in C.lignes("baremes") if b["labo"] == labo["id"] and "décident" in b["attendu"]}
    assert comptes <= touchables and bool(comptes) == bool(touchables)


def fautes_de_sortie(question, reponses):
    justes = [r for r in reponses if r["juste"] == "oui"]
    regles = {
        "pas une seule réponse juste": len(justes) != 1 or question["plusieurs"] != "non",
        "une réponse que l’on pourrait défendre": any(r["juste"] == "defendable" for r in reponses),
        "moins de trois réponses, ou plus de quatre": not 3 <= len(reponses) <= 4,
        "une réponse sans raison": not all(r["retour"] for r in reponses),
        "pas de raison à lire": not question["explication"] or not question["repere"],
        "plus de 140 mots à lire": sum(
            len(mots_de(t)) for t in (question["enonce"], question["explication"], *(r["reponse"] for r in reponses))
        )
        > 140,
    }
    return [phrase for phrase, faute in regles.items() if faute]


@pour_chaque("cle", sorted(QUESTIONS))
def test_une_question_de_sortie_a_une_reponse_et_ses_raisons(cle):
    assert fautes_de_sortie(QUESTIONS[cle], REPONSES[cle]) == []


@pytest.mark.parametrize("abimee", ["oui", "defendable", ""])
def test_une_question_de_sortie_abimee_est_vue(abimee):
    cle = next(iter(QUESTIONS))
    reponses = [{**r, "juste": abimee, "retour": abimee} for r in REPONSES[cle]]
    assert fautes_de_sortie(QUESTIONS[cle], reponses)


def test_ni_la_place_ni_la_longueur_ne_soufflent_la_reponse():
    places = Counter(next(i for i, r in enumerate(rs) if r["juste"] == "oui") for rs in REPONSES.values())
    longues = sum(max(rs, key=lambda r: len(r["reponse"]))["juste"] == "oui" for rs in REPONSES.values())
    assert max(places.values()) <= len(QUESTIONS) * 0.45 and len(places) == 4, places
    assert longues <= len(QUESTIONS) * 0.45, f"{longues} fois, la plus longue est la bonne"
