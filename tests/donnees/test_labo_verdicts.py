"""Les labos 03 à 05 : ce que leurs phrases disent d’un récit relu est ce que calculent les définitions."""

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.lecture import lire
from travailler_ensemble.panel.retour import DECIDES

PANEL = Panel(corpus.lire())


def changes(recit, **reponses):
    """Énoncé qui change de verdict → le nouveau, quand on change ces réponses au codage d’un récit."""
    avant = PANEL.codages[recit]
    apres = avant | {f"crit-{c.replace('_', '-')}": v for c, v in reponses.items()}
    lus = {e.id: (lire(e, avant).verdict, lire(e, apres).verdict) for e in PANEL.enonces.values()}
    return {e.removeprefix("enonce-"): b for e, (a, b) in lus.items() if a in DECIDES and a != b}


def test_labo_03_le_choix_change_plus_d_avis_que_l_ecrit_et_la_duree_n_en_change_qu_un():
    ecrit, choix = changes("sit-quai-9", formalisation="non"), changes("sit-quai-9", engagement_volontaire="non")
    assert len(choix) > len(ecrit) and any(e.startswith("fonteneau-2007") for e in ecrit)
    assert not any(e.startswith("dhume") for e in ecrit), "« contractuel » n’est pas « écrit »"
    assert changes("sit-quai-9", duree="oui") == changes("sit-quai-9", duree="non") == {}
    assert set(changes("sit-un-ticket-une-chaise", duree="non")) == {"habitat-formation-1992"}


@pytest.mark.parametrize("recit", PANEL.codages)
def test_corrige_03_la_duree_ne_touche_que_le_guide(recit):
    for reponse in ("oui", "non"):
        assert set(changes(recit, duree=reponse)) <= {"habitat-formation-1992"}


def test_corrige_04_lahary_et_le_guide_bougent_puis_fonteneau_avec_un_ecrit():
    entres = {"organismes": "oui", "lien_organisations": "oui"}
    sans, avec = changes("sit-roues-avant", **entres), changes("sit-roues-avant", formalisation="oui", **entres)
    assert set(sans) == {"lahary-2007-premiere", "lahary-2007-seconde", "habitat-formation-1992"}
    assert {e for e, v in sans.items() if v == "reconnue"} == {"lahary-2007-seconde"}
    assert set(avec) - set(sans) == {"fonteneau-2007-partenariat"}


def test_labo_05_signer_ne_suffit_pas_a_fonteneau():
    assert changes("sit-boite-a-biscuits", formalisation="oui")["fonteneau-2007-partenariat"] == "incertaine"
