"""The pages on which people enter and edit a shared contract."""

from dataclasses import dataclass

from django.urls import reverse

from consortia.models import Consortium
from portal.components.trails import Trail


@dataclass(frozen=True)
class ContractFormPage:
    """The words of the form for a contract."""

    title: str
    button: str
    consortium: Consortium
    # Members whose membership gives them the right to buy today.
    buyers: int

    @property
    def who_may_buy(self) -> str:
        """Who may buy under the contract, with today's number."""
        today = "1 member today" if self.buyers == 1 else f"{self.buyers:,} members today"
        return (
            "Component and participating members can buy under it while their membership is in force and not disputed: "
            f"{today}. Observers can’t."
        )

    @property
    def back_address(self) -> str:
        """The consortium's contracts."""
        return f"{self.consortium.get_absolute_url()}#contracts"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            ("Consortia", reverse("registry:consortium_list")),
            (self.consortium.name, self.consortium.get_absolute_url()),
            (self.title, None),
        ]
