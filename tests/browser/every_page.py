"""Every page there is: who reads it, and under which address it has something on it.

A new page needs one line in `PAGES`; what is no page of its own stands in `NOT_PAGES` with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Read:
    """Somebody reads a page: by login, empty for a stranger; the ids of `full_house` stand in the address in braces."""

    who: str
    address: str


#: The rule of the application -> how it is read.
PAGES = {
    "/login": Read("", "/login"),
    "/password": Read("wing", "/password"),
    # the agent's desk, in the middle of a talk; its other states stand in test_accessible_desk.py
    "/desk": Read("wing", "/desk"),
    "/desk/visits/<int:follow_up_id>": Read("wing", "/desk/visits/{visit}"),
    "/desk/chats/<int:follow_up_id>": Read("wing", "/desk/chats/{chat}"),
    # the supervisor's console
    "/console": Read("rita", "/console"),
    "/console/agents": Read("rita", "/console/agents"),
    "/console/agents/<int:agent_id>": Read("rita", "/console/agents/{wing}"),
    "/console/agents/add": Read("root", "/console/agents/add"),
    "/console/audit": Read("root", "/console/audit"),
    "/console/came-in": Read("rita", "/console/came-in"),
    "/console/campaigns/<int:campaign_id>/stop": Read("rita", "/console/campaigns/{campaign}/stop"),
    "/console/launch": Read("rita", "/console/launch"),
    "/console/launch/left-out": Read("rita", "/console/launch/left-out?playbook=holiday-greeting&why=opt_out"),
    "/console/launch/rehearsal": Read("rita", "/console/launch/rehearsal"),
    "/console/launch/proposals/<int:campaign_id>": Read("rita", "/console/launch/proposals/{proposal}"),
    "/console/lists": Read("rita", "/console/lists"),
    "/console/lists/day": Read("rita", "/console/lists/day"),
    "/console/lists/dissatisfied": Read("rita", "/console/lists/dissatisfied"),
    "/console/lists/fraud": Read("rita", "/console/lists/fraud"),
    "/console/lists/promises": Read("rita", "/console/lists/promises"),
    "/console/lists/reconciliation": Read("rita", "/console/lists/reconciliation"),
    "/console/lists/reconciliation/<int:reconciliation_id>": Read("rita", "/console/lists/reconciliation/{theirs}"),
    "/console/lists/red-flags": Read("rita", "/console/lists/red-flags"),
    "/console/lists/second-round": Read("rita", "/console/lists/second-round"),
    "/console/lists/visits": Read("rita", "/console/lists/visits"),
    "/console/missed": Read("rita", "/console/missed"),
    "/console/playbooks": Read("rita", "/console/playbooks"),
    "/console/playbooks/<playbook_id>/<any(on, off):deed>": Read("rita", "/console/playbooks/skin-laser/off"),
    "/console/playbooks/<playbook_id>/shipped": Read("rita", "/console/playbooks/skin-laser/shipped"),
    "/console/playbooks/<playbook_id>/text": Read("rita", "/console/playbooks/skin-laser/text"),
    "/console/quality": Read("rita", "/console/quality"),
    "/console/quality/<int:recording_id>": Read("rita", "/console/quality/{recording}"),
    "/console/reports": Read("rita", "/console/reports"),
    "/console/reports/opinions": Read("rita", "/console/reports/opinions"),
    # customers, messages, recordings, reasons
    "/customers": Read("rita", "/customers?q=C-3"),
    "/customers/<int:customer_id>": Read("rita", "/customers/{customer}"),
    "/customers/<int:customer_id>/agreed": Read("rita", "/customers/{customer}/agreed"),
    "/customers/<int:customer_id>/card": Read("rita", "/customers/{visited}/card"),
    "/customers/<int:customer_id>/messages": Read("wing", "/customers/{customer}/messages"),
    "/customers/<int:customer_id>/person": Read("root", "/customers/{customer}/person"),
    "/messages": Read("wing", "/messages"),
    "/recordings": Read("rita", "/recordings"),
    "/why": Read("rita", "/why?number=%2B85291234567&hours=clinic"),
    "/why/customer/<int:customer_id>": Read("rita", "/why/customer/{customer}"),
    "/why/call/<int:attempt_id>": Read("rita", "/why/call/{call}"),
    "/why/waiting/<code>": Read("rita", "/why/waiting/window"),
}

#: The rule -> why nobody reads it as a page.
NOT_PAGES = {
    "/": "leads on to the page of one's post",
    "/health": "for machines",
    "/health/live": "for machines",
    "/health/ready": "for machines",
    "/metrics": "for machines",
    "/static/<path:filename>": "files",
    "/recordings/<int:recording_id>": "sound",
    "/console/agents/shares": "leads back to the agents",
    "/console/reports/<name>.<form>": "a file",
    "/console/launch/review": "leads back to the form",
    "/console/playbooks/<playbook_id>/<any(on, off):deed>/changes": "a part of the page above it",
    "/console/now": "the moving part of /console",
    "/console/lists/promises/now": "the moving part of /console/lists/promises",
    "/desk/now": "the moving part of /desk",
    "/desk/today": "a part of /desk",
    "/desk/call/<int:attempt_id>/hand-on": "a part of /desk, judged in test_accessible_desk.py",
    "/customers/<int:customer_id>/messages/latest": "a part of the conversation",
    "/customers/<int:customer_id>/messages/thread": "a part of the conversation",
}
