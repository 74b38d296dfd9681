"""Where common calendar services are found, and what to know about their passwords."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Provider:
    """A calendar service with CalDAV.  An address with `{host}` is completed by the person."""

    key: str
    label: object
    url: str
    note: object


_SYNC_CODE = gettext_lazy(
    "Make the user name and password for calendar synchronisation (CalDAV) in the settings of its app and enter them"
    " here, not the ones that you sign in with."
)
PROVIDERS = (
    Provider("feishu", gettext_lazy("Feishu (Lark)"), "https://caldav.feishu.cn", _SYNC_CODE),
    Provider("dingtalk", gettext_lazy("DingTalk"), "https://calendar.dingtalk.com", _SYNC_CODE),
    Provider(
        "exmail", gettext_lazy("Tencent Exmail, WeCom, QQ Mail"), "https://dav.qq.com",
        gettext_lazy("Switch on CalDAV in the settings of the web mail, and enter the authorisation code it shows."),
    ),
    Provider(
        "icloud", "iCloud", "https://caldav.icloud.com",
        gettext_lazy("Make an app password in the settings of the Apple account and enter it here."),
    ),
    Provider(
        "nextcloud", "Nextcloud", "https://{host}/remote.php/dav",
        gettext_lazy("Put your server's name into the address. Make an app password under Settings > Security."),
    ),
    Provider("other", gettext_lazy("Another server"), "https://", ""),
)  # fmt: skip
