"""The ledger: entries, head, requests and tiles that only grow, and the vault beside them."""

from alembic import context, op

from ledger.names import OWNER, READER, VAULT, WRITER

revision = "0001"
down_revision = None

# The library's column names; `notification_id` is the position, dense from 1.
ENTRIES = """
CREATE TABLE {ledger}.entries (
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
    PRIMARY KEY (originator_id, originator_version)
) WITH (autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_scale_factor = 0.05);
CREATE UNIQUE INDEX entries_notification_id_idx ON {ledger}.entries (notification_id);
"""

# One row, locked first by every append; fillfactor leaves room for updates in place.
HEAD = """
CREATE TABLE {ledger}.head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO {ledger}.head (size, recorded_at) VALUES (0, '0001-01-01T00:00:00Z');
"""

REQUESTS = """
CREATE TABLE {ledger}.requests (
    principal text COLLATE "C" NOT NULL,
    request text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    position bigint NOT NULL,
    entries int NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (principal, request)
);
CREATE INDEX requests_recorded_at_idx ON {ledger}.requests USING brin (recorded_at);
"""

# The Merkle tree above the leaves, one hash per completed tile: level n stands for 256^n
# leaves (C2SP tlog-tiles); level 0 is the column `leaf`.
TREE = """
CREATE TABLE {ledger}.tree (
    level smallint NOT NULL CHECK (level > 0),
    index bigint NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);
"""

VAULT_TABLES = """
CREATE TABLE {vault}.subject (
    id text PRIMARY KEY,
    hmac bytea NOT NULL UNIQUE,
    wrapped_key bytea NOT NULL,
    kek_id text NOT NULL
);
"""

# ENABLE ALWAYS: also in a session that pretends to be a replica.
APPEND_ONLY = """
CREATE FUNCTION {ledger}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % on %.% is refused',
        TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
GUARD = """
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {ledger}.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION {ledger}.refuse_change();
ALTER TABLE {ledger}.{table} ENABLE ALWAYS TRIGGER only_grows;
"""
KEEP_HEAD = """
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON {ledger}.head
    FOR EACH STATEMENT EXECUTE FUNCTION {ledger}.refuse_change();
ALTER TABLE {ledger}.head ENABLE ALWAYS TRIGGER stays;
"""

GRANTS = """
GRANT USAGE ON SCHEMA {ledger} TO {writer}, {reader}, {vault_role};
GRANT USAGE ON SCHEMA {vault} TO {vault_role};
GRANT SELECT, INSERT ON {ledger}.entries, {ledger}.tree TO {writer}, {vault_role};
GRANT SELECT, UPDATE (size, recorded_at) ON {ledger}.head TO {writer}, {vault_role};
GRANT SELECT, INSERT, DELETE ON {ledger}.requests TO {writer}, {vault_role};
GRANT SELECT ON {ledger}.entries, {ledger}.head, {ledger}.tree TO {reader};
GRANT SELECT, INSERT, DELETE ON {vault}.subject TO {vault_role};
GRANT UPDATE (wrapped_key, kek_id) ON {vault}.subject TO {vault_role};
"""


def upgrade() -> None:
    names = context.config.attributes["names"]
    words = {
        "ledger": names.ledger,
        "vault": names.vault,
        "owner": OWNER,
        "writer": WRITER,
        "reader": READER,
        "vault_role": VAULT,
    }
    for part in (ENTRIES, HEAD, REQUESTS, TREE, VAULT_TABLES, APPEND_ONLY, KEEP_HEAD, GRANTS):
        op.execute(part.format(**words))
    for table in ("entries", "tree"):
        op.execute(GUARD.format(table=table, **words))
