"""Ce qui vient d’une table, d’un carnet ou d’une réponse s’affiche comme du texte : aucune page n’en fait une balise."""

import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from types import MappingProxyType

import pytest
from chacun import pour_chacun

from travailler_ensemble import atelier, corpus
from travailler_ensemble.activites.catalogue import SORTES
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.affichage.composants import recherche
from travailler_ensemble.affichage.figures.accords import accords
from travailler_ensemble.affichage.figures.carte import carte
from travailler_ensemble.affichage.figures.dessin import en_table
from travailler_ensemble.affichage.figures.exigences import exigences
from travailler_ensemble.affichage.figures.frise import frise
from travailler_ensemble.affichage.figures.partage import partage
from travailler_ensemble.affichage.pages import accueil, compte_rendu, debat, glossaire, preparation, releve, situations
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe import papier, relecture
from travailler_ensemble.classe.seuils import ORDINAIRE
from travailler_ensemble.corpus import tables, trame
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance import ecrans
from travailler_ensemble.seance.programme import programme

PIEGE = "<script>&\"' onclick=x"
MAINTENANT = datetime(2026, 11, 21, 9).astimezone()


def pieger(lignes, description):
    """Chaque texte libre d’une table, le piège à sa suite ; les identifiants, les listes fermées et les cases vides restent."""
    internes = {*description.cle, *(lien.champ for lien in description.liens), "numero"}  # le numéro d’un labo se compte
    libres = {c.nom for c in description.champs if c.type == "string" and c.permis is None} - internes
    return tuple(MappingProxyType({c: f"{v}{PIEGE}" if c in libres and v else v for c, v in x.items()}) for x in lignes)


def corpus_piege():
    vrai = corpus.lire()
    lues = {nom: (vrai.description(nom), vrai.lignes(nom)) for nom in vrai.noms}
    return tables.Corpus(
        {
            nom: tables._Table(replace(d, titre=f"{d.titre}{PIEGE}"), pieger(lignes, d), tuple(range(len(lignes))))
            for nom, (d, lignes) in lues.items()
        }
    )


C = corpus_piege()
P = Panel(C)


class Lue(HTMLParser):
    """Les balises d’une page, ses attributs et son texte."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.balises, self.attributs, self.dit = [], [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, nom, attributs):
        self.balises.append(nom)
        self.attributs += attributs

    def handle_data(self, texte):
        self.dit += texte


def sure(html, *, scripts=0):
    lue = Lue(html)
    assert lue.balises.count("script") == scripts
    assert not [nom for nom, _ in lue.attributs if nom.startswith("on")]
    assert PIEGE in lue.dit or any(PIEGE in (valeur or "") for _, valeur in lue.attributs), "le piège n’est pas dans cette page"


@pytest.fixture
def carnets_pieges(monkeypatch):
    """Les carnets de la collection, que leurs noms et leurs textes soient piégés ou non."""
    chemin, lire = trame.chemin, trame.lire

    def piegee(dossier, nom):
        if (t := lire(dossier, nom.replace(PIEGE, ""))) is None:
            return None
        sections = {re.sub(r" \((\d)", rf"{PIEGE} (\1", titre): texte for titre, texte in t.sections.items()}
        return t._replace(titre=f"{t.titre}{PIEGE}", objectifs=tuple(f"*{o}*{PIEGE}" for o in t.objectifs), sections=sections)

    monkeypatch.setattr(trame, "chemin", lambda dossier, nom: chemin(dossier, nom.replace(PIEGE, "")))
    monkeypatch.setattr(trame, "lire", piegee)


def repondre(carnet, table, cle, *gestes):
    sujet = SORTES[table](C, cle)
    for champ, valeur in gestes:
        carnet.feuillet(cle).ajouter({"geste": sujet.mots.geste, sujet.mots.champ: champ, sujet.mots.valeur: valeur})


@pytest.fixture
def carnet(tmp_path):
    """Un carnet où l’on a rangé des cartes et écrit le piège."""
    carnet = Carnet(tmp_path / f"mes-reponses{PIEGE.replace('/', '')}")
    formes = SORTES["tris"](C, "formes")
    repondre(carnet, "tris", "formes", *((carte, formes.cases[0].id) for carte in formes.champs()))
    repondre(carnet, "questions", "question-changer-de-place", ("texte", f"Mon avis {PIEGE}"))
    return carnet


def test_l_accueil(carnets_pieges, carnet):
    sure(accueil.accueil(C, carnet, MAINTENANT, lambda: P)._repr_html_())


@pour_chacun("labo", [None, *C.lignes("labos")], ids=lambda labo: labo["id"] if labo else "tous")
def test_la_preparation(carnets_pieges, labo):
    sure(preparation.preparer(C, labo["numero"] if labo else "")._repr_html_())


def test_le_compte_rendu(carnet):
    faits = compte_rendu.labos(C, carnet, P)
    assert sum(len(x.sections) for x in faits) == 2
    page, bloc = compte_rendu.en_html(faits, MAINTENANT).split('<script type="application/json" class="te-copie">')
    sure(page + bloc.partition("</script>")[2])  # le bloc que relit une machine n’est que des données
    assert "<" not in bloc.partition("</script>")[0]


@pour_chacun("nom", C.noms)
def test_les_fiches_et_les_tableaux(nom):
    for page in (releve.fiches(C, nom), releve.tableau(C, nom)):
        sure(page._repr_html_())


PAGES = {
    "mot": lambda: glossaire.glossaire(C, C.lignes("glossaire")[0]["mot"]),
    "references": lambda: debat.references(C, [x["id"] for x in C.lignes("references")]),
    "situation": lambda: situations.situation(P, "sit-prenoms"),
    "situations": lambda: situations.situation(P, "sit-prenoms", "sit-tartes"),
    "relire": lambda: situations.relire(P, "sit-prenoms", {"formalisation": "oui", "egalite": "non"}),
    "glossaire": lambda: Page(recherche.du_glossaire(C).statique(), ""),
    "recherche": lambda: Page(recherche.du_corpus(C, "convention").statique(), ""),
    "accords": lambda: accords(P).nombres,
    "carte": lambda: carte(P).nombres,
    "exigences": lambda: exigences(P).nombres,
    "frise": lambda: frise(P).nombres,
    "partage": lambda: partage(P, "formes").nombres,
    "nombres": lambda: en_table(PIEGE, "", (PIEGE, ["a", PIEGE, "c"], [(PIEGE, PIEGE, 1)]), avant=[PIEGE]),
    "message": lambda: atelier._message(PIEGE),
    "faute": lambda: atelier._message(PIEGE, faute=True),
    "texte": lambda: Page(PIEGE, ""),
    "seance": lambda: relecture.relire(P, str(trame.RACINE / "notebooks" / "seances-fictives" / "mardi-2026.csv")),
}


@pour_chacun("nom", [*PAGES, *(d["id"] for d in C.lignes("desaccords"))])
def test_les_pages(nom):
    sure((PAGES[nom]() if nom in PAGES else debat.desaccord(C, nom))._repr_html_())


@pour_chacun("tri", [x["id"] for x in C.lignes("tris")])
def test_la_grille_a_imprimer(tri):
    sure(papier.grille(PIEGE, classement(C, tri)))


@pour_chacun("phase", ecrans.PHASES)
def test_les_ecrans_de_la_seance(phase):
    p = programme(P, "jumeaux")
    reponses = {"1": {carte: {"case": "forme-reseau", "n": 1} for carte in p.cartes}}
    etat = {
        "etat": {"phase": phase, "tour": 1},
        "seance": {"effacer_le": "2026-12-21"},
        "seuil": ORDINAIRE._asdict(),
        "moi": {"numero": PIEGE, "mot": PIEGE, "reponses": reponses},
        "tri": p.en_dict(),
    }
    page = ecrans.participant(etat, PIEGE, [p.lecture_de(1)])
    sure(page, scripts=1)  # le sien, et lui seul
    sure(ecrans.entree(PIEGE, PIEGE, numero=PIEGE, mot=PIEGE))
    sure(ecrans.erreur(PIEGE, PIEGE))
