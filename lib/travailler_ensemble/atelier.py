"""L’atelier : ce que les carnets emploient, une ligne à la fois. Ici, et ici seulement, les pièces sont assemblées.

import travailler_ensemble as labo
labo.tri("formes")
labo.comparer("formes")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, cast

from travailler_ensemble import corpus as _corpus
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.panel.avis import Panel

if TYPE_CHECKING:
    import pandas

    from travailler_ensemble.activites.revision import Memoire
    from travailler_ensemble.affichage.composants.base import Activite
    from travailler_ensemble.affichage.composants.comparaison import Comparer
    from travailler_ensemble.affichage.composants.copie import Copie, Ecrite
    from travailler_ensemble.affichage.composants.copies import Copies
    from travailler_ensemble.affichage.composants.depot import Depot
    from travailler_ensemble.affichage.composants.grille import Grille
    from travailler_ensemble.affichage.composants.lectures import Lectures
    from travailler_ensemble.affichage.composants.profils import Profils
    from travailler_ensemble.affichage.composants.recherche import ChampDeRecherche
    from travailler_ensemble.affichage.composants.regie import Panneau
    from travailler_ensemble.affichage.composants.situations import Situations
    from travailler_ensemble.affichage.composants.tri import Tri
    from travailler_ensemble.affichage.figures.dessin import Figure
    from travailler_ensemble.classe.relecture import PageDeSeance


def _en_francais(fonction: Callable[..., Any]) -> Callable[..., Any]:
    """Une faute prévisible (nom inconnu, table fautive) devient une phrase, jamais une trace Python."""

    @wraps(fonction)
    def enveloppe(*arguments: Any, **nommes: Any) -> Any:
        try:
            return fonction(*arguments, **nommes)
        except (KeyError, ValueError, _corpus.TableFautive) as e:
            message = " ".join([str(e.args[0]) if e.args else "Cette demande ne peut pas aboutir.", *getattr(e, "__notes__", ())])
            return _message(message, faute=True)

    return enveloppe


def _message(message: str, *, faute: bool = False) -> Page:
    from travailler_ensemble.ecriture.gabarits import rendre

    return Page(rendre("message.html", message=message, faute=faute), message)


@cache
def _carnet() -> Carnet:
    return Carnet()


_lues: list[Any] = []


def _tables() -> _corpus.Corpus:
    """Le corpus ; d’une table que l’on vient de réparer, rien d’avant n’est gardé."""
    tables = _corpus.lire_au_mieux()
    if _lues and _lues[0] is not tables:
        for gardes in (_panel, _activite, _comparer, _lectures, _profils, _copie, _situations):
            gardes.cache_clear()
    _lues[:] = [tables]
    return tables


@cache
def _panel() -> Panel:
    return Panel(_tables())


@cache
def _activite(table: str, cle: str) -> Activite:
    """Le composant d’une activité : un seul par clé, avec les réponses déjà données."""
    from travailler_ensemble.activites.accord import AccordEcrit
    from travailler_ensemble.activites.catalogue import SORTES
    from travailler_ensemble.activites.classement import Classement
    from travailler_ensemble.affichage.composants import composant_de
    from travailler_ensemble.panel.effet import EffetAccord, effet_de

    sujet, carnet = SORTES[table](_tables(), cle), _carnet()
    effet = effet_de(sujet, _panel()) if table == "grilles" else None
    appoint: dict[str, Any] = {"effet": effet} if effet else {}
    if isinstance(sujet, AccordEcrit):
        appoint = {"effet": EffetAccord(sujet, _panel()), "grille": _activite("grilles", sujet.sur)}
    if isinstance(sujet, Classement):
        appoint["panel"] = _panel
    return composant_de(sujet)(sujet, carnet.feuillet(cle), graine=carnet.graine(), heure=heure_dite, **appoint)


_mes: list[tuple[_corpus.Corpus, Any, Panel]] = []


def _chez_soi() -> Panel:
    """Le panel devant le corpus et les contenus de la personne ; le même tant que ni l’un ni les autres ne changent."""
    from travailler_ensemble.contenus.greffe import greffer
    from travailler_ensemble.contenus.rangement import Contenus

    tables, etat = _tables(), Contenus().lire()
    if not _mes or _mes[0][0] is not tables or _mes[0][1] != etat:
        avec = greffer(tables, etat)
        _mes[:] = [(tables, etat, _panel() if avec is tables else Panel(avec))]
        for gardes in (_mon_tri, _comparer):
            gardes.cache_clear()
    return _mes[0][2]


@cache
def _mon_tri(cle: str) -> Tri:
    from travailler_ensemble.activites.classement import classement
    from travailler_ensemble.affichage.composants.tri import Tri
    from travailler_ensemble.contenus.greffe import LIBRE

    sujet, carnet = classement(_chez_soi().corpus, cle), _carnet()
    return Tri(sujet, carnet.feuillet(cle), graine=carnet.graine(), heure=heure_dite, panel=None if sujet.genre == LIBRE else _chez_soi)


def _tri(cle: str, sinon: str) -> Tri:
    """Un tri que des auteurs ou des textes jugent. Lève `ValueError` (phrase française) s’il se juge de lui-même."""
    activite = _mon_tri(cle.replace("mes/", "mes-", 1)) if cle.startswith("mes/") else _activite("tris", cle)
    if activite.sujet.juge_par == "libre":
        raise ValueError(f"« {activite.sujet.titre} » a vos propres cases : aucun auteur n’y répond.")
    if not activite.sujet.juge_par:
        raise ValueError(f"« {activite.sujet.titre} » {sinon}")
    return cast("Tri", activite)


def _a_jour(table: str, cle: str) -> Activite:
    activite = _activite(table, cle)
    activite.rafraichir()
    return activite


@cache
def _comparer(cle: str) -> Comparer:
    from travailler_ensemble.affichage.composants.comparaison import Comparer

    return Comparer(_tri(cle, "montre sa réponse d’elle-même : il n’y a pas de comparaison à ouvrir."), _chez_soi())


@cache
def _lectures(cle: str) -> Lectures:
    from travailler_ensemble.affichage.composants.lectures import Lectures

    return Lectures(cast("Grille", _activite("grilles", cle)), _panel())


@cache
def _profils(*cles: str) -> Profils:
    from travailler_ensemble.affichage.composants.profils import Profils

    return Profils([_tri(cle, "met des cartes dans l’ordre : on n’en tire pas un profil.") for cle in cles], _tables())


@cache
def _copie(numero: str, usage: str) -> Copie:
    from travailler_ensemble.affichage.composants.copie import Copie

    return Copie(_tables(), _carnet(), _panel, _maintenant, _ecrire, numero, usage)


def _ecrire(ecrite: Ecrite, place: str) -> None:
    """Met la copie à sa place, dans les sorties de la cellule qui l’a montrée."""
    from IPython.display import display

    display(ecrite, display_id=place, update=True)


@cache
def _seance() -> Panneau:
    from travailler_ensemble.affichage.composants.regie import Panneau
    from travailler_ensemble.seance.programme import choix, miens, tris

    return Panneau(tris(_tables()), choix=lambda: [*choix(_panel()), *miens(_panel())])


def _maintenant() -> datetime:
    """L’heure locale, avec son fuseau."""
    return datetime.now().astimezone()


@_en_francais
def tri(cle: str) -> Activite:
    """L’activité de tri `cle`, avec les réponses déjà données : des cartes à ranger, ou à mettre dans l’ordre. « mes/… » : un tri à soi."""
    if not cle.startswith("mes/"):
        return _a_jour("tris", cle)
    _chez_soi()
    activite = _mon_tri(cle.replace("mes/", "mes-", 1))
    activite.rafraichir()
    return activite


@_en_francais
def question(cle: str) -> Activite:
    """La question `cle` : réponse courte, choix ou texte libre."""
    return _a_jour("questions", cle)


@_en_francais
def curseur(cle: str) -> Activite:
    """Se placer sur le désaccord `cle`, lire les deux camps, se replacer."""
    return _a_jour("desaccords", cle)


@_en_francais
def comparer(cle: str) -> Comparer:
    """La comparaison avec les auteurs, pour le tri `cle` ; se remplit au fil des réponses."""
    _chez_soi()  # ce que l’on vient de changer à son tri s’y lit
    vue = _comparer(cle)
    vue.rafraichir()
    return vue


@_en_francais
def grille(cle: str) -> Activite:
    """La grille `cle` : composer sa définition, ou coder une situation, avec les réponses déjà données."""
    return _a_jour("grilles", cle)


@_en_francais
def lectures(cle: str) -> Lectures:
    """Ce que les auteurs lisent dans la situation que code la grille `cle` ; change avec les réponses."""
    vue = _lectures(cle)
    vue.rafraichir()
    return vue


@_en_francais
def profils(*cles: str) -> Profils:
    """Les récits de plusieurs tris, côte à côte : `labo.profils("duree-lahary", "forme-lahary")` ; suit les réponses."""
    vue = _profils(*cles)
    vue.rafraichir()
    return vue


@_en_francais
def accueil() -> Page:
    """L’avancement, les parcours, les labos."""
    from travailler_ensemble.affichage.pages.accueil import accueil as page

    return page(_tables(), _carnet(), _maintenant(), _panel)


@_en_francais
def rappel(numero: str) -> None:
    """À l’ouverture du labo `numero`, ce qui reste manqué d’un autre : deux questions au plus ; rien, si rien ne l’est. Un numéro inconnu lève `KeyError` (phrase française)."""
    from travailler_ensemble.activites.revision import en_ouverture
    from travailler_ensemble.affichage.pages.revision import memoires

    labo = next((x["id"] for x in _tables().lignes("labos") if x["numero"] == numero), None)
    if labo is None:
        raise KeyError(f"Il n’y a pas de labo « {numero} ».")
    _reposer(en_ouverture(memoires(_tables(), _carnet()), labo), "Avant de commencer")


@_en_francais
def reviser() -> Page | None:
    """Les questions de fin de labo qui reviennent aujourd’hui ; sinon, le jour où reviendra la prochaine."""
    from travailler_ensemble.activites.revision import a_revoir
    from travailler_ensemble.affichage.pages.revision import memoires, rien_a_revoir

    faites, aujourdhui = memoires(_tables(), _carnet()), _maintenant().date()
    if not (dues := a_revoir(faites, aujourdhui)):
        return rien_a_revoir(faites, aujourdhui)
    _reposer(dues, "À revoir")
    return None


def _reposer(dues: list[Memoire], quand: str) -> None:
    """Montre ces questions, à refaire, sous une ligne qui dit d’où elles viennent ; rien, s’il n’y en a pas."""
    from IPython.display import display

    from travailler_ensemble.affichage.composants.question import Rappel
    from travailler_ensemble.affichage.pages.revision import en_tete

    carnet = _carnet()
    if dues:
        display(en_tete(_tables(), dues, quand))
    for m in dues:
        display(Rappel(m.question, carnet.feuillet(m.question.cle), graine=carnet.graine(), heure=heure_dite))


@_en_francais
def proximite() -> Page:
    """De quels auteurs l’apprenant est proche, sur tout ce qu’il a répondu, tous labos réunis."""
    from travailler_ensemble.affichage.pages.proximite import proximite as page

    return page(_tables(), _carnet(), _panel)


@_en_francais
def verifier() -> Page:
    """L’installation, vérifiée en mots simples."""
    from travailler_ensemble.affichage.pages.accueil import verifier as page

    return page(_tables(), _carnet())


@_en_francais
def preparer(numero: str = "") -> Page:
    """De quoi préparer une séance avec un labo, `labo.preparer("05")`, ou chacun, replié, `labo.preparer("tous")` ; sans numéro, les parcours et les diplômes."""
    from travailler_ensemble.affichage.pages.preparation import preparer as page

    return page(_tables(), numero)


@_en_francais
def mener_seance() -> Panneau:
    """La séance en direct : la préparer, l’ouvrir à la classe, la mener. `labo.mener_seance().reponses()` : les réponses, en table."""
    return _seance()


@cache
def _situations() -> Situations:
    from travailler_ensemble.affichage.composants.situations import Situations
    from travailler_ensemble.contenus.rangement import Contenus

    return Situations(Contenus(), _tables(), _panel, graine=_carnet().graine(), heure=heure_dite)


@_en_francais
def mes_situations() -> Situations:
    """Ses propres situations : les écrire, les coder, en composer un tri. Rien n’est rangé ailleurs que dans `mes-contenus/`."""
    vue = _situations()
    vue.rafraichir()
    return vue


@_en_francais
def moodle() -> Depot:
    """Un bouton qui écrit ce que Moodle importe, dans `a-distribuer/moodle/` ; comme « python3 labo.py moodle »."""
    from travailler_ensemble.affichage.composants.depot import Depot
    from travailler_ensemble.classe.moodle import CONSIGNE, DOSSIER, ecrire
    from travailler_ensemble.corpus.trame import RACINE

    _tables()  # une table fautive se dit ici, sans attendre le bouton
    return Depot("Des questions pour Moodle", CONSIGNE, lambda: ecrire(RACINE / DOSSIER, _tables(), _panel()))


@_en_francais
def kit() -> Depot:
    """Un bouton qui écrit, pour chaque labo, de quoi tenir cinquante minutes, dans `a-distribuer/kits/` ; comme « python3 labo.py kit »."""
    from travailler_ensemble.affichage.composants.depot import Depot
    from travailler_ensemble.affichage.pages.kit import CONSIGNE, DOSSIER, ecrire
    from travailler_ensemble.corpus.trame import RACINE

    _tables()
    return Depot("Cinquante minutes de classe", CONSIGNE, lambda: ecrire(RACINE / DOSSIER, _panel()))


@_en_francais
def desaccord(cle: str) -> Page:
    """Les deux camps d’un désaccord."""
    from travailler_ensemble.affichage.pages.debat import desaccord as page

    return page(_tables(), cle)


@_en_francais
def situation(cle: str, *autres: str) -> Page:
    """Le récit d’une situation ; avec d’autres, chacun se déplie sous son titre."""
    from travailler_ensemble.affichage.pages.situations import situation as page

    return page(_panel(), cle, *autres)


@_en_francais
def relire(cle: str, **changements: str) -> Page:
    """Qui change d’avis si l’on change un critère d’une situation : `labo.relire("sit-…", formalisation="oui")`."""
    from travailler_ensemble.affichage.pages.situations import relire as page

    return page(_panel(), cle, changements)


@_en_francais
def glossaire(*mots: str) -> Page | ChampDeRecherche:
    """Le glossaire, avec un champ où chercher ; ou les mots demandés, dépliés : `labo.glossaire("réseau", "partenariat")`."""
    from travailler_ensemble.affichage.composants.recherche import du_glossaire
    from travailler_ensemble.affichage.pages.glossaire import glossaire as page

    return page(_tables(), *mots) if mots else du_glossaire(_tables())


@_en_francais
def references(*cles: str) -> Page:
    """Des références rédigées."""
    from travailler_ensemble.affichage.pages.debat import references as page

    return page(_tables(), cles)


@_en_francais
def chercher(mots: str = "") -> ChampDeRecherche:
    """Où le corpus parle de quelque chose : un champ, rempli ou non d’avance."""
    from travailler_ensemble.affichage.composants.recherche import du_corpus

    return du_corpus(_tables(), str(mots))


@_en_francais
def figure(nom: str, *arguments: Any) -> Page | None:
    """Affiche une figure et, dessous, les mêmes nombres en table.

    Une figure de séance montre la dernière relue ; ou celle qu’on lui donne : `labo.figure("distribution", s)`, où `s` est un
    nom de fichier, une séance relue (`s = labo.relire_seance("…")`) ou celle en cours (`s = labo.mener_seance()`).
    """
    from IPython.display import display

    from travailler_ensemble.classe.relecture import RienAMontrer

    try:
        f = _figure(nom, *arguments)
    except RienAMontrer as e:
        return _message(str(e))
    display(f.dessin, f.nombres)
    return None


def _figure(nom: str, *arguments: Any) -> Figure:
    from travailler_ensemble.affichage.figures import DE_SEANCE, DE_SEANCES, composer

    if nom in DE_SEANCE and not arguments:
        if not _relues:
            raise ValueError(
                'Quelle séance ? Relisez-la d’abord : labo.relire_seance("…"), avec le nom de son fichier entre les guillemets.'
            )
        arguments = (_relues[-1],)
    if nom in (*DE_SEANCE, *DE_SEANCES):
        arguments = tuple(map(_origine, arguments))
    return composer(nom, _chez_soi() if nom in (*DE_SEANCE, *DE_SEANCES) else _panel(), *arguments)


_relues: list[PageDeSeance] = []
"""La dernière séance relue, avec son bilan ; vide si elle n’a pas pu l’être."""


def _origine(seance: Any) -> Any:
    """La séance en cours donne ses votes clos ; le reste, un fichier ou une relecture, est déjà une origine."""
    return seance.votes_clos() if hasattr(seance, "votes_clos") else seance


@_en_francais
def relire_seance(seance: Any) -> Page:
    """Le bilan d’une séance, en mots : `labo.relire_seance("seances-fictives/mardi-2026.csv")`, ou `labo.mener_seance()` pour celle en cours."""
    from travailler_ensemble.classe.relecture import RienAMontrer
    from travailler_ensemble.classe.relecture import relire as page

    _relues.clear()
    try:
        _relues.append(page(_chez_soi(), _origine(seance)))
    except RienAMontrer as e:
        return _message(str(e))
    return _relues[-1]


@_en_francais
def comparer_seances(*seances: Any) -> Page | None:
    """Plusieurs séances d’un même tri, côte à côte : `labo.comparer_seances("mardi.csv", "jeudi.csv")`, ou des séances relues."""
    return figure("seances", *seances)


@_en_francais
def fiches(nom: str, *cles: str, **filtres: str) -> Page:
    """Des lignes d’une table, une fiche par ligne : `labo.fiches("limites", auteur="aut-damon")`."""
    from travailler_ensemble.affichage.pages.releve import fiches as page

    return page(_tables(), nom, cles, filtres)


@_en_francais
def tableau(nom: str, *colonnes: str, **filtres: str) -> Page:
    """Une table à lire, avec les colonnes voulues : `labo.tableau("cas_lyet")`."""
    from travailler_ensemble.affichage.pages.releve import tableau as page

    return page(_tables(), nom, colonnes, filtres)


@_en_francais
def table(nom: str) -> pandas.DataFrame:
    """Une table sous forme de `pandas.DataFrame`, avec ses textes entiers à l’affichage."""
    import pandas

    pandas.set_option("display.max_colwidth", None)
    return _tables().table(nom)


@_en_francais
def lire_copies() -> Copies:
    """Les copies d’une classe : on les dépose, ou le zip d’un devoir, et on les lit à côté des auteurs."""
    from travailler_ensemble.affichage.composants.copies import Copies

    return Copies(_tables(), _panel)


@_en_francais
def compte_rendu(numero: str = "", usage: str = "") -> Copie:
    """La copie à remettre d’un labo, `labo.compte_rendu("02")`, de son exercice, `labo.compte_rendu("02", "exercice")`, ou de tout."""
    from IPython.display import display

    vue = _copie(numero, usage or ("labo" if numero else ""))
    vue.rafraichir()
    display(vue.ecrite, display_id=vue.place)
    return vue
