"""Le bilan d’une séance : recalculé naïvement, comparé aux oracles, et jamais un groupe de moins de cinq à part."""

import functools
import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import replace
from types import SimpleNamespace

import krippendorff
import pandas
import pytest
from chacun import pour_chacun
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.classe import bilan as module
from travailler_ensemble.classe.bilan import bilan
from travailler_ensemble.classe.export import LigneReponse, ecrire, lire
from travailler_ensemble.classe.seuils import ORDINAIRE, dispersion_montrable, partage
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import Comparaison, intervalle_alpha, proximites

PANEL = Panel(corpus.lire())
TRIS = {cle: classement(PANEL.corpus, cle) for cle in ("formes", "jumeaux", "axe-dhume", "affirmations-debats", "acteurs-lahary")}
FORMES, AXE, DEBATS = TRIS["formes"], TRIS["axe-dhume"], TRIS["affirmations-debats"]
SEUIL = ORDINAIRE.nombre
RANG = {"desaccord": 0, "nuance": 1, "accord": 2}


def ligne(c, tour, carte, case, qui, source="telephone", nombre=1):
    return LigneReponse("s", c.cle, tour, carte, case, qui, nombre, source)


def cases(c):
    return [*(k.id for k in c.cases), JE_NE_SAIS_PAS]


def classe(c, personnes, tours=(1, 2), graine=1, change=0.3, source="telephone"):
    """Une classe tirée au sort, toujours la même."""
    sort = random.Random(graine)
    lignes = []
    for p in range(personnes):
        for carte in c.champs():
            choix = sort.choice(cases(c)[: 1 + p % 4] if p % 2 else cases(c))
            for t in tours:
                choix = sort.choice(cases(c)) if t == 2 and sort.random() < change else choix
                lignes.append(ligne(c, t, carte, choix, f"{p}", source))
    return lignes


@st.composite
def seances(tirer):
    """Une petite classe qui répond comme elle veut : trous, votes seuls, papier, mains."""
    c = TRIS[tirer(st.sampled_from(sorted(TRIS)))]
    c = replace(c, cartes=c.cartes[: tirer(st.integers(1, 6))])
    case = st.sampled_from(cases(c)[:3] if tirer(st.booleans()) else cases(c))
    lignes = []
    for p in range(tirer(st.integers(0, 9))):
        source = tirer(st.sampled_from(["telephone", "papier"]))
        for t in (1, 2):
            votes = tirer(st.dictionaries(st.sampled_from(c.champs()), case))
            lignes += [ligne(c, t, carte, k, str(p), source) for carte, k in votes.items()]
    mains = tirer(st.dictionaries(st.tuples(st.sampled_from([1, 2]), st.sampled_from(c.champs()), case), st.integers(1, 9), max_size=3))
    return c, lignes + [ligne(c, t, carte, k, "", "mains", n) for (t, carte, k), n in mains.items()]


def par_case(lignes, tour):
    comptes = defaultdict(Counter)
    for x in lignes:
        if x.tour == tour:
            comptes[x.carte][x.case] += x.nombre
    return comptes


def montres(lignes, carte):
    """Les votes de cette carte qui se montrent : assez de réponses, de téléphones, et de différences avec le vote montré avant."""
    recus, siens = (
        {t: par_case([x for x in lignes if x.carte == carte and x.source in s], t)[carte] for t in (1, 2)} for s in (TOUTES, SIENNES)
    )
    vus = [t for t in (1, 2) if recus[t].total() >= SEUIL and not 0 < siens[t].total() < SEUIL]
    ecart = max((siens[1] - siens[2]).total(), (siens[2] - siens[1]).total())
    return [1] if vus == [1, 2] and 0 < ecart < SEUIL else vus


TOUTES, SIENNES = ("telephone", "papier", "mains"), ("telephone", "papier")


# Chaque nombre, recalculé autrement


@given(seances())
def test_la_distribution_est_celle_des_lignes(seance):
    c, lignes = seance
    b = bilan(c, lignes, PANEL)
    assert [x.carte for x in b.cartes] == [k for k in c.champs() if any(x.carte == k for x in lignes)]
    for tour in b.tours:
        comptes = par_case(lignes, tour)
        for x in b.cartes:
            v = x.tours[tour]
            assert v.total == comptes[x.carte].total()
            if tour not in montres(lignes, x.carte):
                assert v.cases is None and v.dispersion is None
            else:
                assert v.cases == {k: comptes[x.carte][k] for k in cases(c)}
                assert v.dispersion == dispersion_montrable(comptes[x.carte], c.axe)
    assert b.participants == len({(x.source, x.participant) for x in lignes if x.source != "mains"})


@given(seances())
def test_la_proximite_est_celle_de_chaque_reponse(seance):
    """Réponse par réponse, comme un apprenant seul se compare ; les cartes qui ne se montrent pas exceptées."""
    c, lignes = seance
    b = bilan(c, lignes, PANEL)
    for tour in b.tours:
        attendu = defaultdict(Counter)
        for carte in par_case(lignes, tour):
            vus = [t for t in montres(lignes, carte) if t <= tour]
            for case, n in par_case(lignes, vus[-1])[carte].items() if vus else ():
                for a in PANEL.avis(c, carte, case):
                    if case != JE_NE_SAIS_PAS and a.retour in RANG:
                        attendu[a.auteur][a.retour] += n
        lus = {p.auteur: Counter(accord=p.accords, nuance=p.nuances, desaccord=p.desaccords) for p in b.proximites[tour]}
        assert lus == {a: Counter(accord=x["accord"], nuance=x["nuance"], desaccord=x["desaccord"]) for a, x in attendu.items()}
        assert [p.part for p in b.proximites[tour]] == sorted((p.part for p in b.proximites[tour]), reverse=True)
        assert all(p.comparables == p.accords + p.nuances + p.desaccords > 0 for p in b.proximites[tour])


def test_une_classe_de_cinq_pareils_est_proche_comme_une_seule_personne():
    """Cinq fois la même personne : la même part, et les mêmes auteurs au plus près, que pour elle seule."""
    choix = {carte: cases(DEBATS)[n % 3] for n, carte in enumerate(DEBATS.champs())}
    b = bilan(DEBATS, [ligne(DEBATS, 1, c, k, str(p)) for c, k in choix.items() for p in range(5)], PANEL)
    seule = proximites(Comparaison(a.auteur, c, a.retour) for c, k in choix.items() for a in PANEL.avis(DEBATS, c, k) if a.retour in RANG)
    assert [(p.auteur, p.part, p.accords) for p in b.proximites[1]] == [(p.auteur, p.part, 5 * p.accords) for p in seule]
    assert b.accord[1]["nominal"].valeur == 1


@given(seances())
def test_les_deplacements_sont_ceux_des_personnes(seance):
    c, lignes = seance
    d = bilan(c, lignes, PANEL).deplacements
    votes = defaultdict(dict)
    for x in lignes:
        if x.source != "mains":
            votes[x.source, x.participant, x.carte][x.tour] = x.case
    doubles = {cle: (v[1], v[2]) for cle, v in votes.items() if len(v) == 2}
    sur = {cle[:2] for cle in doubles}
    assert d.sur == len(sur)
    if len(sur) < SEUIL:
        assert d[2:] == (0, 0, (), 0, (), ()) and d.ont_change == 0
        return
    changes = {cle: v for cle, v in doubles.items() if v[0] != v[1]}
    assert (d.ont_change, d.reponses, d.comparees) == (len({cle[:2] for cle in changes}), len(changes), len(doubles))
    qui = defaultdict(list)
    for cle, v in changes.items():
        qui[v].append(cle[:2])
    assert {(m.de, m.a): m.nombre for m in d.vers} == {v: len(x) for v, x in qui.items() if len(set(x)) >= SEUIL}
    assert d.autres == sum(len(x) for x in qui.values() if len(set(x)) < SEUIL)
    soldes, touches = Counter(), defaultdict(set)
    for cle, v in changes.items():
        avant, apres = ({a.auteur: RANG[a.retour] for a in PANEL.avis(c, cle[2], k) if a.retour in RANG and k != JE_NE_SAIS_PAS} for k in v)
        for auteur in avant.keys() | apres.keys():
            if ecart := apres.get(auteur, 1) - avant.get(auteur, 1):
                soldes[auteur] += 1 if ecart > 0 else -1
                touches[auteur].add(cle[:2])
    assert {a.auteur: a.solde for a in d.auteurs} == {a: soldes[a] for a, x in touches.items() if len(x) >= SEUIL}
    assert all(a._fields == ("auteur", "nom", "solde") for a in d.auteurs), "un second nombre dirait celui que l’on tait"
    for f in d.cases:
        for sens, n in ((1, f.vers), (0, f.loin)):
            siens = [cle[:2] for cle, v in changes.items() if v[sens] == f.case]
            assert n == (None if 0 < len(set(siens)) < SEUIL else len(siens))


@pytest.mark.parametrize(("cle", "personnes"), [("formes", 17), ("axe-dhume", 12), ("affirmations-debats", 30)])
def test_l_accord_est_l_alpha_de_krippendorff(cle, personnes):
    """La bibliothèque de référence, sur les réponses personne par personne ; « je ne sais pas » y manque."""
    c = TRIS[cle]
    lignes = [x for n, x in enumerate(classe(c, personnes)) if n % 7]
    b = bilan(c, [*lignes, ligne(c, 1, c.champs()[0], c.cases[0].id, "", "mains", 40)], PANEL)
    rang = {k.id: n for n, k in enumerate(c.cases)}
    for tour in (1, 2):
        table = {(x.participant, x.carte): rang.get(x.case) for x in lignes if x.tour == tour}
        donnees = [[table.get((str(p), carte)) for carte in c.champs()] for p in range(personnes)]
        donnees = [[float("nan") if v is None else v for v in x] for x in donnees]
        a = b.accord[tour]
        assert a["nominal"].valeur == pytest.approx(krippendorff.alpha(donnees, level_of_measurement="nominal"), abs=1e-9)
        assert a["nominal"].bas is None or a["nominal"].bas < a["nominal"].valeur < a["nominal"].haut
        if c.ordonne:
            domaine = list(range(len(c.cases)))
            voulu = krippendorff.alpha(donnees, level_of_measurement="ordinal", value_domain=domaine)
            assert a["ordinal"].valeur == pytest.approx(voulu, abs=1e-9)
        else:
            assert a["ordinal"] is None, "aucun auteur n’ordonne ces cases"


def test_l_accord_se_rapproche_du_kappa_de_fleiss_quand_tous_repondent_a_tout():
    """α = κ + (1 − κ) ⁄ n : Krippendorff 2011, statsmodels pour le kappa."""
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa  # ici : chaque ouvrier le chargerait

    c, personnes = DEBATS, 20
    lignes = [x._replace(case=c.cases[n % 3].id) if x.case == JE_NE_SAIS_PAS else x for n, x in enumerate(classe(c, personnes, (1,)))]
    table = {(x.participant, x.carte): x.case for x in lignes}
    rang = {k.id: n for n, k in enumerate(c.cases)}
    brut = [[rang[table[str(p), carte]] for p in range(personnes)] for carte in c.champs()]
    kappa = fleiss_kappa(aggregate_raters(brut)[0])
    n = personnes * len(c.champs())
    assert bilan(c, lignes, PANEL).accord[1]["nominal"].valeur == pytest.approx(kappa + (1 - kappa) / n, abs=1e-9)


def test_l_intervalle_ote_une_carte_a_la_fois():
    b = bilan(FORMES, classe(FORMES, 24), PANEL)
    comptes = [{k: n for k, n in x.items() if k != JE_NE_SAIS_PAS} for x in par_case(classe(FORMES, 24), 1).values()]
    a = b.accord[1]["nominal"]
    assert (a.bas, a.haut) == intervalle_alpha(comptes, "nominale", cases(FORMES)[:-1])[1:]
    moins = bilan(replace(FORMES, cartes=FORMES.cartes[:4]), [x for x in classe(FORMES, 24) if x.carte in FORMES.champs()[:4]], PANEL)
    a = moins.accord[1]["nominal"]
    assert a.valeur is not None and (a.bas, a.haut) == (None, None)
    assert "il faut au moins 8 cartes" in a.dit


def test_l_accord_de_deux_votes_se_compare_sur_les_memes_cartes():
    """La classe s’accorde au second vote : la différence est appariée, et dite ; rien quand rien ne bouge."""
    lignes = classe(FORMES, 24, (1,))
    accordes = [
        x._replace(tour=2, case=FORMES.cases[n % 3].id if int(x.participant) % 8 else x.case)
        for n, x in enumerate(lignes)
        for n in [FORMES.champs().index(x.carte)]
    ]
    b = bilan(FORMES, lignes + accordes, PANEL)
    assert b.ecart.valeur == pytest.approx(b.accord[2]["nominal"].valeur - b.accord[1]["nominal"].valeur) and b.ecart.bas > 0
    assert "D’un vote à l’autre, sur les mêmes cartes, l’accord monte de " in " ".join(b.dit)
    pareils = bilan(FORMES, lignes + [x._replace(tour=2) for x in lignes], PANEL)
    assert pareils.ecart is None and "D’un vote à l’autre" not in " ".join(pareils.dit)


@functools.cache
def juges(c, carte, case):
    """Les auteurs qui disent quelque chose de cette réponse."""
    return {a.auteur for a in PANEL.avis(c, carte, case) if a.retour in RANG} if case != JE_NE_SAIS_PAS else set()


def juge(c, carte, case, auteur):
    return auteur in juges(c, carte, case)


@pytest.mark.parametrize("c", [FORMES, DEBATS], ids=lambda c: c.cle)
def test_une_classe_au_hasard_n_est_proche_de_personne(c):
    """Et chaque auteur compte les cartes où il juge de ce que répond la moitié de la classe."""
    ecartes = Counter()
    for graine in range(8):
        lignes = classe(c, 9, graine=graine)
        b = bilan(c, lignes, PANEL)
        for t, lues in b.proximites.items():
            for p in lues:
                comptes = {x.carte: Counter(x.montrees(t)) for x in b.cartes}
                assert p.cartes == sum(
                    2 * sum(n for k, n in x.items() if juge(c, carte, k, p.auteur)) >= x.total() for carte, x in comptes.items()
                )
            ecartes[bool(b.proches[t])] += 1
    assert ecartes[False] >= 14, "une classe qui répond au hasard n’est proche de personne, 95 fois sur 100"


def test_une_classe_qui_suit_un_auteur_le_retrouve():
    """Brachet, sur ses huit attitudes ; la même classe, d’une seule case : personne."""
    c = classement(PANEL.corpus, "attitudes-brachet")
    suivi = {x: module.retours(PANEL, c).place("aut-brachet", x)[0] for x in c.champs()}
    b = bilan(c, [ligne(c, 1, x, k, str(p)) for x, k in suivi.items() for p in range(8)], PANEL)
    assert len(b.proches[1]) == 1 and "Brachet" in b.proches[1][0] and "au plus près de la classe, plus que par hasard" in " ".join(b.dit)
    assert bilan(c, [ligne(c, 1, x, c.cases[0].id, str(p)) for x in suivi for p in range(8)], PANEL).proches[1] == ()


def test_personne_n_est_proche_d_une_classe_que_les_auteurs_contredisent():
    contre = {
        c: max(DEBATS.cases, key=lambda k, c=c: sum(a.retour == "desaccord" for a in PANEL.avis(DEBATS, c, k.id))).id
        for c in DEBATS.champs()
    }
    b = bilan(DEBATS, [ligne(DEBATS, 1, c, k, str(p)) for c, k in contre.items() for p in range(6)], PANEL)
    assert b.proches[1] == () and "aucun auteur ne se distingue" in " ".join(b.dit)


# Ce qui ne change rien


@given(seances(), st.randoms(use_true_random=False))
def test_ni_l_ordre_des_lignes_ni_les_numeros_ni_le_detour_par_un_fichier_ne_changent_rien(seance, sort):
    c, lignes = seance
    attendu = bilan(c, lignes, PANEL).en_dict()
    melees = [x._replace(participant=x.participant and f"p{x.participant}") for x in lignes]
    sort.shuffle(melees)
    assert bilan(c, melees, PANEL).en_dict() == attendu
    assert bilan(c, map(list, lignes), PANEL).en_dict() == attendu, "les listes que rend l’interface"
    assert bilan(SimpleNamespace(classement=c), lignes, PANEL).en_dict() == attendu, "un programme porte son classement"
    if lignes:
        assert bilan(c, lire(ecrire(lignes), PANEL.corpus), PANEL).en_dict() == attendu


@given(seances())
def test_en_dict_est_du_json_et_ne_dit_rien_d_une_personne(seance):
    c, lignes = seance
    d = bilan(c, lignes, PANEL).en_dict()
    assert json.loads(json.dumps(d, ensure_ascii=False, allow_nan=False)) == d
    assert set(d) >= {"participants", "cartes", "accord", "proximites", "proches", "deplacements", "dit"}
    assert set(d["deplacements"]) >= {"ont_change", "sur", "vers", "autres"}
    assert set(d["accord"]) == set(d["proximites"]) == set(d["proches"]) <= {"1", "2"}


def test_en_dict_a_la_forme_du_contrat():
    d = bilan(AXE, classe(AXE, 12), PANEL).en_dict()
    carte = d["cartes"][0]
    assert set(carte) == {"carte", "titre", "tours"} and set(carte["tours"]) == {"1", "2"}
    assert set(carte["tours"]["1"]) == {"total", "cases", "dispersion"}
    assert set(d["accord"]["1"]) == {"nominal", "ordinal"} and set(d["accord"]["1"]["ordinal"]) == {"valeur", "bas", "haut", "dit"}
    assert set(d["proximites"]["1"][0]) >= {"auteur", "nom", "accords", "nuances", "desaccords", "comparables", "part"}
    assert all(set(m) == {"de", "a", "nombre"} for m in d["deplacements"]["vers"])


# Moins de cinq


def test_un_groupe_restreint_se_montre_des_trois_et_le_bilan_le_dit():
    quatre = [x._replace(seuil=3) for x in classe(FORMES, 4)]
    b = bilan(FORMES, quatre, PANEL)
    assert all(x.tours[1].cases for x in b.cartes) and "dès trois réponses" in b.dit[-1], "ce que la classe a lu avant de répondre"
    assert bilan(FORMES, [x._replace(seuil=3) for x in classe(FORMES, 2)], PANEL).dit[0].startswith("Aucune carte n’a reçu trois")
    ensemble = bilan(FORMES, [*quatre, *(x._replace(seance="t") for x in classe(FORMES, 4, graine=2))], PANEL)
    assert ensemble.seuil is ORDINAIRE, "deux séances réunies : la plus prudente des deux annonces"


def test_une_classe_de_moins_de_cinq_ne_montre_rien():
    b = bilan(FORMES, classe(FORMES, 4), PANEL)
    assert b.participants == 4
    assert all(v.cases is None and v.dispersion is None for x in b.cartes for v in x.tours.values())
    assert b.proximites == {1: (), 2: ()} and b.proches == {1: (), 2: ()} and b.a_rediscuter == ()
    assert all(a["nominal"][:3] == (None, None, None) and a["nominal"].dit.startswith("Accord non défini") for a in b.accord.values())
    assert b.deplacements.vers == () and b.deplacements.ont_change == 0
    assert b.dit == ("Aucune carte n’a reçu cinq réponses\u00a0: rien n’est montré, pour que nul ne soit reconnu.",)


def test_quatre_personnes_qui_bougent_ensemble_restent_dans_les_autres():
    carte, (a, b, *_) = FORMES.champs()[0], cases(FORMES)

    def votes(bougent):
        return [ligne(FORMES, t, carte, b if t == 2 and p < bougent else a, str(p)) for p in range(12) for t in (1, 2)]

    quatre, cinq = (bilan(FORMES, votes(n), PANEL).deplacements for n in (4, 5))
    assert (quatre.vers, quatre.autres, quatre.ont_change) == ((), 4, 4)
    assert (cinq.vers, cinq.autres, cinq.ont_change) == (((a, b, 5),), 0, 5)


def test_quatre_personnes_sur_une_carte_et_une_cinquieme_sur_une_autre_font_cinq():
    (x, y, *_), (a, b, *_) = FORMES.champs(), cases(FORMES)
    bouge = {x: {"0", "1", "2", "3"}, y: {"3", "4"}}
    lignes = [ligne(FORMES, t, c, b if t == 2 and p in bouge[c] else a, p) for c in bouge for p in map(str, range(9)) for t in (1, 2)]
    d = bilan(FORMES, lignes, PANEL).deplacements
    assert (d.vers, d.autres, d.ont_change) == (((a, b, 6),), 0, 5)


def test_le_solde_va_vers_l_auteur_dont_on_s_approche():
    """Vingt classes tirées au sort, réponse par réponse : cinq ne bougeraient presque jamais assez."""
    vus = Counter()
    for graine in range(20):
        lignes = classe(DEBATS, 14, graine=graine, change=0.6)
        votes = {(x.participant, x.carte, x.tour): x.case for x in lignes}
        soldes, touches = Counter(), defaultdict(set)
        for (qui, carte, t), case in votes.items():
            avant, apres = (
                {a.auteur: RANG[a.retour] for a in PANEL.avis(DEBATS, carte, k) if a.retour in RANG and k != JE_NE_SAIS_PAS}
                for k in (case, votes[qui, carte, 2])
            )
            for auteur in avant.keys() | apres.keys() if t == 1 else ():
                if ecart := apres.get(auteur, 1) - avant.get(auteur, 1):
                    soldes[auteur] += 1 if ecart > 0 else -1
                    touches[auteur].add(qui)
        attirances = bilan(DEBATS, lignes, PANEL).deplacements.auteurs
        assert {a.auteur: a.solde for a in attirances} == {a: soldes[a] for a, x in touches.items() if len(x) >= SEUIL}
        assert [a.solde for a in attirances] == sorted((a.solde for a in attirances), reverse=True)
        vus.update(a.solde > 0 for a in attirances)
    assert vus[True] > 20 and vus[False] > 20


def test_une_personne_qui_bouge_sur_douze_cartes_n_est_pas_un_groupe():
    a, b, *_ = cases(FORMES)
    lignes = [ligne(FORMES, t, c, b if t == 2 and p == 0 else a, str(p)) for p in range(9) for c in FORMES.champs() for t in (1, 2)]
    d = bilan(FORMES, lignes, PANEL).deplacements
    assert (d.ont_change, d.reponses, d.vers, d.autres, d.auteurs) == (1, 12, (), 12, ())


def test_quatre_personnes_aux_deux_votes_ne_montrent_pas_leurs_deplacements():
    lignes = [x for x in classe(DEBATS, 20) if x.tour == 1 or int(x.participant) < 4]
    b = bilan(DEBATS, lignes, PANEL)
    assert b.deplacements[1:] == (4, 0, 0, (), 0, (), ())
    assert "Moins de cinq personnes ont répondu aux deux votes" in " ".join(b.dit)


def test_un_groupe_de_huit_lit_encore_ou_il_est_alle():
    """Huit personnes, chacune change sur deux cartes, jamais cinq le même chemin : la direction se dit, non la paire de cases."""
    d_accord, depend, contre = (k.id for k in DEBATS.cases)
    lignes = []
    for p in range(8):
        for n, carte in enumerate(DEBATS.champs()):
            avant = (d_accord, depend)[p % 2]
            lignes += [ligne(DEBATS, 1, carte, avant, str(p)), ligne(DEBATS, 2, carte, contre if n in (p, (p + 1) % 8) else avant, str(p))]
    b = bilan(DEBATS, lignes, PANEL)
    dit = " ".join(b.dit).replace("\u00a0", " ")
    assert b.deplacements.vers == () and {f.case: (f.vers, f.loin) for f in b.deplacements.cases} == {
        d_accord: (0, None),
        depend: (0, None),
        contre: (16, 0),
    }
    assert f"Vers « {DEBATS.nom_de_case(contre)} » (16 réponses), d’où que l’on vienne." in dit


def test_rejoindre_un_auteur_depuis_je_ne_sais_pas_est_aller_vers_lui():
    """Dix personnes qui ne savaient pas rejoignent Damon partout où il se prononce."""
    place = {c: k[0] for c in DEBATS.champs() if (k := module.retours(PANEL, DEBATS).place("aut-damon", c))}
    lignes = [ligne(DEBATS, t, c, JE_NE_SAIS_PAS if t == 1 else k, str(p)) for c, k in place.items() for p in range(10) for t in (1, 2)]
    b = bilan(DEBATS, lignes, PANEL)
    damon = next(a for a in b.deplacements.auteurs if a.auteur == "aut-damon")
    tranchees = sum(DEBATS.cases[1].id != k for k in place.values())
    assert damon.solde == 10 * len(place) and tranchees
    assert re.search(
        rf"vers [^.]*Damon[^.]* : {damon.solde} réponses de plus s’en approchent que ne s’en éloignent\.",
        " ".join(b.dit).replace("\u00a0", " "),
    )


def test_un_seul_chemin_se_dit_une_fois():
    a, b = DEBATS.cases[0].id, DEBATS.cases[1].id
    carte = DEBATS.champs()[0]
    dits = bilan(DEBATS, [ligne(DEBATS, t, carte, (a, b)[t - 1], str(p)) for p in range(8) for t in (1, 2)], PANEL).dit
    dit = " ".join(dits).replace("\u00a0", " ")
    assert "Le seul déplacement : de" in dit and "d’où que l’on vienne" not in dit and "où que l’on aille" not in dit


# Moins de cinq, et pourtant reconnaissables


def test_quatre_mains_et_un_telephone_ne_montrent_pas_le_telephone():
    carte, a, b = DEBATS.champs()[0], DEBATS.cases[0].id, DEBATS.cases[1].id
    mains = [ligne(DEBATS, 1, carte, a, "", "mains", 4)]
    for telephones, montre in ((1, False), (4, False), (5, True)):
        lu = bilan(DEBATS, mains + [ligne(DEBATS, 1, carte, b, str(p)) for p in range(telephones)], PANEL).cartes[0].tours[1]
        assert (lu.cases is not None) is montre and (lu.dispersion is not None) is montre and lu.total == 4 + telephones


def test_un_retardataire_et_une_seule_qui_change_ne_se_lisent_pas_par_difference():
    carte, (a, b, *_) = DEBATS.champs()[0], cases(DEBATS)

    def second(*choix):
        avant = [ligne(DEBATS, 1, carte, a if p < 3 else b, str(p)) for p in range(6)]
        lu = bilan(DEBATS, avant + [ligne(DEBATS, 2, carte, k, str(p)) for p, k in enumerate(choix)], PANEL)
        assert lu.cartes[0].tours[1].cases is not None
        return lu

    for choix in ((a, a, a, b, b, b, a), (a, a, a, a, b, b), (a, a, a, b, b)):
        lu = second(*choix)
        assert lu.cartes[0].tours[2].cases is None and lu.cartes[0].tours[2].dispersion is None
        assert lu.a_rediscuter == lu.cartes[:1], "le premier vote, qui se montre, le dit encore"
    assert second(a, a, a, b, b, b).cartes[0].tours[2].cases is not None, "rien n’a changé : rien ne se lit"
    assert second(b, b, b, b, b, b, b, b).cartes[0].tours[2].cases is not None, "cinq arrivées ou changements"
    assert "Moins de cinq personnes sur 6 ont changé une réponse" in " ".join(second(a, a, a, a, b, b).dit).replace("\u00a0", " ")


def test_dans_une_classe_nombreuse_seul_un_retardataire_se_tairait():
    """Une personne sur vingt qui change n’est que quelqu’un ; celle qui arrive entre deux votes se voit arriver."""
    carte, (a, b, *_) = DEBATS.champs()[0], cases(DEBATS)
    avant = [a] * 12 + [b] * 8

    def montre(apres):
        lignes = [ligne(DEBATS, t, carte, k, str(p)) for t, choix in ((1, avant), (2, apres)) for p, k in enumerate(choix)]
        return bilan(DEBATS, lignes, PANEL).cartes[0].tours[2].cases is not None

    assert montre([b, *avant[1:]]) and not montre([*avant, b])


# Mains levées, papier


def test_les_mains_comptent_dans_la_distribution_et_la_proximite_seulement():
    lignes = classe(DEBATS, 20)
    sans = bilan(DEBATS, lignes, PANEL)
    carte, case = DEBATS.champs()[0], DEBATS.cases[0].id
    avec = bilan(DEBATS, [*lignes, ligne(DEBATS, 1, carte, case, "", "mains", 7)], PANEL)
    assert avec.cartes[0].tours[1].cases[case] == sans.cartes[0].tours[1].cases[case] + 7
    assert (avec.accord, avec.deplacements, avec.participants) == (sans.accord, sans.deplacements, 20)
    assert avec.proximites[1] != sans.proximites[1] and avec.mains == 7
    assert "7\u00a0mains levées" in avec.dit[0] and "une main n’est à personne" in avec.dit[0]


def test_les_mains_de_deux_classes_s_ajoutent():
    carte, case = DEBATS.champs()[0], DEBATS.cases[0].id
    deux = [ligne(DEBATS, 1, carte, case, "", "mains", 7), ligne(DEBATS, 1, carte, case, "", "mains", 5)._replace(seance="s2")]
    assert bilan(DEBATS, deux, PANEL).cartes[0].tours[1].cases[case] == 12


def test_rien_que_des_mains_donne_une_distribution_et_pas_d_accord():
    b = bilan(DEBATS, [ligne(DEBATS, 1, c, DEBATS.cases[n % 2].id, "", "mains", 9) for n, c in enumerate(DEBATS.champs())], PANEL)
    assert all(x.tours[1].total == 9 for x in b.cartes) and b.proximites[1] and b.participants == 0
    assert b.accord[1]["nominal"].valeur is None
    assert "ni accord ni déplacements ne se calculent" in b.dit[0]


def test_le_papier_compte_comme_des_personnes():
    telephone, papier = classe(DEBATS, 12), classe(DEBATS, 12, source="papier")
    un, autre = bilan(DEBATS, telephone, PANEL), bilan(DEBATS, papier, PANEL)
    assert un == autre
    assert bilan(DEBATS, telephone + papier, PANEL).participants == 24, "la feuille 3 n’est pas le téléphone 3"


# Refus


@pour_chacun(
    ("faute", "phrase"),
    [
        ({"tri": "jumeaux"}, "celles du tri « jumeaux »"),
        ({"carte": "sit-nulle"}, "« sit-nulle » n’est pas dans « Douze situations, dix formes »"),
        ({"case": "forme-nulle"}, "« forme-nulle » n’est pas dans"),
        ({"tour": 3}, "pas de tour 3"),
        ({"nombre": 2}, "une même personne est comptée plusieurs fois"),
        ({}, "une même personne est comptée plusieurs fois"),
        ({"source": "mains", "carte": "sit-nulle"}, "« sit-nulle »"),
        ({"source": "mains", "nombre": -1}, "-1 mains levées"),
    ],
)
def test_une_reponse_impossible_est_refusee(faute, phrase):
    lignes = classe(FORMES, 6)
    with pytest.raises(ValueError, match=re.escape(phrase)):
        bilan(FORMES, [*lignes, lignes[0]._replace(**faute)], PANEL)


def test_aucune_reponse_est_dite():
    b = bilan(FORMES, [], PANEL)
    assert (b.cartes, b.accord, b.dit) == ((), {}, ("Personne n’a encore répondu.",))


# Dire


def test_les_phrases_disent_les_nombres():
    b = bilan(FORMES, classe(FORMES, 24), PANEL)
    dit = " ".join(b.dit)
    assert b.dit[0] == "24\u00a0personnes, un premier vote et un second vote."
    assert "Premier vote\u00a0: accord de " in dit and "Second vote\u00a0: accord de " in dit
    assert dit.count("sur une échelle") == 1
    assert all(c.titre in dit for c in b.a_rediscuter[:3]) and f"{len(b.a_rediscuter)}\u00a0cartes, d’abord" in dit
    dernieres = {c.carte: next(d for t in (2, 1) if (d := c.tours[t].dispersion) is not None) for c in b.cartes}
    assert [c.carte for c in b.a_rediscuter] == sorted((c for c, d in dernieres.items() if partage(d)), key=lambda c: -dernieres[c])
    d = b.deplacements
    assert f"{d.ont_change}\u00a0personnes sur {d.sur} ont changé" in dit


def test_une_classe_unanime_n_a_rien_a_rediscuter_et_le_coefficient_le_dit():
    b = bilan(FORMES, [ligne(FORMES, 1, c, FORMES.cases[3].id, str(p)) for p in range(8) for c in FORMES.champs()], PANEL)
    assert b.a_rediscuter == () and all(x.tours[1].dispersion == 0 for x in b.cartes)
    assert b.accord[1]["nominal"][:3] == (None, None, None)
    assert "Premier vote\u00a0: accord non défini. Tout le monde a répondu pareil" in " ".join(b.dit)


def test_deux_qui_se_prononcent_sur_dix_ne_sont_pas_tout_le_monde():
    def lignes(c):
        return [ligne(c, 1, x, c.cases[0].id if p < 2 else JE_NE_SAIS_PAS, str(p)) for p in range(10) for x in c.champs()]

    b = bilan(DEBATS, lignes(DEBATS), PANEL)
    dit = " ".join(b.dit).replace("\u00a0", " ")
    assert "Tout le monde" not in dit and "16 réponses sur 80 se prononcent, toutes pareil ; les autres ne savent pas." in dit
    axe = bilan(AXE, lignes(AXE), PANEL)
    assert axe.accord[1]["ordinal"] == axe.accord[1]["nominal"]


def test_un_tri_ou_personne_ne_repond_n_a_pas_de_proximite():
    c = classement(PANEL.corpus, "cas-lyet")
    b = bilan(c, classe(c, 9), PANEL)
    assert b.proximites == {1: (), 2: ()} and not any("au plus près" in x for x in b.dit)


def test_les_retours_sont_calcules_une_fois(monkeypatch):
    module.retours.cache_clear()
    appels = []
    vrai = Panel.avis
    monkeypatch.setattr(Panel, "avis", lambda *a: appels.append(a) or vrai(*a))
    for _ in range(3):
        bilan(AXE, classe(AXE, 30), PANEL)
    assert len(appels) == len(AXE.champs()) * len(AXE.cases)


@pytest.mark.mesure
@pytest.mark.parametrize("c", [FORMES, DEBATS], ids=lambda c: c.cle)
def test_le_bilan_de_dix_mille_reponses_coute_au_plus_trois_groupements(c):
    """Face à pandas, qui range les mêmes lignes en table et les compte ; pris deux à deux, dans un même passage."""
    from time import process_time

    def duree(faire):
        debut = process_time()
        faire()
        return process_time() - debut

    lignes = classe(c, 5_000 // len(c.champs()))
    bilan(c, lignes[:200], PANEL)
    rapports = [
        duree(lambda: bilan(c, lignes, PANEL)) / duree(lambda: pandas.DataFrame(lignes).groupby(["tour", "carte", "case"]).size())
        for _ in range(7)
    ]
    assert sorted(rapports)[3] <= 3


@pytest.mark.mesure
def test_dix_fois_plus_de_reponses_ne_coutent_pas_plus_de_quinze_fois_le_temps():
    from time import perf_counter

    def duree(personnes):
        lignes, temps = classe(FORMES, personnes), []
        for _ in range(3):
            debut = perf_counter()
            bilan(FORMES, lignes, PANEL)
            temps.append(perf_counter() - debut)
        return min(temps)

    duree(10)
    assert duree(10_000) < 15 * duree(1_000)
