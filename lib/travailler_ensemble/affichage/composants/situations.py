"""« Mes situations », à l’écran : écrire, coder, composer un tri. Composant web : `web/composants/situations/composant.js`.

Tout se range un geste à la fois (`contenus.rangement`). Ce que le disque refuse reste ici, et se réessaie ; ce qui était avant aussi,
pour « Annuler ».
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from travailler_ensemble.activites.classement import Classement, classement
from travailler_ensemble.activites.criteres import FAMILLES
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS_DIT
from travailler_ensemble.activites.sujet import Rubrique
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.composants.echanges import Echanges
from travailler_ensemble.carnet import Enregistrement
from travailler_ensemble.classe.papier import autonome, grille
from travailler_ensemble.contenus.champs import MienneOuTri, champs, changer
from travailler_ensemble.contenus.greffe import greffer
from travailler_ensemble.contenus.rangement import Contenus, MesContenus
from travailler_ensemble.contenus.remarques import COURT, LONG, remarques
from travailler_ensemble.contenus.situation import LONG_RECIT, TERRAINS, Situation
from travailler_ensemble.contenus.tri import SORTES, MonTri
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import duree, en_lettres, insecable, majuscule, mots_de
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.recits import LecturesDuRecit, auteurs_du_tri
from travailler_ensemble.seance.programme import secondes

NOMS_DES_SORTES = {
    "formes": "Dix formes",
    "oui-non": "Un partenariat : oui ou non",
    "accord": "D’accord, cela dépend, pas d’accord",
    "propres": "Mes propres cases",
}
SANS_AUTEUR = "Aucun auteur n’y répond ; la classe se compare à elle-même."
ANNULABLES = 50
"""Gestes que l’on peut défaire, depuis l’ouverture."""


class Situations(Composant):
    """Les situations et les tris de la personne. `panel` se fait au premier codage à lire."""

    _esm = module("composants/situations/composant.js")
    _css = feuille_de_style("situations")

    def __init__(self, contenus: Contenus, corpus: Corpus, panel: Callable[[], Panel], *, graine: int, heure: Callable[[Any], str]) -> None:
        self._contenus, self._corpus, self._panel_de, self._heure = contenus, corpus, panel, heure
        self._refuses: dict[str, MienneOuTri] = {}
        self._connus: dict[str, MienneOuTri] = {}
        """Tout ce qui a été montré : ce qui disparaît du disque sous la main s’y réécrit au geste suivant."""
        self._faits: list[tuple[MienneOuTri | None, MienneOuTri | None]] = []
        self._accuses: dict[str, int] = {}
        self._enregistrement: dict[str, str] = {"etat": "vide", "quand": "", "champ": "", "message": ""}
        self._neuve: dict[str, str] = {}
        self._echanges = Echanges(contenus, corpus, panel)
        self._annonce = ""
        self._lues: dict[tuple[tuple[str, str], ...], dict[str, Any]] = {}
        self._lecture: LecturesDuRecit | None = None
        super().__init__(donnees={**self._decrire(), "jeton": f"{graine:x}"}, etat=self._dire())

    def __repr__(self) -> str:
        return "Mes situations"

    # Ce qui ne change pas

    def _decrire(self) -> dict[str, Any]:
        lignes = self._corpus.lignes
        miens = {s.id for s in self._contenus.lire().situations}
        secteurs = {s["id"]: s["nom"] for s in lignes("secteurs")}
        rang = {c: i for i, c in enumerate(self._lecteur().ordre)}
        criteres = sorted(lignes("criteres"), key=lambda c: rang.get(c["id"], len(rang)))
        garde = {"id": "id", "court": "court", "question": "question", "oui": "exemple_oui", "non": "exemple_non"}
        return {
            "cle": "mes-situations",
            "titre": "Mes situations",
            "consigne": "Écrivez, codez, composez un tri.",
            "longueur": LONG_RECIT,
            "visee": f"Nos récits en ont de {COURT} à {LONG}.",
            "terrains": [*dict.fromkeys((*TERRAINS, *(n for i, n in secteurs.items() if i not in miens)))],
            "familles": [
                {"titre": titre, "criteres": [{k: c[v] for k, v in garde.items()} for c in criteres if c["famille"] == nom]}
                for nom, titre in FAMILLES.items()
            ],
            "collection": [_recit(s, secteurs) for s in lignes("situations") if s["id"] not in miens],
            **Echanges.decrire(),
            "sortes": [{"id": s, "nom": insecable(NOMS_DES_SORTES[s])} for s in SORTES],
        }

    def sur_papier(self) -> Iterator[Rubrique]:
        """De quoi écrire un récit et le coder à la main."""
        yield Rubrique("Mon récit", lignes=12)
        for c in self._corpus.lignes("criteres"):
            yield Rubrique(
                majuscule(c["court"]), "", (c["question"],), ("oui", "non", "on ne sait pas"), ("Les mots du récit qui le montrent",)
            )

    # Les gestes

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Fait ce geste, le range, puis renvoie l’état. Un geste déjà reçu n’est pas fait deux fois ; ce qui n’existe plus est laissé."""
        vue, n = geste.get("vue"), geste.get("n")
        if isinstance(vue, str) and isinstance(n, int):
            if self._accuses.get(vue, 0) < n:
                self._accuses[vue] = n
                self._faire(geste)
        else:
            self._faire(geste)
        self.rafraichir()

    def rafraichir(self) -> None:
        """Relit ce qui est rangé."""
        self.etat = self._dire()

    def _faire(self, geste: Mapping[str, Any]) -> None:
        nom, champ = geste.get("geste"), str(geste.get("champ", ""))
        cle, _, quoi = champ.partition(":")
        self._annonce = ""
        objet = self._trouver(cle)
        pour = str(geste.get("pour", ""))
        if nom == "repondre" and isinstance(objet, Situation | MonTri):
            self._poser(objet, changer(objet, quoi, str(geste.get("valeur", ""))), champ)
            if isinstance(objet, Situation) and quoi in self._lecteur().ordre:
                self._annonce = f"{majuscule(self._lire(self._trouver(cle))['bande']['dit'])}."
        elif nom in ("nouvelle", "nouveau_tri", "copier"):
            neuve = MonTri.neuf() if nom == "nouveau_tri" else objet.copiee() if isinstance(objet, Situation) else Situation.neuve()
            self._neuve = {"pour": pour, "id": neuve.id}
            self._poser(None, neuve, neuve.id)
        elif nom == "supprimer" and objet is not None:
            self._poser(objet, None, cle)
        elif nom == "annuler" and self._faits:
            avant, apres = self._faits.pop()
            self._ranger(apres, avant, "")
        elif nom == "reessayer":
            for refuse in [*self._refuses.values()]:
                self._ranger(None, refuse, refuse.id)
        elif nom == "papier" and isinstance(objet, MonTri) and (c := self._classement(objet)):
            self._echanges.rendre(pour, f"{objet.titre}.html", autonome(grille(objet.titre, c)).encode())
        else:
            self._echanges.faire(geste, self._lus())

    def _poser(self, avant: MienneOuTri | None, apres: MienneOuTri | None, champ: str) -> None:
        if avant != apres:
            self._faits = [*self._faits[1 - ANNULABLES :], (avant, apres)]
            self._ranger(avant, apres, champ)

    def _ranger(self, avant: MienneOuTri | None, apres: MienneOuTri | None, champ: str) -> None:
        if apres is not None:
            fait = self._contenus.ranger(apres)
            self._refuses.pop(apres.id, None)
            if not fait.fait:
                self._refuses[apres.id] = apres
        elif avant is not None:
            self._refuses.pop(avant.id, None)
            self._connus.pop(avant.id, None)
            fait = self._contenus.retirer(avant)
        else:
            return
        self._noter(fait, champ)

    def _noter(self, fait: Enregistrement, champ: str) -> None:
        etat = "enregistre" if fait.fait else "non-enregistre"
        self._enregistrement = {
            "etat": etat,
            "quand": self._heure(fait.quand),
            "champ": champ,
            "message": "" if fait.fait else fait.message,
        }

    def _trouver(self, cle: str) -> Any:
        etat = self._lus()
        return next((x for x in (*_tous(etat), *etat.codeurs) if x.id == cle), self._connus.get(cle))

    def _lus(self) -> MesContenus:
        """Ce qui est rangé, et par-dessus ce que le disque a refusé."""
        etat = self._contenus.lire()
        par_id = {x.id: x for x in _tous(etat)} | self._refuses
        self._connus |= par_id
        tous = [*par_id.values()]
        return etat._replace(
            situations=tuple(x for x in tous if isinstance(x, Situation)), tris=tuple(x for x in tous if isinstance(x, MonTri))
        )

    # L’état

    def _dire(self) -> dict[str, Any]:
        etat = self._lus()
        reponses: dict[str, str] = {}
        for x in _tous(etat):
            reponses |= {f"{x.id}:{quoi}": valeur for quoi, valeur in champs(x) if valeur}
        return {
            "reponses": reponses,
            "accuses": dict(self._accuses),
            "enregistrement": dict(self._enregistrement),
            "annulable": bool(self._faits),
            "avertissement": " ".join(etat.avertissements),
            "annonce": self._annonce,
            "neuve": self._neuve,
            **self._echanges.dire(etat),
            "situations": [self._situation(s, etat) for s in etat.situations],
            "tris": [self._tri(t, etat) for t in etat.tris],
        }

    def _situation(self, s: Situation, etat: MesContenus) -> dict[str, Any]:
        dites = [r.phrase for r in remarques(s, self._courts()) if r.sorte != "longueur"]
        lues = self._lire(s)
        tranchent, hesitent = lues["comptes"]["O"] + lues["comptes"]["N"], lues["comptes"]["Q"]
        return {
            "id": s.id,
            "mots": s.mots,
            "codes": len(s.codages),
            "prete": s.complete and tranchent >= hesitent,  # une réponse sur vingt-cinq ne fait pas un récit prêt
            "remarques": dites,
            "lues": lues,
            "manques": self._echanges.manques(s),
            "croise": self._echanges.croise(s, etat),
        }

    def _courts(self) -> dict[str, str]:
        return {c["id"]: c["court"] for c in self._corpus.lignes("criteres")}

    def _lecteur(self) -> LecturesDuRecit:
        if self._lecture is None:
            self._lecture = LecturesDuRecit(self._panel_de())
        return self._lecture

    def _lire(self, s: Situation) -> dict[str, Any]:
        """Ce que les textes y lisent, gardé tant que les réponses sont les mêmes."""
        cle = tuple(sorted(s.valeurs.items()))
        if cle not in self._lues:
            self._lues[cle] = self._lecteur().dire(s.valeurs)
        return self._lues[cle]

    def _tri(self, t: MonTri, etat: MesContenus) -> dict[str, Any]:
        c = self._classement(t, etat)
        cases = [x.nom for x in c.cases] + [JE_NE_SAIS_PAS_DIT] if c else []
        minutes = duree(max(1, round(sum(map(secondes, c.cartes)) / 60))) if c and c.cartes else ""
        return {
            "id": t.id,
            "pret": not t.manque,
            "manque": insecable(t.manque),
            "appel": t.appel,
            "minutes": f"Environ {minutes}" if minutes else "",
            "auteurs": self._auteurs(t, etat),
            "question": c.question if c else "",
            "cases": cases,
        }

    def _classement(self, t: MonTri, etat: MesContenus | None = None) -> Classement | None:
        """Le tri tel que la classe le verra, fût-il sans titre ; rien tant qu’il lui manque autre chose."""
        nomme = replace(t, titre=t.titre or "MonTri sans titre")
        if nomme.manque:
            return None
        etat = etat or self._lus()
        return classement(greffer(self._corpus, etat._replace(tris=(nomme,))), t.id)

    def _auteurs(self, t: MonTri, etat: MesContenus) -> str:
        if t.sorte not in ("formes", "oui-non"):
            return SANS_AUTEUR
        if t.manque:
            return ""
        n = auteurs_du_tri(Panel(greffer(self._corpus, etat)), t)
        return insecable(f"{majuscule(en_lettres(n))} {'auteur répond' if n < 2 else 'auteurs répondent'} sur une carte au moins.")


def _tous(etat: MesContenus) -> list[MienneOuTri]:
    return [*etat.situations, *etat.tris]


def _recit(s: Mapping[str, Any], secteurs: Mapping[str, str]) -> dict[str, Any]:
    paragraphes = s["texte"].split("¶")
    return {
        "id": s["id"],
        "titre": s["titre"],
        "terrain": secteurs[s["secteur"]],
        "mots": len(mots_de(s["texte"])),
        "paragraphes": paragraphes,
    }
