"""The purposes and kinds of relationships that a new company begins with; consent entries are only ever appended."""

from django.db import migrations

PURPOSES = [
    ("newsletter", "Newsletter", "资讯订阅", True),
    ("offers", "Offers and advertising", "营销推广", True),
    ("service", "Service of what they bought", "售后服务", False),
    ("research", "Surveys and research", "市场调研", True),
]
KINDS = [
    ("supplier of", "供应商", "customer of", "采购方"),
    ("sales partner of", "代理商", "represented by", "委托方"),
    ("works for", "任职于", "employs", "雇主"),
    ("adviser of", "顾问", "advised by", "受其顾问"),
    ("influences", "影响", "is influenced by", "受其影响"),
    ("introduced by", "经其介绍", "introduced", "介绍人"),
    ("competitor of", "竞争对手", "competitor of", "竞争对手"),
    ("spouse of", "配偶", "spouse of", "配偶"),
    ("related to", "亲属", "related to", "亲属"),
]
APPEND_ONLY = """
CREATE OR REPLACE FUNCTION accounts_consent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('magpie.erasing', true), '') = 'on' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'consent entries are only ever appended';
END $$;
CREATE TRIGGER accounts_consent_append_only BEFORE UPDATE OR DELETE ON accounts_consententry
    FOR EACH ROW EXECUTE FUNCTION accounts_consent_append_only();
"""


def add(apps, schema_editor):
    purpose, kind = apps.get_model("accounts", "Purpose"), apps.get_model("accounts", "RelationshipKind")
    for position, (code, en, zh, needs) in enumerate(PURPOSES, 1):
        purpose.objects.create(code=code, name_en=en, name_zh=zh, needs_consent=needs, position=position * 10)
    for position, (en, zh, inverse_en, inverse_zh) in enumerate(KINDS, 1):
        kind.objects.create(
            name_en=en, name_zh=zh, inverse_en=inverse_en, inverse_zh=inverse_zh, position=position * 10
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_customer_file")]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION accounts_consent_append_only() CASCADE"),
    ]
