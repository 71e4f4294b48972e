from __future__ import annotations

import json

import pytest

from transcribe.options import DictationContext, DictationOptions


def test_options_survive_storage() -> None:
    context = DictationContext(
        medications=("metformin",), problems=("gout",), author_terms=("Veress",), site_terms=("Ward 4",)
    )
    normals = ({"name": "exam", "text": "Lungs clear."},)
    options = DictationOptions(beam_size=3, context=context, normals=normals)
    assert DictationOptions.from_json(json.loads(json.dumps(options.as_json()))) == options


@pytest.mark.parametrize(
    "wrong",
    [
        {"quality": "best"},
        {"model": ""},
        {"language": ""},
        {"cpu_threads": 0},
        {"beam_size": 0},
        {"max_duration_s": 0},
        {"chunk_s": 5},
        {"hotword_tokens": 300},
        {"review_below": 2},
        {"review_number_below": -1},
        {"normals": ({"name": "exam"},)},
    ],
)
def test_options_cannot_be_built_wrong(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        DictationOptions(**wrong)  # type: ignore[arg-type]


def test_the_quality_chooses_the_model_unless_one_is_chosen() -> None:
    assert DictationOptions(quality="draft").model_in_use == "tiny.en"
    assert DictationOptions(quality="draft", model="folder/large").model_in_use == "folder/large"
    assert DictationOptions().model_in_use == "base"
    assert DictationOptions().beam_in_use == 5
    assert DictationOptions(quality="quality", beam_size=1).beam_in_use == 1


def test_the_hash_names_what_changes_the_result_only() -> None:
    assert DictationOptions().options_hash() == DictationOptions(cpu_threads=8).options_hash()
    assert DictationOptions().options_hash() != DictationOptions(beam_size=1).options_hash()


def test_a_context_may_lack_everything_and_ignores_what_it_does_not_know() -> None:
    assert DictationContext.from_json({}) == DictationContext()
    full = DictationContext.from_json(
        {
            "medications": ["a ", " "],
            "terms": ["b"],
            "specialty": "s",
            "worktype": None,
            "author": "x",
            "more": 1,
        }
    )
    assert full == DictationContext(("a",), "s", "", "x", ("b",))


@pytest.mark.parametrize("wrong", ["metformin", [1, 2]])
def test_a_context_with_a_list_that_is_none_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="medications"):
        DictationContext.from_json({"medications": wrong})
