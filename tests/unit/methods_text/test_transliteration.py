"""Names and their usual renderings sound alike; names and the renderings of others do not."""

import pytest

from sidebyside.methods.text.story.transliteration import FAR, classes_of_han, sound_distance
from sidebyside.primitives.text.folding import fold

PAIRS = """
Scrooge 史古基|Marley 馬利|Cratchit 克拉契|Fezziwig 費茲威格|Ebenezer 埃比尼澤
London 倫敦|Livesey 李甫西|Trelawney 特里勞尼|Hawkins 霍金斯|Smollett 斯摩萊特
Flint 弗林特|Benbow 本博|Jim 吉姆|Dirk 德克|Gunn 甘恩
Israel 伊斯雷爾|Redruth 雷德魯斯|Holmes 福爾摩斯|Sherlock 夏洛克|Darcy 達西
Bennet 班奈特|Harry 哈利|Potter 波特|Alice 愛麗絲|Oliver 奧利佛
David 大衛|Copperfield 科波菲爾|Heathcliff 希斯克利夫|Catherine 凱薩琳|Biden 拜登
Obama 歐巴馬|Clinton 柯林頓|Reagan 雷根|Churchill 邱吉爾|Darwin 達爾文
Lincoln 林肯|Peter 彼得|Mary 瑪麗|Robert 羅伯特|Marlow 馬洛
Conrad 康拉德|Margaret 瑪格麗特|William 威廉|Henry 亨利|Thomas 湯瑪斯
Rochester 羅契斯特|Twist 崔斯特|Watson 華生|John 約翰|Edward 愛德華
Newton 牛頓|Washington 華盛頓|Hermione 妙麗|Voldemort 佛地魔
"""
KNOWN = [tuple(pair.split()) for pair in PAIRS.replace("\n", "|").split("|") if pair]


def test_most_renderings_are_near_and_few_others_are():
    near = [sound_distance(latin, fold(han)) <= FAR for latin, han in KNOWN]
    others = [sound_distance(a, fold(b)) <= FAR for a, x in KNOWN for y, b in KNOWN if x != b]
    assert sum(near) / len(near) >= 0.8
    assert sum(others) / len(others) <= 0.03


@pytest.mark.parametrize(("latin", "han"), [("London", "倫敦"), ("Marley", "馬利"), ("Obama", "歐巴馬")])
def test_a_plain_rendering_is_equal(latin, han):
    assert sound_distance(latin, fold(han)) == 0.0


@pytest.mark.parametrize(("latin", "han"), [("", "倫敦"), ("London", ""), ("London", "龘龘"), ("Eyre", "愛")])
def test_where_nothing_can_be_said_names_are_far(latin, han):
    assert sound_distance(latin, fold(han)) == 1.0


def test_a_character_outside_the_table_has_no_sound():
    assert classes_of_han("龘") == ""
