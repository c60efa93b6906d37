"""Une réserve de la source se lit dans toute ligne qui redit le passage : « souvent », « tend à », « il me semble »…"""

import re

from chacun import pour_chacun

from travailler_ensemble import corpus

C = corpus.lire()
# (qui parle, ce que dit la ligne, la réserve qu’elle garde) : trois motifs cherchés dans la ligne entière.
RESERVES = {
    "L:32": ("lyet", "endogène-ascendant", "sembl"),
    "L:119": ("lyet", "[Dd]urée garantie|garantie de durée|monopole du pouvoir", "sembl"),
    "L:139": ("lyet", "plus sûrs? de|mieux qui (il|ils|elles) ", "plupart"),
    "L:172": ("lyet", "éphémère|brèves", "souvent"),
    "D:293": ("fonteneau", r"\bdanger", "parfois"),
    "D:546": ("calvet", "instrumentalis|s’en servir|attentes trop|démesur", "souvent|tend"),
    "D:554": ("damon", "mêmes murs|locaux", "souvent"),
    "D:596": ("dhume.2006", "asymétri|égalité|d’égal à égal", "2001"),
    "D:598": ("dhume.2006", "circulaire|à vide", "tend|semble|risque"),
    "D:683": ("damon", "instances[^.]*(superpos|empil)", "territorial"),
    "D:730": ("dubois.palacin", "réaffirme|redit|défendre son (champ|domaine)", "souvent"),
    "D:732": ("dubois.palacin", "annul", "comme si"),
    "D:773": ("frigoli", "entente[^.]*(but|objectif)|reléguer|second plan", "tend|peut passer"),
    "D:819": ("chauffaut", "tous les partenaires|entretiens", "souvent"),
}


SANS_TENEUR = {"desaccords", "limites_familles", "limites_remedes", "references"}
"""Ce qui nomme ou range un passage sans le redire."""


def lignes():
    for nom in C.noms:
        for x in C.lignes(nom) if nom not in SANS_TENEUR else ():
            yield nom, " · ".join(str(v) for v in x.values() if v not in ("", None))


LIGNES = list(lignes())


@pour_chacun("passage", RESERVES)
def test_une_ligne_qui_redit_un_passage_garde_sa_reserve(passage):
    voix, dit, reserve = (re.compile(m, re.IGNORECASE) for m in RESERVES[passage])
    visees = [(nom, texte) for nom, texte in LIGNES if voix.search(texte) and dit.search(texte)]
    assert visees, "aucune ligne ne redit ce passage : le motif ne garde rien"
    assert [x for x in visees if not reserve.search(x[1])] == []


def test_la_reserve_d_un_enonce_ne_redit_pas_ses_clauses():
    """Elle se lit à côté de leur phrase : ce que la phrase dit déjà n’y revient pas."""
    phrases: dict[str, str] = {}
    for c in C.lignes("clauses"):
        phrases[c["enonce"]] = phrases.get(c["enonce"], "") + " " + c["justification"].lower()
    redites = [
        (e["id"], mot)
        for e in C.lignes("enonces")
        for mot in re.findall(r"«\s(.+?)\s»", e["reserve"])
        if mot.lower() in phrases.get(e["id"], "")
    ]
    assert any(e["reserve"] for e in C.lignes("enonces"))
    assert redites == []
