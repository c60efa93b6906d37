"""Les diplômes d’aujourd’hui : rien sans source, sans date ni « à vérifier » ; ce qui manque est dit ; un labo n’annonce que sa table."""

import re

from chacun import pour_chacun

from travailler_ensemble import corpus
from travailler_ensemble.corpus import trame

C = corpus.lire()
LIGNES = C.lignes("referentiels")
ACTUELS = {"aujourd’hui", "à venir"}
MOTS = {"ESF": "BTS ESF", "ST2S": "Bac ST2S", "ASSP": "Bac pro ASSP", "AEPA": "Bac pro AEPA", "DEES": "DEES", "SP3S": "BTS SP3S"}
ETAT = ("DEASS", "DEES", "DEEJE", "DEETS", "DE CESF")


def court(r: corpus.Ligne) -> str:
    return r["diplome"].split(" (")[0]


@pour_chacun("r", [r for r in LIGNES if r["etat"] != "histoire"], ids=lambda r: r["id"])
def test_une_ligne_d_aujourd_hui_a_sa_source_sa_date_et_sa_reserve(r):
    assert r["adresse"].startswith("https://") and r["repere"] and r["texte"]
    assert r["controle"] == "à vérifier" and r["origine"] == "collection"
    assert r["date"][:4] == r["version"]


def test_2010_reste_et_vient_du_dossier():
    anciennes = [r for r in LIGNES if r["etat"] == "histoire"]
    assert {court(r) for r in anciennes} == {"Bac pro SPVL", "Bac techno ST2S", "BTS ESF", "DE CESF", "BTS SP3S"}
    assert all(r["version"] == "2010" and r["origine"] == "inventaire" and not r["adresse"] for r in anciennes)


def test_ce_qui_manque_ne_sert_aucun_labo_et_le_reste_en_sert_un():
    servies = {x["referentiel"] for x in C.lignes("referentiels_themes")}
    assert [r["id"] for r in LIGNES if r["etat"] == "manquant" and r["id"] in servies] == []
    assert [r["id"] for r in LIGNES if r["etat"] in ACTUELS and r["id"] not in servies] == []


def test_chaque_diplome_demande_est_la_ou_dit_manquant():
    dits = {court(r) for r in LIGNES if r["etat"] != "histoire"}
    assert {*ETAT, "BTS ESF", "BTS SP3S", "Bac ST2S", "Bac pro ASSP", "Bac pro AEPA"} <= dits


def annonces(ligne: str) -> set[tuple[str, str]]:
    """(diplôme, année) de chaque morceau d’une ligne « Aujourd’hui » ; « diplômes d’État » les vaut tous les cinq."""
    dites = set()
    for morceau in ligne.split(" ; "):
        noms = ETAT if "diplômes d’État" in morceau else [n for mot, n in MOTS.items() if re.search(rf"\b{mot}\b", morceau)]
        dites |= {(nom, annee) for nom in noms for annee in re.findall(r"\b20\d\d\b", morceau)}
    return dites


@pour_chacun("labo", [x for x in C.lignes("labos") if trame.publie(x)], ids=lambda x: x["numero"])
def test_un_labo_annonce_les_diplomes_d_aujourd_hui_de_sa_table_et_eux_seuls(labo):
    servies = {x["referentiel"] for x in C.lignes("referentiels_themes") if x["labo"] == labo["id"]}
    attendues = {(court(r), r["version"]) for r in LIGNES if r["id"] in servies and r["etat"] in ACTUELS}
    fin = trame.lire(trame.LABOS, labo["carnet"]).sections["Pour aller plus loin"].replace("\u00a0", " ")
    lignes = re.findall(r"^\*\*Aujourd’hui\*\* \(d’après des textes publics, à vérifier\) : (.+)$", fin, re.MULTILINE)
    assert len(lignes) == bool(attendues)
    assert annonces(" ; ".join(lignes)) == attendues
