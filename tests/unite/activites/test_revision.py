"""La révision : quand une question revient, ce qu’un essai compte, et qu’ouvrir un rappel n’écrit rien."""

from datetime import datetime, timedelta

from appels import neuf  # noqa: F401  (chaque essai a son carnet, comme un noyau neuf)
from chacun import pour_chacun

import travailler_ensemble as labo
from travailler_ensemble import atelier, corpus
from travailler_ensemble.activites.questions import interrogation
from travailler_ensemble.activites.revision import AU_PLUS, EN_OUVERTURE, SORTIE, Essai, Memoire, a_revoir, en_ouverture, essais, retour
from travailler_ensemble.affichage.composants.question import Rappel
from travailler_ensemble.carnet import heure_dite

C = corpus.lire()
QUESTIONS = [interrogation(C, q["id"]) for q in C.lignes("questions") if q["usage"] == SORTIE]
LUNDI = datetime(2026, 3, 2, 9)


def le(jour, juste=True):
    return Essai(LUNDI + timedelta(days=jour), juste)


def dans(essais):
    """Dans combien de jours revient la question, compté de lundi ; None si elle ne revient pas."""
    quand = retour(essais)
    return quand and (quand - LUNDI.date()).days


@pour_chacun(
    ("faits", "revient"),
    [
        ((), None),
        ((le(0, False),), 1),
        ((le(0),), 3),
        ((le(0), le(3)), 13),
        ((le(0), le(3), le(13)), 43),
        ((le(0), le(3), le(13), le(43)), None),
        ((le(0), le(3), le(13), le(43), le(90, False)), 91),
        ((le(0), le(1)), 3),  # avant l’heure, une réussite n’avance rien
        ((le(0, False), le(0)), 1),  # retrouvée le jour même : à revoir demain quand même
        ((le(0), le(3, False), le(4)), 7),
    ],
)
def test_les_ecarts_grandissent_et_une_erreur_ramene_au_debut(faits, revient):
    assert dans(faits) == revient


def gestes(*paires):
    return [{"geste": "repondre", "champ": champ, "valeur": valeur, "quand": LUNDI.isoformat()} for champ, valeur in paires]


def juste_et_faux(question):
    return (next(r.cle for r in question.reponses if (r.juste == "oui") is vrai) for vrai in (True, False))


def test_un_essai_est_la_reponse_soumise_et_corriger_ensuite_ne_compte_pas():
    question = QUESTIONS[0]
    juste, faux = juste_et_faux(question)
    assert essais(question, gestes(("choix", juste))) == (), "choisir n’est pas soumettre"
    soumis = gestes(("choix", faux), ("vu", "oui"), ("choix", juste))
    assert [e.juste for e in essais(question, soumis)] == [False]
    repris = [*soumis, {"geste": "recommencer"}, *gestes(("choix", juste), ("vu", "oui"))]
    assert [e.juste for e in essais(question, repris)] == [False, True]


def test_une_question_manquee_dit_la_bonne_reponse_et_sa_raison():
    question = QUESTIONS[0]
    juste, faux = juste_et_faux(question)
    bonne = next(r for r in question.reponses if r.cle == juste)
    manquee = question.situer(question.jouer(gestes(("choix", faux), ("vu", "oui"))))["fin"]["reponse"]
    assert bonne.reponse in manquee.replace("\u00a0", " ") and bonne.retour[:20] in manquee
    assert question.situer(question.jouer(gestes(("choix", juste), ("vu", "oui"))))["fin"]["reponse"] == ""
    assert question.situer(question.jouer(gestes(("choix", faux))))["fin"] is None


def test_la_revision_prend_le_plus_en_retard_et_l_ouverture_ce_qui_reste_manque_ailleurs():
    tout = [Memoire(q, (le(-n, n % 2 == 0),), (LUNDI - timedelta(days=n)).date()) for n, q in enumerate(QUESTIONS)]
    dues = a_revoir(tout, LUNDI.date())
    assert len(dues) == AU_PLUS and dues[0] is tout[-1]
    assert not a_revoir(tout, LUNDI.date() - timedelta(days=99))
    ouverture = en_ouverture(tout, QUESTIONS[0].labo)
    assert len(ouverture) == EN_OUVERTURE and all(m.manquee and m.question.labo != QUESTIONS[0].labo for m in ouverture)
    assert ouverture[0].essais[-1].quand > ouverture[1].essais[-1].quand


def repondre(activite, *paires):
    for n, (champ, valeur) in enumerate(paires, start=1):
        activite.traiter({"geste": "repondre", "champ": champ, "valeur": valeur, "vue": "v", "n": n})


def test_une_question_manquee_ouvre_le_labo_suivant_puis_s_efface(capsys):
    question = QUESTIONS[0]
    juste, faux = juste_et_faux(question)
    assert labo.rappel("02") is None and not capsys.readouterr().out, "rien de manqué : rien à l’écran"
    assert "reviendront ici" in repr(labo.reviser())
    repondre(labo.question(question.cle), ("choix", faux), ("vu", "oui"))
    labo.rappel("01")
    assert not capsys.readouterr().out, "un labo ne redemande pas ses propres questions"
    labo.rappel("02")
    assert "Avant de commencer\u00a0: une question du labo 01" in capsys.readouterr().out.replace(" :", "\u00a0:")
    assert "Rien à revoir aujourd’hui" in repr(labo.reviser())

    feuillet = atelier._carnet().feuillet(question.cle)
    avant = feuillet.evenements()
    rappel = Rappel(question, feuillet, graine=3, heure=heure_dite)
    assert rappel.etat["reponses"] == {} and rappel.etat["fin"] is None and feuillet.evenements() == avant
    repondre(rappel, ("choix", juste), ("vu", "oui"))
    assert rappel.etat["reponses"] == {"choix": juste, "vu": "oui"} and rappel.etat["tour"] == 2
    assert [e.juste for e in essais(question, feuillet.evenements())] == [False, True]
    labo.rappel("02")
    assert not capsys.readouterr().out
