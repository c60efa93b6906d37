"""Les pièges relevés à la lecture des documents, ceux qu’une machine peut tenir : les tables n’y tombent pas."""

import re

from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.placement import dire_ligne
from travailler_ensemble.corpus import desaccords as camps

C = corpus.lire()
IDENTIFIANTS = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)+$")


def textes(*tables):
    """(table, identifiant, colonne, texte) de tout ce qui se lit dans ces tables, ou dans toutes."""
    for nom in tables or C.noms:
        for ligne in C.lignes(nom):
            for colonne, valeur in ligne.items():
                if isinstance(valeur, str) and valeur and not IDENTIFIANTS.match(valeur):
                    yield nom, next(iter(ligne.values())), colonne, valeur


def ou(motif, *tables):
    return [(n, i, c, v) for n, i, c, v in textes(*tables) if re.search(motif, v)]


def test_aucune_branche_de_l_etoile_de_damon_n_est_nommee():
    assert "Non donné" in C.ligne("types", "type-etoile-damon")["teneur"]
    assert not [p for p in C.lignes("types_poles") if p["type"] == "type-etoile-damon"]


def test_descendant_n_est_jamais_prete_a_lyet():
    fautes = ou(r"\bdescendant", "cas_lyet", "traits_lyet", "concepts_lyet", "theses_lyet", "acteurs_lyet")
    assert not fautes, fautes
    for nom in C.noms:
        for ligne in C.lignes(nom):
            if ligne.get("auteur") == "aut-lyet" and any("descendant" in str(v) for v in ligne.values()):
                assert "n’apparaît pas" in ligne["teneur"], dict(ligne)


def test_les_clic_viennent_d_une_lettre_jamais_d_une_loi():
    texte = C.ligne("textes", "droit-clic-2004")
    assert texte["genre"] == "lettre"
    assert {n["nature"] for n in C.lignes("textes_natures") if n["texte"] == "droit-clic-2004"} == {"document"}
    assert not ou(r"(?i)la loi (impose|oblige)[^.]*CLIC|CLIC[^.]*(impos|obligatoire)[^.]* par la loi")


@pour_chaque(
    ("table", "cle"),
    [
        ("remedes", "rem-choix-impose-dubois"),
        ("positions", "position-liberte-injonction-dubois-palacin"),
        ("frigoli", "fri-2004-autonomisation"),
    ],
)
def test_une_hypothese_reste_une_hypothese(table, cle):
    assert C.ligne(table, cle)["statut"] == "hypothèse"


def test_qui_nous_arrive_par_un_autre_le_dit():
    """« X, cité par Y » : partout où la chaîne l’exige."""
    relais = {a["id"]: a["cite_par"] for a in C.lignes("auteurs")}
    for cle, par in {
        "aut-inrp-1993": "aut-merini",
        "aut-habitat-formation": "aut-schleret",
        "aut-acteurs-54": "aut-schleret",
        "aut-ministere-reseau": "aut-simondi",
        "aut-dumont": "aut-simon",
        "aut-friedberg": "aut-frigoli",
        "aut-nicourd": "aut-texte-002",
        "aut-le-rest": "aut-texte-002",
        "aut-dubet": "aut-lyet",
    }.items():
        assert relais[cle] == par
        for p in C.lignes("positions"):
            if p["auteur"] == cle:
                assert p["relais"] == par, p["id"]
    assert "Teisserenc" in C.ligne("auteurs", "aut-laville")["note"]


def test_l_inrp_n_a_que_sa_definition_et_son_programme_sic():
    assert "programme [sic]" in C.ligne("clauses", "clause-inrp-1993-probleme-reconnu")["justification"]
    assert [e["id"] for e in C.lignes("enonces") if e["auteur"] == "aut-inrp-1993"] == ["enonce-inrp-1993"]
    assert not [p for p in C.lignes("positions") if p["auteur"] == "aut-inrp-1993"]


@pour_chaque("graphie", ["Schleret", "Behar", "Tesseirenc", "Mérini", "Flahault", "Dubois-Palacin", "et alt"])
def test_les_noms_ont_leur_graphie(graphie):
    fautes = [x for x in ou(rf"\b{graphie}\b") if not re.search(r"(?i)écrit|appel|graphie", x[3])]
    assert not fautes, fautes


def test_rien_ne_vient_de_memoire():
    """Ni le numéro de la loi du 2 janvier, ni un sigle que les documents n’ouvrent pas, ni Callon derrière « traduction »."""
    for motif in (r"2002-2\b", r"Réseau national de ressources", r"Callon", r"\bn°\s*9[08]-"):
        assert not ou(motif), motif


def test_l_ironie_de_damon_est_dite():
    for _, cle, _, texte in ou(r"(?i)dictature du partenariat", "positions", "limites", "types", "mots"):
        assert "ironi" in texte, cle


def test_un_extrait_sans_titre_est_cite_par_le_dossier():
    for cle in ("lim-politique-damon", "lim-symptome-damon", "lim-empilement-damon"):
        assert C.ligne("limites", cle)["source"] == "src-rnrsms-2010"
    for cle in ("position-reponse-symptome-damon", "interne-damon-consensus"):
        pos = [p for p in C.lignes("positions") if cle in (p["id"], p["desaccord"]) and p["auteur"] == "aut-damon"]
        assert any(p["source"] == "src-rnrsms-2010" and "cité par le dossier" in p["attribution"] for p in pos), cle


def test_les_niveaux_de_chauffaut_sont_ceux_de_l_analyse_classique():
    assert "classique" in C.ligne("evaluation", "eva-niveaux-statut")["teneur"]
    for niveau in ("operationnel", "decisionnel", "politique"):
        assert C.ligne("evaluation", f"eva-niveau-{niveau}")["statut"] == "constat"


def test_behar_examine_la_bonne_echelle_il_ne_la_preche_pas():
    for cle in ("terr-injonction-echelle", "terr-simplifier"):
        assert C.ligne("territoires", cle)["attribution"] == "injonction examinée par Béhar"
    dit = dire_ligne(camps.desaccord(C, "desaccord-bonne-echelle").positions, "devrait", "-3", "-3")
    assert dit.endswith("Avec vous : injonction examinée par Béhar, 2001."), "Béhar n’est pas de ce côté"


def test_les_retours_sur_l_etoile_refusent_ce_que_le_dossier_ne_donne_pas():
    justes = {(r["question"], r["cle"]): r["juste"] for r in C.lignes("questions_reponses")}
    assert {justes["question-etoile-dossier", c] for c in ("nombre", "intitules", "dessin", "exemple")} == {"non"}
    assert [c for (q, c), j in justes.items() if q == "question-etoile-gradations" and j == "oui"] == ["indecidable"]


def test_la_communication_de_lyet_date_de_2009():
    assert C.ligne("references", "src-lyet-2009")["annee"] == 2009
    assert C.ligne("references", "src-lyet-2008")["annee"] == 2008


def test_dubet_n_est_pas_refute_par_lyet():
    assert "nuance" in C.ligne("positions", "position-dubet-lyet-lyet")["teneur"]
    assert "réfute" in C.ligne("desaccords", "desaccord-dubet-lyet")["juste"]


def test_aucun_texte_ne_definit_le_partenariat():
    assert not [t for t in textes("textes") if re.search(r"(?i)définit le partenariat|définition du partenariat", t[3])]
    assert all("à vérifier" in t["etat"] and "2010" in t["etat"] for t in C.lignes("textes"))


def test_le_lien_d_une_limite_a_un_remede_dit_qui_le_fait():
    for lien in C.lignes("limites_remedes"):
        assert (lien["lien_fait_par"] == "source") == (lien["mode"] == "explicite") == (lien["origine"] == "inventaire")
        if lien["lien_fait_par"] == "source":
            limite, remede = C.ligne("limites", lien["limite"]), C.ligne("remedes", lien["remede"])
            memes = limite["auteur"] == remede["auteur"] or remede["auteur"] == "aut-le-rest"
            assert memes, (lien["limite"], lien["remede"], "un texte ne relie que ce qu’il contient")


def test_un_auteur_interne_ne_se_contredit_que_lui_meme():
    for d in C.lignes("desaccords"):
        auteurs = {p["auteur"] for p in C.lignes("positions") if p["desaccord"] == d["id"]}
        camps = {p["camp"] for p in C.lignes("positions") if p["desaccord"] == d["id"]}
        assert {"A", "B"} <= camps, d["id"]
        assert (len(auteurs) == 1) == (d["nature"] == "interne"), d["id"]


def test_le_cran_d_une_position_suit_son_camp():
    for p in C.lignes("positions"):
        cran = p["cran"]
        if cran is not None:
            assert -3 <= cran <= 3
            assert {"A": cran < 0, "B": cran > 0, "milieu": abs(cran) <= 1}[p["camp"]], p["id"]


def test_les_comptes_sont_ceux_du_releve():
    d = C.lignes("desaccords")
    assert sum(x["nature"] != "interne" for x in d) == 30
    assert sum(x["nature"] == "interne" for x in d) == 10
    assert sum(x["nature"] == "rapprochement" for x in d) == 22
    assert sum(x["a_retenir"] == "oui" for x in d) == 10
    assert sum(x["fragile"] == "oui" for x in d) == 3
    assert len({t["date"] or t["annee"] for t in C.lignes("textes") if t["genre"] not in ("plan", "contexte")}) == 11
