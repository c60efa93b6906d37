"""Ce qu’Alembic exécute : nos migrations, sur la connexion que le greffier lui confie."""

from alembic import context

from travailler_ensemble.seance.schema import METADONNEES

context.configure(connection=context.config.attributes["connexion"], target_metadata=METADONNEES)
with context.begin_transaction():
    context.run_migrations()
