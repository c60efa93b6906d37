"""Les lectures : une situation que l’apprenant a codée, lue par les auteurs, et ce qu’une autre réponse y changerait. Suit la grille."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from travailler_ensemble.activites.criteres import NOMS_DE_CODAGE
from travailler_ensemble.activites.retours import COMPARABLES, INCONNU, RETOURS
from travailler_ensemble.activites.sujet import Rubrique
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.composants.grille import Grille
from travailler_ensemble.ecriture.phrases import compter, insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel import tenues
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.codage import Bascule, bascules, comptes, ecarts
from travailler_ensemble.panel.effet import EffetCodage
from travailler_ensemble.panel.lecture import Enonce, Lecture, lire
from travailler_ensemble.panel.retour import DECIDES

ANNONCES = 3
"""Au-delà, une annonce dit combien de lectures ont changé sans les nommer toutes."""


class Lectures(Composant):
    """Ce que chaque énoncé lit dans la situation codée, ce qui le ferait changer d’avis, et le codage de la collection.

    Rien ne part vers la page avant une première réponse, ni le codage de la collection avant celle de l’apprenant.
    """

    _esm = module("composants/lectures/composant.js")
    _css = feuille_de_style("lectures", "bande")
    au_dos = True

    def __init__(self, grille: Grille, panel: Panel) -> None:
        jeu = grille.sujet
        if jeu.genre != "codage":
            raise ValueError(f"La grille « {jeu.cle} » compose une définition : elle ne code aucune situation à lire.")
        assert isinstance(grille.effet, EffetCodage)
        self.grille, self._panel, self._effet = grille, panel, grille.effet
        self._enonces = list(panel.enonces.values())
        self._connues: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._verdicts: dict[str, str] = {}
        self._courts = {c["id"]: c["court"] for c in panel.corpus.lignes("criteres")}
        formes = [jeu.forme, *(f["id"] for f in panel.corpus.lignes("formes") if f["id"] != jeu.forme)]
        self._formes = {f: panel.corpus.ligne("formes", f)["indefini"] for f in formes}
        super().__init__(
            donnees={
                "cle": jeu.cle,
                "titre": jeu.recit.titre if jeu.recit else jeu.titre,
                "collection": bool(jeu.situation),
                "retours": [{"id": r, **RETOURS[r]._asdict()} for r in COMPARABLES],
                "enonces": {e.id: self._decrire(e) for e in self._enonces},
                "un": self._formes[jeu.forme],
                "bande": [e.id for e in self._effet.textes],
                "muets": [self._dire_lecture(lire(e, {}), {}) for e in self._enonces if e.muet],
            },
            etat=self._dire(),
        )
        grille.observe(lambda _: self.rafraichir(), names="etat")

    def __repr__(self) -> str:
        return f"Lectures({self.grille.sujet.cle!r})"

    def sur_papier(self) -> Iterator[Rubrique]:
        jeu = self.grille.sujet
        return tenues.verdicts_sur_papier(self._panel, jeu.situation, jeu.forme) if jeu.situation else iter(())

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Le panneau ne fait que suivre la grille : aucun geste ne le change."""

    def rafraichir(self) -> None:
        """Refait les lectures d’après la grille, et les envoie si quelque chose a changé."""
        nouveau = self._dire()
        if {**nouveau, "annonce": ""} != {**self.etat, "annonce": ""}:
            self.etat = nouveau

    def _decrire(self, e: Enonce) -> dict[str, Any]:
        f = self._panel.formulation
        return {"nom": f.dire_enonce(e.id), "reference": [list(m) for m in f.reference_de(e.id)], "secteur": f.secteur(e.auteur)}

    def _dire(self) -> dict[str, Any]:
        jeu, reponses = self.grille.sujet, self.grille.suite.reponses
        moi = jeu.reglages(reponses)
        # Les mots laissés sous une réponse devenue « on ne sait pas » n’en montrent plus rien.
        mots = {c: m for c, m in jeu.mots_de(reponses).items() if moi.get(c) in ("oui", "non")}
        tete: dict[str, Any] = {
            "repondus": len(moi),
            "total": len(jeu.criteres),
            "bande": None,
            "formes": [],
            "reussites": None,
            "bascules": [],
        }
        if not moi:
            self._verdicts = {}
            return {**tete, "collection": None, "annonce": ""}
        codage = self._effet.codage(reponses)
        lectures = {e.id: lire(e, codage) for e in self._enonces if not e.muet}
        annonce = self._annoncer(lectures)
        self._verdicts = {i: x.verdict for i, x in lectures.items()}
        return {
            **tete,
            "bande": self._effet.bande(codage)._asdict(),
            "formes": list(self._par_forme(lectures.values(), codage, mots)),
            "reussites": [self._connue(x, codage, mots) for x in lectures.values() if x.enonce.usage == "reussite"],
            "bascules": self._bascules(moi, codage),
            "collection": self._collection(moi, mots) if jeu.situation else None,
            "annonce": insecable(annonce),
        }

    def _par_forme(self, lectures: Iterable[Lecture], moi: Mapping[str, str], mots: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        lues = [x for x in lectures if x.verdict in DECIDES]
        for forme, un in self._formes.items():
            ici = [x for x in lues if x.enonce.objet == forme]
            if ici:
                yield {"forme": forme, "un": un, "lectures": [self._connue(x, moi, mots) for x in ici]}

    def _connue(self, x: Lecture, moi: Mapping[str, str], mots: Mapping[str, str]) -> dict[str, Any]:
        """La lecture dite, gardée tant que rien de ce qu’elle regarde ne change."""
        vus = tuple((moi.get(c.critere), mots.get(c.critere)) for c in x.enonce.clauses)
        cle = (x.enonce.id, vus)
        if cle not in self._connues:
            self._connues[cle] = self._dire_lecture(x, mots)
        return self._connues[cle]

    def _dire_lecture(self, x: Lecture, mots: Mapping[str, str]) -> dict[str, Any]:
        dite = self._panel.formulation.lecture(x, mots)
        return {
            "enonce": x.enonce.id,
            "verdict": x.verdict,
            "phrase": dite.phrase,
            "raison": dite.raison,
            "pivots": [{"mot": p.mot, "termes": [t._asdict() for t in p.termes]} for p in dite.pivots],
            "etiquettes": list(dite.etiquettes),
        }

    def _bascules(self, moi: Mapping[str, str], codage: Mapping[str, str]) -> list[dict[str, Any]]:
        """Critère par critère, ce que changer cette seule réponse ferait dire aux auteurs ; le plus puissant d’abord."""
        par_critere: dict[str, list[Bascule]] = {}
        for b in bascules(self._enonces, codage, self.grille.sujet.champs()):
            par_critere.setdefault(b.critere, []).append(b)
        return [
            {
                "critere": self._courts[critere],
                "moi": NOMS_DE_CODAGE[moi[critere]] if critere in moi else "",
                "essais": [
                    {
                        "valeur": b.valeur,
                        "nombre": len(b.changements),
                        "bande": self._effet.bande({**codage, critere: b.valeur})._asdict(),
                        "dit": self._effet.dire_changements(b.changements),
                    }
                    for b in liste
                ],
            }
            for critere, liste in sorted(par_critere.items(), key=lambda x: -sum(len(b.changements) for b in x[1]))
        ]

    def _collection(self, moi: Mapping[str, str], mots: Mapping[str, str]) -> dict[str, Any]:
        situation = self.grille.sujet.situation
        liste = ecarts(moi, self._panel.codages[situation])
        donnes = {c: v for c, v in self._effet.codage({}).items() if v != INCONNU}
        return {
            "donnes": [
                {"critere": self._courts[c], "valeur": NOMS_DE_CODAGE[v], "indice": self._panel.formulation.indice(situation, c)}
                for c, v in donnes.items()
            ],
            "comptes": dict(comptes(liste)),
            "lignes": [
                {
                    "critere": self._courts[e.critere],
                    "rapport": e.rapport,
                    "moi": NOMS_DE_CODAGE[e.moi],
                    "mots": mots.get(e.critere, ""),
                    "collection": NOMS_DE_CODAGE[e.collection],
                    "indice": self._panel.formulation.indice(situation, e.critere),
                }
                for e in liste
            ],
        }

    def _annoncer(self, lectures: Mapping[str, Lecture]) -> str:
        """Ce qui vient de changer, en une phrase brève ; vide au premier affichage."""
        if not self._verdicts:
            return ""
        changees = [x for i, x in lectures.items() if self._verdicts.get(i) != x.verdict]
        if not changees:
            return "Aucune lecture ne change."
        if len(changees) > ANNONCES:
            return f"{compter(len(changees), 'lecture change', 'lectures changent')}."
        return " ".join(f"{self._nom(x.enonce.id)} : {self._panel.formulation.lecture(x, {}).phrase}." for x in changees)

    def _nom(self, enonce: str) -> str:
        return self._panel.formulation.dire_enonce(enonce)
