"""Les composants : ce qui se manipule dans un carnet, un fichier par composant web."""
