"""Reading TwiML: XML into verbs."""

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree


class Unreadable(ValueError):
    """The document is not TwiML (Twilio's error 12100)."""


@dataclass(frozen=True)
class Verb:
    """One element: a verb such as Dial, or a noun such as Number inside it."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple["Verb", ...]

    def word(self, name: str, default: str = "") -> str:
        """An attribute as text."""
        return self.attributes.get(name, default)

    def number(self, name: str, default: float) -> float:
        """An attribute as a number; the default when it is missing or no number."""
        try:
            return float(self.attributes[name])
        except (KeyError, ValueError):
            return default

    def flag(self, name: str, default: bool = False) -> bool:
        """An attribute as a truth."""
        return self.attributes.get(name, str(default)).lower() == "true"

    def address(self, name: str, base: str) -> str:
        """An attribute as an absolute URL, seen from the document at `base`; empty when missing."""
        told = self.attributes.get(name, "").strip()
        return urljoin(base, told) if told else ""


def read(text: str) -> tuple[Verb, ...]:
    """The verbs of a TwiML document; raises Unreadable."""
    try:
        root = ElementTree.fromstring(text.strip().encode())
    except ElementTree.ParseError as error:
        raise Unreadable(str(error)) from error
    if root.tag != "Response":
        raise Unreadable(f"the root element is {root.tag}, not Response")
    return tuple(_verb(element) for element in root)


def _verb(element: ElementTree.Element) -> Verb:
    children = tuple(_verb(child) for child in element)
    # Say may hold speech markup: its words count wherever they stand.
    text = "".join(element.itertext()) if element.tag in ("Say", "Body") else element.text or ""
    return Verb(element.tag, dict(element.attrib), " ".join(text.split()), children)
