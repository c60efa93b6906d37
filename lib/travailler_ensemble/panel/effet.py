"""L’effet de ma définition ou de mon codage, tel que la page le montre. Aucun calcul de fond ici."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from travailler_ensemble.activites.accord import AccordEcrit
from travailler_ensemble.activites.criteres import ASSEZ, ECARTE, EXIGE, Commande, Jeu, jeu, recit
from travailler_ensemble.activites.sujet import Rendue, Sujet
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable, majuscule
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.codage import Bande, Changement, bande, completer, ouverts, pouvoir
from travailler_ensemble.panel.concordance import nombre
from travailler_ensemble.panel.definition import DECISIVES, Confrontation, Effet, Separation, Voisin
from travailler_ensemble.panel.lecture import Clause, Enonce, lire

A_PEINE = 0.2
"""En deçà, un accord est dit à peine plus grand que le hasard (Landis et Koch 1977, doi:10.2307/2529310 : « slight »)."""
TROP_PEU = "Votre définition en dit encore trop peu pour trancher."
# Ce que l’extrait fait d’un critère que j’exige ou que j’écarte, quand il n’en décide pas.
_CE_QU_IL_EN_FAIT = {
    "": "il n’en parle pas",
    "admis": "il l’admet",
    "non nécessaire": "il le dit non nécessaire",
    "constat présent": "il l’observe",
    "constat contraire": "il observe le contraire",
}


class EffetDefinition:
    """Ce qu’une définition en cours fait aux situations et aux auteurs, prêt pour la page."""

    def __init__(self, jeu: Jeu, panel: Panel) -> None:
        self._jeu, self._panel = jeu, panel
        codages = {s: panel.codages[s] for s in jeu.situations}
        self._confrontation = Confrontation(panel.enonces.values(), codages, jeu.forme)
        self._courts = {c["id"]: c["court"] for c in panel.corpus.lignes("criteres")}

    def decrire(self) -> dict[str, Any]:
        """Ce qui ne change pas : les récits lus, et les énoncés auxquels on se compare."""
        f = self._panel.formulation
        return {
            "situations": [{"id": s, **recit(self._panel.corpus, s)._asdict()} for s in self._jeu.situations],
            "enonces": [
                {
                    "id": e.id,
                    "nom": f.dire_enonce(e.id),
                    "statut": self._panel.corpus.ligne("enonces", e.id)["statut"],
                    "reference": [list(m) for m in f.reference_de(e.id)],
                }
                for e in self._confrontation.enonces
            ],
        }

    def dire(self, reponses: Mapping[str, str]) -> dict[str, Any]:
        """L’effet des réponses données ; les auteurs n’y sont que si la définition en dit assez."""
        e = self._confrontation.effet(self._jeu.reglages(reponses))
        phrase = self._jeu.phrase(reponses)
        return {
            "vide": not phrase,
            "phrase": phrase,
            "tranche": e.tranche,
            "bilan": TROP_PEU if phrase and not e.tranche else "",
            "comptes": {v: e.comptes[v] for v in ("reconnue", "incertaine", "non reconnue", "ne tranche pas")},
            "lectures": self._lectures(e) if e.tranche else [],
            "seuls": self._seuls(e),
            "proches": insecable(self._proches(e)),
            "voisins": [self._voisin(v, v.enonce.id in e.proches | e.parents) for v in e.voisins],
            "annonce": insecable(self._annonce(e)) if phrase else "Aucun critère réglé.",
        }

    def resumer(self, reponses: Mapping[str, str]) -> str:
        """Les commandes qu’elle tient, et les auteurs dont elle est la plus proche ; vide si elle en dit trop peu."""
        e = self._confrontation.effet(self._jeu.reglages(reponses))
        tenues = [str(c.rang) for c in self._jeu.commandes if not self._manque(c, e)]
        dit = f"{'Commandes tenues' if len(tenues) > 1 else 'Commande tenue'} : {enumerer(tenues)}. " if tenues else ""
        return insecable(dit + self._proches(e))

    def commandes(self, *tours: Mapping[str, str]) -> list[dict[str, Any]]:
        """Chaque commande, tenue par l’un de ces réglages, ou ce qui lui manque encore dans le dernier."""
        effets = [self._confrontation.effet(self._jeu.reglages(t)) for t in tours]
        dites = []
        for c in self._jeu.commandes:
            tenue = any(not self._manque(c, e) for e in effets)
            dites.append({"texte": insecable(c.texte), "tenue": tenue, "dit": "" if tenue else insecable(self._manque(c, effets[-1]))})
        return dites

    def _manque(self, commande: Commande, e: Effet) -> str:
        """Ce qui empêche la commande d’être tenue, en une phrase ; vide si elle l’est."""
        if not e.tranche:
            return TROP_PEU
        autres = [s for s, verdict in commande.verdicts.items() if e.lectures[s].verdict != verdict]
        if autres:
            titre = self._panel.corpus.ligne("situations", autres[0])["titre"]
            return f"« {titre} » est {e.lectures[autres[0]].verdict}{_et_d_autres(len(autres) - 1)}."
        n = commande.exiges - sum(c.valeur == EXIGE for c in e.definition.clauses)
        return f"Il manque {compter(n, 'critère exigé', 'critères exigés')}." if n > 0 else ""

    def _lectures(self, e: Effet) -> list[dict[str, Any]]:
        return [
            {
                "situation": s,
                "verdict": x.verdict,
                "pivots": [
                    {"mot": mot, "termes": [self._terme(s, c) for c in clauses]}
                    for mot, clauses in (
                        ("Manque", [c for c in x.refusent if c.valeur == EXIGE]),
                        ("Présent, alors que vous l’écartez", [c for c in x.refusent if c.valeur == ECARTE]),
                        ("On ne sait pas", x.ignorent if not x.refusent else ()),
                        ("Présent", [c for c in x.portent if c.valeur == EXIGE and x.verdict == "reconnue"]),
                        ("Absent, comme vous le voulez", [c for c in x.portent if c.valeur == ECARTE and x.verdict == "reconnue"]),
                    )
                    if clauses
                ],
            }
            for s, x in e.lectures.items()
        ]

    def _terme(self, situation: str, clause: Clause) -> dict[str, str]:
        return {"critere": self._courts[clause.critere], "indice": self._panel.formulation.indice(situation, clause.critere)}

    def _seuls(self, e: Effet) -> str:
        """« Le critère « accord écrit » fait refuser à lui seul 4 situations. » : le critère qui en refuse le plus."""
        [(critere, n)] = sorted(e.seuls.items(), key=lambda x: -x[1])[:1] or [("", 0)]
        if not n or len(e.definition.clauses) < 2:
            return ""
        return insecable(f"Le critère « {self._courts[critere]} » fait refuser à lui seul {compter(n, 'situation')}.")

    def _proches(self, e: Effet) -> str:
        if not e.tranche:
            return ""
        proches = [v for v in e.voisins if v.enonce.id in e.proches]
        if proches:
            de_peu = " À peine plus que le hasard." if (proches[0].accord.valeur or 0) < A_PEINE else ""
            dit = f"Au plus près par les lectures{', ex æquo' if len(proches) > 1 else ''} : {self._noms(proches)}.{de_peu}"
        elif all(v.accord.valeur is None for v in e.voisins):
            dit = "Accord non défini : avec chacun, trop peu de situations décidées ensemble, ou toutes lues pareil."
        else:
            dit = "Par les lectures, personne n’est plus proche de vous que ne le voudrait le hasard."
        parents = [v for v in e.voisins if v.enonce.id in e.parents]
        if not parents:
            return f"{dit} Aucune règle ne partage un critère avec la vôtre."
        return f"{dit} Par la règle{', ex æquo' if len(parents) > 1 else ''} : {self._noms(parents)}, {_dire_ressemblance(parents[0])}."

    def _noms(self, voisins: Iterable[Voisin]) -> str:
        # Ces noms portent des virgules (« Dhume, 1999 ») : des points-virgules les séparent.
        return " ; ".join(self._nom(v) for v in voisins)

    def _voisin(self, v: Voisin, proche: bool) -> dict[str, Any]:
        k = v.accord.valeur
        communes = f"dont {compter(v.communes, 'reconnue')} en commun" if v.communes else "aucune reconnue en commun"
        return {
            "enonce": v.enonce.id,
            "proche": proche,
            "accord": "" if k is None else nombre(k),
            "part": max(0, k or 0),
            "dit": insecable(
                f"{compter(v.identiques, 'lecture identique', 'lectures identiques')} sur {v.decidees} où vous décidez tous deux, {communes}. "
                f"Règles : {_dire_ressemblance(v)}." + (f" Accord non défini. {v.accord.dit}" if k is None else "")
            ),
            "separent": self._separent(v.separent),
        }

    def _separent(self, separent: Iterable[Separation]) -> list[dict[str, str]]:
        """Ce qui sépare, du plus tranché au moins : les contraires, ce que lui seul décide, ce que je décide seul."""
        separent = list(separent)
        contraires = [s for s in separent if s.moi and s.lui in DECISIVES]
        lui = [s for s in separent if not s.moi]
        moi = [s for s in separent if s.lui not in DECISIVES]
        groupes = (
            ("En sens contraire", [f"{self._courts[s.critere]} (vous : {s.moi} ; lui : {s.lui})" for s in contraires]),
            ("L’extrait exige, pas vous", [self._courts[s.critere] for s in lui if s.lui == EXIGE]),
            ("L’extrait écarte, pas vous", [self._courts[s.critere] for s in lui if s.lui == ECARTE]),
            ("Vous exigez, pas l’extrait", [self._avec_lui(s) for s in moi if s.moi == EXIGE]),
            ("Vous écartez, pas l’extrait", [self._avec_lui(s) for s in moi if s.moi == ECARTE]),
        )
        return [{"mot": mot, "dit": insecable(" ; ".join(termes))} for mot, termes in groupes if termes]

    def _avec_lui(self, s: Separation) -> str:
        return f"{self._courts[s.critere]} ({_CE_QU_IL_EN_FAIT[s.lui]})"

    def _annonce(self, e: Effet) -> str:
        if not e.tranche:
            return TROP_PEU
        c = e.comptes
        return (
            f"{compter(c['reconnue'], 'situation reconnue', 'situations reconnues')}, "
            f"{compter(c['incertaine'], 'incertaine')}, {c['non reconnue']} non reconnue{'s' * (c['non reconnue'] > 1)}. "
            f"{self._proches(e)}"
        )

    def _nom(self, v: Voisin) -> str:
        return self._panel.formulation.dire_enonce(v.enonce.id)


def _et_d_autres(n: int) -> str:
    return f", et {compter(n, 'autre récit ne convient pas', 'autres récits ne conviennent pas')}" if n else ""


def _dire_ressemblance(v: Voisin) -> str:
    pareils, decides = v.ressemblance
    return f"{compter(pareils, 'critère décidé de même', 'critères décidés de même')} sur {decides}"


# Ce que dirait un texte après un changement ; puis plusieurs.
_DIRAIT = {
    "reconnue": ("y verrait {un}", "y verraient {un}"),
    "non reconnue": ("n’y verrait pas {un}", "n’y verraient pas {un}"),
    "incertaine": ("hésiterait ({un} ?)", "hésiteraient ({un} ?)"),
    "réunies": ("dirait ses conditions de réussite réunies", "diraient leurs conditions de réussite réunies"),
    "manquantes": ("dirait qu’une condition de réussite manque", "diraient qu’une condition de réussite manque"),
    "inconnues": ("ne pourrait plus dire si ses conditions sont réunies", "ne pourraient plus dire si leurs conditions sont réunies"),
}


class EffetCodage:
    """Un codage en cours : dans quel ordre le demander, quand s’arrêter, et ce que la collection répond aux critères qu’il ne pose pas."""

    def __init__(self, jeu: Jeu, panel: Panel) -> None:
        self._jeu = jeu
        self._enonces = [e for e in panel.enonces.values() if not e.muet]
        self._forme = [e for e in self._enonces if e.usage == "verdict" and e.objet == jeu.forme]
        self._dire = panel.formulation.dire_enonce
        self._formes = {f["id"]: f["indefini"] for f in panel.corpus.lignes("formes")}
        self._un = panel.corpus.ligne("formes", jeu.forme)["indefini"]
        self._collection = panel.codages.get(jeu.situation, {})
        peut = pouvoir(self._enonces, jeu.champs())
        self._criteres = sorted(jeu.criteres, key=lambda c: -peut[c.id])

    def codage(self, reponses: Mapping[str, str]) -> dict[str, str]:
        """Ce qui se lit : mes réponses, et celles de la collection aux seuls critères que la grille ne pose pas."""
        return completer(self._jeu.reglages(reponses), self._collection, self._jeu.champs())

    def bande(self, codage: Mapping[str, str]) -> Bande:
        """Ce que les textes qui jugent la forme cherchée lisent de ce codage."""
        return bande(self._forme, codage, self._un)

    def changements(self, avant: Mapping[str, str], apres: Mapping[str, str]) -> list[Changement]:
        """Les énoncés dont le verdict n’est pas le même devant ces deux codages."""
        lus = ((e, lire(e, avant).verdict, lire(e, apres).verdict) for e in self._enonces)
        return [Changement(*x) for x in lus if x[1] != x[2]]

    def dire_changements(self, changements: Iterable[Changement]) -> list[dict[str, str]]:
        """« 3 textes y verraient un partenariat », et lesquels ; la forme cherchée d’abord."""
        par_suite: dict[tuple[str, str], list[str]] = {}
        for c in changements:
            par_suite.setdefault((c.apres, c.enonce.objet), []).append(self._dire(c.enonce.id))
        ordre = [self._jeu.forme, *self._formes]
        return [
            {
                "dit": insecable(f"{compter(len(noms), 'texte')} {_DIRAIT[apres][len(noms) > 1].format(un=self._formes[objet])}"),
                # Ces noms portent des virgules (« Dhume, 1999 ») : des points-virgules les séparent.
                "noms": insecable(" ; ".join(noms)),
            }
            for (apres, objet), noms in sorted(par_suite.items(), key=lambda x: ordre.index(x[0][1]))
        ]

    @property
    def textes(self) -> list[Enonce]:
        """Les textes de la bande, dans son ordre."""
        return list(self._forme)

    def decrire(self) -> dict[str, Any]:
        """Les critères, de celui dont le plus de verdicts dépendent à celui dont le moins dépend, en deux paquets."""
        tetes, restes = self._criteres[:ASSEZ], self._criteres[ASSEZ:]
        paquets = [("Les dix dont le plus de lectures dépendent", tetes), (f"{len(restes)} de plus", restes)]
        absents = max(0, len(self._collection) - len(self._jeu.criteres))
        return {
            "familles": [{"titre": titre, "criteres": [c._asdict() for c in criteres]} for titre, criteres in paquets if criteres],
            "donnes": insecable(f"{absents} autres critères ne vous sont pas posés : la collection y répond.") if absents else "",
        }

    def dire(self, reponses: Mapping[str, str]) -> dict[str, Any]:
        """Dès dix réponses, ce que changeraient encore les autres."""
        moi = self._jeu.reglages(reponses)
        restants = [c for c in self._jeu.champs() if c not in moi]
        if len(moi) < ASSEZ or not restants:
            return {"arret": ""}
        n = ouverts(self._enonces, self.codage(reponses), restants)
        attendent = f"{compter(n, 'texte attend', 'textes attendent')} encore une réponse" if n else "plus aucun texte n’attend de réponse"
        return {"arret": insecable(f"Vous pouvez vous arrêter ici : {attendent}.")}

    def resumer(self, reponses: Mapping[str, str]) -> str:
        """« 3 textes y voient un partenariat, 9 hésitent. » ; vide si rien n’est codé."""
        return f"{majuscule(self.bande(self.codage(reponses)).dit)}." if self._jeu.reglages(reponses) else ""


class EffetAccord:
    """Ce qu’un accord changerait aux lectures de la situation codée : avant, après, et qui change d’avis."""

    def __init__(self, accord: AccordEcrit, panel: Panel) -> None:
        self._accord = accord
        self._codage = EffetCodage(jeu(panel.corpus, accord.sur), panel)
        enonces = [e for e in panel.enonces.values() if not e.muet]
        peut = pouvoir(enonces, accord.noms)
        ecartes = {c.critere for e in enonces for c in e.clauses if c.valeur == ECARTE}
        self._valeurs = [
            (f"{c} {dit}", f"{majuscule(accord.noms[c])} : {dit}")
            for c in sorted(accord.noms, key=lambda c: -peut[c])
            for dit in ("oui", "non")
            if dit == "oui" or c in ecartes
        ]

    def valeurs(self) -> list[dict[str, str]]:
        """Ce qu’une phrase peut établir, du critère dont le plus de lectures dépendent à celui dont le moins dépend."""
        return [{"id": v, "nom": insecable(nom)} for v, nom in self._valeurs]

    def dire(self, codees: Mapping[str, str], reponses: Mapping[str, str]) -> dict[str, Any]:
        """Les deux bandes, qui change d’avis, et ce que chaque phrase y fait seule. `codees` : les réponses à la grille."""
        avant = self._codage.codage(codees)
        etablis = self._accord.etablis(reponses)
        apres = {**avant, **dict(etablis.values())}
        seules = {n: len(self._codage.changements(avant, {**avant, c: v})) for n, (c, v) in etablis.items()}
        return {
            "code": bool(avant),
            "avant": self._codage.bande(avant)._asdict(),
            "apres": self._codage.bande(apres)._asdict(),
            "changent": self._codage.dire_changements(self._codage.changements(avant, apres)),
            "seules": {str(n): f"Seule, elle fait changer d’avis {compter(k, 'texte')}." if k else RIEN_SEULE for n, k in seules.items()},
        }

    def rendre(self, codees: Mapping[str, str], reponses: Mapping[str, str]) -> Rendue | None:
        """Pour le compte rendu : les lectures avant l’accord, après, et qui change ; rien tant qu’aucune phrase n’est rattachée."""
        if not self._accord.etablis(reponses):
            return None
        e = self.dire(codees, reponses)
        qui = " ".join(f"{x['dit']} : {x['noms']}." for x in e["changent"]) or "Aucun texte ne change d’avis."
        return Rendue("lectures", "Ce que lisent les auteurs, sans et avec mon accord", e["avant"]["dit"], e["apres"]["dit"], qui)


RIEN_SEULE = "Seule, elle ne fait changer personne d’avis."


def effet_de(sujet: Sujet, panel: Panel) -> EffetDefinition | EffetCodage | None:
    """Ce que les réponses à ce sujet produisent aussitôt ; rien pour la plupart."""
    if not isinstance(sujet, Jeu):
        return None
    return EffetDefinition(sujet, panel) if sujet.genre == "definition" else EffetCodage(sujet, panel)
