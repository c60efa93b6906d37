"""Un passage a le même statut et la même voix dans toutes les tables."""

from enumerer import pour_chaque

from travailler_ensemble import corpus

C = corpus.lire()
TABLES = {
    nom: C.lignes(nom)
    for nom in (
        *("enjeux", "enonces", "evaluation", "formes_auteurs", "frigoli", "glossaire_usages", "limites", "mots", "places"),
        *("positions", "remedes", "terrain", "territoires", "theses_droit", "types"),
    )
}
AVEC_VOIX = [t for t, lignes in TABLES.items() if "voix" in lignes[0]]
DE_SECONDE_MAIN = {(e["auteur"], e["source"]) for e in C.lignes("enonces") if e["relais"] not in ("", e["auteur"])}
"""Auteur et source dont nous n’avons que ce qu’un tiers cite ou résume."""


@pour_chaque("table", AVEC_VOIX)
def test_ce_qu_un_tiers_relaie_est_rapporte(table):
    relayes = [r for r in TABLES[table] if r["voix"] in ("seconde main", "éditeur")]
    assert [dict(r) for r in relayes if r["statut"] != "rapporté"] == []


@pour_chaque("table", TABLES)
def test_qui_ne_nous_arrive_que_par_un_tiers_est_rapporte_partout(table):
    assert {auteur for auteur, _ in DE_SECONDE_MAIN} >= {"aut-inrp-1993", "aut-habitat-formation", "aut-ministere-reseau", "aut-dumont"}
    assert [dict(r) for r in TABLES[table] if (r["auteur"], r["source"]) in DE_SECONDE_MAIN and r["statut"] != "rapporté"] == []


@pour_chaque("table", TABLES)
def test_la_note_de_lecture_parle_pour_elle_meme(table):
    assert [dict(r) for r in TABLES[table] if r["auteur"] == "aut-note-lecture" and r["statut"] == "rapporté"] == []


SIENS = {t: [r for r in lignes if "teneur" in r] for t, lignes in TABLES.items() if "teneur" in lignes[0]}
"""Les tables où un passage se dit en une phrase, et sous un statut."""


@pour_chaque("table", SIENS)
def test_un_risque_ou_une_hypothese_ne_se_donne_pas_pour_un_constat(table):
    supposes = [r for r in SIENS[table] if r["teneur"].startswith(("Hypothèse", "Risque"))]
    assert [dict(r) for r in supposes if r["statut"] != "hypothèse"] == []


@pour_chaque("table", SIENS)
def test_l_avis_d_autrui_est_rapporte(table):
    d_autrui = [r for r in SIENS[table] if r["teneur"].startswith(("Selon certain", "Pour certain", "Selon une critique"))]
    assert [dict(r) for r in d_autrui if r["statut"] != "rapporté"] == []
