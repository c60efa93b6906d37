"""Transcrit la bibliographie (CSL-JSON) en BibTeX et en RIS, pour les logiciels qui ne lisent pas le format de Zotero.

Ici, seulement la correspondance des types et des champs ; bibtexparser et rispy écrivent les fichiers, en UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# type CSL : (type BibTeX, type RIS). BibTeX n’a pas d’entrée de dictionnaire : c’est un texte dans un recueil.
TYPES = {
    "article-journal": ("article", "JOUR"),
    "book": ("book", "BOOK"),
    "chapter": ("incollection", "CHAP"),
    "document": ("misc", "GEN"),
    "entry-dictionary": ("incollection", "DICT"),
    "legislation": ("misc", "STAT"),
    "manuscript": ("unpublished", "UNPB"),
    "paper-conference": ("inproceedings", "CPAPER"),
    "report": ("techreport", "RPRT"),
    "thesis": ("mastersthesis", "THES"),
    "webpage": ("misc", "ELEC"),
}
# champ CSL : champ BibTeX, quand il ne dépend pas du type (series, pagetotal, venue, eprint : noms de BibLaTeX compris)
CHAMPS = {
    "collection-title": "series",
    "volume": "volume",
    "issue": "number",
    "number-of-pages": "pagetotal",
    "event-title": "eventtitle",
    "event-place": "venue",
    "archive": "eprinttype",
    "archive_location": "eprint",
    "annote": "annote",
}
RECUEIL = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
EDITEUR = {"techreport": "institution", "mastersthesis": "school", "phdthesis": "school"}
ET_AUTRES = {"literal": "et al."}


def suivi(source: dict) -> dict[str, str]:
    """Ce que nous notons de notre lecture : `lecture`, et `cite_par` quand la source nous vient d’un autre.

    Ce sont des lignes « clé: valeur » de la variable CSL `note` : Zotero la range dans son champ « Extra », la garde
    et la rend, alors qu’il oublie `custom` et toute variable qu’il ne connaît pas.
    """
    return dict(re.findall(r"^(\w+): (.+)$", source.get("note", ""), re.MULTILINE))


def bibtex(sources: Iterable[dict]) -> str:
    """Le texte d’un fichier BibTeX. Lève `KeyError` pour un type CSL sans correspondance."""
    from bibtexparser import BibtexFormat, Library, write_string
    from bibtexparser.model import Block, Entry, Field

    entrees: list[Block] = [Entry(type_bibtex(s), s["id"], [Field(champ, valeur) for champ, valeur in _champs_bibtex(s)]) for s in sources]
    forme = BibtexFormat()
    forme.indent, forme.trailing_comma, forme.block_separator = "  ", True, "\n"
    return write_string(Library(entrees), bibtex_format=forme)


def type_bibtex(source: dict) -> str:
    """Le type BibTeX d’une source ; une thèse et un mémoire n’ont pas le même."""
    if source["type"] == "thesis" and source.get("genre", "").startswith("thèse"):
        return "phdthesis"
    return TYPES[source["type"]][0]


def _champs_bibtex(s: dict) -> Iterator[tuple[str, str]]:
    sorte = type_bibtex(s)
    yield "title", "{" + _proteger(s["title"]) + "}"  # des accolades en plus : aucun style n’y touche aux capitales
    for role in ("author", "editor"):
        if role in s:
            yield role, " and ".join(map(_nom_bibtex, s[role]))
    if annee := _annee(s):
        yield "year", annee
    if len(parties := _parties(s)) > 1:
        yield "date", "-".join(f"{p:02}" for p in parties)
    if "container-title" in s:
        yield RECUEIL.get(sorte, "howpublished"), _proteger(s["container-title"])
    if "publisher" in s:
        yield EDITEUR.get(sorte, "publisher"), _proteger(s["publisher"])
    if "genre" in s:
        yield "note" if sorte == "unpublished" else "type", _proteger(s["genre"])
    if "page" in s:
        yield "pages", s["page"].replace("-", "--")
    for csl, champ in CHAMPS.items():
        if csl in s:
            yield champ, _proteger(s[csl])
    yield "langid", "french"
    for cle, valeur in suivi(s).items():
        yield cle.replace("_", "-"), valeur


def _nom_bibtex(nom: dict) -> str:
    if nom == ET_AUTRES:
        return "others"
    return "{" + _proteger(nom["literal"]) + "}" if "literal" in nom else _nom(nom)


def _proteger(texte: str) -> str:
    """Les signes que TeX interprète, précédés d’une barre oblique inversée."""
    return re.sub(r"[&%$#_]", r"\\\g<0>", texte)


def ris(sources: Iterable[dict]) -> str:
    """Le texte d’un fichier RIS. Lève `KeyError` pour un type CSL sans correspondance."""
    from rispy import RisWriter

    class SansNumero(RisWriter):
        def set_header(self, count: int) -> str:
            return ""  # rispy numérote les fiches ; le format ne le prévoit pas

    return SansNumero().formats([dict(_champs_ris(s)) for s in sources])


def _champs_ris(s: dict) -> Iterator[tuple[str, str | list[str]]]:
    yield "type_of_reference", TYPES[s["type"]][1]
    yield "id", s["id"]
    yield "title", s["title"]
    for role, champ in (("author", "authors"), ("editor", "secondary_authors")):
        if role in s:
            yield champ, list(map(_nom, s[role]))
    if parties := _parties(s):
        yield "year", str(parties[0])
    if len(parties) > 1:
        yield "date", "/".join([f"{p:02}" for p in parties] + [""] * (4 - len(parties)))
    elif "literal" in s.get("issued", {}):
        yield "date", _annee(s)
    if "page" in s:
        debut, _, fin = s["page"].partition("-")
        yield "start_page", debut
        if fin:
            yield "end_page", fin
    # RIS range la collection d’un livre là où un article a sa revue
    collection = "tertiary_title" if "container-title" in s else "secondary_title"
    for csl, champ in (
        ("container-title", "secondary_title"),
        ("collection-title", collection),
        ("volume", "volume"),
        ("issue", "number"),
        ("genre", "type_of_work"),
        ("publisher", "publisher"),
        ("event-place", "place_published"),
        ("archive", "name_of_database"),
        ("archive_location", "accession_number"),
        ("language", "language"),
    ):
        if csl in s:
            yield champ, s[csl]
    yield "notes", [s["annote"], *s["note"].splitlines()]


def _nom(nom: dict) -> str:
    """« Nom, Prénom », ou le nom seul quand c’est tout ce qui est donné."""
    return nom.get("literal") or ", ".join(filter(None, (nom["family"], nom.get("given"))))


def _parties(s: dict) -> list[int]:
    """Année, mois, jour : ce qui est connu."""
    return s.get("issued", {}).get("date-parts", [[]])[0]


def _annee(s: dict) -> str:
    """L’année, ou ce qui en tient lieu (« à paraître en 2010 »), ou rien."""
    return str(next(iter(_parties(s)), "")) or s.get("issued", {}).get("literal", "")
