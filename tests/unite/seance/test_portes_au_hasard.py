"""Chaque porte, poussée au hasard : les routes de la séance, un tableau, un fichier de réponses, les octets de la base, ce qu’un carnet lance.

Quelques secondes au passage ordinaire, longtemps la nuit. Les tirages sont les mêmes d’une fois à l’autre : une faute se rejoue
par son rang.
"""

import ast
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from attaques import CORPS_HOSTILES, PERMIS, controlee, nom_de, remplir
from IPython.core.inputtransformer2 import TransformerManager
from test_seance_serveur import CLE, TRI, cartes_et_cases, ouvrir

import travailler_ensemble as labo
from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import SORTES
from travailler_ensemble.affichage.pages.compte_rendu import preparer
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe import copies, export, papier
from travailler_ensemble.classe.export import LigneReponse
from travailler_ensemble.contenus import paquet, tableau
from travailler_ensemble.contenus.arrivee import recevoir
from travailler_ensemble.contenus.situation import Codee, Situation
from travailler_ensemble.corpus.description import TableFautive
from travailler_ensemble.seance import menage, stockage
from travailler_ensemble.seance.codes import MOTS
from travailler_ensemble.seance.programme import programme
from travailler_ensemble.seance.serveur import ROUTES

pytestmark = pytest.mark.lent
RACINE = Path(__file__).resolve().parents[3]


def tirages(court: int, long: int) -> pytest.MarkDecorator:
    """`hasards` : les rangs à tirer."""
    nuit = pytest.param(range(court, long), id="long", marks=pytest.mark.nuit)
    return pytest.mark.parametrize("hasards", [pytest.param(range(court), id="court"), nuit])


def rangs(hasards: range) -> Iterator[random.Random]:
    """Un hasard par tirage, toujours le même au même rang ; celui qui échoue dit son rang."""
    for rang in hasards:
        try:
            yield random.Random(rang)
        except GeneratorExit:
            print(f"tirage {rang} sur {hasards.stop}")
            raise


def abimer(h: random.Random, octets: bytes, morceaux: tuple[bytes, ...] = ()) -> bytes:
    """De un à quatre dégâts : octets changés, ôtés, ajoutés, répétés, coupés ; ou un morceau qui trompe."""
    b = bytearray(octets)
    for _ in range(h.randint(1, 4)):
        a = h.randrange(len(b) + 1)
        z = min(len(b), a + h.choice((1, 1, 2, 8, 64)))
        match h.randrange(6):
            case 0:
                b[a:z] = h.randbytes(z - a)
            case 1:
                del b[a:z]
            case 2:
                b[a:a] = h.randbytes(h.randint(1, 8))
            case 3:
                b[a:a] = b[a:z] * h.randint(1, 3)
            case 4:
                b[a:a] = h.choice((b"\0", b"\r", b"\n", b'"', b";", b",", b"\xef\xbb\xbf", b"\xff\xfe", *morceaux))
            case _:
                del b[a + h.randint(0, 4000) :]
    return bytes(b)


# Les routes, par tous les rôles


CHEMINS = ("//", "/./", "/../", "%00", "%2f", "%ff", ";x", "?role=enseignant", "#x", "%F0%9F%90%9F", "é", "A", " ", "/")
ATTENDENT = {"GET /api/flux", "POST /api/fin", "POST /api/participants", "POST /entrer"}
"""Un flux qui ne finit pas, un serveur qui s’arrête, un code faux que l’on fait attendre : éprouvés à part."""


@tirages(150, 5_000)
def test_aucune_demande_ne_passe_une_porte_qui_n_est_pas_la_sienne(tmp_path, panel, hasards):
    with controlee(
        f"sqlite:///{tmp_path / 'seances.sqlite'}", panel
    ) as classe:  # chaque réponse est contrôlée : jamais 500, jamais de trace
        classe.faire("ouvrir")
        cartes, cases = cartes_et_cases(classe)
        roles = {"participant": classe.entrer(), "projection": classe.cles["projection"], "enseignant": classe.cles["enseignant"]}
        secrets = {**roles, "maison": CLE, "public": "", "faux": "x" * 32}
        effacent = {"DELETE /api/seance", "DELETE /api/moi", "POST /seance/effacer", "POST /api/seances/{seance}/acces"}
        for h in rangs(hasards):
            route = h.choice([r for r in ROUTES if nom_de(r) not in ATTENDENT])
            role = h.choice([r for r in secrets if not (nom_de(route) in effacent and r in PERMIS[nom_de(route)])])
            chemin = remplir(
                route.path, carte=h.choice(cartes), seance=classe.cles["id"], tour=h.choice((0, 1, 2, 9)), numero=h.randint(0, 9999)
            )
            methode = h.choice([*route.methods, *route.methods, "PATCH", "OPTIONS", "TRACE"])
            droit = h.random() < 0.5
            if not droit:
                a = h.randrange(1, len(chemin) + 1)
                chemin = chemin[:a] + h.choice(CHEMINS) + chemin[a:]
            corps = h.choice(
                (*CORPS_HOSTILES, json.dumps({"geste": "clore", "version": 1, "case": h.choice(cases), "n": 1}).encode(), h.randbytes(30))
            )
            sorte = h.choice(("application/json", "application/x-www-form-urlencoded", "text/plain", ""))
            r = classe.demander(methode, chemin, secrets[role], content=corps, headers={"Content-Type": sorte} if sorte else {})
            permis = PERMIS[nom_de(route)]
            if droit and methode in route.methods and "public" not in permis and role not in permis:
                assert r.status_code in (401, 403), (methode, chemin, role, r.status_code)
        assert classe.etat(roles["enseignant"])["seance"]["id"] == classe.cles["id"], "la séance est toujours là"


# Un programme choisi, un retour par numéro et mot


FORMULAIRE = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILES = ("", "\0", "é" * 300, "../x", "sit-absente", "' OR 1=1 --", "\u202e", "0", "9" * 40, "\ud800", None, 7, [], {"a": 1})


@tirages(12, 400)
def test_un_programme_choisi_se_cree_tel_quel_ou_se_refuse_en_une_phrase(tmp_path, panel, hasards):
    with controlee(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as classe:
        cartes, _ = cartes_et_cases(classe)
        auteurs = programme(panel, TRI).auteurs
        for h in rangs(hasards):
            voulues = h.sample(cartes, h.randint(0, len(cartes))) + h.choices(HOSTILES, k=h.choice((0, 0, 1)))
            choisis = h.sample(auteurs, h.randint(0, 3)) + h.choices(HOSTILES, k=h.choice((0, 0, 1)))
            h.shuffle(voulues)
            demande = {
                "tri": h.choice((TRI, TRI, TRI, *HOSTILES)),
                "cartes": voulues,
                "auteurs": choisis,
                "titre": h.choice((*HOSTILES, "x")),
            }
            r = classe.demander("POST", "/api/seances", CLE, content=json.dumps(demande), headers={"Content-Type": "application/json"})
            if r.status_code != 201:
                assert r.status_code == 422 and r.json()["message"].endswith("."), (demande, r.text)
                continue
            etat = classe.etat(r.json()["enseignant"])
            assert [c["id"] for c in etat["tri"]["cartes"]] == (voulues or cartes) and not {*voulues} - {*cartes}
            assert etat["auteurs"]["total"] == len(choisis) or not choisis


@tirages(40, 2_000)
def test_un_retour_au_hasard_ne_prend_la_place_de_personne(tmp_path, panel, hasards):
    with controlee(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as classe:
        classe.salle.essais.pause = 0.0
        jeton = classe.entrer()
        moi, entres = classe.etat(jeton)["moi"], 1
        for h in rangs(hasards):
            numero, mot = h.choice((str(moi["numero"]), *HOSTILES[:10])), h.choice((*MOTS[:3], *HOSTILES[:10]))
            if (numero, mot.lower()) == (str(moi["numero"]), moi["mot"]):
                continue
            champs = {"code": classe.cles["code"], "numero": numero, "mot": mot}
            r = classe.demander("POST", "/entrer", content=urlencode(champs, errors="surrogatepass"), headers=FORMULAIRE)
            assert r.status_code in ((303,) if not (numero.strip() or mot.strip()) else (422, 429)), (champs, r.status_code)
            entres += r.status_code == 303
        assert classe.etat(jeton)["moi"] == moi and classe.etat(classe.cles["enseignant"])["presents"] == entres


# Ce qu’un étudiant ou un collègue envoie


@tirages(80, 5_000)
def test_une_copie_ou_un_paquet_abime_se_lit_ou_se_dit(tmp_path_factory, panel, hasards):
    c = panel.corpus
    carnet = Carnet(tmp_path_factory.mktemp("copie"))
    carnet.feuillet("formes").ajouter({"geste": "ranger", "carte": "sit-jeudis-halte", "case": "forme-reseau"})
    prete = preparer(c, carnet, panel, datetime.now().astimezone(), "02", "labo")
    recit = Situation(id="mes-quai-0c", titre="Quai 9", recit="Un quai.", codages={"crit-duree": Codee("oui", "quai")})
    sains = {"a.html": prete.page[prete.page.index('<script type="application/json"') :].encode(), "a.csv": prete.table.encode()}
    sains["a.ipynb"] = json.dumps({"cells": [{"outputs": [{"data": {"text/html": prete.corps}}]}]}).encode()
    zippes = io.BytesIO()
    with zipfile.ZipFile(zippes, "w", zipfile.ZIP_DEFLATED) as z:
        for nom, octets in sains.items():
            z.writestr(nom, octets)
    sains["a.zip"] = zippes.getvalue()
    recus = {"x.zip": paquet.ecrire([recit], []), **{f"x.{f}": tableau.ecrire(f, c, [recit], codages=True) for f in ("ods", "xlsx", "csv")}}
    trompeurs = (b"\\ud800", b"[" * 3000, b'"v":9,', b"</script>", b"PK\x01\x02", b"\x08\x00\x0c\x00", b"<!DOCTYPE x>")
    for h in rangs(hasards):
        nom = h.choice([*sains])
        lues = copies.lire_tout([(nom, abimer(h, sains[nom], trompeurs))])
        assert all(dit.endswith(".") for _, dit in lues.abimees) and len(lues.copies) + len(lues.abimees) <= 4
        json.dumps([copie for _, copie in lues.copies], ensure_ascii=False).encode()
        nom = h.choice([*recus])
        arrivee = recevoir(nom, abimer(h, recus[nom], trompeurs), c)
        assert all(dit.endswith((".", "…")) for dit in arrivee.fautes) and all(s.id.startswith("mes-") for s in arrivee.situations)


# Un tableau, des feuilles recopiées


@tirages(200, 10_000)
def test_un_tableau_abime_se_lit_ou_se_dit(tmp_path, monkeypatch, hasards):
    monkeypatch.chdir(tmp_path)
    c = corpus.lire()
    tri = SORTES["tris"](c, "formes")
    lignes = [
        LigneReponse("s1", "formes", tour, carte.id, tri.cases[n % 3].id, str(1000 + n), 1, "telephone")
        for n in range(4)
        for tour, carte in ((1, tri.cartes[0]), (2, tri.cartes[1]))
    ]
    sain = export.ecrire(lignes).encode("utf-8-sig")
    feuilles = b"feuille;carte;case\nF1;1;2\nF2;3;1\n"
    fichier = Path("x.csv")
    for h in rangs(hasards):
        fichier.write_bytes(abimer(h, sain, (b"=1+1", b"sep=;\r\n", b"1,0", "\u202e".encode(), "é".encode("cp1252"))))
        try:
            assert all(isinstance(x, LigneReponse) for x in export.lire(fichier, c))
        except TableFautive as e:
            assert str(e).startswith("Table « x.csv »") and len(str(e)) < 2000
        saisie = papier.lire_feuilles(abimer(h, feuilles), tri)
        assert all(phrase.endswith((".", "…")) for phrase in saisie.refus)


# Un fichier de réponses


@tirages(100, 5_000)
def test_un_fichier_de_reponses_abime_garde_chaque_ligne_entiere_et_se_complete(tmp_path, hasards):
    feuillet = Carnet(tmp_path).feuillet("tri")
    for n in range(6):
        assert feuillet.ajouter({"geste": "ranger", "carte": f"carte-{n}", "case": "é"}).fait
    sain = feuillet.chemin.read_bytes()
    trompeurs = (b'{"v":2,"x":1}\n', b"[" * 3000 + b"\n", b'{"v":1,"id":"a","quand":"2026","geste":"x"}\n', b'"v":1,"id":"0123456789ab"')
    entieres = {json.loads(ligne)["id"]: ligne for ligne in sain.splitlines()}
    for h in rangs(hasards):
        feuillet.chemin.write_bytes(abime := abimer(h, sain, trompeurs))
        relu = Carnet(tmp_path).feuillet("tri")
        contenu = relu.contenu()
        lus = [g["id"] for g in contenu.gestes]
        assert len(lus) == len(set(lus))
        intactes = {i for i, ligne in entieres.items() if ligne in abime.split(b"\n")}
        assert intactes <= set(lus), "une ligne entière est lue"
        assert all(phrase.endswith(".") for phrase in contenu.avertissements)
        assert relu.ajouter({"geste": "ranger", "carte": "neuve", "case": "x"}).fait
        assert relu.chemin.read_bytes().startswith(abime), "rien n’est effacé"
        assert [g for g in Carnet(tmp_path).feuillet("tri").evenements() if g["geste"] == "ranger" and g.get("carte") == "neuve"]


# Les octets de la base des séances


@pytest.fixture(scope="module")
def saine(tmp_path_factory, panel) -> tuple[dict[str, bytes], dict[str, str]]:
    """Une séance et ses réponses, telles qu’une coupure les laisse : le fichier, et le journal qui n’y est pas encore replié."""
    dossier = tmp_path_factory.mktemp("saine")
    with ouvrir(f"sqlite:///{dossier / 'seances.sqlite'}", panel) as classe:
        classe.preparer().faire("ouvrir")
        cartes, cases = cartes_et_cases(classe)
        for n in range(3):
            eleve = classe.entrer()
            for carte in cartes:
                classe.repondre(eleve, carte, cases[n % len(cases)], 1)
        octets = {nom: (dossier / nom).read_bytes() for nom in ("seances.sqlite", "seances.sqlite-wal")}
    with closing(sqlite3.connect(dossier / "seances.sqlite")) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return octets | {"replie": (dossier / "seances.sqlite").read_bytes()}, classe.cles


@tirages(5, 200)
def test_une_base_abimee_se_lit_ou_se_dit(tmp_path, panel, saine, hasards):
    octets, cles = saine
    for rang, h in enumerate(rangs(hasards)):
        dossier = tmp_path / str(rang)
        dossier.mkdir()
        fichiers = {"seances.sqlite": octets["replie"]} if h.random() < 0.7 else {n: octets[n] for n in octets if n != "replie"}
        vise = h.choice(list(fichiers))
        fichiers[vise] = abimer(h, fichiers[vise])
        for nom, contenu in fichiers.items():
            (dossier / nom).write_bytes(contenu)
        menage.effacer_les_perimees(dossier, h.choice((date(2026, 11, 22), date(2027, 2, 1))))  # ne lève rien
        try:
            with ouvrir(f"sqlite:///{dossier / 'seances.sqlite'}", panel) as classe:
                for chemin, cle in [("/api/seances", CLE), *((f"/api/{nom}", cles["enseignant"]) for nom in ("etat", "reponses", "bilan"))]:
                    r = classe.demander("GET", chemin, cle)
                    assert r.status_code in (200, 401, 403, 409, 503), (chemin, r.status_code, r.text[:200])
                    assert r.status_code == 200 or r.json()["message"].endswith(".")
        except stockage.BaseIndisponible as e:
            assert str(e).endswith(".") and "Traceback" not in str(e)
        shutil.rmtree(dossier)


# Ce qu’un carnet lance à l’ouverture


BRIBES = (
    *("labo", ".", "tri", "figure", "relire_seance", "import_module", "situation", "__class__", "open", "os", "(", ")", "[", "]", "{", "}"),
    *('"formes"', '"x"', "'x'", '"seances-fictives/mardi-2026.csv"', '"/etc/passwd"', 'f"{1}"', '"\\x22"', '"""', "=", ",", ";", "+", ":"),
    *(
        " ",
        "\n",
        "\r",
        "\t",
        "\f",
        "\u2028",
        "\u00a0",
        "\\",
        "#",
        "!",
        "%",
        "?",
        "$",
        "`",
        "import",
        "travailler_ensemble",
        "as",
        "lambda",
        "1",
    ),
    *("cle", "formalisation", "oui", "ｌabo", "labо", "\u200b", "\x00", "é", "labo.tri", 'labo.tri("formes")', 'labo.figure("frise")'),
)
DEPART = "import travailler_ensemble as labo"
JUGER = """
import { readFileSync } from "node:fs";
globalThis.window ??= globalThis;
await import(process.argv[1]);
const { sure } = window._JUPYTERLAB["travailler-ensemble"];
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((s) => sure(s))));
"""


def cellule(h: random.Random) -> str:
    """Une cellule qui ressemble aux nôtres, ou n’y ressemble pas."""
    depart = h.choice(("", "", DEPART, f"{DEPART}\n", f"{DEPART} "))
    if h.random() < 0.3:
        return depart + "".join(h.choice(BRIBES) for _ in range(h.randint(1, 8)))
    nom = h.choice([*labo.__all__, "import_module", "_panel", "Page"])
    arguments = ", ".join(
        h.choice(("", "cle=", "oui =")) + h.choice(('"formes"', '"x y"', '"é¶"', '"//h/x"')) for _ in range(h.randint(0, 3))
    )
    juste = f"{depart}labo.{nom}({arguments})"
    a = h.randrange(len(juste) + 1)
    return juste if h.random() < 0.3 else juste[:a] + h.choice(BRIBES) + juste[a:]


def verifier_une_cellule(source: str, transformer: Callable[[str], str]) -> None:
    """Après ce qu’IPython y change, il n’y a que l’import, et un appel permis dont les arguments sont des textes."""
    try:
        instructions = ast.parse(transformer(source)).body
    except SyntaxError:
        return  # rien ne s’exécute
    for instruction in instructions:
        if isinstance(instruction, ast.Import):
            assert ast.unparse(instruction) == DEPART, source
            continue
        assert isinstance(instruction, ast.Expr) and isinstance(instruction.value, ast.Call), repr(source)
        appel = instruction.value
        assert isinstance(appel.func, ast.Attribute) and isinstance(appel.func.value, ast.Name) and appel.func.value.id == "labo", repr(
            source
        )
        assert appel.func.attr in labo.__all__, repr(source)
        textes = [*appel.args, *(k.value for k in appel.keywords)]
        assert all(isinstance(t, ast.Constant) and isinstance(t.value, str) for t in textes), repr(source)
        if appel.func.attr in ("relire_seance", "comparer_seances", "figure"):
            assert all(t.value.startswith("seances-fictives/") for t in textes if "." in t.value or "/" in t.value), repr(source)


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::UserWarning")
@tirages(3000, 100_000)
def test_une_cellule_qui_se_lance_n_est_qu_un_appel_de_la_collection(hasards):
    if not (node := shutil.which("node")):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("node est introuvable : installez-le.")
    cellules = [cellule(h) for h in rangs(hasards)]
    filtre = (RACINE / "reglages" / "ouverture" / "static" / "ouverture.js").as_uri()
    fini = subprocess.run(
        [node, "--input-type=module", "-e", JUGER, filtre], input=json.dumps(cellules), capture_output=True, encoding="utf-8", timeout=120
    )
    assert fini.returncode == 0, fini.stderr
    lancees = [source for source, oui in zip(cellules, json.loads(fini.stdout), strict=True) if oui]
    assert len(hasards) // 20 < len(lancees) < len(hasards) // 2
    transformer = TransformerManager().transform_cell
    for source in lancees:
        verifier_une_cellule(source, transformer)
