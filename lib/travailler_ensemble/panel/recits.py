"""Un récit que l’on est en train de coder : ce que les textes y lisent, et ce que changerait chaque réponse encore à donner. Pur."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from travailler_ensemble.activites.classement import classement
from travailler_ensemble.contenus.tri import MonTri
from travailler_ensemble.ecriture.phrases import compter, en_lettres, insecable, majuscule
from travailler_ensemble.panel.avis import PARTENARIAT, Panel
from travailler_ensemble.panel.codage import LETTRES, Bascule, bande, bascules, pouvoir
from travailler_ensemble.panel.lecture import lire


class LecturesDuRecit:
    """Les textes qui jugent une forme devant un codage à soi, prêts pour la page."""

    def __init__(self, panel: Panel, forme: str = PARTENARIAT) -> None:
        ligne = panel.corpus.ligne("formes", forme)
        self._un, self._dire = ligne["indefini"], panel.formulation.dire_enonce
        self._criteres = [c["id"] for c in panel.corpus.lignes("criteres")]
        de_la_forme = [e for e in panel.enonces.values() if e.usage == "verdict" and e.objet == forme]
        self.enonces = [e for e in de_la_forme if e.tranche]
        """Ceux qui jugent, à leur place dans la bande."""
        self._muets = len(de_la_forme) - len(self.enonces)
        peut = pouvoir(self.enonces, self._criteres)
        self.ordre = sorted(self._criteres, key=lambda c: -peut[c])
        """Les critères, de celui dont le plus de lectures dépendent à celui dont le moins dépend."""

    def dire(self, valeurs: Mapping[str, str]) -> dict[str, Any]:
        """Ce que les textes lisent de ces réponses (critère → « oui » ou « non »), en valeurs simples."""
        lus = bande(self.enonces, valeurs, self._un)
        effets = self.effets(valeurs)
        manquent = [c for c in self.ordre if c not in valeurs]
        fort = max(manquent, key=lambda c: max(len(b.changements) for b in effets[c].values()), default="")
        if fort and not any(b.changements for b in effets[fort].values()):
            fort = ""
        titres = {"O": f"Y voient {self._un}", "N": f"N’y voient pas {self._un}", "Q": "Hésitent : le récit n’en dit pas assez"}
        return {
            "bande": lus._asdict(),
            "comptes": {lettre: lus.lettres.count(lettre) for lettre in titres},
            "qui": [
                {
                    "lettre": lettre,
                    "titre": insecable(titre),
                    "noms": [self._dire(e.id) for e, x in zip(self.enonces, lus.lettres, strict=True) if x == lettre],
                }
                for lettre, titre in titres.items()
            ],
            "muets": self._dire_muets(),
            "effets": {c: {v: len(b.changements) for v, b in effets[c].items()} for c in manquent},
            "fort": fort,
            "bascule": {v: _dire_bascule(b) for v, b in effets[fort].items()} if fort else {},
        }

    def effets(self, valeurs: Mapping[str, str]) -> dict[str, dict[str, Bascule]]:
        """Critère → « oui » ou « non » → les textes dont le verdict changerait, si l’on répondait ainsi à lui seul."""
        vides = {c: {v: Bascule(c, v, ()) for v in ("oui", "non")} for c in self._criteres}
        for b in bascules(self.enonces, valeurs, self._criteres):
            vides[b.critere][b.valeur] = b
        return vides

    def changent(self, avant: Mapping[str, str], apres: Mapping[str, str]) -> tuple[str, ...]:
        """Les textes qui n’ont pas le même verdict devant ces deux codages, par leur nom."""
        return tuple(self._dire(e.id) for e in self.enonces if lire(e, avant).verdict != lire(e, apres).verdict)

    def _dire_muets(self) -> str:
        if not self._muets:
            return ""
        pose = "autres textes posent" if self._muets > 1 else "autre texte pose"
        return f"{majuscule(en_lettres(self._muets))} {pose} trop peu de critères pour juger."


_DE_PLUS = {"reconnue": ("de plus y voit", "de plus y voient"), "non reconnue": ("de plus refuse", "de plus refusent")}


def _dire_bascule(b: Bascule) -> str:
    """« 3 de plus y voient » : le plus net de ce que cette réponse changerait ; « rien ne change » sinon."""
    n = {v: sum(c.apres == v for c in b.changements) for v in LETTRES}
    for verdict in ("reconnue", "non reconnue"):
        if n[verdict]:
            return compter(n[verdict], *_DE_PLUS[verdict])
    return compter(len(b.changements), "change", "changent") if b.changements else "rien ne change"


def auteurs_du_tri(panel: Panel, tri: MonTri) -> int:
    """Combien d’auteurs répondent sur une carte au moins de ce tri à soi. `panel` : celui qui le lit (voir `contenus.greffe`)."""
    c = classement(panel.corpus, tri.id)
    return len({a for carte in c.champs() for case in c.cases for a in panel.retours(c, carte, case.id)}) if c.d_auteurs else 0
