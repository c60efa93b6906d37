"""Ce que les labos et leurs corrigés disent d’un récit relu autrement : qui change d’avis, et vers quoi."""

import json
from pathlib import Path

from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.panel.lecture import codages, enonces, lire

C = corpus.lire()
ENONCES = {e.id.removeprefix("enonce-"): e for e in enonces(C).values()}
CODAGES = codages(C)
RACINE = Path(__file__).parents[2]

BASCULES = [
    ("notebooks/01-definitions", "sit-le-banc", ("formalisation",), "oui", {"fonteneau-2007-partenariat", "dumont-partenariat"}, set()),
    ("notebooks/01-definitions", "sit-un-ticket-une-chaise", ("duree",), "non", {"habitat-formation-1992"}, {"habitat-formation-1992"}),
    ("notebooks/05-cadre-juridique", "sit-boite-a-biscuits", ("formalisation",), "oui", {"fonteneau-2007-partenariat", "dumont-partenariat"}, set()),
    ("solutions/01-definitions", "sit-le-banc", ("conflit",), "oui", {"dhume-2006", "dhume-2006-cooperation"}, {"dhume-2006", "dhume-2006-cooperation"}),
    ("solutions/02-formes", "sit-leur-mardi", ("formalisation",), "oui", {"fonteneau-2007-partenariat", "dumont-partenariat"}, set()),
    ("solutions/07-evaluation", "sit-pliee-en-bateau", ("formalisation",), "oui", set(), set()),
    ("solutions/07-evaluation", "sit-pliee-en-bateau", ("probleme-reconnu",), "oui", {"inrp-1993", "merini-2001"}, {"inrp-1993", "merini-2001"}),
]  # fmt: skip
"""Carnet, récit, critères changés, réponse donnée, définitions qui changent d’avis, celles qui vont jusqu’à reconnaître."""


def changes(recit, reponses):
    """Énoncé qui change d’avis → son nouveau verdict, quand on répond autrement au codage d’un récit."""
    avant = CODAGES[recit]
    apres = {**avant, **{f"crit-{c}": v for c, v in reponses.items()}}
    lus = {nom: (lire(e, avant).verdict, lire(e, apres).verdict) for nom, e in ENONCES.items()}
    return {nom: b for nom, (a, b) in lus.items() if a != b}


@pour_chaque(("carnet", "recit", "criteres", "reponse", "changent", "reconnaissent"), BASCULES)
def test_le_carnet_relit_ce_recit_et_dit_juste(carnet, recit, criteres, reponse, changent, reconnaissent):
    bascules = changes(recit, dict.fromkeys(criteres, reponse))
    assert set(bascules) == changent
    assert {nom for nom, verdict in bascules.items() if verdict == "reconnue"} == reconnaissent
    appel = f'labo.relire("{recit}", ' + ", ".join(f'{c.replace("-", "_")}="{reponse}"' for c in criteres) + ")"
    cellules = json.loads((RACINE / f"{carnet}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert appel in ["".join(c["source"]) for c in cellules]


def test_un_accord_ecrit_n_est_pas_ce_que_veut_dhume_en_2001():
    """« Contractuel » n’est pas « écrit » : signer ou non ne change jamais sa lecture."""
    dhume = ENONCES["dhume-2001"]
    for codage in CODAGES.values():
        assert len({lire(dhume, {**codage, "crit-formalisation": v}).verdict for v in ("oui", "non", "inconnu")}) == 1


def test_un_probleme_reconnu_ne_demande_pas_que_nul_ne_le_regle_seul():
    for nom in ("inrp-1993", "merini-2001"):
        for codage in CODAGES.values():
            assert len({lire(ENONCES[nom], {**codage, "crit-probleme-commun": v}).verdict for v in ("oui", "non", "inconnu")}) == 1


def test_labo_03_le_choix_change_plus_d_avis_que_l_ecrit_et_la_duree_n_en_change_aucun():
    ecrit, choix = changes("sit-quai-9", {"formalisation": "non"}), changes("sit-quai-9", {"engagement-volontaire": "non"})
    assert len(choix) == 3 and set(ecrit) == {"dumont-partenariat"}
    assert changes("sit-quai-9", {"duree": "oui"}) == changes("sit-quai-9", {"duree": "non"}) == {}


@pour_chaque("recit", CODAGES)
def test_corrige_03_la_duree_ne_touche_que_le_guide(recit):
    assert {e for reponse in ("oui", "non") for e in changes(recit, {"duree": reponse})} <= {"habitat-formation-1992"}


def test_corrige_04_lahary_et_le_guide_bougent_puis_fonteneau_avec_un_ecrit():
    entres = {"organismes": "oui", "lien-organisations": "oui"}
    sans, avec = changes("sit-roues-avant", entres), changes("sit-roues-avant", {"formalisation": "oui", **entres})
    assert {"lahary-2007-premiere", "lahary-2007-seconde", "habitat-formation-1992"} == set(sans)
    assert {e for e, v in sans.items() if v == "reconnue"} == {"lahary-2007-seconde"}
    assert set(avec) - set(sans) == {"fonteneau-2007-partenariat"}
