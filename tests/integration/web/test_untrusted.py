"""Texts from outside on every page: shown, never obeyed."""

import os
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.domain.content import ContentFormat
from app.domain.errors import CopydeskError
from app.web.shown.preview import preview, sanitised
from tests.support.services import missing

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[4] / "shared"))
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<form action=/logout method=post><button>x</button></form>",
    "<style>body{background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<a href='/logout'>leave</a>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
]
OURS = {"/static/theme.js", "/static/htmx.min.js", "/static/desk.js"}


def dangers(html: str) -> list[str]:
    """Everything on a page that could run, fetch or leave, apart from what the desk itself puts there."""
    tree = LexborHTMLParser(html)
    found = [
        f"script {node.attributes.get('src')}"
        for node in tree.css("script")
        if node.attributes.get("src") not in OURS or node.text().strip()
    ]
    found += [
        f"<{node.tag}>" for node in tree.css("iframe, object, embed, base, style, math, img, video, audio")
    ]
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            text = (value or "").strip().lower()
            if name.startswith("on") or name in {"style", "srcdoc"}:
                found.append(f"{node.tag} {name}")
            if name in {"href", "action", "formaction", "src"} and text.startswith(
                ("javascript:", "data:", "//")
            ):
                found.append(f"{node.tag} {name}={text[:40]}")
    return found


def nasty_files() -> list[Path]:
    folder = SHARED / "nasty"
    if not folder.is_dir():
        raise missing("shared", f"no folder {folder}")
    return sorted(path for path in folder.iterdir() if path.suffix in {".md", ".mdx", ".html", ".txt"})


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_rendered_text_can_do_nothing(attack):
    assert dangers(sanitised(attack)) == []
    assert dangers(preview(attack, ContentFormat.MARKDOWN)) == []
    assert "/logout" not in sanitised(attack)


def test_an_attack_in_every_field_is_shown_as_text_on_every_page(web):
    everything = "\n\n".join(ATTACKS)
    case_id = web.case(
        f"---\ntitle: \"</title>{ATTACKS[0]}\"\ntags: ['<b>']\n---\n\n# Hi\n\n{everything}\n".encode(),
        path="<img src=x onerror=alert(1)>.md",
    )
    client = web.as_role("admin")
    client.post(f"/cases/{case_id}/claim")
    with web.services.store.read() as tx:
        submission_id = tx.cases.get(case_id).submission_id

    pages = [
        "/queue",
        "/library",
        "/library?q=%3Cscript%3Ealert(1)%3C/script%3E",
        f"/library/{submission_id}",
    ]
    pages += [f"/cases/{case_id}?view={view}" for view in ("preview", "edit", "changes", "inline", "side")]
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert dangers(answer.text) == [], path

    typed = {
        "token": "x",
        "decision": "reject",
        "reason": ATTACKS[-1],
        "text": "</textarea><script>alert(1)</script>",
    }
    assert dangers(client.post(f"/cases/{case_id}/decide", data=typed).text) == []
    assert dangers(client.get("/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text) == []


def test_no_nasty_file_leaves_anything_that_runs_on_any_page(web):
    files = nasty_files()
    client = web.as_role("admin")
    shown = 0
    for file in files:
        try:
            case_id = web.case(file.read_bytes(), path=f"nasty/{file.name}")
        except CopydeskError:
            continue
        with web.services.store.read() as tx:
            submission_id = tx.cases.get(case_id).submission_id
        client.post(f"/cases/{case_id}/claim")
        for path in (
            f"/cases/{case_id}?view=preview",
            f"/cases/{case_id}?view=edit",
            f"/library/{submission_id}",
        ):
            answer = client.get(path)
            assert answer.status_code == 200, (file.name, path)
            assert dangers(answer.text) == [], (file.name, path)
        shown += 1
    assert shown > 20
    assert dangers(client.get("/queue").text) == []
    assert dangers(client.get("/library").text) == []
