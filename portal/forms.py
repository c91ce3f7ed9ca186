"""Every form of the portal, drawn as the U.S. Web Design System draws its fields."""

from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting

# What a widget is called by Django (`BoundField.widget_type`) and the class its element gets.
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
    """A field whose element carries the design system's class, also when it is wrong."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
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
        """Whether the label stands after the element."""
        return self.widget_type == "checkbox"

    @property
    def first_id(self) -> str:
        """The element that a link of the error summary goes to: the first option of a list of them."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def is_optional(self) -> bool:
        """Whether its label says so: where some fields must be filled in, the others are marked."""
        return not self.field.required and not self.is_checkbox and any(f.required for f in self.form.fields.values())


class USWDSRenderer(TemplatesSetting):
    """Django's form renderer with the design system's templates (settings: FORM_RENDERER)."""

    form_template_name = "uswds/form.html"
    field_template_name = "uswds/field.html"
    bound_field_class = USWDSBoundField
