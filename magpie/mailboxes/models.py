"""The tables of people's mail.  They are no records: what others may see of a letter is an EmailMessage of activities.

A `Letter` is kept once however many mailboxes have it; a `Copy` is its place in one mailbox; a `Conversation` is a
thread as one mailbox sees it, the row that lists are made of.  `Outgoing` is what is written here, from draft to sent.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

SECURITIES = [("none", "none"), ("starttls", "STARTTLS"), ("tls", "TLS")]
SHARINGS = [("private", _("Only me")), ("subject", _("Subject only")), ("shared", _("Whole mail"))]
STRICTEST_FIRST = ("private", "subject", "shared")
OUTGOING_STATUSES = [
    ("draft", _("Draft")),
    ("scheduled", _("Scheduled")),
    ("sending", _("Being sent")),
    ("sent", _("Sent")),
    ("failed", _("Failed")),
    ("bounced", _("Came back")),
]


class Mailbox(models.Model):
    """A person's mailbox, or a team's: then `owner` is empty and `members` use it."""

    owner = columns.reference(_("Owner"), "platform.User")
    members = columns.references(_("Members"), to="user")
    name = columns.text(_("Name"))
    address = columns.text(_("E-mail"), max_length=254)
    imap_host = columns.text(_("Incoming server"), max_length=255)
    imap_port = columns.count(_("Port"), default=993)
    imap_security = columns.choice(_("Security"), SECURITIES, default="tls")
    smtp_host = columns.text(_("Outgoing server"), max_length=255)
    smtp_port = columns.count(_("Port"), default=465)
    smtp_security = columns.choice(_("Security"), SECURITIES, default="tls")
    username = columns.text(_("User name"), max_length=255)
    password = columns.long_text(_("Password"))  # sealed
    sharing = columns.choice(_("Colleagues see"), SHARINGS, default="subject")
    leaves_out_internal = columns.boolean(_("Leave out colleagues' mail"), default=True)
    never_from = columns.json(_("Never fetch from"), default=list)  # addresses and domains
    folders = columns.json(_("Folders"), default=list)  # names; empty: the inbox and what was sent
    since = columns.date(_("Since"))
    signature = columns.long_text(_("Signature"))  # HTML, cleaned
    is_drop_box = columns.boolean(_("Drop-box"))
    is_active = columns.boolean(_("Active"), default=True)
    created_at = columns.moment(_("Created"), now=True)
    fetched_at = columns.moment(_("Last fetched"))
    error = columns.text(_("Error"), max_length=1000)
    failing_since = columns.moment(_("Fails since"))
    failures = columns.count(_("Failures"))
    next_fetch_at = columns.moment(_("Next try"), now=True)
    lease_until = columns.moment(_("Lease"))

    class Meta:
        indexes = [
            models.Index(fields=["next_fetch_at"], condition=Q(is_active=True), name="mailbox_by_next_fetch"),
            GinIndex(fields=["members"], name="mailbox_by_members"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["is_drop_box"], condition=Q(is_drop_box=True), name="one_drop_box")
        ]

    def __str__(self) -> str:
        return self.name or self.address


class Folder(models.Model):
    """How far a folder of a mailbox has been read."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="places")
    name = models.CharField(max_length=500)
    is_sent = columns.boolean(_("Sent"))
    validity = models.BigIntegerField(default=0, db_default=0)  # UIDVALIDITY: with another one, all numbers are new
    last_number = models.BigIntegerField(default=0, db_default=0)
    state = models.BigIntegerField(default=0, db_default=0)  # HIGHESTMODSEQ, 0 where the server has none

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="one_place_per_folder")]


class Thread(models.Model):
    """Letters that answer one another."""

    subject = models.CharField(max_length=500, default="", db_default="")  # without Re: and Fw:


class Letter(models.Model):
    """A mail as it was sent or received, once for everybody who has it."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="letters")
    digest = models.CharField(max_length=64, unique=True)  # of number, sender, date and text: no stranger can forge it
    message_id = models.CharField(max_length=500, default="", db_default="", db_index=True)
    references = ArrayField(models.CharField(max_length=500), default=list)
    subject = models.CharField(max_length=500, default="", db_default="")
    from_name = models.CharField(max_length=200, default="", db_default="")
    from_address = models.CharField(max_length=320, default="", db_default="", db_index=True)
    to = models.JSONField(default=list)  # [[name, address]]
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    people = ArrayField(models.CharField(max_length=320), default=list, db_default=models.Value("{}"))
    sent_at = models.DateTimeField()
    text = models.TextField(default="", db_default="")
    html = models.TextField(default="", db_default="")  # cleaned; remote images are held back when it is read
    snippet = models.CharField(max_length=300, default="", db_default="")
    calendar = models.TextField(default="", db_default="")  # an invitation, or an answer to one (iCalendar)
    size = models.BigIntegerField(default=0, db_default=0)
    is_cut = models.BooleanField(default=False, db_default=False)  # too large: only its head was fetched
    is_outbound = models.BooleanField(default=False, db_default=False)
    is_automatic = models.BooleanField(default=False, db_default=False)
    is_bounce = models.BooleanField(default=False, db_default=False)
    has_files = models.BooleanField(default=False, db_default=False)
    sharing = models.CharField(max_length=10, choices=SHARINGS, default="private", db_default="private")
    dropped_by = columns.reference(_("Dropped by"), "platform.User")
    email = models.ForeignKey("activities.EmailMessage", models.SET_NULL, null=True, related_name="+")
    pieces = ArrayField(models.IntegerField(), default=list)
    created_at = columns.moment(_("Created"), now=True)

    class Meta:
        indexes = [
            GinIndex(fields=["references"], name="letter_by_references"),
            GinIndex(fields=["pieces"], name="letter_pieces"),
            GinIndex(fields=["people"], name="letter_people"),
        ]


class Link(models.Model):
    """A record that a letter has to do with."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="links")
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "object", "record_id"], name="one_link_per_record")]
        indexes = [models.Index(fields=["object", "record_id", "letter"], name="link_by_record")]


class Joining(models.Model):
    """A record with a new address, whose earlier letters are still to be joined to it."""

    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    addresses = ArrayField(models.CharField(max_length=320), default=list)


class Attachment(models.Model):
    """A file of a letter or of something being written; the bytes lie under the media folder."""

    letter = models.ForeignKey(Letter, models.CASCADE, null=True, related_name="files")
    outgoing = models.ForeignKey("Outgoing", models.CASCADE, null=True, related_name="files")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100, default="", db_default="")
    content_id = models.CharField(max_length=255, default="", db_default="")
    size = models.BigIntegerField(default=0, db_default=0)
    path = models.CharField(max_length=300, default="", db_default="")  # empty: too large to be kept


class Conversation(models.Model):
    """A thread as one mailbox has it."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="conversations")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="conversations")
    subject = models.CharField(max_length=500, default="", db_default="")
    people = models.CharField(max_length=300, default="", db_default="")  # who wrote, for the list
    snippet = models.CharField(max_length=300, default="", db_default="")
    last_at = models.DateTimeField()
    count = models.IntegerField(default=0, db_default=0)
    unread = models.IntegerField(default=0, db_default=0)
    in_inbox = models.BooleanField(default=False, db_default=False)
    has_sent = models.BooleanField(default=False, db_default=False)
    is_matched = models.BooleanField(default=False, db_default=False)
    has_files = models.BooleanField(default=False, db_default=False)
    put_aside = models.CharField(max_length=200, default="", db_default="")  # why the drop-box could not place it
    assignee = columns.reference(pgettext_lazy("mail", "Assigned to"), "platform.User")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "thread"], name="one_conversation_per_thread")]
        indexes = [
            models.Index(fields=["mailbox", "-last_at", "-id"], name="conversation_by_time"),
            models.Index(
                fields=["mailbox", "-last_at", "-id"], condition=Q(in_inbox=True), name="conversation_in_inbox"
            ),
            models.Index(fields=["mailbox", "-last_at", "-id"], condition=Q(has_sent=True), name="conversation_sent"),
            models.Index(
                fields=["mailbox", "-last_at", "-id"],
                condition=Q(in_inbox=True, is_matched=False),
                name="conversation_unmatched",
            ),
            models.Index(
                fields=["mailbox", "-last_at", "-id"],
                condition=Q(in_inbox=True, unread__gt=0),
                name="conversation_unread",
            ),
        ]


class Copy(models.Model):
    """The place of a letter in a mailbox."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="copies")
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="copies")
    folder = models.ForeignKey(Folder, models.SET_NULL, null=True, related_name="copies")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="copies")
    number = models.BigIntegerField(null=True)  # UID
    is_read = models.BooleanField(default=True, db_default=True)
    to_push = models.BooleanField(default=False, db_default=False)  # read here, and the server does not know yet

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "mailbox"], name="one_copy_per_mailbox")]
        indexes = [
            models.Index(fields=["folder", "number"], name="copy_by_number"),
            models.Index(fields=["mailbox"], condition=Q(to_push=True), name="copy_to_push"),
        ]


class Outgoing(models.Model):
    """What somebody writes, until it is sent and after."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="+")
    author = columns.reference(_("Author"), "platform.User")
    status = models.CharField(max_length=10, choices=OUTGOING_STATUSES, default="draft", db_default="draft")
    mode = models.CharField(max_length=10, default="new", db_default="new")  # new, reply, reply_all, forward
    answers = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    subject = models.CharField(max_length=500, default="", db_default="")
    html = models.TextField(default="", db_default="")
    about = models.JSONField(default=list)  # ["lead:5"]: records that it is to stand with
    has_marks = models.BooleanField(default=False, db_default=False)
    purpose = models.CharField(max_length=40, default="", db_default="")  # its code; empty: personal correspondence
    due_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=500, default="", db_default="", db_index=True)
    attempts = models.IntegerField(default=0, db_default=0)
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=1000, default="", db_default="")
    created_at = columns.moment(_("Created"), now=True)
    updated_at = columns.moment(_("Changed"), now=True)
    sent_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    calendar = models.TextField(default="", db_default="")  # an invitation that the mail carries, or an answer to one
    key = models.CharField(max_length=200, default="", db_default="")  # the same key is the same mail, written once
    is_filed = models.BooleanField(default=False, db_default=False)  # a copy lies in the mailbox's folder of sent mail

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status__in=["scheduled", "sending"]), name="outgoing_by_due"),
            models.Index(fields=["author", "status", "-id"], name="outgoing_by_author"),
            models.Index(fields=["mailbox"], condition=Q(status="sent", is_filed=False), name="outgoing_to_file"),
        ]
        constraints = [models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_outgoing_per_key")]


class Mark(models.Model):
    """That a mail was opened or a link in it followed, as far as the recipient's program told."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10)  # opened, clicked
    url = models.CharField(max_length=2000, default="", db_default="")
    at = columns.moment(_("Time"), now=True)


class DropAddress(models.Model):
    """The secret part of a person's drop-box address."""

    user = models.OneToOneField("platform.User", models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True)


VISIBILITIES = [("private", _("Only me")), ("team", _("My team")), ("public", _("Everybody"))]
LANGUAGES = [("", _("Any language")), ("en", "English"), ("zh-hans", "简体中文")]


class EmailTemplate(Tracked):
    """A text for mails, with placeholders such as {{ record.name }}."""

    owner = columns.reference(_("Owner"), "platform.User", on_delete=models.CASCADE)
    name = columns.text(_("Name"), required=True)
    language = columns.choice(_("Language"), LANGUAGES)
    subject = columns.text(_("Subject"), max_length=500)
    body = columns.long_text(pgettext_lazy("message", "Text"), required=True)
    visibility = columns.choice(_("Visible to"), VISIBILITIES, default="private")

    class Meta:
        verbose_name = _("E-mail template")
        verbose_name_plural = _("E-mail templates")

    def __str__(self) -> str:
        return str(self.name)
