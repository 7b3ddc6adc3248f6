import pytest

from tests.support.additions import added, article, differences, kept

ADDITIONS = [
    '{{< readfile "/etc/passwd" >}}',
    '{{% include "secrets.md" %}}',
    '{{< include file="a.md" >}}',
    '{{< figure src="https://x.example/a.png" >}}',
    "{{< youtube w7Ft2ymGmfc >}}",
    "{{< gist spf13 7896402 >}}",
    '{{< highlight go "linenos=table" >}}',
    "{{< /highlight >}}",
    '{{< ref "about.md" >}}',
    '{{< relref "about.md" >}}',
    "{{< tweet 877500564405444608 >}}",
    "{{< instagram BWNjjyYFxVx >}}",
    "{{< vimeo 146022717 >}}",
    '{{< param "token" >}}',
    "{{< details >}}",
    "{{% notice warning %}}",
    "{{% /notice %}}",
    "{{< mermaid >}}graph TD{{< /mermaid >}}",
    '{{< rawhtml >}}<p onclick="x()">{{< /rawhtml >}}',
    '{{< code file="x.sh" >}}',
    '{{< remote url="https://x.example" >}}',
    "{{</* shown */>}}",
    "{{%/* shown */%}}",
    '{{ readFile "config.toml" }}',
    '{{ getenv "HUGO_TOKEN" }}',
    '{{ resources.GetRemote "https://x.example" }}',
    '{{ partial "head.html" . }}',
    "{{ .Site.Params.secret }}",
    "{{- $x := 1 -}}",
    "{{/* a comment */}}",
    "{{<readfile x>}}",
    "{{< split\nover lines >}}",
    "{{< never closed",
    "never opened >}}",
    '{{< html.inline >}}{{ os.ReadFile "x" }}{{< /html.inline >}}',
]


@pytest.mark.parametrize("addition", ADDITIONS)
def test_a_new_shortcode_is_refused(addition):
    assert added("md", addition)
    assert added("html", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_a_known_shortcode_may_stay(addition):
    assert kept("md", addition) == []


def test_a_shortcode_with_another_parameter_is_new():
    before = article("md", '{{< figure src="a.png" title="Pier" >}}')
    after = article("md", '{{< figure src="/etc/passwd" title="Pier" >}}')

    assert [d.after for d in differences(before, after)] == ['{{< figure src="/etc/passwd" title="Pier" >}}']


def test_text_between_two_known_shortcodes_may_be_reworded():
    before = article("md", "{{% notice tip %}}\n\nThe boat is full by noon.\n\n{{% /notice %}}")
    after = article("md", "{{% notice tip %}}\n\nBy noon the boat is full.\n\n{{% /notice %}}")

    assert differences(before, after) == []
