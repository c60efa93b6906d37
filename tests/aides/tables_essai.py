"""De quoi éprouver la lecture des tables : des refus en une phrase, des tables tirées au hasard et leur description."""

import csv
import io
import json
import re
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from frictionless import Package
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.corpus import TableFautive


def est_une_phrase(texte):
    """Où, puis ce qui était attendu ; une seule ligne, sans signe invisible, d’une longueur qui se lit."""
    return bool(re.fullmatch(r"(Table|Fichier) « [^»]+»[^\n]* : (lu : « [^\n]*» ; )?attendu : [^\n]+\.", texte)) and not re.search(
        "[\x00-\x1f\x7f]", texte
    )


def refus(dossier):
    with pytest.raises(TableFautive) as e:
        corpus.lire.__wrapped__(dossier)
    assert est_une_phrase(str(e.value)), str(e.value)
    return e.value


def changer(dossier, table, avant, apres, fois=1):
    chemin = dossier / f"{table}.csv"
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, fois), encoding="utf-8", newline="")


def table(nom, fields, lignes, **schema):
    return {"name": nom, "path": f"{nom}.csv", "schema": {"fields": fields, **schema}, "lignes": lignes}


def ecrire(dossier, tables, separateur=",", marque=b"", encodage="utf-8", fin="\n"):
    """Écrit des tables et leur description ; les fins de ligne changent aussi dans les cases, comme le font les tableurs."""
    paquet = {"name": "essai", "resources": [{c: v for c, v in t.items() if c != "lignes"} for t in tables]}
    (dossier / "datapackage.json").write_text(json.dumps(paquet), encoding="utf-8")
    for t in tables:
        (dossier / t["path"]).write_bytes(marque + en_csv(t, separateur, fin).encode(encodage))


def en_csv(t, separateur=",", fin="\n"):
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=separateur, lineterminator="\n").writerows([[c["name"] for c in t["schema"]["fields"]], *t["lignes"]])
    return sortie.getvalue().replace("\n", fin)


@contextmanager
def dossier_neuf():
    with tempfile.TemporaryDirectory() as d:
        yield Path(d)


def frictionless_accepte(dossier):
    return Package(str(dossier / "datapackage.json")).validate().valid


SIGNES = "abcéèàçœÉÀ’«»…– \u00a0\n,;\t\"'|#\\0"


CASES = st.text(st.sampled_from(SIGNES), max_size=8).map(str.strip)


TOUT_TEXTE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff"), max_size=8).map(str.strip)


MOTIF = "[a-z]+(-[a-z0-9]+)*"


# Par sorte de colonne : ce qu’en dit la description, ce qu’elle permet, ce qu’elle refuse.
SORTES = {
    "texte": ({"type": "string"}, st.one_of(CASES, TOUT_TEXTE), st.nothing()),
    "requis": ({"type": "string", "constraints": {"required": True}}, CASES.filter(bool), st.just("")),
    "choix": (
        {"type": "string", "constraints": {"enum": ["oui", "non"]}},
        st.sampled_from(["oui", "non", ""]),
        st.sampled_from(["Oui", "ouinon"]),
    ),
    "motif": (
        {"type": "string", "constraints": {"pattern": MOTIF}},
        st.from_regex(MOTIF, fullmatch=True),
        st.sampled_from(["A", "a-", "é"]),
    ),
    "entier": ({"type": "integer"}, st.integers().map(str) | st.just(""), st.sampled_from(["x", "1.5", "1 2", "--1"])),
    "annee": (
        {"type": "year", "constraints": {"required": True}},
        st.integers(0, 9999).map("{:04d}".format),
        st.sampled_from(["", "201", "20011", "deux"]),
    ),
    "date": ({"type": "date"}, st.dates().map(str), st.sampled_from(["2023-02-29", "2023-13-01", "29/02/2024", "2024"])),
    "rang": ({"type": "integer", "constraints": {"enum": ["1", "2"]}}, st.sampled_from(["1", "2"]), st.sampled_from(["3", "un"])),
}


LU = {"integer": int, "year": int, "date": date.fromisoformat}


@st.composite
def paquets(tirer, fautes=False):
    """Deux tables : des fiches aux colonnes quelconques, des liens entre elles. Avec `fautes`, parfois fautives."""
    sortes = tirer(st.lists(st.sampled_from(sorted(SORTES)), min_size=1, max_size=3))
    cles = tirer(st.lists(st.from_regex("f(-[a-z0-9]{1,3})?", fullmatch=True), min_size=1, max_size=4, unique=not fautes))

    def case(sorte):
        _, justes, fausses = SORTES[sorte]
        return tirer(fausses if fautes and not fausses.is_empty and tirer(st.integers(0, 9)) == 0 else justes)

    fiches = table(
        "fiches",
        [{"name": "id", "type": "string", "constraints": {"required": True, "unique": True}}]
        + [{"name": f"c{n}", **SORTES[s][0]} for n, s in enumerate(sortes)],
        [[cle, *map(case, sortes)] for cle in cles],
        primaryKey="id",
    )
    designees = st.sampled_from([*cles, "absente"] if fautes else cles)
    paires = tirer(st.lists(st.tuples(designees, st.sampled_from(["x", "y"])), max_size=4, unique=not fautes))
    uniques = tirer(st.lists(st.sampled_from(["", "1", "2", "3", "4"]), min_size=len(paires), max_size=len(paires)))
    vus = set()
    uniques = [u if fautes or u not in vus and not vus.add(u) else "" for u in uniques]
    liens = table(
        "liens",
        [
            {"name": "fiche", "type": "string"},
            {"name": "sorte", "type": "string"},
            {"name": "rang", "type": "integer", "constraints": {"unique": True}},
        ],
        [[*p, u] for p, u in zip(paires, uniques, strict=True)],
        primaryKey=["fiche", "sorte"],
        foreignKeys=[{"fields": "fiche", "reference": {"resource": "fiches", "fields": "id"}}],
    )
    return [fiches, liens]


def valeurs(tables):
    """Ce que la lecture doit rendre : un nombre, une date, ou le texte tel quel."""
    return {
        t["name"]: [
            {
                c["name"]: (LU[c["type"]](v) if v else None) if c["type"] in LU else v
                for c, v in zip(t["schema"]["fields"], ligne, strict=True)
            }
            for ligne in t["lignes"]
        ]
        for t in tables
    }


def lues(c):
    return {nom: [dict(ligne) for ligne in c.lignes(nom)] for nom in c.noms}
