"""`python -m app.web` serves page and API; `first-admin` prints a one-time link, `openapi` the document."""

import json
import sys

from app.accounts.login import first_admin
from app.config.settings import load_settings
from app.db.bootstrap import prepare_database
from app.domain.errors import CopydeskError
from app.web.serve import make_services, serve


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
        case ["first-admin"]:
            prepare_database(settings)
            secret = first_admin(make_services(settings)[0])
            base = settings.public_url or f"http://{settings.web_host}:{settings.web_port}"
            print(f"{base}/welcome/{secret}" if secret else "copydesk: there are accounts already")
            return 0 if secret else 1
        case ["openapi"]:
            from app.web.openapi import openapi_document

            print(json.dumps(openapi_document(), indent=1, ensure_ascii=False))
        case ["reference"]:
            from app.web.reference import reference

            sys.stdout.write(reference())
        case _:
            print("usage: python -m app.web [first-admin | openapi | reference]", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
