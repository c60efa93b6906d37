"""Un passage a le même statut et la même voix dans toutes les tables."""

import csv
from collections import defaultdict
from pathlib import Path

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


def test_un_constat_n_exige_ni_n_ecarte_rien():
    statuts = {e["id"]: e["statut"] for e in C.lignes("enonces")}
    assert [c["id"] for c in C.lignes("clauses") if c["valeur"] in ("exigé", "écarté") and statuts[c["enonce"]] == "constat"] == []


ENONCES: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
for e in C.lignes("enonces"):
    ENONCES.setdefault((e["auteur"], e["objet"], e["source"]), set()).add((e["statut"], e["voix"]))
VUES = [(f["auteur"], f["forme"], f) for f in C.lignes("formes_auteurs")] + [
    (u["auteur"], u["mot"].replace("glossaire-", "forme-"), u) for u in C.lignes("glossaire_usages")
]
AUTRE_PASSAGE = {("aut-dhume", "forme-partenariat", "src-dhume-adbdp-2005"), ("aut-rnrsms", "forme-reseau", "src-rnrsms-2010")}
"""L’énoncé ne retient de Dhume que ce qu’il observe, le glossaire la distinction qu’il propose ; le dossier parle deux fois du
réseau : pour le définir, puis d’un réseau de santé."""


def test_ce_que_deux_tables_disent_d_un_meme_texte_a_le_meme_statut_et_la_meme_voix():
    """Une forme vue par un auteur, ou le mot chez lui : l’un au moins de ses énoncés du même texte le dit pareil."""
    comparees = [
        (cle, (v["statut"], v["voix"]), ENONCES[cle])
        for auteur, forme, v in VUES
        if (cle := (auteur, forme, v["source"])) in ENONCES and cle not in AUTRE_PASSAGE
    ]
    assert len(comparees) >= 75
    assert [x for x in comparees if x[1] not in x[2]] == []


CLES = {"places": ("tri", "carte", "auteur"), "glossaire_usages": ("mot", "auteur", "source")}
"""Ce qui nomme une ligne sans identifiant, dans `passages.csv` : `debat-droit/convention-repond/damon`."""
SANS_STATUT = {t: C.lignes(t) for t in ("cas_lyet", "concepts_lyet", "relations", "theses_lyet", "traits_lyet")}
LIGNES = {
    (t, "/".join(r[c].removeprefix("glossaire-").removeprefix("aut-").removeprefix("src-") for c in CLES.get(t, ("id",)))): r
    for t, lignes in {**TABLES, **SANS_STATUT}.items()
    for r in lignes
    if r.get("genre") != "non dit"
}
"""Ce que Lyet ne dit pas n’a pas de passage."""
with Path(__file__).with_name("passages.csv").open(encoding="utf-8", newline="") as flux:
    PASSAGES = {(p["table"], p["cle"]): p["passage"] for p in csv.DictReader(flux)}
"""Table et ligne → passage : « D:108 », la ligne du texte brut ; « D:108 b », une autre thèse, ou une autre voix, de la même ligne."""


def test_chaque_ligne_a_son_passage():
    assert sorted(PASSAGES.keys() - LIGNES.keys()) == []
    assert sorted(LIGNES.keys() - PASSAGES.keys()) == []


SECTIONS = {
    "D": {
        23: "Introduction",
        33: "Approches de la notion",
        231: "autres formes de travail",
        379: "enjeux du partenariat",
        409: "types de partenariat",
        423: "Partenariat et territoires",
        461: "bases juridiques",
        540: "limites du partenariat",
        791: "évaluation du partenariat",
        825: "témoignage",
    },
    "L": {
        26: "introduction",
        47: "La gouvernance et le problème",
        57: "Un questionnement contrasté",
        79: "L’institution incertaine",
        91: "Des dynamiques instituantes",
        131: "Des identités émergentes",
        157: "Opportunités et limites",
    },
    "F": {1: "début", 130: "milieu", 251: "fin"},
}
"""Document → première ligne du texte brut d’une section → comment le repère la nomme."""


@pour_chaque("document", SECTIONS)
def test_le_repere_nomme_la_section_du_passage(document):
    loin = []
    for cle, passage in PASSAGES.items():
        lettre, ligne = passage.split()[0].split(":")
        if lettre == document:
            section = SECTIONS[document][max(debut for debut in SECTIONS[document] if debut <= int(ligne))]
            repere = LIGNES[cle]["repere"]
            if section not in repere and "ensemble du texte" not in repere:
                loin.append((cle, passage, section, repere))
    assert loin == []


def test_un_passage_a_un_statut_et_une_voix():
    """Un texte officiel parle pour lui-même ; les positions et les places n’ont pas de colonne pour la voix."""
    dits: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"statut": set(), "voix": set()})
    for cle, passage in PASSAGES.items():
        for colonne, vus in dits[passage].items():
            if vu := LIGNES[cle].get(colonne):
                vus.add(vu.replace("texte officiel", "auteur"))
    assert {p: d for p, d in dits.items() if max(map(len, d.values())) > 1} == {}
    assert len(dits) >= 250
