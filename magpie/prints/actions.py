"""Prints as steps of workflows: a PDF of the record, kept with its files."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, BeforeValidator, Field

from magpie.platform import objects
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused
from magpie.prints import keeping
from magpie.prints.models import PrintTemplate
from magpie.prints.printing import Reader, name_of


def _number(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value


class MakePrint(BaseModel):
    """Which template."""

    template: Annotated[int, BeforeValidator(_number)] = Field(
        title=gettext_noop("Print template"), gt=0, lt=2**63, json_schema_extra={"x-object": "print_template"}
    )


@action(
    "prints.make", on="*", label=_("Make a PDF by a print template"), bulk=False, for_people=False, group="records",
    about=_("Prints the record as PDF and keeps it with its files; a later step can send it by e-mail."),
    outputs=(Output("id", _("File"), "record", "file"), Output("name", _("Name of the file"), "text")),
)  # fmt: skip
def make(record: Any, data: MakePrint, *, actor: Actor) -> dict[str, Any]:
    """The PDF as a file of the record; Refused if the template is gone or made for another object."""
    template = PrintTemplate.objects.filter(pk=data.template, is_active=True).first()
    if record is None or template is None:
        raise Refused(str(_("This print template is no longer there, or not active.")))
    object_type = objects.of(record)
    if template.object != object_type.name:
        raise Refused(
            str(_("“%(template)s” is not made for %(object)s."))
            % {"template": name_of(template), "object": str(object_type.label_plural)}
        )
    file = keeping.keep(template, record, Reader.of(actor))
    return {"object": "file", "id": file.pk, "name": file.name}
