"""Lines and phrases by which a markup language reads other files or runs something while a site is built."""

import re
from functools import lru_cache

from app.domain.content import ContentFormat
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.construct import Construct, Rule, matches, rule

_LINES = re.MULTILINE | re.IGNORECASE


def _rule(name: str, pattern: str, hint: str = "") -> Rule:
    return rule(name, re.compile(pattern, _LINES), hint)


_RST = (
    _rule(
        "reStructuredText directive",
        r"^[ \t>]{0,40}\.\.[ \t]{1,9}(?:\|[^|\r\n]{1,100}\|[ \t]{1,9})?[\w+.-]{1,60}(?::[\w+.-]{1,60}){0,4}"
        r"[ \t]{0,3}::[^\r\n]*",
        "::",
    ),
    _rule(
        "directive option that reads a file or address",
        r"^[ \t]{1,40}:(?:file|url|source|src|uri|encoding|include|literal|pyobject|command|cmd|shell|script"
        r"|start-after|start-at|end-before|diff|target|data|path|program|interpreter|eval|exec):[^\r\n]*",
        ":",
    ),
    _rule(
        "reStructuredText role",
        r"(?<![\w:`]):[A-Za-z][\w+.-]{0,60}(?::[A-Za-z][\w+.-]{0,60}){0,4}:`[^`]{1,500}`",
        ":`",
    ),
    _rule("reStructuredText role", r"`[^`\r\n]{1,300}`:[A-Za-z][\w+.:-]{0,60}:", "`:"),
)
_ASCIIDOC = (
    _rule("include", r"(?<![\w:])include::?[^\s\]]{1,300}(?:\[[^\]\r\n]{0,200}\])?", "include:"),
    _rule("AsciiDoc block macro", r"^[ \t]{0,20}[a-z][\w-]{0,40}::[^\s\[]{0,300}\[[^\]\r\n]{0,300}\]", "::"),
    _rule(
        "AsciiDoc macro",
        r"(?<![\w:])(?:pass|image|icon|video|audio|eval|sys2?|stem|latexmath|asciimath|kroki|plantuml|link)"
        r":[^\s\[:][^\s\[]{0,300}\[[^\]\r\n]{0,300}\]|(?<![\w:])(?:pass|stem|latexmath|asciimath):[a-z,]{0,20}\[",
        "pass: image: icon: video: audio: eval: sys: sys2: stem: math: kroki: plantuml: link:",
    ),
    _rule("AsciiDoc passthrough", r"(?<!\+)\+{3}(?!\+)[^+\r\n]{1,500}\+{3}(?!\+)|^\+{4,}[ \t]{0,9}$", "+++"),
)
_ORG = (
    _rule("Org keyword", r"^[ \t]{0,40}#\+[A-Za-z][\w-]{0,60}(?=[:\[ \t\r\n]|\Z)[^\r\n]*", "#+"),
    _rule("Org keyword", r"(?<=[\s>])#\+(?:include|setupfile|call|macro|begin_\w{1,20})\b[^\r\n]*", "#+"),
    _rule("Org code", r"(?<!\w)(?:src|call)_[A-Za-z][\w-]{0,40}(?:\[[^\]\r\n]{0,100}\])?[{(]", "_"),
)
_WIKI = (
    _rule("embed", r"!\[\[[^\]\r\n]{0,500}\]{0,2}", "![["),
    _rule(
        "embed",
        r"\[\[\s{0,9}(?:file|image|media|include|embed|elisp|shell|transclu\w{0,9})\s{0,3}[:(][^\]\r\n]{0,500}",
    ),
    _rule("wiki macro", r"<<[A-Za-z][^<>\r\n]{0,300}>>", "<<"),
    _rule("generated passage", r"\[\[\[(?:cog|end)[^\r\n]{0,300}", "[[["),
)
_SNIPPETS = (
    _rule("snippet", r"-{2,3}8<-{2,3}[^\r\n]*", "8<-"),
    _rule(
        "snippet",
        r"(?:^[ \t]{0,20}|(?<=[\s>]))<<<(?!<)[ \t]{0,9}[^\s<][^\r\n]*|^[ \t]{0,20}<<[\[(][^\r\n]*",
        "<<",
    ),
    _rule(
        "include",
        r"(?:^[ \t]{0,20}|(?<=[!@#%$]))(?:@@|!{1,3}|[#@%$])?include(?:_relative|code|markdown)?"
        r"[ \t]{0,9}[(\"'<\[][^\r\n]{0,300}",
        "include",
    ),
    _rule("include", r"\[!(?:include|code|video|notebook|inline)[^\]\r\n]{0,60}\]?[^\r\n]{0,300}", "[!"),
    _rule("include", r"['\"]:include[^'\"\r\n]{0,200}", ":include"),
    _rule("embed", r"@\[[\w-]{1,40}\][ \t]{0,3}\(", "@["),
    _rule(
        "template directive",
        r"^[ \t]{0,40}@(?:include(?:if|when|first)?|extends|php|require|inject|component|livewire|html|model"
        r"|code|functions|using|inherits|addtaghelper|eval|json|vite|render\w{0,9}|await|env|dd|dump)\b[^\r\n]*",
        "@",
    ),
    _rule(
        "template directive",
        r"(?<![\w&])#(?:parse|evaluate|include|set|foreach|macro|define|import)[ \t]{0,9}\(",
        "#",
    ),
    _rule(
        "file block",
        r"^/[^\s/][^\s]{0,300}\.(?:md|txt|csv|html?|js|ts|py|png|jpe?g|gif|svg|json|ya?ml)[ \t]{0,9}$",
        "/",
    ),
    _rule(
        "container that may read a file",
        r"^[ \t]{0,20}:{3,}[ \t]{0,9}(?!(?:note|tip|info|warning|danger|caution|important|success"
        r"|question|details)\b)[{\w][^\r\n]*",
        ":::",
    ),
    _rule("leaf directive", r"^[ \t]{0,20}::[A-Za-z][^\r\n:]*", "::"),
)
_PROGRAMS = (
    _rule(
        "TeX command",
        r"\\(?:input|include(?:only|graphics|pdf|svg)?|import|subimport|subfile|lstinputlisting|verbatiminput"
        r"|inputminted|write18|write|immediate|openin|openout|read|directlua|luaexec|catcode|csname|usepackage"
        r"|RequirePackage|require|href|url|html|htmlData|special|ShellEscape|def|gdef|let|newcommand)(?![A-Za-z])"
        r"[^\r\n\s]{0,200}",
        "\\",
    ),
    _rule(
        "shortcode in brackets",
        r"\[(?:[a-z][\w-]{0,40}(?:[ \t]{1,9}[\w-]{1,40}="
        r"(?:\"[^\"\r\n]{0,300}\"|'[^'\r\n]{0,300}'|[^\s\]\"'=]{1,200})){1,20}[ \t]{0,9}/?"
        r"|/[a-z][\w-]{1,40}|[a-z]{2,30}:[a-z][\w:-]{0,60}"
        r"|(?:gallery|embed|playlist|php|insert_php|exec|shortcode|iframe|script|contact-form)\b[^\]\r\n]{0,300})"
        r"\](?![(:])",
        "[",
    ),
    _rule(
        "template line",
        r"^[ \t]{0,20}%[ \t]{0,9}(?:for|if|elif|else|while|include|import|end\w{0,9}|python|block|def"
        r"|set)\b[^\r\n]*",
        "%",
    ),
    _rule(
        "mode line of an editor",
        r"-\*-[^\r\n]{1,300}-\*-|^.{0,20}\bLocal Variables:[^\r\n]*"
        r"|(?<!\w)(?:vim?|ex):[ \t]{0,3}(?:set?[ \t]|\w{1,20}=)[^\r\n]*",
        "-*- variables: vi: vim: ex:",
    ),
    _rule("roff request", r"^[.'][ \t]{0,9}(?:so|sy|pso|mso|pi|opena?|cf|trf)[ \t]{1,9}\S[^\r\n]*"),
    _rule("YAML type", r"(?<![\w!])!{1,2}(?:python|ruby|perl|java|js|php|include|env)\b[/:\w.-]{0,100}", "!"),
    _rule(
        "front matter that is a program",
        r"\A\ufeff?---[ \t]{0,9}(?:js|javascript|coffee|cson|ejs|lisp|json5?)\b[^\r\n]*",
        "---",
    ),
    _rule(
        "code cell",
        r"(?<!`)`(?:r |\$=|!|=[ \t]{0,3}(?:this|dv|date|file|\[\[|[a-z]{2,20}\()"
        r"|embed:|exec[: ])[^`\r\n]{0,300}`?",
        "`",
    ),
    _rule(
        "code that a build runs",
        r"^[ \t>]{0,40}(?:`{3,}|~{3,})[ \t]{0,9}(?:dataview(?:js)?|query|tasks|templater|mermaid|plantuml"
        r"|puml|graphviz|kroki|vega(?:-lite)?|tikz|meta-bind\S*|button|include|jupyter\S*|observable\S*|chart"
        r"|[^\r\n`]{0,200}\b(?:exec|eval|run|live|insert|embed|include|file|src|import)\b)"
        r"[^\r\n]*",
    ),
)
_MODULE = re.compile(
    r"""^[ \t]{0,3}(?:import\s{1,9}(?:type\s{1,9})?(?:[\w*{$][\w,*{}$ \t]{0,300}\bfrom\b|["'`({])[^\r\n]*"""
    r"""|export\s{1,9}(?:(?:default|const|let|var|function|class|async|type|interface|enum)\b|[{*])[^\r\n]*)""",
    re.MULTILINE,
)
_MODULE_INLINE = re.compile(
    r"""(?<=[\s>])(?:import\s{1,3}[\w*{$][^\r\n"'`]{0,200}\bfrom\s{1,3}["'`][^\r\n]{0,300}"""
    r"""|export\s{1,3}(?:const|let|var)\s{1,3}[\w${\[][^\r\n=]{0,100}=[^\r\n]{0,300}"""
    r"""|export\s{1,3}(?:default\s{1,3})?(?:async\s{1,3})?function\b[^\r\n(]{0,60}\([^\r\n]{0,300})"""
)
"""Within a line it runs only once somebody wraps the line."""
_MDX_MODULE = re.compile(r"^(?:import|export)[ \t{*\"'(][^\r\n]*", re.MULTILINE)
_SUBSTITUTION = _rule("substitution", r"(?<![\w|`])\|[^\s|][^|\r\n]{0,60}\|_{0,2}(?![\w|])", "|")
_ATTRIBUTE_ENTRY = _rule("attribute entry", r"^:[!\w][\w!-]{0,60}:(?:[ \t][^\r\n]*)?$", ":")

_ALWAYS = (*_RST, *_ASCIIDOC, *_ORG, *_WIKI, *_SNIPPETS, *_PROGRAMS)


def include_constructs(source: str, kind: ContentFormat) -> tuple[Construct, ...]:
    """In every format by all rules: what a text is built with is not known."""
    return _found(source, kind)


@lru_cache(maxsize=4)
def _found(source: str, kind: ContentFormat) -> tuple[Construct, ...]:
    """Remembered, because what never passes and the inventory both ask for the same two texts."""
    module = rule("module", _MDX_MODULE if kind is ContentFormat.MDX else _MODULE, "import export")
    rules = [*_ALWAYS, module, rule("module", _MODULE_INLINE, "import export")]
    if kind is ContentFormat.TEXT:
        rules.append(_ATTRIBUTE_ENTRY)
    if kind is ContentFormat.RST:
        rules.append(_SUBSTITUTION)
    return tuple(matches(rules, source, kind=FactKind.TEMPLATE))
