"""Le tri : ranger des cartes dans des cases, au clavier ou à la souris. Le composant web est `web/tri.js`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from travailler_ensemble.activites.base import Activite, Feuille, feuille_de_style, module
from travailler_ensemble.activites.classement import Classement, melanger
from travailler_ensemble.activites.rangement import Rangement, rejouer

GESTES = frozenset({"ranger", "annuler", "recommencer"})


class Tri(Activite):
    """Un classement proposé à l’apprenant, et ce qu’il en a fait.

    `graine` fixe l’ordre des cartes ; `jeton` distingue ses brouillons de ceux d’un autre carnet dans le navigateur.
    """

    _esm = module("tri")
    _css = feuille_de_style("tri")

    def __init__(
        self, classement: Classement, feuille: Feuille, *, graine: int, heure: Any, compare: bool = True
    ) -> None:
        self.classement = classement
        self._feuille = feuille
        self._heure = heure
        self._accuses: dict[str, int] = {}
        self._defaisables = 0  # gestes de cette ouverture : « Annuler » ne remonte pas à la veille
        self._enregistrement = {"etat": "vide", "quand": "", "carte": "", "message": ""}
        self._relire()
        super().__init__(donnees=self._decrire(graine, compare), etat=self._dire())

    def __repr__(self) -> str:
        c = self.classement
        return f"Tri({c.cle!r}, {len(c.cartes)} cartes, {len(c.cases)} cases)"

    @property
    def rangement(self) -> Rangement:
        """Les réponses, au dernier geste connu."""
        return self._rangement

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Enregistre un geste venu de la page, puis renvoie l’état. Un geste déjà reçu n’est pas compté deux fois."""
        vue, n = geste.get("vue"), geste.get("n")
        deja = isinstance(vue, str) and isinstance(n, int) and self._accuses.get(vue, 0) >= n
        if not deja and geste.get("geste") in GESTES and self._utile(geste):
            garde = {k: geste[k] for k in ("geste", "carte", "case") if k in geste}
            self._noter(self._feuille.ajouter(garde), str(geste.get("carte", "")))
            self._defaisables = max(0, self._defaisables + (-1 if geste["geste"] == "annuler" else 1))
        else:
            self._noter(self._feuille.reessayer(), str(geste.get("carte") or self._enregistrement["carte"]))
        if isinstance(vue, str) and isinstance(n, int):
            self._accuses[vue] = max(n, self._accuses.get(vue, 0))
        self.rafraichir()

    def rafraichir(self) -> None:
        """Relit les gestes (un autre carnet a pu en ajouter) et met la page à jour."""
        self._relire()
        self.etat = self._dire()

    def _utile(self, geste: Mapping[str, Any]) -> bool:
        """Une annulation doit défaire un geste de cette ouverture ; un rangement, viser ce tri et changer quelque chose."""
        if geste["geste"] == "annuler":
            return self._defaisables > 0
        if geste["geste"] != "ranger":
            return True
        carte, case = geste.get("carte"), geste.get("case")
        avant = self._rangement
        apres = rejouer([*self._gestes, {"geste": "ranger", "carte": carte, "case": case}], self._cartes, self._cases)
        return apres.inconnus == avant.inconnus and apres.reponses != avant.reponses

    @property
    def _cartes(self) -> frozenset[str]:
        return frozenset(c.id for c in self.classement.cartes)

    @property
    def _cases(self) -> frozenset[str]:
        return frozenset(c.id for c in self.classement.cases)

    def _relire(self) -> None:
        self._gestes = self._feuille.evenements()
        self._rangement = rejouer(self._gestes, self._cartes, self._cases)

    def _noter(self, enregistrement: Any, carte: str) -> None:
        self._enregistrement = {
            "etat": "enregistre" if enregistrement.fait else "non-enregistre",
            "quand": self._heure(enregistrement.quand),
            "carte": carte,
            "message": enregistrement.message,
        }

    def _decrire(self, graine: int, compare: bool) -> dict[str, Any]:
        c = self.classement
        cartes = melanger(c.cartes, graine, c.cle) if c.genre in ("panel", "places") else c.cartes
        return {
            "cle": c.cle,
            "titre": c.titre,
            "consigne": c.consigne,
            "question": c.question,
            "ordonne": c.ordonne,
            "note_ordre": c.note_ordre,
            "borne_debut": c.borne_debut,
            "borne_fin": c.borne_fin,
            "doute": c.doute,
            "cases": [{"id": case.id, "nom": case.nom} for case in c.cases],
            "cartes": [
                {"id": x.id, "titre": x.titre, "surtitre": x.surtitre, "paragraphes": list(x.paragraphes)} for x in cartes
            ],
            "jeton": f"{graine:x}",
            "compare": compare,
        }

    def _dire(self) -> dict[str, Any]:
        avertissements = list(self._feuille.avertissements())
        if self._rangement.inconnus:
            avertissements.append(
                "Des réponses portent sur des cartes qui n’existent plus ici ; elles restent dans votre dossier."
            )
        return {
            "reponses": dict(self._rangement.reponses),
            "accuses": dict(self._accuses),
            "enregistrement": dict(self._enregistrement),
            "annulable": self._rangement.annulable and self._defaisables > 0,
            "avertissement": " ".join(avertissements),
            "tour": self._rangement.tour,
        }
