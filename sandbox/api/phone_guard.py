"""Who may use the telephones on the screen: pages of this very address, and programs that are no browser.

Nobody logs in here, and the service listens on the loopback address only. So a page from elsewhere, opened in the
browser of whoever runs the sandbox, must be able neither to post to these doors nor, by a name of its own that leads to
the loopback address, to read what they show.
"""

from urllib.parse import urlsplit

from flask import Blueprint, Request, Response, request

from sandbox.api.refusals import Refusal

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guard(doors: Blueprint) -> None:
    """Keep strangers from all doors of `doors`, and tell browsers what its pages may load."""
    doors.before_request(_turn_strangers_away)
    doors.after_request(_add_headers)


def is_stranger(asked: Request) -> bool:
    """Whether a page of another origin is behind this request (Fetch Metadata, and Origin for older browsers)."""
    if urlsplit(f"//{asked.host}").hostname not in _LOOPBACK:
        return True
    if asked.method in ("GET", "HEAD"):
        return False
    site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        return True
    return origin is not None and origin != f"{asked.scheme}://{asked.host}"


def _turn_strangers_away() -> None:
    if is_stranger(request):
        raise Refusal(20403, "Only pages of this very address may do this.", 403)


def _add_headers(answer: Response) -> Response:
    answer.headers.update(_HEADERS)
    if request.endpoint != "phone.static":
        answer.headers["Cache-Control"] = "no-store"
    return answer
