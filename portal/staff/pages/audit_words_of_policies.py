"""What the events about policies and reported barriers say in words, for the auditor’s page."""

POLICIES = {
    "barrier.closed": "closed {} without review",
    "barrier.decided": "answered {}",
    "barrier.followed_up": "recorded a follow-up of {}",
    "barrier.merged": "merged {} into another barrier",
    "barrier.published": "wrote the public text of {}",
    "barrier.reopened": "reopened {}",
    "barrier.reported": "reported a barrier: {}",
    "barrier.restored": "restored {} to the docket",
    "barrier.unmerged": "undid the merge of {}",
    "policy.changed": "changed the policy {}",
    "policy.entered": "entered the policy {}",
    "policy.repealed": "recorded the repeal of the policy {}",
}
