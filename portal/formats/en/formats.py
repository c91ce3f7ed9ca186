"""`{{ day|date }}` is Dec 21, 2026; `{{ moment|date:"DATETIME_FORMAT" }}` is Dec 21, 2026, 5:00 PM EST."""

DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "M j, Y, g:i A T"
