"""Chaque pari a sa page, et la réponse que donne la page est celle du calcul : un codage qui change se verrait ici."""

import re
from collections import Counter

import nbformat
from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.choix import Pari
from travailler_ensemble.activites.questions import interrogation
from travailler_ensemble.affichage.pages.situations import relire
from travailler_ensemble.corpus import DOSSIER
from travailler_ensemble.corpus.desaccords import desaccord
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.lecture import enonces

RACINE = DOSSIER.parent
C = corpus.lire()
PANEL = Panel(C)
PARIS = [q["id"] for q in C.lignes("questions") if q["genre"] == "pari"]
CARNETS = {p: nbformat.read(p, 4).cells for d in ("notebooks", "exercises") for p in sorted((RACINE / d).glob("*.ipynb"))}


def changent(situation: str, **changements: str) -> int:
    dit = relire(PANEL, situation, changements).resume
    return int(n[0]) if (n := re.findall(r"\d+", dit)) else 0


def exigences() -> Counter[str]:
    """Critère → combien d’énoncés sur le partenariat l’exigent."""
    return Counter(c.critere for e in enonces(C).values() if e.objet == "forme-partenariat" for c in e.clauses if c.valeur == "exigé")


def la_plus_forte(**poids: int) -> str:
    (premiere, deuxieme) = sorted(poids, key=poids.__getitem__, reverse=True)[:2]
    return "autant" if poids[premiere] == poids[deuxieme] else premiere


N = {0: "aucune", 1: "une", 2: "deux", 3: "trois"}
CALCULS = {
    "pari-banc-signe": lambda: N[changent("sit-le-banc", formalisation="oui")],
    "pari-egalite": lambda: "moins" if exigences()["crit-egalite"] < exigences()["crit-action-commune"] else "",
    "pari-ticket-fin": lambda: N[changent("sit-un-ticket-une-chaise", duree="non")],
    "pari-critere-frequent": lambda: {"crit-action-commune": "action"}.get(exigences().most_common(1)[0][0]),
    "pari-quai-9": lambda: la_plus_forte(
        ecrit=changent("sit-quai-9", formalisation="non"), choix=changent("sit-quai-9", engagement_volontaire="non")
    ),
    "pari-boite-signee": lambda: N[changent("sit-boite-a-biscuits", formalisation="oui")],
    "pari-mardi-services": lambda: N[changent("sit-roues-avant", organismes="oui", lien_organisations="oui")],
    "pari-cafe-accord": lambda: N[changent("sit-present-ou-passe", formalisation="oui")],
    "pari-bateau-nouvelle": lambda: la_plus_forte(
        accord=changent("sit-pliee-en-bateau", formalisation="oui"), probleme=changent("sit-pliee-en-bateau", probleme_reconnu="oui")
    ),
    "pari-madeleines-charte": lambda: N[
        changent("sit-quatre-madeleines", cadre="oui", egalite="oui", objectifs_communs="oui", specificite="oui")
    ],
}
# Ceux dont la réponse se lit dans une fiche, et ne se calcule pas.
LUS = {"pari-echelle", "pari-dhume-renvoi"}


def test_chaque_pari_se_calcule_ou_se_lit():
    assert set(PARIS) == CALCULS.keys() | LUS


@pour_chaque("cle", CALCULS)
def test_le_pari_tenu_est_celui_que_donne_le_calcul(cle):
    q = interrogation(C, cle)
    assert isinstance(q, Pari)
    assert [r.cle for r in q.reponses if r.juste == "oui"] == [CALCULS[cle]()]


def test_le_pari_sur_l_ecrit_dit_juste_combien_l_exigent():
    assert exigences()["crit-formalisation"] == 2
    assert desaccord(C, "interne-dhume-egalite")


def test_la_ou_l_on_dit_de_parier_il_y_a_ou_parier():
    """Dans la cellule qui suit : un pari, ou un tri qui en tient lieu ; et la page qu’il cache vient juste après."""
    for chemin, cellules in CARNETS.items():
        for c, suite in zip(cellules, cellules[1:], strict=False):
            if c.cell_type == "markdown" and re.search(r"\b[Pp]ari(ez|ons)\b", c.source) and "animateur" not in c.metadata.get("tags", []):
                assert re.match(r'labo\.(question\("pari-|tri\()|^La page qui suit', suite.source) or "à mesure" in c.source, (
                    chemin.name,
                    c.source[:80],
                )
        for c, suite in zip(cellules, cellules[1:], strict=False):
            if c.source.startswith('labo.question("pari-'):
                assert suite.cell_type == "code" and re.match(r"labo\.(relire|figure|fiches|desaccord)\(", suite.source), chemin.name
