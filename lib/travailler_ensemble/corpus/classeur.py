"""Un classeur de tableur, ODS ou XLSX : le texte de ses feuilles, lu et écrit sans autre programme que la bibliothèque standard.

On n’y lit que du texte : ni formule, ni lien, ni macro.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from travailler_ensemble import fichiers

ABIME = "Ce classeur est abîmé : ses feuilles ne se lisent pas."
LIGNES_MAX, COLONNES_MAX = 20_000, 200
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FEUILLE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LIEN = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class FeuilleLue(NamedTuple):
    """Une feuille : son nom, et ses lignes remplies, chacune avec le numéro qu’affiche le tableur."""

    nom: str
    lignes: tuple[tuple[int, tuple[str, ...]], ...]


def est_un_classeur(octets: bytes) -> bool:
    """Un zip qui contient ce que contient tout classeur ODS ou XLSX."""
    return octets.startswith(b"PK\x03\x04") and (b"opendocument.spreadsheet" in octets[:200] or b"xl/workbook.xml" in octets)


def lire(octets: bytes) -> tuple[FeuilleLue, ...]:
    """Les feuilles d’un classeur ODS ou XLSX. Lève `ValueError` (phrase française) s’il est abîmé ou démesuré."""
    pieces = fichiers.deplier(octets)
    try:
        feuilles = _d_ods(pieces) if "content.xml" in pieces else _de_xlsx(pieces)
        return tuple(FeuilleLue(nom, tuple(_remplies(lignes))) for nom, lignes in feuilles)
    except (LookupError, RecursionError) as e:
        raise ValueError(ABIME) from e


def _xml(octets: bytes) -> ElementTree.Element:
    if (
        b"\0" in octets or b"<!DOCTYPE" in octets or b"<!ENTITY" in octets
    ):  # ce qu’aucun tableur n’écrit, et par quoi un fichier se multiplie
        raise ValueError("Ce classeur contient ce qu’aucun tableur n’écrit : il est refusé.")
    try:
        return ElementTree.fromstring(octets)
    except (ElementTree.ParseError, LookupError, ValueError) as e:  # un codage inconnu, ou annoncé à tort
        raise ValueError(ABIME) from e


def _remplies(lignes: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for combien, (numero, cases) in enumerate(lignes):
        if combien > LIGNES_MAX:
            raise ValueError(f"Ce classeur a plus de {LIGNES_MAX} lignes.")
        cases = [c.strip() for c in cases[:COLONNES_MAX]]
        if any(cases):
            yield numero, tuple(cases)


def _d_ods(pieces: Mapping[str, bytes]) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    for table in _xml(pieces["content.xml"]).iter(f"{_TABLE}table"):
        yield table.get(f"{_TABLE}name", ""), _lignes_ods(table)


def _lignes_ods(table: ElementTree.Element) -> Iterator[tuple[int, list[str]]]:
    numero = 1
    for ligne in table.iter(f"{_TABLE}table-row"):
        cases: list[str] = []
        for case in ligne:
            fois = _fois(case, f"{_TABLE}number-columns-repeated")
            cases += [_texte_ods(case)] * min(fois, COLONNES_MAX - len(cases))
        yield numero, cases
        numero += _fois(ligne, f"{_TABLE}number-rows-repeated")


def _fois(e: ElementTree.Element, nom: str) -> int:
    dit = e.get(nom, "1")
    return int(dit) if dit.isdecimal() and len(dit) < 8 else 1


def _texte_ods(case: ElementTree.Element) -> str:
    return "\n".join("".join(_morceaux_ods(p)) for p in case.findall(f"{_TEXTE}p"))


def _morceaux_ods(e: ElementTree.Element) -> Iterator[str]:
    yield e.text or ""
    for enfant in e:
        if enfant.tag == f"{_TEXTE}s":
            yield " " * min(_fois(enfant, f"{_TEXTE}c"), 100)
        elif enfant.tag == f"{_TEXTE}line-break":
            yield "\n"
        elif enfant.tag == f"{_TEXTE}tab":
            yield "\t"
        else:
            yield from _morceaux_ods(enfant)
        yield enfant.tail or ""


def _de_xlsx(pieces: Mapping[str, bytes]) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    mots: list[str] = []
    if "xl/sharedStrings.xml" in pieces:
        mots = [_texte_xlsx(si) for si in _xml(pieces["xl/sharedStrings.xml"]).iter(f"{_FEUILLE}si")]
    liens = {r.get("Id"): r.get("Target", "") for r in _xml(pieces["xl/_rels/workbook.xml.rels"])}
    for feuille in _xml(pieces["xl/workbook.xml"]).iter(f"{_FEUILLE}sheet"):
        cible = liens[feuille.get(_LIEN)].removeprefix("/xl/")
        yield feuille.get("name", ""), _lignes_xlsx(_xml(pieces[f"xl/{cible}"]), mots)


def _lignes_xlsx(feuille: ElementTree.Element, mots: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    for rang, ligne in enumerate(feuille.iter(f"{_FEUILLE}row"), 1):
        cases: list[str] = []
        for case in ligne.iter(f"{_FEUILLE}c"):
            if (colonne := _colonne(case.get("r", ""), len(cases))) >= COLONNES_MAX:
                break
            cases += [""] * (colonne + 1 - len(cases))
            cases[colonne] = _valeur_xlsx(case, mots)
        dit = ligne.get("r", "")
        yield int(dit) if dit.isdecimal() and len(dit) < 8 else rang, cases


def _colonne(adresse: str, sinon: int) -> int:
    """Le rang de la colonne d’une adresse : 0 pour « A3 », 27 pour « AB1 »."""
    rang = 0
    for lettre in re.match("[A-Z]{0,3}", adresse)[0]:  # type: ignore[index]  # ce motif trouve toujours
        rang = rang * 26 + ord(lettre) - 64
    return rang - 1 if rang else sinon


def _valeur_xlsx(case: ElementTree.Element, mots: Sequence[str]) -> str:
    if case.get("t") == "inlineStr":
        return _texte_xlsx(case)
    valeur = case.findtext(f"{_FEUILLE}v", "")
    return mots[int(valeur) if valeur.isdecimal() else 0] if case.get("t") == "s" else valeur


def _texte_xlsx(e: ElementTree.Element) -> str:
    """Le texte, mises en forme comprises ; sans la prononciation que certains tableurs y joignent."""
    phonetique = {t for p in e.iter(f"{_FEUILLE}rPh") for t in p.iter()}
    return "".join(t.text or "" for t in e.iter(f"{_FEUILLE}t") if t not in phonetique)


# Écrire


class FeuilleAEcrire(NamedTuple):
    """Une feuille à écrire : son nom, ses colonnes avec leur largeur en signes, ses lignes."""

    nom: str
    colonnes: Mapping[str, int]
    lignes: Sequence[Sequence[str]]


def ecrire(forme: str, pages: Sequence[FeuilleAEcrire]) -> bytes:
    """Un classeur « ods » ou « xlsx ». Tout y est du texte : un tableur n’y verra jamais un calcul."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as paquet:
        for nom, contenu in (_ods if forme == "ods" else _xlsx)(pages):
            genre = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            paquet.writestr(zipfile.ZipInfo(nom), contenu, genre)  # sans date : les mêmes récits font le même fichier
    return sortie.getvalue()


_ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OOXML = "http://schemas.openxmlformats.org"
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _propre(texte: str) -> str:
    """Sans les signes de commande, que XML refuse."""
    return escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", texte))


def _ods(pages: Sequence[FeuilleAEcrire]) -> Iterator[tuple[str, str]]:
    largeurs = sorted({x for p in pages for x in p.colonnes.values()})
    espaces = " ".join(
        f'xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{suite}:1.0"'
        for nom, suite in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("fo", "xsl-fo-compatible"),
            ("manifest", "manifest"),
        )
    )
    styles = "".join(
        f'<style:style style:name="l{x}" style:family="table-column"><style:table-column-properties style:column-width="{x / 5:.1f}cm"/></style:style>'
        for x in largeurs
    )
    styles += '<style:style style:name="c" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
    tables = "".join(
        f"<table:table table:name={quoteattr(p.nom)}>"
        + "".join(f'<table:table-column table:style-name="l{x}" table:default-cell-style-name="c"/>' for x in p.colonnes.values())
        + "".join(f"<table:table-row>{''.join(map(_case_ods, ligne))}</table:table-row>" for ligne in (list(p.colonnes), *p.lignes))
        + "</table:table>"
        for p in pages
    )
    yield "mimetype", _ODS
    yield (
        "META-INF/manifest.xml",
        f'{_ENTETE}<manifest:manifest {espaces} manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    )
    yield (
        "content.xml",
        f'{_ENTETE}<office:document-content {espaces} office:version="1.3"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
    )


def _case_ods(texte: str) -> str:
    if not texte:
        return '<table:table-cell table:style-name="c"/>'
    lignes = "".join(f"<text:p>{_propre(ligne)}</text:p>" for ligne in texte.split("\n"))
    return f'<table:table-cell table:style-name="c" office:value-type="string">{lignes}</table:table-cell>'


def _xlsx(pages: Sequence[FeuilleAEcrire]) -> Iterator[tuple[str, str]]:
    rangs = range(1, len(pages) + 1)
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_MIME}.worksheet+xml"/>' for n in rangs)
    yield (
        "[Content_Types].xml",
        f'{_ENTETE}<Types xmlns="{_OOXML}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MIME}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{_MIME}.styles+xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _liens_xlsx([("officeDocument", "xl/workbook.xml")])
    feuilles = "".join(f'<sheet name={quoteattr(p.nom)} sheetId="{n}" r:id="r{n}"/>' for n, p in enumerate(pages, 1))
    yield (
        "xl/workbook.xml",
        f'{_ENTETE}<workbook xmlns="{_OOXML}/spreadsheetml/2006/main" xmlns:r="{_OOXML}/officeDocument/2006/relationships"><sheets>{feuilles}</sheets></workbook>',
    )
    yield "xl/_rels/workbook.xml.rels", _liens_xlsx([*(("worksheet", f"worksheets/sheet{n}.xml") for n in rangs), ("styles", "styles.xml")])
    yield (
        "xl/styles.xml",
        f'{_ENTETE}<styleSheet xmlns="{_OOXML}/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'  # Excel exige ces deux-là
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
        "</cellXfs></styleSheet>",
    )
    for n, p in enumerate(pages, 1):
        colonnes = "".join(f'<col min="{i}" max="{i}" width="{x}" customWidth="1"/>' for i, x in enumerate(p.colonnes.values(), 1))
        lignes = "".join(
            f'<row r="{i}">{"".join(_case_xlsx(i, j, texte) for j, texte in enumerate(ligne) if texte)}</row>'
            for i, ligne in enumerate((list(p.colonnes), *p.lignes), 1)
        )
        yield (
            f"xl/worksheets/sheet{n}.xml",
            f'{_ENTETE}<worksheet xmlns="{_OOXML}/spreadsheetml/2006/main"><cols>{colonnes}</cols><sheetData>{lignes}</sheetData></worksheet>',
        )


def _case_xlsx(ligne: int, colonne: int, texte: str) -> str:
    return f'<c r="{chr(65 + colonne)}{ligne}" t="inlineStr"><is><t xml:space="preserve">{_propre(texte)}</t></is></c>'


def _liens_xlsx(liens: Sequence[tuple[str, str]]) -> str:
    dits = "".join(
        f'<Relationship Id="r{n}" Type="{_OOXML}/officeDocument/2006/relationships/{genre}" Target="{cible}"/>'
        for n, (genre, cible) in enumerate(liens, 1)
    )
    return f'{_ENTETE}<Relationships xmlns="{_OOXML}/package/2006/relationships">{dits}</Relationships>'
