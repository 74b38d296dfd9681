"""What the demo's people do: tasks due today, overdue and ahead, meetings, calls, notes and mails."""

from __future__ import annotations

from typing import Any

from magpie.accounts.models import Account, Contact
from magpie.activities.models import Meeting
from magpie.calendars.invitations import faces, telling
from magpie.calendars.invitations.models import Guest
from magpie.demo.customers import Customers
from magpie.demo.people import DOMAIN, USERS
from magpie.demo.writing import Book
from magpie.sales.models import Lead, Opportunity

TASKS = (
    ("电话回访", "Call back"),
    ("发送报价单", "Send the quote"),
    ("准备技术方案", "Prepare the technical concept"),
    ("确认样机测试时间", "Confirm the date of the test run"),
    ("催促合同盖章", "Chase the signed contract"),
    ("整理客户需求清单", "Write down the requirements"),
)
TASK_DAYS = (0, -1, 0, 2, -3, 1, 0, 5, -7, 3)  # due, in days from now
MEETINGS = (
    ("技术交流会", "Technical meeting"),
    ("现场勘察", "Visit to the plant"),
    ("方案评审", "Review of the concept"),
    ("线上演示", "Online demonstration"),
)
PLACES_TO_MEET = {True: ("腾讯会议", "客户现场"), False: ("Video call", "At the customer's")}
CALLS = (
    ("需求沟通", "Talked about the requirements", "interested", 640),
    ("首次联系", "First contact", "call_back", 185),
    ("约定拜访", "Agreed on a visit", "meeting_agreed", 320),
    ("未接通，已留言", "No answer, left a message", "message_left", 25),
)
GUESTS_SAY = (("accepted", ""), ("tentative", "上午另有会议，可能晚到十分钟"), ("needs_action", ""))
MAIL_BODIES = {
    True: "您好，附上我们讨论的方案与参考案例，期待您的反馈。",
    False: "As discussed, here are the concept and two references.",
}
NOTES = (
    ("客户对交期要求较紧，春节前必须完成安装调试。", "Delivery is urgent: installed and running before the holidays."),
    ("决策人是生产副总，设备部负责技术评审。", "The production VP decides; the engineers review."),
    ("现有设备为老款，接口不标准，需要现场确认。", "The present machines are old; interfaces must be checked on site."),
    ("竞争对手已报价，价格略低，但售后响应慢。", "A competitor has quoted slightly less, with slow service."),
    ("预算已列入今年计划，等待总部审批。", "The budget is in this year's plan and waits for head office."),
)


def _chinese(username: str) -> bool:
    return USERS[username][2] == "zh-hans"


def load(book: Book, leads: list[int], opportunities: list[int], customers: Customers) -> None:
    """Make them all, each by the owner of the record that it is about."""
    names = {user.pk: username for username, user in book.users.items()}
    about = [  # whose, link, name, phone
        (names.get(lead.owner_id or 0, "ana"), f"lead:{lead.pk}", lead.name, lead.mobile)
        for lead in Lead.objects.filter(pk__in=leads).order_by("id")
    ]
    for deal in Opportunity.objects.filter(pk__in=opportunities).select_related("account").order_by("id"):
        called = deal.account.phone if deal.account else ""
        about.append((names.get(deal.owner_id or 0, "bo"), f"opportunity:{deal.pk}", deal.name, called))
    about += [
        (names.get(account.owner_id or 0, "bo"), f"account:{account.pk}", account.name, account.phone)
        for account in Account.objects.filter(pk__in=customers.accounts[::3]).order_by("id")
    ]
    _tasks(book, about)
    _meetings(book, about)
    _review(book)
    _calls(book, about)
    _notes(book, about)
    _mails(book, about)


def _tasks(book: Book, about: list[tuple[str, str, str, str]]) -> None:
    rows: list[tuple[str, dict[str, Any]]] = []
    for place, (who, link, name, _phone) in enumerate(about):
        if place % 5 == 4:
            continue
        chinese, english = TASKS[place % len(TASKS)]
        is_done = place % 6 == 5
        rows.append(
            (
                who,
                {
                    "subject": f"{chinese}：{name}" if _chinese(who) else f"{english}: {name}",
                    "related_to": link,
                    "due_at": book.at(TASK_DAYS[place % len(TASK_DAYS)], 9 + place % 9),
                    "priority": ("normal", "high", "normal", "low", "urgent")[place % 5],
                    "status": "completed" if is_done else ("in_progress" if place % 7 == 3 else "not_started"),
                    "created_at": book.past(9 + place % 6, 9),
                },
            )
        )
    book.add("task", rows)


def _meetings(book: Book, about: list[tuple[str, str, str, str]]) -> None:
    rows: list[tuple[str, dict[str, Any]]] = []
    for place, (who, link, name, _phone) in enumerate(about[::3]):
        days, hour = (place * 2) % 13 - 5, 9 + (place * 2) % 8
        chinese, english = MEETINGS[place % len(MEETINGS)]
        rows.append(
            (
                who,
                {
                    "subject": f"{chinese}：{name}" if _chinese(who) else f"{english}: {name}",
                    "related_to": link,
                    "starts_at": book.at(days, hour),
                    "ends_at": book.at(days, hour + 1),
                    "status": "held" if days < 0 else "planned",
                    "location": PLACES_TO_MEET[_chinese(who)][place % 2],
                    "created_at": book.past(10 + place % 4, 17),
                },
            )
        )
    book.add("meeting", rows)


def _review(book: Book) -> None:
    """A meeting with a colleague and guests of a customer, who have answered in part."""
    guests = list(Contact.objects.exclude(email="").exclude(account=None).order_by("account_id", "id")[:3])
    if not guests:
        return
    about = guests[0].account
    values = {
        "subject": f"样机验收评审：{about.name if about else ''}", "location": "腾讯会议 628-114-905",
        "description": "请各位提前查看测试报告。", "starts_at": book.at(2, 10), "ends_at": book.at(2, 11),
        "related_to": f"account:{guests[0].account_id}", "attendees": [book.users["ana"].pk],
        "created_at": book.past(1, 16),
    }  # fmt: skip
    meeting = Meeting.objects.get(pk=book.add("meeting", [("bo", values)])[0])
    invitation = telling.make(meeting)
    invitation.face, invitation.sequence = faces.of(invitation), 0
    invitation.save()
    for guest, (state, said) in zip(guests, GUESTS_SAY, strict=False):
        Guest.objects.create(
            invitation=invitation, record=f"contact:{guest.pk}", name=guest.name, address=guest.email, state=state,
            language="zh-hans", comment=said, told=faces.mark(invitation.face),
            answered_at=book.past(0, 8) if state != "needs_action" else None,
        )  # fmt: skip


def _calls(book: Book, about: list[tuple[str, str, str, str]]) -> None:
    rows: list[tuple[str, dict[str, Any]]] = []
    for place, (who, link, name, called) in enumerate(about[1::2]):
        chinese, english, outcome, seconds = CALLS[place % len(CALLS)]
        at = book.past(1 + place % 9, 10 + place % 7, 15)
        rows.append(
            (
                who,
                {
                    "subject": f"{chinese}：{name}" if _chinese(who) else f"{english}: {name}",
                    "related_to": link,
                    "phone": called,
                    "direction": "inbound" if place % 6 == 0 else "outbound",
                    "starts_at": at,
                    "duration_seconds": seconds + 7 * place,
                    "status": "completed",
                    "outcome": outcome,
                    "created_at": at,
                },
            )
        )
    book.add("call", rows)


def _notes(book: Book, about: list[tuple[str, str, str, str]]) -> None:
    rows: list[tuple[str, dict[str, Any]]] = []
    for place, (who, link, _name, _phone) in enumerate(about[::2]):
        chinese, english = NOTES[place % len(NOTES)]
        rows.append(
            (
                who,
                {
                    "body": chinese if _chinese(who) else english,
                    "related_to": link,
                    "created_at": book.past(1 + place % 12, 18),
                },
            )
        )
    book.add("note", rows)


def _mails(book: Book, about: list[tuple[str, str, str, str]]) -> None:
    rows: list[tuple[str, dict[str, Any]]] = []
    for place, (who, link, name, _phone) in enumerate(about[2::5]):
        at = book.past(2 + place % 10, 11, 30)
        subject = f"关于“{name}”的方案资料" if _chinese(who) else f"Documents on {name}"
        body = MAIL_BODIES[_chinese(who)]
        rows.append(
            (
                who,
                {
                    "subject": subject,
                    "body": body,
                    "from_address": f"{who}@{DOMAIN}",
                    "to_addresses": f"customer{place + 1}@mail.example",
                    "direction": "outbound",
                    "sent_at": at,
                    "related_to": link,
                    "created_at": at,
                },
            )
        )
    book.add("email_message", rows)
