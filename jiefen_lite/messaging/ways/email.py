"""E-mail over SMTP. The message keeps its Message-ID when it is tried again, so that doubles can be told."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from jiefen_lite.messaging.ways.sending import NotSent, Outgoing
from jiefen_lite.rules.messages import Way

_PORTS = {"tls": 465, "starttls": 587, "none": 25}


def send(way: Way, secret: str | None, out: Outgoing, timeout: float, mark: str) -> None:
    """Hand one message to the mail server. ``mark`` makes the Message-ID this centre's. Raises NotSent."""
    assert way.sender is not None
    if way.user is not None and secret is None:
        raise NotSent("还没有填邮箱的密码，请管理员在“发送记录”页填写。", is_down=True)
    port = way.port or _PORTS[way.security]
    try:
        with _connection(way, port, timeout) as server:
            if way.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if way.user is not None and secret is not None:
                server.login(way.user, secret)
            server.send_message(_letter(way.sender, out, mark))
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        for_good = bool(codes) and all(code >= 500 for code in codes)
        raise NotSent("邮件服务器不收这个收件地址，请收的人核对邮箱。", is_for_good=for_good) from None
    except smtplib.SMTPAuthenticationError:
        raise NotSent("邮箱的登录名或密码不对，请管理员重新填写。", is_down=True) from None
    except smtplib.SMTPResponseException as error:
        for_good = error.smtp_code >= 500
        raise NotSent(
            f"邮件服务器没有收下（{error.smtp_code}），请找管邮件的人查看。", is_for_good=for_good
        ) from None
    except ssl.SSLError:
        raise NotSent("和邮件服务器的加密连接没有建成，请检查证书和加密方式。", is_down=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"连不上邮件服务器（{_why(error)}），会再试。", is_down=True) from None


def _connection(way: Way, port: int, timeout: float) -> smtplib.SMTP:
    assert way.host is not None
    if way.security == "tls":
        return smtplib.SMTP_SSL(way.host, port, timeout=timeout, context=ssl.create_default_context())
    return smtplib.SMTP(way.host, port, timeout=timeout)


def _letter(sender: str, out: Outgoing, mark: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = out.address
    letter["Subject"] = out.subject
    letter["Message-ID"] = f"<{mark}.{out.id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(out.text)
    return letter


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "等得太久"
    return (
        "对方没有应答" if isinstance(error, ConnectionError | smtplib.SMTPServerDisconnected) else "网络不通"
    )
