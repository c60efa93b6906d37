"""Le vrai serveur, dans son processus : qui s’acharne ne gêne personne."""

import contextlib
import http.client
import socket
import threading
from statistics import median
from time import monotonic

import psutil
import pytest
from attaques import HOTE, Programme, controler
from patience import PATIENCE, attendre
from playwright.sync_api import expect
from serveur import Serveur
from starlette.testclient import TestClient
from test_seance_serveur import TRI, ouvrir

from travailler_ensemble.seance import client, ecoute

BRUTS = {
    "octets au hasard": b"\x00\x01\x02\xff\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n" * 3,
    "en-tête géant": b"GET / HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"X: " + b"a" * 300_000 + b"\r\n\r\n",
    "mille en-têtes": b"GET / HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"X: y\r\n" * 20_000 + b"\r\n",
    "adresse géante": b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "taille géante": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "taille négative": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: -1\r\n\r\n",
    "deux tailles": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "deux hôtes": b"GET / HTTP/1.1\r\n" + HOTE + b"Host: evil.example\r\n\r\n",
    "sans hôte": b"GET / HTTP/1.0\r\n\r\n",
    "adresse non ascii": b"GET /r/\xff\xfe HTTP/1.1\r\n" + HOTE + b"\r\n",
    "adresse absolue": b"GET http://evil.example/ HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "étoile": b"OPTIONS * HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "connect": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "websocket": b"GET /api/flux HTTP/1.1\r\n"
    + HOTE
    + b"Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "morceau mal dit": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "corps trop gros": b"POST /entrer HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"Content-Length: 20000\r\n\r\n",
    "morceaux trop gros": b"POST /entrer HTTP/1.1\r\nConnection: close\r\n"
    + HOTE
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + (b"1000\r\n" + b"a" * 0x1000 + b"\r\n") * 6,
    "nombre géant": b"GET /api/auteurs/" + b"9" * 6000 + b" HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
}


def test_des_octets_hostiles_recoivent_une_phrase_francaise(reel):
    for sorte, octets in BRUTS.items():
        recu = reel.brut(octets)
        assert recu.startswith(b"HTTP/1.1 4") or sorte == "mille en-têtes" and recu.startswith(b"HTTP/1.1 200"), (sorte, recu[:200])
        tete, _, corps = recu.partition(b"\r\n\r\n")
        entetes = {n.decode().lower(): v.decode().strip() for n, _, v in (x.partition(b":") for x in tete.split(b"\r\n")[1:])}
        controler(int(tete[9:12]), entetes, corps.decode(), "/")


def test_une_demande_cachee_dans_une_autre_ne_recoit_rien(reel):
    """Deux longueurs : un relais qui croirait l’une, et nous l’autre, laisserait passer une seconde demande."""
    cachee = b"GET /api/sante HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n"
    for longueur in (5, 5 + len(cachee)):
        deux = b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % longueur
        recu = reel.brut(b"POST /entrer HTTP/1.1\r\n" + HOTE + deux + b"\r\n0\r\n\r\n" + cachee)
        assert recu.startswith(b"HTTP/1.1 400") and recu.count(b"HTTP/1.1 ") == 1, recu


def test_partir_au_milieu_d_une_demande_ne_gene_personne(reel):
    """Un téléphone qui perd le réseau : ni panne, ni trace dans le journal (le fixture le vérifie à la fin)."""
    jeton = reel.entrer(reel.cles).encode()
    porteur = b"Authorization: Bearer " + jeton + b"\r\n"
    for debut in (
        b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 100\r\n\r\ncode=",
        b"PUT /api/reponses/1/x HTTP/1.1\r\n" + HOTE + porteur + b"Content-Length: 100\r\n\r\n{",
        b"POST /api/gestes HTTP/1.1\r\n" + HOTE + porteur + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"GET /api/flux HTTP/1.1\r\n" + HOTE + porteur + b"\r\n",
        b"GET /api/et",
    ):
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", reel.port), timeout=3) as s:
                s.sendall(debut)
                assert reel.demander("GET", "/api/sante")[0] == 200, "le début est lu, et n’arrête rien"
    assert reel.demander("GET", "/api/sante")[0] == 200


def test_un_corps_envoye_dans_un_flux_ouvert_ne_fait_pas_de_trace(reel):
    porteur = b"Authorization: Bearer " + reel.entrer(reel.cles).encode() + b"\r\n"
    recu = reel.brut(
        b"GET /api/flux HTTP/1.1\r\n"
        + HOTE
        + porteur
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + (b"4000\r\n" + b"a" * 0x4000 + b"\r\n") * 3,
        1,
    )
    assert recu.startswith(b"HTTP/1.1 200")
    assert reel.demander("GET", "/api/sante")[0] == 200


def test_deux_cents_flux_d_un_meme_participant_ne_font_pas_attendre_les_autres(reel):
    """Dont la moitié que personne ne lit."""
    attaquant, autre = reel.entrer(reel.cles).encode(), reel.entrer(reel.cles)
    demande = b"GET /api/flux HTTP/1.1\r\n" + HOTE + b"Authorization: Bearer " + attaquant + b"\r\n\r\n"
    with contextlib.ExitStack() as pile:
        flux = [pile.enter_context(socket.create_connection(("127.0.0.1", reel.port), timeout=PATIENCE)) for _ in range(200)]
        for s in flux:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            s.sendall(demande)
        for s in flux[::2]:
            assert s.recv(15) == b"HTTP/1.1 200 OK"
        debut = monotonic()
        for _ in range(10):
            assert reel.demander("GET", "/api/etat", autre)[0] == 200
        reel.faire(reel.cles, "ouvrir", "clore", "revoter", "clore")
        assert monotonic() - debut < 60, "dix lectures et huit demandes de l’enseignant"
    assert reel.demander("GET", "/api/etat", autre)[0] == 200


def test_des_centaines_de_demandes_lentes_ne_font_pas_attendre_les_autres(reel):
    with contextlib.ExitStack() as pile:
        for i in range(300):
            s = pile.enter_context(socket.create_connection(("127.0.0.1", reel.port), timeout=PATIENCE))
            s.sendall((b"", b"GET / HTTP/1.1\r\nHost:", b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 50\r\n\r\nc")[i % 3])
        debut = monotonic()
        for _ in range(10):
            assert reel.demander("GET", "/api/sante")[0] == 200
        assert monotonic() - debut < PATIENCE


def test_un_code_juste_n_attend_pas_meme_pendant_une_attaque_de_la_meme_adresse(reel):
    fini, partis, faux = threading.Event(), [], []

    def deviner():
        while not fini.is_set():
            debut = monotonic()
            partis.append(debut)
            with contextlib.suppress(OSError, http.client.HTTPException):
                reel.demander("POST", "/api/participants", "", {"code": "TILLEUL 00"})
                faux.append(monotonic() - debut)

    fils = [threading.Thread(target=deviner) for _ in range(40)]
    for f in fils:
        f.start()
    try:
        attendre(lambda: len(partis) >= len(fils))
        durees = []
        for _ in range(12):
            debut = monotonic()
            reel.entrer(reel.cles)
            durees.append(monotonic() - debut)
    finally:
        fini.set()
        for f in fils:
            f.join()
    assert min(faux) >= 1.0, "un code faux attend au moins une seconde"
    assert median(durees) < median(faux) - 0.5, "mesurées ensemble, sur la même machine occupée"


def test_avant_l_ouverture_le_serveur_ne_repond_qu_a_cette_machine_et_apres_la_fermeture_non_plus(reel):
    def joint(hote: str) -> bool:
        try:
            return reel.demander("GET", "/api/sante", hote=hote)[0] == 200
        except OSError:
            return False

    ouvert = lambda: {(c.laddr.ip, c.laddr.port) for c in psutil.Process(reel.pid).net_connections() if c.status == psutil.CONN_LISTEN}  # noqa: E731
    assert ouvert() == {("127.0.0.1", reel.port)} and not joint("127.0.0.2")
    e = reel.cles["enseignant"]
    for faux in (
        "0.0.0.0",
        "",
        "localhost",
        "127.0.0.1",
        "::",
        "::1",
        "224.0.0.1",
        "255.255.255.255",
        "exemple.invalid",
        "127.2",
        "0x7f.0.0.2",
    ):
        statut, dit = reel.demander("POST", "/api/ouverture", e, {"adresse": faux})
        assert statut in (409, 422), (faux, dit)
        assert ouvert() == {("127.0.0.1", reel.port)}, faux
    assert reel.demander("POST", "/api/ouverture", e, {"adresse": "127.0.0.2"})[0] == 200
    assert joint("127.0.0.2") and reel.demander("GET", "/", entetes={"Host": f"127.0.0.2:{reel.port}"})[0] == 200
    assert reel.demander("POST", "/api/ouverture", e, {"adresse": "203.0.113.9"})[0] == 409
    assert joint("127.0.0.2"), "une adresse fautive ne ferme pas la classe"
    fils = [threading.Thread(target=reel.demander, args=("POST", "/api/ouverture", e, {"adresse": f"127.0.0.{i}"})) for i in range(3, 9)]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    assert len(ouvert()) == 2, "une seule adresse de classe à la fois, même demandées ensemble"
    assert reel.demander("DELETE", "/api/ouverture", e)[0] == 200
    assert ouvert() == {("127.0.0.1", reel.port)} and not any(joint(f"127.0.0.{i}") for i in range(2, 9))
    assert reel.demander("GET", "/", entetes={"Host": "127.0.0.2"})[0] == 400, "ni sous le nom qu’elle avait"


def test_le_serveur_sait_tenir_plus_de_connexions_que_la_limite_habituelle(tmp_path):
    """Cinq cents téléphones, plus d’une connexion chacun : au-delà de la limite d’un processus (256 ou 1024), plus personne n’entre."""
    resource = pytest.importorskip("resource")
    dure = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if dure != resource.RLIM_INFINITY and dure < 2048:
        pytest.skip("ce système n’en permet pas plus")
    avant = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))"
    with Serveur(tmp_path, avant=avant) as s:
        assert psutil.Process(s.processus.pid).rlimit(psutil.RLIMIT_NOFILE)[0] >= 2048 if hasattr(psutil.Process, "rlimit") else True


def test_une_connexion_muette_ou_lente_finit_par_se_fermer(tmp_path):
    assert 5 <= ecoute.PATIENCE <= 60
    with Serveur(tmp_path, avant="from travailler_ensemble.seance import ecoute; ecoute.PATIENCE = 0.4") as serveur:
        ici = Programme(tmp_path, serveur.url, "", serveur.processus.pid)
        for debut in (b"", b"GET / HTT", b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 50\r\n\r\nc"):
            avant = monotonic()
            ici.brut(debut, attente=PATIENCE)
            assert monotonic() - avant < PATIENCE, debut  # fermée par le serveur, non par le silence
        with socket.create_connection(("127.0.0.1", ici.port), timeout=PATIENCE) as s:
            s.sendall(b"GET /api/sante HTTP/1.1\r\n" + HOTE + b"\r\n")
            recu = b""
            while not recu.endswith(b"}"):
                recu += s.recv(65536)
            s.sendall(b"GET /")  # une seconde demande, jamais finie
            with contextlib.suppress(ConnectionError):
                assert s.recv(65536) == b""
        cle = serveur.creer(TRI).cles["enseignant"].encode()
        with socket.create_connection(("127.0.0.1", ici.port), timeout=PATIENCE) as s:
            s.sendall(b"GET /api/flux HTTP/1.1\r\n" + HOTE + b"Authorization: Bearer " + cle + b"\r\n\r\n")
            recu = b""
            while b"event: etat" not in recu:
                recu += s.recv(65536)
            s.settimeout(1.5)
            with pytest.raises(TimeoutError):  # un flux ouvert, lui, reste ouvert
                while s.recv(65536):
                    pass


def test_le_navigateur_raccroche_avant_le_serveur():
    """Sinon la réponse partie à cet instant revient « coupée » : 69 envois sur 48 000, quatre mille téléphones d’essai, à trente secondes."""
    assert ecoute._reglages(None).timeout_keep_alive > 300


@pytest.mark.parametrize("choisie", ["a", "ecole2026", "x" * 19])
def test_une_cle_d_ecole_trop_courte_est_refusee_par_une_phrase(tmp_path, monkeypatch, capsys, choisie):
    from travailler_ensemble.seance.__main__ import main

    monkeypatch.setenv("SEANCE_CLE", choisie)
    assert main(["--dossier", str(tmp_path / "ici")]) == 1
    dit = capsys.readouterr().out
    assert "SEANCE_CLE" in dit and "20 signes" in dit and choisie not in dit.replace("SEANCE_CLE", "").split()
    assert not (tmp_path / "ici").exists()


def test_seule_cette_machine_met_la_maison_au_defi(panel, tmp_path):
    """La preuve permettrait d’essayer des clés sans plus rien demander : le réseau ne la reçoit pas, même par un relais posé ici."""
    with ouvrir(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as c:
        ici = c.http.base_url.host
        for client_, hote, prouve in (
            ("127.0.0.1", ici, True),
            ("192.0.2.7", ici, False),
            ("127.0.0.1", "localhost", False),
            ("192.0.2.7", "localhost", False),
        ):
            http_ = TestClient(c.http.app, base_url=f"http://{hote}", client=(client_, 5000))
            dit = http_.get("/api/sante?defi=x").json()
            assert ("preuve" in dit) is prouve, (client_, hote)
            assert http_.get("/api/sante").json() == {"service": "travailler-ensemble"}


def test_la_cle_de_la_maison_ne_part_que_vers_notre_serveur(tmp_path):
    """Le port d’un serveur arrêté peut être repris par n’importe qui sur une machine partagée."""
    from travailler_ensemble.seance import maison

    recus = []
    with socket.create_server(("127.0.0.1", 0)) as imposteur:

        def repondre():
            with contextlib.suppress(OSError):
                while True:
                    s, _ = imposteur.accept()
                    with s:
                        recus.append(s.recv(65536))
                        corps = b'{"service":"travailler-ensemble","preuve":"' + b"0" * 64 + b'"}'
                        s.sendall(
                            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                            % len(corps)
                            + corps
                        )

        threading.Thread(target=repondre, daemon=True).start()
        chez = maison.ouvrir(tmp_path)
        maison.ecrire(chez._replace(url=f"http://127.0.0.1:{imposteur.getsockname()[1]}"))
        assert client.joindre(tmp_path) is None
    assert recus and all(chez.cle.encode() not in r for r in recus)


@pytest.mark.navigateur
def test_dans_un_navigateur_nos_formulaires_passent_et_ceux_d_un_autre_site_non(navigateur, reel):
    """Sans script : seul le formulaire parle, et c’est le navigateur qui dit d’où il vient."""
    ici = f"http://127.0.0.1:{reel.port}"
    contexte = navigateur.new_context(java_script_enabled=False)
    page = contexte.new_page()
    page.goto(ici)
    page.fill("#code", reel.cles["code"])
    page.click("button[type=submit]")
    assert page.url == f"{ici}/seance"
    numero = page.locator("details.notice b").first.text_content()
    for politique in ("no-referrer", "unsafe-url"):
        page.goto("about:blank")
        page.set_content(
            f'<meta name="referrer" content="{politique}"><form method="post" action="{ici}/entrer"><input name="code" value="{reel.cles["code"]}"><button>x</button></form>'
        )
        page.click("button")
        assert "autre site" in page.content()
    page.goto(f"{ici}/seance")
    expect(page.locator("details.notice b").first, "sa place n’a pas été prise").to_have_text(numero)
    page.locator("details.notice summary").click()
    page.locator("form.effacer button").click()
    assert "C’est effacé" in page.content()
    contexte.close()
