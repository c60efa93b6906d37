"""Les billets, dans la base : celui que donne un serveur s’échange chez un autre. Rien n’en reste une fois échangé."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "billets",
        sa.Column("empreinte", sa.String(64), primary_key=True),
        sa.Column("seance", sa.String(16), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("fin", sa.BigInteger, nullable=False),
    )
