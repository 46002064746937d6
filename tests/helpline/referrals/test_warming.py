"""What is read from files is read when a process starts, and not at the first message."""

from __future__ import annotations

import subprocess
import sys

import pytest

# In a process of its own: here other tests have read everything.
_FIRST_MESSAGE = """
import builtins, datetime, pathlib
from helpline.referrals.reading import told_in
from helpline.referrals.urgency import signs_in
from helpline.referrals.warming import warm_facts, warm_signs
if {warmed}:
    warm_facts()
    warm_signs()
opened = []
def note(open_):
    def opening(file, *rest, **named):
        opened.append(str(file))
        return open_(file, *rest, **named)
    return opening
pathlib.Path.open = note(pathlib.Path.open)
builtins.open = note(builtins.open)
for language, text in (
    ("en", "police took my son from Patan yesterday at 5pm, he is 15"),
    ("ar", "أخذت الشرطة ابني من الخليل البارحة"),
    ("ar", "el boulis chaddou khouya lbareh fi Sfax"),
    ("ne", "प्रहरीले मेरो छोरालाई हिजो लग्यो"),
    ("my", "ရဲက ကျွန်မသားကို မနေ့က ဖမ်းသွားတယ်"),
):
    told_in(text, language=language, now=datetime.datetime.now(datetime.UTC))
    signs_in(text)
print(len(opened))
"""


@pytest.mark.parametrize("warmed", [True, False])
def test_the_first_message_after_a_start_waits_for_no_file(warmed: bool) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _FIRST_MESSAGE.format(warmed=warmed)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert (int(ended.stdout) == 0) is warmed
