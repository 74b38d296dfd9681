"""What a workflow can do beside the actions of the capabilities: with records, people, messages and the outside.

Each is declared once; the palette of the designer, the check of a document and the engine read the declaration.
"""

from magpie.automation.actions import (  # noqa: F401 - they declare themselves
    activity,
    assigning,
    campaign,
    chat,
    following,
    links,
    mail,
    record,
    runs,
    web,
)
