"""How many parts a text takes on the air (GSM 03.38; Twilio, "SMS character limits")."""

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_TWICE = frozenset("^{}\\[~]|€\f")


def segments(body: str) -> int:
    """The number of segments of `body`: 160/153 septets in GSM-7, 70/67 UTF-16 units otherwise; 1 for an empty text."""
    if all(letter in _GSM_7 or letter in _GSM_7_TWICE for letter in body):
        return _parts([2 if letter in _GSM_7_TWICE else 1 for letter in body], 160, 153)
    return _parts([2 if ord(letter) > 0xFFFF else 1 for letter in body], 70, 67)


def _parts(weights: list[int], alone: int, joined: int) -> int:
    if sum(weights) <= alone:
        return 1
    parts, room = 1, joined
    for weight in weights:
        # A character of two units is never torn over two parts.
        if weight > room:
            parts, room = parts + 1, joined
        room -= weight
    return parts
