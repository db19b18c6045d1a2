"""Addresses -> jobs -> answers: the ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from uprgraph.server import protocol
from uprgraph.server.answers import Answer, text
from uprgraph.server.jobs import Job
from uprgraph.server.kept import Kept, packed
from uprgraph.server.linked_data import MODULES, module
from uprgraph.server.negotiation import DOCUMENTS, GRAPHS, choose
from uprgraph.server.service import Service

STATIC = Path(__file__).resolve().parent / "static"
FRESH = "no-cache"
"""Readers keep an answer and ask each time whether it is still the same: a build may have changed it."""
CODED = ("id/state/", "id/review/")
"""Things whose keys are made of codes, which people write in capitals as well."""
SUFFIXES = {f".{form.suffix}": form for form in DOCUMENTS}
BODY_SECONDS = 20
MANY = 200
"""Parameters of one address at most."""


def application(service: Service) -> Starlette:
    """The addresses of a server."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    web = Web(service)
    get = ["GET", "HEAD", "OPTIONS"]
    routes = [
        Route("/", web.home, methods=get),
        Route("/sparql", web.sparql, methods=[*get, "POST"]),
        Route("/search", web.page("search", "pages"), methods=get),
        Route("/questions", web.page("questions", "pages"), methods=get),
        Route("/questions/{key:path}", web.page("question", "questions"), methods=get),
        Route("/networks", web.page("networks", "pages"), methods=get),
        Route("/networks/{kind}/picture", web.picture, methods=get),
        Route("/networks/{kind}.{suffix}", web.picture, methods=get),
        Route("/networks/{key}", web.page("network", "questions"), methods=get),
        Route("/editor", web.page("editor", "pages"), methods=get),
        Route("/editor/terms.json", web.terms, methods=get),
        Route("/api", web.page("api", "pages"), methods=get),
        Route("/api/openapi.json", web.openapi, methods=get),
        Route("/api/queries", web.listing, methods=get),
        Route("/api/queries/{name:path}", web.question, methods=get),
        Route("/api/search", web.found, methods=get),
        Route("/api/search.{suffix}", web.found, methods=get),
        Route("/downloads/{name}", web.download, methods=get),
        Route("/health/live", web.live, methods=get),
        Route("/health/ready", web.ready, methods=get),
        Route("/id/{path:path}", web.thing, methods=get),
        Route("/graph/{path:path}", web.thing, methods=get),
        *(Route(f"/{name}{{suffix:path}}", web.thing, methods=get) for name in (*MODULES, "dataset")),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    handlers: Mapping[Any, Any] = {HTTPException: web.wrong, Exception: web.broken}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)


class Web:
    """The handlers of `application`."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def home(self, request: Request) -> Response:
        return await self.kept(request, _page("home", "", request), "pages")

    def page(self, kind: str, pool: str) -> Any:
        async def handler(request: Request) -> Response:
            return await self.kept(request, _page(kind, request.path_params.get("key", ""), request), pool)

        return handler

    async def sparql(self, request: Request) -> Response:
        """SPARQL 1.1 Protocol; without a query a browser is led to the editor, others get the service description."""
        if request.method == "OPTIONS":
            return _options("GET, HEAD, POST, OPTIONS")
        accept = request.headers.get("accept", "")
        if request.method != "POST" and not request.url.query:
            if (form := choose(accept, DOCUMENTS)) is None:
                return self.respond(request, Kept(not_acceptable(GRAPHS)), vary=NEGOTIATED)
            if form.suffix == "html" and "html" in accept:
                return RedirectResponse(self.service.settings.root + "/editor", 303, {"vary": "Accept"})
            form = form if form in GRAPHS else GRAPHS[0]
            job = Job("document", {"path": "dataset", "suffix": form.suffix})
            return self.respond(request, await self.service.kept(job, "pages"), vary=NEGOTIATED)
        try:
            body = await self.body(request) if request.method == "POST" else b""
            asked = protocol.asked(request.method, request.url.query, request.headers.get("content-type", ""), body)
        except protocol.Refused as refused:
            return self.respond(request, Kept(refused.answer))
        job = Job("query", {"asked": asked, "accept": accept})
        answer = await self.unless_gone(request, job)
        return self.respond(request, await packed(answer), vary=NEGOTIATED)

    async def body(self, request: Request) -> bytes:
        """The body of a request; raises Refused (413, 408) where it is too long or does not come."""
        most = self.service.settings.limits.request
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > most:
                        raise protocol.Refused(
                            text(f"the request is longer than {most >> 10} KiB", 413, (("connection", "close"),))
                        )
        except TimeoutError:
            raise protocol.Refused(text("the request did not come to its end", 408)) from None
        return bytes(body)

    async def unless_gone(self, request: Request, job: Job) -> Answer:
        """The answer of a query; it is stopped when its reader goes away."""
        work = asyncio.ensure_future(self.service.run(job, "queries"))
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            return work.result() if work.done() else Answer(b"", status=499)
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)

    async def thing(self, request: Request) -> Response:
        """Linked data (W3C, Cool URIs): 303 from a thing to its document, 200 for the document."""
        if request.method == "OPTIONS":
            return _options("GET, HEAD, OPTIONS")
        path = request.url.path.removeprefix("/")
        query = f"?{request.url.query}" if request.url.query else ""
        if path.startswith(CODED) and path != path.lower():
            address = f"{self.service.settings.root}/{quote(path.lower(), safe=SAFE_PATH)}{query}"
            return RedirectResponse(address, 301)
        for suffix, form in SUFFIXES.items():
            if path.endswith(suffix):
                return await self.document(request, path.removesuffix(suffix), form.suffix)
        form_ = choose(request.headers.get("accept", ""), DOCUMENTS)
        if form_ is None:
            return self.respond(request, Kept(not_acceptable(DOCUMENTS)), vary="Accept")
        kept = await self.service.kept(Job("thing", {"path": path}), "pages")
        if kept.answer.status != 204:
            return self.respond(request, kept, vary="Accept")
        target = f"{self.service.settings.root}/{quote(path, safe=SAFE_PATH)}.{form_.suffix}{query}"
        return RedirectResponse(target, 303, {"vary": "Accept"})

    async def document(self, request: Request, path: str, suffix: str) -> Response:
        if suffix != "html":
            return await self.kept(request, Job("document", {"path": path, "suffix": suffix}), "pages")
        if path == "dataset":
            return await self.kept(request, Job("dataset-page"), "pages")
        if module(path):
            return await self.kept(request, _page("ontology", "", request), "pages")
        kind, _, key = path.removeprefix("id/").partition("/") if path.startswith("id/") else ("thing", "", path)
        from uprgraph.server.pages import OF_THINGS

        if kind not in OF_THINGS:
            kind, key = "thing", path
        return await self.kept(request, _page(kind, key, request), "pages")

    async def picture(self, request: Request) -> Response:
        suffix = request.path_params.get("suffix", "html")
        given = {"kind": request.path_params["kind"], "given": _given(request), "suffix": suffix}
        return await self.kept(request, Job("picture", given), "questions")

    async def terms(self, request: Request) -> Response:
        return await self.kept(request, Job("terms"), "pages")

    async def openapi(self, request: Request) -> Response:
        return await self.kept(request, Job("openapi"), "pages")

    async def listing(self, request: Request) -> Response:
        return await self.kept(request, Job("listing"), "pages")

    async def question(self, request: Request) -> Response:
        given = {
            "name": request.path_params["name"],
            "given": _given(request, blanks=True),
            "form": _form(request),
        }
        return await self.kept(request, Job("question", given), "questions")

    async def found(self, request: Request) -> Response:
        form = request.path_params.get("suffix") or _form(request)
        return await self.kept(request, Job("found", {"given": _given(request, blanks=True), "form": form}), "pages")

    async def download(self, request: Request) -> Response:
        """A file of the whole dataset, which may be asked for in parts (RFC 9110, ranges)."""
        folder, name = self.service.settings.downloads, request.path_params["name"]
        if request.method == "OPTIONS":
            return _options("GET, HEAD, OPTIONS")
        path = Path(folder, name) if folder else None
        if path is None or name.startswith(".") or not path.is_file():
            raise HTTPException(404, "there is no such file")
        kind = "application/gzip" if name.endswith(".gz") else "text/plain; charset=us-ascii"
        return FileResponse(path, media_type=kind, filename=name)

    async def live(self, request: Request) -> Response:
        return Response(b"live\n", media_type="text/plain")

    async def ready(self, request: Request) -> Response:
        """200 where pages can be made: a worker has its store open, now and not only when it was asked before."""
        service = self.service
        answer = await service.run(Job("thing", {"path": "dataset"}), "pages") if service.ready else None
        if answer and answer.status == 204:
            return Response(b"ready\n", media_type="text/plain")
        return Response(b"not ready\n", 503, {"retry-after": "5"}, media_type="text/plain")

    async def kept(self, request: Request, job: Job, pool: str) -> Response:
        if request.method == "OPTIONS":
            return _options("GET, HEAD, OPTIONS")
        return self.respond(request, await self.service.kept(job, pool))

    def respond(self, request: Request, kept: Kept, vary: str = "Accept-Encoding") -> Response:
        """The response: 304 where the reader has it already, in gzip where the reader takes that."""
        answer = kept.answer
        headers = {"cache-control": FRESH, "vary": vary, **dict(answer.headers)}
        if answer.status != 200:
            return Response(answer.body, answer.status, headers, answer.media_type)
        headers["etag"] = kept.tag
        if request.method in ("GET", "HEAD") and _has(request, kept.tag):
            return Response(status_code=304, headers=headers)
        if kept.packed is not None and _takes_gzip(request):
            return Response(kept.packed, 200, {**headers, "content-encoding": "gzip"}, answer.media_type)
        return Response(answer.body, 200, headers, answer.media_type)

    async def wrong(self, request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        allowed = sorted((getattr(error, "headers", None) or {}).get("Allow", "GET, HEAD").split(", "))
        said = {404: "there is nothing at this address", 405: f"this address takes {', '.join(allowed)}"}
        detail = getattr(error, "detail", "") if status not in said else said[status]
        wants_page = "text/html" in request.headers.get("accept", "")
        answer = self.service.refused(Job("page" if wants_page else "data"), str(detail), status)
        return Response(answer.body, status, getattr(error, "headers", None), answer.media_type)

    async def broken(self, request: Request, error: Exception) -> Response:
        answer = self.service.refused(Job("data"), "an error of this server; its log says which", 500)
        return Response(answer.body, 500, media_type=answer.media_type)


SAFE_PATH = "/:@!$&'()*+,;=-._~"
NEGOTIATED = "Accept, Accept-Encoding"


def not_acceptable(forms: Any) -> Answer:
    from uprgraph.server.endpoint import not_acceptable

    return not_acceptable(forms)


def _page(kind: str, key: str, request: Request) -> Job:
    return Job("page", {"kind": kind, "key": key, "given": _given(request)})


def _given(request: Request, blanks: bool = False) -> dict[str, list[str]]:
    """The parameters of an address, with *blanks* also those without a value; raises HTTPException for too many."""
    try:
        return parse_qs(request.url.query, keep_blank_values=blanks, max_num_fields=MANY, errors="replace")
    except ValueError:
        raise HTTPException(400, f"an address has at most {MANY} parameters") from None


def _form(request: Request) -> str:
    return request.headers.get("accept", "")


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _options(allow: str) -> Response:
    headers = {
        "allow": allow,
        "access-control-allow-methods": allow,
        "access-control-allow-headers": "Accept, Content-Type, If-None-Match",
        "access-control-max-age": "86400",
    }
    return Response(status_code=204, headers=headers)


def _has(request: Request, tag: str) -> bool:
    said = request.headers.get("if-none-match", "")
    return said.strip() == "*" or tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in said.split(",")}


def _takes_gzip(request: Request) -> bool:
    """Whether gzip has a weight above 0, by its name or else by ``*`` (RFC 9110, section 12.5.3)."""
    weights = {}
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        weights[name] = re.fullmatch(r"0(\.0*)?", weight) is None
    return weights.get("gzip", weights.get("*", False))
