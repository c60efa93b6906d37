"""Un CSV tel que les tableurs l’enregistrent : encodage, séparateur, fins de ligne, lignes vides, et le numéro qu’ils affichent.

Toutes les importations passent par ici : les tables de la collection, une séance exportée, des feuilles de papier recopiées ; et
tout ce qu’une personne ouvrira dans son tableur en sort.

Sont convertis : UTF-8 ou Windows-1252, avec ou sans marque d’ordre des octets ; virgule, point-virgule ou tabulation ;
toute fin de ligne ; espaces en bord de case ; lignes vides à la fin. Le reste est refusé par une phrase.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from travailler_ensemble import fichiers
from travailler_ensemble.corpus.description import TableFautive

# Ce qu’un texte ne contient jamais : un signe de commande, ou le signe qui remplace un octet illisible.
_INTRUS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
LIGNE_MAX = 10_000
"""La plus longue ligne lue seule : au-delà, ce n’est pas une ligne de tableur."""
_FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_SEP = re.compile(r'"?sep=[;,\t]"?[;,\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""La première ligne qu’ajoutent certains tableurs, pour dire leur séparateur."""
TOUT_EN_A = "une case par colonne ; ici tout est dans la colonne A : choisissez-la, puis « Données », « Convertir », « Délimité », « Virgule », et enregistrez"
CONSEIL = "dans le tableur, « Enregistrer sous », puis « CSV UTF-8 »"


def enregistrements(
    nom: str,
    origine: Path | str | bytes,
    colonnes: Sequence[str],
    *,
    quoi: str = "",
    brutes: bool = False,
    a_part: list[TableFautive] | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """Les lignes sous l’en-tête, chacune avec son numéro dans un tableur. Lève `TableFautive` à la première faute.

    `origine` : un chemin, ou le contenu lui-même. `quoi` : ce que ce fichier devrait être, dit à qui en donne un tout autre.
    `brutes` : les cases telles qu’elles sont écrites, leurs espaces et tous leurs signes compris ; ce qu’un tableur change en
    réenregistrant (ordre des colonnes, colonne ou ligne vides, « sep=; ») se lit quand même. `a_part` : où va la faute d’une ligne, qui
    est sautée ; sans elle, la première faute arrête tout.
    """
    texte = contenu(nom, origine)
    premiere = 1
    if brutes and (annonce := _SEP.match(texte)):
        texte, premiere = texte[annonce.end() :], 2
    ordre: list[int] | None = None
    if not brutes:
        texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    # Chercher un intrus dans chaque case coûterait cher : on ne le fait que si le fichier en contient.
    abime = not brutes and _INTRUS.search(texte) is not None
    signe = separateur(re.split("[\r\n]", texte, maxsplit=1)[0], colonnes)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=signe, strict=True)
    numero, vide = 0, 0
    try:
        for numero, cases in enumerate(lecteur, premiere):
            if not brutes:
                cases = [*map(str.strip, cases)]
            if abime:
                try:
                    _verifier_signes(nom, numero, cases, colonnes)
                except TableFautive as e:
                    if a_part is None or numero == premiere:
                        raise
                    a_part.append(e)
                    continue
            if ordre and len(cases) > max(ordre) and not any(c.strip() for i, c in enumerate(cases) if i not in ordre):
                cases = [cases[i] for i in ordre]
            if len(cases) == 1 and len(next(csv.reader(cases), [])) == len(colonnes) > 1:
                raise TableFautive(nom, numero, None, cases[0], TOUT_EN_A)
            if numero == premiere:
                noms = [*map(str.strip, cases)]
                if brutes and noms != [*colonnes] and sorted(filter(None, noms)) == sorted(colonnes):
                    ordre = [noms.index(c) for c in colonnes]
                else:
                    _verifier_entete(nom, noms, colonnes, abime, quoi)
            elif not any(map(str.strip, cases)):
                vide = vide or numero
            elif vide and not brutes:
                raise TableFautive(nom, vide, None, None, "une ligne remplie : seule la fin du fichier peut être vide")
            elif len(cases) != len(colonnes):
                lu = f"{len(cases)} valeurs, la dernière : {cases[-1]}" if len(cases) > 1 else cases[0]
                attendu = f"{len(colonnes)} valeurs, une par colonne ; un texte qui contient le séparateur s’écrit entre guillemets droits"
                faute = TableFautive(nom, numero, None, lu, attendu)
                if a_part is None:
                    raise faute
                a_part.append(faute)
            else:
                yield numero, cases
    except csv.Error as e:
        attendu = f"des guillemets droits fermés, et moins de {csv.field_size_limit()} signes par case"
        raise TableFautive(nom, numero + 1, None, None, attendu) from e
    if not numero:
        raise TableFautive(nom, 1, None, None, f"un en-tête : {', '.join(colonnes)} ; le fichier est vide")


def ecrire(colonnes: Sequence[str], lignes: Iterable[Iterable[object]]) -> str:
    """Le texte d’un CSV à ouvrir dans un tableur, marque d’ordre des octets comprise : à écrire en UTF-8, sans rien traduire.

    Point-virgule : avec une virgule, un Excel français met tout en première colonne. Une case qui commencerait par un signe de formule
    est précédée d’une apostrophe : un tableur n’y verra jamais un calcul (OWASP, « CSV Injection »). `valeur` l’ôte.
    """
    sortie = io.StringIO(newline="")
    plume = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    plume.writerow(colonnes)
    plume.writerows([_proteger(x) for x in ligne] for ligne in lignes)
    return "\ufeff" + sortie.getvalue()


def _proteger(x: object) -> str:
    dit = "" if x is None else str(x)
    return f"'{dit}" if dit.startswith((*_FORMULES, "'")) else dit


def valeur(case: str) -> str:
    """La valeur d’origine d’une case que `ecrire` a protégée."""
    return case[1:] if case.startswith("'") and case[1:].startswith((*_FORMULES, "'")) else case


def une_a_une(texte: str, colonnes: Sequence[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Toutes les lignes remplies et leur numéro, chacune lue pour elle-même : une ligne illisible (None) n’emporte pas les suivantes."""
    lignes = re.split("\r\n|\r|\n", texte)
    if (premiere := next((ligne for ligne in lignes if ligne.strip(" ,;\t")), None)) is None:
        return
    signe = separateur(premiere, colonnes)
    for numero, ligne in enumerate(lignes, 1):
        try:
            if len(ligne) > LIGNE_MAX:
                raise csv.Error
            cases = [case.strip() for case in next(csv.reader([ligne], delimiter=signe), [])]
        except csv.Error:
            yield numero, None
            continue
        while cases and not cases[-1]:  # ce qu’un tableur ajoute
            cases.pop()
        if cases:
            yield numero, cases


def contenu(nom: str, origine: Path | str | bytes) -> str:
    """Le texte d’un fichier ou de ses octets, sans marque d’ordre. Lève `TableFautive` s’il ne s’ouvre pas ou n’est pas du texte."""
    if isinstance(origine, str):
        return origine.removeprefix("\ufeff")
    octets = _octets(nom, origine) if isinstance(origine, Path) else origine
    if octets.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TableFautive(nom, None, None, "un classeur", f"un fichier CSV ; {CONSEIL}")
    return decoder(nom, octets)


def _octets(nom: str, chemin: Path) -> bytes:
    try:
        return fichiers.lire(chemin)
    except fichiers.FichierRefuse as e:
        raise TableFautive(nom, None, None, None, e.attendu) from e
    except (OSError, ValueError) as e:
        dossier = chemin.parent if chemin.parent.is_dir() else Path()
        voisins = sorted(f.name for f in dossier.glob("*.csv"))[:5]
        ici = f" ; ce dossier contient : {', '.join(voisins)}" if voisins else ""
        lequel = "" if chemin.name in (nom, "") else f" « {chemin.name} »"
        raise TableFautive(nom, None, None, None, f"un fichier{lequel} qui existe et s’ouvre{ici}") from e


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


def _verifier_entete(nom: str, lues: Sequence[str], colonnes: Sequence[str], abime: bool, quoi: str) -> None:
    """L’en-tête est exactement celui de la description ; la phrase dit la première différence."""
    if [*lues] == [*colonnes]:
        return
    if quoi and not {*lues} & {*colonnes}:
        raise TableFautive(nom, 1, None, lues[0] if lues else "rien", f"{quoi} ; sa première ligne est {','.join(colonnes)}")
    dans_l_ordre = f"les colonnes {', '.join(colonnes)}, dans cet ordre" + (f" ; {CONSEIL}" if abime else "")
    liste = f"{quoi}, avec {dans_l_ordre}" if quoi else dans_l_ordre
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
