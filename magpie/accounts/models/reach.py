"""Further numbers and addresses of accounts and contacts, beside the ones on the record itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

POINT_KINDS = [
    ("mobile", _("Mobile")),
    ("phone", pgettext_lazy("way to reach somebody", "Phone")),
    ("email", pgettext_lazy("message", "E-mail")),
    ("wechat", _("WeChat")),
    ("qq", _("QQ")),
    ("fax", _("Fax")),
    ("website", _("Website")),
    ("social", _("Social media")),
    ("other", pgettext_lazy("way to reach somebody", "Other")),
]
ADDRESS_KINDS = [
    ("office", pgettext_lazy("address", "Office")),
    ("billing", pgettext_lazy("address", "Billing")),
    ("shipping", pgettext_lazy("address", "Shipping")),
    ("factory", pgettext_lazy("address", "Factory")),
    ("home", pgettext_lazy("address", "Home")),
    ("other", pgettext_lazy("address", "Other")),
]


class _OfCustomer(Tracked):
    """A row that belongs to an account or to a contact, never to both."""

    account = columns.reference(_("Account"), "accounts.Account", on_delete=models.CASCADE)
    contact = columns.reference(_("Contact"), "accounts.Contact", on_delete=models.CASCADE)
    label = columns.text(pgettext_lazy("of a number or address", "Label"), max_length=80)
    is_primary = columns.boolean(_("Preferred"))

    class Meta:
        abstract = True


class ContactPoint(_OfCustomer):
    """A further number, e-mail address or name by which a customer is reached."""

    kind = columns.choice(_("Kind"), POINT_KINDS, default="mobile")
    value = columns.text(_("Number or address"), required=True, max_length=320)

    class Meta:
        verbose_name = _("Way to reach a customer")
        verbose_name_plural = _("Ways to reach customers")
        indexes = [models.Index(fields=["value"], name="contact_point_by_value")]


class PostalAddress(_OfCustomer):
    """A further postal address of a customer."""

    kind = columns.choice(_("Kind"), ADDRESS_KINDS, default="office")
    recipient = columns.text(_("Recipient"))
    phone = columns.phone(_("Phone"))
    address = columns.address(_("Address"))

    class Meta:
        verbose_name = _("Postal address")
        verbose_name_plural = _("Postal addresses")
