"""Whom a line of words speaks of, and what kind of thing it is: a promise, a meeting, a reminder, a task."""

from __future__ import annotations

import re

from magpie.reminders.words.reading import Reading
from magpie.reminders.words.result import Kind

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
    "雷钱汤尹黎易常武乔贺赖龚文施洪庄严葛牛温樊俞章鲁倪毕柳齐梅殷焦童詹欧翟安耿"
)
_TITLES = (
    "总经理|副总经理|董事长|总监|副总|总裁|经理|主任|主管|部长|处长|科长|局长|厂长|店长|校长|院长|行长|书记|秘书|会计"
    "|律师|医生|教授|博士|工程师|老师|老板|先生|女士|小姐|太太|师傅|董|总|工|哥|姐|局|处|科"
)
_CHINESE = re.compile(
    rf"(?<![汇])(?:(?:欧阳|司马|上官|诸葛|[{_SURNAMES}])[\u4e00-\u9fff]{{0,2}}?(?:{_TITLES})|[老小](?!师)[{_SURNAMES}]"
    rf"(?![\u4e00-\u9fff]{{0,1}}(?:时|家)))(?![结计共额数量程作具])"
)
_AFTER = re.compile(
    rf"(?:给|跟|和|与|向|找|约|替|帮|陪|联系|拜访|问|请|见)(?P<name>(?:欧阳|司马|上官|诸葛|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}?)"
    r"(?=回|打|发|寄|送|答|报|说|谈|开|吃|见|确认|联系|讨论|汇报|催|约|的|聊|对账|,|，|\s|$)"
)
_ENGLISH = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam)\b\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?")
_AT = re.compile(r"(?<![\w.])@(?P<name>[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff.-]{0,30})")
_NAMED = re.compile(
    r"\b(?:[Cc]all|[Mm]eet|[Pp]hone|[Rr]ing|[Ee]mail|[Vv]isit|[Aa]sk|[Tt]ell|[Ss]ee|[Ii]nvite|[Cc]ontact|[Pp]ing"
    r"|[Rr]emind|[Ww]ith|[Tt]o|[Ff]or|[Ff]rom"
    r"|[Pp]romised|[Ss]end|[Gg]ive|打电话给|给|和|跟|约)\s*(?P<name>[A-Z][a-z]+(?:[\s-][A-Z][a-z]+)?)\b(?!\s+(?:Street|Road"
    r"|meeting|report))"
)
_NO_NAMES = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March",
    "April", "May", "June", "July", "August", "September", "October", "November", "December", "The", "Our", "My", "All",
    "Me", "Us", "Today", "Tomorrow", "Christmas", "Easter", "Sales", "Noon",
}  # fmt: skip
_PROMISE = re.compile(
    r"答应|承诺|答复|回复|回电|回话|回访|回信|给.{1,8}?(?:回个?|打个?回|发|寄|送|报|提供|交|出)(?!.{0,4}会议)|向.{1,8}?(?:答|汇报|回)|交付|交货|报价给"
    r"|call(?:ing)? \w*\s?[\w.' ]{0,20}?back\b|\bcall back\b|get(?:ting)? back to\b|\bpromis|\brepl(?:y|ies) to\b"
    r"|\banswer\b.{0,20}(?:mail|question|request)"
    r"|\b(?:send|e-?mail|mail|deliver|forward|submit) .{1,60}? to\b|\b(?:send|e-?mail|get|give) (?:mr|mrs|ms|dr)\b"
    r"|\breturn .{0,20}call\b|\bfollow up with\b"
    r"|\b(?:send|e-?mail) (?:him|her|them|the (?:customer|client))\b|\bquote (?:for|to) \b"
)
_MEETING = re.compile(
    r"开会|会议|例会|周会|月会|晨会|早会|碰头|见面|面谈|会面|拜访|面试|约见|洽谈|会谈|聚餐|吃饭|午餐会|培训|评审会|参观|和.{1,6}开|评审|(?<![一-鿿])约"
    r"|\bmeeting\b|\bmeet\b|\bappointment\b|\bvisit\b|\blunch w(?:ith|/)|\bkick-?off\b|\bdinner with\b"
    r"|\bcoffee with\b|\binterview\b|\bstand-?up\b|\bdemo\b|\bworkshop\b|\bconference\b|\bsite tour\b|\btraining\b"
    r"|\b1:1\b|\bone-on-one\b|\bcall with\b|站会|电话会|聚会"
)
_REMIND = re.compile(
    r"(?:^|(?<=[\x01\x02,，。;；\s]))\s*(?:请|麻烦|帮我|帮忙|记得|务必|到时候?)*(?:提醒|叫|通知)(?:一下)?(?:我(?!们)|下)(?:要|去|得|记得|一下|下)*"
    r"|\b(?:please\s+)?remind me(?:\s+(?:to|that|about|of))?\b(?:\s+i\s+(?:have|need)\s+to)?|\b(?:set\s+)?"
    r"(?:a\s+)?reminder\s*(?:to|for|:|that)\s*"
)
_LEAD = re.compile(
    r"(?:^|(?<=[\x01\x02,，。;；\s]))\s*(?:请)?(?:记得|别忘了?|不要忘记?|不要忘了|记住|务必记得)(?:要|去)?"
    r"|\b(?:please\s+)?(?:don'?t forget"
    r"|remember)(?:\s+(?:to|about|that))?\b|^\s*(?:please|pls|todo:?|待办[:：]?)\s*"
)
_REMINDS_AT_END = re.compile(
    r"(?:[,，]?\s*(?:的时候|时|再)?(?:提醒|叫|通知)(?:一下)?(?:我|大家)?(?:一下|一声)?|,?\s*\bremind me\b)\s*[。.!！]*$"
)


def people(reading: Reading) -> tuple[str, ...]:
    """The people named, as they are written, in their order; they stay in the text."""
    found: dict[int, tuple[int, str]] = {}
    for pattern in (_ENGLISH, _CHINESE, _AT, _AFTER, _NAMED):
        for match in pattern.finditer(reading.text):
            group = "name" if "name" in match.groupdict() else 0
            start, end, name = match.start(group), match.end(group), match[group]
            if any(start < other_end and end > other for other, (other_end, _name) in found.items()):
                continue
            if name.split()[0] in _NO_NAMES or not reading.left[start:end].isprintable():
                continue
            found[start] = (end, name)
    for start, (end, _name) in sorted(found.items()):
        reading.mark(start, end, "person")
    return tuple(dict.fromkeys(name for _start, (_end, name) in sorted(found.items())))


def kind(reading: Reading, *, comes_again: bool) -> Kind:
    """What kind of thing it is; "remind me" and the like are taken out."""
    reminds = False
    for pattern in (_REMIND, _REMINDS_AT_END):
        reminds = bool(reading.take(pattern, "kind")) or reminds
    reading.take(_LEAD, "kind")
    if match := _PROMISE.search(reading.left):
        reading.mark(match.start(), match.end(), "kind")
        return "promise"
    if not reminds and (match := _MEETING.search(reading.left)):
        reading.mark(match.start(), match.end(), "kind")
        return "meeting"
    return "reminder" if reminds or comes_again else "task"
