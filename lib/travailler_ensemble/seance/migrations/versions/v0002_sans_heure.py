"""`n` venait de l’horloge, en millisecondes : il devient un compteur par participant, dans le même ordre."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        UPDATE reponses SET n = ranges.rang
        FROM (
            SELECT seance, participant, tour, carte,
                row_number() OVER (PARTITION BY seance, participant ORDER BY n, tour, carte) AS rang
            FROM reponses WHERE source = 'telephone'
        ) AS ranges
        WHERE reponses.seance = ranges.seance AND reponses.participant = ranges.participant
            AND reponses.tour = ranges.tour AND reponses.carte = ranges.carte
        """
    )
