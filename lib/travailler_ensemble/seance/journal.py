"""Le journal : lire et écrire les tables d’une séance, dans la transaction qu’on lui donne. Aucune règle d’affichage ici."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from travailler_ensemble.seance.codes import mot_de_retour, numero_exporte, numero_nouveau
from travailler_ensemble.seance.etats import PHASES, Etat, etat_depuis
from travailler_ensemble.seance.raisons import Raison
from travailler_ensemble.seance.schema import acces, billets, contenus, mains, participants, reponses, seances

TELEPHONE, PAPIER, MAINS = "telephone", "papier", "mains"
NON_COMPTEE = "Non comptée. Le vote était déjà clos quand cette réponse est arrivée."
PAS_OUVERT = "Non comptée. Ce vote n’est pas ouvert."
PARTI = "Votre participation a été effacée : entrez de nouveau avec le code."


class Seance(NamedTuple):
    """Une séance, telle que la base la garde. Dates au format ISO."""

    id: str
    code: str
    titre: str
    tri: str
    cartes: tuple[str, ...]
    etat: Etat
    version: int
    creee_le: str
    effacer_le: str
    abimee: bool = False
    """Sa ligne ne se lisait plus ; ce qui en reste est lisible."""


class Acces(NamedTuple):
    """Qui se présente : un rôle, dans une séance ; `numero` pour un participant."""

    role: str
    seance: str
    numero: int = 0


class Vote(NamedTuple):
    """Une réponse d’un participant : `n` croît à chacun de ses gestes. `cle_raison` : celle d’une raison neuve (voir `raisons`)."""

    seance: str
    numero: int
    tour: int
    carte: str
    choix: str
    n: int
    raison: str = ""
    cle_raison: str = ""
    hesite: str = ""

    @property
    def cle(self) -> tuple[str, int, int, str]:
        """Ce qu’un nouveau geste remplace."""
        return self[:4]


class Refusee(NamedTuple):
    """Un vote qui n’est pas compté, et pourquoi. `efface` : le participant n’est plus là."""

    message: str
    efface: bool = False


class Compte(NamedTuple):
    """Où en sont les réponses d’un tour."""

    reponses: int
    complets: int
    feuilles: int


# Ce que chaque réponse demande est composé une fois : composer une requête coûte plus que la faire.
_UNE_SEANCE = select(seances).where(seances.c.id == bindparam("seance"))
_LIRE = {"": _UNE_SEANCE, "partage": _UNE_SEANCE.with_for_update(read=True), "exclusif": _UNE_SEANCE.with_for_update()}
_PRESENTS = select(participants.c.numero).where(
    participants.c.seance == bindparam("seance"), participants.c.numero.in_(bindparam("numeros", expanding=True))
)
_VOTE = tuple(reponses.c[nom] for nom in ("seance", "participant", "tour", "carte", "choix", "n", "raison", "cle_raison", "hesite"))


# Séances et accès


def creer(c: Connection, s: Seance, secrets: Mapping[str, str], contenu: str = "") -> None:
    """Inscrit une séance, ce qu’elle fait ranger, et les empreintes de ses secrets, par rôle."""
    c.execute(insert(seances).values(**{**_colonnes(s), "cartes": json.dumps(s.cartes), "etat": json.dumps(s.etat.en_dict())}))
    _donner_acces(c, s.id, secrets)
    if contenu:
        garder_contenu(c, s.id, contenu)


def _colonnes(s: Seance) -> dict[str, Any]:
    return {nom: v for nom, v in s._asdict().items() if nom != "abimee"}


def garder_contenu(c: Connection, seance: str, texte: str) -> None:
    """Le contenu d’une séance qui n’en avait pas ; sans effet si elle est effacée, ou si un autre serveur l’a déjà gardé."""
    if lire(c, seance, verrou="exclusif") and contenu_de(c, seance) is None:
        c.execute(insert(contenus).values(seance=seance, texte=texte))


def contenu_de(c: Connection, seance: str) -> str | None:
    """Le contenu gardé avec une séance ; None si elle est d’avant que l’on ne le garde."""
    return c.execute(select(contenus.c.texte).where(contenus.c.seance == seance)).scalar()


def sans_contenu(c: Connection) -> list[Seance]:
    """Les séances dont le contenu n’est pas encore gardé."""
    gardes = set(c.execute(select(contenus.c.seance)).scalars())
    return [s for s, _ in lister(c) if s.id not in gardes]


def choix_vus(c: Connection, seance: str) -> list[str]:
    """Les cases où l’on a rangé, dans une séance."""
    return sorted(
        {choix for t in (reponses, mains) for choix in c.execute(select(t.c.choix).where(t.c.seance == seance).distinct()).scalars()}
    )


def _donner_acces(c: Connection, seance: str, secrets: Mapping[str, str]) -> None:
    c.execute(insert(acces), [{"empreinte": e, "seance": seance, "role": role} for role, e in secrets.items()])


def ajouter_acces(c: Connection, seance: str, role: str, empreinte: str) -> bool:
    """Un secret de plus pour ce rôle ; faux si la séance est effacée."""
    if la := lire(c, seance, verrou="partage") is not None:
        _donner_acces(c, seance, {role: empreinte})
    return la


def poser_billet(c: Connection, empreinte: str, a: Acces, maintenant: int, fin: int) -> None:
    """Un billet de plus, qui vaut jusqu’à `fin` (secondes) ; ceux qui ne valent plus s’oublient."""
    c.execute(delete(billets).where(billets.c.fin < maintenant))
    c.execute(insert(billets).values(empreinte=empreinte, seance=a.seance, role=a.role, fin=fin))


def prendre_billet(c: Connection, empreinte: str, maintenant: int) -> Acces | None:
    """L’accès que donnait ce billet, qui ne vaut plus ; None s’il a déjà servi, s’il est trop vieux ou s’il n’a jamais été."""
    pris = c.execute(
        delete(billets).where(billets.c.empreinte == empreinte).returning(billets.c.role, billets.c.seance, billets.c.fin)
    ).first()
    return Acces(pris.role, pris.seance) if pris and pris.fin >= maintenant else None


def renouveler_acces(c: Connection, seance: str, secrets: Mapping[str, str]) -> None:
    """De nouveaux secrets ; l’enseignant d’avant ne mène plus. Le mur, qui ne fait que montrer, garde le sien."""
    c.execute(delete(acces).where(acces.c.seance == seance, acces.c.role == "enseignant"))
    _donner_acces(c, seance, secrets)


def lire(c: Connection, seance: str, *, verrou: str = "") -> Seance | None:
    """Une séance ; `verrou` (« partage » ou « exclusif ») la tient jusqu’à la fin de la transaction."""
    ligne = c.execute(_LIRE[verrou], {"seance": seance}).mappings().first()
    return _en_seance(ligne) if ligne else None


def lister(c: Connection) -> list[tuple[Seance, int]]:
    """Les séances et leur nombre de participants, de la plus récente à la plus ancienne."""
    combien = {ligne[0]: ligne[1] for ligne in c.execute(select(participants.c.seance, func.count()).group_by(participants.c.seance))}
    lignes = c.execute(select(seances).order_by(seances.c.creee_le.desc(), seances.c.id)).mappings()
    return [(s, combien.get(s.id, 0)) for s in map(_en_seance, lignes)]


def _en_seance(ligne: Mapping[Any, Any]) -> Seance:
    """Une ligne abîmée ne cache ni ses réponses ni les autres séances : ce qui ne s’y lit plus est remplacé, et `abimee` le dit."""
    try:
        cartes, etat = tuple(json.loads(ligne["cartes"])), etat_depuis(json.loads(ligne["etat"]))
        jours = [date.fromisoformat(ligne[nom]) for nom in ("creee_le", "effacer_le")]
        if etat.phase in PHASES and etat.tour in (0, 1, 2) and isinstance(ligne["version"], int) and jours:
            return Seance(**{**ligne, "cartes": cartes, "etat": etat})
    except (ValueError, TypeError):
        pass
    return Seance(**{**ligne, **_lisible(ligne)}, abimee=True)


def _lisible(ligne: Mapping[Any, Any]) -> dict[str, Any]:
    """Ce que l’on met à la place de ce qui ne se lit plus : une séance terminée, ses deux votes clos, gardée un mois."""

    def lire_jour(nom: str) -> str:
        try:
            return date.fromisoformat(ligne[nom]).isoformat()
        except (ValueError, TypeError):
            return (date.today() + timedelta(days=30 * (nom == "effacer_le"))).isoformat()

    try:
        cartes = tuple(str(c) for c in json.loads(ligne["cartes"]))
    except (ValueError, TypeError):
        cartes = ()
    return {
        **{nom: str(ligne[nom]) for nom in ("id", "code", "titre", "tri")},
        **{nom: lire_jour(nom) for nom in ("creee_le", "effacer_le")},
        "cartes": cartes,
        "etat": Etat("terminee", 2, carte=cartes[0] if cartes else "", reprise="clos", entree=False),
        "version": ligne["version"] if isinstance(ligne["version"], int) else 1,
    }


def codes(c: Connection) -> dict[str, str]:
    """Code d’entrée → séance."""
    return {ligne.code: ligne.id for ligne in c.execute(select(seances.c.code, seances.c.id))}


def changer_le_code(c: Connection, s: Seance, code: str) -> None:
    """Un autre code d’entrée, pour une séance que l’on tient ; ceux qui sont entrés restent."""
    c.execute(update(seances).where(seances.c.id == s.id).values(code=code, version=s.version + 1))


def avancer(c: Connection, s: Seance, etat: Etat) -> Seance:
    """Le nouvel état d’une séance que l’on tient (`lire(…, verrou="exclusif")`)."""
    s = s._replace(etat=etat, version=s.version + 1)
    c.execute(update(seances).where(seances.c.id == s.id).values(etat=json.dumps(etat.en_dict()), version=s.version))
    return s


def reconnaitre(c: Connection, empreinte: str) -> Acces | None:
    """À qui est ce secret ?"""
    if trouve := c.execute(select(acces.c.role, acces.c.seance).where(acces.c.empreinte == empreinte)).first():
        return Acces(*trouve)
    p = c.execute(select(participants.c.seance, participants.c.numero).where(participants.c.empreinte == empreinte)).first()
    return Acces("participant", *p) if p else None


# Participants


def entrer(c: Connection, seance: str, empreinte: str, maximum: int) -> int | None:
    """Inscrit un participant ; rend son numéro, ou None si la séance est pleine."""
    lire(c, seance, verrou="exclusif")  # deux serveurs ne tirent pas le même numéro
    pris = set(c.execute(select(participants.c.numero).where(participants.c.seance == seance)).scalars())
    if len(pris) >= maximum:
        return None
    numero = numero_nouveau(pris)
    c.execute(insert(participants).values(seance=seance, numero=numero, empreinte=empreinte))
    return numero


def mot_de(c: Connection, seance: str, numero: int) -> str | None:
    """Le mot de retour d’un participant ; None s’il n’y est pas."""
    ou = (participants.c.seance == seance, participants.c.numero == numero)
    e = c.execute(select(participants.c.empreinte).where(*ou)).scalar()
    return mot_de_retour(e) if e else None


def revenir(c: Connection, seance: str, numero: int, mot: str, empreinte: str) -> bool:
    """Donne sa place à un autre secret, à qui dit le mot ; l’ancien ne vaut plus. Faux si le numéro ou le mot n’est pas le bon."""
    lire(c, seance, verrou="exclusif")
    if mot_de(c, seance, numero) != mot:
        return False
    ou = (participants.c.seance == seance, participants.c.numero == numero)
    return c.execute(update(participants).where(*ou).values(empreinte=empreinte)).rowcount > 0


def retirer(c: Connection, seance: str, numero: int) -> bool:
    """Efface un participant et ses réponses ; faux s’il n’y est pas."""
    c.execute(delete(reponses).where(reponses.c.seance == seance, reponses.c.participant == str(numero)))
    ou = (participants.c.seance == seance, participants.c.numero == numero)
    return c.execute(delete(participants).where(*ou)).rowcount > 0


def presents(c: Connection, seance: str) -> int:
    return c.execute(select(func.count()).where(participants.c.seance == seance).select_from(participants)).scalar_one()


# Réponses


def noter(c: Connection, votes: Sequence[Vote]) -> list[Vote | Refusee]:
    """Écrit un lot de votes ; rend, pour chacun, ce qui est gardé (le plus grand `n` l’emporte) ou pourquoi il ne compte pas."""
    etats = {id: (s.etat if (s := lire(c, id, verrou="partage")) else None) for id in dict.fromkeys(v.seance for v in votes)}
    la = {id: _numeros(c, id, {v.numero for v in votes if v.seance == id}) for id in etats}
    refus = [_refus(etats[v.seance], la[v.seance], v) for v in votes]
    gardes: dict[tuple[Any, ...], Vote] = {}
    for v, non in zip(votes, refus, strict=True):
        if not non and (v.cle not in gardes or gardes[v.cle].n < v.n):
            gardes[v.cle] = v
    ecrits = _ecrire(c, sorted(gardes.values()))  # dans le même ordre d’un serveur à l’autre
    return [non or ecrits[v.cle] for v, non in zip(votes, refus, strict=True)]


def noter_a_la_suite(c: Connection, vote: Vote) -> Vote | Refusee:
    """Comme `noter`, pour un seul vote qui ne sait pas compter : il suit le dernier geste du participant."""
    dits = [x.n for cartes in reponses_de(c, vote.seance, vote.numero).values() for x in cartes.values()]
    return noter(c, [vote._replace(n=max(dits, default=0) + 1)])[0]


def _refus(etat: Etat | None, la: set[int], v: Vote) -> Refusee | None:
    if etat is None or v.numero not in la:
        return Refusee(PARTI, efface=True)
    if etat.vote_ouvert and etat.tour == v.tour:
        return None
    return Refusee(NON_COMPTEE if v.tour <= etat.tour else PAS_OUVERT)


def _numeros(c: Connection, seance: str, numeros: set[int]) -> set[int]:
    return set(c.execute(_PRESENTS, {"seance": seance, "numeros": list(numeros)}).scalars())


def _ecrire(c: Connection, votes: Iterable[Vote]) -> dict[tuple[Any, ...], Vote]:
    lignes = [_ligne(v.seance, str(v.numero), *v[2:6], TELEPHONE, v.raison, v.cle_raison, 0, v.hesite) for v in votes]
    if not lignes:
        return {}
    ecrits = (Vote(s, int(p), *reste) for s, p, *reste in c.execute(_plus_recente(c.dialect.name), lignes))
    return {v.cle: v for v in ecrits}


def _ligne(*valeurs: str | int) -> dict[str, str | int]:
    """Une ligne de la table des réponses, dans l’ordre de ses colonnes."""
    return dict(zip(reponses.c.keys(), valeurs, strict=True))


@cache
def _plus_recente(base: str) -> Any:
    """L’insertion propre à chaque base : en conflit, le plus grand `n` l’emporte ; rend ce qui est gardé.

    Une raison réécrite est une autre raison : ce que l’enseignant avait décidé de la première ne vaut plus.
    """
    ordre = (postgresql if base == "postgresql" else sqlite).insert(reponses)
    nouveau = ordre.excluded.n > reponses.c.n
    autre = and_(nouveau, ordre.excluded.raison != reponses.c.raison)
    quand = dict.fromkeys(("choix", "n", "raison", "hesite"), nouveau) | dict.fromkeys(("cle_raison", "sort"), autre)
    return ordre.on_conflict_do_update(
        index_elements=list(reponses.primary_key.columns),
        set_={nom: case((si, ordre.excluded[nom]), else_=reponses.c[nom]) for nom, si in quand.items()},
    ).returning(*_VOTE)


def reponses_de(c: Connection, seance: str, numero: int) -> dict[int, dict[str, Vote]]:
    """Les réponses d’un participant : tour → carte → son vote."""
    ou = (reponses.c.seance == seance, reponses.c.participant == str(numero))
    rendues: dict[int, dict[str, Vote]] = {}
    for _, _, *reste in c.execute(select(*_VOTE).where(*ou)):
        v = Vote(seance, numero, *reste)
        if isinstance(v.tour, int) and isinstance(v.n, int) and isinstance(v.carte, str) and isinstance(v.choix, str):
            dites = (x if isinstance(x, str) else "" for x in (v.raison, v.hesite))  # illisibles, elles ne cachent pas le vote
            rendues.setdefault(v.tour, {})[v.carte] = v._replace(raison=next(dites), hesite=next(dites))
    return rendues


# Les raisons


def raisons(c: Connection, seance: str) -> list[Raison]:
    """Les raisons du premier vote, dans un ordre qui ne dit pas de qui elles sont ; `mots` y est vide (voir `salle`)."""
    r = reponses.c
    ou = (r.seance == seance, r.source == TELEPHONE)
    hesitent = c.execute(select(r.hesite, func.count()).where(*ou, r.tour == 2, r.hesite != "").group_by(r.hesite))
    combien = {x[0]: x[1] for x in hesitent}
    demande = select(r.cle_raison, r.participant, r.carte, r.choix, r.raison, r.sort).where(*ou, r.tour == 1, r.raison != "")
    lues = c.execute(demande.order_by(r.cle_raison))
    return [
        Raison(x[0], int(x[1]), *x[2:], combien.get(x[0], 0))
        for x in lues
        if all(isinstance(y, str) for y in x[:5]) and isinstance(x[5], int) and x[1].isdecimal()
    ]


def premiers_votes(c: Connection, seance: str) -> dict[int, dict[str, str]]:
    """Numéro → carte → case, pour tous les téléphones, au premier vote ; ce qui ne se lit plus n’y est pas."""
    r = reponses.c
    votes: dict[int, dict[str, str]] = {}
    for qui, carte, choix in c.execute(
        select(r.participant, r.carte, r.choix).where(r.seance == seance, r.tour == 1, r.source == TELEPHONE)
    ):
        if isinstance(qui, str) and qui.isdecimal():
            votes.setdefault(int(qui), {})[carte] = choix
    return votes


def moderer(c: Connection, seance: str, cles: Sequence[str], sort: int | None) -> int:
    """Ce que l’enseignant décide de ces raisons ; None : les effacer, et avec elles qui elles ont fait hésiter. Rend combien."""
    r = reponses.c
    ici = update(reponses).where(r.seance == seance)
    if sort is None:
        c.execute(ici.where(r.hesite.in_(cles)).values(hesite=""))
    valeurs = {"raison": "", "cle_raison": "", "sort": 0} if sort is None else {"sort": sort}
    return c.execute(ici.where(r.tour == 1, r.cle_raison.in_(cles), r.raison != "").values(**valeurs)).rowcount


def compter(c: Connection, seance: str, tour: int, cartes: int) -> Compte:
    """Combien de réponses à un tour, combien de personnes ont tout rangé, et combien l’ont fait sur une feuille de papier."""
    r = reponses.c
    demande = select(r.source, func.count()).where(r.seance == seance, r.tour == tour).group_by(r.participant, r.source)
    par_personne = [(source, n) for source, n in c.execute(demande) if source in (TELEPHONE, PAPIER)]
    return Compte(
        sum(n for _, n in par_personne), sum(n >= cartes for _, n in par_personne), sum(source == PAPIER for source, _ in par_personne)
    )


def repartir(c: Connection, seance: str) -> dict[int, dict[str, dict[str, int]]]:
    """Tour → carte → case → nombre ; téléphones, papier et mains levées ensemble."""
    total: dict[int, dict[str, dict[str, int]]] = {}
    for table, nombre in ((reponses, func.count()), (mains, func.sum(mains.c.nombre))):
        demande = select(table.c.tour, table.c.carte, table.c.choix, nombre).where(table.c.seance == seance)
        for tour, carte, choix, n in c.execute(demande.group_by(table.c.tour, table.c.carte, table.c.choix)):
            if not (isinstance(tour, int) and isinstance(carte, str) and isinstance(choix, str)):
                continue  # abîmée : l’export la nomme
            cases = total.setdefault(tour, {}).setdefault(carte, {})
            cases[choix] = cases.get(choix, 0) + int(n)
    return total


def toutes(c: Connection, seance: str) -> list[tuple[Any, ...]]:
    """(tour, carte, case, participant, nombre, source, raison, combien elle a fait hésiter), dans un ordre stable.

    Un participant n’y est pas sous son numéro.
    """
    r, m, p = reponses.c, mains.c, participants.c
    exportes = {str(n): numero_exporte(str(e)) for n, e in c.execute(select(p.numero, p.empreinte).where(p.seance == seance))}
    lues = c.execute(select(r.tour, r.carte, r.choix, r.participant, r.source, r.raison, r.cle_raison, r.hesite).where(r.seance == seance))
    lignes = lues.all()
    hesitent = Counter(x[7] for x in lignes)
    rendues = [
        (tour, carte, choix, exportes.get(qui, qui), 1, source, dite, dite and hesitent[cle])
        for tour, carte, choix, qui, source, dite, cle, _ in lignes
    ]
    levees = c.execute(select(m.tour, m.carte, m.choix, m.nombre).where(m.seance == seance))
    rendues += [(tour, carte, choix, "", nombre, MAINS, "", "") for tour, carte, choix, nombre in levees]
    return sorted(rendues, key=lambda x: [str(x[i]) for i in (0, 1, 5, 3, 2)])


# Sans téléphone


def poser_mains(c: Connection, seance: str, tour: int, carte: str, comptes: Mapping[str, int]) -> None:
    """Remplace les mains levées d’une carte."""
    c.execute(delete(mains).where(mains.c.seance == seance, mains.c.tour == tour, mains.c.carte == carte))
    if lignes := [{"seance": seance, "tour": tour, "carte": carte, "choix": k, "nombre": n} for k, n in comptes.items() if n]:
        c.execute(insert(mains), lignes)


def mains_levees(c: Connection, seance: str) -> dict[int, dict[str, dict[str, int]]]:
    """Tour → carte → case → nombre."""
    rendues: dict[int, dict[str, dict[str, int]]] = {}
    for tour, carte, choix, n in c.execute(
        select(mains.c.tour, mains.c.carte, mains.c.choix, mains.c.nombre).where(mains.c.seance == seance)
    ):
        rendues.setdefault(tour, {}).setdefault(carte, {})[choix] = n
    return rendues


def poser_feuilles(c: Connection, seance: str, tour: int, lues: Iterable[tuple[str, str, str]]) -> None:
    """Écrit des feuilles de papier (feuille, carte, case) ; une feuille déjà saisie pour ce tour est remplacée."""
    lues = list(lues)
    r = reponses.c
    for feuille in {f for f, _, _ in lues}:
        c.execute(delete(reponses).where(r.seance == seance, r.tour == tour, r.participant == f"F{feuille}"))
    lignes = {(f, carte): _ligne(seance, f"F{f}", tour, carte, choix, 0, PAPIER, "", "", 0, "") for f, carte, choix in lues}
    if lignes:
        c.execute(insert(reponses), list(lignes.values()))


# Effacer


def effacer(c: Connection, seance: str) -> bool:
    """Efface une séance et tout ce qui en dépend ; faux si elle n’y est pas."""
    for table in (reponses, mains, participants, acces, billets, contenus):
        c.execute(delete(table).where(table.c.seance == seance))
    return c.execute(delete(seances).where(seances.c.id == seance)).rowcount > 0


def perimees(c: Connection, aujourdhui: str) -> list[str]:
    """Les séances dont la date d’effacement est atteinte (dates ISO)."""
    return list(c.execute(select(seances.c.id).where(seances.c.effacer_le <= aujourdhui)).scalars())
