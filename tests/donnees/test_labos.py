"""La barre de contenu : ce que promet tout labo, tout exercice, tout corrigé. Chaque règle est éprouvée par une copie abîmée."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.corpus import trame
from travailler_ensemble.ecriture.phrases import mots_de

RACINE = Path(__file__).resolve().parents[2]
C = corpus.lire()
LABOS = {labo["carnet"]: labo for labo in C.lignes("labos") if trame.publie(labo)}
TABLES = {"tri": "tris", "question": "questions", "grille": "grilles", "curseur": "desaccords"}
ECART = 5  # minutes entre la durée annoncée à l’accueil et celle du carnet
DIPLOMES = {"SPVL": "Bac pro SPVL", "ST2S": "Bac techno ST2S", "CESF": "DE CESF", "ESF": "BTS ESF", "SP3S": "BTS SP3S"}
CODE = re.compile(r"\bC\d+(?:[.-]\d+)?|\b\d+\.\d+(?:\.\d+)?|\b[Mm]odule \w+|\b[AFG]\d\b")


def lire(dossier: str, nom: str) -> nbformat.NotebookNode:
    return nbformat.read(RACINE / dossier / nom, 4)


def activites(t: trame.Trame) -> list[tuple[str, str]]:
    """(table, clé) de chaque activité appelée, une fois ; un pari pris dans un labo n’est compté nulle part."""
    appelees = dict.fromkeys((TABLES[a.fonction], a.arguments[0]) for a in t.appels if a.fonction in TABLES and a.arguments)
    return [(table, cle) for table, cle in appelees if table != "questions" or C.ligne(table, cle)["usage"] != "pari"]


def sorte(table: str, cle: str) -> str:
    return f"{table} {C.ligne(table, cle).get('genre', '')}"


def competences_etrangeres(annonce: str, labo: str) -> list[str]:
    """Ce qu’annonce un carnet et que la table ne donne pas à son labo."""
    servies: dict[str, set[str]] = {}
    for lien in C.lignes("referentiels_themes"):
        if lien["labo"] == labo:
            r = C.ligne("referentiels", lien["referentiel"])
            codes = CODE.findall(f"{r['bloc']} {r['code']}".replace("Module", "module"))
            servies.setdefault(r["diplome"], set()).update(codes)
    etrangeres, diplome = [], ""
    for morceau in re.split(r"[;:]", annonce.replace("\u2011", "-").replace("Module", "module")):
        sigle = next((s for s in DIPLOMES if re.search(rf"\b{s}\b", morceau)), "")
        diplome = DIPLOMES.get(sigle, diplome)
        if sigle and diplome not in servies:
            etrangeres.append(diplome)
        etrangeres += [code for code in CODE.findall(morceau) if code not in servies.get(diplome, set())]
    return etrangeres


def fautes_de_gabarit(t: trame.Trame, titre: str, bornes: tuple[int, int]) -> list[str]:
    """Ce que labos et exercices ont en commun : titres, objectifs, durée."""
    n = len(t.etapes)
    parties = [*t.etapes, *filter(None, [t.memoire])]
    attendus = ["Pour commencer", *(e.section for e in parties), "À retenir", "Rendre votre travail"]
    somme = sum(e.minutes for e in parties)
    regles = {
        f"le titre n’est pas « {titre} »": not re.fullmatch(titre, t.titre),
        "pas de prérequis": "**Prérequis**" not in t.entete,
        f"{len(t.objectifs)} objectifs au lieu de 3": len(t.objectifs) != 3,
        "un objectif sans verbe en italique": not all(re.match(r"\*[^*]+\*", o) for o in t.objectifs),
        f"les titres sont {list(t.sections)}": [s for s in t.sections if s != "Pour aller plus loin"] != attendus,
        "les étapes ne se suivent pas": [e.numero for e in t.etapes] != list(range(1, n + 1)),
        f"{t.minutes} min annoncées, {somme} par étapes": t.minutes != somme,
        f"{t.minutes} min : il en faut de {bornes[0]} à {bornes[1]}": not bornes[0] <= (t.minutes or 0) <= bornes[1],
        "rien pour rendre son travail": "compte_rendu" not in {a.fonction for a in t.appels if a.section == "Rendre votre travail"},
        "la première cellule n’est pas celle de départ": not t.appels or t.appels[0].fonction != "verifier",
    }
    return [phrase for phrase, faute in regles.items() if faute]


def fautes_du_labo(carnet: nbformat.NotebookNode, labo: corpus.Ligne) -> list[str]:
    t = trame.trame(carnet.cells)
    faites = [x for x in activites(t) if x[0] == "desaccords" or C.ligne(*x)["usage"] != "sortie"]  # une sortie se révise, hors avancement
    tris = [C.ligne("tris", cle) for cle in t.cles("comparer")]
    panel = [x for x in tris if x["genre"] in ("panel", "places")] + [cle for table, cle in faites if table == "grilles"]
    retenir = len(mots_de(t.sections.get("À retenir", "")))
    fin = t.sections.get("Pour aller plus loin", "")
    comptees = {
        (table, x["id"])
        for table in ("tris", "questions", "grilles")
        for x in C.lignes(table)
        if (x["labo"], x["usage"]) == (labo["id"], "labo")
    }
    comptees |= {("desaccords", x["desaccord"]) for x in C.lignes("curseurs") if (x["labo"], x["usage"]) == (labo["id"], "labo")}
    ordre = [(a.fonction, a.arguments[0]) for a in t.appels if a.arguments]
    regles = {
        f"{len(t.etapes)} étapes : il en faut de 3 à 5": not 3 <= len(t.etapes) <= 5,
        f"{t.minutes} min ici, {labo['minutes']} à l’accueil": abs((t.minutes or 0) - labo["minutes"]) > ECART,
        f"{len(faites)} activités : il en faut 3": len(faites) < 3,
        "une seule sorte d’activité": len({sorte(*a) for a in faites}) < 2,
        "rien ne se compare aux auteurs": not panel,
        "on compare avant d’avoir répondu": any(("tri", cle) not in ordre[: ordre.index(("comparer", cle))] for cle in t.cles("comparer")),
        "pas de questions de sortie": not t.memoire,
        "aucun désaccord": not t.cles("curseur", "desaccord"),
        f"« À retenir » compte {retenir} mots : 120 au plus": not 0 < retenir <= 120,
        "pas de références à la fin": not any(
            a.fonction == "references" and a.arguments and a.section == "Pour aller plus loin" for a in t.appels
        ),
        "pas de lien vers l’exercice": f"(../exercises/{labo['carnet']})" not in fin,
        "pas de lien vers le glossaire": "(93-glossaire.ipynb)" not in fin,
        "la fin n’est pas « Pour aller plus loin »": [*t.sections][-1:] != ["Pour aller plus loin"],
        f"l’accueil compte d’autres activités : {sorted(comptees ^ set(faites))}": comptees != set(faites),
    }
    gabarit = fautes_de_gabarit(t, re.escape(f"{labo['numero']} · {labo['titre']}"), (25, 45))
    return gabarit + [phrase for phrase, faute in regles.items() if faute] + fautes_de_competences(t, labo)


def fautes_de_competences(t: trame.Trame, labo: corpus.Ligne) -> list[str]:
    ou = t.sections.get("Pour aller plus loin", "") or t.entete  # un labo les dit à la fin ; un exercice, en tête
    _, annonce, dites = ou.partition("**Compétences visées**")
    if not annonce or "2010" not in dites:
        return ["pas de compétences visées, datées de 2010"]
    etrangeres = competences_etrangeres(dites.split(")", 1)[-1], labo["id"])
    return [f"compétences d’un autre labo : {', '.join(etrangeres)}"] if etrangeres else []


def fautes_de_l_exercice(carnet: nbformat.NotebookNode, labo: corpus.Ligne, guide: nbformat.NotebookNode) -> list[str]:
    t = trame.trame(carnet.cells)
    faites, deja = activites(t), set(activites(trame.trame(guide.cells)))
    autres = [cle for table, cle in faites if table != "desaccords" and C.ligne(table, cle)["usage"] != "exercice"]
    regles = {
        "aucune activité": not faites,
        f"la même activité que le labo : {sorted(deja & set(faites))}": bool(deja & set(faites)),
        f"une activité que l’accueil compte : {autres}": bool(autres),
    }
    gabarit = fautes_de_gabarit(t, rf"Exercice {labo['numero']} · \S.+", (15, 30))
    return gabarit + [phrase for phrase, faute in regles.items() if faute] + fautes_de_competences(t, labo)


def fautes_du_corrige(carnet: nbformat.NotebookNode) -> list[str]:
    textes = {nom: [c.source for c in carnet.cells if nom in c.metadata.get("tags", [])] for nom in ("solution", "animateur")}
    notes = "\n".join(textes["animateur"])
    plages = [(int(a), int(b)) for a, b in re.findall(r"\b(\d+)[–-](\d+)[ \u00a0]?:", notes)]
    suivies = plages[:1] and plages[0][0] == 0 and all(b == c for (_, b), (c, _) in zip(plages, plages[1:], strict=False))
    regles = {
        "aucune réponse": not any(s.strip() for s in textes["solution"]),
        "aucune note d’animation": not notes.strip(),
        "pas de barème sur 20": not re.search(r"Barème[^.]*sur 20", notes),
        "le barème ne dit pas que les accords ne se notent pas": not re.search(r"(accords|semblables)[^.]*ne se note", notes),
        "pas d’animation de 50 minutes": "50 minutes" not in notes.replace("\u00a0", " "),
        f"les minutes ne vont pas de 0 à 50 : {plages}": not suivies or plages[-1][1] != 50,
        "rien à préparer": "À préparer" not in notes,
        "rien sans ordinateur pour tous": "Sans ordinateur" not in notes,
        "rien « pour être juste »": "our être juste" not in notes,
    }
    return [phrase for phrase, faute in regles.items() if faute]


def liens_morts(dossier: str, nom: str) -> list[str]:
    cibles = (cible for c in lire(dossier, nom).cells for cible in re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", c.source))
    return [cible for cible in cibles if not (RACINE / dossier / cible.split("#")[0]).exists()]


def test_il_y_a_des_labos():
    assert LABOS and {f.name for f in (RACINE / "notebooks").glob("[01][0-9]-*.ipynb")} == {"00-accueil.ipynb", *LABOS}


@pour_chaque("nom", LABOS)
def test_le_labo_tient_la_barre(nom):
    assert fautes_du_labo(lire("notebooks", nom), LABOS[nom]) == []


@pour_chaque("nom", LABOS)
def test_l_exercice_tient_la_barre(nom):
    assert fautes_de_l_exercice(lire("exercises", nom), LABOS[nom], lire("notebooks", nom)) == []


@pour_chaque("nom", LABOS)
def test_le_corrige_tient_la_barre(nom):
    assert fautes_du_corrige(lire("solutions", nom)) == []


@pour_chaque(
    ("dossier", "nom"), [(d, f.name) for d in ("notebooks", "exercises", "solutions") for f in sorted((RACINE / d).glob("*.ipynb"))]
)
def test_aucun_lien_mort(dossier, nom):
    assert liens_morts(dossier, nom) == []


# Chaque règle doit pouvoir échouer : un labo juste, puis sa copie abîmée.


LABO = {"id": "labo-99", "numero": "99", "titre": "Essai", "minutes": 30, "carnet": "99-essai.ipynb"}
TABLES_D_ESSAI = {
    "tris": [
        {"id": "a", "labo": "labo-99", "usage": "labo", "genre": "panel"},
        {"id": "b", "labo": "labo-99", "usage": "labo", "genre": "places"},
        {"id": "e", "labo": "labo-99", "usage": "exercice", "genre": "codage"},
    ],
    "questions": [{"id": "q", "labo": "labo-99", "usage": "labo", "genre": "libre"}],
    "grilles": [],
    "curseurs": [],
    "referentiels_themes": [{"referentiel": "r1", "labo": "labo-99"}, {"referentiel": "r2", "labo": "labo-99"}],
    "referentiels": [
        {"id": "r1", "diplome": "BTS ESF", "bloc": "F3 animation", "code": "C4.1"},
        {"id": "r2", "diplome": "Bac techno ST2S", "bloc": "pôle", "code": "8.3"},
        {"id": "r3", "diplome": "Bac pro SPVL", "bloc": "A1 soutien", "code": "C4-4"},
    ],
}


class Corpus:
    """Un corpus de quelques lignes."""

    def lignes(self, table):
        return TABLES_D_ESSAI[table]

    def ligne(self, table, cle):
        return next(x for x in TABLES_D_ESSAI[table] if x["id"] == cle)


def texte(source, *etiquettes):
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(etiquettes)})


def code(source):
    return nbformat.v4.new_code_cell(source)


ENTETE = """# {titre}

Une accroche.

**Durée** : {minutes}\u00a0min. **Prérequis** : aucun.

**À la fin, vous saurez :**

- *lire* un texte ;
- *vous situer* ;
- *dire* pourquoi."""
COMPETENCES = "\n\n**Compétences visées** (référentiels de 2010, à vérifier) : BTS ESF C4.1 ; bac ST2S 8.3."


def carnet(*cellules):
    return nbformat.v4.new_notebook(cells=list(cellules))


@pytest.fixture
def juste(monkeypatch):
    """Un labo, son exercice et son corrigé, justes tous les trois."""
    monkeypatch.setattr("test_labos.C", Corpus())
    depart = [texte("## Pour commencer\n\nLancez."), code("import travailler_ensemble as labo\nlabo.verifier()")]
    fin = [texte("## À retenir\n\n- Peu de mots."), texte("## Rendre votre travail"), code("labo.compte_rendu()")]
    etapes = [
        texte("## Étape 1. Lire (10\u00a0min)"),
        code('labo.tri("a")'),
        code('labo.comparer("a")'),
        texte("## Étape 2. Placer (10\u00a0min)"),
        code('labo.tri("b")'),
        code('labo.desaccord("d")'),
        texte("## Étape 3. Écrire (8\u00a0min)"),
        code('labo.question("q")'),
        texte("## De mémoire (2\u00a0min)"),
    ]
    loin = [
        texte("## Pour aller plus loin\n\n[l’exercice](../exercises/99-essai.ipynb), [glossaire](93-glossaire.ipynb)" + COMPETENCES),
        code('labo.references("s")'),
    ]
    notes = (
        "**Note.** 50 minutes. 0–20 : lire. 20–50 : dire. **À préparer** : rien. **Sans ordinateur** : à la main. "
        "**Barème, sur 20** : un indice (20). Le nombre d’accords ne se note pas. **Pour être juste** : un extrait."
    )
    exercice = [
        texte(ENTETE.format(titre="Exercice 99 · Autre chose", minutes=20) + COMPETENCES),
        *depart,
        texte("## Étape 1. Faire (20\u00a0min)"),
        code('labo.tri("e")'),
        *fin,
    ]
    return {
        "labo": carnet(texte(ENTETE.format(titre="99 · Essai", minutes=30)), *depart, *etapes, *fin, *loin),
        "exercice": carnet(*exercice),
        "corrige": carnet(*exercice, texte("La réponse.", "solution"), texte(notes, "animateur")),
    }


def fautes(juste) -> list[str]:
    return [
        *fautes_du_labo(juste["labo"], LABO),
        *fautes_de_l_exercice(juste["exercice"], LABO, juste["labo"]),
        *fautes_du_corrige(juste["corrige"]),
    ]


def test_un_labo_juste_passe(juste):
    assert fautes(juste) == []


def remplacer(nom, avant, apres):
    def abimer(juste):
        trouves = [c for c in juste[nom].cells if avant in c.source]
        assert trouves, avant
        for cellule in trouves:
            cellule.source = cellule.source.replace(avant, apres)

    return abimer


def oter(nom, *debuts):
    def abimer(juste):
        restent = [c for c in juste[nom].cells if not c.source.startswith(debuts)]
        assert len(restent) < len(juste[nom].cells)
        juste[nom].cells = restent

    return abimer


ABIMES = {
    "le titre n’est pas": remplacer("labo", "# 99 · Essai", "# 99 · Essais"),
    "pas de prérequis": remplacer("labo", "**Prérequis**", "**Avant**"),
    "2 objectifs": remplacer("labo", "- *lire* un texte ;\n", ""),
    "sans verbe en italique": remplacer("labo", "*lire*", "lire"),
    "les titres sont": remplacer("labo", "## À retenir", "## En bref"),
    "ne se suivent pas": remplacer("labo", "Étape 2.", "Étape 4."),
    "31 min annoncées, 30 par étapes": remplacer("labo", "**Durée** : 30", "**Durée** : 31"),
    "il en faut de 25 à 45": lambda juste: (
        remplacer("labo", "Lire (10", "Lire (4")(juste),
        remplacer("labo", "**Durée** : 30", "**Durée** : 24")(juste),
    ),
    "à l’accueil": lambda juste: (
        remplacer("labo", "Lire (10", "Lire (16")(juste),
        remplacer("labo", "**Durée** : 30", "**Durée** : 36")(juste),
    ),
    "2 étapes : il en faut de 3 à 5": lambda juste: (
        oter("labo", "## Étape 3")(juste),
        remplacer("labo", "Placer (10", "Placer (20")(juste),
    ),
    "rien pour rendre son travail": oter("labo", "labo.compte_rendu"),
    "n’est pas celle de départ": oter("labo", "import travailler"),
    "2 activités : il en faut 3": oter("labo", "labo.question"),
    "une seule sorte": lambda juste: (oter("labo", "labo.question", 'labo.tri("b")')(juste),),
    "rien ne se compare": oter("labo", "labo.comparer"),
    "avant d’avoir répondu": lambda juste: juste["labo"].cells.insert(3, code('labo.comparer("a")')),
    "pas de questions de sortie": oter("labo", "## De mémoire"),
    "aucun désaccord": oter("labo", "labo.desaccord"),
    "« À retenir » compte 122 mots": remplacer("labo", "Peu de mots.", "mot " * 122),
    "« À retenir » compte 0 mots": remplacer("labo", "\n\n- Peu de mots.", ""),
    "pas de références": oter("labo", "labo.references"),
    "pas de lien vers l’exercice": remplacer("labo", "../exercises/", "../solutions/"),
    "pas de lien vers le glossaire": remplacer("labo", "93-glossaire", "92-lexique"),
    "la fin n’est pas": lambda juste: juste["labo"].cells.append(texte("## Et encore")),
    "l’accueil compte d’autres activités": remplacer("labo", 'labo.question("q")', 'labo.tri("e")'),
    "pas de compétences visées": remplacer("labo", "**Compétences visées** (référentiels de 2010", "**Compétences visées** (référentiels"),
    "compétences d’un autre labo : C4.7": remplacer("labo", "C4.1", "C4.7"),
    "compétences d’un autre labo : 13.1": remplacer("labo", "8.3", "8.3 et 13.1"),
    "compétences d’un autre labo : Bac pro SPVL, A1, C4-4": remplacer("labo", "8.3.", "8.3 ; bac pro SPVL, A1, C4\u20114."),
    "compétences d’un autre labo : DE CESF": remplacer("exercice", "8.3.", "8.3 ; DE CESF, diagnostic partagé."),
    "le titre n’est pas « Exercice": remplacer("exercice", "# Exercice 99 · Autre chose", "# Exercice"),
    "il en faut de 15 à 30": lambda juste: (
        remplacer("exercice", "Faire (20", "Faire (31")(juste),
        remplacer("exercice", "**Durée** : 20", "**Durée** : 31")(juste),
    ),
    "aucune activité": oter("exercice", "labo.tri"),
    "la même activité que le labo": remplacer("exercice", 'labo.tri("e")', 'labo.tri("a")'),
    "une activité que l’accueil compte": remplacer("exercice", 'labo.tri("e")', 'labo.tri("b")'),
    "aucune réponse": oter("corrige", "La réponse."),
    "aucune note d’animation": oter("corrige", "**Note.**"),
    "pas de barème sur 20": remplacer("corrige", "sur 20", "sur 10"),
    "les accords ne se notent pas": remplacer("corrige", "ne se note pas", "compte double"),
    "pas d’animation de 50 minutes": remplacer("corrige", "50 minutes", "Une heure"),
    "les minutes ne vont pas de 0 à 50": remplacer("corrige", "20–50", "25–50"),
    "rien à préparer": remplacer("corrige", "À préparer", "Rien"),
    "rien sans ordinateur": remplacer("corrige", "Sans ordinateur", "Avec ordinateur"),
    "rien « pour être juste »": remplacer("corrige", "Pour être juste", "Pour finir"),
}


@pytest.mark.parametrize("attendue", ABIMES)
def test_une_copie_abimee_est_vue(juste, attendue):
    ABIMES[attendue](juste)
    vues = fautes(juste)
    assert any(attendue in faute for faute in vues), vues


def test_un_lien_mort_est_vu(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    lie = carnet(texte("[là](../README.md), [ici](02-absent.ipynb), [dehors](https://exemple.fr)"))
    nbformat.write(lie, tmp_path / "notebooks" / "x.ipynb")
    (tmp_path / "README.md").write_text("")
    monkeypatch.setattr("test_labos.RACINE", tmp_path)
    assert liens_morts("notebooks", "x.ipynb") == ["02-absent.ipynb"]


PLEIN = re.compile(r"\w{4,}")
TETE = re.compile(r"^#+ (?:Étape \d\. )?(.+?)(?:\s\(\d+\smin\))?$", re.MULTILINE)
REDITE = 0.75
"""Part des mots pleins d’une consigne au-delà de laquelle le carnet, juste au-dessus, la redit."""


def redites(cellules) -> list[str]:
    """Les activités dont le carnet donne déjà la consigne, ou le titre : on les lirait deux fois de suite."""
    sujets_ = {s.cle: s for s in sujets(C)}
    vues = []
    for avant, cellule in pairwise(cellules):
        m = re.search(r'labo\.(?:tri|question|grille|curseur)\("([^"]+)"\)', cellule.source)
        if avant.cell_type != "markdown" or cellule.cell_type != "code" or not m:
            continue
        dits, consigne = ({x[:6] for x in PLEIN.findall(t.lower())} for t in (avant.source, sujets_[m[1]].consigne))
        if (len(consigne) > 4 and len(consigne & dits) >= REDITE * len(consigne)) or sujets_[m[1]].titre in TETE.findall(avant.source):
            vues.append(m[1])
    return vues


@pour_chaque(("dossier", "nom"), [(d, nom) for nom in LABOS for d in ("notebooks", "solutions")])
def test_le_carnet_ne_redit_pas_la_consigne_de_l_activite(dossier, nom):
    assert redites(lire(dossier, nom).cells) == []


def test_une_redite_est_vue():
    tete = nbformat.v4.new_markdown_cell("## Étape 1. Neuf textes dans l’ordre (4\u00a0min)")
    assert redites([tete, nbformat.v4.new_code_cell('labo.tri("frise-textes")')]) == ["frise-textes"]
    avant = nbformat.v4.new_markdown_cell(
        "Dans la frise, mettez ces textes dans l’ordre de leur date ; les dates viennent ensuite, du plus récent."
    )
    assert redites([avant, nbformat.v4.new_code_cell('labo.tri("frise-textes")')]) == ["frise-textes"]
