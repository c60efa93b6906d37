"""Le labo 09 : ce que ses affirmations prêtent aux auteurs ne contredit pas les camps où la collection les place."""

from enumerer import pour_chaque

from travailler_ensemble import corpus

C = corpus.lire()
OPPOSEES = {"d-accord": "pas-d-accord", "pas-d-accord": "d-accord"}


@pour_chaque(
    ("carte", "desaccord", "du_camp_a"),
    [
        ("egaux", "desaccord-egalite", "d-accord"),
        ("pour-soi", "desaccord-fin-en-soi", "pas-d-accord"),
        ("utilise", "desaccord-instrumentalisation", "d-accord"),
        ("depart", "desaccord-duree-perennite", "d-accord"),
        ("usager", "desaccord-usagers-partenaires", "d-accord"),
        ("metiers", "desaccord-competences", "pas-d-accord"),
    ],
)
def test_nul_auteur_n_est_range_a_l_oppose_de_son_camp(carte, desaccord, du_camp_a):
    permises = {"A": du_camp_a, "B": OPPOSEES[du_camp_a], "milieu": "cela-depend"}
    camps = [(p["auteur"], p["camp"]) for p in C.lignes("positions") if p["desaccord"] == desaccord]
    places = [p for p in C.lignes("places") if (p["tri"], p["carte"]) == ("affirmations-debats", carte) and p["case"]]
    assert len(places) >= 2
    for p in places:
        siens = {permises[camp] for auteur, camp in camps if auteur == p["auteur"]}
        assert siens, f"{p['auteur']} ne soutient rien dans ce désaccord"
        assert p["case"] in siens | {"cela-depend"}
        assert len(siens) == 1 or p["case"] == "cela-depend", f"{p['auteur']} est des deux côtés"


def test_chaque_face_a_face_a_une_reponse_et_une_seule():
    justes = [r["carte"] for r in C.lignes("tris_reponses") if r["tri"] == "vrai-desaccord" and r["juste"] == "oui"]
    cartes = [c["carte"] for c in C.lignes("tris_cartes") if c["tri"] == "vrai-desaccord"]
    assert sorted(justes) == sorted(cartes)
