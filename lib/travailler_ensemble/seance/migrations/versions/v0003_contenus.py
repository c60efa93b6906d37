"""Ce que chaque séance fait ranger, et ce que les auteurs y répondent : gardé avec elle, il ne dépend plus de la collection."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "contenus",
        sa.Column("seance", sa.String(16), sa.ForeignKey("seances.id", ondelete="CASCADE"), nullable=False, primary_key=True),
        sa.Column("texte", sa.Text, nullable=False),
    )
