"""Cards given by the steward, and how far it has come."""

from alembic import context, op

from ledger.names import READER, WRITER

revision = "0004"
down_revision = "0003"

# As in 0002: versions of rows, each from one position until another.
CARDS = """
CREATE TABLE {views}.cards (
    build int NOT NULL,
    key text NOT NULL,
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    "row" text NOT NULL,
    unit text NOT NULL,
    item text NOT NULL,
    "window" text NOT NULL,
    channel text NOT NULL,
    person text NOT NULL,
    kind text NOT NULL,
    matter text NOT NULL,
    "case" text NOT NULL,
    due_at timestamptz NOT NULL,
    issued_at timestamptz NOT NULL,
    lapsed_at timestamptz,
    unwarned boolean NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    PRIMARY KEY (build, key, from_position)
) WITH (toast_tuple_target = 8160);
CREATE UNIQUE INDEX cards_current_idx ON {views}.cards (build, key)
    WHERE to_position = 9223372036854775807;
CREATE INDEX cards_case_idx ON {views}.cards (build, "case")
    WHERE to_position = 9223372036854775807;
CREATE INDEX cards_last_idx ON {views}.cards (build, last_at)
    WHERE to_position = 9223372036854775807;
"""

# One row at most: the last round of the steward was at this position, about this present.
ROUNDS = """
CREATE TABLE {views}.rounds (
    one boolean PRIMARY KEY CHECK (one),
    position bigint NOT NULL,
    present timestamptz NOT NULL
) WITH (fillfactor = 10);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON {views}.cards, {views}.rounds TO {writer};
GRANT SELECT ON {views}.cards, {views}.rounds TO {reader};
"""


def upgrade() -> None:
    views = context.config.attributes["names"].views
    words = {"views": views, "writer": WRITER, "reader": READER}
    for statement in (CARDS, ROUNDS, GRANTS):
        op.execute(statement.format(**words))
