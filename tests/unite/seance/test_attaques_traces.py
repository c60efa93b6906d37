"""Une séance entière contre le vrai serveur, puis on cherche ce qu’elle a montré et ce qui en reste."""

import contextlib
import hashlib
import json
import os
import re
import socket
import sqlite3
import threading

import psutil
import pytest
from attaques import HOTE, SANS_RETOUR, Programme, dits_par_auteur, lancer, nom_de, remplir, trouves
from patience import attendre
from test_seance_serveur import TRI

from travailler_ensemble.seance import ecrans
from travailler_ensemble.seance.programme import programme
from travailler_ensemble.seance.serveur import ROUTES

ADRESSE_DE_QUELQU_UN, NAVIGATEUR_DE_QUELQU_UN, NOM_DE_QUELQU_UN = "198.51.100.77", "Navigateur-De-Camille/9.9", "Camille Exemple"


class Ecouteur(threading.Thread):
    """Un flux lu jusqu’au bout."""

    def __init__(self, port: int, cle: str) -> None:
        super().__init__(daemon=True)
        self.recu = b""
        self._prise = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._prise.sendall(b"GET /api/flux HTTP/1.1\r\n" + HOTE + b"Authorization: Bearer " + cle.encode() + b"\r\n\r\n")
        self.start()

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while morceau := self._prise.recv(65536):
                self.recu += morceau


class Trace:
    """Ce qu’une séance entière a montré, et ce qu’elle a laissé."""

    def __init__(self) -> None:
        self.vus: list[tuple[int, str, str, str]] = []  # (dévoilés, étape, où, texte)
        self.secrets: list[str] = []


def regarder(p: Programme, t: Trace, devoiles: int, etape: str, cles: dict[str, str], ecouteurs: dict[str, Ecouteur], total: int) -> None:
    """Tout ce qu’un participant et le mur peuvent demander à cette étape, par toutes les routes."""
    personne = {
        "X-Forwarded-For": ADRESSE_DE_QUELQU_UN,
        "User-Agent": NAVIGATEUR_DE_QUELQU_UN,
        "X-Nom": NOM_DE_QUELQU_UN,
        "From": "camille@exemple.invalid",
    }
    for role in ("participant", "projection"):
        for route in ROUTES:
            (methode,) = route.methods
            nom = nom_de(route)
            if not {role, "public"} & set(route.roles) and etape not in ("preparation", "auteurs"):
                continue  # une porte fermée l’est pareillement à chaque étape
            if nom == "GET /api/flux" or (role in route.roles and nom in SANS_RETOUR) or nom in ("POST /entrer", "POST /api/participants"):
                continue
            statiques = list(ecrans.STATIQUES) if "{nom}" in route.path and etape == "preparation" else ["rien.js"]
            rangs = range(total + 2) if "{rang" in route.path else [1]
            for nom_statique in statiques:
                for rang in rangs:
                    chemin = remplir(route.path, nom=nom_statique, rang=rang, code=cles["code"], seance=cles["id"])
                    for accepte in ("*/*",) if chemin.startswith(("/api/", "/statique/")) else ("text/html",):
                        temoin = {"Cookie": f"te_participant={cles['participant']}"} if role == "participant" else {}
                        _, texte = p.demander(
                            methode,
                            chemin,
                            "" if temoin else cles[role],
                            None if methode == "GET" else {},
                            entetes={**personne, **temoin, "Accept": accepte},
                        )
                        t.vus.append((devoiles, etape, f"{role} {methode} {chemin}", texte))
    version = json.loads(p.demander("GET", "/api/etat", cles["enseignant"])[1])["version"]
    for role, e in ecouteurs.items():
        attendre(lambda e=e: f'"version":{version}' in e.recu.decode(errors="ignore"))  # ce qui devait être poussé l’est
        t.vus.append((devoiles, etape, f"flux {role}", e.recu.decode()))


@pytest.fixture(scope="module")
def trace(tmp_path_factory, panel):
    """Une séance de bout en bout contre le vrai programme, lancé comme d’un carnet."""
    dossier = tmp_path_factory.mktemp("trace")
    t = Trace()
    p_tri = programme(panel, TRI)
    total = len(p_tri.auteurs)
    with lancer(dossier) as p:
        t.environnement = psutil.Process(p.pid).environ()
        t.commande = psutil.Process(p.pid).cmdline()
        t.droits = {f.name: f.stat().st_mode & 0o777 for f in dossier.iterdir()}
        cles = json.loads(p.demander("POST", "/api/seances", p.cle, {"tri": TRI, "titre": "Une séance"})[1])
        for faux in ("TILLEUL 00", NOM_DE_QUELQU_UN):
            p.demander(
                "POST",
                "/api/participants",
                "",
                {"code": faux},
                entetes={"User-Agent": NAVIGATEUR_DE_QUELQU_UN, "X-Forwarded-For": ADRESSE_DE_QUELQU_UN},
            )
        eleves = [p.entrer(cles) for _ in range(6)]
        cles["participant"] = eleves[0]
        t.cles, t.secrets = cles, [p.cle, cles["enseignant"], cles["projection"], *eleves]
        tri = json.loads(p.demander("GET", "/api/etat", cles["enseignant"])[1])["tri"]
        cartes, cases = [c["id"] for c in tri["cartes"]], [c["id"] for c in tri["cases"]]
        ecouteurs = {role: Ecouteur(p.port, cles[role]) for role in ("participant", "projection")}
        voir = lambda devoiles, etape: regarder(p, t, devoiles, etape, cles, ecouteurs, total)  # noqa: E731
        voir(0, "preparation")
        for tour, suite in ((1, ("clore", "montrer", "discuter")), (2, ("clore", "montrer"))):
            p.faire(cles, "ouvrir" if tour == 1 else "revoter")
            for i, eleve in enumerate(eleves):
                for carte in cartes:
                    corps = {"case": cases[(i + tour) % len(cases)], "n": 1, "nom": NOM_DE_QUELQU_UN}
                    p.demander("PUT", f"/api/reponses/{tour}/{carte}", eleve, corps, entetes={"User-Agent": NAVIGATEUR_DE_QUELQU_UN})
            voir(0, f"vote {tour}")
            for geste in suite:
                p.faire(cles, geste)
            voir(0, suite[-1])
        p.faire(cles, "bilan")
        voir(0, "bilan avant les auteurs")
        p.faire(cles, "revenir", "auteurs")
        voir(0, "auteurs")
        p.faire(cles, "devoiler")
        voir(1, "un auteur")
        p.faire(cles, "devoiler", "devoiler")
        voir(3, "trois auteurs")
        p.faire(cles, "bilan")
        voir(3, "bilan")
        p.faire(cles, "terminer")
        voir(3, "terminée")
        t.journal_pendant = p.journal()
    t.journal = p.journal()
    t.fichiers = {f.name: f.read_bytes() for f in dossier.iterdir() if f.is_file()}
    with contextlib.closing(sqlite3.connect(dossier / "seances.sqlite")) as base:
        noms = [n for (n,) in base.execute("select name from sqlite_master where type = 'table'")]
        t.base = {n: [tuple(map(str, ligne)) for ligne in base.execute(f'select * from "{n}"')] for n in noms}
        t.colonnes = {n: [c[1] for c in base.execute(f'pragma table_info("{n}")')] for n in noms}
    t.dits = dits_par_auteur(p_tri)
    return t


def test_avant_le_devoilement_aucun_octet_des_auteurs_ne_sort_puis_seulement_les_premiers(trace):
    """Ni par les pages, ni par l’interface, ni par le flux, ni par une erreur : chaque route, à chaque étape."""
    assert len(trace.vus) > 500 and {e for _, e, *_ in trace.vus} >= {"vote 1", "vote 2", "auteurs", "trois auteurs", "bilan"}
    fuites = set()
    for devoiles, etape, ou, texte in trace.vus:
        connus = set().union(*trace.dits[:devoiles]) if devoiles else set()
        caches = set().union(*trace.dits[devoiles:]) - connus
        fuites |= {(etape, ou, mot) for mot in trouves(caches, texte)}
    assert sorted(fuites) == []


def test_un_auteur_devoile_se_lit_bien(trace):
    """L’essai précédent sait trouver ce qu’il cherche."""
    lus = " ".join(texte for devoiles, _, ou, texte in trace.vus if devoiles == 3 and "participant" in ou)
    for dits in trace.dits[:3]:
        assert len(trouves(dits, lus)) >= 3
    flux = next(texte for d, e, ou, texte in reversed(trace.vus) if ou == "flux participant")
    assert flux.count("event: etat") >= 8 and trouves(trace.dits[2], flux)


def test_rien_de_personnel_ne_reste_ni_dans_la_base_ni_dans_les_journaux(trace):
    ecrit = json.dumps(trace.base, ensure_ascii=False) + trace.journal + trace.journal_pendant
    for mot in (ADRESSE_DE_QUELQU_UN, NAVIGATEUR_DE_QUELQU_UN, NOM_DE_QUELQU_UN, "Camille", "127.0.0.1:", "python-urllib", "Mozilla"):
        lignes = [x for x in ecrit.splitlines() if mot.lower() in x.lower() and "sont prêtes" not in x]
        assert lignes == [], mot
        assert all(mot.encode() not in octets for nom, octets in trace.fichiers.items() if nom.startswith("seances.sqlite")), mot
    assert trace.journal.splitlines() == [trace.journal.splitlines()[0]] and re.fullmatch(
        r"Les séances sont prêtes : http://127\.0\.0\.1:\d+\n", trace.journal
    )
    assert {k: sorted(v) for k, v in trace.colonnes.items() if k != "alembic_version"} == {
        "seances": sorted(["id", "code", "titre", "tri", "cartes", "etat", "version", "creee_le", "effacer_le"]),
        "acces": ["empreinte", "role", "seance"],
        "billets": ["empreinte", "fin", "role", "seance"],  # à qui mène ou projette ; l’heure est celle où il meurt, une minute après
        "participants": ["empreinte", "numero", "seance"],
        # une raison est un texte libre : 140 signes, montrés de l’enseignant seul tant qu’il n’en décide pas, effacés d’un geste
        "reponses": ["carte", "choix", "cle_raison", "hesite", "n", "participant", "raison", "seance", "sort", "source", "tour"],
        "mains": ["carte", "choix", "nombre", "seance", "tour"],
        "contenus": ["seance", "texte"],  # le tri et ses auteurs : rien de personne
    }, "toute colonne nouvelle doit être pesée ici"
    assert trace.base["reponses"] and {ligne[5] for ligne in trace.base["reponses"]} == {"1"}


def test_les_secrets_ne_sont_nulle_part_en_clair(trace):
    assert len(trace.secrets) == 9
    for secret in trace.secrets:
        for nom, octets in trace.fichiers.items():
            assert secret.encode() not in octets or (nom == "maison.json" and secret == trace.secrets[0]), nom
        assert secret not in json.dumps(trace.base) and secret not in " ".join(trace.commande)
        assert not any(secret in texte for *_, texte in trace.vus), "ni dans ce que reçoit un participant ou le mur"
    empreintes = {ligne[0] for ligne in trace.base["acces"]} | {ligne[2] for ligne in trace.base["participants"]}
    assert {hashlib.sha256(s.encode()).hexdigest() for s in trace.secrets[1:]} == empreintes


@pytest.mark.skipif(os.name == "nt", reason="les droits d’un fichier s’y disent autrement")
def test_la_cle_et_la_base_ne_sont_qu_a_leur_proprietaire(trace):
    assert {n for n in trace.droits if n != "journal.txt"} >= {"maison.json", "seances.sqlite"}
    assert {n: d for n, d in trace.droits.items() if d & 0o077 and n != "journal.txt"} == {}


def test_le_serveur_lance_d_un_carnet_ne_connait_aucun_jeton_de_jupyter(trace):
    assert not [n for n in trace.environnement if re.match("JUPYTER|JPY_|IPYTHON|JPKC|COLAB|BINDER", n)]
    assert not [n for n, v in trace.environnement.items() if v.startswith("jeton-")]
