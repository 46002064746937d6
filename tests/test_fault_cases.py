"""The list of fault cases is whole, and the document that shows it is in step with the tests."""

from tests.fault_cases import DOCUMENT, list_cases, proofs_by_case, written


def test_the_list_names_each_case_once_and_in_order() -> None:
    assert [case.number for case in list_cases()] == list(range(1, 100))


def test_every_case_has_a_test_or_says_why_it_has_none() -> None:
    tests = proofs_by_case()

    unproven = [case.number for case in list_cases() if not tests.get(case.number)]

    assert unproven == [case.number for case in list_cases() if case.without]


def test_no_test_bears_the_number_of_a_case_that_is_not_listed() -> None:
    assert set(proofs_by_case()) <= {case.number for case in list_cases()}


def test_the_document_is_in_step_with_the_tests() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "run python -m tests.fault_cases"
