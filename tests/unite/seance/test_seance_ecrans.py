"""Le HTML de la séance : échappé, complet sans script, sans rien d’ailleurs, léger."""

import json
import re
from html.parser import HTMLParser

import pytest
from chacun import pour_chacun

from travailler_ensemble import corpus
from travailler_ensemble.ecriture.ressources import module
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance import ecrans, vues
from travailler_ensemble.seance.etats import PHASES, Etat
from travailler_ensemble.seance.journal import Seance, Vote
from travailler_ensemble.seance.programme import programme

POIDS = 150_000
PIEGES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;script&gt;",
    "{{7*7}}",
    "</form><form action=//ailleurs>",
    "\u202e<b>",
    "<!--",
    "]]>",
    "<style>*{display:none}</style>",
    "\x00<i>",
    '" autofocus onfocus="alert(1)',
    "<meta http-equiv=refresh content=0>",
]


class Lue(HTMLParser):
    """Les balises d’une page, et son texte."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.morceaux: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.balises.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.morceaux.append(data)

    @property
    def texte(self) -> str:
        return re.sub(r"[ \n]+", " ", "".join(self.morceaux)).strip()

    def toutes(self, nom: str) -> list[dict[str, str | None]]:
        return [attributs for tag, attributs in self.balises if tag == nom]


@pytest.fixture(scope="module")
def jumeaux():
    return programme(Panel(corpus.lire()), "jumeaux")


def etat(p, phase="vote", tour=1, reponses=None, titre="Promotion 1", **plus):
    """L’état qu’un participant reçoit de `GET /api/etat`."""
    s = Seance(
        "a1", "TILLEUL 42", titre, p.cle, p.cartes, Etat(phase=phase, tour=tour, carte=p.cartes[0], **plus), 3, "2026-11-21", "2026-12-21"
    )
    donnees = {t: {carte: Vote("a1", 4127, t, carte, case, 1) for carte, case in x.items()} for t, x in (reponses or {}).items()}
    vue = {**vues.commune(s, p, "participant"), "moi": vues.moi(4127, "figue", donnees), "tri": p.en_dict(), "maintenant": 0.0}
    return json.loads(json.dumps(vue))


def piegee(p, piege, phase):
    """Un état dont chaque texte venu d’ailleurs est un piège."""
    e = etat(p, phase, 2, {1: {p.cartes[0]: "forme-partenariat"}}, titre=piege)
    e["tri"] |= {"titre": piege, "consigne": piege, "question": piege}
    e["tri"]["cases"] = [{"id": "forme-partenariat", "nom": piege}, {"id": piege, "nom": piege}]
    for c in e["tri"]["cartes"][1:]:
        c |= {"id": piege, "titre": piege, "surtitre": piege, "paragraphes": [piege]}
    e["moi"]["numero"] = piege
    return e


def sure(page: str) -> None:
    """Aucun script ni style dans la page, aucun gestionnaire, rien d’un autre hôte."""
    lue = Lue(page)
    for tag, attributs in lue.balises:
        assert tag not in ("style", "iframe", "object", "embed", "base", "img", "svg"), tag
        assert not [a for a in attributs if a.startswith("on") or a == "style"], (tag, attributs)
        for adresse in (attributs.get(a) for a in ("href", "src", "action", "formaction")):
            assert adresse is None or adresse == "data:," or re.fullmatch(r"/[\w./-]*", adresse), (tag, adresse)
        if tag == "script":
            assert attributs.get("src", "").startswith("/statique/")
    assert not re.search(r"<script[^>]*>[^<]", page)
    assert all(a.get("content") == "20" for a in lue.toutes("meta") if "http-equiv" in a)


@pour_chacun("piege", PIEGES)
def test_aucun_texte_n_est_lu_comme_du_html(jumeaux, piege):
    modele = Lue(ecrans.entree("TILLEUL 42", "Ce code est inconnu."))
    for page, temoin in ((ecrans.entree(piege, piege), modele), (ecrans.erreur(piege, piege), Lue(ecrans.erreur("Titre", "Message")))):
        sure(page)
        assert [t for t, _ in Lue(page).balises] == [t for t, _ in temoin.balises], "les mêmes balises, quel que soit le texte"
        assert " ".join(piege.replace("\x00", "\ufffd").split())[:4] in Lue(page).texte.replace("\u00a0", " ") or "\x00" in piege
    for phase in PHASES:
        auteur = {
            "rang": 1,
            "auteur": piege,
            "nom": piege,
            "cartes": {piege: {"retours": {piege: piege}, "place": [], "lectures": [{"phrase": piege}]}},
        }
        page = ecrans.participant(piegee(jumeaux, piege, phase), piege, [auteur])
        sure(page)
        assert [t for t, _ in Lue(page).balises] == [
            t
            for t, _ in Lue(
                ecrans.participant(
                    piegee(jumeaux, "mot", phase),
                    "mot",
                    [{**auteur, "cartes": {"mot": {"retours": {}, "place": [], "lectures": [{"phrase": "mot"}]}}}],
                )
            ).balises
        ]


def test_la_page_d_entree_dit_ce_qui_est_recueilli_et_garde_le_code():
    page = ecrans.entree("TILLEUL 42", "Aucune séance n’a ce code.")
    lue = Lue(page)
    assert lue.toutes("form") == [{"class": "champ", "method": "post", "action": "/entrer"}]
    champ, *retour = lue.toutes("input")
    assert [x["name"] for x in retour] == ["numero", "mot"]
    assert champ["name"] == "code" and champ["value"] == "TILLEUL 42" and champ["aria-describedby"] == "dit"
    for mot in (
        "établissement est responsable",
        "numéro tiré au hasard",
        "Ni nom, ni adresse",
        "effacées à une date",
        "CNIL",
        "délégué",
        "témoin",
    ):
        assert mot in lue.texte, mot
    assert "Aucune séance" in lue.texte and not lue.toutes("script")


@pytest.mark.parametrize("tour", [1, 2])
def test_sans_script_chaque_carte_est_un_formulaire_entier(jumeaux, tour):
    un = {jumeaux.cartes[0]: "forme-reseau"}
    page = ecrans.participant(etat(jumeaux, "vote", tour, {tour: un} if tour == 1 else {1: un}))
    lue = Lue(page)
    formulaires = [f for f in lue.toutes("form") if f["action"] == "/seance/reponse"]
    assert len(formulaires) == len(jumeaux.cartes) and {f["method"] for f in formulaires} == {"post"}
    caches = [(a["name"], a["value"]) for a in lue.toutes("input") if a["type"] == "hidden"]
    assert sorted(v for n, v in caches if n == "carte") == sorted(jumeaux.cartes)
    assert {v for n, v in caches if n == "tour"} == {str(tour)}
    radios = [a for a in lue.toutes("input") if a["type"] == "radio"]
    assert len(radios) == len(jumeaux.cartes) * len(jumeaux.cases) and {a["name"] for a in radios} == {"case"}
    assert {a["value"] for a in radios} == set(jumeaux.cases)
    assert [a["value"] for a in radios if "checked" in a] == (["forme-reseau"] if tour == 1 else [])
    assert ("Au premier vote : Réseau" in lue.texte.replace("\u00a0", " ")) == (tour == 2)
    assert "refresh" not in page, "la page ne se recharge pas sous les doigts"


@pour_chacun("phase", [p for p in PHASES if p != "vote"])
def test_sans_script_attendre_se_recharge_et_ne_demande_rien(jumeaux, phase):
    page = ecrans.participant(etat(jumeaux, phase, 0 if phase == "preparation" else 1))
    lue = Lue(page)
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page
    assert [f["action"] for f in lue.toutes("form")] == ["/seance/effacer"]
    assert [a["href"] for a in lue.toutes("a")] == ["/seance"]


def test_sans_script_les_auteurs_devoiles_sont_a_cote_de_mes_reponses(jumeaux):
    lecture = jumeaux.lecture_de(1)
    carte, case = next((carte, c) for carte, dit in lecture["cartes"].items() for c, r in dit["retours"].items() if r == "nuance")
    page = ecrans.participant(etat(jumeaux, "auteurs", 1, {1: {carte: case}}, devoiles=1), "", [lecture])
    assert f"{lecture['nom']} (nuance)" in Lue(page).texte.replace("\u00a0", " ")
    avant = ecrans.participant(etat(jumeaux, "clos", 1, {1: {carte: case}}))
    assert lecture["nom"] not in avant


def test_la_page_du_participant_dit_son_numero_sa_date_et_efface(jumeaux):
    lue = Lue(ecrans.participant(etat(jumeaux, "terminee", 1)))
    assert "le vôtre est 4127" in lue.texte and "le mot figue" in lue.texte and "21 décembre 2026" in lue.texte and "CNIL" in lue.texte
    assert {"class": "effacer", "method": "post", "action": "/seance/effacer"} in lue.toutes("form")


@pour_chacun("phase", PHASES)
def test_chaque_page_est_sure_et_bien_titree(jumeaux, phase):
    page = ecrans.participant(etat(jumeaux, phase, 1), "Un message")
    sure(page)
    lue = Lue(page)
    assert lue.toutes("html") == [{"lang": "fr"}] and len(lue.toutes("h1")) == 1 and len(lue.toutes("main")) == 1
    assert "—" not in lue.texte and "'" not in lue.texte
    assert not re.search(r" [:;?!»]|« ", lue.texte.replace("\u00a0", "_"))


@pytest.mark.parametrize("coquille", [ecrans.projection, ecrans.enseignant])
def test_les_coquilles_n_ont_que_des_scripts_et_des_feuilles(coquille):
    page = coquille()
    sure(page)
    lue = Lue(page)
    assert 'id="hote"' in page and "noscript" in page
    demandes = [a["src"] for a in lue.toutes("script")] + [a["href"] for a in lue.toutes("link") if a["rel"] != "icon"]
    assert {d.removeprefix("/statique/") for d in demandes} <= set(ecrans.STATIQUES)


def test_les_statiques_ne_demandent_rien_ailleurs():
    assert "absent.js" not in ecrans.STATIQUES
    for nom, (sorte, octets) in ecrans.STATIQUES.items():
        source = octets.decode()
        assert sorte.startswith("text/javascript" if nom.endswith(".js") else "text/css") and "charset=utf-8" in sorte
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg|192\.168)|@import", source), nom
        assert nom.endswith(".js") or not re.search(r"url\((?!data:)", source), nom
        assert not re.search(r"\.(inner|outer)HTML|insertAdjacentHTML|\beval\(|new Function", source), nom
        assert nom == "enseignant.js" or "document.write" not in source, "la régie seule écrit une page : la grille à imprimer"
        assert not nom.endswith(".js") or not re.search(r"^import\b|\bimport\(", source, re.M), nom


def test_une_page_n_a_qu_un_script_et_le_telephone_son_amorce(jumeaux):
    """L’amorce seule : elle demandera l’autre, si le navigateur sait le lire."""
    scripts = [(a["src"], a.get("data-script")) for a in Lue(ecrans.participant(etat(jumeaux, "vote", 1))).toutes("script")]
    assert scripts == [("/statique/amorce.js", "/statique/participant.js")]
    assert ecrans.STATIQUES["participant.js"][1].decode() == module("seance/participant.js")


def test_le_theme_sombre_suit_le_systeme_sans_script():
    feuille = ecrans.STATIQUES["jetons.css"][1].decode()
    sombre = feuille[feuille.index("prefers-color-scheme: dark") :]
    assert "suit-le-systeme" in sombre and "--te-encre: #f4f0ea" in sombre
    assert "suit-le-systeme" in ecrans.entree() and "suit-le-systeme" not in ecrans.projection()


@pytest.mark.parametrize("tri", ["formes", "douze-recits"])
def test_la_page_du_participant_est_legere(tri):
    """Tout ce qu’un téléphone reçoit avant de répondre, non comprimé : la page, ses scripts, ses feuilles, l’état."""
    p = programme(Panel(corpus.lire()), tri)
    e = etat(p)
    page = ecrans.participant(e)
    lue = Lue(page)
    demandes = {a[nom] for a in lue.toutes("script") for nom in ("src", "data-script")} | {
        a["href"] for a in lue.toutes("link") if a["rel"] != "icon"
    }
    poids = (
        sum(len(ecrans.STATIQUES[d.removeprefix("/statique/")][1]) for d in demandes)
        + len(page.encode())
        + len(json.dumps(e, ensure_ascii=False, separators=(",", ":")).encode())
    )
    assert poids <= POIDS, f"{poids} octets"
