"""Ce qui entre et sort de « Mes situations » : un fichier à donner, un tableur reçu, ce qu’un collègue a codé. Rien de l’écran ici."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from travailler_ensemble.contenus import collection, paquet, tableau
from travailler_ensemble.contenus.arrivee import Arrivee, accueillir, codeur_de, collisions, recevoir
from travailler_ensemble.contenus.rangement import Contenus, MesContenus
from travailler_ensemble.contenus.situation import LICENCE, LICENCES, Situation
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import compter, insecable, repere
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.codeurs import croiser

FORMES = ".zip,.ods,.xlsx,.csv"
OCTETS_MAX = 7_000_000
"""Le plus gros fichier qu’un message de Jupyter porte jusqu’au noyau (10 Mo, une fois écrit en lettres)."""
MODELES = {"ods": "ODS", "xlsx": "XLSX", "csv": "CSV, récits seuls"}


class Echanges:
    """Les gestes de partage. `dire` rend ce que la page en montre ; ce qui attend un choix (une collision) est gardé d’ici là."""

    def __init__(self, contenus: Contenus, corpus: Corpus, panel: Callable[[], Panel]) -> None:
        self._contenus, self._corpus, self._panel = contenus, corpus, panel
        self._attend: Arrivee | None = None
        self._recu: dict[str, Any] = {}
        self._retour: dict[str, Any] = {}
        self._fichier: dict[str, Any] = {}
        self._croises: dict[str, tuple[Any, dict[str, Any]]] = {}
        """Récit → ce que l’on a croisé, et le résultat : mesurer un accord coûte."""

    @staticmethod
    def decrire() -> dict[str, Any]:
        """Ce qui ne change pas."""
        return {
            "fichiers": {"formes": FORMES, "octets": OCTETS_MAX},
            "licences": [*LICENCES],
            "modeles": [{"id": m, "nom": nom} for m, nom in MODELES.items()],
        }

    def faire(self, geste: Mapping[str, Any], etat: MesContenus) -> None:
        """Fait ce geste ; un autre que les siens ne fait rien. Ne lève rien : ce qui manque se dit."""
        faits = {
            "emporter": self._emporter,
            "modele": self._modele,
            "proposer": self._proposer,
            "inviter": self._inviter,
            "deposer": self._deposer,
            "accueillir": self._accueillir,
            "retour": self._prendre_le_retour,
        }
        if (fait := faits.get(str(geste.get("geste")))) is not None:
            fait({str(k): str(v) for k, v in geste.items()}, etat)

    def rendre(self, pour: str, nom: str, octets: bytes) -> None:
        """Donne ce fichier à la page qui le demande."""
        demande = int(self._fichier.get("demande", 0)) + 1
        self._fichier = {"pour": pour, "demande": demande, "nom": nom, "contenu": b64encode(octets).decode()}

    def dire(self, etat: MesContenus) -> dict[str, Any]:
        """Ce que la page en montre."""
        codeurs = [{"id": c.id, "nom": c.titre} for c in etat.codeurs]
        return {"fichier": self._fichier, "recu": self._recu, "retour": self._retour, "codeurs": codeurs}

    def croise(self, s: Situation, etat: MesContenus) -> dict[str, Any] | None:
        """Ce que chacun a codé de ce récit ; rien si personne d’autre ne l’a codé."""
        if not any(s.id in c.codages for c in etat.codeurs):
            return None
        vus = (s, etat.codeurs, etat.situations)
        if s.id not in self._croises or self._croises[s.id][0] != vus:
            x = croiser(self._panel(), s, etat.codeurs, etat.situations)
            lignes = [{**ligne._asdict(), "reponses": [list(r) for r in ligne.reponses]} for ligne in x.lignes]
            self._croises[s.id] = vus, {"noms": list(x.noms), "lignes": lignes, "dit": x.dit, "accord": x.accord}
        return self._croises[s.id][1]

    def manques(self, s: Situation) -> list[str]:
        """Ce qui manque à ce récit pour entrer dans la collection."""
        return [*collection.manques(s, self._corpus)]

    # Dehors

    def _emporter(self, geste: Mapping[str, str], etat: MesContenus) -> None:
        cle, licence = geste.get("champ", ""), geste.get("licence", "")
        situations, tris = paquet.choisir(etat, [cle]) if cle else (etat.situations, etat.tris)
        signe: dict[str, Any] = {"prenom": geste.get("prenom", ""), "licence": licence if licence in LICENCES else LICENCE}
        seul = {**{s.id: s.titre for s in etat.situations}, **{t.id: t.titre for t in etat.tris}}.get(cle, "")
        octets = paquet.ecrire([replace(s, **signe) for s in situations], [replace(t, **signe) for t in tris])
        self.rendre(geste["pour"], f"{repere(seul, 40) or 'mes-situations'}.zip", octets)

    def _modele(self, geste: Mapping[str, str], _etat: MesContenus) -> None:
        if (forme := geste.get("forme", "")) in MODELES:
            self.rendre(geste["pour"], f"mes-situations-modele.{forme}", tableau.modele(forme, self._corpus))

    def _proposer(self, geste: Mapping[str, str], etat: MesContenus) -> None:
        s = next((s for s in etat.situations if s.id == geste.get("champ")), None)
        if s is not None:
            morceaux = (f"{fichier}\n\n{lignes}" for fichier, lignes in collection.lignes(s, self._corpus).items())
            self.rendre(geste["pour"], f"{repere(s.titre, 40) or 'recit'}.txt", "\n".join(morceaux).encode())

    def _inviter(self, geste: Mapping[str, str], etat: MesContenus) -> None:
        a_coder = [s for s in etat.situations if s.recit]
        self.rendre(geste["pour"], "a-coder.xlsx", tableau.ecrire("xlsx", self._corpus, a_coder, codages=False, qui=True))

    # Dedans

    def _lire(self, geste: Mapping[str, str]) -> Arrivee | None:
        try:
            return recevoir(geste["nom"], b64decode(geste["contenu"], validate=True), self._corpus)
        except (KeyError, binascii.Error):
            return None

    def _deposer(self, geste: Mapping[str, str], etat: MesContenus) -> None:
        self._attend = arrivee = self._lire(geste)
        if arrivee is None:
            return
        ici = [c._asdict() for c in collisions(arrivee, etat)]
        n = len(arrivee.situations) + len(arrivee.tris)
        if ici:
            self._recu = {"dit": "Choisissez, puis « Prendre ».", "phrases": [*arrivee.fautes], "collisions": ici}
        elif n:
            self._accueillir({}, etat)
        else:
            self._recu = {"dit": "Rien n’a été repris de ce fichier.", "phrases": [*arrivee.fautes]}

    def _accueillir(self, geste: Mapping[str, str], _etat: MesContenus) -> None:
        if self._attend is None:
            return
        choix = dict(ligne.split("=", 1) for ligne in geste.get("choix", "").split("\n") if "=" in ligne)
        phrases = accueillir(self._contenus, self._attend, choix)
        self._recu = {"dit": "C’est lu.", "phrases": [*phrases, *self._attend.fautes]}
        self._attend = None

    def _prendre_le_retour(self, geste: Mapping[str, str], etat: MesContenus) -> None:
        arrivee = self._lire(geste)
        if arrivee is None:
            return
        if geste.get("prenom") and not arrivee.prenom:
            arrivee = arrivee._replace(prenom=geste["prenom"])
        try:
            codeur, phrases = codeur_de(arrivee, etat)
        except ValueError as e:
            self._retour = {"dit": "Rien n’a été repris de ce fichier.", "phrases": [str(e), *arrivee.fautes]}
            return
        fait = self._contenus.ranger(codeur)
        dit = f"{compter(len(codeur.codages), 'récit codé', 'récits codés')} par {codeur.titre}." if fait.fait else fait.message
        self._retour = {"dit": insecable(dit), "phrases": [*phrases, *arrivee.fautes]}
