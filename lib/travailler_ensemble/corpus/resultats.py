"""Les résultats d’une recherche, rangés comme on s’en sert : ce que des textes exigent, ce dont ils se passent, ce qu’ils constatent.

Une clause répond à la recherche quand son critère porte les mots cherchés ; ailleurs, c’est la ligne elle-même qui les porte. Les
récits sont inventés : ils viennent à part. Un mot que le corpus n’a pas est remplacé par le plus proche, et c’est dit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from travailler_ensemble.corpus.desaccords import MODES
from travailler_ensemble.corpus.recherche import Ligne, Trouvaille, mots_libres, plier, termes
from travailler_ensemble.corpus.tables import Corpus

RESERVEES = frozenset({"codages", "formes_indices", "places", "tris_reponses", "questions_reponses", "questions_relances"})
"""Ce qui n’est à lire qu’après avoir répondu : `corpus.chercher` le trouve, la page d’un apprenant non."""
EXERCICES = frozenset({"tris", "tris_cases", "tris_cartes", "questions", "questions_relecture", "curseurs", "grilles", "buts", "baremes"})
"""Ce qui demande, et n’apprend rien à qui cherche."""
NOMME = {
    "sigles": ("sigle", "developpement"),
    "glossaire": ("mot", "definition"),
    "criteres": ("court", "question"),
    "referentiels": ("diplome", "intitule"),
}
"""Table → ce qui nomme sa ligne, et ce que l’on en lit quand les mots n’étaient que dans son nom."""
SURE = 0.85
"""Ressemblance (`difflib`) à partir de laquelle un mot mal écrit est cherché sous sa bonne forme ; en deçà, elle n’est que proposée."""
EXIGENT, PASSENT, CONSTATENT, PARLENT, RECITS, AILLEURS = (
    "Ils l’exigent",
    "Ils s’en passent",
    "Ils constatent",
    "Ils en parlent",
    "Dans les récits (inventés)",
    "Ailleurs dans la collection",
)
GROUPES = (EXIGENT, PASSENT, CONSTATENT, PARLENT, RECITS, AILLEURS)
_PAR_VALEUR = {
    "exigé": EXIGENT,
    "non nécessaire": PASSENT,
    "écarté": PASSENT,
    "admis": PARLENT,
    "constat présent": CONSTATENT,
    "constat contraire": CONSTATENT,
}
RESUME = "Résumé de la collection « Travailler ensemble », à vérifier dans le texte."


class Passage(NamedTuple):
    """Une ligne à lire. `qui` parle ; `morceaux` : (texte, marqué) ; `copie` : de quoi la citer avec sa référence."""

    qui: str
    morceaux: tuple[tuple[str, bool], ...]
    etiquettes: tuple[str, ...]
    repere: str
    reference: str
    copie: str


class Resultats(NamedTuple):
    """Groupe → ses passages, dans l’ordre de `GROUPES`. `corriges` : mot mal écrit → celui qui a été cherché à sa place.

    `essais` : mot sans réponse → ceux qui lui ressemblent. `vide` : rien n’était à chercher (aucun mot, ou de ceux que l’on trouve partout).
    """

    groupes: Mapping[str, tuple[Passage, ...]]
    corriges: Mapping[str, str]
    essais: Mapping[str, tuple[str, ...]]
    vide: bool

    @property
    def total(self) -> int:
        """Le nombre de passages."""
        return sum(map(len, self.groupes.values()))


def chercher(corpus: Corpus, mots: str) -> Resultats:
    """Ce que le corpus a sur ces mots, rangé."""
    if not termes(mots):
        return Resultats({}, {}, {}, vide=True)
    proches = corpus.recherche.proches(mots)
    corriges = {m: autres[0] for m, autres in proches.items() if autres and SequenceMatcher(None, m, plier(autres[0])).ratio() >= SURE}
    groupes: dict[str, list[Passage]] = {g: [] for g in GROUPES}
    for groupe, t in _rangees(corpus, _corriger(mots, corriges)):
        groupes[groupe].append(_passage(corpus, t))
    pleins = {g: tuple(dict.fromkeys(passages)) for g, passages in groupes.items() if passages}
    return Resultats(pleins, corriges if pleins else {}, {} if pleins else proches, vide=False)


def _corriger(mots: str, corriges: Mapping[str, str]) -> str:
    """La même recherche, chaque mot mal écrit remplacé."""
    if not corriges:
        return mots
    guillemets = [f"« {e} »" for e in plier(mots).replace("«", '"').replace("»", '"').split('"')[1::2]]
    return " ".join([*guillemets, *(corriges.get(m, m) for m in mots_libres(mots))])


def _rangees(corpus: Corpus, mots: str) -> Iterator[tuple[str, Trouvaille]]:
    trouvees = [t for t in corpus.chercher(mots) if t.table not in RESERVEES | EXERCICES]
    criteres = {t.cle for t in trouvees if t.table == "criteres" and {"nom", "court", "phrase"} & {*t.colonnes}}
    for c in corpus.lignes("clauses"):
        if c["critere"] in criteres:
            yield _PAR_VALEUR[c["valeur"]], corpus.recherche.dire("clauses", c, mots)
    for t in trouvees:
        if t.table == "clauses" and t.ligne["critere"] in criteres:
            continue
        if t.table == "situations" or t.ligne.get("situation"):
            yield RECITS, t
        elif t.source and (statut := _statut(corpus, t)):
            yield CONSTATENT if statut == "constat" else PARLENT, t
        else:
            yield AILLEURS, t


def _statut(corpus: Corpus, t: Trouvaille) -> str:
    """Norme, constat, hypothèse, rapporté ; vide pour une ligne qui n’en a pas."""
    return str(t.ligne.get("statut") or _enonce(corpus, t).get("statut") or "")


def _enonce(corpus: Corpus, t: Trouvaille) -> Ligne:
    """L’énoncé que cette ligne précise, ou elle-même."""
    precise = any((lien.table, lien.champ) == ("enonces", "enonce") for lien in corpus.description(t.table).liens)
    return corpus.ligne("enonces", t.ligne["enonce"]) if precise and t.ligne["enonce"] else t.ligne


def _passage(corpus: Corpus, t: Trouvaille) -> Passage:
    qui, etiquettes = _qui(corpus, t), tuple(_etiquettes(corpus, t))
    morceaux = tuple(_morceaux(t)) if t.extrait != t.intitule else ()
    if t.table in NOMME:
        nom, lu = (str(t.ligne[c]) for c in NOMME[t.table])
        qui, morceaux = nom, morceaux if t.extrait not in (nom, t.intitule) else ((lu or str(t.ligne.get("note", "")), False),)
    copie = [f"{_point(''.join(m for m, _ in morceaux) or t.extrait)} {qui}" + (f" ({', '.join(etiquettes)})" if etiquettes else "") + "."]
    copie += [_point(t.reference)] if t.reference else []
    copie += [f"Lu dans : {t.repere}."] if t.repere else []
    return Passage(qui, morceaux, etiquettes, t.repere, t.reference, " ".join([*copie, RESUME]).replace("<i>", "").replace("</i>", ""))


def _qui(corpus: Corpus, t: Trouvaille) -> str:
    """« Dhume, 2001 (cité par Simon) · accord écrit » ; à défaut d’auteur, ce qui nomme la ligne, ou sa table."""
    e = _enonce(corpus, t)
    if t.table in ("auteurs", "references") or not e.get("auteur"):
        return t.intitule or t.titre
    court = str(corpus.ligne("auteurs", e["auteur"])["court"])
    annee = e.get("annee") or (corpus.ligne("references", e["source"])["annee"] if e.get("source") else "") or "s. d."
    relais = f"cité par {corpus.ligne('auteurs', e['relais'])['court']}" if e.get("relais") else ""
    precisions = ", ".join(str(x) for x in (e.get("precision"), relais) if x)
    sujet = f" · {corpus.ligne('criteres', t.ligne['critere'])['court']}" if t.table == "clauses" else ""
    return court[0].upper() + court[1:] + ("" if str(annee) in court else f", {annee}") + (f" ({precisions})" if precisions else "") + sujet


def _etiquettes(corpus: Corpus, t: Trouvaille) -> Iterator[str]:
    """Ce sans quoi un extrait tromperait : fiction ou non, ce qu’il fait du critère, son statut, dit ou déduit."""
    if t.table == "situations" or t.ligne.get("situation"):
        yield "fiction"
    fermees = {c.nom for c in corpus.description(t.table).champs if c.permis is not None}
    dites = {c: str(t.ligne[c]) for c in ("valeur", "statut", "mode") if c in fermees and t.ligne[c]}
    if statut := _statut(corpus, t):
        dites.setdefault("statut", statut)
    yield from (MODES.get(d, d) for d in dites.values())


def _morceaux(t: Trouvaille) -> Iterator[tuple[str, bool]]:
    """L’extrait en morceaux : (texte, à marquer)."""
    ici = 0
    for debut, fin in t.marques:
        yield t.extrait[ici:debut], False
        yield t.extrait[debut:fin], True
        ici = fin
    yield t.extrait[ici:], False


def _point(texte: str) -> str:
    return texte if texte.rstrip().endswith((".", "!", "?", "…")) else f"{texte}."
