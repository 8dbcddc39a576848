"""Ways over HTTP: the robots of 企业微信 and 钉钉 groups, and an SMS gateway by the county's own template.

No redirect is followed and no proxy of the machine is asked: what is sent goes where the rules say.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from jiefen_lite.messaging.ways.sending import NotSent, Outgoing
from jiefen_lite.rules.messages import Way

MOST_ANSWER = 64 * 1024
_BLANK = re.compile(r"\{(phone|text|id|secret)\}")
_JSON = "application/json; charset=utf-8"
#: What the robots say when they have taken a message.
_ACCEPTED = {"wecom": r'"errcode"\s*:\s*0\b', "dingtalk": r'"errcode"\s*:\s*0\b'}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_about: Any, **_more: Any) -> None:
        return None


def send(way: Way, secret: str | None, out: Outgoing, timeout: float, mark: str) -> None:
    """Post one text. ``mark`` and the number are the {id} of the body. Raises NotSent."""
    assert way.url is not None
    wanted = way.url + (way.body or "") + "".join(one.value for one in way.headers)
    if "{secret}" in wanted and secret is None:
        raise NotSent("还没有填口令，请管理员在“发送记录”页填写。", is_down=True)
    blanks = {"phone": out.address or "", "text": out.text, "id": f"{mark}.{out.id}", "secret": secret or ""}
    url = _filled(way.url, blanks, quote)
    headers = {one.name: _filled(one.value, blanks, _one_line) for one in way.headers}
    body = _body(way, blanks)
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = (
            _JSON if way.kind != "sms" or way.escape == "json" else "application/x-www-form-urlencoded"
        )
    status, answer = _post(url, body, headers, timeout)
    if status >= 300:
        # a gateway that does not know our request will not know it later either; one in trouble may recover
        raise NotSent(
            f"对方没有收下（{status}），请核对网址和模板。", is_for_good=status in (400, 404, 405, 410, 422)
        )
    accepted = way.accepted or _ACCEPTED.get(way.kind)
    if accepted is not None and re.search(accepted, answer) is None:
        raise NotSent("对方答应了，但没有说收下；请管理员核对口令、模板和“accepted”。")


def host_of(way: Way) -> str:
    """Whom a way talks to: the host its secret is meant for."""
    if way.host is not None:
        return way.host
    return urlsplit(way.url or "").netloc


def _body(way: Way, blanks: dict[str, str]) -> bytes:
    if way.kind == "sms":
        escape = _in_json if way.escape == "json" else quote_plus
        return _filled(way.body or "", blanks, escape).encode()
    said: dict[str, Any] = {"msgtype": "text", "text": {"content": blanks["text"]}}
    return json.dumps(said, ensure_ascii=False).encode()


def _filled(template: str, blanks: dict[str, str], escape: Any) -> str:
    return _BLANK.sub(lambda found: str(escape(blanks[found[1]])), template)


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, str]:
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        try:
            with opener.open(request, timeout=timeout) as answer:
                return answer.status, _read(answer, timeout)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, ""
    except TimeoutError:
        raise NotSent("等了太久，对方没有答应，会再试。", is_down=True) from None
    except (OSError, ValueError, urllib.error.URLError):
        raise NotSent("连不上对方，请检查网络和网址。", is_down=True) from None


def _read(answer: Any, timeout: float) -> str:
    """The answer, or its beginning: neither a long one nor a slow one holds the sender up."""
    end, parts, size = time.monotonic() + timeout, [], 0
    while size < MOST_ANSWER and time.monotonic() < end:
        part = answer.read1(4096)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts).decode("utf-8", "replace")
