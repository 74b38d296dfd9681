import time, pytest
from magpie.platform import bulk, objects
from magpie.platform.actor import SYSTEM
from magpie.platform.models import *
@pytest.mark.django_db(transaction=True)
def test_speed():
    T=objects.get("user")
    rows=[{"username":f"user{n}","name":f"某某 {n}","email":f"u{n}@example.com","phone":f"138{n:08d}","job_title":"Sales manager","language":"en","time_zone":"Asia/Shanghai","is_active":True,"away_from":"2026-01-01T00:00:00Z"} for n in range(50000)]
    t=time.time(); r=bulk.create_many(T,rows,actor=SYSTEM); print("create/s",50000/(time.time()-t), r.count, r.failed[:2])
    from magpie.platform.bulk.creating import Creator
    c=Creator(T,SYSTEM); t=time.time()
    cl=[c.clean(x) for x in rows]; print("clean us/value",(time.time()-t)/50000/9*1e6)
    T=objects.get("team")
    bulk.create_many(T,({"name":f"T{n}"} for n in range(10000)),actor=SYSTEM)
    t=time.time(); r=bulk.update_many(T,Team.objects.all(),{"office":"X"},actor=SYSTEM); print("update 10000",time.time()-t, r.count)
    t=time.time(); r=bulk.delete_many(T,Team.objects.all(),actor=SYSTEM); print("delete 10000",time.time()-t, r.count)
