"""All forms use the fields of the U.S. Web Design System."""

from django.forms import BaseForm, BoundField, Field, Widget
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# Django's name of a widget (`BoundField.widget_type`) and the class of its element.
CLASSES = {
    "select": "usa-select",
    "selectmultiple": "usa-select portal-select-multiple",
    "nullbooleanselect": "usa-select",
    "textarea": "usa-textarea",
    "file": "usa-file-input",
    "clearablefile": "usa-file-input",
    "checkbox": "usa-checkbox__input",
}
WITHOUT_CLASS = ("radioselect", "checkboxselectmultiple", "hidden", "multiplehidden")


class USWDSBoundField(BoundField):
    """A field whose element carries the design system's classes, and whose "required" error names it."""

    def __init__(self, form: BaseForm, field: Field, name: str) -> None:
        super().__init__(form, field, name)
        # Forms say it better ("Enter the reason"); this is for those that say nothing.
        if field.error_messages.get("required") is Field.default_error_messages["required"]:
            words = _("Select “%(label)s”.") if self.is_checkbox else _("%(label)s is required.")
            field.error_messages["required"] = words % {"label": self.label}

    def build_widget_attrs(self, attrs: dict[str, str | bool], widget: Widget | None = None) -> dict[str, str | bool]:
        """The element's attributes; Django itself adds aria-invalid and aria-describedby."""
        attrs = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        has_class = not shown.is_hidden and self.widget_type not in WITHOUT_CLASS
        style = CLASSES.get(self.widget_type, "usa-input") if has_class else ""
        if style and self.form.is_bound and self.errors:
            style += f" {style.split()[0]}--error"
        classes = [attrs.get("class", ""), shown.attrs.get("class", ""), style]
        if any(classes):
            attrs["class"] = " ".join(part for part in classes if part)
        return attrs

    @property
    def is_checkbox(self) -> bool:
        """Whether the label follows the element."""
        return self.widget_type == "checkbox"

    @property
    def first_id(self) -> str:
        """The ID of the element that the error summary links to: of a group of options, the first."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def is_optional(self) -> bool:
        """Whether to mark the field as optional, as is done in forms that have required fields too."""
        return not self.field.required and not self.is_checkbox and any(f.required for f in self.form.fields.values())

    @property
    def label_with_mark(self) -> SafeString:
        """The label, followed by "(optional)" for an optional field."""
        if self.is_optional:
            return format_html('{} <span class="usa-hint">({})</span>', self.label, _("optional"))
        return format_html("{}", self.label)

    @property
    def label_class(self) -> str:
        """The class of the field's label."""
        return "usa-label usa-label--error" if self.errors else "usa-label"

    @property
    def legend_class(self) -> str:
        """The class of the legend of a group of options."""
        return "usa-legend usa-label--error" if self.errors else "usa-legend"


class USWDSRenderer(TemplatesSetting):
    """Django's form renderer with the design system's templates (settings: FORM_RENDERER)."""

    form_template_name = "uswds/form.html"
    field_template_name = "uswds/field.html"
    bound_field_class = USWDSBoundField
