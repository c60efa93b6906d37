"""Ma définition : des règles sans surprise, et des proximités qui ne doivent rien à la sévérité."""

import pytest
from chacun import pour_chacun
from hypothesis import assume, given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.panel.concordance import kappa_cohen
from travailler_ensemble.panel.definition import (
    SITUATIONS_POUR_ACCORD,
    TRANCHEES,
    Confrontation,
    Separation,
    accord_des_verdicts,
    ma_definition,
    ressemblance,
    separations,
)
from travailler_ensemble.panel.lecture import VERDICTS, Clause, Enonce, codages, enonces, lire

C = corpus.lire()
ENONCES, CODAGES = enonces(C), codages(C)
GRILLE = jeu(C, "ma-definition")
CRITERES = [c.id for c in GRILLE.criteres]
FORME = "forme-partenariat"
CONFRONTATION = Confrontation(ENONCES.values(), CODAGES, FORME)
RANG = {"non reconnue": 0, "incertaine": 1, "reconnue": 2}

definitions = st.dictionaries(st.sampled_from(CRITERES), st.sampled_from(["exigé", "écarté"]), max_size=8)
tranchantes = definitions.filter(lambda d: list(d.values()).count("exigé") >= 2)
codages_libres = st.dictionaries(st.sampled_from(CRITERES), st.sampled_from(["oui", "non", "inconnu"]))


def verdicts(valeurs):
    return {s: x.verdict for s, x in CONFRONTATION.effet(valeurs).lectures.items()}


def clauses_de(enonce):
    return {c.critere: c.valeur for c in enonce.clauses if c.valeur in ("exigé", "écarté")}


# La règle


@given(tranchantes, st.sampled_from(CRITERES), st.sampled_from(["exigé", "écarté"]))
def test_demander_plus_ne_fait_jamais_mieux_reconnaitre(valeurs, critere, valeur):
    assume(critere not in valeurs)
    avant, apres = verdicts(valeurs), verdicts({**valeurs, critere: valeur})
    assert all(RANG[apres[s]] <= RANG[avant[s]] for s in avant)


@given(tranchantes, codages_libres, st.sampled_from(CRITERES), st.sampled_from(["oui", "non"]))
def test_apprendre_ce_qu_on_ignorait_ne_renverse_aucun_verdict(valeurs, codage, critere, reponse):
    assume(codage.get(critere, "inconnu") == "inconnu")
    regle = ma_definition(valeurs, FORME)
    avant, apres = lire(regle, codage).verdict, lire(regle, {**codage, critere: reponse}).verdict
    assert avant in ("incertaine", apres)


@given(tranchantes, codages_libres)
def test_exiger_et_ecarter_sont_symetriques(valeurs, codage):
    """Échanger exigé et écarté, oui et non, ne change aucun verdict."""
    inverse = {"exigé": "écarté", "écarté": "exigé"}
    renverse = {c: inverse[v] for c, v in valeurs.items()}
    assume(list(renverse.values()).count("exigé") >= 2)
    miroir = {c: {"oui": "non", "non": "oui"}.get(v, v) for c, v in codage.items()}
    assert lire(ma_definition(valeurs, FORME), codage).verdict == lire(ma_definition(renverse, FORME), miroir).verdict


@given(definitions, st.randoms())
def test_l_ordre_des_gestes_ne_compte_pas(valeurs, hasard):
    melees = list(valeurs.items())
    hasard.shuffle(melees)
    a, b = CONFRONTATION.effet(valeurs), CONFRONTATION.effet(dict(melees))
    assert {s: x.verdict for s, x in a.lectures.items()} == {s: x.verdict for s, x in b.lectures.items()}
    assert a.proches == b.proches
    assert GRILLE.phrase(valeurs) == GRILLE.phrase(dict(melees))


def memes(miens, enonce):
    """Là où les deux décident, n’y a-t-il qu’un seul et même verdict ?"""
    siens = {s: lire(enonce, c).verdict for s, c in CODAGES.items()}
    return len({v for s in siens if {miens[s], siens[s]} <= set(TRANCHEES) for v in (miens[s], siens[s])}) < 2


# Les comptes


@given(definitions)
def test_les_comptes_sont_coherents(valeurs):
    e = CONFRONTATION.effet(valeurs)
    n = len(CODAGES)
    assert set(e.comptes) <= set(VERDICTS)
    assert sum(e.comptes.values()) == len(e.lectures) == n
    for x in e.lectures.values():
        assert len(x.refusent) + len(x.ignorent) + len(x.portent) == (len(valeurs) if e.tranche else 0)
    assert sum(e.seuls.values()) <= e.comptes["non reconnue"]
    for v in e.voisins:
        reconnues = sum(lire(v.enonce, c).verdict == "reconnue" for c in CODAGES.values())
        assert 0 <= v.communes <= min(v.identiques, e.comptes["reconnue"], reconnues)
        assert v.identiques <= v.decidees <= n
        assert (v.accord.valeur is None) == (v.decidees < SITUATIONS_POUR_ACCORD or memes(verdicts(valeurs), v.enonce))
        assert v.ressemblance == (len(clauses_de(v.enonce).items() & valeurs.items()), len(clauses_de(v.enonce).keys() | valeurs.keys()))


@given(definitions)
def test_trop_peu_exigé_ne_donne_ni_verdict_ni_auteur(valeurs):
    e = CONFRONTATION.effet(valeurs)
    if list(valeurs.values()).count("exigé") < 2:
        assert not e.tranche
        assert e.comptes == {"ne tranche pas": len(CODAGES)}
        assert e.voisins == () and e.proches == frozenset()
    else:
        assert e.tranche
        assert len(e.voisins) == len(CONFRONTATION.enonces)


def test_lever_un_critere_libere_les_situations_qu_il_refusait_seul():
    valeurs = {"crit-formalisation": "exigé", "crit-action-commune": "exigé", "crit-negociation": "exigé"}
    e = CONFRONTATION.effet(valeurs)
    assert e.seuls["crit-formalisation"] > 0
    for critere, n in e.seuls.items():
        reste = CONFRONTATION.effet({c: v for c, v in valeurs.items() if c != critere})
        assert e.comptes["non reconnue"] - reste.comptes["non reconnue"] == n


# Les auteurs


@pour_chacun("enonce", CONFRONTATION.enonces, ids=lambda e: e.id)
def test_reprendre_la_regle_d_un_auteur_donne_ses_verdicts(enonce):
    e = CONFRONTATION.effet(clauses_de(enonce))
    moi = next(v for v in e.voisins if v.enonce.id == enonce.id)
    assert moi.separent == () and moi.ressemblance.part == 1 and enonce.id in e.parents
    if enonce.non_code:  # ce que nos critères ne codent pas, aucune définition composée ici ne peut l’exiger
        return
    assert moi.identiques == moi.decidees == sum(x.verdict in TRANCHEES for x in e.lectures.values())
    assert moi.accord.valeur in (1, None)
    if moi.accord.valeur is None:
        assert moi.accord.dit and enonce.id not in e.proches
    else:
        assert enonce.id in e.proches


def test_seuls_les_enonces_qui_tranchent_sont_des_voisins():
    assert len(CONFRONTATION.enonces) == 17
    for e in CONFRONTATION.enonces:
        assert e.objet == FORME and e.usage == "verdict"
        assert sum(c.valeur == "exigé" for c in e.clauses) >= 2


@given(tranchantes, tranchantes)
def test_l_accord_est_symetrique(a, b):
    x, y = verdicts(a).values(), verdicts(b).values()
    assert kappa_cohen(x, y).valeur == pytest.approx(kappa_cohen(y, x).valeur)


@given(tranchantes)
def test_les_plus_proches_sont_tous_les_ex_aequo_et_eux_seuls(valeurs):
    e = CONFRONTATION.effet(valeurs)
    connus = {v.enonce.id: v.accord.valeur for v in e.voisins if v.accord.valeur is not None}
    meilleur = max(connus.values(), default=0)
    assert e.proches == ({i for i, k in connus.items() if k == meilleur} if meilleur > 0 else set())
    parente = max(v.ressemblance.part for v in e.voisins)
    assert e.parents == ({v.enonce.id for v in e.voisins if v.ressemblance.part == parente} if parente else set())
    suite = [v.accord.valeur for v in e.voisins]
    definis = [k for k in suite if k is not None]
    assert suite == sorted(definis, reverse=True) + [None] * (len(suite) - len(definis))


def test_la_severite_seule_ne_rapproche_de_personne():
    """Une définition qui refuse tout a beaucoup de refus en commun avec les auteurs sévères ; elle n’en est pas proche."""
    e = CONFRONTATION.effet({**dict.fromkeys(CRITERES, "exigé"), "crit-acteurs-differents": "écarté"})
    assert e.comptes == {"non reconnue": len(CODAGES)}
    assert max(v.identiques for v in e.voisins) >= SITUATIONS_POUR_ACCORD
    assert e.proches == frozenset()
    assert all(v.accord.valeur in (0, None) and v.communes == 0 for v in e.voisins)


def test_ignorer_ensemble_n_est_pas_s_accorder():
    """Douze situations dont on ne sait rien : « incertaine » des deux côtés, et rien à compter."""
    muettes = {f"sit-{i}": {} for i in range(12)}
    e = Confrontation(ENONCES.values(), muettes, FORME).effet({"crit-egalite": "exigé", "crit-duree": "exigé"})
    assert e.comptes == {"incertaine": 12}
    assert all((v.accord.valeur, v.decidees, v.identiques) == (None, 0, 0) for v in e.voisins)
    assert all(v.accord.dit == "Les deux règles ne décident jamais ensemble : trop peu pour un accord." for v in e.voisins)
    assert e.proches == frozenset()


@pytest.mark.parametrize("decidees", [SITUATIONS_POUR_ACCORD - 1, SITUATIONS_POUR_ACCORD])
def test_sous_dix_situations_decidees_ensemble_aucun_accord_ne_se_dit(decidees):
    a = ["reconnue", "non reconnue"] * decidees
    b = [*a[:decidees], *["incertaine"] * decidees]
    accord = accord_des_verdicts(a, b)
    assert accord.valeur == (None if decidees < SITUATIONS_POUR_ACCORD else 1)
    assert (f"que de {decidees}" in accord.dit) == (accord.valeur is None)


def test_deux_regles_se_ressemblent_par_les_criteres_qu_elles_decident():
    """Gower : se taire ensemble ne compte pas ; admettre, c’est se taire ; exiger ce que l’autre écarte, c’est différer."""
    moi = regle("moi", a="exigé", b="écarté", c="exigé")
    assert ressemblance(moi, regle("lui", a="exigé", b="exigé", d="admis")) == (1, 3)
    assert ressemblance(moi, moi).part == 1 and ressemblance(regle("x"), regle("y")).part == 0


@given(definitions)
def test_ce_qui_separe_est_tout_ce_qui_decide_autrement(valeurs):
    mienne = ma_definition(valeurs, FORME)
    for enonce in CONFRONTATION.enonces:
        lui = clauses_de(enonce)
        attendu = {c for c in {*valeurs, *lui} if valeurs.get(c) != lui.get(c)}
        trouve = separations(mienne, enonce)
        assert {s.critere for s in trouve} == attendu and len(trouve) == len(attendu)
        for s in trouve:
            assert s.moi == valeurs.get(s.critere, "")


def test_absent_de_l_extrait_ne_se_confond_pas_avec_non_necessaire():
    lahary = ENONCES["enonce-lahary-2007-seconde"]
    dites = {c.critere: c.valeur for c in lahary.clauses}
    mienne = ma_definition(dict.fromkeys(CRITERES, "exigé"), FORME)
    par_critere = {s.critere: s.lui for s in separations(mienne, lahary)}
    assert set(par_critere.values()) >= {"", "admis"}
    assert all(par_critere[c] == dites.get(c, "") for c in par_critere)


# Une confrontation écrite à la main : quatre situations, trois critères


def regle(cle, forme="forme", **valeurs):
    return Enonce(cle, "auteur", forme, "verdict", tuple(Clause(critere, valeur) for critere, valeur in valeurs.items()))


QUATRE = {
    "s1": {"a": "oui", "b": "oui", "c": "non", "d": "non"},
    "s2": {"a": "oui", "b": "non", "c": "non", "d": "non"},
    "s3": {"a": "non", "b": "oui", "c": "oui", "d": "non"},
    "s4": {"a": "oui", "b": "oui", "c": "oui", "d": "non"},
}
SITUATIONS = {f"{s}-{n}": codage for n in range(3) for s, codage in QUATRE.items()}  # trois fois : il en faut dix
SEVERE, PAREIL = regle("sévère", a="exigé", b="exigé", c="écarté"), regle("pareil", a="exigé", b="exigé")
REFUSE_TOUT = regle("refuse tout", b="exigé", d="exigé")
DITS = [REFUSE_TOUT, SEVERE, PAREIL, regle("autre forme", "ailleurs", a="exigé", b="exigé"), regle("trop peu", a="exigé")]


def test_on_ne_se_compare_qu_a_ceux_qui_tranchent_sur_cette_forme():
    assert Confrontation(iter(DITS), SITUATIONS, "forme").enonces == (REFUSE_TOUT, SEVERE, PAREIL)


def test_ma_definition_porte_mon_nom_la_forme_et_ce_qui_est_regle():
    mienne = Confrontation(DITS, SITUATIONS, "forme").effet({"a": "exigé", "b": "admis", "c": "écarté"}).definition
    assert mienne == Enonce("ma-definition", "moi", "forme", "verdict", (Clause("a", "exigé"), Clause("c", "écarté")))


def test_les_voisins_du_plus_proche_au_plus_eloigne_et_leurs_nombres():
    """Moi et « pareil » : κ = 1. Moi et « sévère » : 9 situations sur 12, ½ attendu du hasard, κ = ½."""
    e = Confrontation(DITS, SITUATIONS, "forme").effet({"a": "exigé", "b": "exigé"})
    attendus = {"s1": "reconnue", "s2": "non reconnue", "s3": "non reconnue", "s4": "reconnue"}
    assert all(x.verdict == attendus[s[:2]] for s, x in e.lectures.items())
    assert e.seuls == {"b": 3, "a": 3}
    assert [(v.enonce.id, v.accord.valeur, v.decidees, v.identiques, v.communes, v.ressemblance) for v in e.voisins] == [
        ("pareil", 1, 12, 12, 6, (2, 2)),
        ("sévère", 0.5, 12, 9, 3, (2, 3)),
        ("refuse tout", 0, 12, 6, 0, (1, 3)),
    ]
    assert e.proches == e.parents == {"pareil"}
    assert [v.separent for v in e.voisins] == [
        (),
        (Separation("c", "", "écarté"),),
        (Separation("d", "", "exigé"), Separation("a", "exigé", "")),
    ]


def test_un_accord_non_defini_vient_apres_un_accord_nul():
    """Tout refuser, face à qui refuse tout : aucune variation, donc aucun coefficient ; face aux autres, le hasard."""
    e = Confrontation(DITS, SITUATIONS, "forme").effet({"a": "exigé", "d": "exigé"})
    assert e.comptes == {"non reconnue": 12}
    assert [(v.enonce.id, v.accord.valeur) for v in e.voisins] == [("pareil", 0), ("sévère", 0), ("refuse tout", None)]
    assert e.proches == frozenset() and e.parents == {"pareil", "refuse tout"}


# La phrase


@pytest.mark.parametrize(
    ("valeurs", "phrase"),
    [
        ({}, ""),
        ({"crit-egalite": "exigé"}, "Pour moi, il y a partenariat quand aucun partenaire ne commande aux autres."),
        ({"crit-duree": "écarté"}, "Pour moi, il n’y a pas partenariat si le travail commun est fait pour durer."),
        (
            {"crit-egalite": "exigé", "crit-action-commune": "exigé", "crit-duree": "écarté", "crit-formalisation": "écarté"},
            "Pour moi, il y a partenariat quand aucun partenaire ne commande aux autres et que les partenaires font quelque "
            "chose ensemble\u00a0; mais pas si le travail commun est fait pour durer ou si l’accord est mis par écrit.",
        ),
    ],
)
def test_la_definition_se_dit_en_une_phrase(valeurs, phrase):
    assert GRILLE.phrase(valeurs) == phrase


@given(definitions)
def test_la_phrase_ne_dit_que_ce_qui_est_regle(valeurs):
    phrase = GRILLE.phrase(valeurs)
    assert {c.id for c in GRILLE.criteres if c.phrase in phrase} == set(valeurs)


def test_les_phrases_des_criteres_s_enchainent():
    """Ni virgule (elles s’énumèrent), ni majuscule, ni point ; et aucune n’est contenue dans une autre."""
    phrases = [c["phrase"] for c in C.lignes("criteres")]
    for p in phrases:
        assert "," not in p and p[0].islower() and p[-1].isalnum()
        assert not p.startswith(("il ", "ils ")), "« si il » ne se dit pas"
        assert sum(p in autre for autre in phrases) == 1


# Les tables


def test_chaque_critere_a_une_famille_et_chaque_grille_ses_criteres():
    for g in C.lignes("grilles"):
        j = jeu(C, g["id"])
        ranges = [c.id for _, criteres in j.familles() for c in criteres]
        assert ranges == [c.id for c in j.criteres] and len(ranges) == len(set(ranges)) >= 4
        assert j.libre == (g["genre"] == "codage" and not g["situation"])
        assert len(j.situations) >= 12 if g["genre"] == "definition" else j.situations == ()
        assert g["genre"] == "codage" or not g["situation"]


def test_une_grille_relit_les_situations_de_son_tri(monkeypatch):
    lignes = tuple({**g, "tri": "formes"} for g in C.lignes("grilles") if g["id"] == "ma-definition")
    monkeypatch.setitem(C._index["grilles"], "ma-definition", lignes[0])
    assert jeu(C, "ma-definition").situations == tuple(c["situation"] for c in C.lignes("tris_cartes") if c["tri"] == "formes")


def test_une_grille_et_un_tri_n_ont_jamais_la_meme_cle():
    assert not {g["id"] for g in C.lignes("grilles")} & {t["id"] for t in C.lignes("tris")}, "leurs réponses se mêleraient"
