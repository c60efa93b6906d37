"""Un appel de chaque fonction publique, et un noyau comme neuf avant chaque essai qui les emploie."""

from pathlib import Path

import pytest

from travailler_ensemble import atelier

SEANCE = str(Path(__file__).resolve().parents[2] / "notebooks" / "seances-fictives" / "mardi-2026.csv")
APPELS = {
    "accueil": (),
    "chercher": ("convention",),
    "comparer": ("formes",),
    "comparer_seances": (SEANCE,),
    "compte_rendu": ("02",),
    "curseur": ("desaccord-collaboration-cooperation",),
    "desaccord": ("desaccord-collaboration-cooperation",),
    "fiches": ("sigles",),
    "figure": ("exigences",),
    "glossaire": (),
    "grille": ("ma-definition",),
    "kit": (),
    "lectures": ("ma-situation",),
    "lire_copies": (),
    "mener_seance": (),
    "mes_situations": (),
    "moodle": (),
    "preparer": ("02",),
    "profils": ("duree-lahary", "forme-lahary"),
    "proximite": (),
    "question": ("question-premier-cas",),
    "rappel": ("02",),
    "references": ("src-lyet-2009",),
    "relire": ("sit-leur-mardi",),
    "relire_seance": (SEANCE,),
    "reviser": (),
    "situation": ("sit-leur-mardi",),
    "table": ("sigles",),
    "tableau": ("cas_lyet",),
    "tri": ("formes",),
    "verifier": (),
}


@pytest.fixture(autouse=True)
def neuf(tmp_path, monkeypatch):
    """Chaque essai a son carnet, comme un noyau neuf."""
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_REPONSES", str(tmp_path / "mes-reponses"))
    for f in ("_carnet", "_activite", "_comparer", "_lectures", "_profils", "_copie", "_situations"):
        getattr(atelier, f).cache_clear()
