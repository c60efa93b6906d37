"""Avec une réponse, ce qu’on en a dit, et ce que l’enseignant en laisse passer ; au second vote, la raison qui a fait hésiter."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("reponses", sa.Column("raison", sa.String(140), nullable=False, server_default=sa.text("''")))
    op.add_column("reponses", sa.Column("cle_raison", sa.String(12), nullable=False, server_default=sa.text("''")))
    op.add_column("reponses", sa.Column("sort", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("reponses", sa.Column("hesite", sa.String(12), nullable=False, server_default=sa.text("''")))
