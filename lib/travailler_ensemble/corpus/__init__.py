"""Le corpus : ce que disent les cinq documents, en tables.

from travailler_ensemble import corpus
corpus.lire().ligne("auteurs", "aut-dhume")
corpus.chercher("convention")
"""

from travailler_ensemble.corpus.recherche import Trouvaille
from travailler_ensemble.corpus.tables import DOSSIER, Corpus, Ligne, TableFautive, chercher, lire, lire_au_mieux

__all__ = ["DOSSIER", "Corpus", "Ligne", "TableFautive", "Trouvaille", "chercher", "lire", "lire_au_mieux"]
