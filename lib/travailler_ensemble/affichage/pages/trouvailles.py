"""La page d’une recherche : les lignes trouvées, table par table, avec les mots surlignés, le repère et la référence."""

from __future__ import annotations

from itertools import groupby

from travailler_ensemble.corpus import Corpus, Trouvaille
from travailler_ensemble.corpus.desaccords import MODES
from travailler_ensemble.ecriture.page import Page, passages, repli, texte
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.ecriture.phrases import passages as en_passages

VISIBLES = 5
# Ce qui n’est à lire qu’après avoir répondu : `corpus.chercher` le trouve, la page d’un apprenant non.
RESERVEES = frozenset({"codages", "places", "tris_reponses", "questions_reponses", "questions_relances"})
EXEMPLE = 'Par exemple : labo.chercher("convention"), ou labo.chercher("« travail social »") pour des mots qui se suivent.'


def trouvailles(corpus: Corpus, mots: str) -> Page:
    """La page des lignes où se trouvent tous les mots ; sans résultat, les mots proches à essayer."""
    mots = mots.strip()
    if not mots:
        return Page(
            f"<h3>Chercher dans le corpus</h3><p>Écrivez un mot entre les parenthèses. {texte(EXEMPLE)}</p>", "Recherche : aucun mot"
        )
    lignes = [t for t in corpus.chercher(mots) if t.table not in RESERVEES]
    titre = f"Recherche : {mots}" if mots.startswith(("«", "“", '"')) else f"Recherche : « {mots} »"
    if not lignes:
        return Page(f"<h3>{texte(titre)}</h3>{_rien(corpus, mots)}", f"{titre}, aucun passage")
    groupes = [(table, list(groupe)) for table, groupe in groupby(lignes, key=lambda t: t.table)]
    bilan = f"{compter(len(lignes), 'passage')} dans {compter(len(groupes), 'table')}"
    corps = "".join(_groupe(corpus, table, groupe) for table, groupe in groupes)
    return Page(f"<h3>{texte(titre)}</h3><p>{texte(bilan)}.</p>{corps}", f"{titre}, {bilan}")


def _groupe(corpus: Corpus, table: str, groupe: list[Trouvaille]) -> str:
    d = corpus.description(table)
    debut, suite = groupe[:VISIBLES], groupe[VISIBLES:]
    liste = f"<ul>{''.join(_ligne(corpus, t) for t in debut)}</ul>"
    if suite:
        liste += repli(
            f"Voir {compter(len(suite), 'autre passage', 'autres passages')}", f"<ul>{''.join(_ligne(corpus, t) for t in suite)}</ul>"
        )
    return f'<h4>{texte(d.titre)} <span class="discret">({compter(len(groupe), "passage")})</span></h4>{liste}'


def _ligne(corpus: Corpus, t: Trouvaille) -> str:
    nom = "" if t.extrait == t.intitule or not t.intitule else f"<b>{texte(t.intitule[0].upper() + t.intitule[1:])}</b><br>"
    etiquettes = "".join(f'<span class="etiquette">{texte(e)}</span>' for e in _etiquettes(corpus, t))
    if etiquettes:
        etiquettes = f'<p class="source">{etiquettes}</p>'
    repere = f'<p class="source">Lu dans\u00a0: {texte(t.repere)}.</p>' if t.repere else ""
    lu = f'<p class="source">{texte(t.ligne["lu"])}</p>' if t.table == "references" and t.ligne["lu"] else ""
    reference = repli("Référence", f'<p class="source">{passages(en_passages(t.reference))}</p>') if t.reference else ""
    return f"<li><p>{nom}{_surligner(t)}</p>{etiquettes}{repere}{lu}{reference}</li>"


def _etiquettes(corpus: Corpus, t: Trouvaille) -> list[str]:
    """Ce sans quoi un extrait tromperait : fiction ou non, ce qu’il fait du critère, son statut, dit ou déduit."""
    fermees = {c.nom for c in corpus.description(t.table).champs if c.permis is not None}
    dites = {c: t.ligne[c] for c in ("valeur", "statut", "mode") if c in fermees}
    vers_un_enonce = any(lien.table == "enonces" and lien.champs == ("enonce",) for lien in corpus.description(t.table).liens)
    if vers_un_enonce and t.ligne["enonce"]:
        dites.setdefault("statut", corpus.ligne("enonces", t.ligne["enonce"])["statut"])
    fiction = ["fiction"] if t.table == "situations" or t.ligne.get("situation") else []
    return fiction + [MODES.get(d, d) for d in dites.values() if d]


def _surligner(t: Trouvaille) -> str:
    morceaux, ici = [], 0
    for debut, fin in t.marques:
        morceaux += [texte(t.extrait[ici:debut]), f"<mark>{texte(t.extrait[debut:fin])}</mark>"]
        ici = fin
    return "".join([*morceaux, texte(t.extrait[ici:])])


def _rien(corpus: Corpus, mots: str) -> str:
    """Ce qu’on peut essayer quand rien n’est trouvé."""
    ensemble = len(mots.split()) > 1
    phrases = [f"Aucun passage du corpus ne contient {'ces mots ensemble' if ensemble else 'ce mot'}."]
    essais = {mot: autres for mot, autres in corpus.recherche.proches(mots).items() if autres}
    for mot, autres in essais.items():
        phrases.append(f"À la place de « {mot} », essayez {enumerer(f'« {a} »' for a in autres)}.")
    if not essais:
        phrases.append("Essayez un mot seul, ou le début d’un mot.")
    return "".join(f"<p>{texte(p)}</p>" for p in phrases)
