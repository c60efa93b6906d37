"""Première forme de la base."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    def seance(primary_key: bool = False, index: bool | None = None) -> sa.Column[str]:
        return sa.Column(
            "seance", sa.String(16), sa.ForeignKey("seances.id", ondelete="CASCADE"), nullable=False, primary_key=primary_key, index=index
        )

    op.create_table(
        "seances",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("code", sa.String(24), nullable=False, unique=True),
        sa.Column("titre", sa.String(120), nullable=False),
        sa.Column("tri", sa.String(60), nullable=False),
        sa.Column("cartes", sa.Text, nullable=False),
        sa.Column("etat", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("creee_le", sa.String(10), nullable=False),
        sa.Column("effacer_le", sa.String(10), nullable=False),
    )
    op.create_table(
        "acces",
        sa.Column("empreinte", sa.String(64), primary_key=True),
        seance(index=True),
        sa.Column("role", sa.String(12), nullable=False),
    )
    op.create_table(
        "participants",
        seance(primary_key=True),
        sa.Column("numero", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("empreinte", sa.String(64), nullable=False, unique=True),
    )
    op.create_table(
        "reponses",
        seance(primary_key=True),
        sa.Column("participant", sa.String(12), primary_key=True),
        sa.Column("tour", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("carte", sa.String(80), primary_key=True),
        sa.Column("choix", sa.String(80), nullable=False),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
    )
    op.create_table(
        "mains",
        seance(primary_key=True),
        sa.Column("tour", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("carte", sa.String(80), primary_key=True),
        sa.Column("choix", sa.String(80), primary_key=True),
        sa.Column("nombre", sa.Integer, nullable=False),
    )
