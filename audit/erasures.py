"""Keeps what was erased erased (个人信息保护法 47): a restored backup may bring keys back.

The ledger remembers every `subject.erased`; a vault row of such a subject is one that came back.
"""

from collections.abc import Iterator

from psycopg import Connection, sql

PAGE = 1000


def erased(reader: Connection, ledger: str) -> Iterator[list[str]]:
    """The subjects that entries say were erased, in pages; `ledger` is the log's schema."""
    # "." follows "-" in ASCII, so the range of the index holds every subject stream.
    query = sql.SQL(
        "SELECT originator_id, convert_from(state, 'UTF8')::jsonb #>> '{{data,subject}}' "
        "FROM {} WHERE originator_id > %s AND originator_id < 'subject.' "
        "AND topic = 'subject.erased' ORDER BY originator_id LIMIT %s"
    ).format(sql.Identifier(ledger, "entries"))
    after = "subject-"
    while page := reader.execute(query, (after, PAGE)).fetchall():
        yield [subject for _, subject in page if subject]
        after = page[-1][0]


def returned(vault: Connection, ledger: str, schema: str) -> list[str]:
    """Erased subjects whose key is in the vault's `schema` again."""
    query = sql.SQL("SELECT id FROM {} WHERE id = ANY(%s) ORDER BY id").format(
        sql.Identifier(schema, "subject")
    )
    return [
        subject
        for page in erased(vault, ledger)
        for (subject,) in vault.execute(query, (page,)).fetchall()
    ]


def reapply(vault: Connection, ledger: str, schema: str) -> list[str]:
    """Deletes the keys that came back; answers whose they were. Called at start and by verify."""
    subjects = returned(vault, ledger, schema)
    query = sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(sql.Identifier(schema, "subject"))
    with vault.transaction():
        vault.execute(query, (subjects,))
    return subjects
