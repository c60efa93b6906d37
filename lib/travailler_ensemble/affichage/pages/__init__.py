"""Les pages : ce qui se lit dans un carnet, un fichier par page."""
