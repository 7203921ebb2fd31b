"""In which language a text is written, or that it cannot be told."""

import pytest

from sidebyside.primitives.text.language import LANGUAGES, NAMES, language_of_text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It was the best of times, it was the worst of times, it was the age of wisdom.", "en"),
        ("學而時習之不亦說乎有朋自遠方來不亦樂乎", "zh"),
        ("北冥有魚，其名為鯤。", "zh"),
        ("我們今天 use Python 來寫程式，因為 the code is short and easy，很方便", "mixed"),
        ("吾輩は猫である。名前はまだ無い。", "ja"),
        ("그는 바다를 보고 있었다.", "ko"),
        ("Als er am Morgen aus dem Haus ging, war die Straße leer und es lag Schnee auf den Dächern.", "de"),
        ("Il n'y avait personne dans la maison, et la lampe de la cuisine était encore allumée.", "fr"),
        ("No había nadie en la casa y la lámpara de la cocina estaba encendida desde el martes.", "es"),
        ("Все спали, и в доме не было слышно ни звука, как будто он стоял на краю света.", "ru"),
        ("Никто", "undetermined"),
        ("— … ！", "undetermined"),
        ("12 34 56", "undetermined"),
        ("", "undetermined"),
    ],
)
def test_a_language_is_named_or_said_to_be_undetermined(text, language):
    assert language_of_text(text) == language


def test_every_language_has_its_name_in_english_and_chinese():
    assert set(NAMES) == set(LANGUAGES)
    assert all(len(name.split(", ")) == 2 for name in NAMES.values())
