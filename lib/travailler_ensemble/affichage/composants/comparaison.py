"""La comparaison : un tri, vu par les auteurs. Elle suit le tri et ne montre une carte qu’une fois rangée."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.retours import COMPARABLES, SENS, TITRES, Retour, dire_comptes, en_clair
from travailler_ensemble.activites.sujet import Rubrique
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel import tenues
from travailler_ensemble.panel.avis import Avis, Panel, comptes, retours
from travailler_ensemble.panel.concordance import CARTES_POUR_PROCHE, Comparaison, Proximite, Serie, les_plus_proches, nombre, proximites
from travailler_ensemble.panel.formulation import LectureDite

ETIQUETTES = {
    "fait": {
        "réponse de fait": "Ici les auteurs ne s’opposent pas : un texte répond, ou ne dit rien.",
        "lecture de la collection": "Le texte ne tranche pas : c’est nous qui disons ce qui peut se soutenir.",
    },
    "rangement": {"rangement de la collection": "Aucun auteur n’a rangé ces cartes : les cases et les réponses sont les nôtres."},
}
"""Ce que veulent dire les étiquettes que seule une sorte de tri emploie."""
ETIQUETTES_D_AUTEUR = {
    "norme, constat": "L’auteur dit ce qui devrait être, ou décrit ce qu’il observe. Beaucoup de désaccords opposent l’un à l’autre.",
    "hypothèse, rapporté": "L’auteur suppose sans conclure ; ou le propos vient d’un autre, qu’il rapporte ou qui le rapporte.",
    "dit par l’extrait, déduit de l’extrait": "L’extrait l’écrit, ou nous le tirons de ce qu’il écrit.",
    "déduit de ses critères": "L’auteur n’a pas lu cette carte. Nous appliquons les critères qu’il pose dans l’extrait cité.",
    "critère lu par nous": "L’extrait n’écrit pas ce critère tel quel : nous le tirons de ce qu’il dit.",
    "paraphrase, cité par": "Les mots ne viennent pas directement de l’auteur : un dossier ou un autre texte les rapporte.",
}
REPONDANTS = {"fait": "le texte", "rangement": "la collection"}


class Comparer(Composant):
    """Le panel à côté des réponses d’un tri : carte par carte, puis d’ensemble.

    Les lectures d’une carte ne partent vers la page qu’après la réponse de l’apprenant.
    """

    _esm = module("composants/comparaison/composant.js")
    _css = feuille_de_style("comparaison")
    au_dos = True

    def __init__(self, tri: Tri, panel: Panel) -> None:
        self.tri, self._panel = tri, panel
        self._connus: dict[tuple[str, str], list[Avis]] = {}
        self._reponses: Mapping[str, str] = {}
        self._montree: str | None = None
        c = tri.classement
        retours = en_clair(TITRES.get(c.sorte), _sens(c))
        super().__init__(
            donnees={
                "cle": c.cle,
                "titre": c.titre,
                "ordonne": c.ordonne,
                "retours": retours,
                "legende": _legende(c, retours),
                "repondant": REPONDANTS.get(c.sorte, ""),
            },
            etat=self._dire(),
        )
        tri.observe(lambda _: self.rafraichir(), names="etat")

    def __repr__(self) -> str:
        return f"Comparaison({self.tri.classement.cle!r})"

    def sur_papier(self) -> Iterator[Rubrique]:
        return tenues.sur_papier(self._panel, self.tri.classement)

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """« montrer » : change la carte affichée, si elle est rangée."""
        if geste.get("geste") == "montrer" and geste.get("carte") in self._reponses:
            self._montree = str(geste["carte"])
            self.rafraichir()

    def rafraichir(self) -> None:
        """Recalcule les avis d’après les réponses du tri, et les envoie s’ils ont changé."""
        nouveau = self._dire()
        if nouveau != self.etat:
            self.etat = nouveau

    def proximites(self) -> list[Proximite]:
        """L’apprenant et chaque auteur, du plus proche au plus éloigné."""
        classement = self.tri.classement
        return proximites(
            Comparaison(a.auteur, carte, a.retour, classement.cran(choix), a.cran)
            for carte, choix in self._reponses.items()
            for a in self._avis(carte, choix)
        )

    def _plus_proches(self) -> tuple[str, ...]:
        c = self.tri.classement
        sues = {carte: {choix: 1} for carte, choix in self._reponses.items() if choix != JE_NE_SAIS_PAS}
        return les_plus_proches([Serie(retours(self._panel, c).table, sues)])

    def _avis(self, carte: str, choix: str) -> list[Avis]:
        if (carte, choix) not in self._connus:
            self._connus[carte, choix] = self._panel.avis(self.tri.classement, carte, choix)
        return self._connus[carte, choix]

    def _dire(self) -> dict[str, Any]:
        avant, reponses = self._reponses, self.tri.rangement.reponses
        self._reponses = reponses
        changees = [c for c, case in reponses.items() if avant.get(c) != case]
        if changees:
            self._montree = changees[-1]
        if self._montree not in reponses:
            self._montree = next(reversed([*reponses]), None)
        ordre = self.tri.donnees["cartes"]
        return {
            "classees": len(reponses),
            "total": len(ordre),
            "cartes": [
                {"id": c["id"], "numero": n, "titre": c["titre"], "repondue": c["id"] in reponses} for n, c in enumerate(ordre, start=1)
            ],
            "courante": self._dire_carte(self._montree) if self._montree else None,
            # Se comparer à des auteurs n’a de sens que là où ce sont eux qui répondent.
            "ensemble": self._dire_ensemble() if reponses and self.tri.classement.d_auteurs else None,
        }

    def _dire_carte(self, carte: str) -> dict[str, Any]:
        ordre = self.tri.donnees["cartes"]
        numero, c = next((n, c) for n, c in enumerate(ordre, start=1) if c["id"] == carte)
        choix = self._reponses[carte]
        avis = self._avis(carte, choix)
        return {
            "carte": carte,
            "numero": numero,
            "total": len(ordre),
            "titre": c["titre"],
            "surtitre": c["surtitre"],
            "reponse": self.tri.classement.nom_de_case(choix),
            "sait": choix != JE_NE_SAIS_PAS,
            "comptes": dict(comptes(avis)),
            "avis": [
                {
                    "auteur": a.nom,
                    "retour": a.retour,
                    "divergence": a.divergence,
                    "lectures": [_en_clair(x) for x in a.lectures],
                    "autres": [_en_clair(x) for x in a.autres],
                }
                for a in avis
            ],
        }

    def _dire_ensemble(self) -> dict[str, Any]:
        toutes = [p for p in self.proximites() if p.comparables]
        assez = [p for p in toutes if p.comparables >= CARTES_POUR_PROCHE]
        peu = [p for p in toutes if p.comparables < CARTES_POUR_PROCHE]
        noms = {a.auteur: a.nom for (carte, choix), avis in self._connus.items() for a in avis}
        finie = len(self._reponses) == len(self.tri.donnees["cartes"])
        # Pendant le tri, un nom qui change à chaque carte ne dirait rien.
        proches = self._plus_proches() if finie else ()
        possibles = max(_comparables_au_plus(self._panel, self.tri.classement).values(), default=0)
        ne_sait_pas = sum(choix == JE_NE_SAIS_PAS for choix in self._reponses.values())
        comparees = sum(any(a.retour in COMPARABLES for a in self._avis(*reponse)) for reponse in self._reponses.items())
        return {
            "phrase": insecable(f"Au plus près, plus que par hasard : {enumerer(noms[a] for a in proches)}.") if proches else "",
            "detail": insecable(
                _detail(proches, toutes, noms, finie=finie)
                if assez or len(noms) == 1
                else _detail_bref(toutes, noms, possibles, finie=finie)
            ),
            "note": _dire_comparees(comparees, len(self._reponses), ne_sait_pas),
            "lignes": [_ligne(p, noms) for p in assez],
            "peu": [_ligne(p, noms) for p in peu],
        }


def _sens(classement: Classement) -> dict[Retour, str]:
    """Ce que veulent dire les retours pour cette sorte de tri ; vide pour le panel, dont le sens est celui par défaut."""
    sorte = classement.sorte
    milieux = enumerer((f"« {c.nom} »" for c in classement.cases if c.milieu), "ou")
    sens = {r: insecable(dit.format(milieux=milieux)) for r, dit in SENS.get(sorte, {}).items()}
    if sorte == "debat" and not milieux:
        sens["nuance"] = insecable("Ici, jamais : aucune réponse n’est entre les autres.")
    return sens


def _legende(c: Classement, retours: list[dict[str, Any]]) -> list[list[str]]:
    """Les mots de cette sorte de tri et ce qu’ils veulent dire : ses retours, puis ses étiquettes."""
    renommes = TITRES.get(c.sorte)
    if renommes:
        mots = [[r["titre"], r["sens"]] for r in retours if r["id"] in SENS[c.sorte]]
    else:
        mots = [[r["singulier"], r["sens"]] for r in retours if r["sens"]]
    etiquettes = ETIQUETTES[c.sorte] if renommes else ETIQUETTES_D_AUTEUR
    return mots + [[mot, insecable(dit)] for mot, dit in etiquettes.items()]


def _en_clair(x: LectureDite) -> dict[str, Any]:
    return {
        "phrase": x.phrase,
        "annee": x.annee,
        "raison": x.raison,
        "pivots": [{"mot": p.mot, "termes": [{"critere": t.critere, "indice": t.indice} for t in p.termes]} for p in x.pivots],
        "etiquettes": list(x.etiquettes),
        "reference": [list(morceau) for morceau in x.reference],
        "secteur": x.secteur,
    }


def _ligne(p: Proximite, noms: Mapping[str, str]) -> dict[str, Any]:
    return {
        "auteur": noms[p.auteur],
        "annee": "",
        "accords": p.accords,
        "nuances": p.nuances,
        "desaccords": p.desaccords,
        "comparables": p.comparables,
        "crans": "" if p.crans is None else nombre(p.crans, 1),
    }


def _comparables_au_plus(panel: Panel, classement: Classement) -> Counter[str]:
    """Auteur → le nombre de cartes auxquelles il répond, là où les auteurs rangent eux-mêmes ; toutes, là où la lecture se calcule."""
    if classement.genre != "places":
        return Counter({"": len(classement.cartes)})
    return Counter(p["auteur"] for p in panel.corpus.lignes("places") if p["tri"] == classement.cle and p["case"])


def _detail_bref(toutes: list[Proximite], noms: Mapping[str, str], possibles: int, *, finie: bool) -> str:
    """Trop peu de cartes avec chaque auteur pour désigner un plus proche : les comptes, et rien d’autre."""
    if not finie and possibles >= CARTES_POUR_PROCHE:
        return f"Rangez encore quelques cartes : il en faut au moins {CARTES_POUR_PROCHE} comparables avec un même auteur."
    if not toutes:
        return "Pour l’instant, aucun extrait ne répond aux cartes que vous avez rangées."
    au_plus = max(p.comparables for p in toutes)
    comptes = (
        (titre, [f"{noms[p.auteur]} ({n})" for p in toutes if (n := getattr(p, retour))])
        for titre, retour in (("Accords", "accords"), ("Nuances", "nuances"), ("Désaccords", "desaccords"))
    )
    dits = " ".join(f"{titre} : {enumerer(qui)}." for titre, qui in comptes if qui)
    se_comparent = compter(au_plus, "carte au plus se compare", "cartes au plus se comparent")
    return f"Avec chaque auteur, {se_comparent} ici : c’est assez pour compter, trop peu pour dire de qui vous êtes proche. {dits}"


def _detail(proches: Sequence[str], toutes: list[Proximite], noms: Mapping[str, str], *, finie: bool) -> str:
    """Une ou deux phrases : ce qui rapproche des plus proches, ou combien de cartes se comparent et pourquoi c’est trop peu."""
    if len(noms) == 1 and toutes:
        comparees = compter(toutes[0].comparables, "réponse comparée", "réponses comparées")
        return f"{comparees} : {dire_comptes(toutes[0].comptes)}."
    if proches:
        p = next(p for p in toutes if p.auteur == proches[0])
        qui = f"Avec chacun, par exemple {noms[p.auteur]} : " if len(proches) > 1 else f"Avec {noms[p.auteur]} : "
        return f"{qui}{dire_comptes(p.comptes)}, sur {compter(p.comparables, 'carte')}."
    au_plus = compter(max(p.comparables for p in toutes), "carte au plus se compare", "cartes au plus se comparent")
    if not finie:
        return f"Rangez toutes les cartes. Pour l’instant, {au_plus} avec un même auteur."
    return (
        f"Avec un même auteur, {au_plus} ici. Personne ne se distingue de ce que donneraient vos réponses rebattues au hasard : "
        "sur si peu de cartes, cela arrive même à qui suit un auteur."
    )


def _dire_comparees(comparees: int, classees: int, ne_sait_pas: int) -> str:
    sur = f"Sur {comparees} de vos {classees} cartes, au moins un auteur se prononce."
    if comparees == classees:
        return ""
    ignorees = f" « Je ne sais pas » ({compter(ne_sait_pas, 'carte')}) ne compte ni pour ni contre." if ne_sait_pas else ""
    return insecable(sur + ignorees)
