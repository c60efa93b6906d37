"""Le bilan d’un tri : où l’on est comme les auteurs (ou le texte), où l’on est autrement, et ce qui sépare. Un écran au plus.

La réponse à chaque carte est dans la carte même (`tri.py`) ; ici, leurs titres en piles, chacun y ramène.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.sujet import Rubrique
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.ecriture.phrases import en_lettres, enumerer, insecable, majuscule
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel import tenues
from travailler_ensemble.panel.avis import Panel, retours
from travailler_ensemble.panel.concordance import SerieDeReponses, les_plus_proches
from travailler_ensemble.panel.reponse import ReponseDePanel

PILES = ("autrement", "partage", "comme", "sans", "ignore")
"""Dans l’ordre où elles se lisent : les différences d’abord."""
TITRE = ("comme", "partage", "autrement", "sans", "ignore")
NOMS = {
    "fait": {"partage": "qui se défendent", "comme": "comme le texte"},
    "rangement": {"partage": "qui se défendent", "comme": "comme la collection"},
    "codage": {"comme": "comme la collection"},
    "pronostic": {"comme": "comme prévu"},
}
"""Le nom des piles, là où il change avec la sorte de tri."""
PARTOUT = {
    "comme": "comme vous",
    "partage": "partagées",
    "autrement": "autrement",
    "sans": "sans réponse",
    "ignore": "que vous ne saviez pas",
}
SOUVENT = 3
"""À partir de combien de cartes un critère se dit une fois pour toutes."""
LEGENDE = insecable("Une case, un auteur : pleine, comme vous ; demie, il hésite ; vide, il n’en voit pas.")


class Comparer(Composant):
    """Le bilan d’un tri, qui suit ses cartes validées."""

    _esm = module("composants/comparaison/composant.js")
    _css = feuille_de_style("comparaison")
    au_dos = True

    def __init__(self, tri: Tri, panel: Panel) -> None:
        self.tri, self._panel = tri, panel
        c = tri.classement
        super().__init__(donnees={"cle": c.cle, "titre": c.titre, "legende": LEGENDE if c.genre == "panel" else ""}, etat=self._dire())
        tri.observe(lambda _: self.rafraichir(), names="etat")

    def __repr__(self) -> str:
        return f"Comparaison({self.tri.classement.cle!r})"

    def sur_papier(self) -> Iterator[Rubrique]:
        return tenues.sur_papier(self._panel, self.tri.classement)

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Le bilan ne reçoit rien : ses titres appellent le tri."""

    def rafraichir(self) -> None:
        """Refait le bilan d’après les cartes validées, et l’envoie s’il a changé."""
        nouveau = self._dire()
        if nouveau != self.etat:
            self.etat = nouveau

    def _dire(self) -> dict[str, Any]:
        cartes = self.tri.donnees["cartes"]
        ici = {c["id"]: r for c in cartes if (r := self.tri.reponse(c["id"]))}
        piles = {p: [self._carte(c, ici[c["id"]]) for c in cartes if c["id"] in ici and ici[c["id"]].pile == p] for p in PILES}
        dits = {p: self._nommer(p, len(x)) for p, x in piles.items() if x}
        souvent = self._separe_souvent([c for x in piles.values() for c in x])
        return {
            "rangees": sum(c["id"] in self.tri.suite.reponses for c in cartes),
            "titre": majuscule(" · ".join(dits[p] for p in TITRE if p in dits)),
            "souvent": souvent,
            "piles": [{"nom": majuscule(dit), "cartes": piles[p]} for p, dit in dits.items()],
            "proche": self._proche() if len(ici) == len(cartes) else "",
        }

    @staticmethod
    def _separe_souvent(cartes: list[dict[str, Any]]) -> str:
        """Le critère qui sépare la moitié au moins des cartes, dit une fois pour toutes ; leurs cartes ne le répètent plus."""
        [(critere, n)] = Counter(c["critere"] for c in cartes if c["critere"]).most_common(1) or [("", 0)]
        if n < SOUVENT or 2 * n < sum(bool(c["critere"]) for c in cartes):
            return ""
        for c in cartes:
            c["critere"] = "" if c["critere"] == critere else c["critere"]
        return insecable(f"Ce qui sépare le plus ici, {en_lettres(n, feminin=True)} fois : {critere}.")

    def _nommer(self, pile: str, n: int) -> str:
        """« quatre comme le texte », « une partagée »."""
        nom = NOMS.get(self.tri.classement.sorte, {}).get(pile, PARTOUT[pile])
        if n < 2:
            nom = {"partagées": "partagée", "qui se défendent": "qui se défend"}.get(nom, nom)
        return f"{en_lettres(n, feminin=True)} {nom}"

    def _carte(self, carte: Mapping[str, Any], r: ReponseDePanel) -> dict[str, Any]:
        choix = self.tri.suite.reponses[carte["id"]]
        differe = r.pile in ("autrement", "partage")
        return {
            "id": carte["id"],
            "titre": carte["titre"],
            "vous": _court(self.tri.classement.nom_de_case(choix)) if choix != JE_NE_SAIS_PAS else "",
            "nombres": list(r.nombres),
            "autre": "" if r.pile == "comme" else _autre(self.tri.classement, r),
            "critere": r.critere if differe else "",
            "mots": insecable(f"« {r.mots[0]} »") if differe and r.mots else "",
        }

    def _proche(self) -> str:
        """De qui l’on est proche, si c’est plus que par hasard ; vide sinon (presque toujours, sur si peu de cartes)."""
        c = self.tri.classement
        if not c.d_auteurs:
            return ""
        sues = {carte: {choix: 1} for carte, choix in self.tri.suite.reponses.items() if choix != JE_NE_SAIS_PAS}
        table = retours(self._panel, c)
        noms = [table.noms[a] for a in les_plus_proches([SerieDeReponses(table.table, sues)])]
        return insecable(f"Au plus près, plus que par hasard : {enumerer(noms)}.") if noms else ""


def _autre(classement: Classement, r: ReponseDePanel) -> str:
    """« le texte : obligation », « la collection : mécénat » : la réponse à côté de la mienne ; vide quand les auteurs se comptent."""
    if not r.autre or any(r.nombres):
        return ""
    qui = "le texte" if classement.genre == "fait" and not r.marque else "la collection" if r.marque else ""
    muettes = {c.nom for c in classement.cases if c.milieu}
    if qui == "le texte" and r.autre in muettes:
        return "le texte ne le dit pas"
    return insecable(f"{qui} : {_court(r.autre)}" if qui else _court(r.autre))


def _court(nom: str) -> str:
    """Le nom d’une case, sans ce qui l’explique : « Obligation : il faut » devient « Obligation »."""
    return insecable(nom).partition("\u00a0:")[0]
