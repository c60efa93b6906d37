"""La réponse : ce que l’on dit à qui a rangé une carte. Court, par critère d’abord ; les auteurs viennent dessous.

Des auteurs jugent : trois comptes en mots, le critère qui les sépare (`panel.clivage`), leurs camps, deux voix opposées
à lire d’abord. Personne ne juge : la collection répond en son nom. Un texte, ou un seul auteur, répond : sa réponse, sa
raison. Tout le reste attend derrière un repli (`reste`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.criteres import ECARTE
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.retours import COMPARABLES, Retour
from travailler_ensemble.corpus.formes import ENSEIGNE, Indice, definition, lecture_de_la_collection
from travailler_ensemble.ecriture.phrases import Passages, en_lettres, insecable, majuscule
from travailler_ensemble.panel.avis import PARTENARIAT, Avis, Panel, comptes
from travailler_ensemble.panel.clivage import Clivage, Pose, cliver
from travailler_ensemble.panel.lecture import Lecture
from travailler_ensemble.panel.retour import DECIDES

RIEN_NE_SEPARE = "Aucun critère, à lui seul, ne changerait un avis."
TOUS = "Tous les auteurs"
SANS_MOTS = "le récit n’en dit rien"


class Voix(NamedTuple):
    """Un auteur qui juge : sa signature datée, ce qu’il répond, pourquoi, et où nous l’avons lu. `court` : son nom dans une liste."""

    auteur: str
    nom: str
    court: str
    annee: str
    retour: Retour
    position: str
    statut: str
    phrase: str
    reference: Passages


class CampLu(NamedTuple):
    """Des auteurs du même côté. `ouverte` : le rang de la voix à lire d’abord ; None si aucune ne l’est."""

    titre: str
    voix: tuple[Voix, ...]
    ouverte: int | None


class Forme(NamedTuple):
    """Une forme en une ligne, et les mots du récit qui y mènent ou en retiennent.

    `de` : « votre réponse », « notre lecture » ; `nom` est vide quand la réponse l’a déjà dit.
    """

    nom: str
    de: str
    definition: str
    indices: tuple[Indice, ...]


class ReponseDePanel(NamedTuple):
    """Ce que l’on répond à une carte rangée.

    `pile` : où elle se range dans le bilan, « comme », « partage », « autrement », « sans » (personne n’en dit rien) ou
    « ignore » (on ne savait pas). `dit` : la réponse, en une phrase ; `marque` : au nom de qui, quand c’est la collection.
    `comptes` : (retour, « trois hésitent »). `critere`, `role` et `mots` : ce qui sépare, ou ce qui décide, et les mots du récit qui
    le portent. `reste` : tous les avis, à déplier sous `titre_reste` ; vide s’il n’y a rien de plus à lire.
    """

    pile: str
    dit: str = ""
    marque: str = ""
    comptes: tuple[tuple[Retour, str], ...] = ()
    nombres: tuple[int, int, int] = (0, 0, 0)
    critere: str = ""
    role: str = "Ce qui sépare"
    mots: tuple[str, ...] = ()
    note: str = ""
    camps: tuple[CampLu, ...] = ()
    formes: tuple[Forme, ...] = ()
    raison: str = ""
    reference: Passages = ()
    autre: str = ""
    """Ce qui a été répondu d’autre, pour le bilan : une case, une forme."""
    titre_reste: str = ""
    reste: tuple[Avis, ...] = ()


def repondre(panel: Panel, classement: Classement, carte: str, choix: str) -> ReponseDePanel:
    """La réponse à une carte rangée dans la case `choix`. Lève `KeyError` si personne ne juge de ce tri."""
    if classement.genre == "panel":
        return _du_panel(panel, classement, carte, choix)
    avis = panel.avis(classement, carte, choix)
    return _d_un_seul(classement, carte, choix, avis[0]) if len(avis) == 1 else _du_debat(classement, choix, avis)


# Des auteurs, par leurs critères


def _du_panel(panel: Panel, classement: Classement, carte: str, choix: str) -> ReponseDePanel:
    situation = classement.cible(carte).situation
    avis = panel.avis(classement, carte, choix)
    sait = choix != JE_NE_SAIS_PAS
    n = comptes(avis)
    juges = sum(n[r] for r in COMPARABLES)
    if sait and not juges:
        return _de_la_collection(panel, situation, choix, avis)
    lue = lecture_de_la_collection(panel.corpus, situation)
    if not sait and lue and lue.forme != PARTENARIAT:
        forme = Forme("", "", lue.definition, lue.indices[:1])
        return ReponseDePanel("ignore", f"{majuscule(lue.nom)}.", ENSEIGNE, formes=(forme,), mots=_mots(forme.indices), autre=lue.nom)
    # Qui ne sait pas lit, en bref, ce qui partage les auteurs sur le partenariat.
    objet = choix if sait else PARTENARIAT
    lectures = panel.lectures(situation)
    if not sait:
        avis = panel.avis(classement, carte, PARTENARIAT)
        n = comptes(avis)
    x = cliver(panel.codages[situation], objet, lectures, panel.relations)
    un = panel.corpus.ligne("formes", objet)["indefini"]
    nombres = (n["accord"], n["nuance"], n["desaccord"])
    court = panel.corpus.ligne("criteres", x.critere)["court"] if x else ""
    mots = panel.formulation.indice(situation, x.critere) if x else ""
    autre = lue.nom if lue and lue.forme != objet else ""
    return ReponseDePanel(
        _pile(nombres) if sait else "ignore",
        dit="" if sait else f"Vous ne saviez pas. {majuscule(un)} ?",
        comptes=_en_mots(nombres, f"y {{}} {un}" if not sait else ""),
        nombres=nombres,
        critere=court,
        role="Ce qui sépare" if sum(nombres) > 1 else "Ce qui décide",
        mots=(mots,) if mots else (),
        note=RIEN_NE_SEPARE if x is None else "" if mots else SANS_MOTS,
        camps=tuple(_camps(panel, x, avis, lectures, objet, ouvrir=sait)),
        raison=insecable(f"{ENSEIGNE} : {autre}.") if autre else "",
        autre=autre,
        titre_reste=TOUS,
        reste=tuple(avis),
    )


def _camps(
    panel: Panel, x: Clivage | None, avis: Sequence[Avis], lectures: Mapping[str, Sequence[Lecture]], forme: str, *, ouvrir: bool
) -> Iterator[CampLu]:
    par_auteur = {a.auteur: a for a in avis}
    juges = [a.auteur for a in avis if a.retour in COMPARABLES]

    def voix(auteur: str, pose: Pose | None) -> Voix:
        lecture = pose.lecture if pose else _qui_juge(lectures[auteur], forme)
        phrase = pose.clause.justification if pose else _sa_raison(panel, lecture)
        return Voix(
            auteur,
            panel.formulation.signature(lecture),
            panel.formulation.etiquette(lecture),
            panel.formulation.annee_de(lecture),
            par_auteur[auteur].retour,
            _POSITIONS[par_auteur[auteur].retour],
            panel.formulation.statut(lecture),
            phrase,
            panel.formulation.reference_de(lecture.enonce.id),
        )

    if x is None:
        camps = [("Ils jugent ainsi", [voix(a, None) for a in juges])]
    else:
        poses = ((x.exigent, "l’exige", "l’exigent"), (x.ecartent, "l’écarte", "l’écartent"))
        camps = [(_sujet(len(p), un, plusieurs), [voix(a, pose) for a, pose in p.items()]) for p, un, plusieurs in poses if p]
        if x.sans_effet:
            camps.append((insecable(f"Sans effet : {en_lettres(len(x.sans_effet))}"), [voix(a, None) for a in x.sans_effet]))
    yield from _ouvrir(camps, ouvrir, x.basculent if x else ())


def _ouvrir(camps: Iterable[tuple[str, list[Voix]]], ouvrir: bool, d_abord: Sequence[str] = ()) -> Iterator[CampLu]:
    """Les camps, et dans chacun des deux premiers la voix à lire d’abord : une qui bascule, puis celle qui
    s’oppose le plus à elle ; à égalité, la plus courte.
    """
    premiere: Voix | None = None
    for rang, (titre, voix) in enumerate(camps):
        ouverte = None
        if ouvrir and rang < 2:
            if premiere is None:
                ouverte = min(range(len(voix)), key=lambda i: (voix[i].auteur not in d_abord, len(voix[i].phrase)))
                premiere = voix[ouverte]
            else:
                ouverte = min(range(len(voix)), key=lambda i: (-_ecart(premiere, voix[i]), len(voix[i].phrase)))
        yield CampLu(titre, tuple(voix), ouverte)


def _ecart(a: Voix | None, b: Voix) -> int:
    return abs(COMPARABLES.index(a.retour) - COMPARABLES.index(b.retour)) if a else 0


def _sa_raison(panel: Panel, x: Lecture) -> str:
    """Ce qui décide d’une lecture, en une clause : ce qui manque, ce que le récit tait, ou ce qui la porte."""
    for mot, clauses in (("Il manque", x.refusent), ("Le récit ne dit rien", x.ignorent), ("", x.portent)):
        if clauses and (mot or not x.enonce.non_code):
            court = panel.corpus.ligne("criteres", clauses[0].critere)["court"]
            if mot == "Il manque" and clauses[0].valeur == ECARTE:
                mot = "En trop"
            return insecable(f"{mot} : {court}. {clauses[0].justification}" if mot else clauses[0].justification)
    return insecable(f"L’extrait demande aussi {x.enonce.non_code} ; nos critères ne le disent pas.")


def _qui_juge(lectures: Sequence[Lecture], forme: str) -> Lecture:
    jugent = [x for x in lectures if x.verdict in DECIDES]
    return next((x for x in jugent if x.enonce.objet == forme), jugent[0])


_POSITIONS: Mapping[Retour, str] = {"accord": "comme vous", "nuance": "hésite", "desaccord": "n’en voit pas"}


def _sujet(n: int, un: str, plusieurs: str) -> str:
    return f"{majuscule(en_lettres(n))} {un if n < 2 else plusieurs}"


def _en_mots(nombres: tuple[int, int, int], y_voir: str = "") -> tuple[tuple[Retour, str], ...]:
    """« quatre comme vous », « six hésitent », « deux n’en voient pas » ; `y_voir` remplace « comme vous » pour qui ne sait pas."""
    accord, nuance, desaccord = nombres
    comme = y_voir.format("voit" if accord < 2 else "voient") if y_voir else "comme vous"
    dits: list[tuple[Retour, int, str]] = [
        ("accord", accord, comme),
        ("nuance", nuance, "hésite" if nuance < 2 else "hésitent"),
        ("desaccord", desaccord, "n’en voit pas" if desaccord < 2 else "n’en voient pas"),
    ]
    return tuple((r, f"{en_lettres(n)} {mots}") for r, n, mots in dits if n or r == "accord")


def _pile(nombres: tuple[int, int, int]) -> str:
    accord, nuance, desaccord = nombres
    if not any(nombres):
        return "sans"
    return "autrement" if not accord else "partage" if desaccord else "comme"


# La collection, en son nom


def _de_la_collection(panel: Panel, situation: str, choix: str, avis: Sequence[Avis]) -> ReponseDePanel:
    lue = lecture_de_la_collection(panel.corpus, situation)
    ligne = panel.corpus.ligne("formes", choix)
    mienne = definition(panel.corpus, choix)
    if lue is None:
        de_nous = panel.corpus.ligne("situations", situation)["origine"] == "collection"
        pourquoi = (
            "ce récit est fait pour partager : nous ne le rangeons pas"
            if de_nous
            else "ce récit n’est pas de nous : nous ne le rangeons pas"
        )
        dit = f"Aucun extrait ne définit {ligne['avec_article']}, et {pourquoi}."
        return ReponseDePanel("sans", dit, ENSEIGNE, formes=(Forme(majuscule(ligne["nom"]), "votre réponse", mienne, ()),))
    if lue.forme == choix:
        forme = Forme(majuscule(lue.nom), "votre réponse et la nôtre", lue.definition, lue.indices)
        return ReponseDePanel("comme", "Nous le lisons comme vous.", ENSEIGNE, formes=(forme,), mots=_mots(lue.indices), autre=lue.nom)
    retient = lue.ecartees.get(choix)
    formes = (
        Forme(majuscule(ligne["nom"]), "votre réponse", mienne, (retient,) if retient else ()),
        Forme(majuscule(lue.nom), "notre lecture", lue.definition, lue.indices),
    )
    mots = _mots((*((retient,) if retient else ()), *lue.indices))
    un = panel.corpus.ligne("formes", lue.forme)["indefini"]
    return ReponseDePanel("autrement", f"Plutôt {un}.", ENSEIGNE, formes=formes, mots=mots, autre=lue.nom)


def _mots(indices: Iterable[Indice]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i.mots for i in indices))


# Des auteurs qui répondent eux-mêmes


def _du_debat(classement: Classement, choix: str, avis: Sequence[Avis]) -> ReponseDePanel:
    """Les camps sont les réponses elles-mêmes : la mienne d’abord, puis la plus éloignée."""
    places = {a.auteur: a.place for a in avis if a.place}
    n = comptes(avis)
    sait = choix != JE_NE_SAIS_PAS
    nombres = (n["accord"], n["nuance"], n["desaccord"]) if sait else (0, 0, 0)
    ordre = [choix, *reversed([c.id for c in classement.cases]), *(c.id for c in classement.cases)]
    camps = []
    for case in dict.fromkeys(ordre):
        voix = [_voix_de_place(a, sait) for a in avis if places.get(a.auteur) == case]
        if voix:
            camps.append((_sujet_de_case(classement.nom_de_case(case), len(voix)), voix))
    if not camps:
        return ReponseDePanel("ignore" if not sait else "sans", "Aucun extrait n’y répond.", titre_reste=TOUS, reste=tuple(avis))
    camps.sort(key=lambda x: -max(_proximite(v) for v in x[1]))
    if len(camps) > 2 and sait:  # deux voix contrastées : le plus proche, puis le plus éloigné
        camps = [camps[0], camps[-1], *camps[1:-1]]
    return ReponseDePanel(
        _pile(nombres) if sait else "ignore",
        dit="" if sait else "Vous ne saviez pas.",
        comptes=_en_mots_de_debat(nombres, _VERBES.get(classement.genre, "tranche" if choix in classement.mesurees else "nuance"))
        if sait
        else (),
        nombres=nombres,
        camps=tuple(_ouvrir(camps, sait)),
        titre_reste=TOUS,
        reste=tuple(avis),
    )


def _proximite(v: Voix) -> int:
    return -COMPARABLES.index(v.retour) if v.retour in COMPARABLES else 0


_VERBES = {"oui-non": "hésite"}
"""Ce que fait qui n’est ni d’un côté ni de l’autre, quand ce n’est pas nuancer."""


def _en_mots_de_debat(nombres: tuple[int, int, int], verbe: str) -> tuple[tuple[Retour, str], ...]:
    accord, nuance, desaccord = nombres
    dits: list[tuple[Retour, int, str]] = [
        ("accord", accord, "comme vous"),
        ("nuance", nuance, verbe + "nt" * (nuance > 1)),
        ("desaccord", desaccord, "à l’opposé"),
    ]
    return tuple((r, f"{en_lettres(n)} {mots}") for r, n, mots in dits if n or r == "accord")


def _sujet_de_case(nom: str, n: int) -> str:
    return insecable(f"« {nom} » : {en_lettres(n)}")


def _voix_de_place(a: Avis, sait: bool) -> Voix:
    dite = a.lectures[0]
    court = a.signature.removesuffix(f", {dite.annee}")
    statut = ", ".join(dite.etiquettes)
    return Voix(a.auteur, a.signature, court, dite.annee, a.retour if sait else "lu", "", statut, dite.raison, dite.reference)


# Un texte, un auteur ou la collection


def _d_un_seul(classement: Classement, carte: str, choix: str, a: Avis) -> ReponseDePanel:
    dite = a.lectures[0]
    pile = {"accord": "comme", "nuance": "partage", "desaccord": "autrement", "lu": "ignore"}.get(a.retour, "sans")
    pivots = [t for p in dite.pivots for t in p.termes]
    mots = tuple(t.indice for t in pivots if t.indice) + tuple(filter(None, (a.indice,)))
    return ReponseDePanel(
        pile,
        a.dit,
        a.marque,
        critere=", ".join(dict.fromkeys(t.critere for t in pivots)),
        role="Ce qui décide",
        mots=tuple(dict.fromkeys(mots)),
        raison=dite.raison,
        reference=dite.reference,
        autre=a.autre,
    )
