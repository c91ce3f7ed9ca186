"""A small delivery of official files: two agencies, a service agency, three schools, as the agencies write them."""

import datetime
import io
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from districts.imports.batches import Upload, preview_files
from districts.models import ImportBatch

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

PCT = (
    "PCT_CITY11,PCT_CITY12,PCT_CITY13,PCT_SUB21,PCT_SUB22,PCT_SUB23,"
    "PCT_TOWN31,PCT_TOWN32,PCT_TOWN33,PCT_RURAL41,PCT_RURAL42,PCT_RURAL43"
)
SHARES, NO_STUDENTS = "0,0,0,0,0,0,0,0,0,0,100,0", ",".join(["-2"] * 12)
AGENCIES = f"""LEAID,NAME,OPSTFIPS,STREET,CITY,STATE,ZIP,STFIP,CNTY,NMCNTY,LAT,LON,SCHOOLYEAR,LOCALE,{PCT}
3900001,Otter Run Local,39,1 Mill Road,Athens,OH,45701,39,39009,Athens County,39.3,-82.1,2018-2019,42,{SHARES}
3900002,Ridge ESC,39,2 Mill Road,Athens,OH,45701,39,39009,Athens County,39.3,-82.1,2018-2019,42,{NO_STUDENTS}
0100003,Cedar Gap City,01,3 Mill Road,Guntersville,AL,35976,01,01999,Cedar County,34.1,-86.2,2018-2019,41,{SHARES}
"""
SCHOOLS = """NCESSCH,LEAID,SCH_NAME,LEA_NAME,LCITY,LSTATE,GSLO,GSHI
390000100001,3900001,Otter Run High School,Otter Run Local,Athens,OH,9,12
390000400001,3900004,Harlan Academy,Harlan Charter Academy,Athens,OH,Kindergarten,5
010000300001,0100003,Cedar Gap Elementary,Cedar Gap City,Guntersville,AL,Pre-K,5
"""
POINTS = """SURVYEAR,NCESSCH,FIPST,LSTREE,LCITY,LSTATE,LZIP,LZIP4,LATCODE,LONGCODE,CONUM,CONAME,CD,LOCALE
2014,390000100001,39,1 MILL ROAD,ATHENS,OH,45701,,39.31,-82.11,39009,ATHENS COUNTY,3915,42
2014,390000199999,39,9 MILL ROAD,ATHENS,OH,45701,,39.31,-82.11,39009,ATHENS COUNTY,3915,42
"""
ENROLLMENT = """LEAID,LEA_NAME,enroll_24,student_teacher_ratio_24,expend_per_pupil_22
3900001,Otter Run Local,812,14.25,12345
3900099,Nobody Local,1,NA,NA
0100003,Cedar Gap City,NA,NA,NA
"""
POVERTY = """LEAID,STATE,STFIP,DISTRICT_ID,NAME,POP_TOTAL,POP_5_17,POOR_5_17
3900001,OH,39,00001,Otter Run Local School District,6500,900,180
"""
COUNTIES = """USPS,GEOID,NAME,POP10,ALAND_SQMI,INTPTLAT,INTPTLONG,POP_PER_SQMI
OH,39009,Athens County,64757,     503.598, 39.333848, -82.046008            ,128.59
KY,21001,Adair County,18656,     405.285, 37.105598, -85.281297            ,46.03
"""
FILES = {
    "lea.csv": AGENCIES,
    "sch.csv": SCHOOLS,
    "points.csv": POINTS,
    "enrollment.csv": ENROLLMENT,
    "saipe_2020.csv": POVERTY,
    "counties.csv": COUNTIES,
}


def write_files(folder: Path, **changed: str | bytes | None) -> Path:
    """The files in the folder; a file is replaced by giving its content, left out by giving None."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        content = changed.get(name.removesuffix(".csv"), text)
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def signed_in(user: object) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, *files: Upload, **said: str):
    sent = [SimpleUploadedFile(file.name, file.data) for file in files]
    return client.post("/imports/new/", {"uploads": sent} | said)


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def preview(registrar, uploads, *, state="", school_year="", at=NOON) -> ImportBatch:
    """The delivery as the registrar looks at it."""
    return preview_files(uploads, state=state, school_year=school_year, by=registrar, at=at)
