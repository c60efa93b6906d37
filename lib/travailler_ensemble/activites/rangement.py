"""Le rangement : les mots d’un geste qui range une carte dans une case, et la case de qui ne sait pas."""

from __future__ import annotations

from travailler_ensemble.activites.suite import Mots

JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT = "je-ne-sais-pas", "Je ne sais pas"
SANS_AVIS = {"id": JE_NE_SAIS_PAS, "nom": JE_NE_SAIS_PAS_DIT}
"""Une case toujours permise, telle que les pages la reçoivent à côté des autres ; elle ne se compare à aucune."""
RANGER = Mots("ranger", "carte", "case")
