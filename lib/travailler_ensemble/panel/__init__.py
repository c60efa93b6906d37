"""Le panel : ce que répondent les auteurs. Des règles, leurs lectures, l’accord avec elles ; aucun écran."""
