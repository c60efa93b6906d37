"""Ce qui tourne mal chez l’apprenant : rien d’accusé n’est perdu, et chaque message est en français et dit quoi faire.

Le fichier d’une activité seul, octet par octet et panne par panne : `test_carnet.py`. Ici, ce qu’en voit une personne.
"""

import os
import re
import shutil
from datetime import UTC, datetime, timedelta

import garde
import nbformat
import psutil
import pytest
from appels import APPELS, neuf  # noqa: F401  (chaque essai a son carnet, comme un noyau neuf)
from atelier import RACINE
from nbclient import NotebookClient
from patience import attendre, devient

import travailler_ensemble as labo
from travailler_ensemble import atelier as pieces
from travailler_ensemble import carnet, corpus
from travailler_ensemble.activites.catalogue import SORTES
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.ecriture.page import Page

C = corpus.lire()
REPARER = "corrigez-la ou téléchargez de nouveau la collection. Vos réponses sont gardées."
CHOISIR = {
    "tris": ("tri", ["formes", "frise-textes"]),
    "questions": ("question", ["question-premier-cas", "question-definition-mot", "question-changer-de-place"]),
    "desaccords": ("curseur", ["desaccord-collaboration-cooperation"]),
    "grilles": ("grille", ["ma-definition", "ma-situation"]),
}
"""Une activité de chaque sorte, et de chaque genre qui a son propre code."""
TOUTES = [(table, nom, cle) for table, (nom, cles) in CHOISIR.items() for cle in cles]

BRUITS = ("Canceled future",)
"""Ce que JupyterLab dit lui-même dans la console d’une demande faite à un noyau que l’on vient de tuer."""


def gestes_de(sujet):
    """Trois ou quatre réponses recevables, comme en donnerait la page."""
    champs = {
        "frise-textes": lambda: [("ordre", " ".join(c.id for c in s)) for s in (sujet.cartes, sujet.cartes[::-1], sujet.cartes)],
        "question-premier-cas": lambda: [("reponse", t) for t in ("é«\u00a0»\n", "des professionnels", "Paul Durand")],
        "question-definition-mot": lambda: [("choix", r.cle) for r in sujet.reponses[:3]],
        "question-changer-de-place": lambda: [("texte", t) for t in ("Un", "Un mot\nde plus", "Fin «\u00a0é\u00a0»")],
        "desaccord-collaboration-cooperation": lambda: [("avant-devrait", "-2"), ("avant-est", "1"), ("lus", "-2 1")],
        "formes": lambda: [(c.id, sujet.cases[i].id) for i, c in enumerate(sujet.cartes[:4])],
    }
    grille = lambda: [(c.id, sujet.valeurs[i % 2].id) for i, c in enumerate(sujet.criteres[:3])]  # noqa: E731
    return [{"geste": sujet.mots.geste, sujet.mots.champ: c, sujet.mots.valeur: v} for c, v in champs.get(sujet.cle, grille)()]


def oublier():
    """Comme un noyau neuf : rien n’est gardé en mémoire."""
    for f in (pieces._carnet, pieces._activite, pieces._comparer, pieces._lectures, pieces._profils, pieces._panel):
        f.cache_clear()


def rouvrir(nom, cle):
    oublier()
    return getattr(labo, nom)(cle)


def francais(phrase):
    """Ni trace Python, ni nom d’erreur : une phrase."""
    assert phrase and not re.search(r"Traceback|Error|Errno|File \"|NoneType|Exception", phrase), phrase
    assert phrase.rstrip().endswith((".", "…", "?")), phrase
    return phrase


# Le fichier des réponses


@pytest.mark.parametrize(("table", "nom", "cle"), TOUTES, ids=[t[2] for t in TOUTES])
def test_coupee_a_chaque_octet_une_activite_garde_ce_qui_precede_et_continue(tmp_path, monkeypatch, table, nom, cle):
    sujet, livre = SORTES[table](C, cle), pieces._carnet()
    gestes = gestes_de(sujet)
    for geste in gestes:
        assert livre.feuillet(cle).ajouter(geste).fait
    chemin, monte = livre.feuillet(cle).chemin, 0
    entier = chemin.read_bytes()
    fins = [i for i, o in enumerate(entier) if o == 10]
    attendus = [dict(sujet.jouer(gestes[:n]).reponses) for n in range(len(gestes) + 1)]
    assert attendus[-1] and attendus[-1] != attendus[-2], "chaque geste compte, sinon l’essai ne prouve rien"
    monkeypatch.setattr(carnet.os, "fsync", lambda fd: None)
    for coupe in range(len(entier) + 1):
        chemin.write_bytes(entier[:coupe])
        entieres = sum(coupe >= fin for fin in fins)
        feuillet = Carnet(livre.dossier).feuillet(cle)
        assert dict(sujet.jouer(feuillet.evenements()).reponses) == attendus[entieres], coupe
        if coupe % 41 and coupe not in {x + d for x in fins for d in (-1, 0, 1, 2)}:
            continue
        monte += 1
        activite = rouvrir(nom, cle)
        assert activite.etat["reponses"] == attendus[entieres]
        entamee = coupe not in {0, *fins, *(fin + 1 for fin in fins)}
        assert ("a été mise de côté" in activite.etat["avertissement"]) == entamee
        if activite.etat["avertissement"]:
            francais(activite.etat["avertissement"])
        dernier = gestes[entieres] if entieres < len(gestes) else {"geste": "recommencer"}
        activite.traiter(dernier)  # la réponse coupée, redonnée
        assert activite.etat["enregistrement"]["etat"] == "enregistre"
        assert rouvrir(nom, cle).etat["reponses"] == (attendus[entieres + 1] if entieres < len(gestes) else {})
    assert monte > 10


ETRANGERS = {
    "un autre programme": '{"cells": [], "nbformat": 4}\n[1, 2]\n"bonjour"\n',
    "le même, bien formé": '{"v":1,"id":"a","quand":"2026-11-21T14:05:03+01:00","geste":"ranger","carte":["x"],"case":{"y":1}}\n'
    '{"v":1,"id":"b","quand":"2026-11-21T14:05:03+01:00","geste":"repondre","champ":7,"valeur":null}\n'
    '{"v":1,"id":"c","quand":"2026-11-21T14:05:03+01:00","geste":"annuler"}\n'
    '{"v":1,"id":"e","quand":"2026-11-21T14:05:03+01:00","geste":"repondre","champ":"aide","valeur":"' + "9" * 5000 + '"}\n'
    '{"v":1,"id":"d","quand":"0001-01-01T00:00:00+23:59","geste":"composer"}\n',
    "un tableur": "carte;case\nsit-a;réseau\n",
    "un autre encodage": '{"v":1,"id":"a","quand":"2026-11-21T14:05:03+01:00","geste":"ranger","carte":"é"}\n'.encode("utf-16"),
    "Windows-1252": '{"v":1,"id":"a","quand":"2026-11-21T14:05:03+01:00","geste":"ranger","carte":"é"}\n'.encode("cp1252"),
    "rien que des zéros": b"\x00" * 4096,
}


@pytest.mark.parametrize("quoi", ETRANGERS)
def test_un_fichier_etranger_ne_casse_rien_et_les_reponses_d_apres_sont_gardees(quoi):
    dossier, octets = pieces._carnet().dossier, ETRANGERS[quoi]
    octets = octets.encode() if isinstance(octets, str) else octets
    dossier.mkdir(parents=True)
    for _, _, cle in TOUTES:
        (dossier / f"{cle}.jsonl").write_bytes(octets)
    (dossier / "graine.json").write_bytes(octets)
    for table, nom, cle in TOUTES:
        activite = rouvrir(nom, cle)
        assert activite.etat["reponses"] == {}
        francais(activite.etat["avertissement"])
        geste = gestes_de(SORTES[table](C, cle))[0]
        activite.traiter(geste)
        assert activite.etat["enregistrement"]["etat"] == "enregistre" and activite.etat["reponses"]
        assert rouvrir(nom, cle).etat["reponses"] == activite.etat["reponses"]
        assert (dossier / f"{cle}.jsonl").read_bytes().startswith(octets), "rien de ce qui était là n’est effacé"
    assert isinstance(labo.accueil(), Page) and "ne peut pas s’exécuter" not in labo.accueil()._repr_html_()
    assert labo.compte_rendu().etat["dit"].startswith("À jour à")


def test_une_horloge_qui_recule_ou_avance_ne_change_ni_l_ordre_ni_les_pages(monkeypatch):
    """L’ordre est celui du fichier : une pile usée, un fuseau qui change, une date en 2099 n’y font rien."""

    class Horloge(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.ici

    monkeypatch.setattr(carnet, "datetime", Horloge)
    maintenant = datetime.now(UTC).astimezone()
    sujet = SORTES["tris"](C, "formes")
    carte, cases = sujet.cartes[0].id, [c.id for c in sujet.cases[:5]]
    activite = labo.tri("formes")
    for saut, case in zip(
        (timedelta(0), timedelta(days=27_000), timedelta(days=-20_000), timedelta(hours=-1), timedelta(seconds=-1)), cases, strict=True
    ):
        Horloge.ici = Horloge.fromisoformat((maintenant + saut).isoformat())
        activite.traiter({"geste": "ranger", "carte": carte, "case": case})
        assert activite.etat["enregistrement"]["etat"] == "enregistre" and activite.etat["reponses"] == {carte: case}
    assert rouvrir("tri", "formes").etat["reponses"] == {carte: cases[-1]}
    assert isinstance(labo.accueil(), Page) and "ne peut pas s’exécuter" not in labo.accueil()._repr_html_()
    assert labo.compte_rendu().etat["dit"].startswith("À jour à")


def test_sans_dossier_ou_l_on_puisse_ecrire_le_labo_s_ouvre_le_dit_et_garde_tout_pour_plus_tard(tmp_path):
    dossier = pieces._carnet().dossier
    dossier.write_text("un fichier à la place du dossier")
    for table, nom, cle in TOUTES:
        activite, gestes = getattr(labo, nom)(cle), gestes_de(SORTES[table](C, cle))
        for geste in gestes:
            activite.traiter(geste)
        dit = activite.etat["enregistrement"]
        assert dit["etat"] == "non-enregistre" and "gardée" in francais(dit["message"]) and "nouvel essai" in dit["message"]
    assert "Il reste quelque chose à réparer" in labo.verifier()._repr_html_()
    dossier.unlink()
    for _, nom, cle in TOUTES:
        activite = getattr(labo, nom)(cle)
        activite.traiter({"geste": "reessayer"})
        assert activite.etat["enregistrement"]["etat"] == "enregistre"
    for table, nom, cle in TOUTES:
        assert rouvrir(nom, cle).etat["reponses"] == dict(SORTES[table](C, cle).jouer(gestes_de(SORTES[table](C, cle))).reponses)


def test_le_dossier_supprime_pendant_le_labo_renait_au_geste_suivant_et_cela_se_dit():
    activite, (un, deux, *_) = labo.tri("formes"), gestes_de(SORTES["tris"](C, "formes"))
    activite.traiter(un)
    shutil.rmtree(pieces._carnet().dossier)
    activite.traiter(deux)
    assert activite.etat["enregistrement"]["etat"] == "enregistre" and activite.etat["reponses"] == {deux["carte"]: deux["case"]}
    assert "remplacé" in francais(activite.etat["avertissement"]), "ce qui a été effacé ne l’est pas en silence"
    assert rouvrir("tri", "formes").etat["reponses"] == activite.etat["reponses"]


# Une table abîmée


def test_une_table_abimee_chaque_fonction_dit_ou_et_quoi_faire_et_aucune_reponse_ne_bouge(tmp_path, monkeypatch):
    data = shutil.copytree(corpus.DOSSIER, tmp_path / "data")
    table = data / "situations.csv"
    saine = table.read_bytes()
    labo.tri("formes").traiter(gestes_de(SORTES["tris"](C, "formes"))[0])
    fichier = pieces._carnet().feuillet("formes").chemin
    ecrit = fichier.read_bytes()
    lire = corpus.lire_au_mieux
    monkeypatch.setattr(corpus, "lire_au_mieux", lambda: lire(data))
    lignes = saine.split(b"\n")
    for degat, ou in ((b"", "Table « situations », ligne 1"), (b"\x00\xff" * 500, "Table « situations »"), (None, "Table « situations »")):
        table.unlink(missing_ok=True)
        if degat is not None:
            table.write_bytes(degat)
        oublier()
        for nom, arguments in APPELS.items():
            if nom in ("relire_seance", "comparer_seances", "mener_seance"):
                continue  # leurs propres fichiers : test_relire_seance.py
            page = getattr(labo, nom)(*arguments)
            assert isinstance(page, Page) and "ne peut pas s’exécuter" in page._repr_html_(), nom
            assert ou in francais(repr(page)) and repr(page).endswith(REPARER), repr(page)
            assert REPARER in page._repr_html_()
    table.write_bytes(b"\n".join([*lignes[:3], b"sit-sans-rien", *lignes[3:]]))
    oublier()
    assert "Table « situations », ligne 4" in labo.verifier()._repr_html_().replace("\u00a0", " "), (
        "une ligne seule est mise à part, et nommée"
    )
    assert len(labo.tri("formes").etat["reponses"]) == 1
    assert fichier.read_bytes() == ecrit
    table.write_bytes(saine)
    oublier()
    assert len(labo.tri("formes").etat["reponses"]) == 1, "la table réparée, la réponse est là"


def test_dans_un_vrai_carnet_une_ligne_abimee_se_dit_le_reste_marche_puis_tout_revient(tmp_path):
    for nom in ("lib", "data"):
        shutil.copytree(RACINE / nom, tmp_path / nom, ignore=shutil.ignore_patterns("__pycache__"))
    table = tmp_path / "data" / "tris_cartes.csv"
    saine = table.read_text(encoding="utf-8")
    lignes = saine.splitlines(keepends=True)
    tri, reste = lignes[4].split(",", 1)
    table.write_text("".join([*lignes[:4], f"{tri}-perdu,{reste}", *lignes[5:]]), encoding="utf-8")
    reponses = tmp_path / "mes-reponses"
    assert Carnet(reponses).feuillet("debat-formes").ajouter(gestes_de(SORTES["tris"](C, "formes"))[0]).fait
    ecrit = (reponses / "debat-formes.jsonl").read_bytes()
    env = os.environ | {"PYTHONPATH": garde.transmettre(tmp_path / "lib"), "TRAVAILLER_ENSEMBLE_REPONSES": str(reponses)}
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(s)
            for s in (
                "import travailler_ensemble as labo\nlabo.verifier()",
                'labo.tri("debat-formes")',
                'labo.comparer("debat-formes")',
                "labo.compte_rendu()",
            )
        ]
    )
    reparer = f"from pathlib import Path; Path({str(table)!r}).write_text(Path({str(tmp_path / 'saine.csv')!r}).read_text(encoding='utf-8'), encoding='utf-8'); labo.tri('debat-formes')"
    (tmp_path / "saine.csv").write_text(saine, encoding="utf-8")
    nb.cells.append(nbformat.v4.new_code_cell(reparer))
    NotebookClient(nb, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute(env=env)
    dit = nb.cells[0].outputs[0].data["text/html"].replace("\u00a0", " ")
    assert f"Table « tris_cartes », ligne 5, colonne « tri » : lu : « {tri}-perdu » ; attendu : " in dit
    assert nb.cells[1].outputs[0].data["text/plain"].startswith("Tri('debat-formes', 4 cartes"), "le reste marche"
    [vivante] = nb.cells[4].outputs
    assert vivante.data["text/plain"].startswith("Tri('debat-formes', 4 cartes"), "la table réparée, la cellule relancée suffit"
    assert (reponses / "debat-formes.jsonl").read_bytes() == ecrit


# Dans un vrai JupyterLab

CARNET = "fautes.ipynb"
RAFALE = """combien => {
  window.donnees = {};
  window.brouillons = () => JSON.parse(Object.entries(localStorage).find(([cle]) => /^te:.*:formes$/.test(cle))?.[1] ?? "{}");
  window.finie = false;
  const tri = document.querySelector(".te .tri"), dormir = ms => new Promise(suite => setTimeout(suite, ms));
  window.choisir = n => {
    tri.querySelectorAll(".choix")[n].click();
    for (const [carte, b] of Object.entries(brouillons())) donnees[carte] = b.valeur;
  };
  (async () => {
    for (let n = 0; n < combien; n++) {
      choisir(n % 9);
      choisir((n + 1) % 9);
      await dormir(400); // un double clic n’avance que d’une carte
      tri.querySelector(".gestes button[type=submit]").click();
    }
    finie = true;
  })();
}"""
CLASSEES = """n => [...document.querySelectorAll(".te .tri .chiffre")].some(e => e.textContent.replaceAll("\u00a0", " ").startsWith(`${n} sur 12`))"""


def sur_disque(atelier):
    """Ce qu’un noyau neuf relirait."""
    return dict(SORTES["tris"](C, "formes").jouer(Carnet(atelier.reponses).feuillet("formes").evenements()).reponses)


def noyau(atelier):
    """Le noyau du carnet ouvert : le seul de cet atelier."""
    [lui] = [p for p in psutil.Process(atelier.serveur.pid).children(recursive=True) if any("ipykernel" in mot for mot in p.cmdline())]
    return lui


def etat_dit(page):
    return page.locator(".te .tri .etat").inner_text().replace("\u00a0", " ").replace("\n", " ")


def attendre_etat(page, debut, secondes=30):
    page.locator(".te .tri .etat", has_text=re.compile(debut)).wait_for(timeout=secondes * 1000)


@pytest.fixture
def labo_ouvert(atelier, page):
    """Un carnet d’une activité, ouvert et lancé ; `atelier` repart d’un dossier de réponses vide."""
    atelier.ecrire(CARNET, 'labo.tri("formes")')
    ouvrir_le_tri(atelier, page)
    return atelier, page


def ouvrir_le_tri(atelier, page):
    atelier.ouvrir(page, CARNET)
    atelier.executer(page)
    page.locator(".te .tri .choix").first.wait_for(timeout=60_000)


@pytest.mark.navigateur
def test_noyau_tue_disque_plein_deux_onglets_onglet_ferme_rien_d_accuse_n_est_perdu(labo_ouvert):
    """Une seule ouverture de JupyterLab pour quatre pannes : chacune part de ce que la précédente a laissé."""
    atelier, page = labo_ouvert

    # Le noyau est tué pendant une rafale de choix.
    page.evaluate(RAFALE, 6)
    page.wait_for_function("() => Object.keys(donnees).length >= 3 && Object.keys(brouillons()).length < Object.keys(donnees).length")
    premier = noyau(atelier)
    premier.kill()
    page.wait_for_function("() => finie")
    attendre(lambda: len(page.evaluate("donnees")) == 6 and page.evaluate("brouillons()"))  # il est mort avant d’avoir tout écrit
    donnees = page.evaluate("donnees")

    def perdues():
        ecrites, gardees = sur_disque(atelier), page.evaluate("brouillons()")
        return {c: v for c, v in donnees.items() if ecrites.get(c) != v and gardees.get(c, {}).get("valeur") != v}

    devient(perdues, {}, "ce que le navigateur ne garde plus est sur le disque")
    attendre_etat(page, "Non enregistré")
    attendre(
        lambda: re.fullmatch(
            r"Non enregistré\. Le noyau ne répond pas\. Votre réponse est gardée ici\. Si cela dure : menu « Noyau », puis « (.+) »\.",
            etat_dit(page).strip(),
        )
    )
    annonce = page.locator(".jp-Dialog .jp-mod-accept")
    if annonce.count():
        annonce.first.click()
    # On fait ce que la phrase dit de faire.
    page.get_by_role("menuitem", name="Noyau", exact=True).click()
    page.locator('.lm-Menu [data-command="runmenu:restart-and-run-all"], .lm-Menu [data-command="notebook:restart-run-all"]').first.click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    attendre(lambda: sur_disque(atelier) == donnees)
    page.wait_for_function(CLASSEES, arg=6)
    assert noyau(atelier).pid != premier.pid

    # Le disque est plein, puis non : la limite est posée par le système sur le noyau lui-même.
    fichier, lui = atelier.reponses / "formes.jsonl", noyau(atelier)
    souple, dure = lui.rlimit(psutil.RLIMIT_FSIZE)
    avant = sur_disque(atelier)
    lui.rlimit(psutil.RLIMIT_FSIZE, (fichier.stat().st_size + 20, dure))
    page.locator(".te .tri .choix").nth(9).click()
    attendre_etat(page, "Non enregistré")
    attendre(
        lambda: re.fullmatch(
            r"Non enregistré\. Le disque est plein\. Votre réponse est gardée ici\. Nouvel essai( dans \d+ s)?\.", etat_dit(page).strip()
        )
    )
    assert sur_disque(atelier) == avant
    lui.rlimit(psutil.RLIMIT_FSIZE, (souple, dure))
    attendre_etat(page, "nregistrée? à")
    attendre(lambda: len({*sur_disque(atelier).items()} - {*avant.items()}) == 1)

    # Deux onglets sur le même carnet.
    combien = len(sur_disque(atelier))
    second = page.context.new_page()
    ouvrir_le_tri(atelier, second)
    second.wait_for_function(CLASSEES, arg=combien)
    second.evaluate(RAFALE, 1)
    attendre(lambda: len(sur_disque(atelier)) == combien + 1)
    for onglet in (page, second):
        onglet.wait_for_function(CLASSEES, arg=combien + 1)

    # L’onglet se ferme aussitôt après le clic, avant que le noyau, figé, n’ait pu rien écrire ; on y revient depuis l’autre.
    combien = len(sur_disque(atelier))
    page.evaluate("for (const document of [...jupyterapp.shell.widgets('main')]) document.dispose()")
    second.wait_for_function("() => finie")
    noyau(atelier).suspend()
    second.wait_for_function("() => { donnees = {}; choisir(3); return Object.keys(donnees).length; }")
    donnee = second.evaluate("donnees")
    second.close()
    assert len(sur_disque(atelier)) == combien, "rien n’a pu être écrit avant la fermeture"
    noyau(atelier).resume()
    ouvrir_le_tri(atelier, page)
    attendre(lambda: donnee.items() <= sur_disque(atelier).items())
    page.wait_for_function(CLASSEES, arg=combien + 1)
    attendre(lambda: "Non enregistré" not in etat_dit(page))
