"""Field types: everything the product needs to know about one kind of value.

API, forms, filters, import, export and workflow conditions ask the type; nothing else branches on it.
"""

from magpie.platform.fields.field import Choice, Field, FieldError, FieldType
from magpie.platform.fields.registry import TYPES, of_custom, of_model_field, with_choices

__all__ = ["TYPES", "Choice", "Field", "FieldError", "FieldType", "of_custom", "of_model_field", "with_choices"]
