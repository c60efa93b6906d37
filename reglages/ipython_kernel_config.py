"""Réglage des noyaux : un fichier posé à côté d’un carnet ne passe pas pour un module, et rien n’attend un verrou.

L’historique d’IPython est une base SQLite, qui fait patienter chaque cellule sur un partage sans verrous ; ici, on ne le rappelle pas.
"""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.InteractiveShellApp.ignore_cwd = True
c.HistoryManager.enabled = False
