"""Which role may do what: one table. Pure. What is not listed is refused."""

from __future__ import annotations

from enum import StrEnum

from storage.accounts import Role


class Permission(StrEnum):
    """What a route can ask of the person behind a request."""

    SIGNED_IN = "signed_in"
    UPLOAD = "upload"
    SEE_OWN_UPLOADS = "see_own_uploads"
    SCAN = "scan"  # sit at a station, count a stack, say that it is done
    KEEP_STATIONS = "keep_stations"
    SEE_DOCUMENTS = "see_documents"  # every document of the site
    FIND = "find"
    VERIFY_CHARTS = "verify_charts"
    VERIFY_DICTATIONS = "verify_dictations"
    CODE = "code"
    SIGN = "sign"
    WITHDRAW = "withdraw"
    MEND = "mend"  # let stopped work try again, mark rejected documents as seen
    SEE_STATUS = "see_status"
    EXPORT = "export"  # take filed documents out of the site, as files
    RELEASE_PAPER = "release_paper"  # say that a batch's paper may be destroyed
    SEE_AUDIT = "see_audit"
    KEEP_SITE_PHRASES = "keep_site_phrases"  # the list of short forms and texts that everybody writes with
    SEE_GROUP_LINES = "see_group_lines"  # sums over five people or more, never one person's
    MANAGE_PEOPLE = "manage_people"


P = Permission

_READS = frozenset({P.SEE_DOCUMENTS, P.SEE_OWN_UPLOADS, P.FIND})
_WORK = _READS | {
    P.UPLOAD,
    P.SCAN,
    P.VERIFY_CHARTS,
    P.VERIFY_DICTATIONS,
    P.CODE,
    P.SIGN,
    P.WITHDRAW,
    P.MEND,
    P.SEE_STATUS,
    P.RELEASE_PAPER,
    P.EXPORT,
}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.SCANNER: frozenset({P.UPLOAD, P.SCAN, P.SEE_OWN_UPLOADS, P.FIND, P.WITHDRAW, P.MEND}),
    Role.TECHNICIAN: _READS | {P.UPLOAD, P.SCAN, P.VERIFY_CHARTS, P.WITHDRAW, P.MEND},
    Role.TRANSCRIPTIONIST: _READS | {P.UPLOAD, P.VERIFY_DICTATIONS, P.WITHDRAW, P.MEND},
    Role.CODER: _READS | {P.CODE},
    Role.AUTHOR: _READS | {P.UPLOAD, P.SIGN},
    Role.READER: _READS,
    Role.SUPERVISOR: (_WORK - {P.SIGN, P.CODE})
    | {P.SEE_AUDIT, P.KEEP_SITE_PHRASES, P.SEE_GROUP_LINES, P.KEEP_STATIONS},
    Role.ADMINISTRATOR: frozenset(
        {P.MANAGE_PEOPLE, P.SEE_STATUS, P.SEE_AUDIT, P.KEEP_SITE_PHRASES, P.KEEP_STATIONS}
    ),
}

# In a small clinic (`one_person_may_do_all`) anybody who does one of these jobs may do all of them.
_WORKING_ROLES = frozenset({Role.TECHNICIAN, Role.TRANSCRIPTIONIST, Role.CODER, Role.AUTHOR, Role.SUPERVISOR})


def permissions_of(roles: frozenset[Role], *, one_person_may_do_all: bool) -> frozenset[Permission]:
    """Everything that a person with these roles may do; nothing at all without a role."""
    if not roles:
        return frozenset()
    allowed = frozenset({P.SIGNED_IN}).union(*(ALLOWED[role] for role in roles))
    if one_person_may_do_all and roles & _WORKING_ROLES:
        allowed |= _WORK
    return allowed


def may_see_documents(allowed: frozenset[Permission]) -> bool:
    """True when the person may see at least some documents."""
    return bool(allowed & {P.SEE_DOCUMENTS, P.SEE_OWN_UPLOADS})
