"""Les activités sans navigateur : ce qu’elles acceptent, ce qu’elles taisent, ce qu’elles répondent, ce que l’on en rapporte."""

import csv
import io
import json
from collections import Counter
from datetime import datetime

import pytest
from chacun import pour_chacun
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import SORTES, sujets
from travailler_ensemble.activites.choix import Choix, Pari
from travailler_ensemble.activites.courte import Courte
from travailler_ensemble.activites.jumeaux import Jumeaux
from travailler_ensemble.activites.libre import Libre
from travailler_ensemble.activites.placement import SEUL_AXE, avec_vous, dire_deplacement, dire_ligne, placement
from travailler_ensemble.activites.questions import interrogation
from travailler_ensemble.activites.serie import paires, serie
from travailler_ensemble.activites.suite import rejouer
from travailler_ensemble.activites.tolerance import normaliser, ressemble
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.affichage.composants.debat import Debat
from travailler_ensemble.affichage.composants.ordonner import Ordonner
from travailler_ensemble.affichage.composants.question import Question
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.affichage.pages.accueil import accueil
from travailler_ensemble.affichage.pages.compte_rendu import en_csv, en_html, labos
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()
PANEL = Panel(C)
TOUS = list(sujets(C))


def pareilles(a, b, **mode):
    return normaliser(a, **mode) == normaliser(b, **mode)


QUESTIONS = [SORTES["questions"](C, q["id"]) for q in C.lignes("questions")]
DESACCORD = "desaccord-volontaire-reseau-partenariat"


@pytest.fixture
def carnet(tmp_path):
    return Carnet(tmp_path / "mes-reponses")


def poser(carnet, composant, table, cle):
    return composant(SORTES[table](C, cle), carnet.feuillet(cle), graine=3, heure=heure_dite)


def repondre(activite, *gestes):
    """Envoie des (champ, valeur) comme le ferait la page."""
    n = activite.etat["accuses"].get("v", 0)
    mots = activite.sujet.mots
    for champ, valeur in gestes:
        n += 1
        activite.traiter({"geste": mots.geste, mots.champ: champ, mots.valeur: valeur, "vue": "v", "n": n})


def tout(activite):
    return json.dumps([activite.donnees, activite.etat], ensure_ascii=False)


# ---------- la suite des gestes ----------


def geste(champ, valeur):
    return {"geste": "repondre", "champ": champ, "valeur": valeur}


def test_une_valeur_vide_vide_le_champ_et_la_reponse_remise_reste():
    s = rejouer([geste("a", "x"), geste("b", "y"), geste("a", "")], lambda *_: True)
    assert (dict(s.reponses), dict(s.remises), s.essais["a"]) == ({"b": "y"}, {"a": "x", "b": "y"}, ("x", ""))


def a(heure, champ, valeur):
    return geste(champ, valeur) | {"quand": f"2026-11-30T{heure}+01:00"}


@pytest.mark.parametrize(
    ("gestes", "aussitot", "remise"),
    [
        ([geste("a", "x"), geste("a", "y"), geste("b", "z"), geste("a", "w")], False, "y"),  # hésiter n’est pas remettre
        ([geste("a", "x"), geste("a", "y")], False, "y"),
        ([geste("a", "x"), geste("a", "y")], True, "x"),  # vérifiée : remise
        ([geste("a", "x"), geste("a", "y"), {"geste": "recommencer"}, geste("a", "z")], False, "y"),
        ([a("10:00:00", "a", "x"), a("10:04:00", "a", "y"), a("10:10:00", "a", "z")], False, "y"),  # revenu après une autre étape
    ],
)
def test_la_reponse_remise_est_celle_qui_tenait_quand_on_est_passe_a_autre_chose(gestes, aussitot, remise):
    assert rejouer(gestes, lambda *_: True, aussitot=aussitot).remises["a"] == remise


def test_les_essais_ne_comptent_que_depuis_le_dernier_recommencer():
    s = rejouer([geste("a", "x"), {"geste": "recommencer"}, geste("a", "y"), geste("a", "z")], lambda *_: True)
    assert (s.essais["a"], s.tour) == (("y", "z"), 2)
    defait = rejouer([geste("a", "x"), geste("a", "y"), {"geste": "annuler"}], lambda *_: True)
    assert defait.essais["a"] == ("x",)


def test_ce_qui_est_permis_depend_de_ce_qui_est_deja_repondu():
    s = rejouer([geste("b", "1"), geste("a", "1"), geste("b", "1")], lambda champ, _, r: champ == "a" or "a" in r)
    assert (set(s.reponses), s.inconnus) == ({"a", "b"}, 1)


@pytest.mark.parametrize("valeur", [None, 3, [], {}])
def test_une_valeur_qui_n_est_pas_un_texte_est_ignoree(valeur):
    assert rejouer([geste("a", valeur)], lambda *_: True).inconnus == 1


# ---------- tous les sujets ----------


def test_chaque_activite_a_sa_cle_et_le_carnet_l_accepte(carnet):
    assert [cle for cle, n in Counter(s.cle for s in TOUS).items() if n > 1] == []
    for s in TOUS:
        carnet.feuillet(s.cle)


@pour_chacun("sujet", TOUS, ids=lambda s: s.cle)
def test_une_activite_neuve_est_a_faire_et_n_a_rien_a_rapporter(sujet):
    neuve = sujet.jouer([])
    assert sujet.progres(neuve).mot == "à faire"
    assert sujet.rendre(neuve, PANEL.juger) == []
    assert sujet.dire_progres(neuve) and sujet.demande
    assert C.ligne("labos", sujet.labo)


@pour_chacun("sujet", TOUS, ids=lambda s: s.cle)
def test_aucune_activite_n_accepte_n_importe_quoi(sujet):
    for champ, valeur in (("<b>", "x"), ("", ""), (sujet.champs()[0], "\x00"), ("relecture-99", "oui"), ("aide", "99"), ("aide", "²")):
        assert not sujet.permet(champ, valeur, {}) or isinstance(sujet, Libre)


# ---------- la tolérance ----------


@pour_chacun(
    ("a", "b"),
    [
        ("Les professionnels de terrain.", "professionnels  DE terrain"),
        ("l’État", "Etat"),
        ("L'ETAT !", "l’état"),
        ("un chantier d’insertion", "chantier d'insertion"),
        ("Œuvre", "oeuvre"),
        ("de la coopération", "cooperation"),
        ("du réseau", "le réseau"),
        ("d’accord", "accord"),
    ],
)
def test_ce_qui_ne_change_pas_le_sens_ne_compte_pas(a, b):
    assert pareilles(a, b)


@pytest.mark.parametrize(("a", "b"), [("la", "le"), ("réseau", "réseaux"), ("une", "deux"), ("1990", "1991"), ("les", "l’")])
def test_un_mot_qui_change_compte(a, b):
    assert not pareilles(a, b)


UNITES = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split()
DIZAINES = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"]


def en_lettres(n):
    """L’orthographe usuelle, écrite dans l’autre sens que ce que l’on éprouve."""
    if n < 20:
        return UNITES[n]
    if n < 100:
        d, u = divmod(n, 10)
        if d in (7, 9):
            u += 10
        lien = " et " if u in (1, 11) and d < 8 else "-"
        return DIZAINES[d] + (lien + UNITES[u] if u else "s" if d == 8 else "")
    if n < 1000:
        c, reste = divmod(n, 100)
        return " ".join(
            filter(None, [UNITES[c] if c > 1 else "", "cents" if c > 1 and not reste else "cent", en_lettres(reste) if reste else ""])
        )
    m, reste = divmod(n, 1000)
    return " ".join(
        filter(
            None,
            [
                en_lettres(m).removesuffix("s") if m > 1 and m % 100 == 80 else en_lettres(m) if m > 1 else "",
                "mille",
                en_lettres(reste) if reste else "",
            ],
        )
    )


@given(st.integers(0, 999_999))
def test_un_nombre_en_lettres_vaut_le_meme_en_chiffres(n):
    assert normaliser(en_lettres(n), nombre=True) == str(n)
    assert normaliser(f"en {en_lettres(n)}, à Chalon", nombre=True) == f"en {n} a chalon"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1 990", "1990"),
        ("1\u202f990", "1990"),
        ("le 31 mai mille neuf cent quatre vingt dix", "31 mai 1990"),
        ("septante-trois", "73"),
        ("vingt et une", "21"),
    ],
)
def test_les_nombres_s_ecrivent_de_plusieurs_facons(a, b):
    assert pareilles(a, b, nombre=True)
    assert not pareilles(a, b) or "\u202f" not in a


def test_sans_la_donnee_un_nombre_en_lettres_reste_un_mot():
    assert not pareilles("deux", "2")
    assert normaliser("un réseau et deux villes", nombre=True) == "1 reseau et 2 villes"


# ---------- question courte ----------


def test_les_relances_viennent_une_a_une_puis_la_reponse(carnet):
    q = poser(carnet, Question, "questions", "question-premier-cas")
    relances = [r["texte"] for r in C.lignes("questions_relances") if r["question"] == q.sujet.cle]
    assert "professionnels de terrain" not in tout(q) and relances[0] not in tout(q)
    repondre(q, ("reponse", "le maire"))
    assert q.etat["verdict"] == {"juste": "non", "mot": "Pas encore.", "retour": ""}
    assert len(q.etat["relances"]) == 1 and q.etat["fin"] is None
    repondre(q, ("reponse", "LA HIÉRARCHIE"))
    assert "conseille" in q.etat["verdict"]["retour"] and len(q.etat["relances"]) == 2 and q.etat["fin"] is None
    assert q.etat["avancement"]["mot"] == "en cours"
    repondre(q, ("reponse", "le préfet"))
    assert "professionnels de terrain" in q.etat["fin"]["reponse"] and "Lyet 2009" in q.etat["fin"]["repere"]
    assert q.etat["avancement"]["mot"] == "faite" and not q.etat["trouvee"]


def test_le_meme_essai_ecrit_autrement_ne_fait_pas_avancer_les_relances(carnet):
    q = poser(carnet, Question, "questions", "question-premier-cas")
    repondre(q, ("reponse", "le maire"), ("reponse", "Le Maire !"))
    assert q.etat["niveau"] == 1


@pour_chacun(
    ("essai", "attendue", "oui"),
    [
        ("les proffesionels de terrain", "des professionnels de terrain", True),
        ("Des profesionnel du terain", "les professionnels de terrain", True),
        ("ce sont les professionnels de terrain", "les professionnels de terrain", True),
        ("la hierarchi", "la hiérarchie", True),
        ("les terriens", "le terrain", False),
        ("la raison de quartier", "la maison de quartier", False),
        ("pas les professionnels de terrain", "les professionnels de terrain", False),
        ("sans professionnels", "des professionnels", False),
        ("une consolation", "une consultation", False),
        ("l’évolution", "l’évaluation", False),
        ("informel", "formel", False),
        ("1991", "1990", False),
        ("état", "été", False),
    ],
)
def test_une_faute_d_orthographe_se_pardonne_une_autre_idee_jamais(essai, attendue, oui):
    assert ressemble(essai, attendue) is oui


def test_une_idee_juste_mal_ecrite_est_reconnue_et_se_lit_ecrite(carnet):
    q = poser(carnet, Question, "questions", "question-premier-cas")
    repondre(q, ("reponse", "les proffesionels de terrain"))
    assert q.etat["trouvee"] and q.etat["verdict"]["retour"] == "On lit\u00a0: «\u00a0les professionnels de terrain\u00a0»."
    assert q.sujet.corriger("la hiérarchi").juste == "non", "une idée qui ne va pas reste ce qu’elle est"


def test_pas_encore_ne_se_dit_que_si_l_on_peut_essayer_de_nouveau(carnet):
    q = poser(carnet, Question, "questions", "question-annee-logement")
    repondre(q, *(("reponse", str(annee)) for annee in range(1901, 1902 + len(q.sujet.relances))))
    assert q.etat["fin"] and q.etat["verdict"]["mot"] == "Ce n’était pas cela."


def test_une_bonne_reponse_conclut_et_donne_le_repere(carnet):
    q = poser(carnet, Question, "questions", "question-annee-logement")
    repondre(q, ("reponse", "Mille neuf cent quatre-vingt-dix"))
    assert q.etat["trouvee"] and q.etat["fin"]["reponse"] == "" and "31 mai 1990" in q.etat["fin"]["explication"]
    assert q.etat["verdict"]["mot"] == "C’est ce que dit le texte."


def test_ce_qui_se_defend_le_dit_sans_conclure(carnet):
    q = poser(carnet, Question, "questions", "question-premier-cas")
    repondre(q, ("reponse", "des travailleurs sociaux"))
    assert q.etat["verdict"]["mot"] == "Cela se défend." and q.etat["fin"] is None


def test_on_peut_demander_une_piste_sans_repondre(carnet):
    q = poser(carnet, Question, "questions", "question-premier-cas")
    repondre(q, ("aide", "1"))
    assert len(q.etat["relances"]) == 1 and q.etat["verdict"] is None
    repondre(q, ("aide", "3"))
    assert q.etat["fin"] and q.etat["avancement"]["mot"] == "faite"
    assert q.sujet.rendre(q.suite, PANEL.juger) == [], "rien n’a été répondu"


def test_recommencer_une_question_cache_de_nouveau_la_reponse(carnet):
    q = poser(carnet, Question, "questions", "question-premier-cas")
    repondre(q, ("reponse", "des professionnels"))
    assert q.etat["fin"]
    q.traiter({"geste": "recommencer", "vue": "v", "n": 9})
    assert q.etat["fin"] is None and "le projet" not in tout(q)
    (ligne,) = q.sujet.rendre(q.suite, PANEL.juger)
    assert (ligne.remise, ligne.revue) == ("des professionnels", "à reprendre")


def test_personne_ne_lit_le_mot_faux():
    textes = [t for nom in C.noms if nom.startswith("questions") for x in C.lignes(nom) for t in x.values() if isinstance(t, str)]
    assert not [t for t in textes if "faux" in t.lower().split() or "erreur" in t.lower()]


# ---------- choix ----------


def test_les_retours_ne_partent_que_demandes(carnet):
    q = poser(carnet, Question, "questions", "question-deux-cas-points-communs")
    retours = [r["retour"] for r in C.lignes("questions_reponses") if r["question"] == q.sujet.cle]
    repondre(q, ("vu", "oui"))
    assert not q.suite.reponses, "il faut d’abord choisir"
    repondre(q, ("choix", "cadre-a-construire initiative-terrain"))
    assert not any(r in tout(q) for r in retours)
    repondre(q, ("vu", "oui"))
    assert all(r in tout(q) for r in retours) and q.etat["avancement"]["mot"] == "faite"
    (ligne,) = q.sujet.rendre(q.suite, PANEL.juger)
    assert "Au départ" in ligne.revue and ligne.remise == ligne.revue
    assert "Le texte dit aussi «" in ligne.a_lire, "ce qui manque se lit dans la copie"
    assert ligne.retour == "1\u00a0réponse que le texte dit, 1\u00a0réponse à revoir."


@pytest.mark.parametrize("valeur", ["terminologie rien", "x", "", "terminologie terminologie"])
def test_un_choix_unique_n_en_garde_qu_un(valeur):
    assert not interrogation(C, "question-definition-mot").permet("choix", valeur, {})


def test_des_choix_multiples_se_gardent_dans_l_ordre_de_la_table():
    q = interrogation(C, "question-deux-cas-points-communs")
    assert q.permet("choix", "cadre-a-construire initiative-terrain", {})
    assert not q.permet("choix", "initiative-terrain cadre-a-construire", {})


def test_ce_qui_manque_se_dit_et_rien_ne_laisse_croire_a_un_nouvel_essai(carnet):
    q = poser(carnet, Question, "questions", "question-attentes")
    repondre(q, ("choix", "usager temps"), ("vu", "oui"))
    assert q.etat["bilan"] == "Il en manque trois." and len(q.etat["manquent"]) == 3
    assert "Pas encore." not in tout(q)
    repondre(q, ("choix", " ".join(r.cle for r in q.sujet.reponses if r.juste == "oui")))
    assert q.etat["bilan"] == "Il n’en manque aucune." and q.etat["manquent"] == []


def test_cinq_au_plus_est_tenu_et_un_choix_ancien_se_relit(carnet):
    q = poser(carnet, Question, "questions", "question-grille-page-trois")
    cles = [r.cle for r in q.sujet.reponses]
    repondre(q, ("choix", " ".join(cles[:5])), ("choix", " ".join(cles[:6])))
    assert q.etat["reponses"]["choix"] == " ".join(cles[:5]) and q.donnees["au_plus"] == 5
    carnet.feuillet(q.sujet.cle).ajouter({"geste": "repondre", "champ": "choix", "valeur": " ".join(cles[:6])})
    q.rafraichir()
    assert q.etat["reponses"]["choix"] == " ".join(cles[:6]) and not q.etat["avertissement"]


# ---------- pari ----------


def test_un_pari_s_engage_d_un_geste_et_la_page_lui_repond(carnet):
    q = poser(carnet, Question, "questions", "pari-banc-signe")
    assert "Fonteneau" not in tout(q) and q.etat["fin"] is None
    repondre(q, ("choix", "aucune"), ("choix", "deux"))
    assert q.etat["reponses"] == {"choix": "aucune"}, "un pari pris ne se change pas"
    assert q.etat["verdict"]["mot"] == "Pari manqué." and "Fonteneau" in q.etat["fin"]["explication"]
    (ligne,) = q.sujet.rendre(q.suite, PANEL.juger)
    assert (ligne.remise, ligne.retour) == ("Aucune", "Pari manqué.") and "Fonteneau" in ligne.a_lire
    sans = poser(carnet, Question, "questions", "pari-boite-signee")
    repondre(sans, ("choix", "sans"))
    assert sans.etat["verdict"] is None and sans.etat["fin"] and sans.sujet.dire("choix", "sans") == "sans pari"


# ---------- texte libre ----------


def test_un_texte_libre_se_garde_tel_quel_et_ne_se_note_pas(carnet, tmp_path):
    q = poser(carnet, Question, "questions", "question-changer-de-place")
    texte = "Première ligne…\n\n« Deuxième » ; l’écrit, 𝔘nicode 👩🏽‍🏫.\n" + "mot " * 900
    repondre(q, ("texte", texte), ("relecture-1", "oui"), ("relecture-2", "oui"), ("relecture-2", ""))
    demain = poser(Carnet(tmp_path / "mes-reponses"), Question, "questions", "question-changer-de-place")
    assert demain.etat["reponses"] == {"texte": texte, "relecture-1": "oui"}
    assert demain.etat["avancement"] == {"faites": 2, "total": 6, "mot": "en cours"}
    assert not {"verdict", "retours", "note"} & demain.etat.keys()
    (ligne,) = demain.sujet.rendre(demain.suite, PANEL.juger)
    assert ligne.libre and ligne.revue == texte and "1\u00a0point relu sur 5" in ligne.retour


def test_un_texte_trop_court_n_est_pas_fait_et_un_texte_recrit_est_a_relire(carnet):
    q = poser(carnet, Question, "questions", "question-changer-de-place")
    points = [(f"relecture-{n}", "oui") for n in range(1, 6)]
    repondre(q, ("texte", "lol je sais pas"), *points)
    assert q.etat["avancement"]["mot"] == "en cours", "quatre mots sur soixante"
    long = " ".join(f"mot{n}" for n in range(60))
    repondre(q, ("texte", long))
    assert q.etat["reponses"] == {"texte": long} and "relisez" in q.etat["a_relire"]
    repondre(q, *points)
    assert q.etat["avancement"]["mot"] == "faite" and q.etat["a_relire"] == ""
    repondre(q, ("texte", f"{long} et quelques mots de plus."))
    assert q.etat["avancement"]["mot"] == "faite", "un ajout ne se relit pas tout entier"


def test_les_mots_que_la_consigne_ecarte_se_signalent(carnet):
    q = poser(carnet, Question, "questions", "question-definition-contrainte")
    repondre(q, ("texte", "Des partenaires agissent Ensemble."))
    assert q.etat["ecartes"].replace("\u00a0", " ") == "« ensemble » et « partenaire » y sont, et la consigne les écarte."
    repondre(q, ("texte", "Le rassemblement d’un partenariat."))
    assert q.etat["ecartes"] == "", "ni un mot qui le contient, ni un mot voisin"


def test_un_texte_trop_long_est_refuse_sans_rien_ecrire(carnet):
    q = poser(carnet, Question, "questions", "question-changer-de-place")
    repondre(q, ("texte", "a" * 20_001))
    assert q.etat["reponses"] == {} and carnet.feuillet(q.sujet.cle).evenements() == ()


# ---------- données des questions ----------


@pour_chacun("q", QUESTIONS, ids=lambda q: q.cle)
def test_chaque_question_a_de_quoi_repondre(q):
    assert q.titre.endswith(("?", ".")) and q.consigne.endswith((".", "?")) and q.repere
    if isinstance(q, Courte):
        assert q.corriger(q.attendue()).juste == "oui" and q.relances and q.explication
        reduites = Counter(normaliser(r.reponse, nombre=q.nombre) for r in q.reponses)
        contraires = {n for n in reduites if len({r.juste for r in q.reponses if normaliser(r.reponse, nombre=q.nombre) == n}) > 1}
        assert not contraires, "une même réponse ne peut pas être juste et non juste"
        assert all(r.retour for r in q.reponses if r.juste != "oui")
        for relance in q.relances:
            assert normaliser(q.attendue()) not in normaliser(relance), "une piste ne donne pas la réponse"
    elif isinstance(q, Pari):
        assert [r.juste for r in q.reponses].count("oui") == 1 and len(q.reponses) >= 3 and q.explication
    elif isinstance(q, Choix):
        assert len(q.reponses) >= 3 and any(r.juste in ("oui", "defendable") for r in q.reponses) and all(r.retour for r in q.reponses)
    elif isinstance(q, Jumeaux):
        assert q.paires and not q.reponses
    else:
        assert q.points and not q.relances and {r.juste for r in q.reponses} <= {"non"}


def test_il_y_a_deux_questions_au_moins_de_chaque_genre():
    genres = Counter(q.genre for q in QUESTIONS)
    assert all(n >= 2 for genre, n in genres.items() if genre not in ("accord", "jumeaux")) and len(genres) == 6


# ---------- ordonner ----------


def test_deux_cartes_de_meme_rang_ne_font_pas_de_paire():
    assert paires(["b", "a", "c"], {"a": 1, "b": 1, "c": 2}) == (2, 2)
    assert paires(["a"], {"a": 1}) == (0, 0)


_RANGS = [v["rang"] for v in C.lignes("tris_reponses") if v["tri"] == "frise-textes"]
PAIRES = sum(a != b for i, a in enumerate(_RANGS) for b in _RANGS[:i])  # deux cartes de même rang ne se comparent pas


def test_la_frise_ne_part_qu_une_fois_demandee_et_l_ordre_se_fige(carnet):
    a = poser(carnet, Ordonner, "tris", "frise-textes")
    vraies = [v for v in C.lignes("tris_reponses") if v["tri"] == "frise-textes"]
    assert not any(v["date"] in tout(a) or v["explication"] in tout(a) for v in vraies)
    repondre(a, ("frise", "oui"))
    assert a.etat["frise"] is None, "il faut d’abord un ordre"
    vrai = " ".join(v["carte"] for v in sorted(vraies, key=lambda v: v["rang"]))
    repondre(a, ("ordre", vrai), ("frise", "oui"))
    assert a.etat["frise"]["phrase"].startswith(f"{PAIRES} paires sur {PAIRES}")
    repondre(a, ("ordre", " ".join(reversed(vrai.split()))))
    assert a.etat["reponses"]["ordre"] == vrai
    (ligne,) = a.sujet.rendre(a.suite, PANEL.juger)
    assert not ligne.a_lire and ligne.revue.startswith("1. Lois de décentralisation") and f"{PAIRES} paires sur {PAIRES}" in ligne.retour


@pytest.mark.parametrize("ordre", ["", "ville", "ville ville hpst decentralisation malades logement action-sociale", "a b c d e f g"])
def test_un_ordre_incomplet_n_est_pas_un_ordre(ordre):
    assert not serie(C, "frise-textes").permet("ordre", ordre, {})


# ---------- réponses de fait ----------


@pour_chacun(
    ("tri", "carte", "choix", "retour"),
    [
        ("cas-lyet", "initiative", "cas-1", "accord"),
        ("cas-lyet", "initiative", "les-deux", "desaccord"),
        ("notions-lyet", "accord", "instituant", "nuance"),
        ("cas-lyet", "duree", "non-dit", "accord"),
        ("cas-lyet", "collegues", "cas-1", "desaccord"),
        ("cas-lyet", "duree", "je-ne-sais-pas", "lu"),
    ],
)
def test_un_texte_dit_la_meme_chose_autre_chose_ou_permet_de_le_soutenir(tri, carte, choix, retour):
    (a,) = PANEL.avis(SORTES["tris"](C, tri), carte, choix)
    assert (a.nom, a.retour) == ("Le texte", retour)
    assert a.lectures[0].raison and "Lyet 2009" in "".join(m for m, _ in a.lectures[0].reference)


def test_le_retour_commente_d_abord_la_case_choisie():
    (a,) = PANEL.avis(SORTES["tris"](C, "cas-lyet"), "appui", "les-deux")
    assert a.lectures[0].raison.startswith("Du second cas")
    assert "premier cas" in a.lectures[0].phrase


def test_un_texte_repond_dans_la_carte_une_fois_validee_et_le_bilan_le_compte(carnet):
    c = SORTES["tris"](C, "cas-lyet")
    tri = Tri(c, carnet.feuillet(c.cle), graine=3, heure=heure_dite, panel=lambda: PANEL)
    vue = Comparer(tri, PANEL)
    repondre(tri, ("initiative", "cas-2"))
    assert "Chalon-sur-Saône, le projet" not in tout(vue) + tout(tri) and tri.etat["comparee"] is None, "rien avant de valider"
    assert tri.donnees["voir"] == "Voir ce que dit le texte"
    tri.traiter({"geste": "valider", "carte": "initiative", "vue": "v", "n": 9})
    r = tri.etat["comparee"]
    assert r["carte"] == "initiative" and r["dit"].startswith("Le texte répond «") and "Chalon-sur-Saône" in r["raison"]
    assert (vue.etat["titre"], vue.etat["piles"][0]["cartes"][0]["autre"]) == ("Une autrement", "le texte\u00a0: Le premier cas")
    (ligne,) = tri.sujet.rendre(tri.suite, PANEL.juger)
    assert ligne.retour == "à relire dans le texte"


def test_chaque_carte_de_fait_a_une_reponse_et_chaque_reponse_une_case():
    for t in C.lignes("tris"):
        if t["genre"] != "fait":
            continue
        c = SORTES["tris"](C, t["id"])
        cases = {x.id for x in c.cases}
        for carte in c.cartes:
            assert any(v.juste in ("oui", "defendable") for v in c.vraies_de(carte.id)), carte.id
        assert {v.case for v in c.vraies} <= cases
        assert {v.carte for v in c.vraies} <= set(c.champs())


# ---------- débat ----------

REPOSES = (("avant-devrait", "-2"), ("avant-est", "1"), ("lus", "-2 1"), ("apres-devrait", "-2"), ("apres-est", "2"))


@pour_chacun(
    ("avant", "apres", "phrase"),
    [
        ("-2", "0", "deux crans vers B, à « entre les deux »"),
        ("3", "2", "un cran vers A"),
        ("1", "1", "vous restez à « un peu plus B »"),
        ("je-ne-sais-pas", "1", "de « je ne sais pas » à « un peu plus B »"),
        ("1", "je-ne-sais-pas", "de « un peu plus B » à « je ne sais pas »"),
        ("je-ne-sais-pas", "je-ne-sais-pas", "vous restez à « je ne sais pas »"),
    ],
)
def test_le_deplacement_se_dit_en_mots_sans_accord_de_genre(avant, apres, phrase):
    assert phrase in dire_deplacement(avant, apres).replace("\u00a0", " ")


def test_avec_vous_ne_mele_ni_norme_et_constat_ni_milieu_et_camp():
    """Pour tous les désaccords, les deux lignes et les sept crans ; qui ne prend pas place n’est avec personne."""
    for d in (placement(C, x["id"]).desaccord for x in C.lignes("desaccords")):
        for plan, statuts in (("devrait", {"norme", "rapporté"}), ("est", {"constat", "hypothèse", "rapporté"})):
            assert avec_vous(d.positions, plan, "je-ne-sais-pas") == ()
            for cran, camp in zip(range(-3, 4), "AAAmBBB", strict=True):
                avec = avec_vous(d.positions, plan, str(cran))
                assert {p.camp[0] for p in avec} <= {camp} and {p.statut for p in avec} <= statuts
                assert all(p.cran is not None and p.plan == plan for p in avec)
    egalite = placement(C, "desaccord-egalite").desaccord.positions
    dit = [dire_ligne(egalite, plan, "-2", "2") for plan in ("devrait", "est")]
    assert "Aucun texte d’ici ne s’y tient." in dit[0] and "Avec vous : Damon, 2007." in dit[1]


def test_les_auteurs_ne_partent_qu_apres_les_deux_premiers_jetons(carnet):
    a = poser(carnet, Debat, "desaccords", DESACCORD)
    repondre(a, ("avant-devrait", "-3"), ("lus", "-3 "), ("apres-est", "2"), ("observation", "trop tôt"))
    assert "Vidalenc" not in tout(a) and dict(a.etat["reponses"]) == {"avant-devrait": "-3"}
    repondre(a, *REPOSES[:2], ("lus", "3 3"))
    assert a.etat["lecture"] is None, "ce qui se remet est ce qui est posé"
    repondre(a, REPOSES[2], ("avant-devrait", "3"))
    assert a.etat["reponses"]["avant-devrait"] == "-2", "remis, il est figé"
    assert "Vidalenc" in tout(a) and a.etat["bilan"] is None and a.sujet.progres(a.suite).mot == "en cours"
    repondre(a, *REPOSES[3:], ("observation", "x" * 201), ("observation", "Une équipe désignée d’office."))
    assert a.sujet.progres(a.suite).mot == "faite"
    assert [x["phrase"].split(".")[0] for x in a.etat["bilan"]] == [
        "vous restez à « plutôt\u00a0A\u00a0»".replace("« ", "«\u00a0"),
        "un cran vers B, à «\u00a0plutôt\u00a0B\u00a0»",
    ]
    rendues = [(x.titre, x.remise, x.revue) for x in a.sujet.rendre(a.suite, PANEL.juger)]
    assert rendues[:2] == [("Ce qui devrait être", "Plutôt A", "Plutôt A"), ("Ce qui est", "Un peu plus B", "Plutôt B")]
    assert rendues[2][2] == "Une équipe désignée d’office."


def test_recommencer_un_debat_garde_les_places_remises(carnet):
    a = poser(carnet, Debat, "desaccords", DESACCORD)
    repondre(a, ("avant-est", "-1"), *REPOSES[:3])
    a.traiter({"geste": "recommencer", "vue": "v", "n": 9})
    assert a.etat["lecture"] is None
    assert [(x.remise, x.revue) for x in a.sujet.rendre(a.suite, PANEL.juger)] == [
        ("Plutôt A", "à reprendre"),
        ("Un peu plus B", "à reprendre"),
    ]


def test_une_place_d_avant_les_deux_lignes_se_relit_et_n_est_posee_sur_aucune(carnet):
    a = poser(carnet, Debat, "desaccords", DESACCORD)
    repondre(a, ("avant", "-2"), ("lecture", "oui"), ("apres", "1"), ("auteurs", "oui"))
    assert a.etat["avertissement"] == "" and a.etat["lecture"] is None, "rien d’inconnu, et les deux jetons sont à poser"
    assert a.etat["ancienne"].replace("\u00a0", " ") == f"Votre place d’avant : « plutôt A », puis « un peu plus B ». {SEUL_AXE}"
    [ligne] = a.sujet.rendre(a.suite, PANEL.juger)
    assert (ligne.titre, ligne.remise, ligne.revue, ligne.retour) == ("Sur un seul axe", "Plutôt A", "Un peu plus B", SEUL_AXE)
    assert a.sujet.progres(a.suite).mot == "faite", "ce qui était fait le reste"
    repondre(a, *REPOSES)
    assert len(a.sujet.rendre(a.suite, PANEL.juger)) == 3


# ---------- tout rassembler ----------


def test_le_compte_rendu_et_l_accueil_rassemblent_toutes_les_activites(carnet):
    repondre(poser(carnet, Question, "questions", "question-premier-cas"), ("reponse", "des professionnels"))
    repondre(poser(carnet, Question, "questions", "question-changer-de-place"), ("texte", "Mon avis <b>compte</b>.\nUne autre ligne."))
    repondre(poser(carnet, Debat, "desaccords", DESACCORD), *REPOSES)
    repondre(poser(carnet, Tri, "tris", "cas-lyet"), ("initiative", "cas-1"))
    a = poser(carnet, Ordonner, "tris", "frise-textes")
    repondre(a, ("ordre", " ".join(c.id for c in a.sujet.cartes)), ("frise", "oui"))
    page = en_html(labos(C, carnet, PANEL), datetime.now().astimezone())
    for mot in (
        "C’est ce que dit le texte.",
        "Mon avis &lt;b&gt;compte",
        "Plutôt A",
        "Un cran vers B",
        "Comme le texte",
        f"paires sur {PAIRES}",
    ):
        assert mot in page, mot
    lignes = list(csv.DictReader(io.StringIO(en_csv(labos(C, carnet, PANEL)).removeprefix("\ufeff")), delimiter=";"))
    assert {x["activite"] for x in lignes} == {"question-premier-cas", "question-changer-de-place", DESACCORD, "cas-lyet", "frise-textes"}
    fait = next(x for x in lignes if x["activite"] == "cas-lyet")
    assert (fait["accords"], fait["desaccords"]) == ("1", "0")
    assert next(x for x in lignes if x["champ"] == "texte")["revu"] == "Mon avis <b>compte</b>.\nUne autre ligne."
    lu = accueil(C, carnet, datetime.now().astimezone(), lambda: PANEL)._repr_html_()
    assert "2\u00a0activités faites sur" in lu and lu.count("En cours") >= 1


def test_l_etat_de_chaque_activite_est_du_json_simple(carnet):
    for composant, table, cle in (
        (Question, "questions", "question-premier-cas"),
        (Debat, "desaccords", DESACCORD),
        (Ordonner, "tris", "frise-textes"),
    ):
        a = poser(carnet, composant, table, cle)
        assert json.loads(json.dumps([a.donnees, a.etat])) == [a.donnees, a.etat]
        assert repr(a).startswith(composant.__name__ + "(")


@pytest.mark.parametrize(
    "geste",
    [
        {},
        {"geste": "repondre"},
        {"geste": "repondre", "champ": [], "valeur": {}},
        {"geste": "repondre", "champ": "x", "valeur": "y"},
        {"geste": "ranger"},
        {"geste": ["a"]},
    ],
)
def test_un_geste_impossible_n_ecrit_rien_dans_aucune_activite(carnet, geste):
    for composant, table, cle in (
        (Question, "questions", "question-premier-cas"),
        (Debat, "desaccords", DESACCORD),
        (Ordonner, "tris", "frise-textes"),
    ):
        a = poser(carnet, composant, table, cle)
        a._recevoir(a, geste, [])
        assert carnet.feuillet(cle).evenements() == ()
