"""Le carnet : ce qui a été accusé se relit, quoi qu’il arrive ; ce qui ne l’a pas été se dit et se garde."""

import errno
import getpass
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import garde
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from travailler_ensemble import carnet
from travailler_ensemble.carnet import Carnet, heure_dite, jour_dit

LIB = Path(carnet.__file__).resolve().parents[1]
NB = "\u00a0"


def nouveau(dossier, cle="tri"):
    """Un feuillet neuf, comme après un redémarrage du noyau."""
    return Carnet(dossier).feuillet(cle)


def numeros(feuillet):
    return [e["n"] for e in feuillet.evenements()]


def ecrire(feuillet, *ns):
    return [feuillet.ajouter({"geste": "ranger", "n": n}).fait for n in ns]


def enfant(code, *arguments, **options):
    """Un autre noyau : du Python dans un sous-processus, qui voit le paquet."""
    env = os.environ | {"PYTHONPATH": garde.transmettre(LIB), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], env=env, stdout=subprocess.PIPE, text=True, **options)


@pytest.fixture
def panne(monkeypatch):
    """Met en panne une fonction de `os` : `panne("write", errno.ENOSPC)` ; `panne(None)` répare tout."""

    def poser(nom, code=None):
        if nom is None:
            return monkeypatch.undo()

        def echouer(*_a, **_k):
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(carnet.os, nom, echouer)

    return poser


# Le dossier et les clés


def test_le_dossier_se_choisit_et_rien_n_est_cree_avant_la_premiere_ecriture(tmp_path, monkeypatch):
    projet = tmp_path / "projet"
    (projet / "notebooks" / "fond").mkdir(parents=True)
    (projet / "labo.py").touch()
    monkeypatch.delenv("TRAVAILLER_ENSEMBLE_REPONSES", raising=False)
    monkeypatch.chdir(projet / "notebooks" / "fond")
    assert Carnet().dossier == projet / "mes-reponses"
    monkeypatch.chdir(tmp_path)
    assert Carnet().dossier == tmp_path / "mes-reponses"
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_REPONSES", "ailleurs")
    livre = Carnet()
    assert livre.dossier == tmp_path / "ailleurs"
    assert Carnet(tmp_path / "ici").dossier == tmp_path / "ici"
    assert livre.feuillet("tri").evenements() == () and livre.feuillet("tri").contenu().avertissements == ()
    assert not livre.dossier.exists()
    monkeypatch.chdir(projet)
    assert livre.feuillet("tri").ajouter({"geste": "ranger"}).fait
    assert (tmp_path / "ailleurs" / "tri.jsonl").is_file()


@pytest.mark.parametrize("cle", ["", "Tri", "tri formes", "../tri", "tri.a", "tri/a", "é", "tri\n", "con", "lpt1", "a" * 65])
def test_une_cle_interdite_est_refusee_en_francais(tmp_path, cle):
    with pytest.raises(ValueError, match="clé d’activité"):
        Carnet(tmp_path).feuillet(cle)


# Ce qui s’écrit


def test_un_geste_est_une_ligne_complete(tmp_path):
    f = nouveau(tmp_path)
    accuse = f.ajouter({"geste": "ranger", "carte": "sit-a", "case": "réseau\n« large »\u2028"})
    brut = f.chemin.read_bytes()
    ligne = json.loads(brut)
    assert brut.count(b"\n") == 1 and brut.endswith(b"\n") and "réseau".encode() in brut
    assert list(ligne) == ["v", "id", "quand", "geste", "carte", "case"] and ligne["v"] == 1
    assert re.fullmatch(r"[0-9a-f]{12}", ligne["id"])
    quand = datetime.fromisoformat(ligne["quand"])
    assert quand.utcoffset() is not None and quand == accuse.quand.replace(microsecond=0)
    assert accuse.fait and accuse.message == f"Enregistré à {heure_dite(accuse.quand)}"
    assert f.evenements() == (ligne,) == nouveau(tmp_path).evenements()


@pytest.mark.parametrize(
    "geste",
    [
        {},
        {"geste": ""},
        {"geste": 3},
        {"geste": "ranger", "id": "x"},
        {"geste": "ranger", "quand": "hier"},
        {"geste": "a", "b": {1, 2}},
        {"geste": "a", "b": float("nan")},
    ],
)
def test_un_geste_impossible_est_refuse_sans_rien_ecrire(tmp_path, geste):
    f = nouveau(tmp_path / "d")
    with pytest.raises(ValueError, match="Ce geste ne peut pas être enregistré"):
        f.ajouter(geste)
    assert f.evenements() == () and not (tmp_path / "d").exists()


def test_un_emoji_coupe_et_un_geste_modifie_ensuite_se_relisent(tmp_path):
    f, geste = nouveau(tmp_path), {"geste": "noter", "texte": "\\fin \ud83d", "mots": ["a"]}
    assert f.ajouter(geste).fait
    geste["mots"].append("b")
    f.chemin.read_bytes().decode("utf-8")
    [relu] = nouveau(tmp_path).evenements()
    assert relu["texte"] == "\\fin \ud83d" and relu["mots"] == ["a"]


def test_aucune_identite_dans_le_dossier(tmp_path, monkeypatch):
    for variable in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.setenv(variable, "zoe-durand")
    monkeypatch.setenv("HOME", "/maison/zoe-durand")
    livre = Carnet(tmp_path / "zoe-durand")
    livre.graine()
    ecrire(livre.feuillet("tri"), 1, 2, 3)
    indices = {getpass.getuser(), "zoe", "durand", "maison", socket.gethostname(), str(tmp_path), tmp_path.name, *tmp_path.parts[1:]} - {""}
    fichiers = list(livre.dossier.rglob("*"))
    assert {f.name for f in fichiers} == {"tri.jsonl", "graine.json"}
    for fichier in fichiers:
        for indice in indices:
            assert not re.search(rf"\b{re.escape(indice)}\b", fichier.read_text("utf-8"), re.I), (fichier.name, indice)
        for ligne in fichier.read_text("utf-8").splitlines():
            assert set(json.loads(ligne)) <= {"v", "id", "quand", "geste", "n", "graine"}


# Plantages


def test_kill_9_en_pleine_rafale_ne_perd_rien_de_ce_qui_est_accuse(tmp_path):
    code = """
import sys
from pathlib import Path
from travailler_ensemble.carnet import Carnet
f, gros, n = Carnet(Path(sys.argv[1])).feuillet("tri"), "é" * int(sys.argv[3]), int(sys.argv[2])
while True:
    if f.ajouter({"geste": "ranger", "n": n, "texte": gros}).fait:
        print(n, flush=True)
    n += 1
"""
    accuses = []
    for tour, gros in enumerate([0, 0, 200_000, 200_000, 200_000]):
        p = enfant(code, tmp_path, tour * 10_000, gros)
        accuses.append(int(p.stdout.readline()))
        time.sleep(0.02 + tour * 0.017)
        p.kill()
        accuses += [int(n) for n in p.communicate()[0].split()]
        assert p.returncode == -9
    lus = numeros(nouveau(tmp_path))
    assert len(accuses) > 10
    assert set(accuses) <= set(lus) and lus == sorted(set(lus))
    assert len(lus) - len(accuses) <= 5  # au plus un geste écrit sans accusé à chaque fois
    f = nouveau(tmp_path)
    assert ecrire(f, 99_999) == [True] and numeros(nouveau(tmp_path)) == [*lus, 99_999]


def test_coupe_a_chaque_octet(tmp_path, monkeypatch):
    source = nouveau(tmp_path / "source")
    for n, texte in enumerate(["", "é«»", "\n", "a"]):
        source.ajouter({"geste": "ranger", "n": n, "t": texte})
    entier = source.chemin.read_bytes()
    fins = [i for i, o in enumerate(entier) if o == 10]  # la ligne n est entière dès que tout ce qui précède sa fin est là
    monkeypatch.setattr(carnet.os, "fsync", lambda fd: None)
    chemin = tmp_path / "coupe" / "tri.jsonl"
    chemin.parent.mkdir()
    for coupe in range(len(entier) + 1):
        chemin.write_bytes(entier[:coupe])
        f, attendus = nouveau(chemin.parent), [n for n, fin in enumerate(fins) if coupe >= fin]
        assert numeros(f) == attendus
        entamee = coupe not in {0, *fins, *(fin + 1 for fin in fins)}
        assert len(f.contenu().avertissements) == entamee, coupe
        assert f.ajouter({"geste": "ranger", "n": 99}).fait
        assert numeros(f) == numeros(nouveau(chemin.parent)) == [*attendus, 99]
        assert len(nouveau(chemin.parent).contenu().avertissements) == entamee
        assert chemin.read_bytes().startswith(entier[:coupe])  # rien n’est réécrit ni effacé


def test_une_ligne_abimee_est_signalee_et_reste_dans_le_fichier(tmp_path):
    f = nouveau(tmp_path)
    ecrire(f, *range(6))
    abime = b'{"v":1,"id":"000000000000","quand":"2026-1\xff\xfe\n'
    with f.chemin.open("ab") as fichier:
        fichier.write(abime)
    ecrire(f, 7)
    assert numeros(f) == numeros(nouveau(tmp_path)) == [0, 1, 2, 3, 4, 5, 7]
    attendu = f"Une ligne abîmée (ligne 7) a été mise de côté{NB}; les 6 réponses qui la précèdent sont intactes."
    assert f.contenu().avertissements == nouveau(tmp_path).contenu().avertissements == (attendu,)
    assert abime in f.chemin.read_bytes()


@pytest.mark.parametrize(
    "abimee",
    [
        b"\xff\xfe\x00",
        b"\x00" * 40,
        b"[]",
        b"3",
        b"null",
        b"{}",
        b'{"v":0}',
        b'{"v":true,"geste":"a"}',
        b'{"v":"1"}',
        b"[" * 100_000,
        b"9" * 5000,
    ]
    + [
        b'{"v":1,"id":"a","geste":"b"}',
        b'{"v":1,"id":"a","quand":"hier","geste":"b"}',
        b'{"v":1,"id":"a","quand":"2026-11-21T14:05:03","geste":"b"}',
    ]
    + [
        b'{"v":1,"id":["a"],"quand":"2026-11-21T14:05:03+01:00","geste":"b"}',
        b'{"v":1,"id":"a","quand":"2026-11-21T14:05:03+01:00","geste":"b"}{',
    ]
    + [b'{"v":1,"id":"a","quand":"2026-11-21T14:05:03+01:00","geste":"\xed\xa0\xbd"}'],
)
def test_toute_ligne_illisible_est_mise_de_cote(tmp_path, abimee):
    f = nouveau(tmp_path)
    ecrire(f, 1)
    with f.chemin.open("ab") as fichier:
        fichier.write(abimee + b"\n")
    ecrire(f, 2)
    assert numeros(nouveau(tmp_path)) == [1, 2]
    assert nouveau(tmp_path).contenu().avertissements == (
        f"Une ligne abîmée (ligne 2) a été mise de côté{NB}; la réponse qui la précède est intacte.",
    )
    with f.chemin.open("ab") as fichier:
        fichier.write(b"\n\nxx\n")
    assert numeros(f) == [1, 2]
    assert f.contenu().avertissements == (
        f"2 lignes abîmées (lignes 2, 6) ont été mises de côté{NB}; les autres réponses du fichier sont intactes.",
    )


def test_un_fichier_repris_dans_le_bloc_notes_se_relit(tmp_path):
    f = nouveau(tmp_path)
    ecrire(f, 1, 2)
    f.chemin.write_bytes(b"\xef\xbb\xbf" + f.chemin.read_bytes().replace(b"\n", b"\r\n"))
    assert numeros(nouveau(tmp_path)) == [1, 2] and nouveau(tmp_path).contenu().avertissements == ()


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_un_fichier_reenregistre_dans_un_autre_codage_n_est_pas_dit_abime(tmp_path, code, fin):
    f = nouveau(tmp_path)
    f.ajouter({"geste": "ecrire", "n": 1, "texte": "l’été, à plusieurs"})
    f.ajouter({"geste": "ecrire", "n": 2, "texte": "où ?"})
    texte = f.chemin.read_text(encoding="utf-8")
    f.chemin.write_bytes(texte.replace("\n", fin).encode(code))
    f = nouveau(tmp_path)
    (dit,) = f.contenu().avertissements
    assert dit.startswith("Un autre programme a enregistré autrement") and "abîmée" not in dit
    assert ecrire(f, 3) == [True] and numeros(nouveau(tmp_path)) == [3]
    f.chemin.write_bytes(texte.encode())  # enregistré de nouveau en UTF-8
    assert numeros(nouveau(tmp_path)) == [1, 2] and nouveau(tmp_path).contenu().avertissements == ()


COPIES = [
    "formes (1)",
    "formes-PC-DE-MARIE",
    "formes-DESKTOP-1AB2C",
    "formes (conflicted copy 2026-11-30 101500)",
    "formes (Copie en conflit de Marie 2026-11-30)",
    "formes.sync-conflict-20261130-101500-ABCDEFG",
    "formes - Copie",
    "formes - Copie (2)",
    "formes 2",
]


@pytest.mark.parametrize("nom", COPIES)
def test_une_copie_faite_par_une_synchronisation_est_reunie_et_dite(tmp_path, nom):
    f = nouveau(tmp_path, "formes")
    ecrire(f, 1)
    debut = f.chemin.read_bytes()
    ecrire(f, 2)
    sur_l_autre = nouveau(tmp_path / "autre", "formes")
    sur_l_autre.chemin.parent.mkdir()
    sur_l_autre.chemin.write_bytes(debut)
    ecrire(sur_l_autre, 3)
    shutil.copy(sur_l_autre.chemin, tmp_path / f"{nom}.jsonl")
    for lu in (f, nouveau(tmp_path, "formes")):
        assert sorted(numeros(lu)) == [1, 2, 3] and numeros(lu)[0] == 1
        (dit,) = lu.contenu().avertissements
        assert f"«{NB}{nom}.jsonl{NB}»" in dit
    assert ecrire(f, 4) == [True] and sorted(numeros(f)) == [1, 2, 3, 4]
    # Une copie qui n’apporte rien ne se dit pas ; celle d’une autre activité n’est pas la sienne.
    (tmp_path / f"{nom}.jsonl").write_bytes(debut)
    assert nouveau(tmp_path, "formes").contenu().avertissements == ()
    shutil.copy(sur_l_autre.chemin, tmp_path / f"{nom.replace('formes', 'formes-dhume')}.jsonl")
    shutil.copy(sur_l_autre.chemin, tmp_path / "formes-lahary.jsonl")
    assert numeros(nouveau(tmp_path, "formes")) == [1, 2, 4]
    assert 3 in numeros(nouveau(tmp_path, "formes-dhume"))


def test_les_gestes_d_une_copie_prennent_leur_place_dans_le_temps(tmp_path):
    def ligne(n, heure):
        return json.dumps({"v": 1, "id": f"{n:012x}", "quand": f"2026-11-30T{heure}+01:00", "geste": "ranger", "n": n}) + "\n"

    (tmp_path / "formes.jsonl").write_text(ligne(1, "10:00:00") + ligne(3, "10:20:00"))
    (tmp_path / "formes (1).jsonl").write_text(ligne(1, "10:00:00") + ligne(2, "10:10:00") + ligne(4, "10:30:00") + '{"abimee')
    assert numeros(nouveau(tmp_path, "formes")) == [1, 2, 3, 4]


def test_une_version_plus_recente_est_gardee_sans_etre_lue(tmp_path):
    f = nouveau(tmp_path)
    ecrire(f, 1)
    recente = b'{"v":2,"autre":"forme"}\n'
    with f.chemin.open("ab") as fichier:
        fichier.write(recente)
    ecrire(f, 2)
    assert numeros(nouveau(tmp_path)) == [1, 2] and recente in f.chemin.read_bytes()
    assert nouveau(tmp_path).contenu().avertissements == (
        f"Une ligne vient d’une version plus récente de la collection{NB}: elle est gardée dans le fichier, sans être lue ici.",
    )
    with f.chemin.open("ab") as fichier:
        fichier.write(recente)
    [phrase] = f.contenu().avertissements
    assert phrase.startswith("2 lignes viennent d’une version plus récente")


# Plusieurs noyaux


def test_deux_noyaux_ecrivent_en_meme_temps(tmp_path):
    code = """
import random, sys, time
from pathlib import Path
from travailler_ensemble.carnet import Carnet
f = Carnet(Path(sys.argv[1])).feuillet("tri")
print("prêt", flush=True)
sys.stdin.readline()
for n in range(150):
    time.sleep(random.random() * 0.003)
    assert f.ajouter({"geste": "ranger", "n": n, "qui": sys.argv[2], "texte": "é" * 3000}).fait
"""
    noyaux = [enfant(code, tmp_path, qui, stdin=subprocess.PIPE) for qui in "ab"]
    for p in noyaux:
        p.stdout.readline()
    for p in noyaux:
        p.stdin.write("\n"), p.stdin.flush()
    temoin, comptes = nouveau(tmp_path), []
    while any(p.poll() is None for p in noyaux):
        comptes.append(len(temoin.evenements()))
        assert temoin.contenu().avertissements == ()
        time.sleep(0.01)
    for p in noyaux:
        p.communicate()
        assert p.returncode == 0
    lus = temoin.evenements()
    assert lus == nouveau(tmp_path).evenements() and len(lus) == 300 == len(temoin.chemin.read_bytes().splitlines())
    for qui in "ab":
        assert [e["n"] for e in lus if e["qui"] == qui] == list(range(150))
    assert comptes == sorted(comptes)
    melanges = sum(x["qui"] != y["qui"] for x, y in zip(lus, lus[1:], strict=False))
    assert melanges > 10, "les deux noyaux n’ont pas écrit en même temps : l’essai ne prouve rien"


def test_un_feuillet_lit_ce_qu_un_autre_vient_d_ecrire_et_rien_que_cela(tmp_path, monkeypatch):
    f, autre = nouveau(tmp_path), nouveau(tmp_path)
    ecrire(f, 1), ecrire(autre, 2), ecrire(f, 3)
    assert numeros(f) == numeros(autre) == [1, 2, 3]
    ecrire(autre, 4)
    lues, lire = [], carnet._lire_ligne
    monkeypatch.setattr(carnet, "_lire_ligne", lambda ligne: lues.append(ligne) or lire(ligne))
    assert numeros(f) == [1, 2, 3, 4] == numeros(f) and len(lues) == 1


def test_deux_fils_d_un_meme_noyau(tmp_path):
    f = nouveau(tmp_path)
    fils = [threading.Thread(target=ecrire, args=(f, *range(debut, debut + 40))) for debut in (0, 100)]
    [t.start() for t in fils], [t.join() for t in fils]
    assert sorted(numeros(nouveau(tmp_path))) == [*range(40), *range(100, 140)]


@pytest.mark.skipif(carnet.fcntl is None, reason="verrou POSIX")
def test_un_verrou_tenu_trop_longtemps_se_dit_et_ne_perd_rien(tmp_path, monkeypatch):
    monkeypatch.setattr(carnet, "PATIENCE", 0.05)
    f = nouveau(tmp_path)
    ecrire(f, 1)
    with f.chemin.open("ab") as bloqueur:
        carnet.fcntl.flock(bloqueur, carnet.fcntl.LOCK_EX)
        accuse = f.ajouter({"geste": "ranger", "n": 2})
        assert not accuse.fait and accuse.message.startswith("Un autre carnet écrit au même endroit.")
        bloqueur.write(b'{"v":1,'), bloqueur.flush()
        assert numeros(f) == [1, 2]
    assert f.reessayer().fait and numeros(nouveau(tmp_path)) == [1, 2]


@pytest.mark.skipif(carnet.fcntl is None, reason="verrou POSIX")
def test_un_verrou_que_rien_ne_rend_n_est_pas_attendu_pour_toujours(tmp_path, monkeypatch):
    """Celui d’une machine éteinte, sur un partage : après trois attentes vaines, on écrit sans lui."""
    monkeypatch.setattr(carnet, "PATIENCE", 0.01)

    def pris(_fd, prendre):
        if prendre:
            raise OSError(min(carnet._OCCUPE), "pris")

    f = nouveau(tmp_path)
    ecrire(f, 0)
    monkeypatch.setattr(carnet, "_verrouiller", pris)
    accuses = [f.ajouter({"geste": "ranger", "n": n}) for n in (1, 2, 3, 4, 5)]
    assert [a.fait for a in accuses] == [False] * carnet.REFUS + [True] * 2
    assert accuses[2].message.startswith("Un autre carnet écrit au même endroit.")
    assert numeros(nouveau(tmp_path)) == [0, 1, 2, 3, 4, 5]


def test_lire_attend_la_fin_de_la_ligne_qu_un_autre_ecrit(tmp_path):
    f = nouveau(tmp_path)
    ecrire(f, 1, 2)
    premiere, seconde = f.chemin.read_bytes().splitlines(keepends=True)
    f.chemin.write_bytes(premiere + seconde[:30])
    with f.chemin.open("ab", buffering=0) as ecrivain:
        carnet.fcntl.flock(ecrivain, carnet.fcntl.LOCK_EX)

        def finir():
            ecrivain.write(seconde[30:])
            carnet.fcntl.flock(ecrivain, carnet.fcntl.LOCK_UN)

        fil = threading.Timer(0.1, finir)
        fil.start()
        assert nouveau(tmp_path).contenu().avertissements == ()
        fil.join()
    assert numeros(nouveau(tmp_path)) == [1, 2]


def test_un_systeme_de_fichiers_sans_verrou_n_empeche_pas_d_ecrire(tmp_path, monkeypatch):
    def sans_verrou(*_a):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(carnet, "_verrouiller", sans_verrou)
    f = nouveau(tmp_path)
    assert ecrire(f, 1, 2) == [True, True] and numeros(nouveau(tmp_path)) == [1, 2]
    monkeypatch.undo()
    monkeypatch.setattr(carnet, "fcntl", None), monkeypatch.setattr(carnet, "msvcrt", None)  # le navigateur
    assert ecrire(f, 3) == [True] and numeros(nouveau(tmp_path)) == [1, 2, 3]


def test_le_verrou_de_windows_prend_et_rend_le_meme_octet_loin_des_donnees(tmp_path, monkeypatch):
    appels = []
    faux = SimpleNamespace(LK_NBLCK=2, LK_UNLCK=0, locking=lambda fd, mode, n: appels.append((mode, os.lseek(fd, 0, os.SEEK_CUR), n)))
    monkeypatch.setattr(carnet, "fcntl", None), monkeypatch.setattr(carnet, "msvcrt", faux, raising=False)
    f = nouveau(tmp_path)
    assert ecrire(f, 1, 2) == [True, True] and numeros(f) == [1, 2]
    assert appels == [(2, 2_000_000_000, 1), (0, 2_000_000_000, 1)] * 2
    assert f.chemin.stat().st_size < 500  # la place du verrou n’a pas grossi le fichier


# Le disque refuse


PANNES = [
    ("write", errno.ENOSPC, "Le disque est plein."),
    ("write", errno.EDQUOT, "Votre espace de stockage est plein."),
    ("write", errno.EIO, "Le disque a refusé l’écriture."),
    ("fsync", errno.EIO, "Le disque a refusé l’écriture."),
    ("fsync", errno.ENOSPC, "Le disque est plein."),
    ("open", errno.EROFS, "Le dossier des réponses est protégé en écriture."),
    ("open", errno.EACCES, "Le dossier des réponses est protégé en écriture."),
    ("mkdir", errno.EACCES, "Le dossier des réponses est protégé en écriture."),
    ("mkdir", errno.ENODEV, "Le dossier des réponses est introuvable."),
]


@pytest.mark.parametrize(("fonction", "code", "cause"), PANNES)
def test_une_panne_se_dit_se_garde_et_se_repare_dans_l_ordre(tmp_path, panne, fonction, code, cause):
    f = nouveau(tmp_path / "d")
    if fonction != "mkdir":
        ecrire(f, 0)
    avant = numeros(f)
    panne(fonction, code)
    accuse = f.ajouter({"geste": "ranger", "n": 1})
    assert accuse == (False, accuse.quand, f"{cause} Votre réponse est gardée ici{NB}; nouvel essai dans 10{NB}s.")
    assert accuse.quand.utcoffset() is not None
    accuse = f.ajouter({"geste": "ranger", "n": 2})
    assert not accuse.fait and f"{cause} Vos 2 dernières réponses sont gardées ici" in accuse.message
    assert not f.reessayer().fait
    panne(None)
    assert numeros(f) == [*avant, 1, 2] and len(f._attente) == 2  # gardés en mémoire
    assert ecrire(f, 3) == [True] and len(f._attente) == 0
    assert numeros(f) == numeros(nouveau(tmp_path / "d")) == [*avant, 1, 2, 3]
    assert f.contenu().avertissements == ()
    assert f.reessayer().fait and numeros(nouveau(tmp_path / "d")) == [*avant, 1, 2, 3]


@pytest.mark.parametrize("garde", [0, 1, 10, 45, 70, -1])
@pytest.mark.parametrize("neuf", [True, False])
def test_une_ecriture_courte_ne_compte_ni_deux_fois_ni_ne_colle_deux_lignes(tmp_path, monkeypatch, garde, neuf):
    f, ecrire_pour_de_bon = nouveau(tmp_path), os.write
    if not neuf:
        ecrire(f, 0)
    avant = numeros(f)
    monkeypatch.setattr(carnet.os, "write", lambda fd, octets: ecrire_pour_de_bon(fd, octets[:garde]))
    accuse = f.ajouter({"geste": "ranger", "n": 1})
    assert not accuse.fait and accuse.message.startswith("Le disque est plein.")
    monkeypatch.undo()
    assert numeros(f) == [*avant, 1]
    assert ecrire(f, 2) == [True]
    assert numeros(f) == numeros(nouveau(tmp_path)) == [*avant, 1, 2]
    if garde not in (1, 10):  # un début assez long pour se reconnaître n’est pas une perte : le geste a été réécrit
        assert f.contenu().avertissements == nouveau(tmp_path).contenu().avertissements == ()


def test_limite_de_taille_reelle_puis_levee(tmp_path):
    resource = pytest.importorskip("resource", reason="pas de limite de taille sous Windows")
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    temoin = nouveau(tmp_path / "temoin")
    ecrire(temoin, 0)
    longueur = temoin.chemin.stat().st_size
    for place in range(0, longueur, 7):  # le noyau lui-même coupe l’écriture à cet octet
        f = nouveau(tmp_path, f"tri-{place}")
        ecrire(f, 0)
        resource.setrlimit(resource.RLIMIT_FSIZE, (longueur + place, dure))
        try:
            accuses = [f.ajouter({"geste": "ranger", "n": n}) for n in (1, 2)]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))
        assert [a.fait for a in accuses] == [False, False] and accuses[1].message.startswith("Le disque est plein. Vos 2 ")
        assert f.chemin.stat().st_size == longueur + place and numeros(f) == [0, 1, 2]
        assert f.reessayer().fait
        assert numeros(f) == numeros(nouveau(tmp_path, f.cle)) == [0, 1, 2]


@pytest.fixture
def petit_disque():
    """Un vrai disque de 64 Kio en mémoire : il faut Linux et le droit de monter."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("monter un petit disque demande Linux et les droits d’administration")
    with tempfile.TemporaryDirectory() as point:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", point], capture_output=True).returncode:
            pytest.skip("ce système ne laisse pas monter de petit disque")
        try:
            yield Path(point)
        finally:
            subprocess.run(["umount", point], check=True)


def test_disque_reellement_plein_puis_libere(petit_disque):
    f = nouveau(petit_disque / "d")
    ecrire(f, 0)
    encombrant = petit_disque / "encombrant"
    with encombrant.open("wb", buffering=0) as fichier, pytest.raises(OSError):
        while True:
            fichier.write(b"x" * 4096)
    accuses = [f.ajouter({"geste": "ranger", "n": n, "texte": "é" * 500}) for n in range(1, 9)]
    assert not accuses[-1].fait and accuses[-1].message.startswith("Le disque est plein. Vos ")
    assert numeros(f) == list(range(9))
    sur_disque = sum(a.fait for a in accuses) + 1
    assert numeros(nouveau(petit_disque / "d"))[:sur_disque] == list(range(sur_disque))
    plein = Carnet(petit_disque / "neuf")
    assert plein.graine() == plein.graine()
    encombrant.unlink()
    accuse = f.reessayer()
    assert accuse.fait and accuse.message == f"Enregistré à {heure_dite(accuse.quand)}" and len(f._attente) == 0
    assert numeros(f) == numeros(nouveau(petit_disque / "d")) == list(range(9))
    assert f.contenu().avertissements == ()


def test_disque_reellement_protege_en_ecriture(petit_disque):
    f = nouveau(petit_disque / "d")
    ecrire(f, 0)
    subprocess.run(["mount", "-o", "remount,ro", petit_disque], check=True)
    accuse = f.ajouter({"geste": "ranger", "n": 1})
    assert not accuse.fait and accuse.message.startswith("Le dossier des réponses est protégé en écriture.")
    assert numeros(f) == [0, 1] and f.contenu().avertissements == ()
    subprocess.run(["mount", "-o", "remount,rw", petit_disque], check=True)
    assert ecrire(f, 2) == [True] and numeros(nouveau(petit_disque / "d")) == [0, 1, 2]


def test_dossier_sans_droit_d_ecriture(tmp_path):
    tmp_path.chmod(0o500)
    try:
        if os.name == "nt" or os.access(tmp_path, os.W_OK):
            pytest.skip("ici les droits du dossier n’arrêtent pas l’écriture (Windows, administrateur)")
        accuse = nouveau(tmp_path).ajouter({"geste": "ranger"})
    finally:
        tmp_path.chmod(0o700)
    assert not accuse.fait and "protégé en écriture" in accuse.message


def test_un_fichier_a_la_place_du_dossier_et_un_dossier_a_la_place_du_fichier(tmp_path):
    f = nouveau(tmp_path / "d")
    ecrire(f, 0)
    assert numeros(f) == [0]
    (tmp_path / "d").rename(tmp_path / "ailleurs")
    (tmp_path / "d").write_text("une note")
    accuse = f.ajouter({"geste": "ranger", "n": 1})
    assert not accuse.fait and accuse.message.startswith("Un fichier occupe la place du dossier des réponses.")
    assert numeros(f) == [0, 1] and "ne peut pas être relu" in f.contenu().avertissements[0]
    (tmp_path / "d").unlink()
    (tmp_path / "ailleurs").rename(tmp_path / "d")
    assert f.reessayer().fait and numeros(f) == numeros(nouveau(tmp_path / "d")) == [0, 1] and f.contenu().avertissements == ()
    (tmp_path / "tri-b.jsonl").mkdir()
    accuse = nouveau(tmp_path, "tri-b").ajouter({"geste": "ranger"})
    assert not accuse.fait and accuse.message.startswith("Un dossier occupe la place du fichier")


def test_un_fichier_raccourci_ou_supprime_se_signale_et_l_on_continue(tmp_path):
    f = nouveau(tmp_path)
    ecrire(f, 1, 2)
    assert numeros(f) == [1, 2]
    lignes = f.chemin.read_bytes().splitlines(keepends=True)
    f.chemin.write_bytes(lignes[0])
    assert numeros(f) == [1] and "remplacé" in f.contenu().avertissements[0]
    autre = nouveau(tmp_path, "autre")
    ecrire(autre, 7, 8, 9)
    os.replace(autre.chemin, f.chemin)  # plus long que ce qui avait été lu
    assert numeros(f) == [7, 8, 9]
    f.chemin.unlink()
    assert numeros(f) == [] and ecrire(f, 3) == [True] and numeros(f) == [3]


def test_la_creation_du_fichier_est_fixee_dans_le_dossier(tmp_path, monkeypatch):
    fixes, fsync = [], os.fsync
    monkeypatch.setattr(carnet.os, "fsync", lambda fd: fixes.append(os.fstat(fd).st_ino) or fsync(fd))
    f = nouveau(tmp_path / "d")
    ecrire(f, 1)
    assert fixes == [p.stat().st_ino for p in ((f.chemin.parent, tmp_path) if os.name != "nt" else ())] + [f.chemin.stat().st_ino]
    ecrire(f, 2)
    assert fixes[-1] == f.chemin.stat().st_ino and len(fixes) == (4 if os.name != "nt" else 2)


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_le_dossier_qui_ne_sait_pas_fsync_n_empeche_pas_d_ecrire_mais_une_vraie_panne_si(tmp_path, monkeypatch):
    fsync, code = os.fsync, errno.EINVAL

    def sans_les_dossiers(fd):
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(code, "dossier")
        fsync(fd)

    monkeypatch.setattr(carnet.os, "fsync", sans_les_dossiers)
    assert ecrire(nouveau(tmp_path, "a"), 1) == [True]
    code = errno.EIO
    b = nouveau(tmp_path, "b")
    assert ecrire(b, 1) == [False] and b.chemin.stat().st_size == 0
    assert ecrire(b, 2) == [False]  # la panne dure : l’entrée du dossier n’est toujours pas sûre
    monkeypatch.undo()
    assert b.reessayer().fait and numeros(nouveau(tmp_path, "b")) == [1, 2]


# Propriétés

GESTES = st.lists(
    st.dictionaries(st.text(max_size=4).map("x".__add__), st.none() | st.integers() | st.text(st.characters(), max_size=8), max_size=2),
    max_size=6,
)


@settings(deadline=None, database=None)
@given(GESTES, st.data())
def test_toute_suite_de_gestes_et_toute_coupure(gestes, donnees):
    with tempfile.TemporaryDirectory() as dossier, pytest.MonkeyPatch.context() as m:
        m.setattr(carnet.os, "fsync", lambda fd: None)
        f, tailles = nouveau(dossier), []
        for geste in gestes:
            assert f.ajouter({"geste": "noter"} | geste).fait
            tailles.append(f.chemin.stat().st_size)
        tout = f.evenements()
        assert [{k: e[k] for k in e.keys() - {"v", "id", "quand"}} for e in tout] == [{"geste": "noter"} | g for g in gestes]
        coupe = donnees.draw(st.integers(0, tailles[-1] if tailles else 0))
        if tailles:
            os.truncate(f.chemin, coupe)
        relu, entieres = nouveau(dossier), sum(t - 1 <= coupe for t in tailles)
        assert relu.evenements() == tout[:entieres]
        assert relu.ajouter({"geste": "apres"}).fait
        assert nouveau(dossier).evenements()[:-1] == tout[:entieres] and nouveau(dossier).evenements()[-1]["geste"] == "apres"


PAS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["va", "plein", "court", "fsync", "verrou", "reessai", "meurt"]), st.integers(0, 120)),
    max_size=14,
)


@settings(deadline=None, database=None)
@given(PAS)
def test_quelles_que_soient_les_pannes_rien_d_accuse_ne_manque_ni_ne_double(pas):
    """Deux noyaux, des pannes de toute sorte : chacun voit ses gestes une fois, dans l’ordre ; ce qui est accusé est sur le disque."""
    vrai = os.write
    with tempfile.TemporaryDirectory() as dossier:
        noyaux, faits, accuses = {q: nouveau(dossier) for q in "ab"}, {"a": [], "b": []}, set()
        for n, (qui, mode, octets) in enumerate(pas):
            f = noyaux[qui]
            with pytest.MonkeyPatch.context() as m:
                m.setattr(carnet.os, "fsync", lambda fd, casse=mode == "fsync": leve(errno.EIO) if casse else None)
                if mode in ("plein", "court"):
                    m.setattr(carnet.os, "write", lambda fd, b, k=octets, p=mode == "plein": leve(errno.ENOSPC) if p else vrai(fd, b[:k]))
                if mode == "verrou":
                    m.setattr(carnet, "PATIENCE", -1), m.setattr(carnet, "_verrouiller", lambda *_: leve(errno.EAGAIN))
                if mode == "meurt":  # le noyau redémarre : ce qui n’était qu’en mémoire part, et lui seul
                    restes = {e["n"] for e in nouveau(dossier).evenements()}
                    faits[qui] = [x for x in faits[qui] if x in restes]
                    noyaux[qui] = nouveau(dossier)
                elif mode == "reessai":
                    assert f.reessayer().fait
                    accuses |= set(faits[qui])
                else:
                    faits[qui].append(n)
                    if f.ajouter({"geste": "ranger", "n": n, "qui": qui}).fait:
                        accuses |= set(faits[qui])
            assert [e["n"] for e in noyaux[qui].evenements() if e["qui"] == qui] == faits[qui]
            sur_disque = numeros(nouveau(dossier))
            assert len(sur_disque) == len(set(sur_disque)) and accuses <= set(sur_disque)


def leve(code):
    raise OSError(code, os.strerror(code))


# La graine et les mots


def test_la_graine_est_tiree_une_fois_meme_par_deux_noyaux(tmp_path):
    code = "import sys; from pathlib import Path; from travailler_ensemble.carnet import Carnet; print(Carnet(Path(sys.argv[1])).graine())"
    noyaux = [enfant(code, tmp_path / "a") for _ in range(3)]
    tirages = {p.communicate()[0] for p in noyaux}
    assert tirages == {f"{Carnet(tmp_path / 'a').graine()}\n"}
    assert 0 <= Carnet(tmp_path / "a").graine() < 2**32
    assert len({Carnet(tmp_path / nom).graine() for nom in "abcd"}) > 1
    assert set(json.loads((tmp_path / "a" / "graine.json").read_text().splitlines()[0])) == {"v", "graine"}


def test_si_deux_noyaux_tirent_a_la_fois_la_premiere_graine_vaut_pour_les_deux(tmp_path, monkeypatch):
    completer = carnet._completer

    def devance(chemin, ligne):
        completer(chemin, b'{"v":1,"graine":42}\n')
        completer(chemin, ligne)

    monkeypatch.setattr(carnet, "_completer", devance)
    assert Carnet(tmp_path).graine() == 42 == Carnet(tmp_path).graine()


def test_la_graine_survit_a_un_fichier_abime_et_a_un_disque_protege(tmp_path, panne):
    (tmp_path / "graine.json").write_bytes(b'{"v":1,"grai\xff')
    graine = Carnet(tmp_path).graine()
    carnet._tirage.cache_clear()
    assert Carnet(tmp_path).graine() == graine
    panne("open", errno.EROFS)
    memoire = Carnet(tmp_path / "protege").graine()
    assert memoire == Carnet(tmp_path / "protege").graine()
    panne(None)
    assert Carnet(tmp_path / "protege").graine() == memoire == json.loads((tmp_path / "protege" / "graine.json").read_text())["graine"]


def test_l_heure_et_le_jour_se_disent_en_francais():
    paris = timezone(timedelta(hours=1))
    maintenant = datetime(2026, 11, 21, 15, 0, tzinfo=paris)
    assert (
        heure_dite(datetime(2026, 1, 1, 14, 5, 59)) == "14\u00a0h\u00a005" and heure_dite(datetime(2026, 1, 1, 0, 0)) == "0\u00a0h\u00a000"
    )
    assert jour_dit(datetime(2026, 11, 21, 14, 5, tzinfo=paris), maintenant) == f"aujourd’hui à 14{NB}h{NB}05"
    assert jour_dit(datetime(2026, 11, 20, 17, 40, tzinfo=paris), maintenant) == f"hier à 17{NB}h{NB}40"
    assert jour_dit(datetime(2026, 3, 3, 9, 12, tzinfo=UTC), maintenant) == f"le 3 mars à 9{NB}h{NB}12"
    assert jour_dit(datetime(2025, 12, 1, 9, 12, tzinfo=paris), maintenant) == f"le 1er décembre 2025 à 9{NB}h{NB}12"
    assert jour_dit(datetime(2025, 12, 31, 23, 59, tzinfo=paris), datetime(2026, 1, 1, 0, 1, tzinfo=paris)) == f"hier à 23{NB}h{NB}59"


def test_le_carnet_ne_charge_ni_pandas_ni_jupyter():
    code = "import sys, travailler_ensemble.carnet; print([m for m in ('pandas', 'numpy', 'altair', 'IPython', 'ipywidgets', 'anywidget') if m in sys.modules])"
    assert enfant(code).communicate()[0] == "[]\n"
