"""How the REST API says no: Twilio's error body and the refusals we give."""


class Refusal(Exception):
    """The request is not carried out; `code` is Twilio's error code, `status` the HTTP status."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status

    def body(self) -> dict[str, object]:
        """The JSON body of the answer."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


def not_found(path: str) -> Refusal:
    """There is no such resource."""
    return Refusal(20404, f"The requested resource {path} was not found", 404)


def unauthenticated() -> Refusal:
    """Neither the account's sid nor its token."""
    return Refusal(20003, "Authenticate", 401)


def undeletable(path: str) -> Refusal:
    """What is still going on cannot be deleted."""
    return Refusal(20009, f"The resource {path} cannot be deleted because it is not completed", 409)


def wrong_state(detail: str) -> Refusal:
    """The call is not in a state that allows the change."""
    return Refusal(21220, f"Invalid call state: {detail}. Cannot update.")
