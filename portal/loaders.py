"""How the site's own templates are read."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class UnindentedLoader(filesystem.Loader):
    """Templates have one element a line, indented for their authors; readers get the lines without the indentation.

    That is about a seventh of a page. Plain-text emails are sent as they are written.
    """

    def get_contents(self, origin: Origin) -> str:
        """The source of the template; that of a page without indentation, line for line."""
        source = super().get_contents(origin)
        return INDENTATION.sub("", source) if str(origin.name).endswith(".html") else source
