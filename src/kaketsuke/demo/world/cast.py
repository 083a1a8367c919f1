"""The people and doors of the demo that everything else may count on, whatever the seed.

Who sits down at the demo finds here what to try; the played case uses the first of them.
"""

from dataclasses import dataclass

PASSWORD = "kaketsuke-demo"  # noqa: S105 - of invented accounts, printed on the screen
BUILDING = "DEMO-001"
OWNERS_BUILDING = "DEMO-002"


@dataclass(frozen=True, slots=True)
class Member:
    """A resident of the first building with a telephone number, and what to try with them."""

    room: str
    family: str
    given: str
    kana: str
    romaji: str
    number: int
    has_email: bool = True
    language: str = "ja"
    state: str = "registered"  # registered, withdrawn, moved_out
    protective: bool = False
    try_this: str = ""


MEMBERS = (
    Member("203", "青木", "さくら", "アオキ サクラ", "Sakura Aoki", 1,
           try_this="ふつうの閉め出し。本人・身分証ありなら出動できます。"),
    Member("305", "佐藤", "健", "サトウ ケン", "Ken Sato", 2, has_email=False,
           try_this="利用者が二人いる部屋。電話が唯一の連絡先です。"),
    Member("305", "佐藤", "美咲", "サトウ ミサキ", "Misaki Sato", 3,
           try_this="身分証が室内。責任者の特例許可を試せます。"),
    Member("501", "高橋", "彩", "タカハシ アヤ", "Aya Takahashi", 4, protective=True,
           try_this="保護の印がある部屋。責任者に回り、通知は止まります。"),
    Member("502", "Wilson", "Emma", "ウィルソン エマ", "Emma Wilson", 5, language="en",
           try_this="英語の利用者。通知は英語で届きます。"),
    Member("506", "中村", "誠", "ナカムラ マコト", "Makoto Nakamura", 6, has_email=False,
           try_this="登録の電話が室内。別の番号で受け、合言葉を読み上げます。"),
    Member("601", "林", "正", "ハヤシ タダシ", "Tadashi Hayashi", 7, state="withdrawn",
           try_this="利用をやめた方。お断りになります。"),
    Member("602", "原", "由紀", "ハラ ユキ", "Yuki Hara", 8, state="moved_out",
           try_this="転出した方。前の部屋の鍵は開けられません。"),
)  # fmt: skip

DECLINED_ROOM = "402"
EMPTY_ROOM = "403"
AGENT_NUMBER = 901
LANDLORD_NUMBER = 902
STRANGER_NUMBER = 999
OWNER = "見本不動産東株式会社"
FIRST_FREE_NUMBER = 1001
