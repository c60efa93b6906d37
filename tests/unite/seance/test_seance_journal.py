"""Le journal, le greffier et la base, sur SQLite et sur PostgreSQL : ce qui est accusé est gardé, dans l’ordre des gestes."""

import asyncio
import os
import random
import signal
import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError
from telephones import courir

from travailler_ensemble.seance import journal, nouvelles, stockage
from travailler_ensemble.seance.etats import Etat
from travailler_ensemble.seance.greffier import Greffier
from travailler_ensemble.seance.journal import Refusee, Seance, Vote
from travailler_ensemble.seance.salle import Salle
from travailler_ensemble.seance.schema import METADONNEES, reponses

CARTES = tuple(f"carte-{i}" for i in range(4))
VOTE_1 = Etat("vote", 1)


def une_seance(id: str = "s1", etat: Etat = VOTE_1) -> Seance:
    return Seance(id, f"TILLEUL {id}", "Essai", "formes", CARTES, etat, 1, "2026-11-21", "2026-12-21")


@pytest.fixture
def moteur(chaque_base):
    m = stockage.ouvrir(chaque_base)
    yield m
    m.dispose()


@pytest.fixture
def greffier(moteur):
    g = Greffier(moteur)
    yield g
    g.fermer()


async def preparer(greffier: Greffier, combien: int = 3, s: Seance | None = None) -> list[int]:
    """Une séance et ses participants ; rend leurs numéros."""
    s = s or une_seance()
    await greffier.demander(journal.creer, s, {"enseignant": f"e-{s.id}"})
    return [await greffier.demander(journal.entrer, s.id, f"{s.id}-{i}", 100) for i in range(combien)]


def gardees(moteur) -> dict[tuple, tuple[str, int]]:
    r = reponses.c
    with moteur.begin() as c:
        return {(p, t, carte): (choix, n) for p, t, carte, choix, n in c.execute(select(r.participant, r.tour, r.carte, r.choix, r.n))}


# La base


def test_les_migrations_donnent_exactement_les_tables(moteur):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with moteur.begin() as c:
        assert (
            compare_metadata(MigrationContext.configure(c, opts={"compare_type": True, "compare_server_default": True}), METADONNEES) == []
        )


def test_ce_controle_voit_une_colonne_oubliee(moteur):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with moteur.begin() as c:
        c.execute(text("ALTER TABLE mains ADD COLUMN oubliee INTEGER"))
        assert compare_metadata(MigrationContext.configure(c), METADONNEES)


def test_rouvrir_une_base_la_retrouve_telle_quelle(chaque_base):
    for _ in range(3):
        m = stockage.ouvrir(chaque_base)
        with m.begin() as c:
            deja = journal.lire(c, "s1")
            if deja is None:
                journal.creer(c, une_seance(), {"enseignant": "e"})
        m.dispose()
    assert deja == une_seance()


def test_rien_ne_s_ecrit_hors_du_dossier_des_seances(tmp_path):
    """Réécrire le fichier (VACUUM) copierait les réponses dans le dossier temporaire du système."""
    m = stockage.ouvrir(f"sqlite:///{tmp_path / 'seances.sqlite'}")
    with m.connect() as c:
        assert c.exec_driver_sql("PRAGMA temp_store").scalar() == 2, "en mémoire"
    m.dispose()


def test_deux_serveurs_qui_s_ouvrent_ensemble_migrent_l_un_apres_l_autre(postgres):
    adresse, fautes = postgres.base_neuve(), []

    def ouvrir():
        try:
            stockage.ouvrir(adresse).dispose()
        except stockage.BaseIndisponible as e:
            fautes.append(e)

    fils = [threading.Thread(target=ouvrir) for _ in range(4)]
    for f in fils:
        f.start()
    for f in fils:
        f.join(30)
    assert fautes == []


def test_les_heures_gardees_par_une_base_d_avant_s_effacent_et_l_ordre_reste(chaque_base, monkeypatch):
    """`n` venait de l’horloge : il devient un rang, par participant ; rien de l’heure ne reste, pas même dans les octets du fichier."""
    from alembic import command

    monte = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda reglages, _: monte(reglages, "0001"))
    heure = 1_796_004_846_116
    m = stockage.ouvrir(chaque_base)
    with m.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e"})
        a, b = (journal.entrer(c, "s1", e, 100) for e in "ab")
        avant = [(str(a), carte, "x", heure + 977 * (7 * i % 4), "telephone") for i, carte in enumerate(CARTES)]
        avant += [(str(b), CARTES[0], "y", heure + 5, "telephone"), ("F3", CARTES[0], "y", 0, "papier")]
        for qui, carte, choix, n, source in avant:  # tel que l’écrivait cette version : d’autres colonnes sont venues depuis
            ligne = f"'s1', '{qui}', 1, '{carte}', '{choix}', {n}, '{source}'"
            c.exec_driver_sql(f"INSERT INTO reponses (seance, participant, tour, carte, choix, n, source) VALUES ({ligne})")
    m.dispose()
    monkeypatch.undo()
    m = stockage.ouvrir(chaque_base)
    attendues = {(str(a), 1, carte): ("x", 1 + 7 * i % 4) for i, carte in enumerate(CARTES)}
    assert gardees(m) == {**attendues, (str(b), 1, CARTES[0]): ("y", 1), ("F3", 1, CARTES[0]): ("y", 0)}
    m.dispose()
    if chaque_base.startswith("sqlite"):
        restes = [f.name for f in Path(chaque_base.removeprefix("sqlite:///")).parent.iterdir() if heure.to_bytes(6)[:3] in f.read_bytes()]
        assert restes == []


def test_la_base_de_la_version_d_avant_s_ouvre_avec_tout_ce_qu_elle_garde(chaque_base, monkeypatch):
    """0.7.0 : la même base, sans les billets. Rien n’en change, ni une réponse, ni une raison, ni qui mène."""
    from alembic import command

    monte = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda reglages, _: monte(reglages, "0004"))

    def tout(m) -> dict[str, list]:
        with m.begin() as c:
            return {t.name: sorted(map(tuple, c.execute(select(t)))) for t in METADONNEES.sorted_tables if t.name != "billets"}

    m = stockage.ouvrir(chaque_base)
    with m.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e", "projection": "p"}, "{}")
        numeros = [journal.entrer(c, "s1", f"tel-{i}", 100) for i in range(30)]
        journal.noter(c, [Vote("s1", n, 1, carte, "x", 1, "parce que") for n in numeros for carte in CARTES])
        journal.poser_mains(c, "s1", 1, CARTES[0], {"x": 7})
    avant = tout(m)
    m.dispose()
    monkeypatch.undo()
    m = stockage.ouvrir(chaque_base)
    assert tout(m) == avant and len(avant["reponses"]) == 120
    with m.begin() as c:
        journal.poser_billet(c, "b", journal.Acces("enseignant", "s1"), 0, 60)
        assert journal.prendre_billet(c, "b", 60) == journal.Acces("enseignant", "s1")
        assert journal.prendre_billet(c, "b", 60) is None
    m.dispose()


def test_une_base_d_une_version_plus_recente_se_dit_et_reste_intacte(chaque_base):
    m = stockage.ouvrir(chaque_base)
    with m.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e"})
        c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    m.dispose()
    with pytest.raises(stockage.BaseIndisponible, match="version plus récente de la collection"):
        stockage.ouvrir(chaque_base)


def test_un_second_programme_ne_prend_pas_le_meme_fichier(tmp_path):
    adresse = f"sqlite:///{tmp_path / 'seances.sqlite'}"
    premier = stockage.ouvrir(adresse)
    with pytest.raises(stockage.BaseIndisponible, match="Une autre fenêtre tient déjà ces séances"):
        stockage.ouvrir(adresse)
    with premier.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e"})
    premier.dispose()
    stockage.ouvrir(adresse).dispose()


@pytest.mark.parametrize(
    ("adresse", "dit"),
    [
        ("n’importe quoi", "illisible"),
        ("mysql://x/y", "pas connue"),
        ("postgresql://x@127.0.0.1:1/rien", "ne répond pas"),
        ("sqlite:////nulle/part/x.sqlite", "ne se laisse pas écrire"),
    ],
)
def test_une_base_qui_ne_s_ouvre_pas_le_dit_en_francais(adresse, dit):
    with pytest.raises(stockage.BaseIndisponible, match=dit):
        stockage.ouvrir(adresse)


def test_un_fichier_abime_se_dit_et_reste_intact(tmp_path):
    fichier = tmp_path / "seances.sqlite"
    fichier.write_bytes(b"ceci n'est pas une base\n" * 400)
    with pytest.raises(stockage.BaseIndisponible, match="abîmé"):
        stockage.ouvrir(f"sqlite:///{fichier}")
    assert fichier.read_bytes() == b"ceci n'est pas une base\n" * 400


# Le journal


def test_l_ordre_d_arrivee_ne_change_pas_ce_qui_est_garde(moteur):
    """Doublés, mêlés, coupés en lots au hasard : le plus grand `n` de chaque carte l’emporte, et chacun apprend ce qui est gardé."""
    hasard = random.Random(20261121)
    with moteur.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e"})
        numeros = [journal.entrer(c, "s1", f"p{i}", 100) for i in range(3)]
    for _ in range(40):
        votes = [Vote("s1", p, 1, carte, f"case-{n}", n) for p in numeros for carte in CARTES for n in hasard.sample(range(50), 4)]
        votes += hasard.choices(votes, k=12)
        hasard.shuffle(votes)
        coupes = sorted({0, len(votes), *hasard.choices(range(len(votes)), k=5)})
        vus: dict[tuple, int] = {}
        with moteur.begin() as c:
            c.execute(reponses.delete())
        for a, b in pairwise(coupes):
            lot = votes[a:b]
            with moteur.begin() as c:
                rendus = journal.noter(c, lot)
            for v in lot:
                vus[v.cle] = max(vus.get(v.cle, -1), v.n)
            assert all(r.cle == v.cle and (r.n, r.choix) == (vus[v.cle], f"case-{vus[v.cle]}") for v, r in zip(lot, rendus, strict=True))
        attendues = {(str(p), t, carte): (f"case-{n}", n) for (_, p, t, carte), n in vus.items()}
        assert gardees(moteur) == attendues


@pytest.mark.parametrize(
    ("etat", "tour", "mot"),
    [(VOTE_1, 2, "pas ouvert"), (Etat("clos", 1), 1, "déjà clos"), (Etat("vote", 2), 1, "déjà clos"), (Etat(), 1, "pas ouvert")],
)
def test_hors_de_son_vote_une_reponse_n_est_pas_comptee(moteur, etat, tour, mot):
    with moteur.begin() as c:
        journal.creer(c, une_seance(etat=etat), {"enseignant": "e"})
        numero = journal.entrer(c, "s1", "p", 100)
        (sort,) = journal.noter(c, [Vote("s1", numero, tour, CARTES[0], "x", 1)])
    assert isinstance(sort, Refusee) and mot in sort.message and not sort.efface
    assert gardees(moteur) == {}


def test_qui_est_parti_ne_repond_plus(moteur):
    with moteur.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e"})
        reste, part = (journal.entrer(c, "s1", e, 100) for e in "ab")
        journal.noter(c, [Vote("s1", p, 1, CARTES[0], "x", 1) for p in (reste, part)])
        assert journal.retirer(c, "s1", part) and not journal.retirer(c, "s1", part)
        sorts = journal.noter(c, [Vote("s1", p, 1, CARTES[1], "x", 2) for p in (reste, part)])
    assert [isinstance(x, Refusee) for x in sorts] == [False, True] and sorts[1].efface
    assert {p for p, _, _ in gardees(moteur)} == {str(reste)}


def test_une_seance_pleine_ne_prend_plus_personne_et_aucun_numero_ne_sert_deux_fois(moteur):
    with moteur.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e"})
        numeros = [journal.entrer(c, "s1", f"p{i}", 60) for i in range(61)]
    assert numeros[-1] is None and len(set(numeros[:-1])) == 60


def test_les_comptes_disent_telephones_et_feuilles_et_la_repartition_dit_tout(moteur):
    with moteur.begin() as c:
        journal.creer(c, une_seance(), {"enseignant": "e"})
        a, b = (journal.entrer(c, "s1", e, 100) for e in "ab")
        journal.noter(c, [Vote("s1", a, 1, carte, "x", 1) for carte in CARTES] + [Vote("s1", b, 1, CARTES[0], "y", 1)])
        journal.poser_mains(c, "s1", 1, CARTES[0], {"x": 7, "y": 0})
        journal.poser_mains(c, "s1", 1, CARTES[0], {"x": 3})
        journal.poser_feuilles(c, "s1", 1, [("1", CARTES[0], "y"), ("1", CARTES[1], "y")])
        journal.poser_feuilles(c, "s1", 1, [("1", CARTES[0], "y")])
        assert tuple(journal.compter(c, "s1", 1, len(CARTES))) == (6, 1, 1)
        assert journal.repartir(c, "s1")[1] == {CARTES[0]: {"x": 4, "y": 2}, **{carte: {"x": 1} for carte in CARTES[1:]}}
        assert sum(x[4] for x in journal.toutes(c, "s1")) == 9


def test_effacer_une_seance_ne_touche_pas_a_l_autre(moteur):
    with moteur.begin() as c:
        for id in ("s1", "s2"):
            journal.creer(c, une_seance(id), {"enseignant": id}, "{}")
            numero = journal.entrer(c, id, f"p-{id}", 100)
            journal.noter(c, [Vote(id, numero, 1, CARTES[0], "x", 1)])
            journal.poser_mains(c, id, 1, CARTES[0], {"x": 2})
            journal.poser_billet(c, f"b-{id}", journal.Acces("enseignant", id), 0, 60)
        assert journal.effacer(c, "s1") and not journal.effacer(c, "s1")
        restent = {t.name: c.execute(select(func.count()).select_from(t)).scalar_one() for t in METADONNEES.sorted_tables}
        assert set(restent.values()) == {1} and journal.lire(c, "s2") and journal.reconnaitre(c, "p-s1") is None


# Le greffier


def test_la_cloture_coupe_le_lot_a_sa_place(greffier, moteur):
    """Déposés ensemble : ce qui précède le geste est compté, ce qui le suit ne l’est pas."""

    async def essai():
        (numero, *_) = await preparer(greffier)

        def clore(c):
            s = journal.lire(c, "s1", verrou="exclusif")
            journal.avancer(c, s, replace(s.etat, phase="clos"))

        avant = greffier.voter(Vote("s1", numero, 1, CARTES[0], "avant", 1))
        geste = greffier.demander(clore, change="s1")
        apres = greffier.voter(Vote("s1", numero, 1, CARTES[0], "apres", 2))
        return await asyncio.gather(avant, geste, apres)

    avant, _, apres = courir(essai())
    assert isinstance(avant, Vote) and isinstance(apres, Refusee)
    assert [choix for choix, _ in gardees(moteur).values()] == ["avant"]


def test_une_demande_refusee_ne_defait_qu_elle_meme(greffier, moteur):
    async def essai():
        (numero, *_) = await preparer(greffier)

        def se_raviser(c):
            journal.noter(c, [Vote("s1", numero, 1, CARTES[3], "jamais", 9)])
            raise ValueError("non")

        return await asyncio.gather(
            greffier.voter(Vote("s1", numero, 1, CARTES[0], "a", 1)),
            greffier.demander(se_raviser),
            greffier.voter(Vote("s1", numero, 1, CARTES[1], "b", 2)),
            return_exceptions=True,
        )

    a, non, b = courir(essai())
    assert isinstance(a, Vote) and isinstance(non, ValueError) and isinstance(b, Vote)
    assert sorted(choix for choix, _ in gardees(moteur).values()) == ["a", "b"]


def test_si_l_ecriture_echoue_personne_n_est_accuse_et_rien_n_est_garde(greffier, moteur):
    async def essai():
        numeros = await preparer(greffier)
        panne = OperationalError("COMMIT", {}, Exception("disk I/O error"))

        def tomber(connexion):
            raise panne

        event.listen(moteur, "commit", tomber)
        sorts = await asyncio.gather(
            *(greffier.voter(Vote("s1", p, 1, carte, "x", 1)) for p in numeros for carte in CARTES), return_exceptions=True
        )
        event.remove(moteur, "commit", tomber)
        perdues = gardees(moteur)
        apres = await greffier.voter(Vote("s1", numeros[0], 1, CARTES[0], "x", 1))
        return sorts, perdues, apres

    sorts, perdues, apres = courir(essai())
    assert sorts and all(isinstance(s, stockage.BaseIndisponible) for s in sorts) and perdues == {}
    assert isinstance(apres, Vote) and len(gardees(moteur)) == 1


def test_fermer_ecrit_d_abord_ce_qui_est_depose(chaque_base):
    async def essai():
        g = Greffier(stockage.ouvrir(chaque_base))
        (numero, *_) = await preparer(g)
        votes = [g.voter(Vote("s1", numero, 1, carte, "x", 1)) for carte in CARTES]
        taches = [asyncio.ensure_future(v) for v in votes]
        await asyncio.sleep(0)
        g.fermer()
        return await asyncio.gather(*taches)

    sorts = courir(essai())
    m = stockage.ouvrir(chaque_base)
    assert len(sorts) == len(gardees(m)) == len(CARTES)
    m.dispose()


def test_deux_bases_l_une_apres_l_autre_n_ont_pas_d_interblocage(postgres):
    """Deux serveurs où l’on vote et entre à la fois : PostgreSQL en défait parfois un, qui recommence ; personne ne l’apprend."""

    async def essai():
        adresse = postgres.base_neuve()
        a, b = (Greffier(stockage.ouvrir(adresse)) for _ in "ab")
        seances = [une_seance(f"s{i}") for i in range(3)]
        numeros = {s.id: (await preparer(a, 4, s)) for s in seances}
        hasard, demandes = random.Random(7), []
        for n in range(300):
            for g in (a, b):
                s = hasard.choice(seances)
                if n % 3 == 0:
                    demandes.append(g.demander(journal.entrer, s.id, f"{g is a}{n}", 2000, change=s.id))
                else:
                    demandes.append(g.voter(Vote(s.id, hasard.choice(numeros[s.id]), 1, hasard.choice(CARTES), "x", n)))
            if n % 5 == 0:
                await asyncio.sleep(0)
                await asyncio.sleep(0.002)
        sorts = await asyncio.wait_for(asyncio.gather(*demandes, return_exceptions=True), 60)
        a.fermer()
        b.fermer()
        return sorts

    assert [s for s in courir(essai()) if isinstance(s, Exception)] == []


# Ce que se disent deux serveurs


def test_une_reponse_recue_ailleurs_ne_reveille_que_le_mur_et_un_geste_reveille_tout_le_monde(greffier):
    async def essai():
        salle = Salle(greffier, None, "cle", dict)
        entendu: list[str] = []

        async def ecouter(canal):
            async for reveil in salle.diffusion.ecouter("s1", canal, 60):
                if reveil:
                    entendu.append(canal)

        taches = [asyncio.create_task(ecouter(canal)) for canal in ("etat", "comptes")]
        await asyncio.sleep(0)
        rendus = []
        for dit in (f"{greffier.origine} tout s1", "autre tout s2", "autre comptes s1", "autre tout s1"):
            salle.apprendre(dit)
            await asyncio.sleep(0.3)
            rendus.append(sorted(entendu))
            entendu.clear()
        salle.tout_a_pu_changer()
        await asyncio.sleep(0.3)
        for t in taches:
            t.cancel()
        return rendus, sorted(entendu)

    assert courir(essai()) == ([[], [], ["comptes"], ["comptes", "etat"]], ["comptes", "etat"])


# PostgreSQL qui se tait


def test_un_verrou_ne_laisse_jamais_un_vote_muet(postgres, monkeypatch):
    """Une sauvegarde, un autre programme tient la table : le vote est refusé par une phrase, puis passe."""
    monkeypatch.setattr(stockage, "VERROU", 200)
    adresse = postgres.base_neuve()
    moteur, autre = stockage.ouvrir(adresse), stockage.ouvrir(adresse)
    greffier = Greffier(moteur)

    async def essai():
        (numero, *_) = await preparer(greffier)
        vote = Vote("s1", numero, 1, CARTES[0], "x", 1)
        with autre.begin() as c:
            c.execute(text("LOCK TABLE reponses IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(stockage.BaseIndisponible, match="Un autre programme tient la base"):
                await greffier.voter(vote)
        return await greffier.voter(vote)

    try:
        assert courir(essai()).choix == "x"
    finally:
        greffier.fermer()
        autre.dispose()


def test_une_nouvelle_malformee_est_une_ligne_de_journal(greffier, caplog):
    salle = Salle(greffier, None, "cle", dict)
    for mot in ("", "un", "deux mots", greffier.battement, "ailleurs battement -"):
        salle.apprendre(mot)
    assert [r.message for r in caplog.records] == [f"Une nouvelle de la base ne se lit pas : {m!r}" for m in ("", "un", "deux mots")]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="un programme ne s’y gèle pas")
def test_une_ecoute_devenue_muette_se_remarque_et_reprend(postgres, monkeypatch):
    """Le programme de PostgreSQL qui nous écoute est gelé : rien n’est rompu, rien n’arrive plus."""
    monkeypatch.setattr(nouvelles, "BATTEMENT", 0.1)
    monkeypatch.setattr(nouvelles, "SILENCE", 2.0)
    adresse = postgres.base_neuve()
    moteur = stockage.ouvrir(adresse)
    greffier = Greffier(moteur)
    appris, reprises = [], []

    async def jusqu_a(vrai):
        async with asyncio.timeout(30):
            while not vrai():
                await asyncio.sleep(0.02)

    async def essai():
        n = nouvelles.Nouvelles(adresse, appris.append, lambda: reprises.append(1), greffier.battre)
        try:
            await jusqu_a(lambda: len(appris) > 3)
            assert len(reprises) == 1
            with moteur.begin() as c:
                pid = c.execute(text("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")).scalar_one()
            os.kill(pid, signal.SIGSTOP)
            try:
                await jusqu_a(lambda: len(reprises) >= 3)  # ce que l’on savait ne vaut plus, puis l’écoute reprend
                deja = len(appris)
                await jusqu_a(lambda: len(appris) > deja)
            finally:
                os.kill(pid, signal.SIGCONT)
        finally:
            n.fermer()

    try:
        courir(essai())
    finally:
        greffier.fermer()
