"""`python -m app.web` serves page and API; `openapi` prints the document, `reference` its page."""

import json
import sys

from app.config.settings import load_settings
from app.domain.errors import CopydeskError
from app.web.serve import serve


def main(arguments: list[str]) -> int:
    """Returns the exit status; a known error is one sentence."""
    try:
        return _run(arguments)
    except CopydeskError as error:
        print(f"copydesk: {error}", file=sys.stderr)
        return 2


def _run(arguments: list[str]) -> int:
    settings = load_settings()
    match arguments:
        case []:
            serve(settings)
        case ["openapi"]:
            from app.web.openapi import openapi_document

            print(json.dumps(openapi_document(), indent=1, ensure_ascii=False))
        case ["reference"]:
            from app.web.reference import reference

            sys.stdout.write(reference())
        case _:
            print("usage: python -m app.web [openapi | reference]", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
