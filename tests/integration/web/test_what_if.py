"""The preview of another policy, asked as a browser asks it."""

from app.workflow.inline import drain


def test_the_page_names_the_texts_that_would_be_judged_otherwise(web):
    ours = web.submit(b"# Kettles\n\n" + b"The old kettle boils in four minutes. " * 40, path="kettles.md")
    web.submit(
        b"# Foreign\n\n" + b"The other kettle boils in five minutes. " * 40, path="f.md", project="secret"
    )
    drain(web.services)
    viewer = web.as_role("viewer")

    now = viewer.get("/what-if").text
    lenient = viewer.get("/what-if?asked=true&min_aeo=0&goal=integrity").text

    assert "0 texts would be judged differently" in now
    assert f"/library/{ours}" in lenient
    assert "Foreign" not in lenient


def test_nonsense_in_the_address_is_refused(web):
    viewer = web.as_role("viewer")

    assert viewer.get("/what-if?asked=true&min_aeo=101").status_code == 422
    assert viewer.get("/what-if?asked=true&goal=nonsense").status_code == 422
