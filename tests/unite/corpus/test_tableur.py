"""Un CSV tel que les tableurs l’enregistrent : ce qui se convertit, ce qui se refuse, et la ligne qu’ils affichent."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tables_essai import dossier_neuf, ecrire, en_csv, lues, paquets, refus, valeurs

from travailler_ensemble import corpus


def reecrire(dossier, table, lignes):
    (dossier / f"{table}.csv").write_bytes(lignes if isinstance(lignes, bytes) else lignes.encode("utf-8"))
    return refus(dossier)


@pytest.mark.parametrize(
    ("contenu", "ligne", "dit"),
    [
        ("", 1, "un en-tête : id, nom, origine ; le fichier est vide"),
        ("\n\n", 1, "colonne « id » : lu : « rien » ; attendu : les colonnes id, nom, origine, dans cet ordre"),
        ("nom,id,origine\n", 1, "colonne « id » : lu : « nom » ; attendu : les colonnes id, nom, origine, dans cet ordre"),
        ("id,nom,nom,origine\n", 1, "colonne « nom » : lu : « nom, 2 fois »"),
        ("id,nom\n", 1, "colonne « origine » : lu : « rien »"),
        ("id,nom,origine,suite\n", 1, "lu : « une colonne de trop, suite »"),
        ("id,nom,origine,\n", 1, "lu : « une colonne de trop, sans nom »"),
        ("id,nom,origine\nsecteur-a,a,inventaire\n,,\n\nsecteur-b,b,inventaire\n", 3, "seule la fin du fichier peut être vide"),
        ('"id,nom,origine"\n"secteur-a,a,inventaire"\n', 1, "ici tout est dans la colonne A : choisissez-la"),
        ('id,nom,origine\r\nsecteur-a,a,inventaire\r\n"secteur-b,""b, c"",inventaire"\r\n', 3, "ici tout est dans la colonne A"),
        ("id,nom,origine\nsecteur-a\n", 2, "lu : « secteur-a » ; attendu : 3 valeurs"),
        ("id,nom,origine\nsecteur-a,a, b,inventaire\n", 2, "lu : « 4 valeurs, la dernière : inventaire »"),
        ("id,nom,origine\nsecteur-a,\x00a,inventaire\n", 2, "colonne « nom » : lu : « [U+0000]a »"),
        ("id,nom,origine\nsecteur-a,a\x0b,inventaire\nsecteur-b,b\x07b,inventaire\n", 3, "lu : « b[U+0007]b »"),
        ("id,nom,origine\nsecteur-a,é,inventaire\nsecteur-b,é,inventaire\n".encode()[:-13], 3, "octet illisible"),
        (b"id,nom,origine\nsecteur-a,a,inventaire\nsecteur-b,pr\xc3", 3, "lu : « pr� »"),  # coupé au milieu de son seul « é »
        ("id,nom,origine\nsecteur-a,éé,inventaire\n".encode().replace(b"\xc3\xa9", b"\xc3", 1), 2, "lu : « �é »"),
        ("id,nom,origine\nsecteur-a,a,inventaire\n".encode("utf-16"), None, "lu : « UTF-16 » ; attendu : un fichier enregistré en UTF-8"),
        ("id,nom,origine\nsecteur-a,a,inventaire\n".encode("utf-16-le"), 1, "colonne « id » : lu : « i[U+0000]d[U+0000] »"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 1, "puis « CSV UTF-8 »"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00", None, "lu : « un classeur »"),  # un classeur .xlsx, renommé
        ('id,nom,origine\nsecteur-a,"a,inventaire\nsecteur-b,b,inventaire\n', 2, "des guillemets droits fermés"),
        ("id,nom,origine\nsecteur-a," + "a" * 200_000 + ",inventaire\n", 2, "moins de 131072 signes par case"),
    ],
)
def test_chaque_fichier_fautif_a_sa_phrase(copie, contenu, ligne, dit):
    csv.field_size_limit(131_072)  # sa valeur d’origine : Frictionless l’agrandit pour tout le programme
    e = reecrire(copie, "secteurs", contenu)
    assert (e.table, e.ligne) == ("secteurs", ligne), str(e)
    assert dit in str(e)


def test_la_ligne_dite_est_celle_du_tableur(copie):
    """Une case de trois lignes n’en compte qu’une dans un tableur ; une ligne de trop au milieu en compte une."""
    entete = "id,titre,secteur,trait,texte,origine\n"
    longue = 'sit-a,A,secteur-ecole,,"un\ndeux\ntrois",collection\n'
    assert reecrire(copie, "situations", entete + longue + "sit-b,B,secteur-ecole,,x,faux\n").ligne == 3
    assert reecrire(copie, "situations", entete + longue + "sit-a,B,secteur-ecole,,x,collection\n").ligne == 3
    assert "déjà à la ligne 2" in str(refus(copie))
    assert reecrire(copie, "situations", entete + longue + "sit-b,B,secteur-x,,x,collection\n").ligne == 3
    assert reecrire(copie, "situations", entete + longue + 'sit-b,B,secteur-ecole,,"x,collection\n').ligne == 3
    assert reecrire(copie, "situations", entete + longue + "\n" + "sit-b,B,secteur-ecole,,x,faux\n").ligne == 3


def test_un_fichier_enregistre_par_un_tableur_francais_est_converti(copie):
    """Points-virgules, Windows-1252 ou marque d’ordre, CRLF, lignes vides à la fin, espaces en bord de case."""
    chemin = copie / "situations.csv"
    lignes = list(csv.reader(io.StringIO(chemin.read_text(encoding="utf-8"))))
    sortie = io.StringIO()
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    ecrivain.writerows([[f" {case}\u00a0" for case in ligne] for ligne in lignes])
    ecrivain.writerows([[""] * 6] * 2 + [[]])
    attendu = corpus.lire().lignes("situations")
    for octets in (b"\xef\xbb\xbf" + sortie.getvalue().encode("utf-8"), sortie.getvalue().encode("cp1252")):
        chemin.write_bytes(octets)
        assert corpus.lire.__wrapped__(copie).lignes("situations") == attendu


@given(paquets(), st.sampled_from(",;\t"), st.sampled_from([b"", b"\xef\xbb\xbf"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_ce_qui_est_ecrit_se_relit_tel_quel_en_utf_8(tables, separateur, marque, fin):
    with dossier_neuf() as dossier:
        ecrire(dossier, tables, separateur, marque, fin=fin)
        assert lues(corpus.lire.__wrapped__(dossier)) == valeurs(tables)


@given(paquets(), st.sampled_from(",;"), st.sampled_from(["\n", "\r\n"]))
def test_ce_qui_est_ecrit_en_windows_1252_se_relit_tel_quel(tables, separateur, fin):
    for t in tables:
        try:
            octets = en_csv(t).encode("cp1252")
        except UnicodeEncodeError:
            assume(False)
        # « é » suivi d’une espace insécable et de « » » s’écrit comme un signe d’UTF-8 : l’encodage n’est plus certain.
        assume(octets.decode("utf-8", errors="ignore").isascii())
    with dossier_neuf() as dossier:
        ecrire(dossier, tables, separateur, encodage="cp1252", fin=fin)
        assert lues(corpus.lire.__wrapped__(dossier)) == valeurs(tables)
