"""La maison : labo.py et ses pannes, les trois listes de dépendances, ce qui est suivi et ce qui est livré."""

import ast
import errno
import importlib.metadata
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import time
import tomllib
import zipfile
from pathlib import Path

import garde
import psutil
import pytest
import yaml
from atelier import port_libre
from enumerer import pour_chaque
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from patience import PATIENCE, attendre
from playwright.sync_api import expect

import labo
import travailler_ensemble
from outils import __main__ as programme

pytestmark = pytest.mark.lent

RACINE = Path(__file__).resolve().parents[3]
LABO = (RACINE / "labo.py").read_text(encoding="utf-8")
PROJET = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
POSIX = pytest.mark.skipif(os.name == "nt", reason="le faux Python est un programme POSIX")


# labo.py, sur une petite copie du projet, avec un faux Python qui note ce qu’on lui demande et tombe en panne sur ordre.

FAUX_PYTHON = """#!{python}
import os, pathlib, shutil, sys, time
ici, arguments = pathlib.Path(os.environ["FAUX"]), sys.argv[1:]
with (ici / "appels.txt").open("a") as appels:
    print(*arguments, file=appels)
nom = "programme" if "-m" not in arguments else arguments[arguments.index("-m") + 1]
panne = ici / (nom + ".txt")
if nom == "venv":
    shutil.rmtree(arguments[-1], ignore_errors=True)
    os.makedirs(arguments[-1] + "/bin")
    shutil.copy2(__file__, arguments[-1] + "/bin/python")
if panne.exists():
    print(panne.read_text(), flush=True)
    if "dort" in panne.read_text():
        for i in range(600):
            (ici / "pouls.txt").write_text(str(i))
            time.sleep(0.1)
    sys.exit(1)
"""
LANCEUR = "import runpy, sys; sys.path[0] = {dossier!r}; sys._base_executable = {faux!r}; sys.argv[0] = {labo!r}; {avant}; runpy.run_path({labo!r}, run_name='__main__')"


class Maison:
    """Une copie du projet où labo.py croit installer ; `panne` fait échouer une étape, `lancer` lance labo.py."""

    def __init__(self, dossier: Path) -> None:
        self.faux, self.racine = dossier / "faux", dossier / "ma collection"
        self.faux.mkdir()
        programme = self.faux / "python"
        programme.write_text(FAUX_PYTHON.format(python=sys.executable), encoding="utf-8")
        programme.chmod(0o755)
        self.racine.mkdir()
        for nom in ("labo.py", "pyproject.toml", "verrou.txt", "verrou-essais.txt", "README.md", "LICENSE", "LICENSE-contenus"):
            shutil.copy(RACINE / nom, self.racine)
        for nom in ("reglages", "outils"):
            shutil.copytree(RACINE / nom, self.racine / nom)
        for nom in ("data", "lib"):
            (self.racine / nom).mkdir()
        self.temoin = self.racine / ".venv" / "pret.txt"

    def commande(self, *arguments: str, avant: str = "pass") -> list[str]:
        code = LANCEUR.format(faux=str(self.faux / "python"), dossier=str(self.racine), labo=str(self.racine / "labo.py"), avant=avant)
        return [sys.executable, "-c", code, *arguments]

    def lancer(self, *arguments: str, avant: str = "pass") -> subprocess.CompletedProcess:
        (self.faux / "appels.txt").write_text("")
        return subprocess.run(
            self.commande(*arguments, avant=avant),
            env={**os.environ, "FAUX": str(self.faux)},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            cwd=self.faux,
        )

    def panne(self, etape: str, texte: str) -> None:
        (self.faux / f"{etape}.txt").write_text(texte, encoding="utf-8")

    def reparer(self) -> None:
        for etape in ("venv", "ensurepip", "pip", "programme"):
            (self.faux / f"{etape}.txt").unlink(missing_ok=True)

    def appels(self) -> list[str]:
        return (self.faux / "appels.txt").read_text().splitlines()

    def installations(self) -> list[str]:
        return [appel for appel in self.appels() if appel.startswith("-m") and not appel.startswith("-m outils")]


@pytest.fixture
def maison(tmp_path):
    return Maison(tmp_path)


def phrase(fini: subprocess.CompletedProcess) -> str:
    """La phrase de la panne : la dernière ligne, la seule qui ne raconte pas une étape."""
    assert fini.returncode not in (0, None), fini.stderr
    assert "Traceback" not in fini.stdout + fini.stderr
    *etapes, derniere = fini.stderr.strip().splitlines()
    assert all(e.startswith(("Préparation", "  ")) for e in etapes), fini.stderr
    assert re.search(r"\.$", derniere) and not re.search(r"\w\. \w", derniere), "une phrase, et une seule"
    return derniere


@POSIX
def test_labo_installe_une_fois_puis_ne_fait_plus_que_lancer(maison):
    assert maison.lancer("lab", "--port", "8890").returncode == 0
    assert [appel.split()[1] for appel in maison.installations()] == ["venv", "ensurepip", "pip", "pip", "compileall"]
    assert "--no-deps --require-hashes" in maison.installations()[2] and "verrou.txt" in maison.installations()[2]
    assert maison.appels()[-1] == "-m outils lab --port 8890"
    assert maison.lancer().returncode == 0
    assert maison.installations() == []
    assert maison.appels()[-1] == "-m outils lab"


@POSIX
@pytest.mark.parametrize(
    "demande",
    ["exercices --verifier", "executer notebooks/02-formes.ipynb", "mesures --json - --seulement retour", "tests --rapide -k mot"],
)
def test_chaque_commande_transmet_la_suite(maison, demande):
    maison.lancer(*demande.split())
    assert maison.appels()[-1] == f"-m outils {demande}"


@POSIX
def test_ne_pas_pouvoir_compiler_n_est_pas_une_panne(maison):
    maison.panne("compileall", "Permission denied")
    fini = maison.lancer()
    assert (fini.returncode, maison.installations()[-1].split()[1]) == (0, "compileall")
    assert "écrire" not in fini.stderr and maison.temoin.exists()


@POSIX
def test_les_essais_s_ajoutent_sans_tout_refaire(maison):
    maison.lancer()
    maison.lancer("tests", "-k", "rien")
    assert [appel.split()[1] for appel in maison.installations()] == ["pip", "pip", "compileall"]
    assert "verrou-essais.txt" in maison.installations()[0]
    maison.lancer()
    assert maison.installations() == [], "le verrou des essais contient celui de l’exécution"


@POSIX
@pytest.mark.parametrize("fichier", ["verrou.txt", "pyproject.toml", "reglages/default_setting_overrides.json"])
def test_ce_qui_change_s_installe(maison, fichier):
    maison.lancer()
    with (maison.racine / fichier).open("a") as f:
        f.write("\n")
    maison.lancer()
    assert [appel.split()[1] for appel in maison.installations()] == ["pip", "pip", "compileall"]


@POSIX
def test_une_collection_deplacee_se_reinstalle(maison):
    maison.lancer()
    maison.racine = maison.racine.rename(maison.racine.with_name("ailleurs"))
    maison.lancer()
    assert maison.installations()


@POSIX
@pytest.mark.parametrize("degat", ["pret.txt", "bin/python"])
def test_une_installation_a_demi_faite_est_refaite(maison, degat):
    maison.lancer()
    (maison.racine / ".venv" / degat).unlink()
    assert maison.lancer().returncode == 0
    assert "--clear" in maison.installations()[0]


SANS_RESEAU = "ERROR: Could not find a version that satisfies the requirement altair==5.5.0 (from versions: none)"
SANS_DNS = "WARNING: Retrying (…) [Errno -3] Temporary failure in name resolution')': /simple/altair/"
DISQUE_PLEIN = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
DISQUE_PLEIN_WINDOWS = "OSError: [WinError 112] Espace insuffisant sur le disque: 'C:\\\\…'"
LECTURE_SEULE = "Error: [Errno 30] Read-only file system: '/…/.venv'"
SANS_DROIT = "PermissionError: [Errno 13] Permission denied: '/…/.venv/bin'"
OUVERT_WINDOWS = "PermissionError: [WinError 32] Le processus ne peut pas accéder au fichier"
CERTIFICAT = "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate')): /simple/altair/"
RELAIS = "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))"
FILTRE = "ERROR: HTTP error 403 while getting https://…/altair.whl"
CHEMIN_LONG = "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory: 'C:\\\\…noto-sans-sc.js'\nHINT: This error might have occurred since this system does not have Windows Long Path support enabled."
CHEMIN_LONG_WINDOWS = "FileNotFoundError: [WinError 206] Nom de fichier ou extension trop long: 'C:\\\\…'"
A_COMPILER = "  error: Microsoft Visual C++ 14.0 or greater is required.\nERROR: Failed building wheel for pyyaml"
DU_STORE = "Unable to create process using '\"C:\\\\Program Files\\\\WindowsApps\\\\python.exe\"'"
MAUVAISE_EMPREINTE = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have …"


PHRASES = [
    (SANS_RESEAU, "connectez-vous à internet"),
    (SANS_DNS + "\n" + SANS_RESEAU, "connectez-vous à internet"),
    (DISQUE_PLEIN, "Le disque est plein"),
    (SANS_DNS + "\n" + DISQUE_PLEIN, "Le disque est plein"),
    (DISQUE_PLEIN_WINDOWS, "Le disque est plein"),
    (LECTURE_SEULE, "copiez la collection dans un dossier à vous"),
    (SANS_DROIT, "copiez la collection dans un dossier à vous"),
    (OUVERT_WINDOWS, "fermez JupyterLab"),
    ("No module named ensurepip", "apt install python3-venv"),
    (MAUVAISE_EMPREINTE, "n’est pas celui attendu"),
    (CERTIFICAT + "\n" + SANS_RESEAU, "PIP_CERT"),
    (RELAIS + "\n" + SANS_RESEAU, "HTTPS_PROXY"),
    (FILTRE, "PyPI"),
    (CHEMIN_LONG, "trop long"),
    (CHEMIN_LONG_WINDOWS, "trop long"),
    (A_COMPILER, "python.org"),
    (DU_STORE, "python.org"),
]


@pour_chaque("texte, attendu", PHRASES)
def test_chaque_panne_connue_a_sa_phrase(texte, attendu):
    """Dite par l’étape qui échoue, quelle qu’elle soit : l’essai suivant."""
    dit = labo.traduire(texte, "une panne inconnue")
    assert attendu in dit and re.search(r"\.$", dit) and not re.search(r"\w\. \w", dit)


@POSIX
@pytest.mark.parametrize(
    ("etape", "texte", "attendu"),
    [
        ("venv", LECTURE_SEULE, "copiez la collection dans un dossier à vous"),
        ("ensurepip", "No module named ensurepip", "apt install python3-venv"),
        ("pip", SANS_DNS + "\n" + SANS_RESEAU, "connectez-vous à internet"),
        ("pip", "quelque chose d’inconnu", "montrez «"),
    ],
)
def test_une_panne_d_installation_est_une_phrase_et_le_demarrage_suivant_repare(maison, etape, texte, attendu):
    maison.panne(etape, texte)
    assert attendu in phrase(maison.lancer())
    assert not maison.temoin.exists()
    maison.reparer()
    assert maison.lancer().returncode == 0
    assert "--clear" in maison.installations()[0], "rien de l’installation manquée ne reste"
    assert maison.temoin.exists()


def test_sous_windows_un_chemin_long_met_les_outils_dans_un_dossier_plus_court():
    """`PLUS_LONG` est mesuré sur ce que le verrou installe : un paquet qui l’allonge se voit ici."""
    paquets = Path(sysconfig.get_path("purelib"))
    noms = [v.name for v in verrou("verrou.txt") if v.marker is None or v.marker.evaluate()]
    fichiers = [f for nom in noms for f in importlib.metadata.files(nom) or () if ".." not in f.parts]
    long = max(len(str(f)) + (len("__pycache__/.cpython-314") if f.suffix == ".py" else 0) for f in fichiers)
    assert paquets.name == "site-packages" and len(".venv\\Lib\\site-packages\\") + long <= labo.PLUS_LONG
    maison, court, onedrive = r"D:\Eleve\prenom.nom-compose", r"D:\Eleve\moi\labo", rf"D:\Eleve\moi\OneDrive - IRTS\{'Travail social ' * 6}"
    for racine in (court, onedrive):
        assert labo.place_des_outils(racine, "posix", maison) == Path(racine) / ".venv"
    assert labo.place_des_outils(court, "nt", maison) == Path(court) / ".venv"
    ailleurs = labo.place_des_outils(onedrive, "nt", maison)
    assert str(ailleurs).startswith(maison) and len(str(ailleurs)) + labo.PLUS_LONG - len(".venv") <= labo.CHEMIN_MAX
    assert ailleurs != labo.place_des_outils(onedrive + "x", "nt", maison), "deux collections, deux dossiers"


def test_aucun_fichier_de_la_collection_n_a_un_chemin_plus_long_que_ce_que_windows_supporte_ici():
    suivis = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")
    assert max(map(len, suivis)) <= 110, "sous Windows, un dossier de 148 signes la porte encore"


@POSIX
def test_une_mise_a_jour_manquee_n_est_pas_prise_pour_faite(maison):
    maison.lancer()
    maison.panne("pip", SANS_RESEAU)
    assert "internet" in phrase(maison.lancer("tests"))
    assert not maison.temoin.exists()


@POSIX
@pytest.mark.parametrize(
    ("avant", "attendu"),
    [
        ("sys.version_info = (3, 10, 2)", "installez Python 3.12 ou plus récent"),
        (
            "import sysconfig; sysconfig.get_platform = lambda: 'win-arm64'; sys.version_info = (3, 11, 9)",
            "(3.11, win-arm64) ne convient pas",
        ),
        ("import sysconfig; sysconfig.get_platform = lambda: 'win32'", "en 64 bits"),
        ("sys.modules['ensurepip'] = None", "apt install python3-venv"),
        ("sys.modules['venv'] = None", "apt install python3-venv"),
        (
            "import errno, pathlib; pathlib.Path.mkdir = lambda *a, **k: exec('raise OSError(errno.EROFS, \"Read-only file system\")')",
            "Impossible d’écrire",
        ),
        (
            "import errno, pathlib; pathlib.Path.write_text = lambda *a, **k: exec('raise OSError(errno.ENOSPC, \"No space left\")')",
            "disque est plein",
        ),
    ],
)
def test_une_panne_du_systeme_est_une_phrase(maison, avant, attendu):
    assert attendu in phrase(maison.lancer(avant=avant))
    assert maison.lancer().returncode == 0


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="l’administrateur passe outre les droits")
def test_un_dossier_sans_droit_d_ecriture_est_dit(maison):
    maison.racine.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert "Impossible d’écrire" in phrase(maison.lancer())
    maison.racine.chmod(stat.S_IRWXU)
    assert maison.lancer().returncode == 0


@pytest.mark.parametrize("absent", ["verrou.txt", "verrou-essais.txt", "pyproject.toml", "data", "lib"])
def test_un_projet_incomplet_est_dit(maison, absent):
    chemin = maison.racine / absent
    chemin.rmdir() if chemin.is_dir() else chemin.unlink()
    dit = phrase(maison.lancer())
    assert f"«\u00a0{absent}\u00a0»" in dit and "sortez d’abord la collection de son zip" in dit
    assert maison.appels() == []


def test_une_commande_inconnue_est_dite_et_l_aide_les_nomme_toutes(maison):
    assert "--aide" in phrase(maison.lancer("labo"))
    aide = maison.lancer("--aide")
    assert aide.returncode == 0 and maison.appels() == []
    assert all(
        mot in aide.stdout for mot in ("lab", "tests", "exercices", "executer", "mesures", "paquet-eleve", "--port", "--sans-navigateur")
    )


@pytest.fixture
def comme_d_un_terminal():
    """Ctrl-C agit sur ce que lance l’essai : lancés en tâche de fond, ou après un autre essai, les programmes peuvent l’ignorer en naissant."""
    entendus = {signal.SIGINT, signal.SIGTERM}
    avant = {s: signal.signal(s, signal.default_int_handler if s == signal.SIGINT else signal.SIG_DFL) for s in entendus}
    masque = signal.pthread_sigmask(signal.SIG_UNBLOCK, entendus)
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, masque)
    for s, action in avant.items():
        signal.signal(s, action)


@POSIX
@pytest.mark.parametrize(("signal_recu", "au_groupe"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_une_preparation_interrompue_le_dit_et_reprend(maison, comme_d_un_terminal, signal_recu, au_groupe):
    maison.panne("pip", "dort")
    labo = subprocess.Popen(
        maison.commande(),
        env={**os.environ, "FAUX": str(maison.faux)},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=maison.faux,
    )
    pouls = maison.faux / "pouls.txt"
    attendre(pouls.exists)
    (os.killpg if au_groupe else os.kill)(labo.pid, signal_recu)
    _, erreurs = labo.communicate(timeout=PATIENCE)
    assert labo.returncode == 130 and "Traceback" not in erreurs
    assert "relancez quand vous voulez" in erreurs.splitlines()[-1]
    dernier = pouls.read_text()
    time.sleep(0.5)
    assert pouls.read_text() == dernier, "pip ne continue pas seul"
    maison.reparer()
    assert maison.lancer().returncode == 0 and "--clear" in maison.installations()[0]


def test_labo_est_court_sans_dependance_et_lisible_par_un_vieux_python():
    assert len(LABO.splitlines()) <= 160
    arbre = ast.parse(LABO, feature_version=(3, 6))
    importes = {alias.name for n in ast.walk(arbre) if isinstance(n, ast.Import) for alias in n.names}
    importes |= {n.module for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom)}
    assert importes - {"outils.__main__"} <= sys.stdlib_module_names
    lecture = ast.parse((RACINE / "outils" / "__main__.py").read_text(encoding="utf-8"))
    lus = {alias.name for n in ast.walk(lecture) if isinstance(n, ast.Import) for alias in n.names}
    lus |= {str(n.module) for n in ast.walk(lecture) if isinstance(n, ast.ImportFrom)}
    assert {nom.partition(".")[0] for nom in lus} <= sys.stdlib_module_names, "labo.py le lit avant d’avoir rien installé"


# Ouvrir JupyterLab.


@pytest.fixture
def ouvrir():
    return importlib.import_module("outils.ouvrir")


@pytest.fixture
def port_pris():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        yield prise.getsockname()[1]


def test_un_port_demande_et_pris_est_dit_avant_de_lancer(maison, port_pris):
    fini = subprocess.run(
        [sys.executable, "-m", "outils", "lab", "--port", str(port_pris)], cwd=RACINE, capture_output=True, encoding="utf-8"
    )
    assert f"Le port {port_pris} n’est pas libre" in phrase(fini)


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        ("lab --port 0", "Le port 0 n’est pas libre"),
        ("--port 99999", "Le port 99999 n’est pas libre"),
        ("--port", "--port, il faut une valeur"),
        ("lab --port x", "« x » n’est pas un nombre entier"),
        ("lab --prot 1", "inconnues ou incomplètes"),
        ("lab vite", "inconnues ou incomplètes"),
        ("exercices --json", "inconnues ou incomplètes"),
        ("empreintes", "il manque DOSSIER"),
        ("labo", "n’existe pas"),
    ],
)
def test_une_option_fautive_est_dite(arguments, dit):
    fini = subprocess.run([sys.executable, "-m", "outils", *arguments.split()], cwd=RACINE, capture_output=True, encoding="utf-8")
    assert dit in phrase(fini)


@POSIX
def test_une_option_fautive_se_dit_avant_d_installer(maison):
    assert "inconnues ou incomplètes" in phrase(maison.lancer("lab", "--prot", "1"))
    assert maison.appels() == []


def test_les_options_se_lisent_et_chaque_commande_a_son_module_et_son_aide(capsys):
    assert (programme.analyser([]).port, programme.analyser([]).sans_navigateur) == (None, False)
    assert programme.analyser(["--port", "8890"]).port == programme.analyser(["lab", "--port=8890", "--sans-navigateur"]).port == 8890
    assert programme.analyser(["tests", "-q", "--rapide", "tests/unite", "-k", "mot"]).suite == ["-q", "tests/unite", "-k", "mot"]
    for nom, commande in programme.COMMANDES.items():
        assert callable(importlib.import_module(f"outils.{commande.module}").mener), nom
        with pytest.raises(SystemExit, match="^0$"):
            programme.analyser([nom, "--aide"])
        dit = capsys.readouterr().out
        assert f"utilisation : python3 labo.py {nom}" in dit and not re.search(r"\b(usage|show|expected|positional)\b", dit), dit


def test_sans_port_demande_le_suivant_libre_est_pris(ouvrir, port_pris, monkeypatch):
    monkeypatch.setattr(ouvrir, "PREMIER", port_pris)
    monkeypatch.setattr(ouvrir, "DERNIER", port_pris + 50)
    assert port_pris < ouvrir.port_libre(None) <= port_pris + 50
    monkeypatch.setattr(ouvrir, "DERNIER", port_pris)
    with pytest.raises(SystemExit, match="Aucun port"):
        ouvrir.port_libre(None)


def test_un_jupyterlab_qui_meurt_est_dit(ouvrir, tmp_path, monkeypatch):
    monkeypatch.setattr(ouvrir, "JUPYTER", tmp_path)
    monkeypatch.setattr(ouvrir, "JOURNAL", tmp_path / "jupyterlab.txt")
    monkeypatch.setattr(ouvrir, "commande", lambda *_: [sys.executable, "-c", "import sys; sys.exit('boum')"])
    with pytest.raises(SystemExit, match="JupyterLab s’est arrêté"):
        ouvrir.ouvrir(port_libre(), False)
    assert "boum" in (tmp_path / "jupyterlab.txt").read_text()


@pytest.mark.parametrize(("code", "attendu"), [(errno.ENOSPC, "disque est plein"), (errno.EROFS, "Impossible d’écrire")])
def test_ne_rien_pouvoir_ecrire_est_dit_avant_de_lancer(ouvrir, tmp_path, monkeypatch, code, attendu):
    def refuse(*_, **__):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(ouvrir, "JUPYTER", tmp_path)
    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(SystemExit, match=attendu):
        ouvrir.ouvrir(port_libre(), False)


def test_les_reponses_vont_dans_la_collection_sauf_avis_contraire(ouvrir, monkeypatch):
    monkeypatch.delenv("TRAVAILLER_ENSEMBLE_REPONSES")
    assert ouvrir.environnement("j")["TRAVAILLER_ENSEMBLE_REPONSES"] == str(RACINE / "mes-reponses")
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_REPONSES", "ailleurs")
    assert ouvrir.environnement("j")["TRAVAILLER_ENSEMBLE_REPONSES"] == "ailleurs"


def test_les_noyaux_ignorent_ce_qui_est_a_cote_d_un_carnet(ouvrir, monkeypatch):
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    assert ouvrir.environnement("j")["PYTHONSAFEPATH"] == "1"


def test_un_noyau_n_ouvre_aucune_base_qui_attendrait_un_verrou(tmp_path):
    code = (
        "import sys; from ipykernel.kernelapp import IPKernelApp; a = IPKernelApp.instance(); a.initialize(sys.argv[1:]);"
        "a.shell.run_cell('1 + 1', store_history=True); print(a.shell.history_manager.enabled, file=sys.__stdout__)"
    )
    config = RACINE / "reglages" / "ipython_kernel_config.py"
    env = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython"), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    fini = subprocess.run(
        [sys.executable, "-c", code, f"--config={config}"], env=env, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60
    )
    assert fini.stdout.strip().endswith("False"), fini.stderr
    assert list(tmp_path.rglob("*.sqlite*")) == []


@pytest.fixture
def collection_ouverte(maison, tmp_path):
    """JupyterLab ouvert comme le fait « labo.py lab », chez une personne qui a ses propres réglages."""
    shutil.copytree(RACINE / "notebooks", maison.racine / "notebooks")
    personne = tmp_path / "personne"
    (personne / ".jupyter" / "lab" / "user-settings").mkdir(parents=True)
    (personne / ".jupyter" / "jupyter_lab_config.py").write_text("c.ServerApp.port = 1\nc.ServerApp.base_url = '/autre'\n")
    serveur = subprocess.Popen(
        [sys.executable, "-m", "outils", "lab", "--sans-navigateur", f"--port={port_libre()}"],
        cwd=maison.racine,
        env={**os.environ, "HOME": str(personne), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    yield personne, serveur
    serveur.terminate()
    suite, _ = serveur.communicate(timeout=30)
    assert serveur.returncode == 0 and "La collection se ferme" in suite


@POSIX
@pytest.mark.navigateur
def test_jupyterlab_s_ouvre_en_francais_sur_l_accueil_sans_rien_demander_ailleurs(collection_ouverte, maison, navigateur):
    personne, serveur = collection_ouverte
    avant = sorted(personne.rglob("*"))
    adresse = re.search(r"http://127\.0\.0\.1:(\d+)/\S+", serveur.stdout.readline())
    ailleurs = []
    page = navigateur.new_context(viewport={"width": 1366, "height": 900}).new_page()  # sans dire de langue
    page.on(
        "request", lambda r: None if re.match(rf"(http|ws)://127\.0\.0\.1:{adresse[1]}/|data:|blob:", r.url) else ailleurs.append(r.url)
    )
    page.goto(adresse[0])
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert menus[:3] == ["Fichier", "Édition", "Affichage"], menus
    expect(page.locator(".jp-NotebookPanel")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/notebooks/00-accueil\.ipynb$"))
    page.wait_for_timeout(3000)  # le temps qu’une annonce paraisse
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0, "ni fenêtre ni annonce"
    assert ailleurs == []
    assert sorted(personne.rglob("*")) == avant, "rien n’est écrit chez la personne"
    bases = [f.name for f in (maison.racine / ".jupyter").rglob("*") if re.search(r"\.(db|sqlite)\b", f.name)]
    assert bases == [], "aucune base qui attendrait un verrou"
    inconnu = navigateur.new_context().new_page()
    inconnu.goto(f"http://127.0.0.1:{adresse[1]}/lab")
    assert "/login" in inconnu.url, "sans jeton, on n’entre pas"
    if sys.platform == "linux":
        with socket.socket() as prise:
            assert prise.connect_ex(("127.0.0.2", int(adresse[1]))), "seule la boucle locale écoute"


# Les trois listes de dépendances.


def verrou(nom: str) -> list[Requirement]:
    lignes = (RACINE / nom).read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    return [Requirement(ligne.split(" --hash=")[0]) for ligne in lignes if ligne and not ligne.lstrip().startswith("#")]


def canonique(nom: str) -> str:
    return re.sub(r"[-_.]+", "-", nom).lower()


def declarees(*groupes: str) -> list[Requirement]:
    ecrites = list(PROJET["project"]["dependencies"])
    for groupe in groupes:
        ecrites += PROJET["dependency-groups"][groupe]
    return [Requirement(texte) for texte in ecrites]


@pytest.mark.parametrize(
    ("nom", "groupes"),
    [
        ("verrou.txt", ["construction"]),
        ("verrou-essais.txt", ["construction", "essais", "entretien"]),
        ("verrou-ecole.txt", ["construction", "ecole"]),
    ],
)
def test_le_verrou_tient_ce_que_pyproject_declare(nom, groupes):
    for declaree in declarees(*groupes):
        versions = [v.specifier for v in verrou(nom) if canonique(v.name) == canonique(declaree.name)]
        assert versions, f"{declaree.name} manque dans {nom} : « python3 labo.py verrous »"
        assert all(declaree.specifier.contains(str(v).removeprefix("==")) for v in versions), f"{nom} : {declaree} n’est pas tenu"


@pytest.mark.parametrize("nom", ["verrou.txt", "verrou-essais.txt", "verrou-ecole.txt"])
def test_le_verrou_est_exact_complet_et_sans_adresse(nom):
    texte = (RACINE / nom).read_text(encoding="utf-8")
    assert "pyproject.toml" in texte.splitlines()[1] and "labo.py verrous" in texte.splitlines()[1], "l’en-tête dit l’origine"
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", texte)
    for ligne in texte.replace("\\\n", "").splitlines():
        if ligne and not ligne.lstrip().startswith("#"):
            assert re.match(r"\S+==\S+.* --hash=sha256:[0-9a-f]{64}", ligne), ligne


def test_les_verrous_ont_les_memes_versions():
    assert {str(v) for v in verrou("verrou.txt")} <= {str(v) for v in verrou("verrou-essais.txt")}
    essais, ecole = ({v.name: str(v.specifier) for v in verrou(f"verrou-{nom}.txt")} for nom in ("essais", "ecole"))
    assert {nom: v for nom, v in ecole.items() if nom in essais and v != essais[nom]} == {}, "l’école s’essaie dans le même .venv"


def test_ce_qu_une_ecole_ajoute_a_ses_empreintes():
    assert {"psycopg", "psycopg-binary", "jupyterhub"} <= {v.name for v in verrou("verrou-ecole.txt")}
    assert "jupyterhub" not in {v.name for v in verrou("verrou-essais.txt")} | {v.name for v in verrou("verrou.txt")}
    commande = "pip install --no-deps --require-hashes -r verrou-ecole.txt"
    lues = [(RACINE / f).read_text(encoding="utf-8") for f in ("docs/ecole/README.md", "lib/travailler_ensemble/seance/stockage.py")]
    assert all(commande in texte for texte in lues) and "optional-dependencies" not in PROJET["project"]


def test_ce_qui_est_installe_est_ce_que_dit_le_verrou():
    attendus = {v.name: str(v.specifier) for v in verrou("verrou-essais.txt") if v.marker is None or v.marker.evaluate()}
    ici = {nom: f"=={importlib.metadata.version(nom)}" for nom in attendus}
    assert ici == attendus, "lancez les essais par « python3 labo.py tests »"


def test_ni_jupyterlab_ni_pytest_ne_compilent_une_grammaire_au_demarrage():
    """Deux secondes à chaque fois : voir « tool.uv » dans pyproject.toml. Et rien ne manque de ce que pip n’a pas résolu."""
    code = "import sys, nbformat, altair, jupyter_server.serverapp; print('rfc3987_syntax' in sys.modules or 'lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == ["False"]
    for d in importlib.metadata.distributions():  # ce que dit « pip check », en dix fois moins de temps
        for r in map(Requirement, d.requires or ()):
            if not r.marker or r.marker.evaluate({"extra": ""}):
                assert r.specifier.contains(importlib.metadata.version(r.name), prereleases=True), f"{d.name} demande {r}"


def test_conda_ne_donne_que_python_et_pip_et_laisse_le_reste_au_verrou():
    conda = yaml.safe_load((RACINE / "environment.yml").read_text(encoding="utf-8"))
    assert set(conda) == {"name", "channels", "dependencies", "variables"}
    assert conda["channels"][0] == "conda-forge"
    python, pip, reste = conda["dependencies"]
    assert conda["variables"] == {"PYTHONSAFEPATH": "1"}, "un fichier posé à côté d’un carnet ne passe pour aucun module"
    assert pip == "pip" and reste == {"pip": ["-r verrou.txt"]}
    assert python.startswith("python=") and SpecifierSet(PROJET["project"]["requires-python"]).contains(python.removeprefix("python="))


def test_binder_trouve_environment_yml_et_installe_la_collection():
    assert not (RACINE / "binder").exists() and not (RACINE / ".binder").exists(), "ce dossier cacherait environment.yml à Binder"
    binder = (RACINE / "postBuild").read_text(encoding="utf-8")
    assert binder.startswith("#!/bin/bash\n") and "pip install --no-deps --no-build-isolation -e ." in binder


@POSIX
@pytest.mark.parametrize("nom", ["postBuild", ".ci/run"])
def test_les_programmes_sont_executables_et_bien_formes(nom):
    assert os.access(RACINE / nom, os.X_OK)
    lu = subprocess.run(["bash", "-n", RACINE / nom], capture_output=True, text=True)
    assert lu.returncode == 0, lu.stderr


def test_l_integration_continue_lance_la_commande_du_readme_et_ses_etapes():
    lignes = [ligne.strip() for ligne in (RACINE / ".ci" / "run").read_text(encoding="utf-8").splitlines()]
    assert "python3 labo.py tests" in lignes and "python3 labo.py tests" in (RACINE / "README.md").read_text(encoding="utf-8")
    assert {mot[1] for ligne in lignes if (mot := re.match(r'etape "(\w+)', ligne))} >= {
        "Style",
        "Couches",
        "Types",
        "Web",
        "Accroches",
        "Recettes",
    }


@POSIX
@pytest.mark.parametrize(("abimee", "code"), [("", 0), ("mypy", 1), ("labo.py", 1)])
def test_une_etape_qui_echoue_n_empeche_pas_les_autres_de_parler(tmp_path, abimee, code):
    """`.ci/run`, où chaque programme est un faux qui dit son nom."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(RACINE / ".ci" / "run", tmp_path / ".ci")
    faux = tmp_path / ".venv" / "bin"
    faux.mkdir(parents=True)
    for nom in ("ruff", "lint-imports", "mypy", "npm", "pre-commit", "check-jsonschema", "python3", "apt-get"):
        (faux / nom).write_text(
            f'#!/bin/sh\necho dit {nom} $*\ncase "{nom} $*" in *--version) ;; *"$ABIMEE"*) [ -z "$ABIMEE" ] || exit 1;; esac\n'
        )
        (faux / nom).chmod(0o755)
    fini = subprocess.run(
        [tmp_path / ".ci" / "run"],
        env={**os.environ, "PATH": f"{faux}{os.pathsep}{os.environ['PATH']}", "ABIMEE": abimee},
        capture_output=True,
        encoding="utf-8",
    )
    dits = re.findall(r"^dit (\S+)", fini.stdout, re.MULTILINE)
    assert fini.returncode == code, fini.stdout
    assert {"ruff", "lint-imports", "mypy", "npm", "pre-commit", "check-jsonschema"} <= {*dits}
    assert fini.stdout.splitlines()[-1] == "dit python3 labo.py tests", "les séries de pytest viennent en dernier, telles quelles"
    assert ("Types : EN ÉCHEC" in fini.stdout) is (abimee == "mypy") is ("En échec avant les essais : Types." in fini.stdout)


VERSION = travailler_ensemble.__version__


def test_la_version_ne_s_ecrit_qu_une_fois():
    assert PROJET["project"]["dynamic"] == ["version"] and "version" not in PROJET["project"]
    assert PROJET["tool"]["hatch"]["version"] == {"path": "lib/travailler_ensemble/__init__.py"}


def test_ce_qui_cite_la_version_cite_la_bonne(roue):
    """Une notice et un paquet de données doivent la porter : ils la reprennent, et cet essai les tient."""
    assert roue.name == f"travailler_ensemble-{VERSION}-py3-none-any.whl"
    assert json.loads((RACINE / "data" / "datapackage.json").read_text(encoding="utf-8"))["version"] == VERSION
    citation = yaml.safe_load((RACINE / "CITATION.cff").read_text(encoding="utf-8"))
    journal = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] · (\d{4}-\d{2}-\d{2})", (RACINE / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert (citation["version"], str(citation["date-released"])) == journal[0] and journal[0][0] == VERSION
    numeros = [tuple(map(int, numero.split("."))) for numero, _ in journal]
    assert len(numeros) > 1 and numeros == sorted(numeros, reverse=True), "la plus récente d’abord"


# Ce qui est suivi par git, et ce qui est livré.


def git(*arguments: str) -> list[str]:
    if not (RACINE / ".git").exists():
        pytest.skip("hors d’un dépôt git")
    return subprocess.run(["git", *arguments], cwd=RACINE, capture_output=True, encoding="utf-8").stdout.splitlines()


def test_ni_chemin_de_machine_ni_hote_de_registre_dans_ce_qui_est_suivi():
    # « /home/pyodide » est dans le navigateur ; les autres, dans le conteneur ou sur le serveur d’une école (docs/ecole).
    chemin = re.compile(
        r"(?<![\w.:/~$}-])/(?!home/pyodide|home/jovyan|opt/collection|opt/travailler-ensemble|tmp/seances)(?:home|root|tmp|work|opt|Users|mnt)/[\w.]|\b[A-Z]:\\Users\\"
    )
    hote = re.compile(
        "|".join(a + b for a, b in [("py", r"pi\.org"), ("python", "hosted"), ("npm", r"js\.(?:org|com)"), ("ana", r"conda\.org")])
    )
    fautes = []
    for nom in git("ls-files", "--cached", "--others", "--exclude-standard"):
        fichier = RACINE / nom
        if fichier.is_file() and fichier.suffix not in (".png", ".jpg", ".woff2"):
            texte = fichier.read_text(encoding="utf-8")
            fautes += [(nom, m[0]) for motif in (chemin, hote) for m in motif.finditer(texte)]
    assert fautes == []


def test_git_n_avale_pas_le_code_mais_ignore_ce_qui_est_fabrique():
    livres = [f.relative_to(RACINE).as_posix() for d in ("lib", "data", "reglages") for f in (RACINE / d).rglob("*") if f.is_file()]
    livres = [nom for nom in livres if "__pycache__" not in nom]
    assert livres and git("check-ignore", *livres) == []
    fabriques = [
        ".venv/x",
        ".jupyter/x",
        "mes-reponses/x",
        "a-distribuer/x",
        "uv.lock",
        "lib/a/__pycache__/x",
        "notebooks/.ipynb_checkpoints/x",
    ]
    fabriques += [".hypothesis/x", ".pytest_cache/x", "dist/x", "build/x", "lib/a.egg-info/x"]
    assert git("check-ignore", *fabriques) == fabriques


@pytest.fixture(scope="module")
def roue(tmp_path_factory):
    """La roue du projet, construite sans réseau."""
    dossier = tmp_path_factory.mktemp("roue")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", dossier], cwd=RACINE, check=True)
    return next(dossier.glob("*.whl"))


def test_la_roue_contient_le_code_les_donnees_le_web_et_le_reglage(roue):
    noms = set(zipfile.ZipFile(roue).namelist())
    for source, cible in [("data", "travailler_ensemble/data"), ("lib/travailler_ensemble", "travailler_ensemble")]:
        fichiers = [f.relative_to(RACINE / source).as_posix() for f in (RACINE / source).rglob("*") if f.is_file()]
        attendus = {f"{cible}/{f}" for f in fichiers if "__pycache__" not in f}
        assert attendus and not attendus - noms
    assert any(nom.startswith("travailler_ensemble/web/") for nom in noms)
    racines = {nom.split("/")[0] for nom in noms}
    assert racines == {
        "travailler_ensemble",
        f"{roue.stem.removesuffix('-py3-none-any')}.dist-info",
        f"{roue.stem.removesuffix('-py3-none-any')}.data",
    }
    assert any(nom.endswith(".data/data/etc/jupyter/labconfig/default_setting_overrides.json") for nom in noms)
    assert any(nom.endswith(".data/data/share/jupyter/labextensions/travailler-ensemble/static/ouverture.js") for nom in noms)
    assert {Path(nom).name for nom in noms if "/licenses/" in nom} == {"LICENSE", "LICENSE-contenus"}


def test_le_corpus_se_lit_depuis_la_roue(roue, tmp_path):
    zipfile.ZipFile(roue).extractall(tmp_path)
    code = "from travailler_ensemble import corpus; print(corpus.DOSSIER)"
    fini = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": garde.transmettre(tmp_path)},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert fini.stdout.strip() == str(tmp_path / "travailler_ensemble" / "data"), fini.stderr


@pytest.mark.parametrize(
    ("pose", "source"),
    [
        ("etc/jupyter/labconfig/default_setting_overrides.json", "default_setting_overrides.json"),
        ("share/jupyter/labextensions/travailler-ensemble/static/ouverture.js", "ouverture/static/ouverture.js"),
        ("etc/ipython/ipython_kernel_config.py", "ipython_kernel_config.py"),
    ],
)
def test_le_francais_et_l_ouverture_des_carnets_sont_installes(pose, source):
    assert Path(sys.prefix, pose).read_bytes() == (RACINE / "reglages" / source).read_bytes()


@POSIX
def test_un_jupyterlab_qui_ne_veut_pas_partir_est_arrete_avec_ses_noyaux(ouvrir, monkeypatch):
    monkeypatch.setattr(ouvrir, "DEPART", 0.2)
    sourd = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    noyau = f"subprocess.Popen([sys.executable, '-c', {(sourd + 'time.sleep(60)')!r}])\n"
    serveur = subprocess.Popen([sys.executable, "-c", f"{sourd}{noyau}print('prêt', flush=True); time.sleep(60)"], stdout=subprocess.PIPE)
    assert serveur.stdout and serveur.stdout.readline()
    [enfant] = psutil.Process(serveur.pid).children()
    ouvrir.arreter(serveur)
    assert serveur.returncode == -signal.SIGKILL
    enfant.wait(10)
