from pathlib import Path
from tests.audit.hall import *
def test_x(database, tmp_path):
    h=Hall(database,tmp_path); h.fill(600)
    print(h.verify())
    print(h.office.seal().decode()); print(h.verify())
    import time
    with h.tampering() as c:
        c.execute("SAVEPOINT a")
        t=time.perf_counter(); print(h.faults(c)); print(time.perf_counter()-t)
        change_word(c, 300); print(h.faults(c)); c.execute("ROLLBACK TO a")
        change_word(c, 300); rehash(c,300); print(h.faults(c)); c.execute("ROLLBACK TO a")
    assert 0
