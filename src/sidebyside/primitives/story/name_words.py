"""Words that are written with a capital and name nobody, and words that stand before a name."""

TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "master",
        "mister",
        "madam",
        "madame",
        "dr",
        "doctor",
        "prof",
        "professor",
        "sir",
        "lady",
        "lord",
        "dame",
        "rev",
        "reverend",
        "father",
        "brother",
        "sister",
        "uncle",
        "aunt",
        "auntie",
        "captain",
        "capt",
        "cap'n",
        "colonel",
        "col",
        "general",
        "gen",
        "major",
        "lieutenant",
        "lt",
        "sergeant",
        "sgt",
        "admiral",
        "commander",
        "squire",
        "king",
        "queen",
        "prince",
        "princess",
        "duke",
        "duchess",
        "count",
        "countess",
        "baron",
        "emperor",
        "president",
        "senator",
        "governor",
        "judge",
        "justice",
        "st",
        "saint",
        "monsieur",
        "mademoiselle",
        "herr",
        "frau",
        "don",
        "dona",
        "señor",
        "señora",
        "inspector",
        "detective",
        "officer",
        "nurse",
        "chief",
    ]
)
"""They stand before a name and are left out of it; alone they name nobody."""

LINKS = frozenset({"of", "the", "de", "la", "du", "van", "von", "der", "den", "di", "da", "bin", "al", "y"})
"""Small words that may stand inside a name."""

COMMON = frozenset(
    # what begins sentences
    "a an the this that these those there here he she it they we you i his her its their our your my me him them us "
    "who whom whose which what when where why how while whilst because although though since until unless if as "
    "and or but nor for so yet not no yes oh ah well now then thus hence however therefore moreover meanwhile "
    "nevertheless furthermore besides instead otherwise still even also only just perhaps maybe indeed certainly "
    "surely of course finally eventually suddenly soon later once twice again always never often sometimes "
    "ever at by in on to from with without within into onto upon over under after before behind beside between "
    "beyond during through across along around about above below near off out up down against among amid despite "
    "like unlike than is are was were be been being am do does did done have has had having can could will would "
    "shall should may might must let one two three four five six seven eight nine ten hundred thousand first "
    "second third next last other another others both all any each every either neither none some such many much "
    "more most few several little less least same own everyone everybody everything someone somebody something "
    "anyone anybody anything nobody nothing whoever whatever whenever wherever nowhere somewhere anywhere "
    "today tomorrow yesterday tonight morning evening night noon dawn dusk day week month year "
    "upon ere hark alas ay aye nay hallo hullo hello bye good-bye goodbye please thank thanks "
    "chapter part book volume section appendix preface introduction prologue epilogue contents stave act scene end "
    "mr mrs ms dr sir madam ma'am "
    # peoples, languages and beliefs
    "english british french german dutch spanish italian portuguese russian chinese japanese american african "
    "european asian indian irish scottish scotch welsh roman greek latin christian christians catholic jewish "
    "muslim buddhist englishman englishmen frenchman spaniard spaniards god lord heaven bible gospel "
    "providence almighty christ jesus amen".split()
)
"""They are no names, however they are written. Times and seasons are those of `setting`."""
