"""Le tri : ranger des cartes dans des cases, au clavier ou à la souris. Le composant web est `web/composants/tri/composant.js`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from travailler_ensemble.activites.classement import Classement, melanger
from travailler_ensemble.activites.rangement import SANS_AVIS
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.affichage.composants.base import Activite, Feuille
from travailler_ensemble.ecriture.phrases import insecable, mots_de
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel.avis import Avis, Panel
from travailler_ensemble.panel.formulation import LectureDite
from travailler_ensemble.panel.reponse import ReponseDePanel, Voix, repondre

MOTS_REPLIES = 60
"""Au-delà, le récit se replie à côté de la réponse : avec elle, la carte tient en un écran et 150 mots."""
# Le bouton qui ouvre la réponse dans la carte, là où ce ne sont pas des auteurs qui comparent.
VOIR = {
    "fait": "Voir ce que dit le texte",
    "choix": "Lire ce qui se défend",
    "rangement": "Voir comment la collection range",
    "codage": "Voir ce que code la collection",
    "pronostic": "Voir ce qu’elle en dit",
}


class Tri(Activite):
    """Un classement proposé à l’apprenant, et la réponse dans la carte une fois celle-ci validée.

    Des auteurs se comparent quand tout est rangé, pour ne pas souffler les cartes d’après ; un texte répond carte par
    carte. `panel` : de quoi répondre, appelé à la première carte validée ; None là où rien ne se compare.
    """

    _esm = module("composants/tri/composant.js")
    _css = feuille_de_style("tri", "comparaison")

    def __init__(
        self, classement: Classement, feuille: Feuille, *, graine: int, heure: Any, panel: Callable[[], Panel] | None = None
    ) -> None:
        self.classement = classement
        self._panel = panel
        self._montree: str | None = None
        self._reponses: dict[tuple[str, str], ReponseDePanel] = {}
        super().__init__(classement, feuille, graine=graine, heure=heure)

    def __repr__(self) -> str:
        c = self.classement
        return f"Tri({c.cle!r}, {len(c.cartes)} cartes, {len(c.cases)} cases)"

    @property
    def rangement(self) -> Suite:
        """Où chaque carte est rangée, au dernier geste connu."""
        return self.suite._replace(reponses=self.classement.rangees(self.suite))

    def decrire(self) -> dict[str, Any]:
        c = self.classement
        cartes = melanger(c.cartes, self.graine, c.cle) if c.d_auteurs else c.cartes
        return {
            "question": c.question,
            "ordonne": c.ordonne,
            "note_ordre": c.note_ordre,
            "borne_debut": c.borne_debut,
            "borne_fin": c.borne_fin,
            "doute": insecable("\n".join([*c.mots_des_cases, c.doute])),
            "doute_dit": insecable("Un doute sur un mot ?") if c.explique else "Un conseil",
            "cases": [{"id": case.id, "nom": case.nom} for case in c.cases],
            "sans_avis": SANS_AVIS,
            "cartes": [
                {"id": x.id, "titre": x.titre, "surtitre": x.surtitre, "paragraphes": list(x.paragraphes), "exemples": x.exemples}
                for x in cartes
            ],
            "compare": self._panel is not None,
            "mots": c.de_situations,
            "voir": VOIR.get(_sorte(c), ""),
            "replie": max((len(mots_de(" ".join(x.paragraphes))) for x in cartes), default=0) > MOTS_REPLIES,
            "suffisent": c.suffisent or 0,
        }

    def dire(self) -> dict[str, Any]:
        """Les cartes validées, et la réponse à celle que la page montre."""
        valides = [c for c in self.suite.valides if c in self.suite.reponses]
        montree = self._montree if self._montree in valides else None
        return {"valides": sorted(valides), "comparee": self._en_clair(montree) if montree else None}

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """« montrer » ouvre la réponse à une carte validée, sans rien écrire ; le reste comme toute activité."""
        if geste.get("geste") in ("montrer", "valider") and isinstance(geste.get("carte"), str):
            self._montree = geste["carte"]
        if geste.get("geste") == "montrer":
            self.rafraichir()
        else:
            super().traiter(geste)

    def reponse(self, carte: str) -> ReponseDePanel | None:
        """La réponse à une carte validée ; None si elle ne l’est pas, ou si rien ne se compare ici."""
        choix = self.suite.reponses.get(carte)
        if self._panel is None or choix is None or carte not in self.suite.valides:
            return None
        if (carte, choix) not in self._reponses:
            self._reponses[carte, choix] = repondre(self._panel(), self.classement, carte, choix)
        return self._reponses[carte, choix]

    def _en_clair(self, carte: str) -> dict[str, Any] | None:
        r = self.reponse(carte)
        if r is None:
            return None
        choix = self.suite.reponses[carte]
        vous = self.classement.nom_de_case(choix)
        decide = self.classement.mots_qui_decident(self.suite).get(carte, "")
        return {
            "carte": carte,
            "vous": vous,
            "decide": insecable(f"« {decide} »") if decide else "",
            "retour": _SIGNES.get(r.pile, ""),
            "dit": r.dit,
            "marque": r.marque,
            "comptes": [[retour, insecable(dit)] for retour, dit in r.comptes],
            "critere": r.critere,
            "role": insecable(f"{r.role} :"),
            "mots": [insecable(f"« {m} »") for m in r.mots],
            "note": r.note,
            "camps": [{"titre": c.titre, "ouverte": c.ouverte, "voix": [_voix(v) for v in c.voix]} for c in r.camps],
            "formes": [
                {**f._asdict(), "indices": [{"mots": insecable(f"« {i.mots} »"), "montre": i.montre} for i in f.indices]} for f in r.formes
            ],
            "raison": r.raison,
            "reference": [list(m) for m in r.reference],
            "titre_reste": r.titre_reste,
            "reste": [_avis(a) for a in r.reste],
        }


_SIGNES = {"comme": "accord", "partage": "nuance", "autrement": "desaccord"}


def _voix(v: Voix) -> dict[str, Any]:
    return {**v._asdict(), "reference": [list(m) for m in v.reference]}


def _avis(a: Avis) -> dict[str, Any]:
    return {
        "auteur": a.nom,
        "retour": a.retour,
        "divergence": a.divergence,
        "lectures": [_lecture(x) for x in a.lectures],
        "autres": [_lecture(x) for x in a.autres],
    }


def _lecture(x: LectureDite) -> dict[str, Any]:
    return {
        "phrase": x.phrase,
        "annee": x.annee,
        "raison": x.raison,
        "pivots": [{"mot": p.mot, "termes": [t._asdict() for t in p.termes]} for p in x.pivots],
        "etiquettes": list(x.etiquettes),
        "reference": [list(m) for m in x.reference],
        "secteur": x.secteur,
    }


def _sorte(c: Classement) -> str:
    """La sorte du tri ; « choix » pour un tri de fait où le texte ne tranche aucune carte."""
    return "choix" if c.genre == "fait" and not any(v.juste == "oui" for v in c.vraies) else c.sorte
