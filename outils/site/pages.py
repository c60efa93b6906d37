"""Ce que le site ajoute aux carnets : sa page d’accueil, ses pages de texte, ce qui se lit pendant que Python démarre."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import mistune
import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outils import RACINE
from travailler_ensemble import __version__, corpus
from travailler_ensemble.activites import catalogue
from travailler_ensemble.activites.classement import Classement, classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.ecriture.phrases import enumerer, insecable
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.formulation import LectureDite
from travailler_ensemble.panel.tenues import tenues

ICI = Path(__file__).parent
DEMARRAGE = "notebooks/index.html"
"""La page de JupyterLite qui ouvre un carnet."""
CARTE, TRI, FORMES = "sit-jeudis-halte", "formes", ("forme-cooperation", "forme-reseau", "forme-partenariat")
"""Ce que montre l’accueil : une carte, ses trois cases, les auteurs qui y sont comme vous."""

CELLULES_OTEES = ("## Au lancement",)
"""Ce qui n’a de sens que devant un terminal."""
RUBRIQUES = {
    "Rien ne s’affiche": "La première fois, le labo se télécharge : quelques secondes, une minute ou deux si le réseau est lent. Au-delà, rechargez la page : vos réponses reviennent avec elle.",
    "Un message en anglais : `No module named 'travailler_ensemble'`": "",
    "Un carnet est abîmé": "",
    "Une table est abîmée": "",
    "« Une ligne abîmée »": "",
    "« Non enregistré »": "La phrase qui suit dit la cause : « Le disque est plein », « Ce navigateur ne garde rien à cette adresse », « Ce navigateur a refusé d’écrire ». Votre réponse est gardée dans la page, et un nouvel essai se fait toutes les dix secondes : réparez sans fermer l’onglet.",
    "Où sont mes réponses ?": "Dans ce navigateur, pour cette adresse. « Emporter mes réponses », à la fin de chaque labo, en fait un fichier ; « Reprendre », sur un autre appareil, le relit, et rien n’est compté deux fois.",
    "Mes réponses ont disparu": "Elles sont dans un autre navigateur, ou celui-ci les a effacées (fenêtre privée fermée, poste nettoyé). « Reprendre », à la fin d’un labo et dans l’accueil, relit le fichier que vous avez emporté.",
    "Comment rendre mon travail ?": "« Mon compte rendu », en haut du labo, rassemble vos réponses ; puis cliquez sur « Télécharger la page ». Personne n’y est nommé.",
    "Tout effacer": "Dans les réglages du navigateur, effacez les données de ce site. C’est sans retour.",
}
"""Les pannes dont le remède change dans un navigateur ; une rubrique vide n’y paraît pas."""
REMPLACES = {
    "elles s’écrivent une à une sur votre machine, hors du carnet": "elles s’écrivent une à une dans ce navigateur, hors du carnet",
    "vérifie l’installation, et dit quoi réparer": "dit si tout est prêt",
    ", et la dernière ligne du terminal": "",
    "le carnet est ouvert ailleurs que dans la collection, ou ses cellules n’ont pas été exécutées": "ses cellules n’ont pas été exécutées",
    "Tout reste sur cet ordinateur, dans `mes-contenus`.": "Tout reste dans ce navigateur.",
    "**Tout s’enregistre seul**, dans votre dossier de travail.": "**Tout s’enregistre seul**, dans ce navigateur. Sur un autre appareil : « Reprendre », [au bas de cette page](#Rendre-votre-travail), relit le fichier que donne « Emporter mes réponses ».",
    "« Reprendre en séance » donne les réponses remises à une séance du même tri, comme premier vote. ": "",
}
SUJETS_D_ATELIER = ("Construire, essayer", "Où le mettre")
"""Ce que docs/site.md dit à qui construit le site, et non à qui enseigne avec."""
LIGNES_OTEES = re.compile(r"^- .*(90-preparer-une-seance|92-relire-une-seance|data/|paquet des étudiants).*\n?", re.MULTILINE)


def pour_un_navigateur(sources: Sequence[str]) -> list[str]:
    """Les textes des carnets, sans ce qui suppose un terminal, un dossier ou un serveur. Lève `AssertionError` si l’un n’est plus là où on le change."""
    textes = list(sources)
    for titre, corps in RUBRIQUES.items():
        rubrique = f"### {titre}\n\n{corps}\n\n" if corps else ""
        textes = _changer(textes, rf"(?m)^### {_souple(titre)}\n(?:(?!#).*(?:\n|\Z))*", insecable(rubrique))
    for avant, apres in REMPLACES.items():
        textes = _changer(textes, _souple(avant), insecable(apres))
    return [LIGNES_OTEES.sub("", t).rstrip("\n") for t in textes]


def _sans(titres: Iterable[str], texte: str) -> str:
    """La page, sans ces sections."""
    return "".join(s for s in re.split(r"(?m)^(?=## )", texte) if s.partition("\n")[0].removeprefix("## ") not in titres)


def _souple(texte: str) -> str:
    """Le motif de ce texte, quelles que soient ses espaces."""
    return r"\s".join(re.escape(mot) for mot in re.split(r"\s", texte))


def _changer(textes: list[str], motif: str, apres: str) -> list[str]:
    neufs = [re.sub(motif, lambda _: apres, t) for t in textes]
    assert neufs != textes, f"rien à changer dans les carnets : {motif}"
    return neufs


def ecrire(construit: Path, carnets: Mapping[str, nbformat.NotebookNode]) -> None:
    """Ajoute au site de JupyterLite ce qui en fait celui de la collection."""
    tables = corpus.lire()
    milieu = Environment(loader=FileSystemLoader(ICI), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    base: dict[str, Any] = {"version": __version__, "labos": tables.lignes("labos"), "ouvrir": _adresse}
    (construit / "index.html").write_text(milieu.get_template("accueil.html").render(**base, **_vue(tables)), encoding="utf-8")
    for nom, titre, texte in (
        ("enseigner", "Enseigner avec le site", _sans(SUJETS_D_ATELIER, (RACINE / "docs" / "site.md").read_text(encoding="utf-8"))),
        ("accessibilite", "Accessibilité", (RACINE / "docs" / "accessibilite.md").read_text(encoding="utf-8")),
        ("mentions", "Mentions légales", (ICI / "mentions.md").read_text(encoding="utf-8")),
    ):
        corps = str(mistune.create_markdown(plugins=["table"])(insecable(texte)))
        page = milieu.get_template("texte.html").render(**base, titre=titre, corps=corps)
        (construit / f"{nom}.html").write_text(page, encoding="utf-8")
    for nom in ("site.css", "page.css", "page.js", "icone.svg"):
        (construit / nom).write_bytes((ICI / nom).read_bytes())
    jetons = (RACINE / "lib" / "travailler_ensemble" / "web" / "jetons.css").read_text(encoding="utf-8")
    (construit / "jetons.css").write_text(jetons, encoding="utf-8")
    (construit / "apercus").mkdir()
    for chemin, carnet in carnets.items():
        (construit / "apercus" / f"{chemin.replace('/', '-').removesuffix('.ipynb')}.html").write_text(apercu(carnet), encoding="utf-8")
    _demarrage(construit / DEMARRAGE)
    _remplacer(construit / "config-utils.js", {"['jupyter-lite.json', 'jupyter-lite.ipynb']": "['jupyter-lite.json']"})  # une demande vaine
    envoi = "let s=await this._driveContentsProcessor.processDriveRequest(e);"
    [script] = [f for f in (construit / "build").glob("*.js") if envoi in f.read_text(encoding="utf-8")]
    _remplacer(script, {envoi: f"{envoi[:-1]}.catch(()=>({{refus:true}}));"})  # un refus se répond : le noyau l’attendrait
    manifeste = {
        "name": "Travailler ensemble",
        "short_name": "Travailler ensemble",
        "lang": "fr",
        "start_url": "./index.html",
        "scope": "./",
        "display": "standalone",
        "background_color": "#fdfbf8",
        "theme_color": "#0d5a61",
        "icons": [{"src": "icone.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    (construit / "manifest.webmanifest").write_text(json.dumps(manifeste, ensure_ascii=False), encoding="utf-8")


def _adresse(carnet: str) -> str:
    return f"notebooks/index.html?path={carnet}"


def _vue(tables: corpus.Corpus) -> dict[str, Any]:
    """La carte de l’accueil : qui, dans le panel, est comme vous pour chaque case ; qui n’y voit pas un partenariat."""
    panel, tri = Panel(tables), classement(tables, TRI)
    court = {a["nom"]: a["court"] or a["nom"] for a in tables.lignes("auteurs")}

    def dater(nom: str, lectures: Iterable[LectureDite]) -> str:
        """« Dhume, 1999, 2001 » : un auteur ne dit pas toujours la même chose."""
        return ", ".join(dict.fromkeys([court.get(nom, nom), *(x.annee.partition(",")[0] for x in lectures)]))

    tiennent = [*tenues(panel, tri, CARTE)]
    cases = [(tables.ligne("formes", f)["nom"], [dater(t.nom, t.dites) for t in tiennent if t.case == f]) for f in FORMES]
    contre = [dater(a.nom, a.lectures) for a in panel.avis(tri, CARTE, FORMES[-1]) if a.retour == "desaccord"]
    carte = tables.ligne("situations", CARTE)
    return {
        "carte": carte["titre"],
        "recit": carte["texte"].partition("¶")[0],
        "cases": cases,
        "contre": enumerer(contre),
        "minutes": sum(int(x["minutes"]) for x in tables.lignes("labos")),
    }


def apercu(carnet: nbformat.NotebookNode) -> str:
    """Le carnet tel qu’il se lit avant que Python ne soit prêt : un écran par étape, comme le lecteur."""
    lire = mistune.create_markdown(escape=True, plugins=["table"])
    ecrans: list[list[str]] = [[]]
    etapes = any(c.cell_type == "markdown" and c.source.startswith("## Étape") for c in carnet.cells)
    for c in carnet.cells:
        if c.cell_type == "markdown":
            if c.source.startswith("## Pour commencer"):
                continue
            if c.source.startswith("## ") and etapes:
                ecrans.append([])
            ecrans[-1].append(f'<div class="texte">{lire(c.source)}</div>')
        elif c.cell_type == "code" and "depart" not in c.metadata.get("tags", []):
            pages = [o.data["text/html"] for o in c.get("outputs", []) if "text/html" in o.get("data", {})]
            vide = (
                [] if etapes and len(ecrans) == 1 else ['<p class="attente">Chargement…</p>']
            )  # avant la première étape, un rappel souvent vide
            ecrans[-1] += [_a_cocher(c.source, page) for page in pages] or vide
    return "".join(f"<section>{''.join(e)}</section>" for e in ecrans)


def _a_cocher(source: str, page: str) -> str:
    """Un classement dit à `page.js` ce qu’il range : on le coche avant que Python ne soit prêt."""
    appel = re.fullmatch(r'labo\.tri\("([a-z0-9-]+)"\)', source)
    sujet = catalogue.tri(corpus.lire(), appel[1]) if appel else None
    if not isinstance(sujet, Classement):
        return page
    valeurs = (*(c.id for c in sujet.cases), JE_NE_SAIS_PAS)
    return f'<div data-cle="{sujet.cle}" data-champs="{" ".join(sujet.champs())}" data-valeurs="{" ".join(valeurs)}">{page}</div>'


def _remplacer(chemin: Path, quoi: Mapping[str, str]) -> None:
    texte = chemin.read_text(encoding="utf-8")
    for avant, apres in quoi.items():
        assert avant in texte, f"JupyterLite a changé : {avant}"
        texte = texte.replace(avant, apres, 1)
    chemin.write_text(texte, encoding="utf-8")


def _demarrage(chemin: Path) -> None:
    """La page qui ouvre un carnet : en français, avec de quoi lire tout de suite."""
    # Le logo tournant de JupyterLite cède la place à ce qui se lit déjà.
    texte = chemin.read_text(encoding="utf-8")
    texte = re.sub(
        r'<div id="jupyterlite-loading-indicator".*?(?=<noscript>)', '<div id="te-apercu" class="te"></div>', texte, flags=re.DOTALL
    )
    chemin.write_text(texte, encoding="utf-8")
    feuilles = "".join(f'<link rel="stylesheet" href="../{nom}.css">' for nom in ("jetons", "page"))
    remplaces = {
        "<html>": '<html lang="fr">',
        "<title>Jupyter Notebook - Notebooks</title>": "<title>Travailler ensemble</title>",
        "WASM powered Jupyter running in the browser.": "Un labo de « Travailler ensemble ».",
        '<link rel="manifest"': f'<link rel="icon" href="../icone.svg">{feuilles}<link rel="manifest"',
        "JupyterLite requires JavaScript to be enabled in your browser.": "Les labos demandent JavaScript : activez-le dans ce navigateur.",
        "</noscript>": '</noscript><script src="../page.js"></script>',
    }
    _remplacer(chemin, remplaces)
