"""The demo's leads, in every status; some go through the real actions while they are being loaded."""

from __future__ import annotations

from typing import Any

from magpie.demo.customers import REPS
from magpie.demo.places import PLACES, phone
from magpie.demo.writing import Book
from magpie.platform import actions, context, records
from magpie.platform.models import User
from magpie.sales.models import Lead, TerritoryMember

# name, job title, company, web name, town, industry
PEOPLE = (
    ("陈晓东", "设备经理", "常熟通用轴承有限公司", "tongyong-bearing", "苏州", "manufacturing"),
    ("林秀英", "采购经理", "上海博雅化妆品有限公司", "boya-cosmetics", "上海", "manufacturing"),
    ("张伟明", "生产总监", "杭州新安电机有限公司", "xinan-motor", "杭州", "manufacturing"),
    ("王丽娜", "总经理助理", "南京佳禾粮油有限公司", "jiahe-oil", "南京", "manufacturing"),
    ("刘洋", "自动化主管", "无锡太湖电缆有限公司", "taihu-cable", "无锡", "energy"),
    ("杨帆", "运营经理", "宁波甬江冷链物流", "yongjiang-coldchain", "宁波", "logistics"),
    ("黄晓", "厂长", "合肥江淮纸业有限公司", "jianghuai-paper", "合肥", "manufacturing"),
    ("周倩", "质量经理", "苏州瑞康生物科技", "ruikang-bio", "苏州", "healthcare"),
    ("吴昊", "项目经理", "深圳鹏程连接器有限公司", "pengcheng-connector", "深圳", "information_technology"),
    ("郑洁", "采购总监", "东莞百利玩具有限公司", "baili-toys", "东莞", "manufacturing"),
    ("冯志强", "设备科长", "佛山南海陶瓷有限公司", "nanhai-ceramics", "佛山", "manufacturing"),
    ("褚明", "副总经理", "广州珠江啤酒配套厂", "zhujiang-supply", "广州", "manufacturing"),
    ("卫东升", "技术经理", "厦门海沧钨业", "haicang-tungsten", "厦门", "manufacturing"),
    ("蒋欣", "仓储主管", "福州闽江医药物流", "minjiang-pharma", "福州", "logistics"),
    ("沈浩然", "生产经理", "成都蜀锦家具有限公司", "shujin-furniture", "成都", "manufacturing"),
    ("韩冰", "工程师", "武汉长江船舶配件", "changjiang-marine", "武汉", "manufacturing"),
    ("朱红", "行政总监", "北京京城印刷有限公司", "jingcheng-print", "北京", "media"),
    ("秦朗", "信息主管", "西安古城数控有限公司", "gucheng-cnc", "西安", "manufacturing"),
    ("尤佳", "采购", "天津海河食品有限公司", "haihe-food", "天津", "manufacturing"),
    ("Lukas Weber", "Plant manager", "Weber Metallbau GmbH", "weber-metallbau", "München", "manufacturing"),
    ("Emily Carter", "Operations manager", "Carter Packaging Ltd", "carter-packaging", "London", "manufacturing"),
    ("Giulia Conti", "Purchasing manager", "Conti Pasta S.r.l.", "conti-pasta", "Milano", "manufacturing"),
    ("Robert Hall", "Director of engineering", "Bay Robotics Labs", "bay-robotics", "San Jose", "education"),
    ("Lim Hui Min", "Supply chain lead", "Straits Cold Storage", "straits-cold", "Singapore", "logistics"),
    ("Haruto Sato", "Section chief", "Naniwa Denki", "naniwa-denki", "大阪", "manufacturing"),
    ("Anouk Jansen", "Managing director", "Jansen Bloemen B.V.", "jansen-bloemen", "Eindhoven", "retail"),
    ("许文静", "设备工程师", "苏州工业园区华能电气", "huaneng-elec", "苏州", "energy"),
    ("何俊杰", "总经理", "上海浦东新宏塑业", "xinhong-plastic", "上海", "manufacturing"),
    ("吕小军", "生产主管", "杭州西湖茶业机械", "xihu-teamachine", "杭州", "manufacturing"),
    ("施雨", "采购经理", "南京紫金光电", "zijin-photonics", "南京", "information_technology"),
    ("孔令辉", "厂务经理", "深圳光明显示技术", "guangming-display", "深圳", "information_technology"),
    ("曹阳", "制造总监", "东莞松湖电池有限公司", "songhu-battery", "东莞", "energy"),
    ("严冬梅", "财务总监", "佛山顺德小家电", "shunde-appliance", "佛山", "manufacturing"),
    ("华晨", "运营总监", "广州番禺珠宝工厂", "panyu-jewel", "广州", "retail"),
    ("金晓光", "技术总监", "上海临港海工装备", "lingang-offshore", "上海", "energy"),
    ("魏然", "采购主管", "无锡惠山家纺", "huishan-textile", "无锡", "manufacturing"),
    ("陶冶", "副厂长", "宁波北仑紧固件", "beilun-fastener", "宁波", "manufacturing"),
    ("姜珊", "项目主管", "厦门翔安眼镜", "xiangan-optical", "厦门", "retail"),
    ("Thomas Berger", "Production planner", "Alpenquell AG", "alpenquell", "München", "manufacturing"),
    ("Sophie Turner", "Procurement lead", "Thames Brewing Co.", "thames-brewing", "London", "manufacturing"),
    ("谢安", "生产经理", "上海嘉定汽车内饰", "jiading-interior", "上海", "manufacturing"),
    ("邹静", "总经理", "苏州吴江丝绸", "wujiang-silk", "苏州", "manufacturing"),
    ("喻明", "设备部长", "杭州萧山钢构", "xiaoshan-steel", "杭州", "construction"),
    ("柏林", "运营副总", "深圳盐田港配送", "yantian-delivery", "深圳", "logistics"),
    ("水清", "质量总监", "东莞虎门服装", "humen-garment", "东莞", "manufacturing"),
    ("窦文", "技术副总", "成都双流无人机", "shuangliu-uav", "成都", "manufacturing"),
    ("Peter Olsen", "Site manager", "Harrow Dairy Ltd", "harrow-dairy", "London", "manufacturing"),
    ("Carla Romano", "Technical buyer", "Romano Vetro S.r.l.", "romano-vetro", "Milano", "manufacturing"),
    ("章晗", "采购经理", "南京江宁阀门", "jiangning-valve", "南京", "manufacturing"),
    ("云飞", "自动化经理", "合肥高新家电", "gaoxin-appliance", "合肥", "manufacturing"),
    ("苏小小", "工程部主管", "佛山三水饮料", "sanshui-drinks", "佛山", "manufacturing"),
    ("潘晓婷", "物流经理", "广州南沙冷库", "nansha-cold", "广州", "logistics"),
    ("葛军", "车间主任", "无锡江阴机电", "jiangyin-electro", "无锡", "manufacturing"),
    ("范冰洁", "副总经理", "宁波慈溪厨具", "cixi-kitchen", "宁波", "manufacturing"),
    ("彭飞", "设备经理", "上海松江印包", "songjiang-print", "上海", "media"),
    ("鲁迪", "生产总监", "深圳龙华精密", "longhua-precision", "深圳", "manufacturing"),
    ("Nina Schulz", "Head of automation", "Isar Optik GmbH", "isar-optik", "München", "manufacturing"),
)

# status of how many of them, in that order; who has them
NEW, WORKING, RECYCLED, LOST, QUALIFIED, TO_QUALIFY, TO_CONVERT, FRESH = 14, 12, 5, 6, 8, 3, 6, 3

NEEDS = (
    (
        "每班需要人工码垛约 1800 箱，希望用机器人替代，并与现有输送线对接。",
        "Palletizing 1,800 boxes a shift by hand; wants robots on the existing conveyors.",
    ),
    (
        "外观检测漏检率偏高，计划上视觉检测系统，要求节拍 0.8 秒。",
        "Too many faults slip through visual inspection; a cycle of 0.8 seconds is needed.",
    ),
    (
        "焊接岗位招工困难，准备先改造两条焊接线。",
        "Welders are hard to find; two welding lines are to be automated first.",
    ),
    (
        "新厂房明年投产，需要整线规划和产线管理软件。",
        "A new plant opens next year and needs line planning and line software.",
    ),
    ("仓库搬运距离长，考虑引入 6 台自动导引车。", "Long ways in the warehouse; thinking of six guided vehicles."),
    (
        "老设备维护成本高，希望签年度维保并逐步替换。",
        "Old machines cost too much to maintain; wants a yearly contract and step-by-step renewal.",
    ),
)
SOURCES = ("website", "exhibition", "referral", "advertisement", "phone", "campaign", "partner", "douyin")
RATINGS = ("warm", "hot", "cold", "warm", "hot")
TIMEFRAMES = ("1_3_months", "3_6_months", "now", "later")


def _row(book: Book, place: int, campaigns: list[int]) -> dict[str, Any]:
    name, job_title, company, web, city, industry = PEOPLE[place]
    where = PLACES[city]
    source = SOURCES[place % len(SOURCES)]
    campaign = {"exhibition": 0, "referral": 2, "advertisement": 3, "website": 3, "campaign": 1}.get(source)
    return {
        "name": name,
        "job_title": job_title,
        "company": company,
        "industry": industry,
        "source": source,
        "campaign": f"campaign:{campaigns[campaign]}" if campaign is not None else "",
        "mobile": phone(city, 700 + place, is_mobile=True),
        "email": f"lead{place + 1}@{web}.example",
        "website": f"https://www.{web}.example",
        "country": where.country,
        "state": where.state,
        "city": where.city,
        "currency": where.currency,
        "rating": RATINGS[place % len(RATINGS)],
        "score": 20 + (place * 17) % 75,
        "employees": 40 + (place * 137) % 1900,
        "created_at": book.past(1 + place % 40, 9 + place % 8, (place * 7) % 60),
    }


def _need(place: int) -> str:
    chinese, english = NEEDS[place % len(NEEDS)]
    return _in_their_words(place, chinese, english)


def _in_their_words(place: int, chinese: str, english: str) -> str:
    return chinese if PLACES[PEOPLE[place][4]].country == "中国" else english


def _qualification(place: int) -> dict[str, Any]:
    """What one knows of a lead that meets the criteria."""
    return {
        "budget": 60_000 + 35_000 * (place % 9),
        "authority": "decides" if place % 3 else "influences",
        "purchase_timeframe": TIMEFRAMES[place % 3],
        "need": _need(place),
    }


def _rep(place: int) -> str:
    return REPS[PLACES[PEOPLE[place][4]].region][place % 2]


def load(book: Book, campaigns: list[int], territories: dict[str, int]) -> list[int]:
    """Make the leads; gives the numbers of those still open, of which activities may tell."""
    rows: list[tuple[str, dict[str, Any]]] = []
    bounds: dict[str, range] = {}
    end = 0
    for kind, count in (
        ("new", NEW),
        ("working", WORKING),
        ("recycled", RECYCLED),
        ("disqualified", LOST),
        ("qualified", QUALIFIED),
        ("to_qualify", TO_QUALIFY),
        ("to_convert", TO_CONVERT),
        ("fresh", FRESH),
    ):
        bounds[kind] = range(end, end + count)
        end += count
    for kind, places in bounds.items():
        rows += [_values(book, kind, place, campaigns, territories) for place in places]
    numbers = book.add("lead", rows)
    _past_hand_overs(book, [(p, numbers[p]) for p in bounds["qualified"]], territories)
    _qualify(book, [numbers[p] for p in bounds["to_qualify"]])
    _convert(book, [numbers[p] for p in bounds["to_convert"]])
    return [numbers[p] for kind in ("new", "working", "qualified") for p in bounds[kind]]


def _values(
    book: Book, kind: str, place: int, campaigns: list[int], territories: dict[str, int]
) -> tuple[str, dict[str, Any]]:
    values = _row(book, place, campaigns)
    who = "yue" if place % 7 == 3 else "ana"
    owner = who
    match kind:
        case "new":
            values |= {"status": "new", "created_at": book.past(place % 6, 8 + place % 9, 5 * place % 60)}
        case "working":
            owner = _rep(place) if place % 3 else who
            values |= {
                "status": "working",
                "budget": 20_000 + 9_000 * (place % 6),
                "authority": "influences" if place % 2 else "",
                "need": _need(place) if place % 3 else "",
                "next_contact_at": book.at(place % 5 - 1, 10 + place % 6),
                "last_contact_at": book.past(2 + place % 5, 15),
            }
        case "recycled":
            values |= {
                "status": "recycled",
                "lost_reason": "timing",
                "lost_note": _in_their_words(place, "明年再联系", "Call again next year"),
                "purchase_timeframe": "later",
            }
        case "disqualified":
            owner = _rep(place)
            reasons = ("no_budget", "no_answer", "wrong_data", "no_need", "competitor", "duplicate")
            values |= {"status": "disqualified", "lost_reason": reasons[place % 6]}
        case "qualified":
            owner = _rep(place)
            values |= {
                **_qualification(place),
                "status": "qualified",
                "territory": territories[PLACES[PEOPLE[place][4]].region],
                "handed_over_by": book.number("ana"),
                "handed_over_at": book.past(3 + place % 8, 10, 20),
                "accepted_at": book.past(2 + place % 8, 14, 40),
                "next_contact_at": book.at(place % 4, 14),
            }
            who = "ana"
        case "to_qualify":
            who = owner = "ana"
            values |= {**_qualification(place), "status": "working"}
        case "to_convert":
            owner = _rep(place)
            values |= {**_qualification(place), "status": "qualified", "last_contact_at": book.past(3, 16)}
        case _:  # fresh: everything known but the budget
            who = owner = "ana"
            values |= {
                **_qualification(place),
                "budget": None,
                "status": "working",
                "created_at": book.past(1, 16, place % 60),
            }
    return who, {**values, "owner": book.number(owner)}


def _past_hand_overs(book: Book, given: list[tuple[int, int]], territories: dict[str, int]) -> None:
    """The offers behind leads that were accepted some days ago."""
    members = {(m.territory_id, m.user_id): m.pk for m in TerritoryMember.objects.all()}
    rows: list[tuple[str, dict[str, Any]]] = []
    for place, number in given:
        territory, receiver = territories[PLACES[PEOPLE[place][4]].region], book.number(_rep(place))
        rows.append(
            (
                "",
                {  # the leads are no longer hers to see
                    "name": PEOPLE[place][0],
                    "lead": number,
                    "giver": book.number("ana"),
                    "receiver": receiver,
                    "owner": receiver,
                    "territory": territory,
                    "member": members.get((territory, receiver or 0)),
                    "note": _need(place),
                    "state": "accepted",
                    "offered_at": book.past(3 + place % 8, 10, 20),
                    "answered_at": book.past(2 + place % 8, 14, 40),
                    "created_at": book.past(3 + place % 8, 10, 20),
                },
            )
        )
    book.add("hand_over", rows)


def _do(book: Book, name: str, lead: Lead, user: User | None, **data: Any) -> Any:
    """Perform an action as its button would."""
    if user is None:
        raise ValueError(f"nobody to do {name}")
    result = actions.perform(actions.get(name), lead, data, actor=book.actor(user.username), automation="skip")
    lead.refresh_from_db()
    return result


def _qualify(book: Book, numbers: list[int]) -> None:
    """Leads that Ana qualifies and hands over today; two are accepted, one is declined first."""
    ana = book.users["ana"]
    for place, number in enumerate(numbers):
        lead = Lead.objects.get(pk=number)
        _do(book, "lead.qualify", lead, ana)
        _do(book, "lead.hand_over", lead, ana, by="territory", note=lead.need)
        if place == 1:
            _do(book, "lead.decline", lead, lead.owner, reason="本周出差，无法跟进")
        _do(book, "lead.accept", lead, lead.owner)


def _convert(book: Book, numbers: list[int]) -> None:
    """Leads that their owners make customers of."""
    for place, number in enumerate(numbers):
        lead = Lead.objects.select_related("owner").get(pk=number)
        _do(book, "lead.convert", lead, lead.owner, with_opportunity=place % 3 != 2)


def finish_fresh(book: Book) -> None:
    """The last word of qualification on some leads, with workflows: the hand-over begins when the worker does."""
    ana = book.actor("ana")
    names = [PEOPLE[place][0] for place in range(len(PEOPLE) - FRESH, len(PEOPLE))]
    for place, lead in enumerate(Lead.objects.filter(name__in=names, status="working", budget=None).order_by("id")):
        with context.acting(ana, automation="run"):
            records.update(lead, {"budget": 180_000 + 60_000 * place}, actor=ana)
