"""What tables, columns, purposes and periods are called when a person reads about themselves."""

import tomllib
from functools import cache
from importlib import resources

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.database.personal_data import Keep, Purpose, Source

# Always said, whether or not something was left out: its absence would tell.
WITHHELD = _(
    "ほかの方の権利や安全を守るため、法令により開示しない情報がある場合があります。"
    "担当者の自由な書き込みは、ほかの方についての言葉を除いてからお渡しします。"
)
PURPOSES: dict[Purpose, StrOrPromise] = {
    Purpose.IDENTIFY: _("どなたかを確かめるため"),
    Purpose.REACH: _("ご連絡するため"),
    Purpose.SERVE: _("開錠等作業を行うため"),
    Purpose.DECIDE: _("出動できるかを判断するため"),
    Purpose.BILL: _("見積りと領収のため"),
    Purpose.CLAIM: _("損害や苦情に対応するため"),
    Purpose.PROTECT: _("どなたかの安全を守るため"),
    Purpose.PROVE: _("あとから確かめられるようにするため"),
    Purpose.SIGN_IN: _("サインインのため"),
    Purpose.RIGHTS: _("開示などの求めに応えるため"),
}
SOURCES: dict[Source, StrOrPromise] = {
    Source.PERSON: _("ご本人"),
    Source.OWNER: _("オーナー・管理会社"),
    Source.CALLER: _("お電話をくださった方"),
    Source.STAFF: _("当社の担当"),
    Source.TECHNICIAN: _("作業員"),
    Source.FIRM: _("業務委託先"),
    Source.PRODUCT: _("サービスの記録"),
}
# Their days stand in retention.toml.
PERIODS: dict[Keep, StrOrPromise] = {
    Keep.REGISTRATION: _("登録が終わってから1年"),
    Keep.CONSENT: _("同意から5年（登録が続くあいだは登録とともに）"),
    Keep.CALL: _("お電話から6か月"),
    Keep.CASE: _("対応が終わってから5年（1年後からは見られる人を限ります）"),
    Keep.CONDUCT: _("記録の期限から1年"),
    Keep.MONEY: _("発行から7年（税法による保存）"),
    Keep.CLAIM: _("解決から10年（時効まで）"),
    Keep.PROVISION: _("提供から3年"),
    Keep.INVITATION: _("ご案内から90日"),
    Keep.CONTRACT: _("契約が終わってから10年"),
    Keep.POSITION: _("記録から30日"),
    Keep.MESSAGE: _("お送りしてから6か月"),
    Keep.ACCOUNT: _("最後の利用から1年"),
    Keep.RIGHTS: _("回答から3年"),
    Keep.RECORD: _("10年（改ざんを見つけるための記録。番号だけで、お名前は含みません）"),
}
TABLES: dict[str, StrOrPromise] = {
    "audit.Access": _("情報を見た記録"),
    "intake.Flag": _("行いと保護の記録"),
    "intake.FlagNote": _("行いと保護の記録の経過"),
    "privacy.Hold": _("保存の指定"),
    "people.Person": _("お名前"),
    "people.ContactPoint": _("ご連絡先"),
    "accounts.User": _("サインイン用のアカウント"),
    "accounts.Grant": _("アカウントの権限"),
    "notify.Message": _("お送りしたお知らせ"),
    "parties.Owner": _("オーナーとしての登録"),
    "parties.Mandate": _("代理人としての登録"),
    "residents.Consent": _("同意"),
    "residents.Registration": _("利用者登録"),
    "residents.Guardianship": _("保護者としての登録"),
    "residents.Invitation": _("ご案内"),
    "network.Technician": _("作業員としての登録"),
    "network.Portrait": _("作業員の顔写真"),
    "network.Shift": _("勤務"),
    "network.Position": _("作業中の位置"),
    "intake.Call": _("お電話"),
    "intake.Request": _("要請"),
    "intake.RequestEntry": _("要請の経過"),
    "cases.Case": _("案件"),
    "cases.Entry": _("案件の経過"),
    "cases.Leave": _("特例許可"),
    "cases.Link": _("お送りしたリンク"),
    "dispatch.Offer": _("受けた打診"),
    "dispatch.Assignment": _("担当した案件"),
    "onsite.Check": _("立会いと本人確認"),
    "money.Approval": _("見積りへのお返事"),
    "money.Receipt": _("領収書"),
    "people.FormerName": _("以前のお名前"),
    "residents.OneTimeCode": _("確認の番号"),
    "residents.RosterUpload": _("入居者の名簿"),
    "dispatch.Planned": _("手配の予定"),
    "onsite.PhoneAction": _("作業員の端末の記録"),
    "onsite.CallBack": _("登録の電話への確認"),
    "onsite.BreakingAgreement": _("錠を壊すことへの同意"),
    "onsite.Photo": _("錠の写真"),
    "onsite.Opening": _("開錠の記録"),
    "onsite.BreakingApproval": _("錠を壊すことの承認"),
    "money.ReceiptPaper": _("領収書の控え"),
    "money.ReturnInvoice": _("返還請求書"),
    "claims.Complaint": _("お申し出"),
    "claims.Entry": _("お申し出の経過"),
    "claims.Claim": _("損害賠償"),
    "claims.Evidence": _("損害の証拠（写真・書類）"),
    "claims.EvidenceFile": _("どの記録にもつながらないファイル"),
    "claims.ClaimEntry": _("損害賠償の経過"),
    "claims.Decision": _("損害賠償の判断"),
    "claims.Letter": _("損害賠償の書面"),
    "residents.InvitationCode": _("ご案内の番号"),
    "privacy.Provision": _("ほかへ提供した記録"),
    "privacy.Block": _("提供を止める設定"),
    "privacy.DataRequest": _("開示などの求め"),
    "privacy.Incident": _("事故の記録"),
    "privacy.Affected": _("事故のお知らせ"),
    "privacy.BreakGlass": _("案件によらない閲覧"),
    "privacy.Alert": _("いつもと違う閲覧"),
    "privacy.Erased": _("消去の記録"),
    "privacy.Correction": _("訂正の記録"),
}
COLUMNS: dict[str, StrOrPromise] = {
    "about": _("対象"),
    "agreed_at": _("同意した日時"),
    "approved_by": _("承認した人"),
    "asked_at": _("求めた日時"),
    "code": _("番号"),
    "confirmed_at": _("確かめた日時"),
    "damage_yen": _("損害の額（円）"),
    "deleted_at": _("消した日時"),
    "digest": _("照合の値"),
    "drawn": _("署名"),
    "entered_at": _("記録した日時"),
    "expires_at": _("期限"),
    "fault": _("過失"),
    "guardian": _("保護者"),
    "harm": _("損害"),
    "if_unusable": _("使えないときの対応"),
    "interim_note": _("暫定措置"),
    "interim_until": _("暫定措置の期限"),
    "minor": _("未成年の方"),
    "lock_usable": _("錠が使えるか"),
    "method": _("方法"),
    "moment": _("場面"),
    "moved_in_on": _("入居した日"),
    "moved_out_on": _("退去した日"),
    "names": _("お名前"),
    "occurred_on": _("起きた日"),
    "payable_yen": _("お支払いの額（円）"),
    "phone_at": _("電話した日時"),
    "picture": _("写真"),
    "planned_at": _("予定の日時"),
    "recorded_at": _("記録した日時"),
    "reply_to": _("ご返事先"),
    "step": _("段階"),
    "taken_at": _("写した日時"),
    "uploaded_at": _("受け取った日時"),
    "version": _("版"),
    "accuracy_m": _("誤差（メートル）"),
    "address": _("送り先"),
    "address_matches": _("住所の一致"),
    "after": _("訂正後"),
    "answer": _("返事"),
    "answered_at": _("返事の日時"),
    "applicant": _("求めた方"),
    "approved": _("承諾"),
    "at": _("日時"),
    "attendee_role": _("立会いの立場"),
    "badge": _("作業員証"),
    "before": _("訂正前"),
    "callback_number": _("折り返しの番号"),
    "can_phone": _("電話を使えるか"),
    "channel": _("方法"),
    "column": _("項目"),
    "consented_at": _("同意した日時"),
    "contact": _("連絡先"),
    "content": _("内容"),
    "corrected_at": _("訂正した日時"),
    "created_at": _("記録した日時"),
    "date_joined": _("作った日"),
    "decided_at": _("判断した日時"),
    "decision": _("判断"),
    "direction": _("向き"),
    "document_kind": _("身分証の種類"),
    "document_reference": _("書類"),
    "due_on": _("回答の期限"),
    "during": _("時間"),
    "dwelling__building__name": _("建物"),
    "dwelling__room": _("部屋"),
    "email": _("メール"),
    "end_reason": _("終わりの理由"),
    "ended_at": _("終わった日時"),
    "estimate__total_yen": _("見積りの合計（円）"),
    "event": _("できごと"),
    "event_at": _("日時"),
    "expired": _("期限切れ"),
    "face_matches": _("顔の一致"),
    "family": _("姓"),
    "first_name": _("名"),
    "given": _("名"),
    "ground": _("根拠"),
    "has_photo": _("写真の有無"),
    "home_latitude": _("拠点の緯度"),
    "home_longitude": _("拠点の経度"),
    "how": _("方法"),
    "is_active": _("使えるか"),
    "issued_at": _("発行した日時"),
    "issuer_name": _("発行者"),
    "items": _("項目"),
    "kana": _("カナ"),
    "kind": _("種類"),
    "label": _("表示名"),
    "language": _("言葉"),
    "last_login": _("最後のサインイン"),
    "last_name": _("姓"),
    "known_at": _("知った日時"),
    "letter_at": _("お知らせした日時"),
    "cleared_at": _("影響を受けていないと分かった日時"),
    "reviewed_at": _("確かめた日時"),
    "in_order": _("問題なし"),
    "because": _("理由"),
    "erased_at": _("消去した日時"),
    "latitude": _("緯度"),
    "legal_name": _("法人名"),
    "line": _("同意の項目"),
    "longitude": _("経度"),
    "made_at": _("作った日時"),
    "name_matches": _("氏名の一致"),
    "number": _("番号"),
    "opened_at": _("始まった日時"),
    "outcome": _("結果"),
    "owner__legal_name": _("オーナー"),
    "owner_reason": _("オーナーの理由"),
    "papers_until": _("書類の期限"),
    "pass_reason": _("辞退の理由"),
    "phone_display": _("電話"),
    "policy_version": _("方針の版"),
    "proven_at": _("確かめた日時"),
    "provided_at": _("提供した日時"),
    "purpose": _("目的"),
    "rang_at": _("鳴った日時"),
    "reasons": _("理由"),
    "received_at": _("受けた日時"),
    "recipient": _("宛名"),
    "recipient_kind": _("提供先の種類"),
    "recipient_name": _("提供先"),
    "released_at": _("外れた日時"),
    "role": _("役割"),
    "romaji": _("ローマ字"),
    "sent_at": _("送った日時"),
    "signature": _("署名"),
    "since": _("はじまり"),
    "skills": _("技能"),
    "state": _("状態"),
    "stated": _("お話しになったこと"),
    "template": _("お知らせの種類"),
    "temporary_number": _("一時的な番号"),
    "total_yen": _("合計（円）"),
    "usable_from": _("使えるようになった日時"),
    "username": _("サインイン名"),
    "valid": _("期間"),
    "value": _("番号・アドレス"),
    "words": _("お求めの内容"),
    "viewer_role": _("見た人の役割"),
    "words_told": _("お伝えした言葉"),
}


@cache
def _periods() -> dict[str, dict[str, object]]:
    text = resources.files("kaketsuke.privacy").joinpath("retention.toml").read_text("utf-8")
    return tomllib.loads(text)


def table(model: str) -> str:
    """Return what a table is called; its own name where nobody gave it another."""
    return str(TABLES.get(model, model))


def column(name: str) -> str:
    """Return what a column is called."""
    return str(COLUMNS.get(name, name.replace("_", " ")))


def purpose(of: Purpose) -> str:
    """Return what a purpose is called."""
    return str(PURPOSES[of])


def source(of: Source) -> str:
    """Return from whom something is."""
    return str(SOURCES[of])


def kept(of: Keep) -> str:
    """Return how long a class is kept, in words."""
    return str(PERIODS[of])


def kept_days(of: Keep) -> int:
    """Return how many days a class is kept after its end."""
    return int(str(_periods()[of.value]["days"]))
