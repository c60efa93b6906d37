"""Ce que les données doivent respecter au-delà de leurs types : le panel, les fictions, les pièges du corpus."""

import re
import subprocess
import sys
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER
from travailler_ensemble.panel.lecture import codages, enonces, lire

C = corpus.lire()
SITUATIONS = C.lignes("situations")
CODAGES = {(c["situation"], c["critere"]): c for c in C.lignes("codages")}
PANEL = [e for e in enonces(C).values() if e.objet == "forme-partenariat" and lire(e, {}).verdict == "incertaine"]
THEMES = {(t["situation"], t["labo"]) for t in C.lignes("situations_themes")}


def recit(situation):
    return situation["texte"].replace("¶", " ")


def phrases(situation):
    """Les phrases du récit, coupées à leur point."""
    return re.split(r"(?<=[.!?]) ", recit(situation))


def partage(situation):
    """Parts de reconnaissance parmi les définitions du partenariat qui décident, et leur nombre."""
    n = Counter(lire(e, codages(C)[situation["id"]]).verdict for e in PANEL)
    decidees = n["reconnue"] + n["non reconnue"]
    return n["reconnue"] / max(decidees, 1), decidees


def test_le_paquet_est_valide_pour_frictionless():
    fini = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(DOSSIER / "datapackage.json"), "--json"], capture_output=True, text=True
    )
    assert fini.returncode == 0, fini.stdout[-2000:]


def test_les_references_viennent_des_sources():
    racine = DOSSIER.parent
    fini = subprocess.run([sys.executable, "-m", "outils", "references", "--verifier"], cwd=racine, capture_output=True, text=True)
    assert fini.returncode == 0, fini.stdout


@pour_chaque("s", SITUATIONS, ids=lambda s: s["id"])
def test_chaque_situation_est_codee_partout_et_chaque_reponse_a_son_indice(s):
    assert 60 <= len(re.findall(r"[\w’'-]+", recit(s))) <= 120
    for critere in C.lignes("criteres"):
        c = CODAGES[s["id"], critere["id"]]
        if c["valeur"] == "inconnu":
            assert c["indice"] == ""
        else:
            assert c["indice"], f"{critere['id']} : un oui ou un non sans indice"
            assert c["indice"] in recit(s), f"{critere['id']} : l’indice n’est pas dans le récit"


def test_chaque_question_a_un_exemple_de_chaque_cote_qui_n_est_pas_un_de_nos_recits():
    recits = " ".join(recit(s) for s in SITUATIONS)
    exemples = [c[cote] for c in C.lignes("criteres") for cote in ("exemple_oui", "exemple_non")]
    assert len(exemples) == len(set(exemples)) == 2 * len(C.lignes("criteres"))
    assert not [x for x in exemples if x.rstrip(".") in recits]
    assert max(len(x) for x in exemples) <= 80


def test_les_situations_couvrent_les_secteurs_et_les_cas_voulus():
    assert len(SITUATIONS) >= 44
    par_secteur = Counter(s["secteur"] for s in SITUATIONS)
    assert len(par_secteur) == 11 and min(par_secteur.values()) >= 3, par_secteur
    par_trait = Counter(s["trait"] for s in SITUATIONS)
    for trait in ("partage", "ressemble", "papier"):
        assert par_trait[trait] >= 3
    assert all(s["origine"] == "collection" for s in SITUATIONS)


def test_chaque_situation_sert_un_labo_et_chaque_labo_en_a_trois():
    assert {s["id"] for s in SITUATIONS} == {situation for situation, _ in THEMES}
    servis = Counter(labo for _, labo in THEMES)
    for labo in C.lignes("labos"):
        if labo["id"] == "labo-08":  # les deux cas de Lyet sont des faits : aucune fiction ne s’y mêle
            assert labo["id"] not in servis
        else:
            assert servis[labo["id"]] >= 3, labo["titre"]


def test_une_situation_mise_dans_un_tri_sert_le_labo_de_ce_tri():
    labo_du_tri = {t["id"]: t["labo"] for t in C.lignes("tris")}
    for carte in C.lignes("tris_cartes"):
        if carte["situation"]:
            assert (carte["situation"], labo_du_tri[carte["tri"]]) in THEMES


def test_le_labo_de_terrain_est_raconte_par_qui_fait_un_stage():
    for situation, labo in THEMES:
        if labo == "labo-10":
            texte = recit(C.ligne("situations", situation))
            assert "stage" in texte and re.search(r"\b(j’|je )", texte, re.IGNORECASE), situation


@pour_chaque("paire", C.lignes("situations_jumelles"), ids=lambda p: p["critere"])
def test_deux_recits_jumeaux_ne_different_que_d_une_phrase_et_d_un_critere(paire):
    une, autre, critere = paire["situation"], paire["jumelle"], paire["critere"]
    dites = [phrases(C.ligne("situations", s)) for s in (une, autre)]
    assert len(dites[0]) == len(dites[1])
    assert sum(a != b for a, b in zip(*dites, strict=True)) == 1
    assert C.ligne("situations", une)["secteur"] == C.ligne("situations", autre)["secteur"]
    for c in C.lignes("criteres"):
        reponses = [(CODAGES[s, c["id"]]["valeur"], CODAGES[s, c["id"]]["indice"]) for s in (une, autre)]
        if c["id"] == critere:
            assert [valeur for valeur, _ in reponses] == ["oui", "non"]
        else:
            assert reponses[0] == reponses[1], c["id"]


@pour_chaque("paire", C.lignes("situations_jumelles"), ids=lambda p: p["critere"])
def test_ce_seul_critere_fait_changer_d_avis_quelqu_un_du_panel(paire):
    par_situation = codages(C)
    avis = [[lire(e, par_situation[paire[s]]).verdict for e in PANEL] for s in ("situation", "jumelle")]
    assert any("non reconnue" in deux and len(set(deux)) == 2 for deux in zip(*avis, strict=True))


def test_deux_titres_ne_se_confondent_pas():
    proches = [
        (a["titre"], b["titre"])
        for a, b in combinations(SITUATIONS, 2)
        if SequenceMatcher(None, a["titre"].casefold(), b["titre"].casefold()).ratio() >= 0.7
    ]
    assert not proches


@pour_chaque("s", SITUATIONS, ids=lambda s: s["id"])
def test_le_recit_ne_souffle_pas_le_nom_d_une_forme(s):
    """Une forme ne se nomme que dans la bouche de quelqu’un, entre guillemets."""
    hors_guillemets = re.sub(r"«[^»]*»", "", recit(s))
    assert not re.search(r"partenari|partenaire|coop[ée]r|coord|collabor|concert[ae]|fusion|\bréseau", hors_guillemets)


def test_trois_situations_au_moins_partagent_le_panel():
    egales = [s["titre"] for s in SITUATIONS if (p := partage(s))[1] >= 8 and 0.4 <= p[0] <= 0.6]
    assert len(egales) >= 3, egales


def test_ce_qui_ressemble_a_un_partenariat_n_en_est_pas_un_pour_le_panel():
    for s in SITUATIONS:
        if s["trait"] == "ressemble":
            part, decidees = partage(s)
            assert decidees >= 8 and part <= 0.25, (s["titre"], part, decidees)


def test_une_situation_au_moins_est_largement_reconnue():
    assert any(p[0] >= 0.7 and p[1] >= 12 for p in map(partage, SITUATIONS))


# Les pièges de l’inventaire qu’une machine peut tenir


def test_une_voix_de_seconde_main_dit_qui_la_relaie():
    for e in C.lignes("enonces"):
        assert (e["voix"] == "seconde main") == bool(e["relais"]) or e["id"] == "enonce-cottin-dujardin-2010", e["id"]
    # passage endossé sans source donnée : personne ne peut être nommé comme relais
    assert "source non donnée" in C.ligne("enonces", "enonce-cottin-dujardin-2010")["precision"]


def test_les_hypotheses_restent_des_hypotheses():
    assert C.ligne("enonces", "enonce-dubois-palacin-2007-hypothese")["statut"] == "hypothèse"


def test_l_inrp_dit_programme_sic():
    assert "programme [sic]" in C.ligne("clauses", "clause-inrp-1993-probleme-reconnu")["justification"]
    assert C.ligne("enonces", "enonce-inrp-1993")["relais"] == "aut-merini"


def test_le_texte_sans_auteur_n_est_pas_signe():
    assert "Frigoli" not in C.ligne("auteurs", "aut-texte-002")["nom"]
    assert "attribuée à Gilles Frigoli" in C.ligne("references", "src-002")["reference"]


def test_seuls_dhume_et_brachet_ordonnent_des_cases():
    assert {t["ordre_de"] for t in C.lignes("tris")} == {"", "aut-dhume", "aut-brachet"}


def test_dhume_ne_place_qu_un_des_sept_mots():
    places = {p["carte"]: p["case"] for p in C.lignes("places") if p["tri"] == "axe-dhume"}
    assert {c for c, case in places.items() if case} == {"partenariat"}
    assert len(places) == 7


def test_une_relation_qui_n_ordonne_pas_des_formes_ne_donne_aucun_lien():
    hors = {r["id"] for r in C.lignes("relations") if r["entre_formes"] == "non"}
    assert len(hors) == 4
    assert not hors & {x["relation"] for x in C.lignes("liens")}


def test_les_places_designent_des_cartes_et_des_cases_qui_existent():
    cartes = {(c["tri"], c["carte"]) for c in C.lignes("tris_cartes")}
    cases = {(c["tri"], c["case"]) for c in C.lignes("tris_cases")}
    for p in C.lignes("places"):
        assert (p["tri"], p["carte"]) in cartes
        assert not p["case"] or (p["tri"], p["case"]) in cases


def test_les_textes_ont_la_typographie_francaise():
    """Apostrophe courbe, espaces insécables : dans tout ce qui s’affiche."""
    fautes = []
    for nom in C.noms:
        for ligne in C.lignes(nom):
            for colonne, valeur in ligne.items():
                if isinstance(valeur, str) and re.search(r"\w'\w| [;!?»]|« |[a-zà-ÿ] :", valeur):
                    fautes.append((nom, colonne, valeur[:60]))
    assert not fautes, fautes[:10]


def test_aucun_numero_de_ligne_ne_sert_de_repere():
    for nom in C.noms:
        for ligne in C.lignes(nom):
            assert not re.search(r"\b00\d\b", ligne.get("repere", "")), (nom, dict(ligne))
            assert not any(re.search(r"\b00\d:\d", str(v)) for v in ligne.values()), (nom, dict(ligne))
