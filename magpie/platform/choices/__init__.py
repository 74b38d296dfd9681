"""The choices of built-in fields as a company wants them: applied to fields (`applying`), what there is to change
(`sets`), what is wrong with a change (`objects`), changing and moving records to another choice (`changing`).

Choices of fields that administrators made are part of those fields.
"""
