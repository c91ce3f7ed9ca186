"""The addresses that domain apps may ask for (see accounts.addresses): each record's page, and a few named ones."""

from accounts.addresses import Address
from districts.states import STANDS_IN
from portal.address_forms import address_of


def _to(name: str, *fields: str) -> Address:
    """The page of that name, whose arguments are these fields of a record."""

    def address(record: object) -> str:
        return address_of(name, *[getattr(record, field) for field in fields])

    return address


def _named(name: str) -> Address:
    """The page of that name; the caller gives its arguments."""

    def address(*about: object) -> str:
        return address_of(name, *about)

    return address


def _contract(number: str, consortium: str) -> str:
    """A contract's page. Its number is unique only within its consortium (ADR 61)."""
    return f"{address_of('purchasing:contract_detail', number)}?consortium={consortium}"


ADDRESSES: dict[str, Address] = {
    # A record's own page.
    "accounts.outgoingemail": _to("staff:email_detail", "pk"),
    "districts.region": _to("registry:region_detail", "slug"),
    "districts.county": lambda county: address_of("registry:region_detail", f"{STANDS_IN}{county.fips}"),
    "districts.district": _to("registry:district_detail", "leaid"),
    "districts.school": _to("registry:school_detail", "ncessch"),
    "districts.importbatch": _to("registrar:import_detail", "pk"),
    "consortia.consortium": _to("registry:consortium_detail", "slug"),
    "consortia.closure": _to("registrar:closure_detail", "pk"),
    "consortia.scheduledclosure": _to("registrar:scheduled_closure", "pk"),
    "consortia.membership": _to("membership:membership_detail", "pk"),
    "consortia.authoritydocument": _to("membership:document_download", "membership_id", "pk", "extension"),
    "purchasing.contract": lambda contract: _contract(contract.number, contract.consortium.slug),
    "purchasing.supplier": _to("purchasing:supplier_detail", "slug"),
    "policies.policy": _to("policies:policy_detail", "slug"),
    "policies.barrier": _to("policies:barrier_detail", "pk"),
    "policies.barrierreport": _to("policies:report_detail", "pk"),
    "exchange.service": lambda service: address_of("exchange:service_detail", service.consortium.slug, service.pk),
    "exchange.introduction": _to("membership:introduction_detail", "pk"),
    "grants.application": _to("applicant:application_detail", "reference"),
    "grants.competition": _to("applicant:competition_detail", "slug"),
    # Pages that emails and previews lead to.
    "password reset": _named("account_reset_password_from_key"),
    "invitation": _named("account:invitation_accept"),
    "signature requested": _named("applicant:sign_link"),
    "signing code": _named("applicant:sign_code"),
    "sign": _named("applicant:application_sign"),
    "signatures": _named("applicant:application_signatures"),
    "returned application": _named("review:review_return"),
    "review desk": _named("review:review_desk"),
    "state answer": _named("review:state_answer"),
    "facts before the board": _named("applicant:application_facts"),
    "appeal": _named("applicant:application_appeal"),
    "decision letter": _named("review:decision_letter"),
    "answer to the state": _named("applicant:application_return"),
    "scoring list": _named("review:scoring_list"),
    "scoring progress": _named("review:scoring_progress"),
    "offer to score": _named("review:scoring_offer"),
    "scorer invitation": _named("review:scorer_answer"),
    "award": _named("awards:award_overview"),
    "award claims": _named("awards:claim_list"),
    "promise": _named("awards:promise_detail"),
    "award report": _named("awards:report_detail"),
    "late requests": _named("review:late_list"),
    "messages": _named("staff:my_messages"),
    "settings": _named("account:my_settings"),
    "dashboard": _named("my:dashboard"),
    "appointments": _named("registrar:appointment_list"),
    "second step": _named("staff:second_step_reset"),
    "disputes": _named("registrar:dispute_list"),
    "proposal": _named("membership:consortium_proposal"),
    "verify consortium": _named("membership:consortium_confirm"),
    "verify district": _named("membership:district_confirm"),
    "verify school": _named("membership:school_confirm"),
    "sign joinder": _named("purchasing:joinder_sign"),
    # Records known by their id alone.
    "barrier reports": _named("policies:report_list"),
    "joinder": _named("purchasing:joinder_detail"),
    "shared cost": _named("purchasing:cost_detail"),
    "contract": _contract,
    "district": _named("registry:district_detail"),
    "school": _named("registry:school_detail"),
}
