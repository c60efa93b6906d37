"""Réglage des noyaux : un fichier posé à côté d’un carnet ne passe pas pour un module, rien n’attend un verrou, la collection est là d’emblée.

L’historique d’IPython est une base SQLite, qui fait patienter chaque cellule sur un partage sans verrous ; ici, on ne le rappelle pas.
"""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.InteractiveShellApp.ignore_cwd = True
c.HistoryManager.enabled = False
# « labo » existe dès que le noyau répond, même redémarré au milieu d’un carnet : une cellule relancée seule ne dit pas NameError.
c.InteractiveShellApp.exec_lines = ["import travailler_ensemble as labo"]
