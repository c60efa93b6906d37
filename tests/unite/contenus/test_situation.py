"""Un récit à soi : sa typographie, ses mots, ses indices ; et ce dont on avertit qui l’écrit."""

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.contenus.remarques import PRENOMS, personnes, remarques
from travailler_ensemble.contenus.situation import A_MOI, Situation
from travailler_ensemble.contenus.tri import MonTri
from travailler_ensemble.ecriture.phrases import repere, typographier


@pytest.mark.parametrize(
    ("tape", "imprime"),
    [
        ('Il dit : "oui" ; l\'autre ?', "Il dit_: «_oui_»_; l’autre_?"),
        ("Entrées: le foyer, 300 euros;  rien...", "Entrées_: le foyer, 300 euros_; rien…"),
        ("« Rendre la monnaie. »", "«_Rendre la monnaie._»"),
        ("à 14:05, https://exemple.fr/?a;b", "à 14:05, https://exemple.fr/?a;b"),
        ('Quoi ?! (voir: "a")', "Quoi_?! (voir_: «_a_»)"),
    ],
)
def test_la_typographie_est_remise_et_la_refaire_ne_change_rien(tape, imprime):
    assert typographier(tape) == imprime.replace("_", "\xa0") == typographier(typographier(tape))


def test_les_recits_de_la_collection_sont_deja_propres_et_n_appellent_aucune_remarque():
    for s in corpus.lire().lignes("situations"):
        mienne = Situation(id="mes-x", titre=s["titre"], recit=s["texte"].replace("¶", "\n"))
        assert mienne.propre().recit == mienne.recit, s["id"]
        assert [r for r in remarques(mienne) if r.sorte == "forme"] == [], s["id"]


def test_l_indice_suit_la_typographie_et_se_dit_perdu_quand_le_recit_change():
    s = Situation(id="mes-x", titre="Le  couvercle", recit='Rien n\'est écrit,\r\nsauf : "Rendre".¶Fin.').coder(
        "crit-ecrit", "non", "n'est écrit, sauf :"
    )
    s = s.propre()
    assert (s.titre, s.recit, s.mots, s.perdus) == ("Le couvercle", "Rien n’est écrit,\nsauf\xa0: «\xa0Rendre\xa0».\nFin.", 6, ())
    assert s.complete and s.coder("crit-ecrit", "").codages == {} and not s.coder("crit-ecrit", "").complete
    change = Situation(**{**vars(s), "recit": "Tout est écrit."})
    assert change.perdus == ("crit-ecrit",) and not change.complete
    [indice] = [r for r in remarques(change, {"crit-ecrit": "accord écrit"}) if r.sorte == "indice"]
    assert "accord écrit" in indice.phrase and indice.mots == ("n’est écrit, sauf\xa0:",)


def test_une_forme_ou_une_personne_nommee_se_dit_sans_rien_empecher():
    s = Situation(id="mes-x", recit="Ce Partenariat, Mme Durand et Jean-Marc l’ont voulu. Rose attend, la rose aussi. Un réseau ?")
    dites = {r.sorte: r for r in remarques(s)}
    assert dites["forme"].mots == ("partenariat", "réseau") and dites["personne"].mots == ("Durand", "Jean-Marc")
    assert "liste de prénoms est courte" in dites["personne"].phrase and dites["longueur"].phrase.startswith("15\xa0mots")
    assert personnes("Chloé, Théo et Chloé ; M. Petit") == ("Chloé", "Théo", "Petit")
    assert len(PRENOMS) > 150 and remarques(Situation(id="mes-x")) == ()


def test_un_identifiant_rappelle_le_titre_et_ne_se_repete_pas():
    un, deux = Situation.neuve("L’œuf à la coque !"), Situation.neuve("L’œuf à la coque !")
    assert un.id != deux.id and un.id.startswith(f"{A_MOI}l-oeuf-a-la-coque-") and un.copiee().id not in (un.id, deux.id)
    assert repere("Ça ?") == "ca" and MonTri.neuf("Six récits").appel.startswith('labo.tri("mes/six-recits-')
    assert not {s["id"] for s in corpus.lire().lignes("tris")} & {un.id} and not any(
        s["id"].startswith(A_MOI) for s in corpus.lire().lignes("tris")
    )
