"""Le labo 01 : ce que ses activités et son corrigé affirment se vérifie sur les clauses."""

from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.panel.definition import Confrontation
from travailler_ensemble.panel.lecture import codages, enonces

C = corpus.lire()
ENONCES = enonces(C)
GRILLE = jeu(C, "definition-sur-mesure")
CODAGES = {s: codages(C)[s] for s in GRILLE.situations}
REPONSES = {(r["tri"], r["carte"], r["juste"]): r["case"] for r in C.lignes("tris_reponses")}


def exiges(enonce):
    return {c.critere for c in ENONCES[enonce].clauses if c.valeur == "exigé"}


def test_aucun_enonce_n_exige_autant_que_celui_de_dhume_en_2001():
    nombres = {e: len(exiges(e)) for e in ENONCES}
    assert nombres.pop("enonce-dhume-2001") == 10 > max(nombres.values())


def test_les_regles_des_trois_textes_de_dhume_disent_leur_compte():
    assert len(exiges("enonce-dhume-1999")) == 4 and exiges("enonce-dhume-1999") < exiges("enonce-dhume-2001")
    assert len(exiges("enonce-dhume-2001") - exiges("enonce-dhume-1999")) == 6
    assert len(exiges("enonce-dhume-2006")) == 3


@pour_chaque(
    ("carte", "table", "ligne"),
    [
        ("egaux", "positions", "position-egalite-dhume"),
        ("etat", "positions", "position-egalite-damon"),
        ("choix-impose", "positions", "position-liberte-injonction-dubois-palacin"),
        ("structurer", "enonces", "enonce-acteurs54-reseau"),
        ("convention", "positions", "position-formalisation-fonteneau"),
        ("evaporation", "positions", "position-duree-perennite-lyet"),
        ("decrete", "enonces", "enonce-dhume-2006-dossier"),
    ],
)
def test_le_titre_attendu_est_le_statut_que_portent_les_tables(carte, table, ligne):
    case = REPONSES["a-quel-titre", carte, "oui"]
    assert C.ligne(table, ligne)["statut"] == {"hypothese": "hypothèse", "rapporte": "rapporté"}.get(case, case)


def verdicts(exige, ecarte=()):
    """Ce qu’une définition répond des récits de la grille. `exige`, `ecarte` : critères sans « crit- »."""
    reglages = {f"crit-{c}": "exigé" for c in exige} | {f"crit-{c}": "écarté" for c in ecarte}
    assert set(reglages) <= {c.id for c in GRILLE.criteres}, "la grille propose ces critères"
    lectures = Confrontation(ENONCES.values(), CODAGES, GRILLE.forme).effet(reglages).lectures
    return {s.removeprefix("sit-"): x.verdict for s, x in lectures.items()}


def test_les_trois_defis_se_tiennent():
    v = verdicts(["engagement-volontaire", "action-commune"])
    assert v["sept-heures-quarante"] == v["le-banc"] == "reconnue" and v["jusqu-a-la-mer"] == "non reconnue"
    assert v["un-ticket-une-chaise"] == v["code-perdu"] == "incertaine"
    assert v["atelier-velos"] == v["guichet-du-decret"] == "non reconnue"
    v = verdicts(["organismes", "action-commune"], ecarte=["duree"])
    assert v["un-ticket-une-chaise"] == "non reconnue" and v["code-perdu"] == "reconnue"
    v = verdicts(["acteurs-differents", "organismes", "objet-projet-commun", "action-commune", "cadre", "sans-delegation"])
    assert {v[c["situation"].removeprefix("sit-")] for c in C.lignes("tris_cartes") if c["tri"] == "jumeaux"} == {"reconnue"}


def voisins(exige, ecarte=()):
    """Énoncé sans « enonce- » → ce qui le rapproche d’une définition réglée dans la grille."""
    reglages = {f"crit-{c}": "exigé" for c in exige} | {f"crit-{c}": "écarté" for c in ecarte}
    effet = Confrontation(ENONCES.values(), CODAGES, GRILLE.forme).effet(reglages)
    return {v.enonce.id.removeprefix("enonce-"): v for v in effet.voisins}


def test_qui_repondrait_comme_cela_au_corrige():
    lahary = ("lahary-2007-seconde", "lahary-2007-alterite")
    v = voisins(["engagement-volontaire", "action-commune"])
    assert {nom for nom, x in v.items() if x.accord.valeur is not None} == {*lahary, "dhume-1999"}
    assert v["vidalenc-2005-partenariat"].identiques == v["vidalenc-2005-partenariat"].decidees > 0
    v = voisins(["organismes", "action-commune"], ["duree"])
    assert v["habitat-formation-1992"].identiques == v["habitat-formation-1992"].decidees > 0
    v = voisins(["acteurs-differents", "organismes", "objet-projet-commun", "action-commune"])
    assert all(v[nom].accord.valeur == 1 for nom in lahary)


def test_chaque_histoire_est_racontee_deux_fois_et_relue_par_la_grille():
    jumeaux = {s for p in C.lignes("situations_jumelles") for s in (p["situation"], p["jumelle"])}
    assert jumeaux == {c["situation"] for c in C.lignes("tris_cartes") if c["tri"] == "jumeaux"}
    assert jumeaux < set(GRILLE.situations)
