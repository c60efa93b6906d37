"""Chercher : un champ, et ce que la collection en sait. Composant web : `web/composants/recherche/composant.js`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from travailler_ensemble.activites.sujet import Rubrique
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.pages.glossaire import dire_mot
from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.corpus.glossaire import cle, trouver
from travailler_ensemble.corpus.resultats import chercher
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable, majuscule, passages
from travailler_ensemble.ecriture.ressources import feuille_de_style, module

LONGUEUR = 120
"""Signes que garde le champ de recherche."""


class Entree(NamedTuple):
    """Ce qui se lit d’une trouvaille. `plis` : titre → lignes en morceaux (texte, italique) ; `copie` : vide si rien n’est à citer."""

    nom: str
    morceaux: Iterable[tuple[str, bool]] = ()
    lignes: Iterable[str] = ()
    etiquettes: Iterable[str] = ()
    plis: Mapping[str, Iterable[Iterable[tuple[str, bool]]]] = {}
    copie: str = ""


class Trouve(NamedTuple):
    """Ce que donne une recherche : une phrase, puis des groupes d’entrées. `replies` : chaque groupe s’ouvre à la demande."""

    bilan: str
    groupes: Mapping[str, Iterable[Entree]] = {}
    replies: bool = False


class ChampDeRecherche(Composant):
    """Un champ qui répond aussitôt. `repondre` : les mots écrits → la réponse. Rien n’est enregistré."""

    _esm = module("composants/recherche/composant.js")
    _css = feuille_de_style("recherche")

    def __init__(self, titre: str, etiquette: str, exemples: Iterable[str], repondre: Callable[[str], Trouve], mots: str = "") -> None:
        self._repondre = repondre
        donnees = {"titre": titre, "etiquette": etiquette, "exemples": list(exemples), "longueur": LONGUEUR}
        super().__init__(donnees=donnees, etat=self._dire(mots))

    def __repr__(self) -> str:
        return f"Recherche({self.etat['mots']!r}) : {self.etat['bilan']}"

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Cherche les mots que la page envoie."""
        self.etat = self._dire(str(geste.get("mots", "")))

    def sur_papier(self) -> Iterable[Rubrique]:
        for groupe in self.etat["groupes"]:
            yield Rubrique(groupe["titre"], "", tuple(f"{e['nom']}. {''.join(m for m, _ in e['morceaux'])}" for e in groupe["entrees"]))

    def _dire(self, mots: str) -> dict[str, Any]:
        mots = " ".join(mots.split())[:LONGUEUR]
        r = self._repondre(mots)
        groupes = [{"titre": titre, "entrees": [_en_clair(e) for e in entrees]} for titre, entrees in r.groupes.items()]
        return {"mots": mots, "bilan": insecable(r.bilan), "replies": r.replies, "groupes": groupes}


def _en_clair(e: Entree) -> dict[str, Any]:
    plis = [{"titre": titre, "lignes": [[*map(list, ligne)] for ligne in lignes]} for titre, lignes in e.plis.items()]
    return {
        "nom": e.nom,
        "morceaux": [[insecable(m), marque] for m, marque in e.morceaux],
        "lignes": [insecable(x) for x in e.lignes],
        "etiquettes": list(e.etiquettes),
        "plis": plis,
        "copie": e.copie,
    }


def du_corpus(corpus: Corpus, mots: str = "") -> ChampDeRecherche:
    """La recherche dans tout le corpus."""
    return ChampDeRecherche(
        "Chercher dans le corpus",
        "Un mot, ou plusieurs",
        ("convention", "bénévole", "« travail social »"),
        lambda m: _reponse(corpus, m),
        mots,
    )


def _reponse(corpus: Corpus, mots: str) -> Trouve:
    if not mots:
        return Trouve("")
    r = chercher(corpus, mots)
    if r.vide:
        return Trouve(f"« {mots} » se trouve partout : ajoutez un mot.")
    if not r.total:
        essais = [
            f"À la place de « {m} », essayez {enumerer([f'« {a} »' for a in autres], 'ou')}." for m, autres in r.essais.items() if autres
        ]
        return Trouve(" ".join(["Aucun passage.", *(essais or ["Essayez un mot seul."])]))
    change = "".join(f" « {m} » n’y est pas : nous avons cherché « {a} »." for m, a in r.corriges.items())
    groupes = {
        titre: [
            Entree(
                p.qui,
                p.morceaux,
                etiquettes=p.etiquettes,
                plis={"Référence": [_reference(p.reference, p.repere)]} if p.reference or p.repere else {},
                copie=p.copie,
            )
            for p in liste
        ]
        for titre, liste in r.groupes.items()
    }
    return Trouve(f"{compter(r.total, 'passage')}.{change}", groupes)


def _reference(reference: str, repere: str) -> list[tuple[str, bool]]:
    return [*passages(reference), *([(f" Lu dans : {repere}.", False)] if repere else [])]


def du_glossaire(corpus: Corpus) -> ChampDeRecherche:
    """Le glossaire et les sigles : tout, par familles repliées, ou ce que l’on cherche."""
    return ChampDeRecherche("Glossaire", "Un mot, un sigle", ("coopération", "norme", "CNAF"), lambda m: _mots(corpus, m))


def _mots(corpus: Corpus, mots: str) -> Trouve:
    if not mots:
        familles: dict[str, list[Entree]] = {majuscule(x["famille"]): [] for x in corpus.lignes("glossaire")}
        for x in sorted(corpus.lignes("glossaire"), key=lambda x: cle(x["mot"])):
            familles[majuscule(x["famille"])].append(_mot(corpus, x))
        familles["Sigles"] = [_sigle(corpus, x) for x in corpus.lignes("sigles")]
        return Trouve("", familles, replies=True)
    t = trouver(corpus, mots)
    trouves = [*(_mot(corpus, x) for x in t.mots), *(_sigle(corpus, x) for x in t.sigles)]
    if not trouves:
        return Trouve(f"« {mots} » n’est pas au glossaire.")
    return Trouve(
        f"« {mots} » n’est pas au glossaire." if t.proches else "", {"Ce qui y ressemble" if t.proches else "Au glossaire": trouves}
    )


def _mot(corpus: Corpus, x: Ligne) -> Entree:
    m = dire_mot(corpus, x)
    lignes = [f"Exemple : {m['exemple']}"] if m["exemple"] else []
    lignes += [f"Voir aussi : {', '.join(m['renvois'])}."] if m["renvois"] else []
    plis: dict[str, list[list[tuple[str, bool]]]] = {}
    if m["usages"]:
        titre = f"D’autres l’emploient autrement ({n})" if (n := len(m["usages"])) > 1 else "Un auteur l’emploie à sa façon"
        plis[titre] = [[(f"{u['qui']} ({u['statut']}). {u['usage']}", False)] for u in m["usages"]]
        plis["Références"] = [_reference(r["reference"], r["repere"]) for r in m["references"]]
    return Entree(m["mot"], [(m["definition"], False)], lignes, ("collection",), plis)


def _sigle(corpus: Corpus, x: Ligne) -> Entree:
    dit = x["developpement"] or x["note"]
    lignes = [x["note"]] if x["developpement"] and x["note"] else []
    return Entree(x["sigle"], [(majuscule(dit) if dit else "", False)], lignes, (x["origine"],), {"Lu dans": [[(x["repere"], False)]]})
