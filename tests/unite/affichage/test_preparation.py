"""Préparer une séance : la page dit ce que disent le carnet et les tables, et n’envoie vers rien d’absent."""

import html
import json
import re

import pytest
from chacun import pour_chacun

from travailler_ensemble import corpus
from travailler_ensemble.affichage.pages.preparation import preparer
from travailler_ensemble.corpus import trame

C = corpus.lire()
LABOS = C.lignes("labos")
PUBLIES = [labo for labo in LABOS if trame.publie(labo)]


def lisible(page) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page.corps)).replace("\u00a0", " ")


def lettres(texte: str) -> str:
    return html.unescape(texte).replace("\u00a0", " ")


def competence(r) -> str:
    """Ce que la page écrit d’une ligne ; l’année d’abord, sauf pour 2010."""
    annee = {"histoire": "", "à venir": f"{r['version']} (à venir)"}.get(r["etat"], r["version"])
    return lettres(f"{', '.join(filter(None, (annee, r['bloc'], r['code'])))} : {r['intitule']}")


def liens(page) -> list[str]:
    return re.findall(r'href="([^"]+)"', page.corps)


@pour_chacun("labo", PUBLIES, ids=lambda labo: labo["numero"])
def test_un_labo_publie_montre_ses_objectifs_ses_etapes_et_ses_desaccords(labo):
    page, lu = preparer(C, labo["numero"]), trame.lire(trame.LABOS, labo["carnet"])
    dit = lisible(page)
    assert f"{labo['minutes']} min" in dit or " h" in dit
    for etape in lu.etapes:
        assert f"{etape.numero}. {etape.nom}".replace("\u00a0", " ") in dit
    for objectif in lu.objectifs:
        assert re.sub(r"\s+", "", objectif.replace("*", "")) in re.sub(r"\s+", "", dit)
    for cle in lu.cles("curseur", "desaccord"):
        d = C.ligne("desaccords", cle)
        assert d["question"].replace("\u00a0", " ") in dit and d["juste"].replace("\u00a0", " ") in dit
    for cle in lu.cles("tri"):
        cartes = sum(c["tri"] == cle for c in C.lignes("tris_cartes"))
        assert re.search(rf"{re.escape(C.ligne('tris', cle)['titre'])} \([^()]*{cartes} cartes?\)".replace("\u00a0", " "), dit)


@pour_chacun("labo", LABOS, ids=lambda labo: labo["numero"])
def test_un_labo_montre_ses_competences_et_ses_situations_et_elles_seules(labo):
    page = preparer(C, labo["numero"])
    rangees = [[lettres(x) for x in r] for r in re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td></tr>', page.corps)]
    servies = {x["referentiel"] for x in C.lignes("referentiels_themes") if x["labo"] == labo["id"]}
    for r in C.lignes("referentiels"):
        montree = any(lettres(r["diplome"]) in noms.split(" ; ") and dite == competence(r) for noms, dite in rangees)
        assert montree == (r["id"] in servies), r["id"]
    utiles = {x["situation"] for x in C.lignes("situations_themes") if x["labo"] == labo["id"]}
    assert all(C.ligne("situations", x)["titre"].replace("\u00a0", " ") in lisible(page) for x in utiles)
    assert "labo.situation" not in lisible(page), "rien à recopier : le carnet 91 lit un récit par son titre"


def test_chaque_labo_s_ouvre_sans_rien_ecrire():
    corps = preparer(C, "tous").corps
    assert [x for labo in LABOS for x in (labo["numero"],) if f">{x} · " not in corps] == []
    assert all(preparer(C, labo["numero"]).corps in corps for labo in LABOS)


def test_les_carnets_de_l_enseignant_n_ont_ni_cle_ni_numero_a_ecrire():
    """Carnet 90 : on ouvre son labo, on prépare sa séance ; aucune cellule ne demande de taper."""
    cellules = json.loads((trame.RACINE / "notebooks" / "90-preparer-une-seance.ipynb").read_text(encoding="utf-8"))["cells"]
    textes = " ".join("".join(c["source"]) for c in cellules if c["cell_type"] == "markdown")
    assert not re.search(r"[Éé]crivez le numéro|entre les guillemets|ajoutez une cellule", textes)
    assert not any(c["metadata"]["editable"] for c in cellules)
    assert all({"depart", "activite"} & {*c["metadata"].get("tags", ())} for c in cellules if c["cell_type"] == "code"), (
        "le lecteur l’ouvre"
    )


@pour_chacun("labo", LABOS, ids=lambda labo: labo["numero"])
def test_aucun_lien_ne_mene_a_un_carnet_absent(labo):
    for cible in liens(preparer(C, labo["numero"])):
        assert (trame.RACINE / "notebooks" / cible).resolve().is_file(), cible


def test_un_labo_absent_le_dit_et_ne_donne_aucun_lien(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(trame, "RACINE", tmp_path)
    page = preparer(C, "02")
    assert "pas encore publié" in lisible(page) and liens(page) == []
    assert "Les compétences, par diplôme" in lisible(page), "les tables en parlent déjà"
    assert lisible(preparer(C)).count("(en préparation)") == len(LABOS)


def test_un_labo_a_venir_montre_deja_les_desaccords_qu_on_lui_donne(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(trame, "RACINE", tmp_path)
    donnes = [x["desaccord"] for x in C.lignes("curseurs") if x["usage"] == "labo"]
    assert donnes
    for cle in donnes:
        labo = next(C.ligne("labos", x["labo"]) for x in C.lignes("curseurs") if x["desaccord"] == cle and x["usage"] == "labo")
        assert C.ligne("desaccords", cle)["juste"].replace("\u00a0", " ") in lisible(preparer(C, labo["numero"]))


def test_la_vue_par_diplome_montre_chaque_competence_et_chaque_labo_qui_la_sert():
    page = preparer(C)
    remplies = 0
    for tableau in re.findall(r"<table>.*?</table>", page.corps, re.DOTALL):
        colonnes = re.findall(r'<th scope="col">(.*?)</th>', tableau)[1:]
        assert colonnes == [labo["numero"] for labo in LABOS]
        for ligne in re.findall(r'<tr><th scope="row">.*?</tr>', tableau):
            cases = re.findall(r"<td>(.*?)</td>", ligne)
            assert all(case in ("", colonne) for case, colonne in zip(cases, colonnes, strict=True))
            remplies += sum(map(bool, cases))
    assert remplies == len(C.lignes("referentiels_themes")), "une case par ligne de la table, ni plus ni moins"
    dites = [lettres(x) for x in re.findall(r'<th scope="row">(.*?)</th>', page.corps)]
    assert all(dites.count(competence(r)) >= (r["etat"] != "manquant") for r in C.lignes("referentiels"))


def test_le_diplome_d_aujourd_hui_d_abord_puis_ce_qui_manque_puis_2010_replie():
    corps = lettres(preparer(C).corps)
    actuel, histoire = corps[corps.index("Diplômes d’aujourd’hui, d’après") :].split('<summary data-lm-suppress-shortcuts="true">En 2010')
    for r in C.lignes("referentiels"):
        titre = f"<caption>{lettres(r['diplome'])}</caption>"
        if r["etat"] == "histoire":
            assert titre in histoire and titre not in actuel, r["id"]
        elif r["etat"] == "manquant":
            assert f"{lettres(r['diplome'])}, {r['version']} : {lettres(r['intitule'])}." in actuel, r["id"]
        else:
            assert titre in actuel and titre not in histoire, r["id"]
            assert r["adresse"] in actuel and f"{lettres(r['texte'])} · {r['date']} · à vérifier" in actuel, r["id"]


@pytest.mark.parametrize("numero", ["5", "05", "labo-05", " 05 ", 5])
def test_un_numero_s_ecrit_comme_on_veut(numero):
    assert preparer(C, numero).corps == preparer(C, "05").corps


def test_un_labo_inconnu_dit_lesquels_existent():
    with pytest.raises(KeyError, match="Il n’y a pas de labo « 12 ». Labos : 01, 02"):
        preparer(C, "12")
