"""Le labo du cadre juridique : ses réponses sont celles des tables du droit, jamais plus dures qu’elles."""

import re
import unicodedata
from datetime import date

import nbformat
from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.corpus import DOSSIER

C = corpus.lire()
TEXTES = {t["id"].removeprefix("droit-"): t for t in C.lignes("textes")}
MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
FRISE = {
    "decentralisation": "decentralisation-1983",
    "logement": "besson-1990",
    "ville": "ville-1996",
    "exclusions": "exclusions-1998",
    "action-sociale": "2002-2-art21",
    "malades": "malades-2002",
    "lettre-clic": "clic-2004",
    "circulaire-reseaux": "reseaux-pa-2007",
    "hpst": "hpst-2009",
}


def cartes(tri):
    return [c for c in C.lignes("tris_cartes") if c["tri"] == tri]


def reponses(tri, carte):
    return {r["case"]: r for r in C.lignes("tris_reponses") if (r["tri"], r["carte"]) == (tri, carte)}


def texte_de(carte):
    """Le texte dont une carte récrit un passage : son identifiant commence par celui du texte."""
    (cle,) = [cle for cle in TEXTES if carte["carte"].startswith(f"{cle}-")]
    return TEXTES[cle]


def natures(texte):
    """Les natures d’un texte, écrites comme des identifiants de case."""
    return {
        unicodedata.normalize("NFKD", n["nature"]).encode("ascii", "ignore").decode(): n["precision"]
        for n in C.lignes("textes_natures")
        if n["texte"] == texte["id"]
    }


def dire(jour: date) -> str:
    return f"{jour.day} {MOIS[jour.month - 1]} {jour.year}"


PASSAGES = pour_chaque("carte", cartes("natures-textes"), ids=lambda c: c["carte"])


@PASSAGES
def test_un_passage_ne_fait_que_ce_que_son_texte_fait(carte):
    admises = {case for case, r in reponses("natures-textes", carte["carte"]).items() if r["juste"] != "non"}
    assert admises
    assert admises <= set(natures(texte_de(carte)))


@PASSAGES
def test_ce_qu_il_ne_faut_pas_durcir_se_defend_sans_plus(carte):
    dites = reponses("natures-textes", carte["carte"])
    reserves = {nature for nature, precision in natures(texte_de(carte)).items() if "réserve" in precision or "durcir" in precision}
    for case in reserves:
        assert dites[case]["juste"] == "defendable"
    if reserves:
        assert not [r for r in dites.values() if r["juste"] == "oui"], "le texte ne tranche pas"


@PASSAGES
def test_un_passage_porte_la_date_et_l_article_de_son_texte(carte):
    texte = texte_de(carte)
    entete = carte["texte"].split("¶")[0]
    assert (dire(texte["date"]) if texte["date"] else str(texte["annee"])) in entete
    if texte["article"]:
        numero = re.match(r"art\.\s(\w+)", texte["article"])[1]
        assert re.search(rf"article {numero}\b", entete)


@PASSAGES
def test_un_texte_qui_n_est_ni_loi_ni_ordonnance_n_oblige_ni_ne_permet(carte):
    if texte_de(carte)["genre"] in ("lettre", "circulaire", "plan"):
        justes = {case for case, r in reponses("natures-textes", carte["carte"]).items() if r["juste"] != "non"}
        assert justes == {"document"}


@PASSAGES
def test_une_loi_au_present_peut_toujours_se_lire_comme_une_obligation(carte):
    """L’indicatif présent est, dans une loi, la forme ordinaire de l’obligation : seul un « peut » l’écarte."""
    dites = reponses("natures-textes", carte["carte"])
    passage = carte["texte"].split("¶")[1]
    cite = "oui" not in {r["juste"] for case, r in dites.items() if case == "mention"}
    if texte_de(carte)["genre"] == "loi" and cite and not re.search(r"\bpeu(ven)?t\b", passage):
        assert dites["obligation"]["juste"] != "non"


@pour_chaque("texte", TEXTES.values(), ids=lambda t: t["id"])
def test_un_sigle_de_fiche_est_developpe_sur_la_fiche(texte):
    """Entre parenthèses après son nom, ou dans la remarque."""
    dit = " ".join(str(texte[c] or "") for c in ("nom", "organise", "acteurs", "instrument", "code", "remarque"))
    for sigle in set(re.findall(r"\b[A-Z]{3,}", dit)):
        assert f"({sigle})" in dit or re.search(rf"\b{sigle}(, [A-Z]+)*\s:", texte["remarque"] or ""), sigle


def test_les_cases_du_tri_sont_les_natures_de_la_table():
    cases = {c["case"] for c in C.lignes("tris_cases") if c["tri"] == "natures-textes"}
    assert cases == {case for t in TEXTES.values() for case in natures(t)}


def test_la_frise_suit_les_dates_des_textes():
    rangs = {r["carte"]: r for r in C.lignes("tris_reponses") if r["tri"] == "frise-textes"}
    assert set(rangs) == set(FRISE) == {c["carte"] for c in cartes("frise-textes")}
    jours = {carte: TEXTES[cle]["date"] or date(TEXTES[cle]["annee"], 1, 1) for carte, cle in FRISE.items()}
    assert sorted(rangs, key=lambda c: rangs[c]["rang"]) == sorted(jours, key=jours.get)
    for carte, cle in FRISE.items():
        attendue = dire(TEXTES[cle]["date"]) if TEXTES[cle]["date"] else str(TEXTES[cle]["annee"])
        assert rangs[carte]["date"] == attendue


def test_aucun_instrument_n_est_impose_et_chaque_choix_a_son_commentaire():
    cases = {c["case"] for c in C.lignes("tris_cases") if c["tri"] == "instruments"}
    for carte in cartes("instruments"):
        dites = reponses("instruments", carte["carte"])
        assert set(dites) == cases
        assert {r["juste"] for r in dites.values()} <= {"defendable", "non"}
        assert sum(r["juste"] == "defendable" for r in dites.values()) >= 3
    tri = C.ligne("tris", "instruments")
    assert "Aucun texte n’impose" in tri["consigne"] and "échelle" in tri["note_ordre"]


@pour_chaque(("tri", "bouton"), [("instruments", "Lire ce qui se défend"), ("natures-textes", "Voir ce que dit le texte")])
def test_ce_qui_attend_derriere_une_carte_ne_promet_pas_plus_que_le_texte(tri, bouton, tmp_path):
    feuillet = Carnet(tmp_path).feuillet(tri)
    assert Tri(classement(C, tri), feuillet, graine=1, heure=heure_dite).donnees["voir"] == bouton


def test_la_fiche_des_reseaux_de_sante_donne_les_reponses_de_l_exercice():
    texte = TEXTES["malades-2002"]
    tri = "qui-fait-quoi-reseaux"
    justes = {c["carte"]: {k for k, r in reponses(tri, c["carte"]).items() if r["juste"] == "oui"} for c in cartes(tri)}
    assert justes["evaluer"] == {"doit"} and "évaluation" in natures(texte)["obligation"]
    assert (justes["sante-publique"], natures(texte)["faculte"]) == ({"peut"}, "participer à des actions de santé publique")
    nommes = {
        "service-directrice": "médico-sociales",
        "medecin-travail": "médecins du travail",
        "representants-usagers": "représentants des usagers",
    }
    for carte, acteur in nommes.items():
        assert justes[carte] == {"nomme"} and acteur in texte["acteurs"]
    assert {c for c, cases in justes.items() if cases == {"non-dit"}} == {"payer", "diriger", "signer"}
    assert "convention" not in f"{texte['instrument']} {texte['organise']}"


@pour_chaque("dossier", ["notebooks", "solutions", "exercises"])
def test_le_labo_ne_donne_ni_numero_absent_des_documents_ni_loi_a_une_lettre(dossier):
    """Le dossier date la loi du 2 janvier 2002 sans la numéroter, et ses centres locaux s’appuient sur une lettre."""
    carnet = nbformat.read(DOSSIER.parent / dossier / "05-cadre-juridique.ipynb", 4)
    lu = " ".join(c.source for c in carnet.cells) + str([c.get("outputs", "") for c in carnet.cells])
    assert not re.search(r"2002.2\b", lu)
    assert not re.search(r"(?i)la loi (impose|oblige)[^.]*(CLIC|centres? loca)", lu)
    assert "vérifier" in lu and "2010" in lu
