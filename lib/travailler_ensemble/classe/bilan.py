"""Le bilan d’une séance : ce que la classe a répondu, si elle s’accorde, de qui elle est proche, qui a bougé et vers qui.

Pur : des réponses entrent, un bilan sort. L’interface (`GET /api/bilan`) et le carnet qui relit une séance appellent la
même fonction.

Jamais de petit groupe (`seuils.Seuil`) : une carte qui a reçu trop peu de réponses personnelles, ou dont trop peu ont changé d’un
vote à l’autre, ne montre pas ses cases (`seuils.montrables`), et un déplacement fait par trop peu de personnes va dans « autres ».

Les mains levées et le papier comptent dans la distribution et dans la proximité. Une main n’est à personne : elle ne
compte ni dans l’accord ni dans les déplacements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.classe.deplacements import Deplacements, deplacements
from travailler_ensemble.classe.export import TOURS, LigneReponse
from travailler_ensemble.classe.seuils import PARTAGE_DIT, Seuil, dispersion_montrable, montrables, partagees
from travailler_ensemble.classe.urne import Urne
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable
from travailler_ensemble.panel.avis import Panel, Retours, retours
from travailler_ensemble.panel.concordance import (
    CARTES_POUR_INTERVALLE,
    AccordCorrige,
    Intervalle,
    Mesure,
    Proximite,
    SerieDeReponses,
    accords_corriges,
    alpha_des_comptes,
    difference_des_alphas,
    intervalle_alpha,
    les_plus_proches_de,
    nombre,
)

A_REDISCUTER = 3
VOTES = {1: "premier vote", 2: "second vote"}


class Repartition(NamedTuple):
    """Une carte à un tour. `cases` : toutes les cases et « je ne sais pas » ; None, comme `dispersion`, sous le seuil."""

    total: int
    cases: Mapping[str, int] | None
    dispersion: float | None


class CarteVotee(NamedTuple):
    """Une carte qui a reçu au moins une réponse, et ses votes, tour par tour."""

    carte: str
    titre: str
    tours: Mapping[int, Repartition]

    def montrees(self, tour: int) -> Mapping[str, int] | None:
        """Les cases à ce vote ; celles du vote d’avant, si moins de cinq réponses l’en séparent et qu’il se tait. None : rien ne se montre."""
        if not self.tours[tour].total:
            return None
        return next((v.cases for t, v in reversed([*self.tours.items()]) if t <= tour and v.cases), None)


class AccordClasse(NamedTuple):
    """Un alpha et son intervalle ; None quand ils ne sont pas définis. `dit` les donne en mots, ou dit pourquoi."""

    valeur: float | None
    bas: float | None
    haut: float | None
    dit: str


class Proche(NamedTuple):
    """La classe et un auteur : des nombres de réponses. `part` : comme `Proximite.part`.

    `cartes` : celles où il se prononce sur les réponses de la moitié de la classe au moins. Un auteur qui ne juge que d’une
    case rare n’est proche de personne. `accord` et `distinct` : comme `concordance.AccordCorrige`.
    """

    auteur: str
    nom: str
    accords: int
    nuances: int
    desaccords: int
    comparables: int
    part: float
    cartes: int
    accord: float | None
    distinct: bool


@dataclass(frozen=True, kw_only=True)
class Bilan:
    """Tout ce qu’une séance donne à relire. `participants` : les personnes dont on a les réponses ; `mains` : les mains levées."""

    seuil: Seuil
    participants: int
    mains: int
    cartes: tuple[CarteVotee, ...]
    accord: Mapping[int, Mapping[str, AccordClasse | None]]
    ecart: Intervalle | None
    proximites: Mapping[int, tuple[Proche, ...]]
    proches: Mapping[int, tuple[str, ...]]
    deplacements: Deplacements
    a_rediscuter: tuple[CarteVotee, ...]
    dit: tuple[str, ...]

    @property
    def tours(self) -> tuple[int, ...]:
        """Les votes qui ont eu lieu."""
        return tuple(self.accord)

    def en_dict(self) -> dict[str, Any]:
        """Des valeurs simples, pour `GET /api/bilan`."""
        d = self.deplacements
        return {
            "participants": self.participants,
            "mains": self.mains,
            "cartes": [
                {"carte": c.carte, "titre": c.titre, "tours": {str(t): _simple(v) for t, v in c.tours.items()}} for c in self.cartes
            ],
            "accord": {str(t): {mesure: a and a._asdict() for mesure, a in x.items()} for t, x in self.accord.items()},
            "ecart": self.ecart and self.ecart._asdict(),
            "proximites": {str(t): [p._asdict() for p in x] for t, x in self.proximites.items()},
            "proches": {str(t): list(noms) for t, noms in self.proches.items()},
            "deplacements": {
                **d._asdict(),
                "vers": [m._asdict() for m in d.vers],
                "cases": [f._asdict() for f in d.cases],
                "auteurs": [a._asdict() for a in d.auteurs],
            },
            "a_rediscuter": [c.carte for c in self.a_rediscuter],
            "dit": list(self.dit),
        }


def _simple(v: Repartition) -> dict[str, Any]:
    return {**v._asdict(), "cases": v.cases and dict(v.cases)}


def bilan(programme: Any, lignes: Iterable[LigneReponse | Sequence[Any]], panel: Panel, auteurs: Container[str] | None = None) -> Bilan:
    """Le bilan de ces réponses. `programme` : un `Classement`, ou ce qui en porte un (`.classement`).

    `auteurs` : les seuls dont on parle (ceux déjà dévoilés) ; tous, si l’on n’en dit rien.

    L’ordre des lignes et le numéro donné à chaque personne sont sans effet. Plusieurs séances ensemble font une seule classe.

    Lève `ValueError` (phrase française) : tri, tour, carte, case ou nombre impossible ; deux réponses d’une personne à une même carte au même tour.
    """
    classement: Classement = getattr(programme, "classement", programme)
    urne = Urne(classement, lignes)
    comptes = {t: x for t in TOURS if (x := urne.comptes(t))}
    rang = {c: n for n, c in enumerate(classement.champs())}
    presentes = sorted({c for x in comptes.values() for c in x}, key=rang.__getitem__)
    siens = {t: urne.personnels(t) for t in comptes}
    cartes = tuple(
        CarteVotee(
            c,
            classement.titre_de(c),
            _repartitions({t: x.get(c, Counter()) for t, x in comptes.items()}, {t: x.get(c, Counter()) for t, x in siens.items()}, urne),
        )
        for c in presentes
    )
    table = retours(panel, classement) if classement.d_auteurs else Retours({}, {})
    if auteurs is not None:
        table = table.seulement(auteurs)
    montres = {t: {c.carte: montrees for c in cartes if (montrees := c.montrees(t))} for t in comptes}
    corriges = {t: accords_corriges([SerieDeReponses(table.table, x)]) for t, x in montres.items()}
    proximites = {t: _proximites(x, table, corriges[t]) for t, x in montres.items()}
    resultat = Bilan(
        seuil=urne.seuil,
        participants=urne.personnes,
        mains=urne.mains,
        cartes=cartes,
        accord={t: _accord(classement, urne, t) for t in comptes},
        ecart=_ecart_d_accord(classement, urne),
        proximites=proximites,
        proches={t: tuple(table.noms[a] for a in les_plus_proches_de(x)) for t, x in corriges.items()},
        deplacements=deplacements(urne, table),
        a_rediscuter=_a_rediscuter(cartes),
        dit=(),
    )
    return replace(resultat, dit=tuple(insecable(phrase) for phrase in _dire(resultat, classement)))


# Compter


def _repartitions(
    recus: Mapping[int, Mapping[str, int]], personnelles: Mapping[int, Mapping[str, int]], urne: Urne
) -> dict[int, Repartition]:
    montres = montrables(recus, personnelles, urne.seuil)
    return {
        t: Repartition(
            sum(x.values()),
            {c: x.get(c, 0) for c in urne.cases} if t in montres else None,
            dispersion_montrable(x, urne.classement.axe, urne.seuil) if t in montres else None,
        )
        for t, x in recus.items()
    }


def _a_rediscuter(cartes: Sequence[CarteVotee]) -> tuple[CarteVotee, ...]:
    """Les cartes qui partagent la classe au dernier vote qui se montre, les plus partagées d’abord."""
    par_carte = {c.carte: c for c in cartes}
    dernieres = {c.carte: next((v.dispersion for v in reversed([*c.tours.values()]) if v.cases), None) for c in cartes}
    return tuple(par_carte[c] for c in partagees(dernieres))


# S’accorder


def _accord(classement: Classement, urne: Urne, tour: int) -> dict[str, AccordClasse | None]:
    """L’accord entre les personnes : alpha de Krippendorff sur les cartes montrées, « je ne sais pas » valant une réponse manquante.

    « ordinal » seulement quand un auteur ordonne les cases. Formules et sources : `concordance.alpha_des_comptes`,
    `concordance.intervalle_alpha`.
    """
    recus = [x for x in urne.personnels(tour).values() if x.total() >= urne.seuil.nombre]
    comptes, cases = _sans_je_ne_sais_pas(recus), _noms(classement)
    mesures = {
        "nominal": _alpha(comptes, "nominale", cases, urne.seuil),
        "ordinal": _alpha(comptes, "ordinale", cases, urne.seuil) if classement.ordonne else None,
    }
    disent, sur = (sum(sum(x.values()) for x in recu) for recu in (comptes, recus))
    if disent < sur and len({k for x in comptes for k, n in x.items() if n}) == 1:
        dit = f"{compter(disent, 'réponse')} sur {sur} {'se prononcent' if disent > 1 else 'se prononce'}, toutes pareil ; les autres ne savent pas."
        muet = AccordClasse(None, None, None, f"Accord non défini. {dit}")
        return {mesure: a and muet for mesure, a in mesures.items()}
    return mesures


def _sans_je_ne_sais_pas(recus: Iterable[Mapping[str, int]]) -> list[dict[str, int]]:
    return [{k: n for k, n in x.items() if k != JE_NE_SAIS_PAS} for x in recus]


def _noms(classement: Classement) -> list[str]:
    return [c.id for c in classement.cases]


def _alpha(comptes: Sequence[Mapping[str, int]], mesure: Mesure, cases: Sequence[str], seuil: Seuil) -> AccordClasse:
    if not comptes:
        return AccordClasse(None, None, None, f"Accord non défini : aucune carte n’a les réponses de {seuil.dit} personnes.")
    valeur, dit = alpha_des_comptes(comptes, mesure, cases)
    if valeur is None:
        return AccordClasse(None, None, None, f"Accord non défini. {dit}")
    if bornes := intervalle_alpha(comptes, mesure, cases):
        dit += f" Avec autant d’autres cartes du même genre, il irait sans doute de {nombre(bornes.bas)} à {nombre(bornes.haut)}."
        return AccordClasse(valeur, bornes.bas, bornes.haut, dit)
    comparables = sum(sum(x.values()) > 1 for x in comptes)
    pourquoi = (
        f"il faut au moins {CARTES_POUR_INTERVALLE} cartes"
        if comparables < CARTES_POUR_INTERVALLE
        else "les cartes se ressemblent trop, ou une seule fait toute la différence"
    )
    return AccordClasse(valeur, None, None, f"{dit} Son intervalle n’est pas défini : {pourquoi}.")


def _ecart_d_accord(classement: Classement, urne: Urne) -> Intervalle | None:
    """De combien l’accord a changé entre les deux votes, sur les cartes montrées aux deux ; None s’il ne se mesure pas."""
    avant, apres = urne.personnels(1), urne.personnels(2)
    cartes = [c for c in avant if min(avant[c].total(), apres.get(c, Counter()).total()) >= urne.seuil.nombre]
    mesure: Mesure = "ordinale" if classement.ordonne else "nominale"
    return difference_des_alphas(
        *(_sans_je_ne_sais_pas(x[c] for c in cartes) for x in (avant, apres)), mesure=mesure, cases=_noms(classement)
    )


# Se comparer aux auteurs


def _proximites(montres: Mapping[str, Mapping[str, int]], r: Retours, corriges: Iterable[AccordCorrige]) -> tuple[Proche, ...]:
    """Auteur par auteur, les réponses de la classe en accord, en nuance, en désaccord ; du plus proche au plus éloigné.

    Seules comptent les cartes dont les cases se montrent (`CarteVotee.montrees`) : chacun peut refaire le calcul d’après la distribution.
    """
    comptes: dict[str, Counter[str]] = {}
    cartes: Counter[str] = Counter()
    for carte, cases in montres.items():
        juges: Counter[str] = Counter()
        for case, n in cases.items():
            for auteur, retour in r.table.get((carte, case), {}).items() if n else ():
                comptes.setdefault(auteur, Counter())[retour] += n
                juges[auteur] += n
        cartes.update(auteur for auteur, n in juges.items() if 2 * n >= sum(cases.values()))
    accords = {x.auteur: x for x in corriges}
    liste = []
    for auteur, x in comptes.items():
        p = Proximite(auteur, x["accord"], x["nuance"], x["desaccord"], x.total())
        c = accords.get(auteur)  # une seule carte répondue ne se rebat pas
        liste.append(
            Proche(
                auteur,
                r.noms[auteur],
                p.accords,
                p.nuances,
                p.desaccords,
                p.comparables,
                p.part,
                cartes[auteur],
                c and c.kappa,
                bool(c and c.distinct),
            )
        )
    return tuple(sorted(liste, key=lambda p: (-p.part, p.auteur)))


# Dire


def _dire(b: Bilan, classement: Classement) -> list[str]:
    """Le bilan en quelques phrases."""
    if not b.cartes:
        return ["Personne n’a encore répondu."]
    if not any(v.cases for c in b.cartes for v in c.tours.values()):
        return [f"Aucune carte n’a reçu {b.seuil.dit} réponses : rien n’est montré, pour que nul ne soit reconnu."]
    dits = [_dire_combien(b), *_dire_accord(b)]
    if b.a_rediscuter:
        titres = enumerer(f"« {c.titre} »" for c in b.a_rediscuter[:A_REDISCUTER])
        combien = f"{compter(len(b.a_rediscuter), 'carte')}, d’abord " if len(b.a_rediscuter) > A_REDISCUTER else ""
        dits.append(f"À rediscuter, car {PARTAGE_DIT} : {combien}{titres}.")
    else:
        dits.append("Aucune carte ne partage vraiment la classe.")
    dits += _dire_proches(b)
    if len(b.tours) > 1:
        dits += _dire_deplacements(b, classement)
    if b.seuil.annonce:
        dits.append(f"{b.seuil.annonce.partition('.')[0]}. La classe le savait avant de répondre.")
    return dits


def _dire_combien(b: Bilan) -> str:
    votes = " et ".join(f"un {VOTES[t]}" for t in b.tours)
    if not b.participants:
        return f"{compter(b.mains, 'main levée', 'mains levées')}, {votes}. Une main n’est à personne : ni accord ni déplacements ne se calculent."
    phrase = f"{compter(b.participants, 'personne')}, {votes}."
    if b.mains:
        phrase += (
            f" En plus, {compter(b.mains, 'main levée', 'mains levées')} : elles comptent dans la distribution et la proximité, "
            "pas dans l’accord ni dans les déplacements, car une main n’est à personne."
        )
    return phrase


def _dire_accord(b: Bilan) -> list[str]:
    """L’accord de chaque vote ; l’échelle n’est expliquée qu’une fois."""
    dits, expliquee = [], False
    for t in b.tours:
        for ordre, a in (("", b.accord[t]["nominal"]), (", en tenant compte de l’ordre des cases", b.accord[t]["ordinal"])):
            if a is None or not b.participants:
                continue
            dit = f"{a.dit[:1].lower()}{a.dit[1:]}"
            if expliquee and a.valeur is not None:
                bornes = (
                    f" (de {nombre(a.bas)} à {nombre(a.haut)} avec d’autres cartes)" if a.bas is not None and a.haut is not None else ""
                )
                dit = f"accord de {nombre(a.valeur)}{bornes}."
            expliquee = expliquee or a.valeur is not None
            dits.append(f"{VOTES[t].capitalize()}{ordre} : {dit}")
    if e := b.ecart:
        ordre = ", en tenant compte de l’ordre des cases," if b.accord[1]["ordinal"] else ""
        sens = "monte" if e.valeur > 0 else "baisse"
        bas, haut = sorted((abs(e.bas), abs(e.haut)))
        # Un écart que l’on n’affirme pas n’a pas de nombre : arrondi, il contredirait les deux accords écrits au-dessus.
        change = "change trop peu pour conclure" if e.bas <= 0 <= e.haut else f"{sens} de {nombre(bas)} à {nombre(haut)}, à 95 %"
        dits.append(f"D’un vote à l’autre, sur les mêmes cartes, l’accord{ordre} {change}.")
    return dits


def _dire_proches(b: Bilan) -> list[str]:
    if not any(b.proximites.values()):
        return []
    dits = []
    for t in b.tours:
        noms = b.proches[t]
        proches = (
            f"au plus près de la classe, plus que par hasard : {enumerer(noms)}"
            if noms
            else "aucun auteur ne se distingue de ce que donnerait le hasard"
        )
        dits.append(f"Au {VOTES[t]}, {proches}.")
    return dits


def _dire_deplacements(b: Bilan, classement: Classement) -> list[str]:
    d = b.deplacements
    if d.sur < b.seuil.nombre:
        return [f"{b.seuil.peu_de_personnes.capitalize()} ont répondu aux deux votes : leurs déplacements ne sont pas montrés."]
    if not d.ont_change:
        return [f"Personne n’a changé de réponse entre les deux votes, sur {compter(d.sur, 'personne')}."]
    if d.ont_change < b.seuil.nombre:
        return [f"{b.seuil.peu_de_personnes.capitalize()} sur {d.sur} ont changé une réponse : leurs déplacements ne sont pas montrés."]
    dits = [f"{compter(d.ont_change, 'personne')} sur {d.sur} ont changé au moins une réponse ({d.reponses} sur {d.comparees})."]
    seul = len(d.vers) == 1 and not d.autres
    if d.vers:
        m = d.vers[0]
        de, a = classement.nom_de_case(m.de), classement.nom_de_case(m.a)
        quel = "Le seul déplacement" if seul else "Le déplacement le plus fréquent"
        dits.append(f"{quel} : de « {de} » vers « {a} » ({compter(m.nombre, 'réponse')}).")
    if not seul:
        dits += [x for x in (_dire_flux("Vers", "vers", d, classement), _dire_flux("Loin de", "loin", d, classement)) if x]
    if d.autres and d.vers:
        dits.append(
            f"{compter(d.autres, 'autre changement', 'autres changements')}, de trop peu de personnes à la fois pour être montrés un à un."
        )
    vers = [x for x in d.auteurs if x.solde > 0]
    if vers and len(d.auteurs) > 1:
        gagnants = enumerer(x.nom for x in vers if x.solde == vers[0].solde)
        plus = "une réponse de plus s’en approche" if vers[0].solde == 1 else f"{vers[0].solde} réponses de plus s’en approchent"
        dits.append(f"Ces changements vont surtout vers {gagnants} : {plus} que ne s’en éloignent.")
    return dits


def _dire_flux(mot: str, sens: str, d: Deplacements, classement: Classement) -> str:
    """« Vers « D’accord », 9 réponses ; « Cela dépend », 6. » : de la plus grande à la plus petite ; vide s’il n’y en a aucune à dire."""
    dits = sorted(((n, f.case) for f in d.cases if (n := getattr(f, sens))), key=lambda x: -x[0])
    if not dits:
        return ""
    (premier, case), *suite = dits
    noms = [
        f"« {classement.nom_de_case(case)} » ({compter(premier, 'réponse')})",
        *(f"« {classement.nom_de_case(k)} » ({n})" for n, k in suite),
    ]
    return f"{mot} {enumerer(noms)}, {'d’où que l’on vienne' if sens == 'vers' else 'où que l’on aille'}."
