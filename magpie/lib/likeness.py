"""When two texts mean the same company, person, telephone or e-mail: plain forms, keys for an index, and a score.

A *plain form* is equal for texts that mean the same.  For names that are only similar, `keys` gives a few short texts
of which two similar names share at least one, so that an index finds the few worth scoring: the pinyin of the
distinctive part of a Chinese name, whole and with one syllable left out, and the consonants of Latin words.  `score`
then says how alike two names are, from 0 to 100.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import Indel

from magpie.lib import phone

_NOT_WORD = re.compile(r"[\W_]+")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Legal forms, the longest first; they say nothing about which company it is.
_CHINESE_FORMS = _words("""
    股份有限责任公司 集团股份有限公司 集团有限责任公司 股份有限公司 有限责任公司 集团有限公司 控股有限公司
    有限合伙企业 个体工商户 股份公司 集团公司 有限公司 分公司 总公司 有限合伙 合伙企业 工作室 责任公司 公司
    集团 有限
""")
_LATIN_FORMS = frozenset(
    _words("""
    ab ag aps as bhd bv co company corp corporation gmbh group holding holdings inc incorporated kg kk limited
    llc llp lp ltd nv ohg oy plc pte pty sa sarl sas sdn se spa srl the ug
""")
)
# What many companies of a trade are called; kept in the plain form, left out of the distinctive part.
_CHINESE_TRADES = _words("""
    信息技术 网络科技 电子商务 电子科技 生物科技 进出口 科技 技术 贸易 实业 发展 机械 设备 制造 工程 建筑 建设
    装饰 材料 电子 电气 电器 网络 信息 软件 文化 传媒 广告 咨询 服务 管理 投资 商贸 物流 食品 医药 医疗 器械
    化工 能源 环保 汽车 教育 国际 工业 自动化 智能 精密 包装 印刷 纺织 服装 家具 农业 控股
""")
_REGIONS = _words("""
    北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川
    贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 广州 深圳 东莞 佛山 珠海 中山 惠州 杭州
    宁波 温州 嘉兴 绍兴 金华 义乌 台州 南京 苏州 无锡 常州 南通 徐州 扬州 镇江 昆山 合肥 芜湖 福州 厦门 泉州
    南昌 济南 青岛 烟台 潍坊 临沂 郑州 洛阳 武汉 宜昌 襄阳 长沙 株洲 成都 绵阳 贵阳 昆明 西安 兰州 沈阳 大连
    长春 哈尔滨 石家庄 唐山 太原 南宁 桂林 柳州 海口 三亚 乌鲁木齐 呼和浩特 银川 西宁 中国
""")
_TRADES_PATTERN = re.compile("|".join(_CHINESE_TRADES))
_REGION_PATTERN = re.compile(f"^(?:(?:{'|'.join(_REGIONS)})(?:省|市|自治区)?)+")
_REGION_IN_BRACKETS = re.compile(rf"[(（](?:{'|'.join(_REGIONS)})(?:省|市)?[)）]")
_VOWELS = re.compile(r"(?<=.)[aeiouyhw]+")
_TWICE = re.compile(r"(.)\1+")
LONGEST = 200  # letters of a name that are looked at
MOST_KEYS = 10


def fold(text: str) -> str:
    """The text without case, accents, and the difference of full and half width."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    if text.isascii() or not any("\u00c0" <= c <= "\u024f" for c in text):
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def exact(text: str) -> str:
    """A text without case, blanks and punctuation; empty if nothing is left."""
    return _NOT_WORD.sub("", fold(text))


def telephone(text: str) -> str:
    """A telephone number as E.164, or its digits where it cannot be understood; empty if it has hardly any."""
    text = unicodedata.normalize("NFKC", text)
    found = phone.normalize(text) or ""
    if found.startswith("+") and found[1:].isdigit():
        return found
    digits = re.sub(r"\D", "", found or text)
    return digits if len(digits) >= 5 else ""


def email(text: str) -> str:
    """An e-mail address without case, and without what follows a plus sign before the @; empty if it is none."""
    name, at, host = fold(text).strip().rpartition("@")
    return f"{name.partition('+')[0]}@{host}" if at and name and host else ""


def website(text: str) -> str:
    """The host of a web address without "www."; empty if there is none."""
    found = re.sub(r"^[a-z]+://", "", fold(text).strip()).split("/")[0].split("?")[0].rpartition("@")[2]
    return found.split(":")[0].removeprefix("www.")


@functools.lru_cache(maxsize=20_000)
def name(text: str) -> str:
    """A name without its legal form, case, blanks, punctuation and width; the whole text if nothing else is left."""
    folded = fold(text)
    words = [w for w in _NOT_WORD.sub(" ", folded).split() if w]
    kept = [w for w in words if w not in _LATIN_FORMS] or words
    plain = _without_chinese_form("".join(kept))
    return plain or "".join(words)


def _without_chinese_form(text: str) -> str:
    for form in _CHINESE_FORMS:
        if text.endswith(form) and len(text) > len(form) + 1:
            return _without_chinese_form(text[: -len(form)])
    return text


@functools.lru_cache(maxsize=20_000)
def _core(text: str) -> str:
    """The name without region; that is what two spellings of one company share."""
    plain = name(_REGION_IN_BRACKETS.sub("", text))
    bare = _REGION_PATTERN.sub("", plain)
    return bare if len(_distinctive(bare)) >= 2 else plain


@functools.lru_cache(maxsize=20_000)
def keys(text: str) -> tuple[str, ...]:
    """Short texts of which similar names share at least one; at most MOST_KEYS."""
    core = _core(text)
    if not core:
        return ()
    if not _CHINESE_RUN.search(core):
        return _latin_keys(text)
    distinctive = _distinctive(core)
    found: dict[str, None] = {}
    whole = _spoken(core)
    found["".join(whole)] = None
    if len(distinctive) >= 2:
        found["=" + "".join(_spoken(distinctive))] = None
    if 3 <= len(whole) <= 6:
        for left_out in range(len(whole)):
            found["-" + " ".join(whole[:left_out] + whole[left_out + 1 :])] = None
    return tuple(found)[:MOST_KEYS]


@functools.lru_cache(maxsize=50_000)
def _spoken(text: str) -> tuple[str, ...]:
    """The pinyin of Chinese characters, and other words as they are."""
    found: list[str] = []
    place = 0
    for run in _CHINESE_RUN.finditer(text):
        if run.start() > place:
            found.append(text[place : run.start()])
        found += lazy_pinyin(run[0], style=Style.NORMAL, errors="ignore")
        place = run.end()
    if place < len(text):
        found.append(text[place:])
    return tuple(found)


@functools.lru_cache(maxsize=20_000)
def _distinctive(core: str) -> str:
    """The name without what many companies of a trade are called."""
    return _TRADES_PATTERN.sub("", core)


def _latin_keys(text: str) -> tuple[str, ...]:
    words = [w for w in _NOT_WORD.sub(" ", fold(text)).split() if w not in _LATIN_FORMS] or exact(text).split()
    bones = [_bones(w) for w in words]
    found = {"~" + "".join(sorted(bones)): None, "~" + _bones("".join(words)): None}
    if len(words) > 1:
        found["~" + "".join(sorted(bones[:2])) + "+"] = None
        found["~" + "".join(sorted((bones[0], bones[-1]))) + "+"] = None
    elif len(words[0]) >= 6:
        found["~" + words[0][:3] + str(len(words[0]) // 2)] = None
        found["~" + words[0][-4:] + "<"] = None
    return tuple(found)[:MOST_KEYS]


def _bones(word: str) -> str:
    """A word by its first letter and its consonants, none twice in a row."""
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))


@functools.lru_cache(maxsize=50_000)
def score(one: str, other: str) -> int:
    """How alike two names are: 100 for the same plain form, 0 for nothing in common."""
    first, second = name(one), name(other)
    if not first or not second:
        return 0
    if first == second:
        return 100
    first, second = _core(one), _core(other)
    if first == second:
        return 95
    chinese = bool(_CHINESE_RUN.search(first) and _CHINESE_RUN.search(second))
    best = _ratio(first, second)
    if chinese:
        sound, other_sound = _spoken(first), _spoken(second)
        spoken = _ratio(" ".join(sound), " ".join(other_sound))
        if sound == other_sound:
            best = max(best, 0.93)
        best = max(best, 0.3 * best + 0.7 * spoken if spoken > 0.85 else 0)
        mine, others = _distinctive(first), _distinctive(second)
        if len(mine) >= 2 and mine == others:  # the trade left out on one side: 恒远, 恒远机械
            best = max(best, 0.9 if first in (mine, others) or second in (mine, others) else 0.87)
        elif mine and others and not set(mine) & set(others) and _spoken(mine) != _spoken(others):
            best = min(best, 0.5)  # only the trade is the same
    else:
        words = [sorted(_NOT_WORD.sub(" ", fold(t)).split()) for t in (one, other)]
        plain = [[w for w in each if w not in _LATIN_FORMS] for each in words]
        if plain[0] == plain[1]:
            return 95
    return min(99, round(best * 100))


def _ratio(one: str, other: str) -> float:
    """Twice the letters in common, in order, by the letters of both; 0 where no more than half are."""
    return Indel.normalized_similarity(one, other, score_cutoff=0.5)
