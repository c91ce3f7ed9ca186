"""What a sealed packet says about itself: its manifest, and a README in plain words."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from grants.rules.packet_file import CONTENT, FORMAT, PDF, Part, text_of
from signing.rules import digest_of

_README = """\
SUBMISSION PACKET {receipt}

This is application {reference} of {consortium} in {round}, exactly as it was submitted.

Receipt number:    {receipt}
Submitted:         {submitted_at} (UTC) by {submitted_by}
Total requested:   ${total_requested:,}
Digest:            {digest}
State:             {state}

WHAT IS IN IT

{content}   The application: answers, members, activities, budget. For programs.
{pdf}    The same application, to read and print.
manifest.json      The facts above, and the SHA-256 of every other part.
{attached}
HOW TO CHECK THAT NOTHING WAS CHANGED

1. Without any special program: unzip the file and compute the SHA-256 of {content}. It must be the digest on your
   receipt, which was emailed to the members and is on the registry's page of the application:

     Windows (PowerShell):   Get-FileHash {content}
     Mac:                    shasum -a 256 {content}
     Linux:                  sha256sum {content}

   Use the digest of your receipt, not the one in this file: someone who changes a part could change this text, too.
   That page of the registry also has the SHA-256 of this whole zip file. If that matches, every part is unchanged.

2. With the registry's program, which checks every part, on a machine with Python 3.11 or newer and a copy of the
   registry's code, but without its database or settings:

     python3 -m grants.exports.verify_packet FILE.zip --digest DIGEST

3. On the registry's server, which also compares the file with the database and the audit log:

     manage.py verify_packet FILE.zip

Both print "OK" only if nothing differs, and otherwise name the first part that does.

{portal}, State of {state}
{address}
"""
_ATTACHED = "attachments/       The files that were attached; their names and digests are also in {content}.\n"


def readme_of(facts: Mapping[str, Any], *, has_attachments: bool) -> str:
    """The README of a packet with these facts."""
    attached = _ATTACHED.format(content=CONTENT) if has_attachments else ""
    return _README.format(**facts, content=CONTENT, pdf=PDF, attached=attached)


def manifest_of(facts: Mapping[str, Any], parts: Iterable[Part]) -> str:
    """The manifest: the facts of the receipt, each part's name, size, and SHA-256, and a digest of all that."""
    rows = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in parts
    ]
    manifest = {"format": FORMAT, **facts, "parts": rows}
    return text_of(manifest | {"seal": digest_of(manifest)}).decode()
