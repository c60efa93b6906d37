"""Le labo 09 : ses face-à-face."""

from travailler_ensemble import corpus

C = corpus.lire()


def test_chaque_face_a_face_a_une_reponse_et_une_seule():
    justes = [r["carte"] for r in C.lignes("tris_reponses") if r["tri"] == "vrai-desaccord" and r["juste"] == "oui"]
    cartes = [c["carte"] for c in C.lignes("tris_cartes") if c["tri"] == "vrai-desaccord"]
    assert sorted(justes) == sorted(cartes)
