"""What the events about shared contracts say in words, for the auditor’s page."""

CONTRACTS = {
    "baseline.entered": "entered an earlier price to measure savings against: {}",
    "baseline.withdrawn": "withdrew an earlier price: {}",
    "contract.amended": "recorded a change to the contract {}",
    "contract.amendment_in_effect": "put an amendment of the contract {} into effect",
    "contract.changed": "changed the contract {}",
    "contract.document_added": "added a document to the contract {}",
    "contract.document_removed": "removed a document from the contract {}",
    "contract.entered": "entered the contract {}",
    "contract.registered": "registered the contract {}",
    "contracts.imported": "imported files of contracts: {}",
    "joinder.asked": "asked districts to join the contract {}",
    "joinder.ended": "ended the joinder of {}",
    "joinder.signed": "signed the joinder of {}",
    "savings.claim_entered": "entered a savings claim: {}",
    "savings.claim_withdrawn": "withdrew a savings claim: {}",
    "shared_cost.changed": "changed how members share a cost: {}",
    "shared_cost.declared": "declared a cost that members share: {}",
    "shared_cost.withdrawn": "withdrew a shared cost: {}",
    "supplier.renamed": "recorded a new name for the supplier {}",
}
