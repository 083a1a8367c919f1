"""A registrant makes a passkey on my page and comes back with it, without a code."""

from typing import Any

import pytest
from playwright.sync_api import expect

from kaketsuke.accounts import context
from kaketsuke.residents import services
from tests.journeys.conftest import SignIn
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_registrant_comes_back_with_a_passkey(
    sign_in: SignIn, town: World, settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    with context.as_system():
        user = services.account_of(town.sato.pk, now=NOW)
    page = sign_in(user)
    page.set_viewport_size({"width": 390, "height": 844})
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/my/")
    page.get_by_role("link", name="パスキーを作る").click()
    page.get_by_role("checkbox", name="パスワードレス").check()
    page.get_by_role("button", name="登録", exact=True).click()
    expect(page.get_by_text("を登録しました。")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/my/sign-in/")
    page.get_by_role("link", name="パスキーで入る").click()
    page.wait_for_url("**/accounts/login/**", wait_until="load")  # the library listens by then
    page.get_by_role("button", name="パスキーでサインイン").click()
    expect(page.get_by_role("heading", name="佐藤 花子 さん")).to_be_visible()
