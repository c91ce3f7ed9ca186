"""The floor: the same rows by one hand-written statement, written as plain text by a bare WSGI app.

No page can be faster than this on the same machine with the same server; how far above it a page
stands is what its templates, filters and rules cost.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

QUEUE = """
    select a.reference, c.name, p.name, a.participants_count, a.signatures_count, a.findings_count,
           a.new_findings_count, a.status, r.marks_line, r.standing_verdict
    from grants_application a
    join consortia_consortium c on c.id = a.consortium_id
    left join grants_participant p on p.application_id = a.id and p.role = 'lead'
    left join grants_review r on r.application_id = a.id and r.officer_id = %s
    where a.status in ('submitted', 'reopened', 'under_review') {also}
    order by a.reference {limit}
"""
STATEMENTS = {
    "queue": QUEUE.format(also="", limit="limit 50"),
    "filtered": QUEUE.format(
        also="and exists (select 1 from grants_storedfinding f where f.application_id = a.id"
        " and f.gone_at is null and f.rule = 'gives-nothing')",
        limit="limit 50",
    ),
    "csv": QUEUE.format(also="", limit=""),
    "desk": """
        select v.content, v.reading, f.rule, f.sentence, f.places
        from grants_version v left join grants_storedfinding f on f.version_id = v.id and f.gone_at is null
        where v.application_id = %s
    """,
    "mark": "update grants_mark set revision = revision + 1 where id = %s",
    "section": """
        select n.heading, n.text, n.revision, c.text from grants_application a
        join grants_answer n on n.application_id = a.id and n.position = 1
        left join grants_sectioncomment c on c.application_id = a.id and c.key = 'question-1'
        where a.reference = %s
    """,
    "answer": """
        update grants_answer set revision = revision + 1
        where position = 1 and application_id = (select id from grants_application where reference = %s)
    """,
    "sign": """
        insert into grants_signature (application_id, participant_id, signer_id, signer_name, signer_title, signed_at,
            board_on, part, part_digest, part_version, had_power, account_name, account_role, linked_email)
        select s.application_id, s.participant_id, s.signer_id, s.signer_name, s.signer_title, s.signed_at,
            s.board_on, s.part, s.part_digest, s.part_version, s.had_power, s.account_name, s.account_role,
            s.linked_email
        from grants_signature s join grants_participant p on p.id = s.participant_id and p.role = 'lead'
        join grants_application a on a.id = s.application_id where a.reference = %s order by s.id desc limit 1
    """,
    "submit": """
        insert into grants_version (application_id, number, sealed_at, sealed_by_id, digest, content, reading)
        select v.application_id,
               (select max(w.number) + 1 from grants_version w where w.application_id = v.application_id),
               v.sealed_at, v.sealed_by_id, v.digest, v.content, v.reading
        from grants_version v join grants_application a on a.id = v.application_id
        where a.reference = %s and v.number = 1
    """,
    "budget": """
        select l.line, l.amount, l.source, l.category, l.year, p.name, q.name, a.title
        from grants_budgetline l join grants_application g on g.id = l.application_id
        left join grants_participant p on p.id = l.payer_id left join grants_participant q on q.id = l.payee_id
        left join grants_activity a on a.id = l.activity_id where g.reference = %s order by l.position
    """,
    "scorer_list": """
        select a.reference, c.name, s.stage, s.submitted_at, r.closes_at from grants_scorerassignment s
        join grants_scorer p on p.id = s.scorer_id join grants_application a on a.id = s.application_id
        join consortia_consortium c on c.id = a.consortium_id join grants_competition r on r.id = a.competition_id
        where s.ended_at is null and p.person_id = %s order by s.submitted_at, a.reference
    """,
    "scorer_desk": """
        select v.content, v.reading, k.title, c.level, c.reason from grants_scorerassignment s
        join grants_version v on v.id = s.version_id left join grants_score c on c.assignment_id = s.id
        left join grants_criterion k on k.id = c.criterion_id where s.id = %s
    """,
    "score": "update grants_score set revision = revision + 1 where id = %s",
    "ranking": """
        select r.result from grants_roundranking r where r.competition_id = %s order by r.asked_at desc limit 1
    """,
    "board": """
        select a.reference, c.name, a.requested, a.participants_count, d.outcome, d.amount from grants_application a
        join consortia_consortium c on c.id = a.consortium_id
        left join grants_boarddecision d on d.application_id = a.id and d.state = 'decided'
        where a.competition_id = %s and a.status in ('submitted', 'reopened', 'under_review') order by a.reference
    """,
    "award": """
        select v.content, d.outcome, d.amount, d.reasons from grants_application a
        join grants_version v on v.application_id = a.id join grants_boarddecision d on d.application_id = a.id
        where a.reference = %s
    """,
    "districts": """
        select d.leaid, d.name, d.kind, d.status, d.city, d.locale, c.name from districts_district d
        left join districts_county c on c.id = d.county_id order by d.name, d.leaid limit 50
    """,
    "schools": """
        select s.ncessch, s.name, s.lowest_grade, s.highest_grade, s.city, d.name from districts_school s
        join districts_district d on d.id = s.district_id
        where upper(s.name) like %s order by s.name, s.ncessch limit 50
    """,
    "faceted": """
        select s.ncessch, s.name, s.lowest_grade, s.highest_grade, s.city, d.name from districts_school s
        join districts_district d on d.id = s.district_id
        where s.locale in (41, 42, 43) and d.srsa = 'yes' order by s.name, s.ncessch limit 50
    """,
    "regions": """
        select r.slug, r.name, c.name, h.path, count(d.id) from districts_region r
        join districts_county c on c.region_id = r.id left join districts_countyshape h on h.county_id = c.id
        left join districts_district d on d.county_id = c.id
        where r.state = %s group by r.slug, r.name, c.name, h.path
    """,
    "district": """
        select d.*, f.* from districts_district d left join districts_districtfigures f on f.district_id = d.id
        where d.leaid = %s
    """,
    "school": """
        select s.*, f.* from districts_school s left join districts_schoolfigures f on f.school_id = s.id
        where s.ncessch = %s
    """,
    "roster": """
        select d.leaid, d.name, m.role, m.membership_class, m.joins_on, m.leaves_on, m.status
        from consortia_membership m join consortia_consortium c on c.id = m.consortium_id
        join districts_district d on d.id = m.district_id where c.slug = %s order by d.name
    """,
    "contracts": """
        select k.number, k.title, k.supplier, k.starts_on, k.ends_on, c.name from consortia_contract k
        join consortia_consortium c on c.id = k.consortium_id order by k.title, k.number limit 50
    """,
    "contract": """
        select k.*, c.name, s.name from consortia_contract k join consortia_consortium c on c.id = k.consortium_id
        left join purchasing_contractsupplier l on l.contract_id = k.id
        left join purchasing_supplier s on s.id = l.supplier_id where k.id = %s
    """,
    "state": """
        select s.ncessch, s.name, s.lowest_grade, s.highest_grade, s.city, s.street, s.zip_code, d.name
        from districts_school s join districts_district d on d.id = s.district_id
        where s.state = %s order by s.name, s.ncessch
    """,
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer /<statement>/<parameter> with its rows, a line each."""
    _, name, parameter = environ["PATH_INFO"].split("/", 2)
    parameters = [parameter] if "%s" in STATEMENTS[name] else []
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[name], parameters)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()  # as after a request: given back to the pool
    body = "\n".join("\t".join(map(str, row)) for row in rows).encode()
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
