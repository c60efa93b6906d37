"""La bibliographie : complète, juste, bien rédigée, et la même dans les trois formats."""

import json
import re
import unicodedata
import warnings
from pathlib import Path

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from documents import lu
from enumerer import pour_chaque

from outils import references, transcrire
from outils.__main__ import main
from outils.empreintes import mots
from travailler_ensemble import corpus

RACINE = Path(__file__).resolve().parents[2]

DONNEES = corpus.DOSSIER
SOURCES = json.loads((DONNEES / "sources.json").read_text(encoding="utf-8"))
PAR_ID = {s["id"]: s for s in SOURCES}
TABLE = {ligne["id"]: ligne for ligne in corpus.lire().lignes("references")}
toutes = pour_chaque("s", SOURCES, ids=lambda s: s["id"])

# Ce que demande l’inventaire, section par section (sans « src- »).
ATTENDUS = {
    "B.1": (
        25,
        """infosociales-95-2001 viesociale-2010 chauviere-2006 docanimation-14-2007 lyet-2008 dhume-adbdp-2005
        dhume-2001 dhume-2006 damon-rdss-2009 damon-horizons-2007 damon-futuribles-2002 vidalenc-adbdp-2005 schleret
        merini-2001 simondi dubois-palacin-2007 frigoli-2004 chauffaut-2009 demoustier-2005 sh-1998 crozier-friedberg-1977
        dossier-theories-orga-2009 libois-loser-2003 dumoulin-dumont-2004 sfsp-2010""",
    ),
    "B.2": (
        42,
        """commission-2002 brachet-2006 dhume-1999 dhume-2002 dhume-2003 lahary-2007 dutoit-2010 calvet-valentin-2010
        veysset-puijalon-2006 jaeger-intro-2010 jaeger-2010 fonteneau-2007 hardy-2007 ministere-reseau simon-dumont behar-2001
        barreyre-2010 peintre-2006 ligneau-2001 vidalenc-2002 vidalenc-1998 cottin-dujardin-2010 helfter-2009 sanchez
        eggrickx-briole-2003 geddes-2000 leca-1994 behar-estebe-epstein-1998 ranciere-1995 donzelot-estebe-1994 rey-1992
        boutinet-1990 acteurs-54 habitat-formation-1992 flahaut-2006 kristeva-2006 zay hamel-1995 friedberg-1993
        behar-2001-frigoli borgetto-2003 inrp-1993""",
    ),
    "B.3": (
        10,
        """alter-2000 alter-2002 bernoux-2004a blanc-1992 dubet-2002 esposito-2000 ion-1992 pinson-2003
        teisserenc-1993 lyet-2008-note""",
    ),
    "B.4": (
        9,
        """002 le-rest nicourd crozier-thoenig-1975 borraz-1999 duran-thoenig-1996 paugam-duvoux-2008
        borgetto-lafore-2007 destremeau-messu-2008""",
    ),
    "hors des tableaux": (2, "lyet-2009 acofis"),
}


def noms(s, role="author"):
    """Les noms d’une source, tels qu’une liste les donne : « Nom, Prénom » ou le nom seul."""
    return [n.get("literal") or ", ".join(filter(None, (n["family"], n.get("given")))) for n in s.get(role, [])]


def annee(s):
    return str(s.get("issued", {}).get("date-parts", [[""]])[0][0]) or s.get("issued", {}).get("literal", "")


# Complète


@pour_chaque("section", ATTENDUS)
def test_chaque_notice_de_l_inventaire_est_la(section):
    nombre, liste = ATTENDUS[section]
    ids = [f"src-{x}" for x in liste.split()]
    assert len(set(ids)) == nombre
    assert [i for i in ids if i not in PAR_ID] == []


def test_les_identifiants_sont_uniques_et_la_table_suit_les_sources():
    assert len(PAR_ID) == len(SOURCES)
    assert list(TABLE) == list(PAR_ID)


# Ce que nous avons lu


@toutes
def test_chaque_source_dit_ce_que_nous_en_avons_lu(s):
    ligne = TABLE[s["id"]]
    assert s["note"].splitlines() == [f"{c}: {ligne[c]}" for c in ("lecture", "cite_par") if ligne[c]]
    assert ligne["lu"], "une phrase le dit aussi"
    # lu en entier : personne entre le texte et nous ; sinon, quelqu’un nous le fait connaître
    assert (ligne["lecture"] == "entier") == (ligne["cite_par"] == "")
    if ligne["lecture"] == "cité":
        assert re.search(r"\b(cité|citée|citées|cités|connu|tel que)\b", ligne["lu"], re.IGNORECASE)
        if ligne["cite_par"] not in ("aut-rnrsms", "aut-texte-002"):
            assert corpus.lire().ligne("auteurs", ligne["cite_par"])["court"] in ligne["lu"], "la phrase nomme qui cite"


def test_seuls_nos_cinq_documents_sont_lus_en_entier():
    assert {i for i, x in TABLE.items() if x["lecture"] == "entier"} == {
        "src-rnrsms-2010",
        "src-lyet-2009",
        "src-acofis",
        "src-002",
        "src-note-lecture",
    }


def test_ce_qui_soutient_un_enonce_ou_une_position_a_ete_lu():
    for table in ("enonces", "positions"):
        for x in corpus.lire().lignes(table):
            assert TABLE[x["source"]]["lecture"] != "cité", x["id"]


def test_un_appel_de_reference_reste_une_notice_maigre():
    appels = [s for s in SOURCES if "appel de référence" in s["annote"]]
    assert {s["id"] for s in appels} == {
        "src-eggrickx-briole-2003",
        "src-geddes-2000",
        "src-hamel-1995",
        "src-friedberg-1993",
        "src-behar-2001-frigoli",
        "src-borgetto-2003",
    }
    for s in appels:
        assert s["annote"].startswith("Seulement cité par ")
        assert set(s) == {"id", "type", "title", "language", "author", "issued", "annote", "note"}
        assert s["title"] == "[Titre non donné]" and all(set(n) == {"family"} for n in s["author"])


def test_une_page_citee_n_est_pas_donnee_pour_les_pages_de_l_article():
    for s in SOURCES:
        if "(p. " in s["annote"]:
            assert "page" not in s, s["id"]
    assert [i for i in ("src-behar-2001", "src-frigoli-2004", "src-ligneau-2001") if "page" not in PAR_ID[i]] == []


# Rédigée


def test_citeproc_redige_sans_avertissement():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texte = references.rediger(SOURCES)
    assert texte == (DONNEES / "references.csv").read_text(encoding="utf-8")


@toutes
def test_la_reference_redigee_est_belle(s):
    r = TABLE[s["id"]]["reference"]
    nu = re.sub(r"</?i>", "", r)
    assert r.count("<i>") == r.count("</i>") and nu.endswith(".")
    faute = re.search(r"None|\.\.|,,|[\s(],|\s\.|\(\)|«\s*»|[?!…]\s?[?!]|[;:]\s*[;:.,]|\s{2}|, et |«\s\[|&\w+;|\bet et\b", nu)
    assert not faute, faute
    for role in ("author", "editor"):
        for n in s.get(role, []):
            assert n.get("literal", n.get("family")) in nu
    assert s["type"] == "legislation" or (annee(s) or "s. d.") in nu.replace("\xa0", " ")
    assert s["title"] in nu
    if "page" in s:
        assert re.sub(r"\D", "-", s["page"]) in re.sub(r"\u2011", "-", nu), "pages en entier"


# Les pièges relevés


def test_les_journees_de_2005_sont_datees_de_leur_mise_en_ligne():
    mises_en_ligne = {
        "brachet-2006": [2006, 9, 13],
        "dhume-adbdp-2005": [2006, 9, 13],
        "lahary-2007": [2007, 3, 11],
        "vidalenc-adbdp-2005": [2006],
    }
    for cle, date in mises_en_ligne.items():
        s = PAR_ID[f"src-{cle}"]
        assert s["issued"]["date-parts"] == [date]
        assert s["container-title"] == "Journées de l’ADBDP, 2005"
        assert "ournées de 2005" in s["annote"]


def test_teisserenc_garde_son_nom_et_dit_l_appel_discordant():
    s = PAR_ID["src-teisserenc-1993"]
    assert (noms(s), annee(s)) == (["Teisserenc, P."], "1993")
    assert "Tesseirenc, 1994" in s["annote"] and "incertaine" in s["annote"]


def test_les_graphies_sont_celles_que_l_inventaire_retient():
    familles = {n.get("family") for s in SOURCES for role in ("author", "editor") for n in s.get(role, [])}
    assert {"Flahaut", "Béhar", "Schléret", "Merini", "Dubois Palacin"} <= familles
    assert not {"Flahault", "Behar", "Schleret", "Mérini", "Tesseirenc"} & familles
    assert "[sic]" in PAR_ID["src-flahaut-2006"]["annote"]
    assert "Behar" in PAR_ID["src-behar-2001-frigoli"]["annote"]


def test_damon_horizons_a_un_numero_et_pas_de_volume():
    s = PAR_ID["src-damon-horizons-2007"]
    assert (s["issue"], annee(s), s["page"], "volume" in s) == ("3", "2007", "82-97", False)


def test_friedberg_1993_et_1995_ne_sont_pas_fondus():
    seuls = [s for s in SOURCES if noms(s) == ["Friedberg"]]
    assert [annee(s) for s in seuls] == ["1993"]
    assert "1995" in seuls[0]["annote"]


def test_un_meme_titre_de_dhume_a_deux_dates():
    iscra, adbdp = PAR_ID["src-dhume-2002"], PAR_ID["src-dhume-adbdp-2005"]
    assert iscra["title"] == adbdp["title"]
    assert (iscra["issued"]["date-parts"], iscra["publisher"]) == ([[2002, 3]], "ISCRA")
    assert "2005" in iscra["annote"] and "2002" in adbdp["annote"]


def test_livre_et_intervention_de_vidalenc_se_distinguent():
    livre, intervention = PAR_ID["src-vidalenc-2002"], PAR_ID["src-vidalenc-adbdp-2005"]
    assert (livre["type"], intervention["type"]) == ("book", "webpage")
    assert "presque le même titre" in livre["annote"] and "presque le même titre" in intervention["annote"]


def test_numero_introduction_et_avant_propos_se_distinguent_par_la_page():
    trois = [PAR_ID[i] for i in ("src-viesociale-2010", "src-jaeger-intro-2010", "src-barreyre-2010")]
    assert [s.get("page") for s in trois] == [None, "9", "8"]
    assert len({TABLE[s["id"]]["reference"] for s in trois}) == 3


def test_dumoulin_dumont_et_al():
    assert TABLE["src-dumoulin-dumont-2004"]["reference"].startswith("Dumoulin, Ph., R. Dumont et al. <i>")


def test_ce_qui_n_est_pas_donne_reste_absent():
    sans_date = {s["id"] for s in SOURCES if not annee(s)}
    assert sans_date == {
        "src-schleret",
        "src-simondi",
        "src-simon-dumont",
        "src-sanchez",
        "src-002",
        "src-note-lecture",
        "src-ministere-reseau",
        "src-acteurs-54",
        "src-zay",
        "src-le-rest",
        "src-nicourd",
        "src-acofis",
    }
    assert "author" not in PAR_ID["src-002"] and "author" not in PAR_ID["src-note-lecture"]
    assert TABLE["src-peintre-2006"]["annee"] is None, "annoncé pour 2010, jamais vu"


# Les deux fichiers d’échange : relus par leur bibliothèque, ils rendent ce qu’on leur a confié

TYPES_ATTENDUS = {  # type CSL, genre : type BibTeX, type RIS
    ("article-journal", ""): ("article", "JOUR"),
    ("book", ""): ("book", "BOOK"),
    ("chapter", ""): ("incollection", "CHAP"),
    ("entry-dictionary", ""): ("incollection", "DICT"),
    ("paper-conference", ""): ("inproceedings", "CPAPER"),
    ("thesis", "thèse"): ("phdthesis", "THES"),
    ("thesis", "mémoire"): ("mastersthesis", "THES"),
    ("report", ""): ("techreport", "RPRT"),
    ("webpage", ""): ("misc", "ELEC"),
    ("document", ""): ("misc", "GEN"),
    ("manuscript", ""): ("unpublished", "UNPB"),
    ("legislation", ""): ("misc", "STAT"),
}
# Les variables CSL que porte chaque format ; une variable nouvelle doit y être ajoutée, donc transcrite.
COMMUNES = {
    "id",
    "type",
    "title",
    "language",
    "author",
    "editor",
    "issued",
    "container-title",
    "collection-title",
    "event-place",
    "volume",
    "issue",
    "page",
    "genre",
    "publisher",
    "archive",
    "archive_location",
    "annote",
    "note",
}
DE_BIBTEX_SEUL = {"event-title", "number-of-pages"}  # RIS : redits, l’un par le recueil, l’autre par la note


def type_attendu(s):
    return TYPES_ATTENDUS[s["type"], s.get("genre", "") if s["type"] == "thesis" else ""]


def lire_bibtex(texte):
    fiches = bibtexparser.parse_string(texte, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert fiches.failed_blocks == []
    return {e.key: (e.entry_type, {c: f.value for c, f in e.fields_dict.items()}) for e in fiches.entries}


def nom_bibtex(n):
    famille = " ".join([*n.von, *n.last])
    return "et al." if famille == "others" else ", ".join(filter(None, (famille.strip("{}"), " ".join(n.first))))


BIBTEX = lire_bibtex((DONNEES / "sources.bib").read_text(encoding="utf-8"))
RIS = {f["id"]: f for f in rispy.loads((DONNEES / "sources.ris").read_text(encoding="utf-8"))}


def test_les_fichiers_d_echange_ont_les_memes_fiches():
    assert list(BIBTEX) == list(RIS) == list(PAR_ID)


def un(f, *champs):
    """La valeur du seul de ces champs que porte la fiche."""
    valeurs = [f[c] for c in champs if c in f]
    assert len(valeurs) <= 1, champs
    return valeurs[0] if valeurs else None


@toutes
def test_bibtex_rend_toute_la_notice(s):
    sorte, f = BIBTEX[s["id"]]
    assert sorte == type_attendu(s)[0]
    assert set(s) <= COMMUNES | DE_BIBTEX_SEUL
    for role in ("author", "editor"):
        assert [nom_bibtex(n) for n in f.get(role, [])] == noms(s, role)
    parties = s.get("issued", {}).get("date-parts", [[]])[0]
    assert f.get("year", "") == annee(s)
    assert f.get("date", "") == ("-".join(f"{p:02}" for p in parties) if len(parties) > 1 else "")
    assert f["title"] == "{" + s["title"] + "}", "capitales protégées"
    assert un(f, "journal", "booktitle", "howpublished") == s.get("container-title")
    assert un(f, "publisher", "institution", "school") == s.get("publisher")
    assert un(f, "type", "note") == s.get("genre")
    assert f.get("pages", "").replace("--", "-") == s.get("page", "")
    for champ, csl in (
        ("volume", "volume"),
        ("number", "issue"),
        ("series", "collection-title"),
        ("pagetotal", "number-of-pages"),
        ("venue", "event-place"),
        ("eventtitle", "event-title"),
        ("eprinttype", "archive"),
        ("eprint", "archive_location"),
        ("annote", "annote"),
    ):
        assert f.get(champ) == s.get(csl), champ
    assert (s["language"], f["langid"]) == ("fr-FR", "french")
    assert f"lecture: {f['lecture']}" in s["note"] and f.get("cite-par", "") == TABLE[s["id"]]["cite_par"]


@toutes
def test_ris_rend_toute_la_notice(s):
    f = RIS[s["id"]]
    assert f["type_of_reference"] == type_attendu(s)[1]
    assert set(s) <= COMMUNES | DE_BIBTEX_SEUL
    assert f.get("authors", []) == noms(s) and f.get("secondary_authors", []) == noms(s, "editor")
    parties = s.get("issued", {}).get("date-parts", [[]])[0]
    assert f.get("year", "") == (str(parties[0]) if parties else "")
    if len(parties) > 1:
        assert [int(p) for p in f["date"].split("/") if p] == parties
    elif parties or not annee(s):
        assert "date" not in f
    else:
        assert f["date"] == annee(s)
    assert "-".join(f[c] for c in ("start_page", "end_page") if c in f) == s.get("page", "")
    for champ, csl in (
        ("title", "title"),
        ("secondary_title", "container-title" if "container-title" in s else "collection-title"),
        ("volume", "volume"),
        ("number", "issue"),
        ("type_of_work", "genre"),
        ("publisher", "publisher"),
        ("place_published", "event-place"),
        ("name_of_database", "archive"),
        ("accession_number", "archive_location"),
        ("language", "language"),
    ):
        assert f.get(champ) == s.get(csl), champ
    assert f["notes"] == [s["annote"], *s["note"].splitlines()]
    assert s.get("event-title", s.get("container-title")) == s.get("container-title")
    assert s.get("number-of-pages", "") in s["annote"]
    assert "unknown_tag" not in f and "tertiary_title" not in f, "aucun recueil n’a de collection"


def test_les_fichiers_d_echange_gardent_accents_et_guillemets():
    for nom in ("sources.bib", "sources.ris"):
        texte = (DONNEES / nom).read_text(encoding="utf-8")
        for signe in "éÉ’«»“”…\xa0":
            assert signe in texte, (nom, signe)
        assert unicodedata.is_normalized("NFC", texte)
    assert not re.search(r"\\['`^\"c]", (DONNEES / "sources.bib").read_text(encoding="utf-8")), "pas de commande TeX pour un accent"


def test_ce_que_tex_interprete_est_protege():
    s = SOURCES[0] | {"title": "Recherche & formation : 50 % d’un_mot #1, 3 $", "author": [{"literal": "A & B"}]}
    fiche = lire_bibtex(transcrire.bibtex([s]))[s["id"]][1]
    assert fiche["title"] == r"{Recherche \& formation : 50 \% d’un\_mot \#1, 3 \$}"
    assert nom_bibtex(fiche["author"][0]) == r"A \& B"


def test_un_type_sans_correspondance_est_refuse():
    for transcription in (transcrire.bibtex, transcrire.ris):
        with pytest.raises(KeyError, match="patent"):
            transcription([SOURCES[0] | {"type": "patent"}])


@pytest.mark.parametrize("nom", ["references.csv", "sources.bib", "sources.ris"])
def test_verifier_refuse_un_fichier_derive_retouche_ou_absent(nom, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(references, "DONNEES", tmp_path)
    (tmp_path / "sources.json").write_text(json.dumps(SOURCES[:3]), encoding="utf-8")
    assert main(["references", "--verifier"]) == 1
    main(["references"])
    assert main(["references", "--verifier"]) == 0
    fichier = tmp_path / nom
    fichier.write_bytes(fichier.read_bytes().replace("é".encode(), b"e", 1))
    capsys.readouterr()
    assert main(["references", "--verifier"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"data/{nom} ne vient plus de data/sources.json : lancez « python3 labo.py references »."
    ]


# Fidèle aux documents : ils ne sont pas publiés avec la collection, leurs empreintes suffisent (tests/aides/documents.py)

AUTREMENT = {  # ce qu’un document dit autrement que la notice, et pourquoi
    ("src-brachet-2006", "Journees de l"): "le dossier dit « Journées d’étude 2005 »",
    ("src-dhume-adbdp-2005", "Journees de l"): "le dossier dit « Journées d’étude 2005 »",
    ("src-lahary-2007", "Journees de l"): "le dossier dit « Journées d’étude 2005 »",
    ("src-vidalenc-adbdp-2005", "Journees de l"): "le dossier dit « Journées d’étude 2005 »",
    ("src-dossier-theories-orga-2009", "Centre de ressources SMS d’Île-de-France"): "« Sciences médico-sociales » en toutes lettres",
    ("src-vidalenc-1998", "Universite de technologie"): "l’université est nommée par sa ville",
    ("src-acofis", "ACOFIS"): "les deux organismes y sont en toutes lettres, sans leur sigle",
}


def affirmees(s):
    """Ce que la notice affirme et qu’une empreinte peut tenir : noms, prénoms contre leur nom, année, numéro, pages, recueil, éditeur ; et si un document le porte."""
    for role in ("author", "editor"):
        for n in s.get(role, []):
            if n == transcrire.ET_AUTRES:
                continue
            nom = n.get("family") or n["literal"]
            yield nom, lu(nom) or all(lu(m) for m in mots(nom) if m[0].isupper())
            if "given" in n and "." not in n["given"]:  # une initiale peut être développée dans le document
                yield f"{n['given']} {nom}", lu(f"{n['given']} {nom}") or lu(f"{nom} {n['given']}")
    for nombre in (annee(s)[-4:], *(x for c in ("issue", "volume", "page") for x in re.findall(r"\d+", s.get(c, "")))):
        if nombre:
            yield nombre, lu(nombre)
    for c in ("container-title", "publisher"):
        debut = " ".join(mots(s.get(c, ""))[:3])
        if re.search("[A-Z]", debut):
            yield debut, lu(debut)


def absentes(s):
    return [dit for dit, la in affirmees(s) if not la]


def test_chaque_notice_se_retrouve_dans_les_documents():
    """Ni nom, ni prénom, ni année, ni numéro, ni page, ni recueil, ni éditeur qu’aucun document ne porte ; les exceptions servent toutes."""
    assert sum(1 for s in SOURCES for _ in affirmees(s)) > 350, "le contrôle ne voit plus rien"
    assert {(s["id"], v) for s in SOURCES for v in absentes(s)} == set(AUTREMENT)


@pytest.mark.parametrize(
    ("champ", "invente"),
    [
        ("author", [{"family": "Dhume", "given": "Ferdinand"}]),
        ("author", [{"family": "Dhumme"}]),
        ("issued", {"date-parts": [[1871]]}),
        ("page", "8241-8297"),
        ("publisher", "Éditions Tartempion"),
    ],
)
def test_une_affirmation_inventee_se_voit(champ, invente):
    assert absentes(PAR_ID["src-damon-horizons-2007"] | {champ: invente})
