"""Un CSV tel que les tableurs l’enregistrent : encodage, séparateur, fins de ligne, lignes vides, et le numéro qu’ils affichent.

Sont convertis : UTF-8 ou Windows-1252, avec ou sans marque d’ordre des octets ; virgule, point-virgule ou tabulation ;
toute fin de ligne ; espaces en bord de case ; lignes vides à la fin. Le reste est refusé par une phrase.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from travailler_ensemble.corpus.description import TableFautive

# Ce qu’un texte ne contient jamais : un signe de commande, ou le signe qui remplace un octet illisible.
_INTRUS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
CONSEIL = "dans le tableur, « Enregistrer sous », puis « CSV UTF-8 »"


def enregistrements(nom: str, chemin: Path, colonnes: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Les lignes sous l’en-tête, chacune avec son numéro dans un tableur. Lève `TableFautive` à la première faute."""
    texte = _texte(nom, chemin)
    # Chercher un intrus dans chaque case coûterait cher : on ne le fait que si le fichier en contient.
    abime = _INTRUS.search(texte) is not None
    lecteur = csv.reader(io.StringIO(texte), delimiter=separateur(texte, colonnes), strict=True)
    numero, vide = 0, 0
    try:
        for numero, brute in enumerate(lecteur, 1):
            cases = [*map(str.strip, brute)]
            if abime:
                _verifier_signes(nom, numero, cases, colonnes)
            if numero == 1:
                _verifier_entete(nom, cases, colonnes, abime)
            elif not any(cases):
                vide = vide or numero
            elif vide:
                raise TableFautive(nom, vide, None, None, "une ligne remplie : seule la fin du fichier peut être vide")
            elif len(cases) != len(colonnes):
                lu = f"{len(cases)} valeurs, la dernière : {cases[-1]}" if len(cases) > 1 else cases[0]
                raise TableFautive(
                    nom,
                    numero,
                    None,
                    lu,
                    f"{len(colonnes)} valeurs, une par colonne ; un texte qui contient le séparateur s’écrit entre guillemets droits",
                )
            else:
                yield numero, cases
    except csv.Error as e:
        attendu = f"des guillemets droits fermés, et moins de {csv.field_size_limit()} signes par case"
        raise TableFautive(nom, numero + 1, None, None, attendu) from e
    if not numero:
        raise TableFautive(nom, 1, None, None, f"un en-tête : {', '.join(colonnes)} ; le fichier est vide")


def _texte(nom: str, chemin: Path) -> str:
    """Le texte du fichier, les fins de ligne ramenées à une seule forme."""
    try:
        octets = chemin.read_bytes()
    except (OSError, ValueError) as e:
        raise TableFautive(nom, None, None, None, f"un fichier « {chemin.name} » lisible dans le dossier des données") from e
    return decoder(nom, octets).replace("\r\n", "\n").replace("\r", "\n")


def decoder(nom: str, octets: bytes) -> str:
    """Le texte que ces octets écrivent, fins de ligne comprises ; un octet illisible devient U+FFFD. Lève `TableFautive` pour de l’UTF-16."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableFautive(nom, None, None, "UTF-16", f"un fichier enregistré en UTF-8 ; {CONSEIL}")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        texte = octets.decode("utf-8-sig", errors="replace")
        illisibles = texte.count("\ufffd")
        lisibles = sum(signe > "\x7f" for signe in texte) - illisibles
        coupe = e.end == len(octets) and e.reason == "unexpected end of data"
        # Un fichier UTF-8 abîmé se lirait en Windows-1252 tout de travers (« Ã© ») : on ne le prend pas pour tel.
        if not (coupe or octets.startswith(b"\xef\xbb\xbf") or lisibles >= illisibles):
            texte = octets.decode("cp1252", errors="replace")
        return texte


def separateur(texte: str, colonnes: Sequence[str]) -> str:
    """Celui qui donne l’en-tête attendu ; à défaut, celui qui le découpe le plus."""
    entetes = {}
    for separateur in ",;\t":
        try:
            entetes[separateur] = [c.strip() for c in next(csv.reader(io.StringIO(texte), delimiter=separateur, strict=True), [])]
        except csv.Error:
            entetes[separateur] = []
    return next((s for s, e in entetes.items() if e == [*colonnes]), max(entetes, key=lambda s: len(entetes[s])))


def _verifier_entete(nom: str, lues: Sequence[str], colonnes: Sequence[str], abime: bool) -> None:
    """L’en-tête est exactement celui de la description ; la phrase dit la première différence."""
    if [*lues] == [*colonnes]:
        return
    liste = f"les colonnes {', '.join(colonnes)}, dans cet ordre" + (f" ; {CONSEIL}" if abime else "")
    double = next((c for rang, c in enumerate(lues) if c and c in lues[:rang]), None)
    if double is not None:
        raise TableFautive(nom, 1, double, f"{double}, {lues.count(double)} fois", liste)
    rang = next((r for r, (lue, voulue) in enumerate(zip(lues, colonnes, strict=False)) if lue != voulue), min(len(lues), len(colonnes)))
    if rang < len(colonnes):
        raise TableFautive(nom, 1, colonnes[rang], lues[rang] if rang < len(lues) else "rien", liste)
    raise TableFautive(nom, 1, None, f"une colonne de trop, {lues[rang]}" if lues[rang] else "une colonne de trop, sans nom", liste)


def _verifier_signes(nom: str, numero: int, cases: Sequence[str], colonnes: Sequence[str]) -> None:
    for rang, case in enumerate(cases):
        if _INTRUS.search(case):
            colonne = colonnes[rang] if rang < len(colonnes) else None
            raise TableFautive(nom, numero, colonne, case, f"du texte, sans octet illisible ; {CONSEIL}")
