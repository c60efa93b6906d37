"""Ranger : un fichier par récit, par tri, par codage reçu, dans `mes-contenus/`, qu’aucune mise à jour ne touche.

Un fichier abîmé n’en cache aucun autre ; une copie laissée par une synchronisation se montre à côté ; de deux écritures à la fois, aucune
n’est perdue.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from travailler_ensemble import fichiers
from travailler_ensemble.carnet import COPIE, Enregistrement, heure_dite
from travailler_ensemble.contenus.codeur import Codeur
from travailler_ensemble.contenus.situation import Situation
from travailler_ensemble.contenus.tri import MonTri
from travailler_ensemble.ecriture.phrases import insecable

VERSION = 1
Contenu = Situation | MonTri | Codeur
GENRES: dict[str, type[Situation] | type[MonTri] | type[Codeur]] = {"situation": Situation, "tri": MonTri, "codage": Codeur}


class MesContenus(NamedTuple):
    """Ce qui est rangé, par titre, et ce qu’il faut en savoir, en phrases (aucune si tout va bien)."""

    situations: tuple[Situation, ...] = ()
    tris: tuple[MonTri, ...] = ()
    codeurs: tuple[Codeur, ...] = ()
    avertissements: tuple[str, ...] = ()


def dossier_habituel() -> Path:
    """Celui que l’on a choisi, sinon `mes-contenus` à la racine de la collection."""
    choisi = os.environ.get("TRAVAILLER_ENSEMBLE_CONTENUS")
    return Path(choisi).expanduser() if choisi else fichiers.collection() / "mes-contenus"


class Contenus:
    """Le dossier de ce qui est à l’enseignant, fermé aux autres comptes. Rien n’est créé avant la première écriture."""

    def __init__(self, dossier: Path | None = None) -> None:
        self.dossier = (dossier or dossier_habituel()).absolute()
        fichiers.fermer(self.dossier)
        self._vus: dict[str, bytes] = {}
        """Nom de fichier → ce qui y était quand on l’a lu ou écrit : s’il a changé depuis, un autre carnet écrit aussi."""
        self._copies: dict[str, str] = {}
        """Ce qui n’est que dans une copie → le nom de cette copie."""

    def __repr__(self) -> str:
        return "<mes contenus>"

    def lire(self) -> MesContenus:
        """Tout ce qui est rangé. Ne lève rien : ce qui ne se lit pas est mis à part, et dit."""
        lus: dict[str, Contenu] = {}
        copies, phrases = [], []
        for chemin in self._fichiers():
            genre, _, cle = chemin.stem.partition("-")
            try:
                octets = fichiers.lire(chemin)
                objet = _relire(genre, octets)
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                phrases.append(f"« {chemin.name} » ne se lit pas : il est mis à part, tel quel ; le reste est là.")
                continue
            if objet.id == cle:
                lus[chemin.stem] = objet
                self._vus[chemin.name] = octets
            elif (nom := COPIE.fullmatch(chemin.stem)) and nom[1] == f"{genre}-{objet.id}":
                copies.append((chemin.name, nom[1], objet))
            else:
                phrases.append(f"« {chemin.name} » ne porte pas le nom de ce qu’il contient : il est mis à part.")
        for nom_du_fichier, origine, objet in copies:
            phrases += self._prendre_la_copie(lus, nom_du_fichier, origine, objet)
        par_titre = sorted(lus.values(), key=lambda x: (x.titre.casefold(), x.id))
        return MesContenus(
            tuple(x for x in par_titre if isinstance(x, Situation)),
            tuple(x for x in par_titre if isinstance(x, MonTri)),
            tuple(x for x in par_titre if isinstance(x, Codeur)),
            tuple(map(insecable, phrases)),
        )

    def _fichiers(self) -> list[Path]:
        with suppress(OSError):
            return sorted(f for f in self.dossier.iterdir() if f.suffix == ".json" and f.name.startswith(tuple(f"{g}-" for g in GENRES)))
        return []

    def _prendre_la_copie(self, lus: dict[str, Contenu], fichier: str, origine: str, objet: Contenu) -> list[str]:
        """Une copie différente se montre à côté, sous un identifiant qui ne dépend que d’elle ; seule, elle prend la place de l’original."""
        genre = origine.partition("-")[0]
        marque = hashlib.sha256(json.dumps(objet.en_json(), sort_keys=True).encode()).hexdigest()[:4]
        double = _relire(genre, _ecrire({**objet.en_json(), "id": f"{objet.id[:45]}-{marque}"}))
        if origine not in lus:
            lus[origine], self._copies[origine] = objet, fichier
        elif lus[origine] != objet and f"{genre}-{double.id}" not in lus:
            lus[f"{genre}-{double.id}"], self._copies[f"{genre}-{double.id}"] = double, fichier
            dit = f"« {objet.titre or 'Sans titre'} » existe deux fois : « {fichier} » n’est pas le même"
            return [f"{dit} ; les deux sont montrés, gardez celui que vous voulez."]
        return []

    def ranger(self, objet: Contenu) -> Enregistrement:
        """Écrit cet objet, sa typographie remise. Si le fichier a changé depuis qu’on l’a lu, l’autre version est gardée « en conflit »."""
        objet, quand = objet.propre(), _maintenant()
        chemin, octets = self._chemin(objet), _ecrire(objet.en_json())
        try:
            self.dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
            conflit = self._garder_l_autre(chemin, octets, quand)
            fichiers.remplacer(chemin, octets)
        except OSError as erreur:
            cause = fichiers.cause(erreur, "contenus")
            return Enregistrement(False, quand, insecable(f"{cause} « {objet.titre or 'Sans titre'} » n’est pas enregistré."))
        self._vus[chemin.name] = octets
        return Enregistrement(True, quand, insecable(f"Enregistré à {heure_dite(quand)}{conflit}"))

    def _garder_l_autre(self, chemin: Path, octets: bytes, quand: datetime) -> str:
        try:
            actuel = fichiers.lire(chemin)
        except FileNotFoundError:
            return ""
        if actuel in (octets, self._vus.get(chemin.name)):
            return ""
        autre = chemin.with_name(f"{chemin.stem} (en conflit {quand:%Y-%m-%d %Hh%Mm%S}).json")
        fichiers.remplacer(autre, actuel)
        return " ; un autre carnet l’avait changé : sa version est gardée à côté"

    def retirer(self, objet: Contenu) -> Enregistrement:
        """Ôte cet objet, et les copies qui en restaient."""
        quand, chemin = _maintenant(), self._chemin(objet)
        try:
            for nom in filter(None, (chemin.name, self._copies.pop(chemin.stem, ""))):
                (self.dossier / nom).unlink(missing_ok=True)
            fichiers.fixer(self.dossier)
        except OSError as erreur:
            return Enregistrement(False, quand, insecable(f"{fichiers.cause(erreur, 'contenus')} Rien n’est retiré."))
        self._vus.pop(chemin.name, None)
        return Enregistrement(True, quand, insecable(f"« {objet.titre or 'Sans titre'} » est retiré."))

    def _chemin(self, objet: Contenu) -> Path:
        genre = next(g for g, sorte in GENRES.items() if isinstance(objet, sorte))
        return self.dossier / f"{genre}-{objet.id}.json"


def _ecrire(lu: dict[str, Any]) -> bytes:
    return (json.dumps({"v": VERSION, **lu}, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _relire(genre: str, octets: bytes) -> Contenu:
    lu = json.loads(octets.decode("utf-8-sig"))
    if not isinstance(lu, dict) or lu.get("v") != VERSION:
        raise ValueError("pas un contenu")
    return GENRES[genre].de_json(lu)


def _maintenant() -> datetime:
    return datetime.now().astimezone()
