"""Le glossaire : des définitions courtes, claires, qui ne tournent pas en rond ; des usages exacts ; une page qui les montre."""

import re
from collections import Counter, defaultdict
from graphlib import CycleError, TopologicalSorter

import nbformat
import pytest
from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import SORTES
from travailler_ensemble.affichage.pages.glossaire import glossaire
from travailler_ensemble.corpus.glossaire import PROCHES, chercher, cle, trouver

C = corpus.lire()
MOTS = {x["id"]: x for x in C.lignes("glossaire")}
VOIR = {(x["mot"], x["vers"]): x["raison"] for x in C.lignes("glossaire_voir")}
USAGES = C.lignes("glossaire_usages")
DIVERGENTS = [
    "partenariat",
    "réseau",
    "coopération",
    "collaboration",
    "coordination",
    "articulation",
    "concertation",
    "consultation",
    "information",
    "fusion",
    "sens commun",
    "convention",
    "consensus",
    "conflit",
    "innovation",
    "transversalité",
]


def mots(texte):
    """Les mots d’un texte ; l’apostrophe sépare, le trait d’union unit."""
    return re.findall(r"\w+(?:-\w+)*", texte)


def radicaux(mot):
    """Ce qu’une définition ne doit pas employer : le début, assez long pour être reconnu, de chaque mot plein."""
    return {m if len(m) <= 7 else m[: max(6, len(m) - 5)] for m in cle(mot).split() if len(m) > 3}


def emploie(texte, mot):
    """Le texte emploie-t-il ce mot, au singulier ou au pluriel ?"""
    return f" {cle(mot)} " in f" {cle(texte)} "


chaque_mot = pour_chaque("x", MOTS.values(), ids=lambda x: x["mot"])


def test_il_y_a_assez_de_mots_dans_chaque_famille():
    assert len(MOTS) >= 70
    assert all(n >= 5 for n in Counter(x["famille"] for x in MOTS.values()).values())


def test_aucun_mot_n_y_est_deux_fois():
    assert [m for m, n in Counter(cle(x["mot"]) for x in MOTS.values()).items() if n > 1] == []


@chaque_mot
def test_l_identifiant_est_celui_du_mot(x):
    assert cle(x["id"].removeprefix("glossaire-")) == cle(x["mot"])


@chaque_mot
def test_les_definitions_et_les_exemples_sont_courts(x):
    assert 4 <= len(mots(x["definition"])) <= 35
    assert len(mots(x["exemple"])) <= 25


@chaque_mot
def test_une_definition_n_emploie_pas_le_mot_qu_elle_definit(x):
    definition = x["definition"]
    if x["mot"].isupper():  # un sigle se développe d’abord
        definition = definition.partition(" :")[2]
    employes = cle(definition).split()
    assert not {r for r in radicaux(x["mot"]) for m in employes if m.startswith(r)}


def test_les_definitions_ne_tournent_pas_en_rond():
    """Si A se définit par B, et B par C, C ne se définit pas par A."""
    graphe = {a["mot"]: {b["mot"] for b in MOTS.values() if b is not a and emploie(a["definition"], b["mot"])} for a in MOTS.values()}
    assert sum(map(len, graphe.values())) > 20, "le contrôle ne voit plus rien"
    try:
        tuple(TopologicalSorter(graphe).static_order())
    except CycleError as e:
        pytest.fail(" → ".join(e.args[1]))


@pour_chaque("table", ["glossaire", "glossaire_voir", "glossaire_usages"])
def test_ni_tiret_cadratin_ni_espace_perdue(table):
    for ligne in C.lignes(table):
        for valeur in map(str, ligne.values()):
            assert "—" not in valeur and "  " not in valeur and valeur == valeur.strip()


def test_les_phrases_sont_des_phrases():
    for texte in [x[colonne] for x in MOTS.values() for colonne in ("definition", "exemple")] + [u["usage"] for u in USAGES]:
        assert not texte or re.fullmatch(r"[A-ZÉÈÀÂÊÔŒ«].*(?:[.?!]|»)", texte), texte


def test_un_renvoi_est_donne_dans_les_deux_sens_ou_dit_pourquoi():
    assert VOIR
    for (mot, vers), raison in VOIR.items():
        assert mot != vers
        assert bool(raison) != ((vers, mot) in VOIR), (mot, vers)


@chaque_mot
def test_chaque_mot_mene_a_un_autre(x):
    assert any(x["id"] in lien for lien in VOIR)


SIGLE = re.compile(r"(?<![\w/-])[A-Z]{2,}[A-Z0-9]*(?![\w/-])")  # sans les numéros de circulaire
ROMAINS = re.compile(r"[IVX]+")
MONTREES = (
    *("situations", "tris", "tris_cases", "tris_cartes", "questions", "questions_reponses", "questions_relecture", "positions", "clauses"),
    *("limites", "remedes", "evaluation", "terrain", "frigoli", "textes", "types", "territoires", "relations", "theses_droit"),
    *("formes_auteurs", "criteres", "glossaire", "glossaire_usages", "enjeux", "concepts_lyet", "theses_lyet"),
)


def sigles_de(textes):
    return {s for t in textes for s in SIGLE.findall(t) if not ROMAINS.fullmatch(s)}


def test_chaque_sigle_qu_un_labo_emploie_est_au_glossaire_ou_aux_sigles():
    connus = {s for x in C.lignes("sigles") for s in x["sigle"].split(", ")} | {x["mot"] for x in MOTS.values()}
    carnets = [f for d in ("notebooks", "solutions") for f in (corpus.DOSSIER.parent / d).glob("[01][0-9]-*.ipynb")]
    textes = [c.source for f in carnets for c in nbformat.read(f, 4).cells if c.cell_type == "markdown"]
    for table in MONTREES:
        libres = [c.nom for c in C.description(table).champs if c.type == "string" and c.permis is None]
        textes += [x[c] for x in C.lignes(table) for c in libres if not c.endswith("repere")]
    vus = sigles_de(textes)
    assert len(carnets) > 20 and {"CNAF", "FSL", "ADBDP", "DEES"} <= vus | connus
    assert vus - connus == set()


CHAMP = (
    "secret professionnel, référentiel, protection maternelle, caisse d’allocations, foyer, halte de jour, éducateur de rue, bailleur, "
    "ludothèque, tutelle, assistante sociale, conseillère en économie sociale et familiale, puéricultrice, département, allocataire, "
    "gérontologie, politique de la ville, épicerie solidaire, protocole, surendettement, groupement, service public, bénévole, psychiatrie, "
    "déontologie, mission locale, convention, subvention, instrumentalisation, formel, ponctuel, récurrent, lucratif, prestataire, financeur, "
    "gestionnaire, hiérarchie, comités de pilotage, communauté urbaine, intercommunal, interministériel, maison de quartier, "
    "organisme de formation, accompagnement, périscolaire, prévention, protection de l’enfance, ergothérapeute, orthophoniste, "
    "aide-soignante, errance, exclusion, précarité, État-providence, privatisation, asymétrie, réciprocité, unilatéral, "
    "contractuel, volontariat, collégial, clivage, idéologie, altruisme, interface, synergie, continuum, typologie, terminologie, "
    "bureaucratie, efficience, rationalisation, externalisation, institutionnalisation, endogène-ascendant, affadissement, confinement, "
    "métissage, réassurance, équité, ciblage, procédure, routine"
).split(", ")
"""Les mots du métier et les mots savants des labos, de leurs récits et de leurs fiches. Liste choisie, à la main : ceux, parmi les mots
rares du français, qu’une étudiante de première année peut ne pas connaître. Les sigles, eux, se relèvent tout seuls."""
ARTICLE = re.compile(r"(?:\b(?:[Uu]ne?|[Ll][ae]|[Dd]e)\s|[LlDd]’)\*([^*\n]{3,40})\*")
D_USAGE = {"corriger", "coder", "idée"}
"""En italique après un article, et pris dans leur sens ordinaire."""


def test_chaque_mot_du_metier_et_chaque_mot_qu_un_labo_explique_se_trouve_au_glossaire():
    labos = (corpus.DOSSIER.parent / "notebooks").glob("[01][0-9]-*.ipynb")
    textes = [c.source for f in labos for c in nbformat.read(f, 4).cells if c.cell_type == "markdown"]
    expliques = {m for t in textes for m in ARTICLE.findall(t)} - D_USAGE
    assert {"montage", "ressort", "paradoxe"} <= expliques
    trouves = {m: trouver(C, m) for m in (*CHAMP, *expliques)}
    assert [m for m, t in trouves.items() if t.proches or not (t.mots or t.sigles)] == []


def test_les_mots_d_un_tri_s_expliquent_et_un_conseil_ne_se_donne_pas_pour_une_explication():
    dits = {t: SORTES["tris"](C, t) for t in ("formes", "attitudes-brachet", "acteurs-lahary", "qui-parle", "coder-mardi", "relire-charte")}
    assert [t for t, c in dits.items() if c.explique] == ["formes", "attitudes-brachet", "acteurs-lahary"]
    definitions = {x["definition"] for x in MOTS.values()}
    formes = dits["formes"].mots_des_cases
    assert len(formes) >= 9 and not dits["attitudes-brachet"].mots_des_cases, "ce que le tri dit d’un auteur, le glossaire ne le redit pas"
    for dite in formes:
        assert dite.partition(" : ")[2].removesuffix(" (définition de la collection)") in definitions


# Les usages


def test_il_y_a_assez_d_usages_et_tous_les_mots_dont_les_auteurs_divergent_en_ont():
    assert len(USAGES) >= 50
    for mot in DIVERGENTS:
        assert len({(u["auteur"], u["annee"]) for u in USAGES if u["mot"] == chercher(C, mot)["id"]}) >= 2, mot


def test_un_usage_est_court_et_apprend_quelque_chose():
    """Deux auteurs ou deux années ; sinon, l’usage ne répète pas la définition."""
    par_mot = defaultdict(list)
    for u in USAGES:
        assert 3 <= len(mots(u["usage"])) <= 25, u["usage"]
        par_mot[u["mot"]].append(u)
    for mot, ici in par_mot.items():
        assert len({u["usage"] for u in ici}) == len(ici), mot
        if len({(u["auteur"], u["annee"]) for u in ici}) < 2:
            pleins = [{m for m in cle(texte).split() if len(m) > 3} for texte in (ici[0]["usage"], MOTS[mot]["definition"])]
            assert len(pleins[0] & pleins[1]) <= len(pleins[0]) / 2, mot


def test_une_voix_de_seconde_main_dit_qui_la_relaie():
    for u in USAGES:
        assert (u["voix"] == "seconde main") == bool(u["relais"]), dict(u)


def test_les_usages_ont_la_date_et_la_voix_des_enonces():
    """Même auteur, même source : même année ; qui n’est connu que par un autre l’est ici aussi."""
    annees, voix = defaultdict(set), defaultdict(set)
    for e in C.lignes("enonces"):
        annees[e["auteur"], e["source"]].add(e["annee"])
        voix[e["auteur"], e["source"]].add(e["voix"])
    vus = [u for u in USAGES if (u["auteur"], u["source"]) in annees]
    assert len(vus) > len(USAGES) / 2
    for u in vus:
        assert u["annee"] in annees[u["auteur"], u["source"]], dict(u)
        if voix[u["auteur"], u["source"]] == {"seconde main"}:
            assert u["voix"] == "seconde main", dict(u)


def usage(mot, auteur, annee):
    return next(u for u in USAGES if (u["mot"], u["auteur"], u["annee"]) == (chercher(C, mot)["id"], auteur, annee))


def test_les_pieges_du_corpus_sont_tenus():
    assert usage("partenariat", "aut-dubois-palacin", 2007)["statut"] == "hypothèse"
    assert usage("problème indivisible", "aut-frigoli", 2004)["statut"] == "constat", "seul l’effet de la conjonction est supposé"
    assert "programme [sic]" in usage("partenariat", "aut-inrp-1993", 1993)["usage"]
    assert "ironique" in usage("conflit", "aut-damon", 2007)["usage"]
    assert usage("délégation", "aut-lyet", 2009)["statut"] == "rapporté"
    assert usage("sens commun", "aut-dhume", 2006)["voix"] == "dossier"
    assert {u["annee"] for u in USAGES if u["mot"] == "glossaire-cooperation" and u["auteur"] == "aut-dhume"} == {1999, 2001, 2005, 2006}


# La page


def page(*demandes):
    return glossaire(C, *demandes)._repr_html_()


def test_un_mot_demande_montre_ses_usages_sans_clic_et_ses_references_repliees():
    html = page("coopération")
    assert html.count("<h4>") == 1
    avant, apres = html.split("<details>")
    assert "D’autres l’emploient autrement" in avant
    assert avant.index("Dhume, 1999") < avant.index("Dhume, 2006") < avant.index("Dossier RNRSMS, 2010")
    assert "Journées de l’ADBDP" in apres and "Lu dans" in apres and "Journées de l’ADBDP" not in avant


def test_la_page_dit_qui_cite_qui_et_ce_que_nous_deduisons():
    html = page("réseau", "partenariat", "sens commun", "consensus")
    for attendu in (
        "Ministère du Travail, s. d. (cité par Simondi)",
        "Dumont, s. d. (résumé par Simon)",
        "INRP, 1993 (cité par Merini)",
        "Dhume, 2006 (d’après le dossier)",
        "<b>Loi du 4 mars 2002.</b>",
        "rapporté, déduit de l’extrait",
    ):
        assert attendu in html
    assert ".." not in html


def test_un_mot_sans_usage_n_annonce_rien_et_un_usage_unique_est_au_singulier():
    assert "l’emploie" not in page("cran") and "Références" not in page("cran")
    assert "Un auteur l’emploie à sa façon" in page("comitologie") and "D’autres" not in page("comitologie")


@pour_chaque(
    ("ecrit", "mot"),
    [
        ("RESEAUX", "réseau"),
        ("Co-construction", "co-construction"),
        ("communaute d'action", "communauté d’action"),
        ("le partenariat", "partenariat"),
        ("l’articulation", "articulation"),
        ("gip", "GIP"),
        ("  sens  commun ", "sens commun"),
        ("chantier d’insertion", "chantier d’insertion"),
    ],
)
def test_un_mot_est_reconnu_quelle_que_soit_sa_graphie(ecrit, mot):
    assert chercher(C, ecrit)["mot"] == mot


def test_deux_graphies_d_un_mot_ne_le_montrent_qu_une_fois():
    assert page("réseau", "Réseaux").count("<h4>") == 1


@pour_chaque(
    ("ecrit", "proche"),
    [("partenaria", "partenariat"), ("coopérasion", "coopération"), ("action", "communauté d’action"), ("niveaux", "niveau politique")],
)
def test_un_mot_inconnu_propose_les_plus_proches(ecrit, proche):
    with pytest.raises(KeyError) as e:
        chercher(C, ecrit)
    assert f"« {ecrit} »" in e.value.args[0] and f"« {proche} »" in e.value.args[0]
    assert e.value.args[0].count("«") - 1 <= PROCHES


@pour_chaque("ecrit", ["", "zzzz", "<b>"])
def test_un_mot_sans_voisin_le_dit(ecrit):
    with pytest.raises(KeyError, match="n’a pas de mot"):
        chercher(C, ecrit)
