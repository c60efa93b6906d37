"""Le programme des outils : « python -m outils COMMANDE » depuis la collection, ou « python3 labo.py COMMANDE ».

Ici, bibliothèque standard seule : labo.py lit la commande avec ce module avant d’avoir rien installé.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

RACINE = Path(__file__).resolve().parent.parent
FRANCAIS = {
    "usage: ": "utilisation : ",
    "positional arguments": "arguments",
    "expected one argument": "il faut une valeur",
    "invalid choice: %(value)r (choose from %(choices)s)": "« %(value)s » n’existe pas ; choisissez parmi %(choices)s",
    "invalid %(type)s value: %(value)r": "« %(value)s » n’est pas un nombre entier",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s, %(message)s",
    "the following arguments are required: %s": "il manque %s",
}
"""Ce qu’argparse dit, en français ; ses catalogues ne le sont pas."""

AIDE = ("--aide", "--help", "-h")


class Commande(NamedTuple):
    """Une commande : le module d’outils/ qui la mène (sa fonction `mener`), ce qu’en dit l’aide, ses options."""

    module: str
    aide: str
    options: Callable[[argparse.ArgumentParser], object] = lambda a: None
    essais: bool = True
    """Faut-il installer de quoi essayer, ou suffit-il de quoi ouvrir ?"""
    suite: bool = False
    """Ce qui suit va-t-il tel quel à pytest ?"""

    @property
    def presente(self) -> bool:
        """Faux dans le paquet des étudiants, qui n’a que la première."""
        chemin = RACINE / "outils" / self.module.replace(".", "/")
        return chemin.with_suffix(".py").exists()


def _port(a: argparse.ArgumentParser) -> None:
    a.add_argument("--port", type=int, metavar="N", help="choisit le port ; sinon, un port libre")
    a.add_argument("--sans-navigateur", action="store_true", help="donne l’adresse sans ouvrir de navigateur")


def _seance(a: argparse.ArgumentParser) -> None:
    _port(a)
    a.add_argument("--dossier", type=Path, metavar="CHEMIN", help="où garder les séances ; sinon, celui de la collection")
    a.add_argument("--fermer", action="store_true", help="ferme les séances ouvertes, où qu’elles l’aient été ; tout est gardé")
    a.add_argument(
        "--nouvelle-cle", action="store_true", help="change d’abord la clé du dossier des séances : l’ancienne n’ouvre plus rien"
    )
    a.add_argument("--date-juste", action="store_true", help="après un bond de l’horloge : la date est juste, ce qui est passé s’efface")


def _verifier(a: argparse.ArgumentParser) -> None:
    a.add_argument("--verifier", action="store_true", help="n’écrit rien : dit seulement ce qui est à refaire")


def _carnets(a: argparse.ArgumentParser) -> None:
    a.add_argument("carnets", nargs="*", type=Path, metavar="CARNET", help="par exemple notebooks/02-formes.ipynb ; sinon, tous")


def _normaliser(a: argparse.ArgumentParser) -> None:
    _verifier(a)
    _carnets(a)


def _empreintes(a: argparse.ArgumentParser) -> None:
    _verifier(a)
    a.add_argument("dossier", type=Path, metavar="DOSSIER", help="où sont les documents, en .txt")


def _rapide(a: argparse.ArgumentParser) -> None:
    a.add_argument("--rapide", action="store_true", help="ce qui se vérifie avant chaque commit, sans navigateur ni serveur")
    a.add_argument("--partie", choices=("unite", "navigateur", "carnets", "ecole", "notebook"), help="un seul des travaux de la forge")
    a.add_argument(
        "--nuit", action="store_true", help="ce que le passage ordinaire laisse : les matrices entières, la charge, ce qui se mesure"
    )


def _mesures(a: argparse.ArgumentParser) -> None:
    a.add_argument("--seulement", metavar="NOM", help="une seule mesure : retour, ouverture, carnet, carnet.02-formes, seance, poids…")
    a.add_argument("--json", type=Path, metavar="FICHIER", help="les mêmes nombres, dans un fichier (« - » : à l’écran)")
    a.add_argument("--publier", action="store_true", help="refait docs/mesures.json, docs/mesures.md et les six chiffres du README")


def _verrous(a: argparse.ArgumentParser) -> None:
    a.add_argument("--renouveler", action="store_true", help="prend les versions les plus récentes qui conviennent")


def _imprimer(a: argparse.ArgumentParser) -> None:
    a.add_argument("numero", metavar="NN", help="le numéro du labo : 02")
    a.add_argument("--sans-reponses", action="store_true", help="sans la page des auteurs, au dos")


def _neuf(a: argparse.ArgumentParser) -> None:
    a.add_argument("--dans", type=Path, help=argparse.SUPPRESS)  # la collection déjà prête, dans un espace sans réseau


COMMANDES = {
    "lab": Commande("ouvrir", "ouvre la collection dans le navigateur (c’est la commande par défaut)", _port, essais=False),
    "seance": Commande("seance", "ouvre les séances en direct : la classe vote, discute, revote, voit les auteurs", _seance, essais=False),
    "tests": Commande("essais", "lance tous les essais, ou ceux que nomment les arguments de pytest", _rapide, suite=True),
    "exercices": Commande("exercices", "dérive exercises/ de solutions/", _verifier, essais=False),
    "executer": Commande("executer", "ré-exécute les carnets et range leurs sorties", _carnets, essais=False),
    "paquet-eleve": Commande("paquet", "écrit le zip à donner aux étudiants, sans les corrigés", essais=False),
    "site": Commande("site.programme", "construit le site sans installation, et son zip (il faut Node.js et le réseau)", essais=False),
    "imprimer": Commande("imprimer", "écrit un labo à imprimer, en une page, et en PDF si Chromium est là", _imprimer),
    "durees": Commande("durees", "recalcule les durées qu’annoncent les labos, et les écrit", _verifier),
    "moodle": Commande("moodle", "écrit ce que Moodle importe : questions, concordance, désaccords", essais=False),
    "kit": Commande(
        "kit", "écrit, par labo, un plan de cinquante minutes, six diapositives, une feuille à donner, deux copies annotées", essais=False
    ),
    "mesures": Commande("mesures.programme", "mesure ce que nous affirmons (une vingtaine de minutes)", _mesures),
    "normaliser": Commande("normaliser", "remet les carnets sous leur forme normale", _normaliser, essais=False),
    "dessins": Commande("dessins", "range les dessins qu’Altair compose pour les carnets", _verifier),
    "references": Commande("references", "dérive de data/sources.json les références et les fichiers d’échange", _verifier),
    "seances-fictives": Commande("seances_fictives", "écrit les séances d’exemple de notebooks/seances-fictives/", _verifier, essais=False),
    "empreintes": Commande("empreintes", "dérive des documents leurs empreintes", _empreintes),
    "verrous": Commande("verrous", "refait les verrous d’après pyproject.toml (il faut uv et le réseau)", _verrous, essais=False),
    "couverture": Commande("couverture", "ce que les essais parcourent de lib/ (vingt minutes), ou ceux des arguments", suite=True),
    "mutation": Commande("mutation", "abîme le code exprès, et compte ce que les essais voient"),
    "neuf": Commande("neuf", "les deux commandes du README depuis un clone neuf (réseau, quelques minutes)", _neuf, essais=False),
}


class Analyseur(argparse.ArgumentParser):
    """argparse, qui parle français et se trompe en une phrase."""

    def __init__(self, **reglages: Any) -> None:
        super().__init__(**reglages, add_help=False, allow_abbrev=False)
        self.add_argument(*AIDE, action="help", help="affiche ce texte")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Options inconnues ou incomplètes ({message})\u00a0: «\u00a0{self.prog} --aide\u00a0» les dit.\n")


def analyser(arguments: list[str]) -> argparse.Namespace:
    """La commande demandée et ses options, vérifiées ; sort avec une phrase devant ce qui n’existe pas, ou après l’aide."""
    setattr(argparse, "_", lambda texte: FRANCAIS.get(texte, texte))  # noqa: B010
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(errors="replace")  # un terminal Windows n’a pas tous les caractères
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in AIDE):
        arguments = ["lab", *arguments]
    nom = arguments[0]
    if nom not in COMMANDES and nom not in AIDE:
        sys.exit(f"La commande «\u00a0{nom}\u00a0» n’existe pas\u00a0: «\u00a0python3 labo.py --aide\u00a0» donne la liste.")
    if nom in COMMANDES and not COMMANDES[nom].presente:
        sys.exit(f"La commande «\u00a0{nom}\u00a0» n’est pas dans ce paquet\u00a0: elle est dans la collection entière.")
    lecteur = Analyseur(
        prog="python3 labo.py", epilog="« python3 labo.py COMMANDE --aide » dit ses options ; « lab » prend --port N et --sans-navigateur."
    )
    toutes = lecteur.add_subparsers(title="commandes", metavar="commande", dest="commande")
    for autre, commande in COMMANDES.items():
        if commande.presente:
            commande.options(toutes.add_parser(autre, help=commande.aide, description=f"{commande.aide}."))
    choix, suite = lecteur.parse_known_args(arguments)
    if suite and not COMMANDES[nom].suite:
        lecteur.error(" ".join(suite))
    choix.suite = suite
    return choix


def main(arguments: list[str]) -> int:
    """Mène la commande ; rend le code de sortie."""
    choix = analyser(arguments)
    try:
        code: int = import_module(f"outils.{COMMANDES[choix.commande].module}").mener(choix)
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
