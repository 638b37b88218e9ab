"""Twilio's own counter of segments, asked about many texts at once."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from tests.needs import twilio

#: Reads texts from its input, writes the name of the alphabet and the number of segments of each.
_SCRIPT = """
const { SegmentedMessage } = require(process.argv[1])
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const counted = texts.map(text => new SegmentedMessage(text)).map(one => [one.encodingName, one.segmentsCount])
process.stdout.write(JSON.stringify(counted))
"""


def counted(texts: Sequence[str]) -> list[tuple[str, int]]:
    """The alphabet and the number of segments of each text, as Twilio counts."""
    node = twilio.node()
    assert node, "there is no Node to run it"
    command = [node, "-e", _SCRIPT, str(twilio.COUNTER.at())]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=60)
    return [(str(name), int(count)) for name, count in json.loads(done.stdout)]
