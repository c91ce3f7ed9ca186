"""Files to attach in tests, and attaching and downloading them."""

import datetime
import io
import zipfile

from grants.actions.attachments import add_attachment
from tests.grants.walking import WRITING

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0some picture\xff\xd9"
HOUR = datetime.timedelta(hours=1)


def an_office_file(main="word/document.xml", *, types="<Types/>", more=(), size=10):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("[Content_Types].xml", types)
        opened.writestr(main, "x" * size)
        for name, content in more:
            opened.writestr(name, content)
    return out.getvalue()


DOCX, XLSX = an_office_file(), an_office_file("xl/workbook.xml")


def stored(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def attach(world, content=PDF, *, name="Letter.pdf", member="", by=None, **more):
    return add_attachment(
        application=world.application, member=member, name=name, content=content, by=by or world.lead, at=WRITING,
        **more,
    )  # fmt: skip


def download(client, person, attachment, **headers):
    client.force_login(person)
    address = f"/applications/{attachment.application.reference}/attachments/{attachment.number}/"
    return client.get(address, headers=headers)
