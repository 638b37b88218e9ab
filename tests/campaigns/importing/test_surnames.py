"""How a caller addresses somebody."""

from __future__ import annotations

import pytest

from campaigns.importing.surnames import spoken_title, surname


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("陈大文", "陈"),
        ("欧阳娜娜", "欧阳"),
        ("諸葛亮", "諸葛"),
        ("司徒景轩", "司徒"),
        # 上 alone is no compound surname
        ("马", "马"),
        ("王女士", "王"),
        ("李小姐", "李"),
        ("阿依古丽·买买提", "阿依古丽"),
        ("陈大文 Chan Tai Man", "陈"),
        ("Chan Tai Man (陈大文)", "陈"),
        ("Wong, Mary", "Wong"),
        ("Wong，Mary", "Wong"),
        ("Mary Wong", "Wong"),
        ("Mr. John Smith", "Smith"),
        # Hong Kong and Singapore write the surname first, in capitals
        ("CHAN Tai Man", "CHAN"),
        ("Cher", "Cher"),
    ],
)
def test_the_surname_is_what_one_says_before_the_title(name: str, expected: str) -> None:
    assert surname(name) == expected


def test_a_title_behind_the_name_is_heard() -> None:
    assert spoken_title("王女士") == "女士"
    assert spoken_title("陈大文") == ""
    assert spoken_title("先生") == ""
