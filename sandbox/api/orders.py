"""Reading the form of a create: what the maker of a call wants."""

from werkzeug.datastructures import MultiDict

from sandbox.api.admission import check_url
from sandbox.api.refusals import Refusal
from sandbox.records.call import Detection, Document, Orders, Report, Taping

Form = MultiDict[str, str]
#: Twilio's longest Timeout, in seconds.
LONGEST_RING_S = 600.0


def orders(form: Form) -> Orders:
    """The orders in a Calls (or Participants) form. Url wins over Twiml when both are given."""
    return Orders(
        document=document(form),
        report=report(form, "StatusCallback", "completed"),
        ring_timeout_s=min(_seconds(form, "Timeout", 60.0), LONGEST_RING_S),
        time_limit_s=_seconds(form, "TimeLimit", 14_400.0),
        detection=_detection(form),
        recording=taping(form) if _truth(form, "Record") else None,
    )


def document(form: Form) -> Document:
    """The instructions in the form."""
    url = form.get("Url", "")
    return Document(
        url=url,
        method=form.get("Method", "POST").upper(),
        text="" if url else form.get("Twiml", ""),
        fallback_url=form.get("FallbackUrl", ""),
        fallback_method=form.get("FallbackMethod", "POST").upper(),
    )


def report(form: Form, name: str, default: str) -> Report:
    """Where news is wanted: `name`, `name`Method and the repeated key `name`Event (also as words in one value)."""
    check_url(form.get(name, ""), 21609, name)
    events = " ".join(form.getlist(f"{name}Event")) or default
    return Report(form.get(name, ""), form.get(f"{name}Method", "POST").upper(), frozenset(events.split()))


def taping(form: Form) -> Taping:
    """How a recording is wanted."""
    return Taping(
        report=report(form, "RecordingStatusCallback", "completed"),
        channels=2 if form.get("RecordingChannels") == "dual" else 1,
        track=form.get("RecordingTrack", "both"),
    )


def _detection(form: Form) -> Detection | None:
    wanted = form.get("MachineDetection", "")
    # Twilio ignores detection on calls that send digits.
    if wanted not in ("Enable", "DetectMessageEnd") or form.get("SendDigits"):
        return None
    return Detection(
        to_the_end=wanted == "DetectMessageEnd",
        asynchronous=_truth(form, "AsyncAmd"),
        report=report(form, "AsyncAmdStatusCallback", ""),
    )


def _seconds(form: Form, name: str, default: float) -> float:
    told = form.get(name, "")
    if not told:
        return default
    if not told.isdigit() or int(told) == 0:
        raise Refusal(20001, f"{name} is not a number of seconds: {told}")
    return float(told)


def _truth(form: Form, name: str) -> bool:
    # Twilio reads the lower-case word only: a Python True sent as "True" is not one.
    return form.get(name, "") == "true"
