"""What a team writes into copydesk.toml, and what it is told when that is wrong."""

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.config.policy_file import PolicyFile, find_policy_file, policy_for
from app.domain.errors import InvalidPolicy
from app.domain.policy import MAX_REWRITES_CAP, Goal, Policy

NEWSROOM = """\
project = "newsroom"
min_aeo = 60

[detectors]
use = ["copydesk", "second"]
required = ["second"]

[rewrite]
max_rewrites = 4
style = { tone = "dry" }

[rewrite.budgets]
per_submission = 0.50
per_month = "unlimited"

[[profile]]
name = "docs"
paths = ["docs/**", "*.mdx"]
min_aeo = 40
rewrite.max_rewrites = 0

[[profile]]
paths = ["docs/legal/**", "press/*.md"]
required = ["integrity"]

[[check]]
id = "HOUSE001"
kind = "pattern"
"""


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    (tmp_path / "copydesk.toml").write_text(NEWSROOM, encoding="utf-8")
    return tmp_path


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "copydesk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_empty_file_gives_the_defaults_under_a_version_of_its_own(tmp_path):
    policy = PolicyFile.load(write(tmp_path, "")).policy_for(None)

    assert replace(policy, version="default") == Policy()
    assert policy.version != "default"


def test_a_folder_without_a_file_takes_the_one_above_it(newsroom):
    assert find_policy_file(newsroom / "not" / "even" / "there") == newsroom / "copydesk.toml"


def test_the_nearest_file_above_the_text_counts(newsroom):
    inner = newsroom / "blog"
    inner.mkdir()
    write(inner, "min_aeo = 10")

    assert policy_for(newsroom / "blog" / "2024" / "a.md").min_aeo == 10
    assert policy_for(newsroom / "news" / "a.md").min_aeo == 60


def test_a_file_that_is_named_goes_before_the_nearest_one(newsroom, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "strict.toml"
    other.write_text("min_aeo = 99", encoding="utf-8")

    assert policy_for(newsroom / "a.md", config=other).min_aeo == 99


def test_values_come_from_the_defaults_then_the_file_then_the_profile(newsroom):
    docs = policy_for(newsroom / "docs" / "a" / "b.md")
    plain = policy_for(newsroom / "a.md")

    assert (plain.profile, plain.min_aeo, plain.rewrite.max_rewrites) == ("default", 60, 4)
    assert (docs.profile, docs.min_aeo, docs.rewrite.max_rewrites) == ("docs", 40, 0)
    assert docs.project == plain.project == "newsroom"
    assert docs.rewrite.style.tone == "dry"
    assert docs.rewrite.min_gain == Policy().rewrite.min_gain
    assert docs.detectors.required == ("second",)


def test_money_is_exact_and_may_be_unlimited(newsroom):
    budgets = policy_for(newsroom / "a.md").rewrite.budgets

    assert budgets.per_submission == Decimal("0.50")
    assert budgets.per_month is None


def test_the_first_profile_that_matches_applies(newsroom):
    assert policy_for(newsroom / "docs" / "legal" / "a.md").profile == "docs"
    assert policy_for(newsroom / "press" / "a.md").profile == "docs/legal/**"
    assert policy_for(newsroom / "press" / "old" / "a.md").profile == "default"
    assert policy_for(newsroom / "any" / "where.mdx").profile == "docs"


def test_own_checks_are_handed_on_as_they_are_written(newsroom):
    assert policy_for(newsroom / "a.md").custom_checks == ({"id": "HOUSE001", "kind": "pattern"},)


@pytest.mark.parametrize(
    ("text", "required", "recommended"),
    [
        ("", {Goal.AEO, Goal.HUMAN, Goal.INTEGRITY}, {Goal.FINDINGS}),
        ('recommended = ["human"]', {Goal.AEO, Goal.INTEGRITY}, {Goal.HUMAN}),
        ('required = ["findings"]', {Goal.FINDINGS}, set()),
        ('required = []\nrecommended = ["aeo"]', set(), {Goal.AEO}),
    ],
)
def test_a_goal_is_required_or_recommended_and_never_both(tmp_path, text, required, recommended):
    policy = PolicyFile.load(write(tmp_path, text)).policy_for(None)

    assert policy.required == required
    assert policy.recommended == recommended


def test_a_profile_relaxes_a_goal_by_recommending_it(tmp_path):
    text = 'required = ["aeo", "human"]\n[[profile]]\npaths = ["*.txt"]\nrecommended = ["human"]\n'
    policy = PolicyFile.load(write(tmp_path, text)).policy_for(tmp_path / "a.txt")

    assert policy.required == {Goal.AEO}


def test_the_version_changes_with_what_is_in_force_and_with_nothing_else(newsroom):
    before = policy_for(newsroom / "a.md").version
    docs = policy_for(newsroom / "docs" / "a.md").version
    write(newsroom, "# a comment\n" + NEWSROOM)
    same = policy_for(newsroom / "b.md").version
    write(newsroom, NEWSROOM.replace("min_aeo = 60", "min_aeo = 61"))
    changed = policy_for(newsroom / "a.md").version

    assert before == same
    assert len({before, docs, changed}) == 3


def test_a_changed_file_is_read_again(newsroom):
    assert policy_for(newsroom / "a.md").min_aeo == 60
    write(newsroom, "min_aeo = 1")
    assert policy_for(newsroom / "a.md").min_aeo == 1


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("min_aoe = 3", 1, "min_aoe: no such key. Did you mean min_aeo?"),
        ("\n[rewrite]\nmaxrewrites = 3", 3, "Did you mean rewrite.max_rewrites?"),
        ("max_rewrites = 3", 1, "Did you mean rewrite.max_rewrites?"),
        ("xyzzy = 3", 1, "The keys are detectors.escalate_on_disagreement"),
        ("min_aeo = 'a'", 1, "min_aeo: must be a number, not 'a'"),
        ("min_aeo = true", 1, "must be a number"),
        ("# one\n\nmin_aeo = 101", 3, "must be from 0 to 100, not 101"),
        ("[rewrite]\n\nmax_rewrites = 11", 3, f"not 11: {MAX_REWRITES_CAP} is the hard cap"),
        ("required = ['aeo', 'hmn']", 1, "no goal 'hmn'; the goals are aeo, human, integrity, findings"),
        ("required = ['aeo']\nrecommended = ['aeo']", 2, "aeo is required already"),
        ("[[profile]]\nname = 'x'", 1, "lacks paths"),
        ("[[profile]]\npaths = ['a']\nproject = 'x'", 3, "belongs to the whole file"),
        (
            "[[profile]]\npaths = ['a']\n[[profile]]\npaths = ['b']\n[profile.rewrite]\nmin_gain = ''",
            6,
            "min_gain",
        ),
        (
            "[[profile]]\npaths = ['a']\nname = 'b'\n[[profile]]\npaths = ['c']\nname = 'b'",
            6,
            "name is taken",
        ),
        ("[detectors]\nrequired = ['b']", 2, "b is required but not used"),
        ("[rewrite.budgets]\nper_run = -1", 2, "from 0 to 1000000 US dollars"),
        ("profile = 3", 1, "must be written as [[profile]]"),
        ("rewrite = 3", 1, "is a table, written as [rewrite]"),
        ("disabled_checks = ['con11']", 1, "no check id like CON011"),
        ("rewrite.providers = ['gpt']", 1, "Known: rules, anthropic:MODEL, openai:MODEL"),
        ("reviewers = 'ana'", 1, "must be a list of texts"),
        ("min_aeo = 3\nmin_aeo = 4", 2, "is not TOML"),
        ("a = 1\nb = ", 2, "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_way_out(tmp_path, text, line, says):
    file = write(tmp_path, text)

    with pytest.raises(InvalidPolicy) as error:
        PolicyFile.load(file)

    assert str(error.value).startswith(f"{file}:{line}: ")
    assert says in str(error.value)


def test_a_line_inside_a_long_text_is_not_taken_for_a_key(tmp_path):
    text = 'target_query = """\nmin_aeo = 5\n"""\n\nmin_aeo = "x"\n'

    with pytest.raises(InvalidPolicy, match=":5: min_aeo"):
        PolicyFile.load(write(tmp_path, text))


def test_a_file_that_is_not_utf8_is_named_with_the_line(tmp_path):
    file = tmp_path / "copydesk.toml"
    file.write_bytes(b'project = "a"\ntarget_query = "caf\xe9"\n')

    with pytest.raises(InvalidPolicy, match=":2: is not UTF-8"):
        PolicyFile.load(file)


def test_a_named_file_that_is_missing_is_an_error_and_not_the_defaults(tmp_path):
    with pytest.raises(InvalidPolicy, match=r"none\.toml cannot be read"):
        policy_for(tmp_path / "a.md", config=tmp_path / "none.toml")


def test_robots_and_sources_are_read_from_beside_the_file_and_change_the_version(tmp_path):
    (tmp_path / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "report.html").write_text('<p data-n="99 %">Costs fell by 37 %.</p>')
    file = tmp_path / "copydesk.toml"
    file.write_text('robots_txt = "robots.txt"\nsources = ["sources/*"]\n')

    before = PolicyFile.load(file).policy_for(tmp_path / "a.md")
    (tmp_path / "sources" / "report.html").write_text("<p>Costs fell by 38 %.</p>")
    after = PolicyFile.load(file).policy_for(tmp_path / "a.md")

    assert before.robots_txt == "User-agent: *\nDisallow: /\n"
    assert before.sources == ("Costs fell by 37 %.",)
    assert after.sources == ("Costs fell by 38 %.",)
    assert after.version != before.version


@pytest.mark.parametrize(
    "key", ['robots_txt = "gone.txt"', 'sources = ["gone/*.md"]', 'sources = ["noise.bin"]']
)
def test_a_file_that_a_policy_names_and_that_cannot_be_read_is_named(tmp_path, key):
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 50)
    (tmp_path / "copydesk.toml").write_text(key)

    with pytest.raises(InvalidPolicy, match=r"gone|noise\.bin"):
        PolicyFile.load(tmp_path / "copydesk.toml").policy_for(tmp_path / "a.md")


@pytest.mark.parametrize(
    "name",
    ["/dev/zero", "/proc/self/environ", "../secret.md", "sub/../../secret.md", "out.md", "out/secret.md",
     "pipe", "loop.md", "zero", "environ"],
)  # fmt: skip
@pytest.mark.parametrize("key", ['robots_txt = "{}"', 'sources = ["{}"]'])
def test_a_policy_names_regular_files_in_its_own_folder_only(tmp_path, name, key):
    folder = tmp_path / "desk"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("KEY=planted")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    (folder / "out").symlink_to(tmp_path)
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "environ").symlink_to("/proc/self/environ")
    os.mkfifo(folder / "pipe")
    (folder / "copydesk.toml").write_text(key.format(name))

    with pytest.raises(InvalidPolicy, match=Path(name).name):
        PolicyFile.load(folder / "copydesk.toml").policy_for(folder / "a.md")


@pytest.mark.parametrize("pattern", ["out/*", "../*.md", "*.md"])
def test_a_pattern_of_sources_takes_nothing_from_outside_the_folder(tmp_path, pattern):
    folder = tmp_path / "desk"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("KEY=planted")
    (folder / "out").symlink_to(tmp_path)
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "copydesk.toml").write_text(f'sources = ["{pattern}"]')

    with pytest.raises(InvalidPolicy, match="outside the folder"):
        PolicyFile.load(folder / "copydesk.toml").policy_for(folder / "a.md")


def test_a_link_within_the_folder_is_followed(tmp_path):
    (tmp_path / "robots.txt").write_text("User-agent: *\n")
    (tmp_path / "link.txt").symlink_to("robots.txt")
    (tmp_path / "copydesk.toml").write_text('robots_txt = "link.txt"')

    policy = PolicyFile.load(tmp_path / "copydesk.toml").policy_for(tmp_path / "a.md")

    assert policy.robots_txt == "User-agent: *\n"


@pytest.mark.parametrize("special", ["/dev/zero", "pipe"])
def test_a_policy_itself_is_a_regular_file(tmp_path, special):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(InvalidPolicy, match="is no regular file"):
        PolicyFile.load(tmp_path / special)
