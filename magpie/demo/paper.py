"""The company as it stands on paper: its letterhead with a logo and a seal, drawn here."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

from magpie.demo.writing import Book
from magpie.platform import records
from magpie.platform.models import File
from magpie.prints import keeping
from magpie.prints.models import Letterhead

RED, BLUE = (207, 19, 34, 255), (22, 93, 190, 255)


def load(book: Book) -> None:
    """Make the letterhead."""
    records.create(
        Letterhead,
        {
            "name": "晨光自动化", "company_zh": "晨光自动化技术（上海）有限公司",
            "company_en": "Dawn Automation (Shanghai) Co., Ltd.",
            "address_zh": "上海市闵行区春申路 1688 号 5 幢", "address_en": "Building 5, 1688 Chunshen Road, Shanghai",
            "phone": "021-5555 0100", "email": "sales@dawn.example", "website": "www.dawn.example",
            "tax_number": "91310000DEMO000001", "bank": "上海示例银行闵行支行 1000 2000 3000 4000", "is_default": True,
            "logo": _file("logo.png", _logo()), "stamp": _file("seal.png", _seal()),
        },
        actor=book.actor("root"),
    )  # fmt: skip


def _file(name: str, picture: Image.Image) -> int:
    out = io.BytesIO()
    picture.save(out, "PNG")
    place, size = keeping.write(out.getvalue())
    return int(File.objects.create(name=name, path=place, size=size, content_type="image/png").pk)


def _logo() -> Image.Image:
    """A sun that rises over a line."""
    picture = Image.new("RGBA", (400, 400))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((10, 10, 390, 390), 70, fill=BLUE)
    draw.pieslice((110, 130, 290, 310), 180, 360, fill="white")
    draw.rectangle((70, 240, 330, 262), fill="white")
    for angle in range(200, 341, 35):
        x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        draw.line((200 + 110 * x, 220 + 110 * y, 200 + 145 * x, 220 + 145 * y), fill="white", width=16)
    return picture


def _seal() -> Image.Image:
    """A ring with a star; a seal of a demo has no name in it."""
    picture = Image.new("RGBA", (420, 420))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((12, 12, 408, 408), outline=RED, width=14)
    points = []
    for step in range(10):
        far = 100 if step % 2 == 0 else 40
        turn = math.radians(step * 36 - 90)
        points.append((210 + far * math.cos(turn), 210 + far * math.sin(turn)))
    draw.polygon(points, fill=RED)
    return picture
