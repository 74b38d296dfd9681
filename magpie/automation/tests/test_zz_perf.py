import time, pytest
from django.db import connection
from magpie.automation import measures
from magpie.automation.models import *
from magpie.platform import records
from magpie.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def test_perf():
    w = Workflow.objects.create(name="X", object="lead")
    o = Workflow.objects.create(name="Y", object="lead")
    v = Version.objects.create(workflow=w, number=1, document={})
    v2 = Version.objects.create(workflow=o, number=1, document={})
    with connection.cursor() as c:
        for wf, ver, n in ((w, v, 200000), (o, v2, 50000)):
            c.execute(
                """INSERT INTO automation_run (version_id, workflow_id, key, object, record_id, status, started_at, finished_at, begun_at)
            SELECT %s,%s,'k'||g,'lead',g, CASE WHEN g%%10=0 THEN 'waiting' WHEN g%%50=1 THEN 'failed' ELSE 'completed' END, now()-(g||' seconds')::interval*10, now(), now() FROM generate_series(1,%s) g""",
                [ver.pk, wf.pk, n],
            )
        c.execute("""INSERT INTO automation_step (run_id, step, path, kind, status, output, started_at, finished_at, attempts)
          SELECT r.id, 's'||k, '', CASE k WHEN 1 THEN 'if' WHEN 2 THEN 'wait' ELSE 'action' END, CASE WHEN k=2 AND r.status='waiting' THEN 'waiting' WHEN k=5 AND r.status='failed' THEN 'failed' ELSE 'done' END,
            CASE k WHEN 1 THEN '{"branch":"then"}'::jsonb WHEN 2 THEN '{"outcome":"time"}' ELSE '{"object":"lead","id":5}' END, r.started_at, r.started_at + (random()*1000||' seconds')::interval, 1
          FROM automation_run r, generate_series(1,5) k""")
        c.execute("ANALYZE automation_run")
        c.execute("ANALYZE automation_step")
        c.execute("SELECT count(*) FROM automation_step")
        print(c.fetchone())
    for days in (30, 7):
        for _ in range(2):
            t = time.time()
            m = measures.of_workflow(w, days)
            print(days, "of_workflow", round(time.time() - t, 2), m["runs"])
    connection.cursor().execute("SET jit = off")
    given = {"workflow": w.pk, "since": measures.first_moment(30), "zone": "Asia/Shanghai", "ways": list(measures.WAYS)}
    with connection.cursor() as c:
        for n in ("_RUNS", "_DAYS", "_BLOCKS", "_TAKEN", "_WAITS"):
            t = time.time()
            c.execute("EXPLAIN (ANALYZE, BUFFERS OFF) " + getattr(measures, n), given)
            rows = c.fetchall()
            print(n, round(time.time() - t, 2))
            print("\n".join(r[0] for r in rows[:14]))
    for kw in ({"status": "failed"}, {"status": "waiting"}, {"outcome": "time"}):
        t = time.time()
        r = list(
            measures.runs_with_step(
                Run.objects.filter(workflow=w), "s5" if "failed" in kw.values() else "s2", **kw
            ).order_by("-id")[:51]
        )
        print(kw, len(r), round(time.time() - t, 3))
