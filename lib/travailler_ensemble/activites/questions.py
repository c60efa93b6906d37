"""L’interrogation : une question, ce qu’elle demande, ce qu’elle accepte, comment elle aide. Sans écran.

Quatre genres. *Courte* : une réponse vérifiable, des relances graduées, puis la réponse. *Choix* : une réponse ou plusieurs,
chacune avec son retour. *Pari* : un seul geste, avant d’ouvrir la page qui suit. *Libre* : un texte que la machine garde et ne
note jamais, à relire soi-même point par point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, ClassVar, NamedTuple, TypeVar, cast

from travailler_ensemble.activites.suite import Suite, rejouer
from travailler_ensemble.activites.sujet import Juger, Progres, Rendue, Rubrique, Sujet
from travailler_ensemble.activites.tolerance import normaliser, ressemble
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable, majuscule, mots_de

SIGNES_MAX = 20_000
MOTS_PAR_LIGNE, LIGNES_MIN = 10, 5
"""Sur papier : combien de mots écrits à la main tiennent sur une ligne, et combien de lignes au moins."""
REPONSE, AIDE, CHOIX, VU, TEXTE, POINT = "reponse", "aide", "choix", "vu", "texte", "relecture"
SANS_PARI = "sans"
ASSEZ_LONG, RESTE = 0.8, 0.5
"""Un texte est écrit à partir de cette part des mots demandés ; récrit, quand il en reste moins que cette part."""


class ReponsePrevue(NamedTuple):
    """Une réponse prévue : « oui », « defendable » ou « non », et ce qu’on en dit."""

    cle: str
    reponse: str
    juste: str
    retour: str


class Correction(NamedTuple):
    """Ce que l’on répond à un essai. `mot` : « C’est ce que dit le texte. », « Cela se défend. »…"""

    juste: str
    mot: str
    retour: str

    def en_clair(self) -> dict[str, str]:
        """Pour la page."""
        return {"juste": self.juste, "mot": self.mot, "retour": insecable(self.retour)}


MOTS = {"oui": "C’est ce que dit le texte.", "defendable": "Cela se défend.", "non": "À écarter."}
_EN_LETTRES = ("aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
PAS_ENCORE, MANQUEE = "Pas encore.", "Ce n’était pas cela."
"""D’un essai que l’on peut refaire, et du dernier, quand la réponse est donnée."""
PARIS = {"oui": "Pari tenu.", "defendable": "Pari presque tenu.", "non": "Pari manqué."}


@dataclass(frozen=True, kw_only=True)
class Interrogation(Sujet):
    """Ce que toutes les questions ont en commun. Le titre est la question."""

    explication: str
    source: str
    repere: str
    reponses: tuple[ReponsePrevue, ...] = ()
    relances: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    plusieurs: bool = False
    nombre: bool = False
    mots_min: int | None = None
    mots_max: int | None = None
    """Le plus de mots d’un texte, ou de réponses d’un choix."""

    genre: ClassVar[str]
    mots_de_retour: ClassVar[Mapping[str, str]] = MOTS

    def dire_progres(self, suite: Suite) -> str:
        return f"question {self.progres(suite).mot}"

    def decrire(self) -> dict[str, Any]:
        """Ce que la page sait d’emblée : ni réponse, ni retour."""
        raise NotImplementedError

    def situer(self, suite: Suite) -> dict[str, Any]:
        """Ce que la page sait à ce moment-là, et rien de plus que ce qui est dû."""
        return {}

    def fin(self, reponse: str = "") -> dict[str, str]:
        """Ce qui se lit une fois la question résolue."""
        repere = f"À lire dans : {self.repere}."
        return {"reponse": insecable(reponse), "explication": insecable(self.explication), "repere": insecable(repere)}

    def juge(self, cle: str) -> Correction:
        """Ce que l’on dit d’une réponse prévue."""
        r = next(r for r in self.reponses if r.cle == cle)
        return Correction(r.juste, self.mots_de_retour[r.juste], r.retour)


class Courte(Interrogation):
    """Une réponse courte. Le champ « aide » compte les relances demandées sans essai."""

    genre = "courte"
    mots_de_retour = {**MOTS, "non": PAS_ENCORE}

    def jouer(self, gestes: Iterable[Mapping[str, Any]]) -> Suite:
        return rejouer(gestes, self.permet, self.mots, aussitot=True)

    def champs(self) -> tuple[str, ...]:
        return (REPONSE,)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == AIDE:
            return len(valeur) <= 3 and valeur.isdecimal() and 1 <= int(valeur) <= len(self.relances) + 1
        return champ == REPONSE and 0 < len(valeur) <= 500 and bool(normaliser(valeur))

    def corriger(self, essai: str) -> Correction:
        """Ce que l’on répond à un essai ; « Pas encore. » s’il n’était pas prévu.

        Une réponse mal orthographiée vaut celle qu’elle écrit ; si elle peut en écrire deux qui ne se valent pas, elle n’en vaut aucune.
        """
        reduit = normaliser(essai, nombre=self.nombre)
        if prevue := next((r for r in self.reponses if normaliser(r.reponse, nombre=self.nombre) == reduit), None):
            return self.juge(prevue.cle)
        proches = [r for r in self.reponses if ressemble(essai, r.reponse)]
        if len({r.juste for r in proches}) != 1:
            return Correction("non", PAS_ENCORE, "")
        lue = self.juge(proches[0].cle)
        return lue._replace(retour=f"On lit : « {proches[0].reponse} ». {lue.retour}".strip())

    def trouvee(self, suite: Suite) -> bool:
        """Une bonne réponse a-t-elle été donnée dans ce tour ?"""
        return any(self.corriger(e).juste == "oui" for e in suite.essais.get(REPONSE, ()))

    def niveau(self, suite: Suite) -> int:
        """Combien de relances sont dues : une par essai différent et pas encore juste, ou autant qu’il en a été demandé."""
        essais = {normaliser(e, nombre=self.nombre) for e in suite.essais.get(REPONSE, ())}
        manques = sum(self.corriger(e).juste != "oui" for e in essais)
        return min(max(manques, int(suite.reponses.get(AIDE, 0))), len(self.relances) + 1)

    def resolue(self, suite: Suite) -> bool:
        """Trouvée, ou dévoilée après la dernière relance."""
        return self.trouvee(suite) or self.niveau(suite) > len(self.relances)

    def sur_papier(self) -> tuple[Rubrique, ...]:
        return (Rubrique(blancs=("Réponse",)),)

    def attendue(self) -> str:
        """La première réponse acceptée, telle que la collection l’écrit."""
        return next((r.reponse for r in self.reponses if r.juste == "oui"), "")

    def decrire(self) -> dict[str, Any]:
        return {"relances": len(self.relances)}

    def situer(self, suite: Suite) -> dict[str, Any]:
        essais, niveau, trouvee = suite.essais.get(REPONSE, ()), self.niveau(suite), self.trouvee(suite)
        resolue = bool(suite.reponses) and self.resolue(suite)
        devoilee = "" if trouvee else f"Le texte répond : {self.attendue()}."
        verdict = self.corriger(essais[-1]) if essais else None
        if verdict and resolue and verdict.mot == PAS_ENCORE:
            verdict = verdict._replace(mot=MANQUEE)
        return {
            "essais": list(essais),
            "verdict": verdict.en_clair() if verdict else None,
            "relances": [insecable(r) for r in self.relances[:niveau]],
            "niveau": niveau,
            "trouvee": trouvee,
            "fin": self.fin(devoilee) if resolue else None,
        }

    def progres(self, suite: Suite) -> Progres:
        commencee = bool(suite.reponses)
        return Progres(commencee + (commencee and self.resolue(suite)), 2)  # commencée, résolue

    def retour_de(self, champ: str, suite: Suite) -> str:
        if champ not in suite.reponses:
            return ""
        mot = MOTS["oui"] if self.trouvee(suite) else self.corriger(suite.reponses[champ]).mot
        if self.resolue(suite) and mot == PAS_ENCORE:
            mot = MANQUEE
        return f"{mot} {majuscule(compter(len(suite.essais.get(REPONSE, ())), 'essai'))}."

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        return "" if not suite.reponses or self.trouvee(suite) or not self.resolue(suite) else majuscule(f"{self.attendue()}.")


class Choix(Interrogation):
    """Une réponse ou plusieurs, parmi celles proposées. Le champ « choix » porte leurs clés, dans l’ordre de la table."""

    genre = "choix"

    def champs(self) -> tuple[str, ...]:
        return (CHOIX, VU)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == VU:
            return valeur == "oui" and CHOIX in reponses
        if champ != CHOIX:
            return False
        if not valeur:
            return self.plusieurs
        cles, connues = valeur.split(" "), [r.cle for r in self.reponses]
        return cles == [c for c in connues if c in cles] and (self.plusieurs or len(cles) == 1)

    def change(self, geste: Mapping[str, Any], reponses: Mapping[str, str]) -> bool:
        """« Cinq au plus » : au-delà, un choix nouveau est refusé ; un ancien se relit toujours."""
        valeur = geste.get(self.mots.valeur)
        trop = geste.get(self.mots.champ) == CHOIX and self.mots_max and isinstance(valeur, str) and len(valeur.split()) > self.mots_max
        return not trop and super().change(geste, reponses)

    def decrire(self) -> dict[str, Any]:
        # Quand aucune réponse n’est celle d’un texte, la fin ne se donne pas pour ce que dit le texte.
        fin = "Ce que dit le texte" if any(r.juste == "oui" for r in self.reponses) else "Pour en discuter"
        choix = [{"cle": r.cle, "nom": r.reponse} for r in self.reponses]
        return {"plusieurs": self.plusieurs, "au_plus": self.mots_max, "choix": choix, "titre_fin": fin}

    def situer(self, suite: Suite) -> dict[str, Any]:
        if VU not in suite.reponses:
            return {"retours": None, "fin": None, "manquent": [], "bilan": ""}
        manquent = self.oubliees(suite)
        return {
            "retours": {r.cle: self.juge(r.cle).en_clair() for r in self.reponses},
            "fin": self.fin(),
            "manquent": [r.cle for r in manquent],
            "bilan": self.dire_oubliees(manquent),
        }

    def oubliees(self, suite: Suite) -> list[ReponsePrevue]:
        """Les réponses que le texte dit, et qui ne sont pas cochées."""
        prises = suite.reponses.get(CHOIX, "").split(" ")
        return [r for r in self.reponses if r.juste == "oui" and r.cle not in prises]

    def dire_oubliees(self, manquent: Sequence[ReponsePrevue]) -> str:
        """« Il en manque deux. » ; vide quand une seule réponse se choisit, ou qu’aucune n’est celle d’un texte."""
        if not self.plusieurs or not any(r.juste == "oui" for r in self.reponses):
            return ""
        return f"Il en manque {_EN_LETTRES[len(manquent)]}." if manquent else "Il n’en manque aucune."

    def sur_papier(self) -> tuple[Rubrique, ...]:
        return (Rubrique(choix=tuple(r.reponse for r in self.reponses)),)

    def dire(self, champ: str, valeur: str) -> str:
        return " ; ".join(r.reponse for r in self.reponses if r.cle in valeur.split(" "))

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        return [r for r in super().rendre(suite, juger) if r.champ == CHOIX]

    def retour_de(self, champ: str, suite: Suite) -> str:
        if champ != CHOIX or VU not in suite.reponses:
            return ""
        corrections = [self.juge(cle) for cle in suite.reponses.get(CHOIX, "").split(" ") if cle]
        return " ".join(dict.fromkeys(v.mot for v in corrections)) if len(corrections) < 2 else _compter_corrections(corrections)

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        """Pourquoi une réponse cochée ne va pas, et celles que le texte dit et qui manquent."""
        if champ != CHOIX or VU not in suite.reponses:
            return ""
        prises = suite.reponses.get(CHOIX, "").split(" ")
        revoir = [f"« {r.reponse} » : {r.retour}" for r in self.reponses if r.cle in prises and r.juste == "non"]
        if oubliees := [f"« {r.reponse} »" for r in self.oubliees(suite)]:
            revoir.append(f"Le texte dit {'aussi ' if self.plusieurs else ''}{enumerer(oubliees)}.")
        return " ".join(revoir)


class Sortie(Choix):
    """Une question de sortie : une seule réponse, de mémoire. Ce qui la corrige est parfois une règle de la collection, non un texte."""

    mots_de_retour: ClassVar[Mapping[str, str]] = {"oui": "C’est cela.", "non": "Ce n’est pas cela."}

    def decrire(self) -> dict[str, Any]:
        return {**super().decrire(), "titre_fin": "Pourquoi", "sobre": True}

    def situer(self, suite: Suite) -> dict[str, Any]:
        situe, manquent = super().situer(suite), self.oubliees(suite)
        if situe["fin"] and manquent:
            situe["fin"] = self.fin(f"« {manquent[0].reponse} » {manquent[0].retour}")
        return situe

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        return self.explication if champ == CHOIX and VU in suite.reponses and self.oubliees(suite) else ""


class Pari(Choix):
    """Un pari : un geste l’engage, la page qu’il cachait s’ouvre, et lui répond. Rien ne le change, sauf « Recommencer »."""

    genre = "pari"
    mots_de_retour = PARIS

    def champs(self) -> tuple[str, ...]:
        return (CHOIX,)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        return champ == CHOIX and CHOIX not in reponses and valeur in {SANS_PARI, *(r.cle for r in self.reponses)}

    def dire_progres(self, suite: Suite) -> str:
        return "pari pris" if suite.reponses else "pari à prendre"

    def decrire(self) -> dict[str, Any]:
        return {"choix": [{"cle": r.cle, "nom": r.reponse} for r in self.reponses], "sans": SANS_PARI}

    def situer(self, suite: Suite) -> dict[str, Any]:
        if (pris := suite.reponses.get(CHOIX)) is None:
            return {"fin": None, "verdict": None}
        return {"fin": self.fin(), "verdict": None if pris == SANS_PARI else self.juge(pris).en_clair()}

    def dire(self, champ: str, valeur: str) -> str:
        return "sans pari" if valeur == SANS_PARI else super().dire(champ, valeur)

    def retour_de(self, champ: str, suite: Suite) -> str:
        pris = suite.reponses.get(CHOIX, SANS_PARI)
        return "" if champ != CHOIX or pris == SANS_PARI else self.juge(pris).mot

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        return self.explication if champ == CHOIX and suite.reponses else ""


class Libre(Interrogation):
    """Un texte libre et des points à relire. Rien n’y est jugé ; seuls les mots que la consigne écarte se signalent (`reponses`).

    Un point relu vaut pour le texte qu’on relisait : récrit, il est à relire de nouveau.
    """

    genre = "libre"

    @property
    def seuil(self) -> int:
        """À partir de combien de mots le texte se relit et compte comme écrit : près de ce que la consigne demande."""
        return max(1, round(ASSEZ_LONG * (self.mots_min or 0)))

    def jouer(self, gestes: Iterable[Mapping[str, Any]]) -> Suite:
        passes = [*gestes]
        suite = super().jouer(passes)
        texte, relu = "", dict[str, str]()
        for g in passes:
            champ, valeur = g.get(self.mots.champ), g.get(self.mots.valeur)
            if champ == TEXTE and isinstance(valeur, str):
                texte = valeur
            elif isinstance(champ, str) and champ.startswith(POINT):
                relu[champ] = texte
        final = mots_de(suite.reponses.get(TEXTE, ""))
        gardees = {c: v for c, v in suite.reponses.items() if c not in relu or not _recrit(mots_de(relu[c]), final)}
        return suite._replace(reponses=gardees)

    def situer(self, suite: Suite) -> dict[str, Any]:
        a_relire = sum(c.startswith(POINT) and v == "oui" and c not in suite.reponses for c, (*_, v) in suite.essais.items())
        return {
            "ecartes": insecable(self.dire_ecartes(suite)),
            "a_relire": insecable("Le texte a changé : relisez-le de nouveau.") if a_relire else "",
        }

    def dire_ecartes(self, suite: Suite) -> str:
        """« “ensemble” y est, et la consigne l’écarte. » ; vide si le texte les évite tous."""
        ecrits = {normaliser(m) for m in mots_de(suite.reponses.get(TEXTE, ""))}
        y_sont = [f"« {r.reponse} »" for r in self.reponses if {normaliser(r.reponse), f"{normaliser(r.reponse)}s"} & ecrits]
        if not y_sont:
            return ""
        return f"{enumerer(y_sont)} {'y est, et la consigne l’écarte' if len(y_sont) == 1 else 'y sont, et la consigne les écarte'}."

    def progres(self, suite: Suite) -> Progres:
        """Un texte trop court pour la consigne n’est pas encore écrit."""
        faits = sum(c in suite.reponses for c in self.champs()[1:])
        return Progres(faits + (len(mots_de(suite.reponses.get(TEXTE, ""))) >= self.seuil), len(self.points) + 1)

    def champs(self) -> tuple[str, ...]:
        return (TEXTE, *(f"{POINT}-{n}" for n, _ in enumerate(self.points, start=1)))

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == TEXTE:
            return len(valeur) <= SIGNES_MAX
        return champ in self.champs() and valeur in ("", "oui")

    def sur_papier(self) -> tuple[Rubrique, ...]:
        relire = Rubrique("À relire, point par point", choix=self.points)
        lignes = max(LIGNES_MIN, (self.mots_max or 0) // MOTS_PAR_LIGNE)
        return (Rubrique(lignes=lignes), *([relire] if self.points else []))

    def decrire(self) -> dict[str, Any]:
        return {
            "points": list(self.points),
            "mots_min": self.mots_min,
            "mots_max": self.mots_max,
            "seuil": self.seuil,
            "signes_max": SIGNES_MAX,
            "explication": insecable(self.explication),
        }

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        texte, remis = suite.reponses.get(TEXTE, ""), suite.remises.get(TEXTE, "")
        if not (texte or remis):
            return []
        faits = [p for n, p in enumerate(self.points, start=1) if suite.reponses.get(f"{POINT}-{n}")]
        relus = f"{compter(len(faits), 'point relu', 'points relus')} sur {len(self.points)}. " if self.points else ""
        retour = f"{compter(len(mots_de(texte)), 'mot')}. {relus}{self.dire_ecartes(suite)}"
        return [Rendue(TEXTE, "Mon texte", remis, texte, retour.strip(), libre=True)]


def _recrit(avant: Sequence[str], apres: Sequence[str]) -> bool:
    """Moins de la moitié des mots sont-ils restés, dans l’ordre ?"""
    return SequenceMatcher(None, avant, apres, autojunk=False).ratio() < RESTE


def _compter_corrections(corrections: list[Correction]) -> str:
    noms = {"oui": ("que le texte dit",) * 2, "defendable": ("qui se défend", "qui se défendent"), "non": ("à revoir",) * 2}
    morceaux = [f"{compter(n, 'réponse')} {noms[juste][n > 1]}" for juste in noms if (n := sum(v.juste == juste for v in corrections))]
    return ", ".join(morceaux) + "."


Q = TypeVar("Q", bound=Interrogation)
_GENRES: Mapping[str, Callable[..., Interrogation]] = {c.genre: c for c in (Courte, Choix, Pari, Libre)}


def communs(q: Mapping[str, Any]) -> dict[str, Any]:
    """Ce que toute question tient de sa ligne de la table `questions`."""
    return {
        "cle": q["id"],
        "titre": q["enonce"],
        **{nom: q[nom] for nom in ("labo", "usage", "consigne", "explication", "source", "repere")},
    }


def interrogation(corpus: Corpus, cle: str, sorte: Callable[..., Q] | None = None, **plus: Any) -> Q:
    """La question d’identifiant `cle`, de la sorte que dit son genre, ou de celle-ci avec ce qu’elle demande de `plus`.

    Lève `KeyError` (phrase française) si elle n’existe pas.
    """
    q = corpus.ligne("questions", cle)

    def de(table: str) -> list[Mapping[str, Any]]:
        return [x for x in corpus.lignes(table) if x["question"] == cle]

    def en_rang(table: str, colonne: str) -> tuple[str, ...]:
        return tuple(x[colonne] for x in sorted(de(table), key=lambda x: x["rang"]))

    faire = sorte or cast("Callable[..., Q]", Sortie if q["usage"] == "sortie" else _GENRES[q["genre"]])
    return faire(
        **plus,
        **communs(q),
        reponses=tuple(ReponsePrevue(r["cle"], r["reponse"], r["juste"], r["retour"]) for r in de("questions_reponses")),
        relances=en_rang("questions_relances", "texte"),
        points=en_rang("questions_relecture", "point"),
        plusieurs=q["plusieurs"] == "oui",
        nombre=q["nombre"] == "oui",
        mots_min=q["mots_min"],
        mots_max=q["mots_max"],
    )
