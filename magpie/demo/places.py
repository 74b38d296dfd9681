"""Where the demo's customers are, with telephone numbers that reach nobody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A town: its province or state, country, region of sales and currency."""

    city: str
    state: str
    country: str
    region: str
    currency: str
    dial: str  # its numbers: the last four digits are added
    street: str
    postal_code: str

    def address(self, number: int) -> dict[str, str]:
        """An address in this town."""
        street = f"{self.street}{10 + number}号" if self.country == "中国" else f"{self.street} {10 + number}"
        return {
            "street": street,
            "city": self.city,
            "state": self.state,
            "postal_code": self.postal_code,
            "country": self.country,
        }


PLACES = {
    place.city: place
    for place in (
        Place("上海", "上海", "中国", "east", "CNY", "+86 21 5550", "张江路", "201203"),
        Place("苏州", "江苏", "中国", "east", "CNY", "+86 512 5550", "星湖街", "215123"),
        Place("南京", "江苏", "中国", "east", "CNY", "+86 25 5550", "软件大道", "210012"),
        Place("无锡", "江苏", "中国", "east", "CNY", "+86 510 5550", "长江路", "214028"),
        Place("杭州", "浙江", "中国", "east", "CNY", "+86 571 5550", "文一西路", "311121"),
        Place("宁波", "浙江", "中国", "east", "CNY", "+86 574 5550", "院士路", "315100"),
        Place("合肥", "安徽", "中国", "east", "CNY", "+86 551 5550", "望江西路", "230088"),
        Place("深圳", "广东", "中国", "south", "CNY", "+86 755 5550", "科技南路", "518057"),
        Place("东莞", "广东", "中国", "south", "CNY", "+86 769 5550", "松山湖大道", "523808"),
        Place("佛山", "广东", "中国", "south", "CNY", "+86 757 5550", "季华路", "528000"),
        Place("广州", "广东", "中国", "south", "CNY", "+86 20 5550", "科学大道", "510663"),
        Place("厦门", "福建", "中国", "south", "CNY", "+86 592 5550", "软件园路", "361008"),
        Place("福州", "福建", "中国", "south", "CNY", "+86 591 5550", "乌山西路", "350001"),
        Place("成都", "四川", "中国", "rest", "CNY", "+86 28 5550", "天府大道", "610041"),
        Place("武汉", "湖北", "中国", "rest", "CNY", "+86 27 5550", "光谷大道", "430074"),
        Place("北京", "北京", "中国", "rest", "CNY", "+86 10 5550", "上地东路", "100085"),
        Place("西安", "陕西", "中国", "rest", "CNY", "+86 29 5550", "科技路", "710075"),
        Place("天津", "天津", "中国", "rest", "CNY", "+86 22 5550", "第三大街", "300457"),
        Place("München", "Bayern", "Germany", "international", "EUR", "+49 89 99998", "Leopoldstraße", "80802"),
        Place("London", "", "United Kingdom", "international", "GBP", "+44 20 7946 0", "King's Road", "SW3 4UD"),
        Place("Milano", "Lombardia", "Italy", "international", "EUR", "+39 02 5550 ", "Via Torino", "20123"),
        Place(
            "San Jose", "California", "United States", "international", "USD", "+1 408 555 01", "First Street", "95113"
        ),
        Place("Singapore", "", "Singapore", "international", "USD", "+65 6555 ", "Beach Road", "189702"),
        Place("大阪", "大阪府", "Japan", "international", "USD", "+81 6 5550 ", "御堂筋", "541-0041"),
        Place(
            "Eindhoven",
            "Noord-Brabant",
            "Netherlands",
            "international",
            "EUR",
            "+31 40 555 ",
            "Stationsplein",
            "5611 AB",
        ),
    )
}


def phone(city: str, number: int, *, is_mobile: bool = False) -> str:
    """A number in that town; mobile numbers only where the country tells them apart."""
    place = PLACES[city]
    if is_mobile and place.country == "中国":
        return f"+86 1300000{number % 10_000:04d}"
    digits = {"London": 3, "San Jose": 2, "Eindhoven": 4}.get(city, 4)
    return f"{place.dial}{number % 10**digits:0{digits}d}"
