"""Ce que les données doivent respecter au-delà de leurs types : le panel, les fictions, les pièges du corpus."""

import re
import subprocess
import sys
from collections import Counter

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER
from travailler_ensemble.lecture import codages, enonces, lire

C = corpus.lire()
SITUATIONS = C.lignes("situations")
CODAGES = {(c["situation"], c["critere"]): c for c in C.lignes("codages")}
PANEL = [e for e in enonces(C).values() if e.objet == "forme-partenariat" and lire(e, {}).verdict == "incertaine"]


def recit(situation):
    return situation["texte"].replace("¶", " ")


def partage(situation):
    """Parts de reconnaissance parmi les définitions du partenariat qui décident, et leur nombre."""
    n = Counter(lire(e, codages(C)[situation["id"]]).verdict for e in PANEL)
    decidees = n["reconnue"] + n["non reconnue"]
    return n["reconnue"] / max(decidees, 1), decidees


def test_le_paquet_est_valide_pour_frictionless():
    fini = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(DOSSIER / "datapackage.json"), "--json"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert fini.returncode == 0, fini.stdout[-2000:]


def test_les_references_viennent_des_sources():
    racine = DOSSIER.parent
    fini = subprocess.run([sys.executable, racine / "outils" / "references.py", "--verifier"], capture_output=True, text=True)
    assert fini.returncode == 0, fini.stdout


@pytest.mark.parametrize("s", SITUATIONS, ids=lambda s: s["id"])
def test_chaque_situation_est_codee_partout_et_chaque_reponse_a_son_indice(s):
    assert 60 <= len(re.findall(r"[\w’'-]+", recit(s))) <= 120
    for critere in C.lignes("criteres"):
        c = CODAGES[s["id"], critere["id"]]
        if c["valeur"] == "inconnu":
            assert c["indice"] == ""
        else:
            assert c["indice"], f"{critere['id']} : un oui ou un non sans indice"
            assert c["indice"] in recit(s), f"{critere['id']} : l’indice n’est pas dans le récit"


def test_les_situations_couvrent_les_secteurs_et_les_cas_voulus():
    assert len(SITUATIONS) >= 24
    assert len({s["secteur"] for s in SITUATIONS}) >= 9
    par_trait = Counter(s["trait"] for s in SITUATIONS)
    for trait in ("partage", "ressemble", "papier"):
        assert par_trait[trait] >= 3
    assert all(s["origine"] == "collection" for s in SITUATIONS)


def test_trois_situations_au_moins_partagent_le_panel():
    egales = [s["titre"] for s in SITUATIONS if (p := partage(s))[1] >= 8 and 0.4 <= p[0] <= 0.6]
    assert len(egales) >= 3, egales


def test_ce_qui_ressemble_a_un_partenariat_n_en_est_pas_un_pour_le_panel():
    for s in SITUATIONS:
        if s["trait"] == "ressemble":
            part, decidees = partage(s)
            assert decidees >= 8 and part <= 0.25, (s["titre"], part, decidees)


def test_une_situation_au_moins_est_largement_reconnue():
    assert any(p[0] >= 0.7 and p[1] >= 12 for p in map(partage, SITUATIONS))


# Les pièges de l’inventaire qu’une machine peut tenir


def test_une_voix_de_seconde_main_dit_qui_la_relaie():
    for e in C.lignes("enonces"):
        assert (e["voix"] == "seconde main") == bool(e["relais"]) or e["id"] == "enonce-cottin-dujardin-2010", e["id"]
    # passage endossé sans source donnée : personne ne peut être nommé comme relais
    assert "source non donnée" in C.ligne("enonces", "enonce-cottin-dujardin-2010")["precision"]


def test_les_hypotheses_restent_des_hypotheses():
    for cle in ("enonce-dubois-palacin-2007-hypothese", "enonce-frigoli-2004"):
        assert C.ligne("enonces", cle)["statut"] == "hypothèse"


def test_l_inrp_dit_programme_sic():
    assert "programme [sic]" in C.ligne("clauses", "clause-inrp-1993-probleme-commun")["justification"]
    assert C.ligne("enonces", "enonce-inrp-1993")["relais"] == "aut-merini"


def test_le_texte_sans_auteur_n_est_pas_signe():
    assert "Frigoli" not in C.ligne("auteurs", "aut-texte-002")["nom"]
    assert "attribuée à Gilles Frigoli" in C.ligne("references", "src-002")["reference"]


def test_seuls_dhume_et_brachet_ordonnent_des_cases():
    assert {t["ordre_de"] for t in C.lignes("tris")} == {"", "aut-dhume", "aut-brachet"}


def test_dhume_ne_place_qu_un_des_sept_mots():
    places = {p["carte"]: p["case"] for p in C.lignes("places") if p["tri"] == "axe-dhume"}
    assert {c for c, case in places.items() if case} == {"partenariat"}
    assert len(places) == 7


def test_une_relation_qui_n_ordonne_pas_des_formes_ne_donne_aucun_lien():
    hors = {r["id"] for r in C.lignes("relations") if r["entre_formes"] == "non"}
    assert len(hors) == 4
    assert not hors & {x["relation"] for x in C.lignes("liens")}


def test_les_places_designent_des_cartes_et_des_cases_qui_existent():
    cartes = {(c["tri"], c["carte"]) for c in C.lignes("tris_cartes")}
    cases = {(c["tri"], c["case"]) for c in C.lignes("tris_cases")}
    for p in C.lignes("places"):
        assert (p["tri"], p["carte"]) in cartes
        assert not p["case"] or (p["tri"], p["case"]) in cases


def test_les_textes_ont_la_typographie_francaise():
    """Apostrophe courbe, espaces insécables : dans tout ce qui s’affiche."""
    fautes = []
    for nom in C.noms:
        for ligne in C.lignes(nom):
            for colonne, valeur in ligne.items():
                if isinstance(valeur, str) and re.search(r"\w'\w| [;!?»]|« |[a-zà-ÿ] :", valeur):
                    fautes.append((nom, colonne, valeur[:60]))
    assert not fautes, fautes[:10]


def test_aucun_numero_de_ligne_ne_sert_de_repere():
    for nom in C.noms:
        for ligne in C.lignes(nom):
            assert not re.search(r"\b00\d\b", ligne.get("repere", "")), (nom, dict(ligne))
            assert not any(re.search(r"\b00\d:\d", str(v)) for v in ligne.values()), (nom, dict(ligne))
