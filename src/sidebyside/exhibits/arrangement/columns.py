"""The columns of the tables of a case, in their order."""

# fmt: off
FINDING_COLUMNS = (
    "id", "status", "medium", "work_path", "work_sha256", "output_path", "output_sha256", "n_matches",
    "similarities", "work_spans", "output_spans", "work_regions", "output_regions", "longest_run_words",
    "longest_run_characters", "longest_run_tokens", "total_words", "total_characters", "total_tokens",
    "total_in_output_words", "total_in_output_characters", "total_in_output_tokens", "share_of_work",
    "share_of_output", "tokenizer", "picture_measure", "n_inliers", "n_putative", "log10_nfa", "cells_kept",
    "cells_compared", "work_writing", "output_writing", "standings", "strength", "expected_by_chance",
    "expected_by_chance_low", "expected_by_chance_high", "is_distinguishable", "bits", "n_occurrences",
    "n_filtrations_accepted", "llr", "llr_low", "llr_high", "llr_null", "llr_band_weak_end", "llr_band",
    "n_works_searched", "llr_over_works", "over_works_because", "n_attempts_searched", "llr_best_of",
    "best_of_because", "likelihood_ratios", "uncalibrated_because", "refused_calibration",
    "source_excluded", "prompt_spans", "n_compared", "n_of_medium", "n_compared_by", "detection_limit",
    "nearest", "reason", "message", "hint", "model", "version", "prompt", "stratum", "settings", "attempt",
    "created", "generation_status", "counts_as", "other_works",
    "longest_run_words_after", "longest_run_characters_after", "longest_run_tokens_after",
    "total_words_after", "total_characters_after", "total_tokens_after", "total_in_output_words_after",
    "total_in_output_characters_after", "total_in_output_tokens_after", "share_of_work_after",
    "share_of_output_after", "strength_after", "expected_by_chance_after", "expected_by_chance_low_after",
    "expected_by_chance_high_after", "is_distinguishable_after", "llr_after", "llr_low_after",
    "llr_high_after", "llr_null_after", "llr_band_weak_end_after", "llr_band_after",
    "likelihood_ratios_after", "uncalibrated_because_after",
)
# fmt: on
"""Several values in one cell are parted by ``; ``, in the order of the matches; a match names its method
before its place. Spans are ``[start, end)`` in characters, regions ``[row, column, height, width]`` in
pixels, shares in [0, 1] as in the finding; of pictures `picture_measure` says of what: the area whose
``structure`` was kept, the area within which ``points`` correspond, or no area (``whole``). A column that
ends in ``_after`` holds the figure after filtration, the one without the ending the figure before; empty
where nothing was accepted."""

# fmt: off
STORY_COLUMNS = (
    "id", "status", "work_path", "output_path", "method", "part", "relation", "work_name", "output_name",
    "n_in_work", "n_in_output", "basis", "similarity", "is_in_order", "work_span", "output_span", "work_text",
    "output_text",
)
# fmt: on
"""`part` is ``event``, or the kind of what is named: ``name``, ``place``, ``time``, ``number``.
Spans are those of the event or of the first mention, ``[start, end)`` in characters of the decoded file."""

# fmt: off
COVERAGE_COLUMNS = (
    "work_path", "work_sha256", "measure", "model", "stratum", "is_pooled", "n_outputs", "covered_words",
    "covered_chinese_characters", "covered_characters", "work_words", "work_chinese_characters",
    "work_characters", "share_of_work",
)
# fmt: on
"""`measure` is ``equal_words``, ``lined_up``, ``structure`` or ``points``; where `is_pooled` the row is over
all models and strata. Chinese characters are without punctuation, characters with it."""
