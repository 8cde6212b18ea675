"""Judged views: groups of cases, documents, registers, feeds, and what the judges say."""

from alembic import context, op

from ledger.names import READER, WRITER

revision = "0003"
down_revision = "0002"

# As in 0002: versions of rows, each from one position until another.
VERSIONS = """
CREATE TABLE {views}.{table} (
    build int NOT NULL,
    key text NOT NULL,
    from_position bigint NOT NULL,
    to_position bigint NOT NULL,
    "row" text NOT NULL,{columns}
    PRIMARY KEY (build, key, from_position)
) WITH (toast_tuple_target = 8160);
CREATE UNIQUE INDEX {table}_current_idx ON {views}.{table} (build, key)
    WHERE to_position = 9223372036854775807;
"""

# Every batch asks the groups, so no index puts off what was written: each question would read it.
CASES = """
ALTER TABLE {views}.cases
    ADD COLUMN shared_no text NOT NULL DEFAULT '',
    ADD COLUMN source text NOT NULL DEFAULT '',
    ADD COLUMN clerk text NOT NULL DEFAULT '',
    ADD COLUMN decision_no text NOT NULL DEFAULT '',
    ADD COLUMN groups text[] NOT NULL DEFAULT '{{}}';
CREATE INDEX cases_groups_idx ON {views}.cases USING gin (groups) WITH (fastupdate = off);
ALTER TABLE {views}.frozen ADD COLUMN view text NOT NULL DEFAULT 'cases';
"""

DOCUMENTS = """
    title text NOT NULL,
    unit text NOT NULL,
    category text NOT NULL,
    about text NOT NULL,
    "column" text NOT NULL,
    url text NOT NULL,
    digest text NOT NULL,
    author text NOT NULL,
    formed_on date,
    changed_on date,
    drafted_at timestamptz,
    coordinated_at timestamptz,
    reviewed_at timestamptz,
    published_at timestamptz,
    changed_at timestamptz,
    withdrawn_at timestamptz,
    withheld_at timestamptz,
    first_at timestamptz,
    last_at timestamptz,
    events int NOT NULL,
    groups text[] NOT NULL,"""

REGISTERS = """
    source text NOT NULL,
    kind text NOT NULL,
    "number" text NOT NULL,
    unit text NOT NULL,
    item text NOT NULL,
    case_no text NOT NULL,
    subject text NOT NULL,
    "on" date NOT NULL,
    position bigint NOT NULL,
    recorded_at timestamptz,
    first_at timestamptz,
    last_at timestamptz,
    groups text[] NOT NULL,"""

SIGNS = """
    docket text NOT NULL,
    unit text NOT NULL,
    item text NOT NULL,
    "window" text NOT NULL,
    channel text NOT NULL,
    person text NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    since timestamptz,
    codes text[] NOT NULL,
    unsettled text[] NOT NULL,
    waits text[] NOT NULL,"""

TABLES = (
    ("documents", DOCUMENTS),
    ("registers", REGISTERS),
    ("feeds", ""),
    ("signs", SIGNS),
)

INDEXES = """
CREATE INDEX documents_groups_idx ON {views}.documents USING gin (groups) WITH (fastupdate = off);
CREATE INDEX registers_groups_idx ON {views}.registers USING gin (groups) WITH (fastupdate = off);
CREATE INDEX signs_codes_idx ON {views}.signs USING gin (codes) WITH (fastupdate = off);
CREATE INDEX signs_waits_idx ON {views}.signs USING gin (waits)
    WITH (fastupdate = off)
    WHERE to_position = 9223372036854775807 AND waits <> '{{}}';
"""
GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {views} TO {writer};
GRANT SELECT ON ALL TABLES IN SCHEMA {views} TO {reader};
"""


def upgrade() -> None:
    views = context.config.attributes["names"].views
    words = {"views": views, "writer": WRITER, "reader": READER}
    op.execute(CASES.format(**words))
    for table, columns in TABLES:
        op.execute(VERSIONS.format(table=table, columns=columns, **words))
    op.execute(INDEXES.format(**words))
    op.execute(GRANTS.format(**words))
