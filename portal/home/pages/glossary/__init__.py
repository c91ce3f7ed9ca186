"""The glossary: each term once, for the page /help/glossary/ and, with the names in code, for docs/glossary.md."""

from portal.home.pages.glossary.contracts import CONTRACTS
from portal.home.pages.glossary.funding import APPLICATIONS
from portal.home.pages.glossary.policies import POLICIES
from portal.home.pages.glossary.registry import CONSORTIA, PLACES_AND_PEOPLE
from portal.home.pages.glossary.review import REVIEW

GLOSSARY = (PLACES_AND_PEOPLE, CONSORTIA, CONTRACTS, POLICIES, APPLICATIONS, REVIEW)
