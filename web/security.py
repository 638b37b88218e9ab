"""What every answer carries so that a browser stays on our side: no foreign script, no frame, nothing cached."""

from __future__ import annotations

from flask import Flask, Response, request

#: No inline script or style, nothing from anywhere else.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Flask-WTF compares the referrer of a secure request, so it is kept within the house.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def harden(app: Flask, public_url: str) -> None:
    """Set the headers of every answer and the flags of the session's cookie."""
    secure = public_url.startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-huifang" if secure else "huifang",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
    )

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response
