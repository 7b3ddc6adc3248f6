import pytest

from tests.support.additions import added, article, differences, kept

ADDITIONS = [
    ".. include:: /etc/passwd",
    ".. include:: ../secrets.txt\n   :literal:",
    ".. raw:: html\n\n   <p>x</p>",
    ".. raw:: html\n   :file: /etc/passwd",
    ".. raw:: html\n   :url: https://x.example/x",
    ".. literalinclude:: ../config.py",
    ".. literalinclude:: x.py\n   :lines: 1-9",
    ".. code-block:: python\n   :file: x.py",
    ".. csv-table:: T\n   :file: /etc/passwd",
    ".. csv-table:: T\n   :url: https://x.example/t.csv",
    ".. image:: https://x.example/track.gif",
    ".. figure:: a.png",
    ".. math::\n\n   x",
    ".. role:: raw-html(raw)\n   :format: html",
    ".. default-role:: math",
    ".. |x| image:: a.png",
    ".. |now| date::",
    ".. |f| raw:: html",
    ".. toctree::\n   :glob:\n\n   *",
    ".. automodule:: os",
    ".. autoclass:: os.PathLike",
    ".. program-output:: cat /etc/passwd",
    ".. command-output:: id",
    ".. exec:: print(1)",
    ".. jupyter-execute::\n\n   1 + 1",
    ".. plot::\n\n   import os",
    ".. graphviz:: x.dot",
    ".. uml:: x.puml",
    ".. mermaid:: x.mmd",
    ".. ipython::\n\n   In [1]: 1",
    ".. parsed-literal::\n\n   x",
    ".. only:: html",
    ".. ifconfig:: True",
    ".. meta::\n   :refresh: 0",
    ".. danger:: x",
    ".. py:function:: f()",
    ".. sidebar:: x",
    "..  include:: x.txt",
    ":doc:`secret`",
    ":download:`x </etc/passwd>`",
    ":raw-html:`<b>x</b>`",
    ":ref:`x`",
    ":py:func:`os.system`",
    ":math:`x`",
    "`secret`:download:",
    "{doc}`secret`",
    "```{include} x.md\n```",
    "```{eval-rst}\n.. include:: x\n```",
    ":::{include} x.md\n:::",
    "```{code-cell} ipython3\n1\n```",
]


@pytest.mark.parametrize("addition", ADDITIONS)
def test_a_new_directive_or_role_is_refused(addition):
    assert added("rst", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_it_is_refused_in_markdown_too_which_myst_reads(addition):
    assert added("md", addition)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_a_known_directive_or_role_may_stay(addition):
    assert kept("rst", addition) == []


def test_an_option_that_reads_a_file_may_not_be_added_to_a_known_directive():
    before = article("rst", ".. csv-table:: Times\n   :header: a, b")
    after = article("rst", ".. csv-table:: Times\n   :header: a, b\n   :file: /etc/passwd")

    (difference,) = differences(before, after)

    assert difference.after.strip() == ":file: /etc/passwd"
    assert "line 10" in difference.why


def test_a_directive_shown_as_an_example_may_not_be_made_live():
    before = article("rst", "It is written so::\n\n   .. include:: a.txt")
    after = article("rst", "It is written so.\n\n.. include:: a.txt")

    assert differences(before, after)


def test_a_new_substitution_is_refused_where_the_format_has_them():
    assert added("rst", "It is |secret| now.")
    assert added("md", "It is |a| now.") == []


def test_the_text_of_a_note_may_be_reworded():
    before = article("rst", ".. note::\n\n   The boat is full by noon.")
    after = article("rst", ".. note::\n\n   By noon the boat is full.")

    assert differences(before, after) == []
