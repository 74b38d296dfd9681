"""Records printed by templates."""

from __future__ import annotations

import pytest

from magpie.platform import actions, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import File
from magpie.platform.problems import Invalid, Refused
from magpie.prints import markup, printing
from magpie.prints.models import Letterhead, PrintTemplate
from magpie.prints.tests.make import make, make_deal, make_reader, make_template, pages, reader

EVERYTHING = {"*": {"read": "all", "create": True, "update": "all", "export": True}}


@pytest.fixture(autouse=True)
def _fresh_setup(db: None) -> None:
    setup.forget()


def first(name: str) -> PrintTemplate:
    found: PrintTemplate = PrintTemplate.objects.get(name_en=name)
    return found


def test_a_quotation_has_its_lines_their_sum_and_the_sum_in_words_in_both_languages() -> None:
    deal = make_deal()
    records.create(
        Letterhead,
        {"name": "Main", "company_zh": "喜鹊科技有限公司", "company_en": "Magpie Ltd", "is_default": True},
        actor=SYSTEM,
    )
    (chinese,) = pages(printing.pdf_of(first("Quotation"), [deal], reader(language="zh-hans")))
    for text in (
        "喜鹊科技有限公司", "报价单", "客户 苏州恒力精密机械", "开票地址 江苏省苏州市星湖街328号",
        "1 导轨 HG-20 3 套 1,250.00 5 3,562.50", "2 导轨 HG-20 10 套 1,250.00 12,500.00 含安装", "合计 16,062.50",
        "金额大写：人民币壹万陆仟零陆拾贰元伍角整（¥16,062.50）", "第 1 页，共 1 页",
    ):  # fmt: skip
        assert text in chinese
    (english,) = pages(printing.pdf_of(first("Quotation"), [deal], reader(language="en")))
    for text in ("Magpie Ltd", "Total 16,062.50", "CNY sixteen thousand and sixty-two and 50/100 only", "Page 1 of 1"):
        assert text in english


def test_every_ready_template_prints_a_record_that_is_all_but_empty() -> None:
    account = make("account", name="恒力")
    made = {
        "account": account, "opportunity": make("opportunity", name="Deal"), "lead": make("lead", name="李雷"),
        "meeting": make("meeting", subject="季度会", related_to=f"account:{account.pk}"),
        "sample": make("sample", name="样品一"),
    }  # fmt: skip
    titles = {}
    for template in PrintTemplate.objects.order_by("position"):
        (page,) = pages(printing.pdf_of(template, [made[template.object]], reader(language="zh-hans")))
        titles[template.name_en] = page.splitlines()[0]
    assert titles == {
        "Customer sheet": "客户资料卡", "Quotation": "报价单", "Visit report": "拜访报告",
        "Meeting minutes": "会议纪要", "Lead card": "线索卡", "Sample delivery note": "样品送货单",
    }  # fmt: skip


def test_what_records_hold_is_printed_as_it_is_and_never_obeyed() -> None:
    evil = '#read("/etc/passwd") #import "@preview/cetz:0.3.0" $x$ <pagebreak><b>{{ printed.on }}{% raw %}'
    lead = make("lead", name=evil, need=f"{evil}\nsecond line", company='x" onload="y')
    template = make_template(
        "lead",
        "<p>{{ record.name }}</p><table><tr>"
        '<td size="{{ record.company }}">{{ record.need | upcase }}</td></tr></table>'
        '<qr value="{{ record.name }}"><p>{{ record.company }}</p>',
    )
    (page,) = pages(printing.pdf_of(template, [lead], reader()))
    flat = "".join(page.split())
    assert "".join(evil.split()) in flat
    assert "".join(evil.upper().split()) in flat
    assert 'x"onload="y' in flat
    assert "root:" not in page


def test_a_template_cannot_reach_files_nor_python_and_marks_nothing_as_safe() -> None:
    template = make_template("lead", "<p>[{{ record.custom }}{{ record.__class__ }}{{ record.owner.password }}]</p>")
    (page,) = pages(printing.pdf_of(template, [make("lead", name="Li")], reader()))
    assert page == "[]"
    with pytest.raises(Invalid) as refused:
        make_template("lead", "<p>\n{{ record.name | safe }}</p>\n{% include '/etc/passwd' %}")
    assert "body" in refused.value.fields


def test_each_record_has_pages_of_its_own_with_its_own_numbers() -> None:
    template = make_template(
        "lead",
        "<footer><page>/<pages></footer><h1>{{ record.name }}</h1>"
        "{% if record.company == 'long' %}<pagebreak><p>more</p>{% endif %}",
    )
    found = [make("lead", name="One", company="long"), make("lead", name="Two")]
    assert pages(printing.pdf_of(template, found, reader())) == ["One\n1/2", "more\n2/2", "Two\n1/1"]


def test_a_field_that_one_may_not_see_is_left_out_with_its_label() -> None:
    hidden = {"lead": {"read": "all", "fields": {"budget": "hidden"}}}
    user = make_reader("ana-print", hidden)
    lead = make("lead", name="Li", budget=5000, company="Hengli")
    body = (
        '<fields><field label="{{ labels.budget }}">{{ record.budget }}</field>'
        '<field label="{{ labels.company }}">{{ record.company }}</field></fields>'
        "<p>[{{ labels.budget }}{{ record.budget | in_words }}{{ row_labels.note.body }}"
        "{{ rows.note | total: 'id' }}]</p>"
    )
    template = make_template("lead", body)
    make("note", body="secret", related_to=f"lead:{lead.pk}")
    assert pages(printing.pdf_of(template, [lead], reader(user))) == ["Company Hengli\n[]"]
    assert "Budget 5,000.00" in pages(printing.pdf_of(template, [lead], reader()))[0]


def test_mistakes_are_told_with_their_lines() -> None:
    def wrong(body: str) -> str:
        with pytest.raises(Invalid) as refused:
            make_template("lead", body)
        return refused.value.fields["body"][0]

    assert wrong("<p>ok</p>\n<script>x</script>") == "Line 2: There is no tag <script>."
    assert wrong("<p>\n\n{{ record.name | shout }}</p>") == "Line 3: There is no filter “shout”."
    assert wrong("<p>\n{% if record.name %}</p>") == "Line 2: {% endif %} is missing."
    assert wrong("<table>\n<td>1</td></table>") == "Line 2: <td> stands directly in <tr> only."
    assert wrong("<div>\n<b>x</div>") == "Line 2: <b> is not closed."
    assert wrong('<p onclick="x">y</p>') == "Line 1: <p> takes no “onclick”."
    assert markup.check("<p{% if a %} align='right'{% endif %}>{{ '<x>' }}</p>") == []


def test_blocks_that_are_not_as_they_should_be_are_refused_by_their_number() -> None:
    with pytest.raises(Invalid) as refused:
        records.create(
            PrintTemplate,
            {"name_en": "X", "object": "lead", "blocks": [{"type": "rule"}, {"type": "fields", "fields": ["a b}}"]}]},
            actor=SYSTEM,
        )
    assert refused.value.fields["blocks"] == ["Block 2, fields.0: This value does not fit."]
    made = records.create(
        PrintTemplate,
        {"name_en": "X", "object": "lead", "blocks": [{"type": "text", "en": "5 < 6 & {{ record.name }}"}]},
        actor=SYSTEM,
    )
    assert pages(printing.pdf_of(made, [make("lead", name="<i>Li</i>")], reader())) == ["5 < 6 & <i>Li</i>"]


@pytest.mark.parametrize(
    "body", ["{% for a in (1..9000) %}{% for b in (1..9000) %}x{% endfor %}{% endfor %}", "<div>" * 60 + "</div>" * 60]
)
def test_a_template_that_asks_for_too_much_is_stopped(body: str) -> None:
    template = make_template("lead", body)
    with pytest.raises(Refused) as stopped:
        printing.pdf_of(template, [make("lead", name="Li")], reader())
    assert str(stopped.value).startswith("The print template “Test” cannot be used: ")


def test_a_workflow_keeps_a_print_with_the_files_of_the_record() -> None:
    lead = make("lead", name="Li/Lei", company="Hengli")
    template = make_template("lead", "<p>{{ record.company }}</p>", file_name="Card {{ record.name }}")
    made = actions.get("prints.make").run(
        lead, actions.parse_input(actions.get("prints.make"), {"template": template.pk}), actor=SYSTEM
    )
    file = File.objects.get(pk=made["id"])
    assert (file.name, file.related_to, file.content_type) == (
        "Card Li Lei.pdf", f"lead:{lead.pk}", "application/pdf",
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.get("prints.make").run(
            make("account", name="A"),
            actions.parse_input(actions.get("prints.make"), {"template": template.pk}),
            actor=SYSTEM,
        )
