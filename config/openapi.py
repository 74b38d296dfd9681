"""Write the OpenAPI document of all endpoints to a file: `python -m config.openapi var/openapi.json`.

The front end's types are made from it. It needs no database: the document follows from the code alone.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Write the file named on the command line."""
    if len(sys.argv) != 2:
        print("Usage: python -m config.openapi FILE", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.serializers.json import DjangoJSONEncoder

    django.setup()
    from config.api import api

    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    document = json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder, indent=1, ensure_ascii=False)
    target.write_text(document + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
