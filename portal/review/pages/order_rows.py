"""Rows of tables and pictures that a whole round fills. A template takes five times as long for each."""

from django.utils.safestring import SafeString, mark_safe

from portal.components.markup import markup

# The application, its band, rank, and likely ranks; its consortium; scores, raw, adjusted, and interval.
RANKED = """<tr%s>
<th scope="row">%s</th>
<td>%s</td>
<td class="number">%s</td>
<td class="number">%s</td>
<td><bdi>%s</bdi></td>
<td class="number">%s</td>
<td class="number">%s</td>
<td class="number">%s</td>
<td class="number">%s</td>
</tr>"""
# The place, the application, its band and consortium, the reason, the lot.
IN_BAND = """<tr%s>
<td>%s</td>
<th scope="row">%s</th>
<td>%s</td>
<td><bdi>%s</bdi></td>
<td>%s</td>
<td><code>%s…</code></td>
</tr>"""
# The interval, then the dot.
DOT = """<line class="ranking-picture__interval"
x1="%s"
x2="%s"
y1="%s"
y2="%s"/>
<circle class="ranking-picture__dot" cx="%s" cy="%s" r="%s"/>"""
# The place, the application, its consortium, band, and region; small or rural, amount, outcome, balance, change.
IN_SCENARIO = """<tr%s>
<td class="number">%s</td>
<th scope="row">%s</th>
<td><bdi>%s</bdi></td>
<td>%s</td>
<td>%s</td>
<td>%s</td>
<td class="number">%s</td>
<td>%s</td>
<td class="number">%s</td>
<td>%s</td>
</tr>"""
CELL = """<rect class="funding-picture__cell%s"
x="%s"
y="%s"
width="%s"
height="%s"/>"""
NOTHING = mark_safe("")
OPENS_BAND = mark_safe(' class="ranking-table__opens"')
FUNDED_ROW, FUNDED_CELL = mark_safe(' class="funding-row--funded"'), mark_safe(" funding-picture__cell--funded")


def ranked_row(*cells: object, opens_band: bool) -> SafeString:
    """An application in the order of its score."""
    return markup(RANKED, OPENS_BAND if opens_band else NOTHING, *cells)


def row_in_band(*cells: object, opens_band: bool) -> SafeString:
    """An application in the order of the tie rule."""
    return markup(IN_BAND, OPENS_BAND if opens_band else NOTHING, *cells)


def scenario_row(*cells: object, is_funded: bool) -> SafeString:
    """An application in the order of a scenario."""
    return markup(IN_SCENARIO, FUNDED_ROW if is_funded else NOTHING, *cells)


def dot(x: float, y: float, top: float, bottom: float, radius: float) -> SafeString:
    """The score of an application with its interval."""
    return SafeString(DOT % (x, x, top, bottom, x, y, radius))


def cell(x: float, y: int, width: float, height: int, *, is_funded: bool) -> SafeString:
    """An application in the picture of a scenario."""
    return SafeString(CELL % (FUNDED_CELL if is_funded else NOTHING, x, y, width, height))
