"""The inputs of the actions of sales.  Titles are the English texts under which the translations are found."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext, gettext_noop
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from magpie.platform.choices.inputs import named, one_of


def _number(value: Any) -> Any:
    """References are written 5 or {"id": 5}."""
    return value.get("id") if isinstance(value, dict) else value


RecordNumber = Annotated[int, BeforeValidator(_number)]
LostReason = Annotated[str, Field(max_length=40), AfterValidator(one_of("lead", "lost_reason"))]


class Lose(BaseModel):
    """Why a lead is given up."""

    reason: LostReason = Field(title=gettext_noop("Reason"), json_schema_extra=named("lead", "lost_reason"))
    note: str = Field("", title=gettext_noop("Note"), max_length=1000)


class CloseWon(BaseModel):
    """Why an opportunity was won."""

    main_reason: RecordNumber | None = Field(
        None, title=gettext_noop("Main reason"), json_schema_extra={"x-object": "close_reason"}
    )


class CloseLost(CloseWon):
    """Why an opportunity was lost: a reason of the list, words, or both."""

    reason: str = Field("", title=gettext_noop("Reason"), max_length=500)

    @model_validator(mode="after")
    def _say_why(self) -> CloseLost:
        if self.main_reason is None and not self.reason.strip():
            raise ValueError(gettext("Give a reason."))
        return self


class Explain(BaseModel):
    """A reason in free words."""

    reason: str = Field(title=gettext_noop("Reason"), min_length=1, max_length=500)


class Assign(BaseModel):
    """Whom to make the owner."""

    user: RecordNumber = Field(title=gettext_noop("To"), json_schema_extra={"x-object": "user"})


class Give(BaseModel):
    """To whom a lead goes, and what they should know."""

    by: Literal["territory", "next", "user"] = Field(
        "territory",
        title=gettext_noop("How"),
        json_schema_extra={
            "oneOf": [
                {"const": "territory", "title": gettext_noop("By territory")},
                {"const": "next", "title": gettext_noop("To the next one in the territory")},
                {"const": "user", "title": gettext_noop("To this person")},
            ]
        },
    )
    user: RecordNumber | None = Field(None, title=gettext_noop("To"), json_schema_extra={"x-object": "user"})
    note: str = Field("", title=gettext_noop("Note"), max_length=2000)


class Convert(BaseModel):
    """What to make of a lead."""

    account: RecordNumber | None = Field(
        None, title=gettext_noop("Existing account"), json_schema_extra={"x-object": "account"}
    )
    account_name: str = Field("", title=gettext_noop("Name of the new account"), max_length=200)
    with_opportunity: bool = Field(True, title=gettext_noop("Make an opportunity as well"))
    opportunity_name: str = Field("", title=gettext_noop("Name of the opportunity"), max_length=200)
    amount: Decimal | None = Field(None, title=gettext_noop("Amount"), ge=0, max_digits=18, decimal_places=2)

    @model_validator(mode="before")
    @classmethod
    def _empty_amount(cls, values: Any) -> Any:
        """A form sends an empty amount as empty text."""
        if isinstance(values, dict) and values.get("amount") == "":
            return {**values, "amount": None}
        return values
