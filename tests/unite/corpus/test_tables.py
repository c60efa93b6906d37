"""La lecture des tables : ce qui est fautif est refusé par une phrase qui dit où, quoi et ce qui était attendu."""

import random
import shutil
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_essai import changer, dossier_neuf, ecrire, est_une_phrase, frictionless_accepte, paquets, refus, table

from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER, TableFautive


def test_le_corpus_se_lit_et_se_relie():
    c = corpus.lire()
    assert len(c.lignes("criteres")) == 27
    assert len(c.lignes("enonces")) == 74
    assert len(c.lignes("clauses")) == 297
    assert len(c.lignes("relations")) == 36
    assert c.ligne("auteurs", "aut-dhume")["nom"] == "Fabrice Dhume"


def test_une_valeur_hors_liste_est_refusee_avec_son_adresse(copie):
    changer(copie, "clauses", ",exigé,", ",requis,")
    e = refus(copie)
    assert (e.table, e.colonne, e.valeur) == ("clauses", "valeur", "requis")
    assert e.ligne == 4
    assert str(e) == (
        "Table « clauses », ligne 4, colonne « valeur » : lu : « requis » ; attendu : exigé, admis, non nécessaire, "
        "écarté, constat présent, constat contraire."
    )


@pytest.mark.parametrize(
    ("table", "avant", "apres", "attendu"),
    [
        ("enonces", "aut-brachet", "aut-inconnu", "un identifiant de la table « auteurs »"),
        ("codages", "crit-egalite", "crit-egalites", "un identifiant de la table « criteres »"),
        ("criteres", "crit-egalite", "crit-organismes", "une valeur unique (déjà à la ligne 3)"),
        ("enonces", ",2001,", ",l’an dernier,", "une année"),
        ("baremes", "labo-01,1,", "labo-01,un,", "un nombre entier"),
        ("situations", "sit-jeudis-halte", "Jeudis", "une valeur de la forme sit-[a-z0-9]+(-[a-z0-9]+)*"),
        ("situations", "Les jeudis de la halte", "", "une valeur, cette colonne ne peut pas être vide"),
        ("auteurs", "id,nom", "id,prenom", "les colonnes id, nom, court"),
        ("formes", "collection\n", "collection,de trop\n", "7 valeurs, une par colonne"),
        ("formes", "forme-information,", 'forme-information,"', "des guillemets droits fermés"),
    ],
)
def test_chaque_faute_a_sa_phrase(copie, table, avant, apres, attendu):
    changer(copie, table, avant, apres)
    e = refus(copie)
    assert e.table == table
    assert attendu in str(e)
    assert e.ligne


def test_un_fichier_absent_se_dit(copie):
    (copie / "formes.csv").unlink()
    assert "un fichier « formes.csv » qui existe" in str(refus(copie))


def test_une_valeur_tres_longue_est_abregee(copie):
    changer(copie, "clauses", ",exigé,", f",{'très ' * 5000}long,")
    e = refus(copie)
    assert len(e.valeur) > 20_000
    assert len(str(e)) < 250 and "très très…" in str(e)


def test_un_signe_invisible_est_nomme(copie):
    changer(copie, "clauses", ",exigé,", ",exigé\u200b,")
    assert "lu : « exigé[U+200B] »" in str(refus(copie))


def test_rien_n_est_garde_d_une_lecture_refusee(copie):
    changer(copie, "tris_cartes", "sit-lettre-du-vendredi", "sit-perdue", 2)
    with pytest.raises(TableFautive):
        corpus.lire(copie)
    shutil.copy(DOSSIER / "tris_cartes.csv", copie)
    assert corpus.lire(copie).noms == corpus.lire().noms


@pytest.mark.parametrize(
    ("table", "avant", "apres", "dit"),
    [
        ("situations", "sit-jeudis-halte,", "sit-jeudis halte,", "colonne « id »"),
        ("situations", "sit-jeudis-halte,", "", "valeurs, une par colonne"),
        ("codages", "crit-egalite,", "crit-egalites,", "un identifiant de la table « criteres »"),
        ("codages", ",inconnu,", ",peut-être,", "attendu : oui"),
        ("tris_cartes", ",sit-jeudis-halte,,,,", ",sit-inconnue,,,,", "un identifiant de la table « situations »"),
        ("situations", "Les jeudis de la halte", "Les jeudis \x07 de la halte", "sans octet illisible"),
        ("criteres", "crit-egalite", "crit-organismes", "une valeur unique"),
    ],
)
def test_une_ligne_fautive_est_mise_a_part_et_nommee_tout_le_reste_se_lit(copie, table, avant, apres, dit):
    """Une faute de frappe du dimanche soir ne supprime pas la classe du lundi."""
    from travailler_ensemble.panel.avis import Panel
    from travailler_ensemble.seance.programme import programme, tris

    changer(copie, table, avant, apres)
    refus(copie)  # une vérification, elle, s’arrête à la première faute
    c = corpus.lire_au_mieux(copie)
    (faute,) = c.fautes
    assert faute.table == table and faute.ligne and dit in str(faute) and est_une_phrase(str(faute))
    entier, panel = corpus.lire(), Panel(c)
    perdues = {nom: len(entier.lignes(nom)) - len(c.lignes(nom)) for nom in c.noms}
    assert perdues[table] >= 1 and perdues["auteurs"] == 0 and sum(perdues.values()) < 400
    proposes = tris(c)
    assert len(proposes) >= 12
    for t in proposes[::3]:  # chacun à son tour, d’une faute à l’autre, serait sept fois la même preuve
        p = programme(panel, t["cle"])
        assert p.auteurs and all(p.lecture_de(1 + i)["nom"] for i in range(len(p.auteurs)))


@pytest.mark.parametrize(
    ("table", "avant", "apres"),
    [
        ("clauses", ",exigé,", ",exigee,"),
        ("clauses", ",exigé,", ""),
        ("clauses", "enonce-dhume-2001,", "enonce-x,"),
        ("criteres", "crit-egalite,", "crit egalite,"),
    ],
)
def test_un_enonce_dont_une_clause_est_mise_a_part_ne_juge_plus(copie, table, avant, apres):
    """Une règle à laquelle il manque une condition dirait autre chose que son auteur."""
    changer(copie, table, avant, apres)
    c, entier = corpus.lire_au_mieux(copie), corpus.lire()
    clauses = [Counter(x["enonce"] for x in de.lignes("clauses")) for de in (c, entier)]
    restent = {e["id"] for e in c.lignes("enonces")}
    assert 0 < len(entier.lignes("enonces")) - len(restent) < 40
    assert [e for e in restent if clauses[0][e] != clauses[1][e]] == []


def test_sans_faute_lire_au_mieux_est_lire(copie):
    assert corpus.lire_au_mieux() is corpus.lire() and corpus.lire().fautes == ()
    (copie / "auteurs.csv").unlink()
    with pytest.raises(TableFautive, match="un fichier"):
        corpus.lire_au_mieux(copie)


def test_une_colonne_unique_et_une_cle_en_plusieurs_parties_sont_verifiees(tmp_path):
    fields = [{"name": "a"}, {"name": "b"}, {"name": "rang", "type": "integer", "constraints": {"unique": True}}]

    def dit(*lignes):
        ecrire(tmp_path, [table("t", fields, lignes, primaryKey=["a", "b"])])
        return str(refus(tmp_path))

    assert "ligne 3, colonne « a, b » : lu : « x / y » ; attendu : une valeur unique (déjà à la ligne 2)" in dit(
        ["x", "y", "1"], ["x", "y", "2"]
    )
    assert "ligne 4, colonne « rang » : lu : « 7 » ; attendu : une valeur unique (déjà à la ligne 2)" in dit(
        ["x", "y", "7"], ["x", "z", ""], ["w", "y", "07"]
    )
    assert "ligne 2, colonne « a, b » : lu : «  /  » ; attendu : une valeur, l’identifiant" in dit(["", "", "1"])
    ecrire(tmp_path, [table("t", fields, [["x", "", ""], ["", "x", ""], ["x", "x", "0"]], primaryKey=["a", "b"])])
    assert len(corpus.lire.__wrapped__(tmp_path).lignes("t")) == 3


def sans_champ(hasard, t):
    hasard.choice(t["lignes"]).pop()


def champ_de_trop(hasard, t):
    hasard.choice(t["lignes"]).append(hasard.choice(["", "x"]))


def autre_valeur(hasard, t):
    ligne = hasard.choice(t["lignes"])
    ligne[hasard.randrange(len(ligne))] = hasard.choice(["", "faux", "2023-02-29", "oui", "f", "\x00", "\ufffd", " ", "é" * 300])


def cle_doublee(hasard, t):
    t["lignes"].append([*hasard.choice(t["lignes"])])


def fichier_coupe(hasard, octets):
    return octets[: hasard.randrange(len(octets) + 1)]


def octets_inseres(hasard, octets):
    ou = hasard.randrange(len(octets) + 1)
    return octets[:ou] + hasard.randbytes(hasard.randint(1, 4)) + octets[ou:]


def octets_genants(hasard, octets):
    ou = hasard.randrange(len(octets) + 1)
    return octets[:ou] + hasard.choice([b'"', b",", b";", b"\n", b"\r", b"\x00", b"\xe9", b"\xff\xfe", b"\xef\xbb\xbf"]) + octets[ou:]


def recrit(valeur, champ):
    if valeur is None:
        return ""
    return f"{valeur:04d}" if champ["type"] == "year" else str(valeur)


@given(
    paquets(),
    st.sampled_from([sans_champ, champ_de_trop, autre_valeur, cle_doublee, fichier_coupe, octets_inseres, octets_genants]),
    st.sampled_from(["fiches", "liens", "datapackage"]),
    st.integers(0, 2**32),
)
def test_toute_alteration_se_lit_juste_ou_se_refuse_en_une_phrase(tables, alteration, ou, graine):
    hasard = random.Random(graine)
    with dossier_neuf() as dossier:
        if alteration in (sans_champ, champ_de_trop, autre_valeur, cle_doublee):
            visee = next((t for t in tables if t["name"] == ou and t["lignes"]), tables[0])
            alteration(hasard, visee)
            ecrire(dossier, tables)
        else:
            ecrire(dossier, tables)
            chemin = dossier / ("datapackage.json" if ou == "datapackage" else f"{ou}.csv")
            chemin.write_bytes(alteration(hasard, chemin.read_bytes()))
        try:
            c = corpus.lire.__wrapped__(dossier)
        except TableFautive as e:
            assert est_une_phrase(str(e)), str(e)
            return
        if ou != "datapackage":
            # Ce qui est accepté, récrit sans les manières d’un tableur, est valide pour un autre que nous.
            for t in tables:
                t["lignes"] = [
                    [recrit(v, champ) for v, champ in zip(x.values(), t["schema"]["fields"], strict=True)] for x in c.lignes(t["name"])
                ]
            ecrire(dossier, tables)
            assert frictionless_accepte(dossier)


def test_une_table_demandee_par_un_mauvais_nom_le_dit():
    with pytest.raises(KeyError, match="Il n’y a pas de table « auteur »"):
        corpus.lire().lignes("auteur")
    with pytest.raises(KeyError, match="La table « auteurs » n’a pas de ligne « aut-personne »"):
        corpus.lire().ligne("auteurs", "aut-personne")


def test_les_lignes_ne_se_modifient_pas():
    with pytest.raises(TypeError):
        corpus.lire().lignes("formes")[0]["nom"] = "autre"


def test_table_donne_un_dataframe_aux_colonnes_bien_typees():
    c = corpus.lire()
    for nom in c.noms:
        t = c.table(nom)
        assert list(t.columns) == list(c.description(nom).colonnes)
        assert len(t) == len(c.lignes(nom))
    enonces = c.table("enonces")
    assert str(enonces["annee"].dtype) == "Int64"
    assert enonces["annee"].isna().sum() == sum(e["annee"] is None for e in c.lignes("enonces")) > 0
    assert list(enonces["voix"].cat.categories) == ["auteur", "dossier", "seconde main"]
    assert enonces["voix"].tolist() == [e["voix"] for e in c.lignes("enonces")]
    relaie = c.table("auteurs")["relaie"]
    assert relaie.isna().sum() == sum(a["relaie"] == "" for a in c.lignes("auteurs")) > 0
    assert c.table("labos")["minutes"].sum() == sum(x["minutes"] for x in c.lignes("labos"))


def test_une_table_sans_ligne_garde_ses_colonnes_et_leurs_types(tmp_path):
    fields = [{"name": n, "type": t} for n, t in (("id", "string"), ("le", "date"), ("an", "year"))]
    ecrire(tmp_path, [table("t", fields, [])])
    t = corpus.lire.__wrapped__(tmp_path).table("t")
    assert {n: str(d) for n, d in t.dtypes.items()} == {"id": "str", "le": "datetime64[s]", "an": "Int64"}


def test_la_lecture_ne_charge_pas_pandas():
    code = (
        "import sys; from travailler_ensemble import corpus; from travailler_ensemble.panel.avis import Panel; Panel(corpus.lire());"
        "print(sorted(m for m in ('pandas', 'altair', 'numpy') if m in sys.modules))"
    )
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert fini.stdout.strip() == "[]"
