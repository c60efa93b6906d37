"""« Ajouter à la collection » : les lignes données se collent telles quelles dans `data/`, qui se relit."""

import shutil
from dataclasses import replace

from travailler_ensemble import corpus
from travailler_ensemble.contenus.collection import lignes, manques
from travailler_ensemble.contenus.situation import Situation

C = corpus.lire()
PRET = Situation(
    id="mes-x",
    titre="Le mardi, « à trois »",
    terrain="Insertion",
    recit="\n".join(["Rien n’est signé, dit-on à trois."] + ["Un mot de plus vient là."] * 10),
).coder("crit-formalisation", "non", "Rien n’est signé")


def test_les_lignes_se_collent_et_le_corpus_se_relit(tmp_path):
    assert manques(PRET, C) == ()
    shutil.copytree(corpus.DOSSIER, tmp_path / "data")
    for fichier, texte in lignes(PRET, C).items():
        with (tmp_path / fichier).open("a", encoding="utf-8", newline="") as f:
            f.write(texte)
    lu = corpus.lire(tmp_path / "data")
    s = lu.ligne("situations", "sit-le-mardi-a-trois")
    assert (s["secteur"], s["titre"]) == ("secteur-insertion", "Le mardi, «\xa0à trois\xa0»") and s["texte"].replace(
        "¶", "\n"
    ) == PRET.recit
    codes = [x for x in lu.lignes("codages") if x["situation"] == s["id"]]
    assert len(codes) == len(C.lignes("criteres")) and [x["indice"] for x in codes if x["valeur"] == "non"] == ["Rien n’est signé"]
    assert next(iter(lignes(PRET, lu).values())).startswith("sit-le-mardi-a-trois-2,")


def test_ce_qui_manque_se_dit():
    dites = " ".join(manques(replace(PRET, titre="", terrain="CHRS", recit="Un réseau.").coder("crit-duree", "oui"), C))
    for mot in ("Donnez-lui un titre", "secteur de la collection", "« durée »", "« réseau »", "De 60 à 120", "Le récit a changé"):
        assert mot.lower() in dites.replace("\xa0", " ").lower(), mot
