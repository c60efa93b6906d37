"""Les labos 06 et 07 : ce qui est de la collection n’est jamais prêté à un texte, et les réponses suivent les tables."""

from enumerer import pour_chaque

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.questions import interrogation
from travailler_ensemble.affichage.composants.comparaison import NOMS
from travailler_ensemble.affichage.composants.tri import VOIR
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()
PANEL = Panel(C)
RANGEES_PAR_NOUS = ["familles-difficultes", "statuts-difficultes"]
# Chaque case du tri des remèdes, et les remèdes relevés qu’elle résume.
REMEDES = {
    "tiers": {"rem-tiers-vidalenc", "rem-groupe-vidalenc", "rem-formation-vidalenc"},
    "rencontre": {"rem-connaitre-calvet", "rem-relais-calvet"},
    "diagnostic": {"rem-diagnostic-sanchez"},
    "accord": {"rem-accord-dhume"},
    "comite": {"rem-comite-lahary"},
    "dedans": {"rem-interne-lyet"},
}
LIMITES = {
    "emotions": "lim-emotions-vidalenc",
    "attentes": "lim-attentes-calvet",
    "vue": "lim-superposition-sanchez",
    "injonction": "lim-injonction-dhume",
    "reunions": "lim-reunions-damon",
    "confinement": "lim-confinement-lyet",
    "entente": "lim-entente-frigoli",
}


def cases(tri, carte, juste):
    return {v.case for v in classement(C, tri).vraies_de(carte) if v.juste == juste}


def avis(tri, carte, case):
    return PANEL.avis(classement(C, tri), carte, case)[0]


@pour_chaque("carte", classement(C, "familles-difficultes").champs())
def test_une_difficulte_a_dans_le_tri_les_familles_que_lui_donne_la_table(carte):
    assert cases("familles-difficultes", carte, "oui") == {x["famille"] for x in C.lignes("limites_familles") if x["limite"] == carte}


@pour_chaque(("carte", "limite"), LIMITES.items())
def test_le_lien_de_la_source_est_dit_par_le_texte_le_notre_se_defend(carte, limite):
    for lien, juste in (("source", "oui"), ("collection", "defendable")):
        voulus = {x["remede"] for x in C.lignes("limites_remedes") if (x["limite"], x["lien_fait_par"]) == (limite, lien)}
        dits = set().union(*(REMEDES[c] for c in cases("remedes-difficultes", carte, juste) - {"rien"}))
        assert dits == voulus, carte


@pour_chaque(("carte", "limite"), LIMITES.items())
def test_une_difficulte_sans_remede_de_sa_source_le_dit(carte, limite):
    sans = not any((x["limite"], x["lien_fait_par"]) == (limite, "source") for x in C.lignes("limites_remedes"))
    assert ("rien" in cases("remedes-difficultes", carte, "oui")) == sans


@pour_chaque("tri", RANGEES_PAR_NOUS)
def test_un_rangement_de_la_collection_ne_fait_pas_parler_le_texte(tri):
    c = classement(C, tri)
    assert c.a_nous
    for carte in c.champs():
        for case in c.cases:
            a = avis(tri, carte, case.id)
            assert (a.nom, a.lectures[0].etiquettes) == ("La collection", ("rangement de la collection",))
            assert a.lectures[0].phrase.startswith("range dans «")
    assert "texte" not in " ".join(NOMS[c.sorte].values()) + VOIR[c.sorte]


@pour_chaque("tri", ["qui-le-dit", "remedes-difficultes", "niveaux-chauffaut", "cas-lyet"])
def test_une_question_de_fait_laisse_repondre_le_texte(tri):
    c = classement(C, tri)
    assert not c.a_nous
    assert {avis(tri, carte, c.cases[0].id).nom for carte in c.champs()} == {"Le texte"}


def test_deux_familles_admises_se_disent_l_une_et_l_autre():
    une, autre = (avis("familles-difficultes", "lim-renoncer-cottin", f"famille-{f}") for f in ("affects", "legitimite"))
    assert (une.retour, autre.retour) == ("accord", "accord")
    assert "Émotions et relations\u00a0» ou «\u00a0Légitimité" in une.lectures[0].phrase


def test_aucun_usager_ne_parle_et_aucun_niveau_ne_l_interroge():
    assert cases("qui-le-dit", "usager", "oui") == {"personne"}
    assert cases("niveaux-chauffaut", "mere", "oui") == {"aucun"}


def test_chauffaut_decrit_trois_niveaux_elle_ne_les_propose_pas():
    justes = {r["cle"]: r["juste"] for r in C.lignes("questions_reponses") if r["question"] == "question-chauffaut-memoire"}
    assert (justes["trois-niveaux"], justes["classique"], justes["nouvelle"], justes["preuve"]) == ("non", "oui", "oui", "non")


def test_la_dictature_du_partenariat_ne_se_prend_pas_au_mot():
    justes = {r["cle"]: r["juste"] for r in C.lignes("questions_reponses") if r["question"] == "question-dictature"}
    assert justes["au-mot"] == "non" and "ironique" in C.ligne("questions", "question-dictature")["explication"]


def test_une_question_sans_reponse_de_texte_n_annonce_pas_ce_que_dit_le_texte():
    for q in (q for q in C.lignes("questions") if q["genre"] == "choix" and q["usage"] != "sortie"):
        du_texte = any(r["juste"] == "oui" for r in C.lignes("questions_reponses") if r["question"] == q["id"])
        assert interrogation(C, q["id"]).decrire()["titre_fin"] == ("Ce que dit le texte" if du_texte else "Pour en discuter")


@pour_chaque("titre", ["Si une seule réponse changeait"])
def test_le_labo_n_envoie_chercher_que_des_titres_qui_s_affichent(titre):
    racine = corpus.DOSSIER.parent
    assert titre in (racine / "notebooks" / "07-evaluation.ipynb").read_text(encoding="utf-8")
    web = racine / "lib" / "travailler_ensemble" / "web" / "composants" / "lectures"
    assert any(titre in f.read_text(encoding="utf-8") for f in web.glob("*.js"))


def test_les_nombres_annonces_par_le_labo_sont_ceux_des_tables():
    texte = (corpus.DOSSIER.parent / "notebooks" / "06-enjeux-et-limites.ipynb").read_text(encoding="utf-8")
    assert "vingt-sept *remèdes*" in texte and len(C.lignes("remedes")) == 27
    assert "parmi plus de soixante-dix" in texte and 70 < len(C.lignes("limites")) < 80
