"""The sound of a recording: valid files of the right length with nothing to be heard in them."""

import struct

#: Samples a second of the WAV file, one byte each.
WAV_RATE = 8000
#: MPEG-2 layer III at 22.05 kHz and 8 kbit/s: 576 samples and 26 bytes a frame (ISO 13818-3).
MP3_RATE, MP3_SAMPLES, MP3_FRAME = 22_050, 576, 26
_MP3_HEADER = {1: bytes((0xFF, 0xF3, 0x10, 0xC4)), 2: bytes((0xFF, 0xF3, 0x10, 0x04))}


def mp3(seconds: int, channels: int = 1) -> bytes:
    """So many seconds of silence as MP3. A frame whose side information is all zero decodes to silence."""
    frames = -(-seconds * MP3_RATE // MP3_SAMPLES)
    return _MP3_HEADER[channels].ljust(MP3_FRAME, b"\0") * frames


def wav(seconds: int, channels: int = 1) -> bytes:
    """So many seconds of silence as WAV: PCM of 8 bits, whose zero line is at 128."""
    size = seconds * WAV_RATE * channels
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, WAV_RATE, WAV_RATE * channels, channels, 8)
    data = struct.pack("<4sI", b"data", size) + b"\x80" * size
    return struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(data), b"WAVE") + form + data
