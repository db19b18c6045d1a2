"""What is fetched comes whole or not at all, from servers that cut, stall, lie, redirect and change their minds."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import uprgraph
from misbehaving import Reply, Request, Site, Uwazi, file, in_turn, packed, serving
from uprgraph import fetch
from uprgraph.errors import NotFetched, UnknownName
from uprgraph.fetch import web as web_module
from uprgraph.fetch.addresses import addresses
from uprgraph.fetch.web import Unreachable, Web
from uprgraph.items import items
from uprgraph.sources import upr_info_api
from uprgraph.version import VERSION

EXPORT = "/export-full-en.json"
TEXT = b'[{"AnnotationId": "1", "Text": "' + b"abcdefghij" * 500 + b'"}]'
PDF = b"%PDF-1.7\n" + b"our own words\n" * 200 + b"%%EOF\n"
PAGE = b"<!DOCTYPE html><html><head><title>Service\n unavailable</title></head></html>"


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self, step: float = 0.0) -> None:
        self.time, self.step = 1_700_000_000.0, step
        self.waits: list[float] = []

    def __call__(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine is asked itself, whatever the environment says."""
    for variable in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web(clock: Clock) -> Web:
    return Web(patience=5.0, sleep=clock.sleep, clock=clock, now=clock)


@pytest.fixture
def at(site: Site) -> fetch.Addresses:
    return fetch.Addresses(uhri=site.base, upr_info=site.base, un_documents=site.base, docs_un=None)


def word(member: str = "word/document.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "<w:document/>" * 100)
    return buffer.getvalue()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# The whole file, and what lies beside it


def test_a_file_comes_with_its_checksum(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = file(TEXT)
    shares: list[float] = []
    fetched = fetch.uhri(tmp_path, web=web, at=at, progress=lambda name, share: shares.append(share))
    digest = hashlib.sha256(TEXT).hexdigest()
    assert fetched.path.read_bytes() == TEXT
    assert (fetched.outcome, fetched.sha256, fetched.size) == ("fetched", digest, len(TEXT))
    assert names(tmp_path) == [".export-full-en.json.fetched.json", "export-full-en.json", "export-full-en.json.sha256"]
    assert (tmp_path / "export-full-en.json.sha256").read_text() == f"{digest}  export-full-en.json\n"
    assert shares[-1] == 1.0
    asked = site.asked[0].headers
    assert asked["user-agent"] == f"uprgraph/{VERSION} (+https://w3id.org/uprgraph/)"
    assert asked["accept-encoding"] == "identity"


def test_sha256sum_accepts_the_checksum(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = file(TEXT)
    fetch.uhri(tmp_path, web=web, at=at)
    subprocess.run(["sha256sum", "--strict", "-c", "export-full-en.json.sha256"], cwd=tmp_path, check=True)


def test_the_workbook_is_asked_for_by_its_own_address(site, web, at, tmp_path) -> None:
    site.answers["/export-full-en.xlsx"] = file(word("xl/workbook.xml"))
    assert fetch.uhri(tmp_path, xlsx=True, web=web, at=at).path.name == "export-full-en.xlsx"


# Cuts


def test_a_cut_file_is_gone_on_with(site, web, at, tmp_path, clock) -> None:
    site.answers[EXPORT] = file(TEXT, cut=1000)
    fetched = fetch.uhri(tmp_path, web=web, at=at)
    assert fetched.path.read_bytes() == TEXT
    # 5,035 bytes, a thousand at a time: more cuts than attempts, since each goes further than the last.
    assert site.ranges() == [None, 1000, 2000, 3000, 4000, 5000]
    assert {request.headers.get("if-range") for request in site.asked[1:]} == {'"one"'}


def test_a_later_command_goes_on(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = in_turn(file(TEXT, cut=1000), Reply(b"busy", 503))
    with pytest.raises(NotFetched, match="503"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert names(tmp_path) == ["export-full-en.json.part", "export-full-en.json.part.json"]
    assert (tmp_path / "export-full-en.json.part").read_bytes() == TEXT[:1000]
    site.asked.clear()
    site.answers[EXPORT] = file(TEXT)
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert site.ranges() == [1000]


def test_an_interrupt_leaves_what_has_come(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = file(TEXT, cut=1000)

    def interrupt(name: str, share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch.uhri(tmp_path, web=web, at=at, progress=interrupt)
    came = (tmp_path / "export-full-en.json.part").stat().st_size
    assert 0 < came <= 1000
    site.asked.clear()
    site.answers[EXPORT] = file(TEXT)
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert site.ranges() == [came]


def test_without_a_name_of_its_state_a_file_begins_again(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = in_turn(file(TEXT, etag=None, cut=1000), file(TEXT, etag=None))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert site.ranges() == [None, None]


def test_a_weak_etag_is_not_gone_on_with_but_the_date_is(site, web, at, tmp_path) -> None:
    date = "Wed, 12 Feb 2025 00:00:00 GMT"
    named = {"ETag": 'W/"one"', "Last-Modified": date}
    rest = {"Content-Range": f"bytes 1000-{len(TEXT) - 1}/{len(TEXT)}"}
    site.answers[EXPORT] = in_turn(
        Reply(TEXT, headers=named, cut=1000),
        Reply(TEXT[1000:], 206, named | rest),
    )
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert site.asked[1].headers["if-range"] == date


def test_a_server_that_ignores_ranges(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = in_turn(Reply(TEXT, headers={"ETag": '"one"'}, cut=1000), Reply(TEXT))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert site.ranges() == [None, 1000]


def test_a_server_that_always_cuts_at_the_same_place(site, web, at, tmp_path, clock) -> None:
    site.answers[EXPORT] = file(TEXT, etag=None, cut=1000)
    with pytest.raises(NotFetched, match=r"cut after 1,000 of 5,035 bytes .*run the same command again"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert len(site.asked) == 6


@pytest.mark.parametrize("etag", ['"two"', None])
def test_the_file_changes_midway(site, web, at, tmp_path, etag) -> None:
    other = TEXT.replace(b"abc", b"xyz")
    site.answers[EXPORT] = in_turn(file(TEXT, cut=1000), file(other, etag=etag))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == other


def test_a_part_of_another_state_is_not_taken(site, web, at, tmp_path) -> None:
    """The server heeds Range and not If-Range."""
    other = b"[" + b" " * 6000 + b"]"
    rest = {"Content-Range": f"bytes 1000-{len(other) - 1}/{len(other)}", "ETag": '"two"'}
    site.answers[EXPORT] = in_turn(file(TEXT, cut=1000), Reply(other[1000:], 206, rest), file(other, etag='"two"'))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == other
    assert site.ranges() == [None, 1000, None]


@pytest.mark.parametrize("said", ["bytes 999-5034/5035", "bytes 1000-5034/6000", "", "rows 1-2/3"])
def test_a_part_that_does_not_fit_begins_the_file_again(site, web, at, tmp_path, said) -> None:
    site.answers[EXPORT] = in_turn(
        file(TEXT, cut=1000), Reply(TEXT[999:], 206, {"Content-Range": said, "ETag": '"one"'}), file(TEXT)
    )
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert site.ranges() == [None, 1000, None]


def test_a_range_that_cannot_be_had_begins_the_file_again(site, web, at, tmp_path) -> None:
    (tmp_path / "export-full-en.json.part").write_bytes(TEXT)
    origin = {"address": at.export("json"), "etag": '"one"', "modified": None, "length": len(TEXT)}
    (tmp_path / "export-full-en.json.part.json").write_text(json.dumps(origin))
    site.answers[EXPORT] = file(TEXT)
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert site.ranges() == [len(TEXT), None]


def test_a_broken_note_begins_the_file_again(site, web, at, tmp_path) -> None:
    (tmp_path / "export-full-en.json.part").write_bytes(b"[1,")
    (tmp_path / "export-full-en.json.part.json").write_text("{not JSON")
    site.answers[EXPORT] = file(TEXT)
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT


def test_two_commands_at_once(site, web, at, tmp_path) -> None:
    def second(name: str, share: float) -> None:
        with pytest.raises(NotFetched, match="another command is fetching this file"):
            fetch.uhri(tmp_path, web=replace(web), at=at)

    site.answers[EXPORT] = file(TEXT)
    assert fetch.uhri(tmp_path, web=web, at=at, progress=second).path.read_bytes() == TEXT


# Lengths


def test_more_was_announced_than_comes(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(TEXT, length=len(TEXT) + 100)
    with pytest.raises(NotFetched, match=r"5,035 of 5,135 bytes"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert not (tmp_path / "export-full-en.json").exists()


def test_less_was_announced_than_there_is(site, web, at, tmp_path) -> None:
    """HTTP ends the body at the length announced; the file shows that it has no end."""
    site.answers[EXPORT] = lambda request: Reply(TEXT, length=len(TEXT) - 100)
    with pytest.raises(NotFetched, match=r"ends after the 4,935 bytes that the server announced and is not whole"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert names(tmp_path) == []


@pytest.mark.parametrize(("form", "body"), [("pdf", PDF), ("docx", word())])
def test_documents_without_their_end_are_refused(site, web, at, tmp_path, form, body) -> None:
    site.answers["/api/symbol/access"] = lambda request: Reply(body[:-50])
    with pytest.raises(NotFetched, match="is not whole as"):
        fetch.report("A/HRC/26/16", tmp_path, form=form, web=web, at=at)
    assert names(tmp_path) == []


def test_no_length_and_chunks(site, web, at, tmp_path) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (TEXT[:7], TEXT[7:])) + b"0\r\n\r\n"
    chunked = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    site.answers[EXPORT] = in_turn(Reply(chunks, headers=chunked, cut=900), Reply(chunks, headers=chunked))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT


@pytest.mark.parametrize("announced", [True, False])
def test_too_large_is_refused(site, web, at, tmp_path, announced) -> None:
    site.answers[EXPORT] = lambda request: Reply(TEXT, headers={} if announced else {"Content-Length": ""})
    with pytest.raises(NotFetched, match="larger than 5,000 bytes"):
        fetch.uhri(tmp_path, web=replace(web, limit=5000), at=at)
    assert names(tmp_path) == []


def test_a_compressed_bomb_is_refused(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: packed(b"[" + b" " * 20_000_000 + b"]")
    with pytest.raises(NotFetched, match="larger than 1,000,000 bytes"):
        fetch.uhri(tmp_path, web=replace(web, limit=1_000_000), at=at)


def test_compressed_although_not_asked(site, web, at, tmp_path) -> None:
    """It is unpacked; a cut one begins again, since ranges count compressed bytes."""
    body = json.dumps([hashlib.sha256(bytes([n])).hexdigest() for n in range(200)]).encode()
    site.answers[EXPORT] = in_turn(packed(body, cut=2000), packed(body))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == body
    assert site.ranges() == [None, None]


def test_a_compression_without_end(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(gzip.compress(TEXT)[:-9], headers={"Content-Encoding": "gzip"})
    with pytest.raises(NotFetched, match="compression has no end"):
        fetch.uhri(tmp_path, web=web, at=at)


def test_an_unknown_compression(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(TEXT, headers={"Content-Encoding": "br"})
    with pytest.raises(NotFetched, match="packed as 'br'"):
        fetch.uhri(tmp_path, web=web, at=at)


# Busy, slow and absent servers


def test_a_busy_server_is_left_alone_as_long_as_it_asks(site, web, at, tmp_path, clock) -> None:
    site.answers[EXPORT] = in_turn(Reply(b"", 429, {"Retry-After": "7"}), file(TEXT))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert clock.waits == [7.0]


def test_a_server_busy_twice_is_waited_for_longer_each_time(site, web, at, tmp_path, clock) -> None:
    site.answers[EXPORT] = in_turn(Reply(b"", 503), Reply(b"", 503), file(TEXT))
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert clock.waits == [1.0, 2.0]


def test_a_server_that_stays_busy_is_given_up(site, web, at, tmp_path, clock) -> None:
    site.answers[EXPORT] = lambda request: Reply(b"", 503)
    with pytest.raises(NotFetched, match=r"127\.0\.0\.1:\d+ answers 503 Service Unavailable; run the same command"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert clock.waits == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert names(tmp_path) == []


def test_a_server_that_asks_for_too_long_a_wait(site, web, at, tmp_path, clock) -> None:
    site.answers[EXPORT] = lambda request: Reply(b"", 429, {"Retry-After": "3600"})
    with pytest.raises(NotFetched, match="asks to be left alone for 60 minutes"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert (clock.waits, len(site.asked)) == ([], 1)


def test_requests_are_a_pause_apart(site, web, clock) -> None:
    site.answers["/a"] = lambda request: Reply(b"{}")
    for _ in range(3):
        web.json(f"{site.base}a")
    assert clock.waits == [1.0, 1.0]


def test_a_slow_drip_is_still_a_file(site, web, at, tmp_path) -> None:
    body = b"[" + b" " * 300 + b"]"
    site.answers[EXPORT] = lambda request: Reply(body, drip=True)
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == body


def test_a_drip_that_would_take_days_is_cut(site, at, tmp_path) -> None:
    clock = Clock(step=60.0)
    web = Web(pause=0.0, attempts=2, patience=50.0, sleep=clock.sleep, clock=clock, now=clock)
    site.answers[EXPORT] = lambda request: Reply(b"[" + b" " * 300 + b"]", drip=True)
    with pytest.raises(NotFetched, match="bytes a second"):
        fetch.uhri(tmp_path, web=web, at=at)


def test_no_connection(web, at, tmp_path, clock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotFetched) as raised:
        fetch.uhri(tmp_path, web=web, at=fetch.Addresses(uhri=f"http://127.0.0.1:{port}/"))
    assert str(raised.value) == (
        f"cannot reach 127.0.0.1:{port} (no connection?); nothing was changed; run the same command again to go on"
    )
    assert (clock.waits, names(tmp_path)) == ([], [])


def test_no_such_host(web, tmp_path, monkeypatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(NotFetched, match=r"cannot reach dataex\.ohchr\.org \(no connection\?\); nothing was changed"):
        fetch.uhri(tmp_path, web=web)
    with pytest.raises(Unreachable, match=r"documents\.un\.org"):
        fetch.report("A/HRC/26/16", tmp_path, web=web)
    with pytest.raises(Unreachable, match=r"upr-info-database\.uwazi\.io"):
        fetch.upr_info(tmp_path, web=web)
    assert names(tmp_path) == []


# Content and redirects


def test_a_web_page_with_status_200_is_refused(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(PAGE)
    with pytest.raises(NotFetched, match=r"sends a web page \('Service unavailable'\) instead of JSON"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert names(tmp_path) == []


@pytest.mark.parametrize("body", [b"", b"Sorry"])
def test_nothing_and_nonsense_are_refused(site, web, at, tmp_path, body) -> None:
    site.answers[EXPORT] = lambda request: Reply(body)
    with pytest.raises(NotFetched, match="instead of JSON"):
        fetch.uhri(tmp_path, web=web, at=at)


def test_redirects_are_followed(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(status=302, headers={"Location": "/there is/it?x=1#top"})
    site.answers["/there%20is/it"] = file(TEXT, cut=3000)
    assert fetch.uhri(tmp_path, web=web, at=at).path.read_bytes() == TEXT
    assert [request.start for request in site.asked] == [None, None, 3000, 3000]


def test_a_loop_of_redirects(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(status=302, headers={"Location": EXPORT})
    with pytest.raises(NotFetched, match="redirects more than 5 times"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert len(site.asked) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/x", "data:,[]", "https:", ""])
def test_redirects_to_elsewhere_are_not_followed(site, web, at, tmp_path, location) -> None:
    site.answers[EXPORT] = lambda request: Reply(status=302, headers={"Location": location})
    with pytest.raises(NotFetched, match="redirects to"):
        fetch.uhri(tmp_path, web=web, at=at)
    assert names(tmp_path) == []


def test_a_redirect_from_secure_to_open_is_not_followed() -> None:
    with pytest.raises(NotFetched, match="not secure"):
        web_module._redirected("https://documents.un.org/x", "http://documents.un.org/y")


@pytest.mark.parametrize("status", [204, 400, 403, 451])
def test_other_answers_are_said(site, web, at, tmp_path, status) -> None:
    site.answers[EXPORT] = lambda request: Reply(status=status)
    with pytest.raises(NotFetched, match=f"answers {status} "):
        fetch.uhri(tmp_path, web=web, at=at)
    assert len(site.asked) == 1


def test_nothing_changed_although_nothing_was_there(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(status=304)
    with pytest.raises(NotFetched, match="says that nothing has changed"):
        fetch.uhri(tmp_path, web=web, at=at)


def test_a_file_that_changes_with_every_request_is_given_up(site, web, at, tmp_path) -> None:
    def changing(request: Request) -> Reply:
        named = {"ETag": f'"{len(site.asked)}"'}
        if request.start is None:
            return Reply(TEXT, headers=named, cut=1000)
        return Reply(TEXT[1000:], 206, named | {"Content-Range": f"bytes 1000-5034/{len(TEXT)}"})

    site.answers[EXPORT] = changing
    with pytest.raises(NotFetched):
        fetch.uhri(tmp_path, web=web, at=at)
    assert len(site.asked) == 6


@pytest.mark.parametrize("length", ["-1", "many", "\xb2", "9" * 5000])
def test_a_length_that_is_no_number(site, web, at, tmp_path, length) -> None:
    site.answers[EXPORT] = lambda request: Reply(TEXT, headers={"Content-Length": length})
    with pytest.raises(NotFetched):
        fetch.uhri(tmp_path, web=web, at=at)


def test_proxies_of_the_environment_are_used(site, web, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("http_proxy", site.base)
    site.answers[EXPORT] = file(TEXT)
    fetched = fetch.uhri(tmp_path, web=web, at=fetch.Addresses(uhri="http://uhri.invalid/"))
    assert (fetched.path.read_bytes(), site.asked[0].headers["host"]) == (TEXT, "uhri.invalid")


def test_certificates_are_checked(web, tmp_path, monkeypatch) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the certificate, is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*making.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(context) as site:
        site.answers[EXPORT] = file(TEXT)
        at = fetch.Addresses(uhri=site.base)
        with pytest.raises(NotFetched, match=r"certificate cannot be trusted .*SSL_CERT_FILE"):
            fetch.uhri(tmp_path / "data", web=web, at=at)
        assert site.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch.uhri(tmp_path / "data", web=replace(web, _opener=None), at=at).path.read_bytes() == TEXT


# A file that is there already


def test_an_unchanged_file_is_not_fetched_again(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = file(TEXT)
    fetch.uhri(tmp_path, web=web, at=at)
    again = fetch.uhri(tmp_path, web=web, at=at)
    assert (again.outcome, again.sha256) == ("unchanged", hashlib.sha256(TEXT).hexdigest())
    assert site.asked[1].headers["if-none-match"] == '"one"'
    assert "export-full-en.json.part" not in names(tmp_path)


def test_a_server_that_ignores_conditions_is_not_read_to_its_end(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = lambda request: Reply(TEXT, headers={"ETag": '"one"'})
    fetch.uhri(tmp_path, web=web, at=at)
    assert fetch.uhri(tmp_path, web=web, at=at).outcome == "unchanged"


def test_a_newer_file_takes_its_place(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = in_turn(file(TEXT), file(b"[2]", etag='"two"'))
    fetch.uhri(tmp_path, web=web, at=at)
    newer = fetch.uhri(tmp_path, web=web, at=at)
    assert (newer.outcome, newer.path.read_bytes()) == ("fetched", b"[2]")
    assert (tmp_path / "export-full-en.json.sha256").read_text().startswith(newer.sha256)


def test_the_old_file_stays_while_the_newer_one_does_not_come(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = in_turn(file(TEXT), Reply(b"[" * 900, headers={"ETag": '"two"'}, cut=600), Reply(b"", 503))
    fetch.uhri(tmp_path, web=web, at=at)
    with pytest.raises(NotFetched):
        fetch.uhri(tmp_path, web=web, at=at)
    assert (tmp_path / "export-full-en.json").read_bytes() == TEXT


def test_force_fetches_again(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = file(TEXT)
    fetch.uhri(tmp_path, web=web, at=at)
    assert fetch.uhri(tmp_path, web=web, at=at, force=True).outcome == "fetched"


def test_without_a_way_to_ask_the_file_is_kept_and_it_is_said(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = file(TEXT, etag=None)
    fetch.uhri(tmp_path, web=web, at=at)
    kept = fetch.uhri(tmp_path, web=web, at=at)
    assert (kept.outcome, len(site.asked)) == ("kept", 1)
    assert "no way to ask whether it has changed; --force fetches it again" in kept.remark


def test_a_file_that_was_changed_here_is_fetched_again(site, web, at, tmp_path) -> None:
    site.answers[EXPORT] = file(TEXT)
    path = fetch.uhri(tmp_path, web=web, at=at).path
    path.write_bytes(b"[]")
    again = fetch.uhri(tmp_path, web=web, at=at)
    assert (path.read_bytes(), again.outcome) == (TEXT, "fetched")
    assert "had been changed" in again.remark


def test_a_file_of_somebody_else_is_left_alone(site, web, at, tmp_path) -> None:
    path = tmp_path / "export-full-en.json"
    path.write_bytes(b"[]")
    kept = fetch.uhri(tmp_path, web=web, at=at)
    assert (kept.outcome, path.read_bytes(), site.asked) == ("kept", b"[]", [])
    assert "--force replaces it" in kept.remark


# Documents of the United Nations


@pytest.mark.parametrize(
    ("given", "symbol"),
    [
        ("A/HRC/59/15", "A/HRC/59/15"),
        (" a/hrc/59/15/add.1 ", "A/HRC/59/15/Add.1"),
        ("A/HRC/WG.6/48/SVN/3", "A/HRC/WG.6/48/SVN/3"),
        ("A/HRC/DEC/59/112", "A/HRC/DEC/59/112"),
        ("A/HRC/8/41/CORR.1", "A/HRC/8/41/Corr.1"),
        ("khm-2", "A/HRC/26/16"),
        ("SVN-4", "A/HRC/59/15"),
    ],
)
def test_symbols(given, symbol) -> None:
    assert fetch.symbol_of(given) == symbol


@pytest.mark.parametrize(
    "given", ["", "hello", "A/HRC/", "A/HRC/26/16?x=1", "../../etc", "A/RES/60/251 ", "xyz-1", "khm-9"]
)
def test_what_is_no_symbol(given, tmp_path) -> None:
    with pytest.raises(UnknownName):
        fetch.report(given, tmp_path)


def test_a_document_by_its_symbol(site, web, at, tmp_path) -> None:
    site.answers["/api/symbol/access"] = lambda request: Reply(
        status=302, headers={"Location": "/DOC/UNDOC/GEN/G14/123/45/PDF/G1412345.PDF?OpenElement"}
    )
    site.answers["/doc/undoc/gen/g14/123/45/pdf/g1412345.pdf"] = file(PDF)
    fetched = fetch.report("khm-2", tmp_path, web=web, at=at)
    assert (fetched.path.name, fetched.path.read_bytes()) == ("A-HRC-26-16.pdf", PDF)
    assert site.asked[0].query == {"s": "A/HRC/26/16", "l": "en", "t": "pdf"}


def test_a_word_document_of_before_2015(site, web, at, tmp_path) -> None:
    site.answers["/api/symbol/access"] = lambda request: (
        Reply(word()) if request.query["t"] == "doc" else Reply(PAGE, 404)
    )
    fetched = fetch.report("A/HRC/26/16", tmp_path, form="docx", web=web, at=at)
    assert (fetched.path.name, [request.query["t"] for request in site.asked]) == ("A-HRC-26-16.docx", ["docx", "doc"])


def test_the_old_format_of_word_is_not_read(site, web, at, tmp_path) -> None:
    site.answers["/api/symbol/access"] = lambda request: Reply(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100)
    with pytest.raises(NotFetched, match="format of before 2007 only; --format pdf fetches it"):
        fetch.report("A/HRC/8/41", tmp_path, form="docx", web=web, at=at)


def test_a_document_that_is_not_there(site, web, at, tmp_path) -> None:
    with pytest.raises(NotFetched) as raised:
        fetch.report("A/HRC/99/99", tmp_path, web=web, at=at)
    text = str(raised.value)
    assert text.startswith("A/HRC/99/99: not to be had as PDF; it may not exist, or not in English (127.0.0.1")
    assert "404" in text
    assert names(tmp_path) == []


def test_the_second_address_is_asked_where_the_first_has_it_not(site, web, at, tmp_path) -> None:
    site.answers["/api/symbol/access"] = lambda request: Reply(PAGE)
    site.answers["/en/A/HRC/26/16"] = file(PDF)
    fetched = fetch.report("A/HRC/26/16", tmp_path, web=web, at=replace(at, docs_un=site.base))
    assert fetched.path.read_bytes() == PDF
    assert site.asked[1].query == {"direct": "true"}
    assert fetch.report("A/HRC/26/16", tmp_path, web=web, at=replace(at, docs_un=site.base)).outcome == "unchanged"
    assert [request.path for request in site.asked][2:] == ["/en/A/HRC/26/16"]


def test_the_real_addresses() -> None:
    real = addresses({})
    assert real.export("json") == "https://dataex.ohchr.org/uhri/export-results/export-full-en.json"
    assert real.export("xlsx") == "https://dataex.ohchr.org/uhri/export-results/export-full-en.xlsx"
    assert real.search() == "https://upr-info-database.uwazi.io/api/search"
    assert real.document("A/HRC/59/15/Add.1", "pdf") == [
        "https://documents.un.org/api/symbol/access?s=A/HRC/59/15/Add.1&l=en&t=pdf",
        "https://docs.un.org/en/A/HRC/59/15/Add.1?direct=true",
    ]


def test_a_mirror_is_named_by_the_environment(site, web, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("UPR_FETCH_BASE_UN_DOCUMENTS", site.base.rstrip("/"))
    site.answers["/api/symbol/access"] = file(PDF)
    assert fetch.report("A/HRC/26/16", tmp_path, web=web).path.read_bytes() == PDF
    assert len(addresses().document("A/HRC/26/16", "pdf")) == 1, "docs.un.org is not asked beside a mirror"


@pytest.mark.parametrize("base", ["file:///tmp/", "somewhere", "http://"])
def test_a_mirror_is_an_http_address(base, monkeypatch) -> None:
    monkeypatch.setenv("UPR_FETCH_BASE_UHRI", base)
    with pytest.raises(NotFetched, match="UPR_FETCH_BASE_UHRI"):
        addresses()


# UPR Info, page by page


def rows_of(path: Path) -> list[str]:
    return [row["sharedId"] for line in path.read_text().splitlines() for row in json.loads(line)["rows"]]


def database(site: Site, count: int, sessions: int = 3, window: int = 10_000) -> Uwazi:
    uwazi = Uwazi([(f"r{n:05}", f"s{n % sessions}") for n in range(count)], window)
    uwazi.install(site)
    return uwazi


def keys(count: int) -> list[str]:
    return [f"r{n:05}" for n in range(count)]


def test_pages_become_lines(site, web, at, tmp_path, clock) -> None:
    uwazi = database(site, 1234)
    fetched = fetch.upr_info(tmp_path, web=web, at=at)
    assert rows_of(fetched.path) == keys(1234)
    assert [json.loads(line)["totalRows"] for line in fetched.path.read_text().splitlines()] == [1234] * 3
    first = uwazi.searches[1]
    assert first.query["types"] == f'["{Uwazi.TEMPLATE}"]'
    assert [(request.query["from"], request.query["limit"]) for request in uwazi.searches] == [
        ("0", "1"),
        ("0", "500"),
        ("500", "500"),
        ("1000", "500"),
    ]
    assert "language" not in first.query and first.headers["accept-language"] == "en"
    assert clock.waits == [1.0] * 4
    assert (fetched.outcome, fetched.notes) == ("fetched", ())


def test_more_rows_than_one_question_shows(site, web, at, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("uprgraph.fetch.uwazi.WINDOW", 1000)
    uwazi = database(site, 2500, sessions=4, window=1000)
    fetched = fetch.upr_info(tmp_path, web=web, at=at)
    assert sorted(rows_of(fetched.path)) == keys(2500)
    assert {request.query.get("filters") for request in uwazi.searches} == {None} | {
        f'{{"session": {{"values": ["s{n}"]}}}}' for n in range(4)
    }
    lines = [json.loads(line) for line in fetched.path.read_text().splitlines()]
    assert {(line["filters"]["session"], line["totalRows"]) for line in lines} == {(f"s{n}", 625) for n in range(4)}
    assert fetched.notes == ()


def test_rows_that_no_part_holds_are_said(site, web, at, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("uprgraph.fetch.uwazi.WINDOW", 1000)
    uwazi = database(site, 2500, sessions=4, window=1000)

    def lose(number: int) -> None:
        if number == 2:
            uwazi.rows = uwazi.rows[:-1]

    uwazi.changing = lose
    assert fetch.upr_info(tmp_path, web=web, at=at).notes == (
        f"{site.base[7:-1]} counts 2,500 recommendations, and 2,499 rows came",
    )


def test_too_many_and_nothing_to_divide_by(site, web, at, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("uprgraph.fetch.uwazi.WINDOW", 1000)
    database(site, 2500, sessions=1, window=1000)
    with pytest.raises(NotFetched, match="more than 1,000 rows of session s0, and nothing to divide them by"):
        fetch.upr_info(tmp_path, web=web, at=at)


def test_a_page_with_a_hole_is_asked_for_again(site, web, at, tmp_path) -> None:
    uwazi = database(site, 1234)
    uwazi.withheld = lambda number, page: page[:300] if number == 2 else page
    fetched = fetch.upr_info(tmp_path, web=web, at=at)
    assert rows_of(fetched.path) == keys(1234)
    assert [request.query["from"] for request in uwazi.searches] == ["0", "0", "300", "800"]


def test_an_empty_page_once(site, web, at, tmp_path) -> None:
    uwazi = database(site, 1234)
    uwazi.withheld = lambda number, page: [] if number == 3 else page
    assert sorted(rows_of(fetch.upr_info(tmp_path, web=web, at=at).path)) == keys(1234)


def test_a_hole_that_stays_is_not_accepted(site, web, at, tmp_path) -> None:
    uwazi = database(site, 1234)
    uwazi.withheld = lambda number, page: [row for row in page if row[0] != "r00700"]
    with pytest.raises(NotFetched, match="1,233 of 1,234 rows came, in two attempts; run the same command again"):
        fetch.upr_info(tmp_path, web=web, at=at)
    assert names(tmp_path) == ["upr-info-database.jsonl.part", "upr-info-database.jsonl.part.json"]
    uwazi.withheld = lambda number, page: page
    assert sorted(rows_of(fetch.upr_info(tmp_path, web=web, at=at).path)) == keys(1234)


def test_rows_are_added_meanwhile(site, web, at, tmp_path) -> None:
    uwazi = database(site, 1000)

    def grow(number: int) -> None:
        if number == 3:
            uwazi.rows += [(f"r{n:05}", "s0") for n in range(1000, 1100)]

    uwazi.changing = grow
    assert rows_of(fetch.upr_info(tmp_path, web=web, at=at).path) == keys(1100)


def test_rows_that_shift_come_once(site, web, at, tmp_path) -> None:
    """A row is put in front between two pages: one row comes twice, and the new one only on a second round."""
    uwazi = database(site, 1000)

    def shift(number: int) -> None:
        if number == 3:
            uwazi.rows.insert(0, ("r09999", "s0"))

    uwazi.changing = shift
    rows = rows_of(fetch.upr_info(tmp_path, web=web, at=at).path)
    assert len(rows) == len(set(rows)) and set(rows) == {*keys(1000), "r09999"}


def test_a_later_command_goes_on_with_the_next_page(site, web, at, tmp_path) -> None:
    uwazi = database(site, 2000)
    searching = site.answers["/api/search"]

    def failing(request: Request) -> Reply:
        return Reply(b"", 403) if request.query["from"] == "1000" else searching(request)

    site.answers["/api/search"] = failing
    with pytest.raises(NotFetched, match="403"):
        fetch.upr_info(tmp_path, web=web, at=at)
    with open(tmp_path / "upr-info-database.jsonl.part", "ab") as part:
        part.write(b'{"filters": {}, "from": 1000, "rows": [{"sha')
    uwazi.searches.clear()
    site.answers["/api/search"] = searching
    assert rows_of(fetch.upr_info(tmp_path, web=web, at=at).path) == keys(2000)
    assert [request.query["from"] for request in uwazi.searches] == ["0", "1000", "1500"]
    assert uwazi.searches[0].query["limit"] == "1"


def test_a_part_of_long_ago_begins_again(site, web, at, tmp_path) -> None:
    uwazi = database(site, 600)
    uwazi.withheld = lambda number, page: [row for row in page if row[0] != "r00000"]
    with pytest.raises(NotFetched):
        fetch.upr_info(tmp_path, web=web, at=at)
    uwazi.searches.clear()
    later = replace(web, now=lambda: (tmp_path / "upr-info-database.jsonl.part").stat().st_mtime + 8 * 86_400)
    uwazi.withheld = lambda number, page: page
    assert rows_of(fetch.upr_info(tmp_path, web=later, at=at).path) == keys(600)
    assert [request.query["from"] for request in uwazi.searches] == ["0", "0", "500"]


def test_a_database_that_was_fetched_is_kept(site, web, at, tmp_path) -> None:
    uwazi = database(site, 10)
    fetch.upr_info(tmp_path, web=web, at=at)
    uwazi.searches.clear()
    assert fetch.upr_info(tmp_path, web=web, at=at).outcome == "kept"
    assert uwazi.searches == []
    assert fetch.upr_info(tmp_path, web=web, at=at, force=True).outcome == "fetched"


def test_without_a_template_of_that_name_all_is_fetched_and_it_is_said(site, web, at, tmp_path) -> None:
    uwazi = database(site, 10)
    uwazi.names = {"Thing": "5a0000000000000000000009"}
    fetched = fetch.upr_info(tmp_path, web=web, at=at)
    assert "types" not in uwazi.searches[0].query
    assert "entries of every kind were fetched" in fetched.notes[0]


@pytest.mark.parametrize("answer", [b"[]", b"{}", b'{"rows": 3, "totalRows": 1}', b'{"rows": [], "totalRows": "many"}'])
def test_answers_of_another_form(site, web, at, tmp_path, answer) -> None:
    database(site, 10)
    site.answers["/api/search"] = lambda request: Reply(answer)
    with pytest.raises(NotFetched, match="its form has changed"):
        fetch.upr_info(tmp_path, web=web, at=at)
    assert names(tmp_path) == []


def test_pages_may_be_compressed_busy_and_cut(site, web, at, tmp_path, clock) -> None:
    database(site, 600)
    searching = site.answers["/api/search"]
    site.answers["/api/search"] = in_turn(
        Reply(b"", 429, {"Retry-After": "9"}),
        lambda request: packed(searching(request).body),
        lambda request: replace(searching(request), cut=50),
        Reply(b'{"rows": ['),
        searching,
    )
    assert rows_of(fetch.upr_info(tmp_path, web=web, at=at).path) == keys(600)
    assert 9.0 in clock.waits


def test_a_web_page_instead_of_rows(site, web, at, tmp_path) -> None:
    site.answers["/api/templates"] = lambda request: Reply(PAGE)
    with pytest.raises(NotFetched, match="a web page"):
        fetch.upr_info(tmp_path, web=web, at=at)
    assert names(tmp_path) == []


def test_the_file_is_read_as_what_it_is(site, web, at, tmp_path, monkeypatch) -> None:
    """Every row once, and no question short of rows, although pages overlapped and the database grew."""
    monkeypatch.setattr("uprgraph.fetch.uwazi.WINDOW", 1000)
    uwazi = database(site, 2500, sessions=4, window=1000)

    def shift(number: int) -> None:
        if number == 3:
            uwazi.rows.insert(0, ("r09999", "s0"))

    uwazi.changing = shift
    content = items(fetch.upr_info(tmp_path, web=web, at=at).path)
    assert upr_info_api.recognises(content)
    assert len(list(content.rows())) == 2501
    assert upr_info_api.incomplete(content.pages) == []


# Nothing is fetched unless it is asked for


def test_only_this_package_knows_of_connections() -> None:
    package = Path(uprgraph.__file__).parent
    connecting = re.compile(
        r"^\s*(?:import|from) (?:urllib\.request|urllib3|http\.client|socket|requests|httpx)\b", re.M
    )
    found = {path.relative_to(package) for path in package.rglob("*.py") if connecting.search(path.read_text())}
    # A store that is a service is named by whoever asks; the server's sockets are those it listens at.
    assert found == {Path("fetch/web.py"), Path("remote_http.py"), Path("server/serving.py")}


def test_building_and_asking_open_no_connection(tmp_path) -> None:
    script = """
import socket, sys
def refuse(*args, **kwargs):
    raise SystemExit("a connection was opened")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from uprgraph.cli import main
for command in (["build"], ["query", "troika", "--state", "Cambodia"], ["status"], ["export", sys.argv[2]]):
    try:
        main(["--store", sys.argv[1], *command])
    except SystemExit as end:
        if end.code:
            raise
assert "uprgraph.fetch" not in sys.modules and "urllib.request" not in sys.modules
"""
    command = [sys.executable, "-c", script, str(tmp_path / "store"), str(tmp_path / "all.nt")]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
