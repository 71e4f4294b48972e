from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.stations.mail import MailRefusedError, read_mail
from tests.small_site import PDF

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60_000)
LOGO = b"\x89PNG\r\n\x1a\n" + bytes(500)


def message(*attached: tuple[str, bytes]) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "Copier 3 <copier@clinic.example>", "=?utf-8?q?Scan_f=C3=BCr_Akte?="
    made.set_content("See the attached scan.")
    for name, content in attached:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def test_the_files_of_a_message_are_taken_and_its_words_kept() -> None:
    made = message(("scan.pdf", PDF), ("photo.jpg", JPEG))
    made.add_attachment(LOGO, maintype="image", subtype="png", disposition="inline", cid="<logo>")
    mail = read_mail(made.as_bytes())
    assert [(one.name, one.content) for one in mail.attachments] == [("scan.pdf", PDF), ("photo.jpg", JPEG)]
    assert (mail.sender, mail.subject) == ("Copier 3 <copier@clinic.example>", "Scan für Akte")
    assert mail.passed_over == 2


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + bytes(100), b"\x1f\x8b" + bytes(100), b"MZ" + bytes(100), b"whatever this is"]
)
def test_one_packed_file_or_program_refuses_the_whole_message(content: bytes) -> None:
    with pytest.raises(MailRefusedError):
        read_mail(message(("scan.pdf", PDF), ("more.pdf", content)).as_bytes())


def test_a_packed_file_that_calls_itself_text_is_no_text() -> None:
    made = message(("scan.pdf", PDF))
    made.add_attachment(b"PK\x03\x04" + bytes(50), maintype="text", subtype="plain", filename="note.txt")
    with pytest.raises(MailRefusedError, match="packed"):
        read_mail(made.as_bytes())


def test_a_message_without_files_or_with_too_many_is_refused() -> None:
    with pytest.raises(MailRefusedError, match="no attached"):
        read_mail(message().as_bytes())
    with pytest.raises(MailRefusedError, match="more than"):
        read_mail(message(*[(f"{n}.pdf", PDF) for n in range(101)]).as_bytes())


def test_messages_within_messages_without_end_are_refused() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    )
    with pytest.raises(MailRefusedError):
        read_mail(nested)


@given(st.binary(max_size=400), st.binary(max_size=60))
def test_whatever_lies_in_the_folder_is_a_message_or_refused(body: bytes, header: bytes) -> None:
    head = b"Subject: " + header + b"\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    for content in (
        body,
        head + body,
        head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(body),
    ):
        try:
            assert read_mail(content).attachments
        except MailRefusedError:
            continue
