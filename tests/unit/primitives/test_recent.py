"""What was made last is handed out again, and no more than was asked for is kept."""

from sidebyside.primitives.recent import Recent


def test_a_value_is_made_once_while_it_is_kept_and_anew_when_it_has_gone():
    made = []

    def make(key):
        made.append(key)
        return key.upper()

    recent = Recent(2)
    assert [recent.get(key, lambda key=key: make(key)) for key in "abacab"] == list("ABACAB")
    assert made == ["a", "b", "c", "b"]
