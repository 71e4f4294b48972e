from __future__ import annotations

from pathlib import Path

from nlp.code_set.payment_flags import flag_packages, flags_of


def test_flags_come_from_the_lists_in_force(tmp_path: Path) -> None:
    hcc, drg = tmp_path / "hcc", tmp_path / "drg"
    (drg / "cms").mkdir(parents=True)
    hcc.mkdir()
    heading = "diagnosis_code,cc,model_name\n"
    (hcc / "ra_dx_to_cc_2025.csv").write_text(heading + "E1122,18,CMS-HCC Model V28\n")
    (hcc / "ra_dx_to_cc_2027.csv").write_text(
        heading + "E1122,37,CMS-HCC Model V28\nE1122,18,CMS-HCC Model V24\n"
    )
    (hcc / "ra_labels_2026.csv").write_text(
        "cc,label,model_domain,model_version,model_fullname\nHCC37,Diabetes,CMS-HCC,V28,x\nHCC37,Old,CMS-HCC,V24,x\n"
    )
    (drg / "cms" / "cc_list.txt").write_text(
        "TABLE 6J\nDiagnosis Code\tDescription\nI50.22\tChronic failure\n"
    )
    (drg / "cms" / "mcc_list.txt").write_text("TABLE 6I\nI50.23\tAcute on chronic failure\n\tNotes:\n")
    diabetes = flags_of("e11.22", hcc, drg)
    assert diabetes is not None
    assert (diabetes.hcc, diabetes.hcc_label, diabetes.hcc_year) == ("37", "Diabetes", "2027")
    assert diabetes.complication == ""
    levels = [
        found.complication for code in ("I50.22", "I50.23", "I10") if (found := flags_of(code, None, drg))
    ]
    assert levels == ["CC", "MCC", ""]
    assert flags_of("I10", None, None) is None


def test_the_installed_lists_can_be_read() -> None:
    flags = flags_of("I50.23", *flag_packages())
    assert flags is not None
    assert (flags.hcc, flags.complication) == ("224", "MCC")
