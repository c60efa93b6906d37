"""Ce qui tombe, se répète, arrive en retard ou en même temps : une réponse accusée n’est jamais perdue, une réponse refusée jamais comptée."""

import asyncio
import os
import random
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import patience
import pytest
from serveur import PATIENCE, SeanceMenee, Serveur
from telephones import Coupure, Eleve, Envoi, Fil, classe_de, comparer, courir, gardees

from travailler_ensemble.seance import stockage
from travailler_ensemble.seance.client import ReponseRefusee, ServeurDistant

pytestmark = pytest.mark.lent

GRAINE = 8700


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.nuit)])
def serveur(request, tmp_path_factory):
    """Un serveur que l’on ne tue pas, la nuit sur chacune des deux bases ; chaque essai y crée sa séance."""
    adresse = None if request.param == "sqlite" else request.getfixturevalue("postgres").base_neuve()
    with Serveur(tmp_path_factory.mktemp("commun"), adresse) as s:
        yield s


async def attendre(vrai: Callable[[], object], secondes: float = PATIENCE) -> None:
    """Attend que `vrai()` le soit."""
    fin = time.monotonic() + secondes
    while not vrai():
        assert time.monotonic() < fin, "cela n’est pas arrivé à temps"
        await asyncio.sleep(0.01)


def ouverte(serveur: Serveur, **reglages) -> SeanceMenee:
    """Une séance dont le premier vote est ouvert."""
    m = serveur.creer(**reglages)
    m.faire("ouvrir")
    return m


async def voter_sans_cesse(eleve: Eleve, m: SeanceMenee, hasard: random.Random, tour: int = 1) -> None:
    """Change d’avis d’une carte à l’autre, jusqu’à ce que le serveur se taise ou refuse."""
    while not eleve.refus:
        eleve.choisir(tour, hasard.choice(m.cartes), hasard.choice(m.cases))
        for envoi in list(eleve.attente.values()):
            if not await eleve.envoyer(envoi):
                return


def dernieres(eleves: list[Eleve]) -> dict[tuple[int, int, str], str]:
    """Ce que la base doit garder quand tout est accusé : le dernier geste de chacun sur chaque carte."""
    return {(e.exporte, tour, carte): envois[-1].case for e in eleves for (tour, carte), envois in e.envois.items()}


# Tué en pleine rafale


@pytest.mark.parametrize("fois", [1, pytest.param(20, marks=pytest.mark.charge)])
def test_des_kill_9_en_pleine_rafale_ne_perdent_aucune_reponse_accusee(tmp_path, fois):
    tuer_en_rafale(tmp_path / "seances", None, fois, 40)
    base = sqlite3.connect(tmp_path / "seances" / "seances.sqlite")
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.close()


@pytest.mark.parametrize("fois", [1, pytest.param(3, marks=pytest.mark.charge)])
def test_sur_postgresql_non_plus(tmp_path, postgres, fois):
    tuer_en_rafale(tmp_path / "seances", postgres.base_neuve(), fois, 40)


def tuer_en_rafale(dossier: Path, base: str | None, fois: int, combien: int) -> None:
    hasard = random.Random(GRAINE)

    async def essai(serveur: Serveur, m: SeanceMenee) -> None:
        async with classe_de(serveur, m.code, combien) as eleves:
            for chute in range(fois):
                avant = m.etat()
                arrivants = [Eleve(serveur) for _ in range(3)]
                rafale = [asyncio.create_task(voter_sans_cesse(e, m, hasard)) for e in eleves]
                entrees = [asyncio.create_task(entrer_si_possible(e, m.code)) for e in arrivants]
                await asyncio.sleep(hasard.uniform(0.01, 0.4))
                serveur.tuer()
                await asyncio.gather(*rafale)
                entres = [e for e, la in zip(arrivants, await asyncio.gather(*entrees), strict=True) if la]
                await asyncio.to_thread(serveur.demarrer)
                # Avant toute reprise : rien d’accusé ne manque, personne n’a disparu, l’enseignant a toujours ses droits.
                ecarts = comparer(eleves, await gardees(m, eleves))
                assert ecarts == [], f"chute {chute}, graine {GRAINE} : {ecarts[:3]}"
                apres = m.etat()
                assert all(apres[nom] == avant[nom] for nom in ("seance", "etat", "version", "tri"))
                assert apres["presents"] >= len(eleves) + len(entres)
                for e in entres:
                    assert (await e.etat()).json["moi"]["numero"] == e.numero
                eleves += entres
                # Chacun rejoue ce qui n’était pas accusé, tel quel : exactement une réponse par carte, la dernière.
                await asyncio.gather(*(e.vider() for e in eleves))
                assert await gardees(m, eleves) == dernieres(eleves)
            await asyncio.to_thread(m.faire, "clore")
            assert m.lignes() == dernieres(eleves)
            assert sum(e.pannes for e in eleves) >= fois  # les chutes ont bien coupé des envois

    with Serveur(dossier, base) as serveur:
        courir(essai(serveur, ouverte(serveur)))


async def entrer_si_possible(e: Eleve, code: str) -> bool:
    try:
        await e.entrer(code)
    except Coupure:
        return False
    return True


# La clôture


def test_ce_qui_est_accuse_est_compte_et_ce_qui_arrive_apres_la_cloture_ne_l_est_jamais(serveur):
    """Dix clôtures au milieu d’une rafale : l’export lu aussitôt ne change plus, et c’est exactement ce qui a été accusé."""
    hasard = random.Random(GRAINE)

    async def essai(serveur: Serveur, m: SeanceMenee) -> None:
        refusees = 0
        async with classe_de(serveur, m.code, 30) as eleves:
            for _ in range(10):
                rafale = [asyncio.create_task(voter_sans_cesse(e, m, hasard)) for e in eleves]
                await asyncio.sleep(hasard.uniform(0.02, 0.15))
                await asyncio.to_thread(m.faire, "clore")
                aussitot = await asyncio.to_thread(m.lignes)
                await asyncio.gather(*rafale)
                for e in eleves:
                    await e.vider()
                assert m.lignes() == aussitot
                assert aussitot == {(e.exporte, tour, carte): x.case for e in eleves for (tour, carte), x in e.accuses.items()}
                assert {statut for e in eleves for _, statut in e.refus} == {409}
                refusees += sum(len(e.refus) for e in eleves)
                for e in eleves:
                    e.refus.clear()
                await asyncio.to_thread(m.faire, "rouvrir")
        assert refusees >= 30 * 10

    courir(essai(serveur, ouverte(serveur)))


def test_un_telephone_endormi_pendant_le_vote_l_apprend_au_reveil_et_n_est_pas_compte(serveur):
    async def essai(serveur: Serveur, m: SeanceMenee) -> None:
        async with classe_de(serveur, m.code, 2) as (dort, veille):
            dort.choisir(1, m.cartes[0], m.cases[0])
            await dort.vider()
            dort.fermer()
            tard = dort.choisir(1, m.cartes[1], m.cases[0])  # l’écran s’éteint avant l’envoi
            await veille.tout_ranger(m.cartes, m.cases, 1)
            for geste in ("clore", "discuter", "revoter"):
                await asyncio.to_thread(m.faire, geste)
            r = await dort.poster(tard)
            assert r.statut == 409 and "Non comptée" in r.json["message"]
            etat = (await dort.etat()).json
            assert (
                etat["etat"]["tour"] == 2 and list(etat["moi"]["reponses"]) == ["1"] and list(etat["moi"]["reponses"]["1"]) == [m.cartes[0]]
            )
            dort.attente.clear()
            dort.choisir(2, m.cartes[1], m.cases[1])
            await dort.vider()
            assert (await dort.etat()).json["moi"]["reponses"]["2"] == {m.cartes[1]: {"case": m.cases[1], "n": dort.n}}
            assert len(m.lignes(1)) == 1 + len(m.cartes)

    courir(essai(serveur, ouverte(serveur)))


# Doublés, mêlés, rejoués


def test_doubles_desordre_et_rejoues_ne_font_qu_une_ligne_la_derniere(serveur):
    hasard = random.Random(GRAINE)

    async def essai(serveur: Serveur, m: SeanceMenee) -> None:
        async with classe_de(serveur, m.code, 6) as eleves:
            attendues = {}
            for e in eleves:
                envois = [Envoi(1, carte, hasard.choice(m.cases), n) for n, carte in enumerate(m.cartes * 4, 1)]
                attendues |= {(e.exporte, 1, x.carte): x.case for x in envois}
                parts = envois + hasard.choices(envois, k=30)
                hasard.shuffle(parts)
                fils = [Eleve(serveur, e.jeton, e.numero) for _ in range(5)]

                async def suivre(fil: Eleve, miens: list[Envoi]) -> None:
                    for x in miens:
                        r = await fil.poster(x)
                        garde = r.json
                        assert r.statut == 200 and garde["n"] >= x.n and (garde["n"] > x.n or garde["case"] == x.case)

                await asyncio.gather(*(suivre(fil, parts[i::5]) for i, fil in enumerate(fils)))
                for fil in fils:
                    fil.fermer()
            etat = m.etat()
            vus = {"reponses": len(attendues), "attendues": len(attendues), "complets": len(eleves), "feuilles": 0, "mains": 0}
            assert etat["comptes"] == vus
            m.faire("clore")
            assert m.lignes() == attendues

    courir(essai(serveur, ouverte(serveur)))


# Les flux


def test_sept_onglets_et_un_telephone_qui_ne_lit_plus_ne_genent_personne(serveur):
    async def essai(serveur: Serveur, m: SeanceMenee) -> None:
        async with classe_de(serveur, m.code, 2) as (onglets, autre):
            recus: dict[int, list[int]] = {i: [] for i in range(7)}

            async def suivre(i: int) -> None:
                async for sorte, dit in Fil(serveur.port).suivre(onglets.jeton):
                    if sorte == "etat":
                        recus[i].append(dit["version"])

            taches = [asyncio.create_task(suivre(i)) for i in recus]
            sourds = [socket.create_connection(("127.0.0.1", serveur.port)) for _ in range(20)]
            for s in sourds:  # demandent le flux, et ne le liront jamais
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
                s.sendall(f"GET /api/flux HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {m.cles['projection']}\r\n\r\n".encode())
            await attendre(lambda: all(recus.values()))
            for geste in ("clore", "montrer", "cacher", "rouvrir") * 3:
                version = (await asyncio.to_thread(m.faire, geste))["version"]
                await attendre(lambda v=version: all(r[-1] == v for r in recus.values()), 3)
            await autre.tout_ranger(m.cartes, m.cases, 1)
            assert await gardees(m, [autre]) == dernieres([autre])
            for t in taches:
                t.cancel()
            await asyncio.gather(*taches, return_exceptions=True)
            for s in sourds:
                s.close()

    courir(essai(serveur, ouverte(serveur)))


# Le disque plein


@contextmanager
def petit_disque(dossier: Path, octets: int):
    """Un vrai système de fichiers de cette taille."""
    dossier.mkdir()
    ordre = ["mount", "-t", "tmpfs", "-o", f"size={octets}", "tmpfs", str(dossier)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(ordre, capture_output=True).returncode:
        pytest.skip("monter un petit disque demande d’être root ; l’essai voisin borne la taille des fichiers")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(dossier)], check=True)


def test_disque_plein_personne_n_est_accuse_a_tort_et_tout_repart_quand_la_place_revient(tmp_path):
    disque = tmp_path / "disque"
    with petit_disque(disque, 4_000_000), Serveur(disque) as serveur:
        m = ouverte(serveur)
        lest = disque / "lest"

        def remplir() -> None:
            with lest.open("ab", buffering=0) as f:
                for taille in (65536, 4096, 512):
                    try:
                        while f.write(b"x" * taille) == taille:
                            pass
                    except OSError:
                        continue

        def liberer() -> None:
            lest.unlink()

        dit = courir(manquer_de_place(serveur, m, remplir, liberer))
        assert all("disque est plein" in x for x in dit)
        # Relancé sur un disque plein, il le dit en français ; la place revenue, tout est là.
        avant = m.lignes()
        serveur.tuer()
        remplir()
        assert serveur.lancer().wait(PATIENCE) == 1
        assert "disque est plein" in serveur_dit(serveur), serveur_dit(serveur)
        liberer()
        serveur.demarrer()
        assert m.lignes() == avant
        assert sorted(x.name for x in disque.glob("maison.json*")) == ["maison.json"]


def serveur_dit(serveur: Serveur) -> str:
    return serveur.dit().strip().splitlines()[-1]


@pytest.mark.nuit  # le disque plein l’éprouve de jour
@pytest.mark.skipif(sys.platform != "linux", reason="borner un processus qui tourne déjà demande Linux")
def test_un_fichier_qui_ne_peut_plus_grandir_ne_fait_perdre_aucune_reponse_accusee(tmp_path):
    import resource

    with Serveur(tmp_path) as serveur:
        m = ouverte(serveur)

        def borner(octets: int) -> None:
            assert serveur.processus
            _, dure = resource.prlimit(serveur.processus.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(serveur.processus.pid, resource.RLIMIT_FSIZE, (octets, dure))

        dit = courir(manquer_de_place(serveur, m, lambda: borner(150_000), lambda: borner(resource.RLIM_INFINITY)))
        assert all("restent sur les téléphones" in x for x in dit)


async def manquer_de_place(serveur: Serveur, m: SeanceMenee, remplir: Callable[[], None], liberer: Callable[[], None]) -> set[str]:
    """Vote jusqu’à ne plus pouvoir écrire ; vérifie, libère la place, vérifie encore. Rend les phrases dites."""
    hasard = random.Random(GRAINE)
    async with classe_de(serveur, m.code, 20) as eleves:
        rafale = [asyncio.create_task(voter_sans_cesse(e, m, hasard)) for e in eleves]
        await asyncio.sleep(0.3)
        remplir()
        await asyncio.wait_for(asyncio.gather(*rafale), PATIENCE)  # chacun s’arrête à son premier 503
        assert all(e.attente for e in eleves)
        dit = {(await e.poster(next(iter(e.attente.values())))).json["message"] for e in eleves}
        with pytest.raises(ReponseRefusee) as refus:
            await asyncio.to_thread(m.faire, "clore")
        assert refus.value.statut == 503
        dit.add(refus.value.message)
        assert comparer(eleves, await gardees(m, eleves)) == []  # lire marche toujours
        assert (await eleves[0].etat()).statut == 200
        liberer()
        await asyncio.gather(*(e.vider() for e in eleves))
        assert await gardees(m, eleves) == dernieres(eleves)
        await asyncio.to_thread(m.faire, "clore")
        assert m.lignes() == dernieres(eleves)
    return dit


# Deux programmes


def test_un_second_programme_sur_le_meme_fichier_se_retire_et_le_premier_continue(tmp_path):
    with Serveur(tmp_path) as premier:
        m = ouverte(premier)
        avant = (tmp_path / "maison.json").read_text()
        second = Serveur(tmp_path, demarrer=False)
        assert second.lancer().wait(PATIENCE) == 1
        assert "Une autre fenêtre tient déjà ces séances" in serveur_dit(second)
        assert (tmp_path / "maison.json").read_text() == avant

        async def essai() -> None:
            async with classe_de(premier, m.code, 5) as eleves:
                await asyncio.gather(*(e.tout_ranger(m.cartes, m.cases, 1) for e in eleves))
                assert await gardees(m, eleves) == dernieres(eleves)

        courir(essai())
        m.faire("clore")
        assert len(m.lignes()) == 5 * len(m.cartes)


@pytest.fixture(scope="module")
def deux(tmp_path_factory, postgres):
    """Deux serveurs sur une même base PostgreSQL."""
    adresse, dossier = postgres.base_neuve(), tmp_path_factory.mktemp("deux")
    with Serveur(dossier / "a", adresse) as a, Serveur(dossier / "b", adresse) as b:
        yield a, b


@pytest.fixture
def deux_serveurs(deux):
    """Les deux serveurs, et une séance neuve menée par l’un et par l’autre."""
    a, b = deux
    m = ouverte(a)
    return a, b, m, SeanceMenee(b.url, m.cles)


class Flux:
    """Ce qu’un flux dit, au fil de l’eau ; il se rouvre s’il se rompt."""

    def __init__(self, serveur: Serveur, jeton: str) -> None:
        self.dits: list[dict] = []
        self._serveur, self._jeton = serveur, jeton
        self._tache = asyncio.create_task(self._suivre())

    async def _suivre(self) -> None:
        while True:
            try:
                async for sorte, dit in Fil(self._serveur.port).suivre(self._jeton):
                    if sorte == "etat":
                        self.dits.append(dit)
            except Coupure:
                pass
            await asyncio.sleep(0.1)

    @property
    def dernier(self) -> dict:
        return self.dits[-1] if self.dits else {}

    async def fermer(self) -> None:
        self._tache.cancel()
        await asyncio.gather(self._tache, return_exceptions=True)


def test_deux_serveurs_d_une_meme_base_n_en_font_qu_un(deux_serveurs):
    a, b, ma, mb = deux_serveurs

    async def essai() -> None:
        async with classe_de(a, ma.code, 8) as chez_a, classe_de(b, ma.code, 8) as chez_b:
            mur, eleve = Flux(b, ma.cles["projection"]), Flux(b, chez_b[0].jeton)
            await attendre(lambda: mur.dernier and eleve.dernier)
            # Les réponses reçues par l’un se comptent chez l’autre.
            await asyncio.gather(*(e.tout_ranger(ma.cartes, ma.cases, 1) for e in chez_a + chez_b))
            total = 16 * len(ma.cartes)
            await attendre(lambda: mur.dernier["comptes"]["reponses"] == total)
            assert mur.dernier["presents"] == 16 and mur.dernier["comptes"]["complets"] == 16
            assert await gardees(ma, chez_a + chez_b) == await gardees(mb, chez_a + chez_b) == dernieres(chez_a + chez_b)
            # Un geste fait chez l’un arrive aux flux de l’autre, et ferme son vote.
            version = (await asyncio.to_thread(ma.faire, "clore"))["version"]
            await attendre(lambda: eleve.dernier["version"] == version and mur.dernier["version"] == version)
            tard = await chez_b[0].poster(Envoi(1, ma.cartes[0], ma.cases[0], 10**5))
            assert tard.statut == 409
            assert ma.lignes() == mb.lignes() == dernieres(chez_a + chez_b)
            # Deux enseignants : celui qui n’a pas vu le geste de l’autre ne défait rien.
            with pytest.raises(ReponseRefusee) as refus:
                await asyncio.to_thread(mb.faire, "discuter", version - 1)
            assert refus.value.statut == 409
            # Qui est effacé chez l’un ne répond plus chez l’autre ; son flux le dit.
            await chez_b[1].fil.demander("DELETE", "/api/moi", jeton=chez_b[1].jeton)
            ailleurs = Eleve(a, chez_b[1].jeton)
            assert (await ailleurs.etat()).statut == 401
            ailleurs.fermer()
            for f in (mur, eleve):
                await f.fermer()

    courir(essai())


def test_clore_chez_l_un_pendant_une_rafale_chez_l_autre(deux_serveurs):
    a, b, ma, mb = deux_serveurs
    hasard = random.Random(GRAINE)

    async def essai() -> None:
        async with classe_de(a, ma.code, 12) as chez_a, classe_de(b, ma.code, 12) as chez_b:
            for _ in range(6):
                rafale = [asyncio.create_task(voter_sans_cesse(e, ma, hasard)) for e in chez_a + chez_b]
                arrivees = [asyncio.create_task(Eleve(s).entrer(ma.code)) for s in (a, b) * 5]
                await asyncio.sleep(hasard.uniform(0.05, 0.3))
                await asyncio.to_thread(ma.faire, "clore")
                aussitot = await asyncio.to_thread(mb.lignes)
                await asyncio.gather(*rafale)
                for e in await asyncio.gather(*arrivees):
                    e.fermer()
                for e in chez_a + chez_b:
                    await e.vider()
                assert mb.lignes() == aussitot
                assert aussitot == {(e.exporte, t, carte): x.case for e in chez_a + chez_b for (t, carte), x in e.accuses.items()}
                assert {s for e in chez_a + chez_b for _, s in e.refus} == {409}
                assert not any(e.pannes for e in chez_a + chez_b), "un interblocage est arrivé jusqu’aux téléphones"
                for e in chez_a + chez_b:
                    e.refus.clear()
                await asyncio.to_thread(mb.faire, "rouvrir")

    courir(essai())


def test_une_nouvelle_manquee_se_rattrape(deux_serveurs, postgres):
    """L’écoute d’un serveur est coupée, un geste a lieu pendant ce temps : il l’apprend en se reconnectant."""
    import psycopg

    a, b, ma, _ = deux_serveurs

    async def essai() -> None:
        async with classe_de(b, ma.code, 1) as (eleve,):
            flux = Flux(b, eleve.jeton)
            await attendre(lambda: flux.dernier)
            assert a.base
            with psycopg.connect(a.base, autocommit=True) as c:
                coupees = c.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
                )
                assert len(coupees.fetchall()) == 2
            version = (await asyncio.to_thread(ma.faire, "clore"))["version"]
            await attendre(lambda: flux.dernier["version"] == version)
            await flux.fermer()

    courir(essai())


def test_la_base_coupee_puis_revenue_ne_perd_rien_et_les_nouvelles_reprennent(deux_serveurs, postgres):
    a, b, ma, mb = deux_serveurs
    hasard = random.Random(GRAINE)

    async def essai() -> None:
        async with classe_de(a, ma.code, 10) as chez_a, classe_de(b, ma.code, 10) as chez_b:
            eleves = chez_a + chez_b
            flux = Flux(b, chez_b[0].jeton)
            rafale = [asyncio.create_task(voter_sans_cesse(e, ma, hasard)) for e in eleves]
            await asyncio.sleep(0.3)
            await asyncio.to_thread(postgres.couper)
            await asyncio.wait_for(asyncio.gather(*rafale), PATIENCE)
            r = await chez_a[0].poster(next(iter(chez_a[0].attente.values())))
            assert r.statut == 503 and "La base des séances ne répond pas" in r.json["message"]
            await asyncio.to_thread(postgres.demarrer)
            await asyncio.gather(*(e.vider() for e in eleves))
            assert await gardees(ma, eleves) == await gardees(mb, eleves) == dernieres(eleves)
            for m in (ma, mb):
                version = (await asyncio.to_thread(m.faire, "clore" if m is ma else "rouvrir"))["version"]
                await attendre(lambda v=version: flux.dernier.get("version") == v)
            await flux.fermer()

    courir(essai())


# Effacer


def octets_gardes(dossier: Path) -> bytes:
    """Tout ce que le dossier garde, sauf la clé de la maison : la base, son journal, ses copies, ce que le serveur a imprimé."""
    return b"\0".join(f.read_bytes() for f in sorted(dossier.rglob("*")) if f.is_file() and f.name != "maison.json")


def traces(eleves: list[Eleve], m: SeanceMenee) -> dict[str, bytes]:
    """Ce qui, gardé, trahirait quelqu’un : ses secrets, son numéro, ce qu’il a répondu."""
    from travailler_ensemble.seance.codes import empreinte

    secrets = [e.jeton for e in eleves] + [m.cles["enseignant"], m.cles["projection"]]
    mots = {f"secret {s}": s for s in secrets} | {f"empreinte de {s}": empreinte(s) for s in secrets}
    # SQLite écrit l’identifiant de la séance, puis le numéro : quatre chiffres seuls se liraient par hasard dans une empreinte ou une date.
    mots |= {f"numéro {e.numero}": f"{m.id}{e.numero}" for e in eleves}
    mots |= {f"réponse {case}": case for case in m.cases} | {f"carte {carte}": carte for carte in m.cartes}
    return {nom: mot.encode() for nom, mot in (mots | {"titre": "Éphémère", "code": m.code, "séance": m.id}).items()}


def test_partir_puis_effacer_la_seance_ne_laisse_pas_un_octet(tmp_path):
    with Serveur(tmp_path) as serveur:
        m = ouverte(serveur, titre="Éphémère")

        async def partir() -> list[Eleve]:
            async with classe_de(serveur, m.code, 6) as eleves:
                part, *restent = eleves
                await asyncio.gather(*(e.tout_ranger(m.cartes, m.cases[:3], 1) for e in restent))
                await part.tout_ranger(m.cartes, [m.cases[-1]], 1)  # une case que personne d’autre ne choisit
                siennes = {
                    nom: mot for nom, mot in traces([part], m).items() if str(part.numero) in nom or part.jeton in nom or m.cases[-1] in nom
                }
                # Le nom de la case est aussi dans le contenu de la séance : la réponse, c’est la carte suivie de la case.
                siennes[f"réponse {m.cases[-1]}"] = f"{m.cartes[0]}{m.cases[-1]}".encode()
                m.faire("clore")  # une copie datée la garderait
                copies = serveur.dossier / stockage.COPIES
                await attendre(lambda: [*copies.glob("seances-*.sqlite")])
                assert sum(mot in octets_gardes(tmp_path) for mot in siennes.values()) == 3
                assert (await part.fil.demander("DELETE", "/api/moi", jeton=part.jeton)).statut == 200
                assert [nom for nom, mot in siennes.items() if mot in octets_gardes(tmp_path)] == []
                assert await gardees(m, restent) == dernieres(restent)
                return restent

        eleves = courir(partir())
        m.lever_les_mains(1, m.cartes[0], {m.cases[0]: 7})
        m.saisir_papier(1, f"feuille,carte,case\n3,{m.cartes[0]},{m.cases[0]}\n")
        cherchees = traces(eleves, m)
        avant = octets_gardes(tmp_path)
        presentes = {nom for nom, mot in cherchees.items() if mot in avant}
        assert presentes >= {f"numéro {e.numero}" for e in eleves} | {f"carte {c}" for c in m.cartes} | {"titre", "code"}
        assert not {nom for nom in presentes if nom.startswith("secret")}
        m.effacer()
        apres = octets_gardes(tmp_path)
        assert [nom for nom, mot in cherchees.items() if mot in apres] == []
        with pytest.raises(ReponseRefusee) as refus:
            m.etat()
        assert refus.value.statut == 410
        serveur.tuer()
        base = sqlite3.connect(serveur.fichier)
        assert base.execute("PRAGMA freelist_count").fetchone() == (0,)
        tables = [nom for (nom,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'")]
        assert tables and all(base.execute(f"SELECT count(*) FROM {t}").fetchone() == (0,) for t in tables)
        base.close()


@pytest.mark.parametrize("chaque_base", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nuit)], indirect=True)
def test_la_date_atteinte_une_seance_s_efface_au_demarrage(tmp_path, chaque_base):
    from sqlalchemy import create_engine, text

    with Serveur(tmp_path, chaque_base) as serveur:
        m, garde = ouverte(serveur, titre="Éphémère"), serveur.creer()

        async def classe() -> list[Eleve]:
            async with classe_de(serveur, m.code, 5) as eleves:
                await asyncio.gather(*(e.tout_ranger(m.cartes, m.cases, 1) for e in eleves))
                return eleves

        cherchees = {
            n: mot for n, mot in traces(courir(classe()), m).items() if not n.startswith(("carte", "réponse"))
        }  # l’autre séance garde ses cartes et ses cases
        serveur.fermer()
        moteur = create_engine(chaque_base.replace("postgresql:", "postgresql+psycopg:"))
        with moteur.begin() as c:
            c.execute(text("UPDATE seances SET effacer_le = '2026-01-01' WHERE id = :id"), {"id": m.id})
        moteur.dispose()
        serveur.demarrer()
        patience.devient(lambda: [s["id"] for s in serveur.maison.seances()], [garde.id])
        if chaque_base.startswith("sqlite"):
            serveur.fermer()
            apres = octets_gardes(tmp_path)
            assert [nom for nom, mot in cherchees.items() if mot in apres] == []


def test_apres_une_coupure_le_serveur_repond_de_nouveau_a_l_adresse_de_la_classe(tmp_path):
    """Les téléphones ne connaissent que cette adresse-là. Fermé proprement, il ne répond plus qu’à sa machine."""
    with Serveur(tmp_path) as serveur:
        mien = serveur.creer("debat-formes")
        mien.ouvrir("127.0.0.2")
        serveur.tuer()
        serveur.demarrer()
        assert mien.etat()["ouverture"]["adresse"] == "127.0.0.2"
        assert ServeurDistant(f"http://127.0.0.2:{serveur.port}", "").demander("GET", "/api/sante")["service"] == "travailler-ensemble"
        mien.refermer()
        serveur.tuer()
        serveur.demarrer()
        assert mien.etat()["ouverture"]["adresse"] == "", "refermée, une coupure ne la rouvre pas"
        mien.ouvrir("127.0.0.2")
        serveur.fermer()
        serveur.demarrer()
        assert mien.etat()["ouverture"]["adresse"] == "", "fermé proprement, il ne répond plus qu’à sa machine"
