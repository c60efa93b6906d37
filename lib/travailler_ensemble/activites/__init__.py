"""Les activités : ce que l’apprenant fait. Un fichier par notion ; aucune ne sait où vont ses réponses."""
