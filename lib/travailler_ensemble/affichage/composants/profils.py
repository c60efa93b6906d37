"""Les profils : les mêmes récits vus par plusieurs oppositions, d’après les réponses de l’apprenant. Ils suivent ses tris."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from travailler_ensemble.activites.sujet import Rubrique
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module


class Profils(Composant):
    """Une ligne par récit, une colonne par opposition : ce que l’apprenant a répondu, et ce que le texte en a contredit.

    Chaque tri porte le nom de son opposition (« duree-lahary » range selon `type-duree-lahary`), et tous ont les mêmes cartes.
    Une réponse n’est un pôle que si la table `types_poles` la donne pour tel ; sinon, c’est un silence du récit.
    Lève `KeyError` ou `ValueError` (phrase française) si un tri ne suit pas une opposition, ou n’a pas les mêmes cartes.
    """

    _esm = module("composants/profil/composant.js")
    _css = feuille_de_style("profil")

    def __init__(self, tris: Sequence[Tri], corpus: Corpus) -> None:
        if len(tris) < 2:
            raise ValueError("Un profil croise au moins deux tris.")
        self.tris = tuple(tris)
        premier, *autres = (t.classement for t in self.tris)
        for c in autres:
            if c.champs() != premier.champs():
                raise ValueError(f"« {premier.titre} » et « {c.titre} » ne portent pas sur les mêmes cartes.")
        self._poles = {t.classement.cle: _poles(corpus, t.classement.cle) for t in self.tris}
        super().__init__(
            donnees={
                "titre": "Vos profils",
                "recits": [{"id": c.id, "titre": c.titre} for c in premier.cartes],
                "oppositions": [
                    {"titre": t.classement.titre, "poles": insecable(" / ".join(self._poles[t.classement.cle]))} for t in self.tris
                ],
            },
            etat=self._dire(),
        )
        for t in self.tris:
            t.observe(lambda _: self.rafraichir(), names="etat")

    def __repr__(self) -> str:
        return f"Profils({len(self.donnees['recits'])} récits, {len(self.tris)} oppositions)"

    def sur_papier(self) -> Iterator[Rubrique]:
        oppositions = tuple(t.classement.titre for t in self.tris)
        return (Rubrique(r["titre"], blancs=oppositions) for r in self.donnees["recits"])

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Les profils ne font que suivre les tris : aucun geste ne les change."""

    def rafraichir(self) -> None:
        """Reprend les réponses des tris, et les envoie si elles ont changé."""
        nouveau = self._dire()
        if nouveau != self.etat:
            self.etat = nouveau

    def _dire(self) -> dict[str, Any]:
        cartes = self.tris[0].classement.cartes
        lignes = {c.id: [self._reponse(t, c.id) for t in self.tris] for c in cartes}
        return {"lignes": lignes, "bilan": insecable(self._bilan({c.titre: lignes[c.id] for c in cartes}))}

    def _reponse(self, tri: Tri, carte: str) -> dict[str, Any]:
        """Un pôle, un silence (« Le récit ne le dit pas »), ou rien encore ; et ce que répond le texte, s’il a répondu autrement."""
        case = tri.rangement.reponses.get(carte)
        mot = tri.classement.nom_de_case(case) if case else ""
        r = tri.reponse(carte)
        texte = insecable(f"le texte : {r.autre}") if r and r.pile == "autrement" and r.autre else ""
        return {"mot": mot, "pole": mot.lower() in self._poles[tri.classement.cle], "texte": texte}

    def _bilan(self, lignes: Mapping[str, list[dict[str, Any]]]) -> str:
        mots = {titre: tuple(r["mot"] for r in reponses) for titre, reponses in lignes.items()}
        manquent = sum(not m for profil in mots.values() for m in profil)
        if manquent:
            return f"Il reste {compter(manquent, 'réponse')} à donner."
        pareils = [[t for t, m in mots.items() if m == profil] for profil in dict.fromkeys(mots.values())]
        memes = [f"{enumerer(f'« {t} »' for t in titres)} ont le même profil" for titres in pareils if len(titres) > 1]
        dit = f"{' ; '.join(memes)}." if memes else f"{compter(len(mots), 'récit')}, {compter(len(mots), 'profil')} : aucun ne se répète."
        autrement = sum(bool(r["texte"]) for reponses in lignes.values() for r in reponses)
        return f"{dit} Le texte répond autrement {autrement} fois : ces profils sont les vôtres." if autrement else dit


def _poles(corpus: Corpus, tri: str) -> tuple[str, ...]:
    """Les pôles de l’opposition que suit un tri, dans l’ordre de la table."""
    corpus.ligne("types", f"type-{tri}")
    return tuple(p["pole"] for p in sorted(corpus.lignes("types_poles"), key=lambda p: p["rang"]) if p["type"] == f"type-{tri}")
