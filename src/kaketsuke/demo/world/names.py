"""Names, numbers and addresses of people who do not exist.

Telephone numbers lie in 090-0000-xxxx, which no carrier gives to anybody; mail goes to example.jp,
which is kept free for examples.
"""

from dataclasses import dataclass
from random import Random

FAMILIES = (
    ("青山", "アオヤマ", "Aoyama"), ("石田", "イシダ", "Ishida"), ("上野", "ウエノ", "Ueno"),
    ("遠藤", "エンドウ", "Endo"), ("岡本", "オカモト", "Okamoto"), ("加藤", "カトウ", "Kato"),
    ("木村", "キムラ", "Kimura"), ("工藤", "クドウ", "Kudo"), ("小林", "コバヤシ", "Kobayashi"),
    ("斉藤", "サイトウ", "Saito"), ("清水", "シミズ", "Shimizu"), ("杉山", "スギヤマ", "Sugiyama"),
    ("関口", "セキグチ", "Sekiguchi"), ("高木", "タカギ", "Takagi"), ("千葉", "チバ", "Chiba"),
    ("土屋", "ツチヤ", "Tsuchiya"), ("寺田", "テラダ", "Terada"), ("中島", "ナカジマ", "Nakajima"),
    ("西村", "ニシムラ", "Nishimura"), ("野口", "ノグチ", "Noguchi"),
    ("橋本", "ハシモト", "Hashimoto"),
    ("平野", "ヒラノ", "Hirano"), ("福田", "フクダ", "Fukuda"), ("細川", "ホソカワ", "Hosokawa"),
    ("前田", "マエダ", "Maeda"), ("三浦", "ミウラ", "Miura"), ("村上", "ムラカミ", "Murakami"),
    ("森", "モリ", "Mori"), ("矢野", "ヤノ", "Yano"), ("横山", "ヨコヤマ", "Yokoyama"),
    ("吉田", "ヨシダ", "Yoshida"), ("和田", "ワダ", "Wada"), ("原", "ハラ", "Hara"),
    ("林", "ハヤシ", "Hayashi"), ("藤井", "フジイ", "Fujii"), ("松田", "マツダ", "Matsuda"),
)  # fmt: skip

GIVENS = (
    ("葵", "アオイ", "Aoi"), ("明", "アキラ", "Akira"), ("彩", "アヤ", "Aya"),
    ("一郎", "イチロウ", "Ichiro"), ("恵美", "エミ", "Emi"), ("海斗", "カイト", "Kaito"),
    ("和子", "カズコ", "Kazuko"), ("健太", "ケンタ", "Kenta"), ("浩二", "コウジ", "Koji"),
    ("沙織", "サオリ", "Saori"), ("静香", "シズカ", "Shizuka"), ("翔", "ショウ", "Sho"),
    ("進", "ススム", "Susumu"), ("大輔", "ダイスケ", "Daisuke"), ("千尋", "チヒロ", "Chihiro"),
    ("剛", "ツヨシ", "Tsuyoshi"), ("徹", "トオル", "Toru"), ("直樹", "ナオキ", "Naoki"),
    ("菜摘", "ナツミ", "Natsumi"), ("望", "ノゾミ", "Nozomi"), ("遥", "ハルカ", "Haruka"),
    ("久美子", "クミコ", "Kumiko"), ("正", "タダシ", "Tadashi"), ("誠", "マコト", "Makoto"),
    ("真由美", "マユミ", "Mayumi"), ("美咲", "ミサキ", "Misaki"), ("恵", "メグミ", "Megumi"),
    ("優", "ユウ", "Yu"), ("由紀", "ユキ", "Yuki"), ("陽子", "ヨウコ", "Yoko"),
    ("良太", "リョウタ", "Ryota"), ("玲奈", "レイナ", "Reina"), ("渉", "ワタル", "Wataru"),
)  # fmt: skip

BUILDING_FIRST = (
    ("青葉", "アオバ"), ("若草", "ワカクサ"), ("けやき", "ケヤキ"), ("みどり", "ミドリ"),
    ("あかつき", "アカツキ"), ("ひばり", "ヒバリ"), ("こもれび", "コモレビ"), ("星見", "ホシミ"),
    ("桜並木", "サクラナミキ"), ("白樺", "シラカバ"),
)  # fmt: skip

BUILDING_SECOND = (
    ("ハイツ", "ハイツ"), ("コート", "コート"), ("レジデンス", "レジデンス"),
    ("ガーデン", "ガーデン"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InventedName:
    """A name with its reading and its Latin form."""

    family: str
    given: str
    kana: str
    romaji: str


def invent(rng: Random, *, family: tuple[str, str, str] | None = None) -> InventedName:
    """Return a name, of a family where one is given."""
    last = family or rng.choice(FAMILIES)
    first = rng.choice(GIVENS)
    return InventedName(last[0], first[0], f"{last[1]} {first[1]}", f"{first[2]} {last[2]}")


def phone(number: int) -> str:
    """Return the telephone number with this place in the series."""
    return f"090-0000-{number:04}"


def email(number: int) -> str:
    """Return the mail address with this place in the series."""
    return f"r{number:04}@example.jp"
