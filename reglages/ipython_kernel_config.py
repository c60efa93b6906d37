"""Réglage des noyaux : un fichier posé à côté d’un carnet ne passe pas pour un module."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.InteractiveShellApp.ignore_cwd = True
