"""Les récits jumeaux : une phrase à toucher par paire, retrouvée dans le corpus, et le critère qu’elle porte."""

from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import question
from travailler_ensemble.activites.jumeaux import ESSAIS, Jumeaux

C = corpus.lire()
JUMEAUX = question(C, "question-jumeaux")
assert isinstance(JUMEAUX, Jumeaux)


def toucher(*essais):
    return JUMEAUX.jouer([{"geste": "repondre", "champ": cle, "valeur": str(rang)} for cle, rang in essais])


def test_chaque_paire_ne_differe_que_par_une_phrase_et_la_dit():
    assert len(JUMEAUX.paires) == len(C.lignes("situations_jumelles"))
    for p in JUMEAUX.paires:
        gauche, droite = p.dites(0), p.dites(1)
        assert [i for i, (a, b) in enumerate(zip(gauche, droite, strict=True)) if a != b] == [p.change]
        recits = [C.ligne("situations", s)["texte"].replace("¶", " ") for s in (p.cle, _jumelle(p.cle))]
        assert [" ".join(gauche), " ".join(droite)] == recits, "côte à côte, rien ne se perd"


def test_la_phrase_qui_change_ne_part_pas_avant_d_etre_trouvee():
    p = JUMEAUX.paires[0]
    assert "change" not in str(JUMEAUX.decrire())
    assert JUMEAUX.situer(toucher((p.cle, p.change + 1)))["paires"][p.cle]["change"] is None
    trouvee = toucher((p.cle, p.change + 1), (p.cle, p.change))
    dit = JUMEAUX.situer(trouvee)["paires"][p.cle]
    assert (dit["change"], dit["mot"]) == (p.change, "C’est elle.") and p.question in dit["retour"]
    assert JUMEAUX.progres(trouvee).faites == 1


def test_apres_trois_phrases_elle_se_montre_et_la_copie_dit_laquelle():
    p = JUMEAUX.paires[1]
    autres = [i for i in range(len(p.dites(0))) if i != p.change][:ESSAIS]
    suite = toucher(*((p.cle, i) for i in autres))
    assert JUMEAUX.situer(suite)["paires"][p.cle]["change"] == p.change
    (ligne,) = JUMEAUX.rendre(suite, lambda *_: {})
    assert ligne.remise == p.dites(0)[autres[0]] and ligne.retour == "Phrase montrée."
    assert p.dites(1)[p.change] in ligne.a_lire


def _jumelle(cle):
    return next(x["jumelle"] for x in C.lignes("situations_jumelles") if x["situation"] == cle)
