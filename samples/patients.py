"""The three people of the samples, who do not exist, and the visits that their documents belong to."""

from __future__ import annotations

from dataclasses import dataclass

CLINIC = "Juniper Hollow Clinic"
CLINIC_ADDRESS = "12 Old Mill Lane, Juniper Hollow"
NOTICE = "Sample document. The patient does not exist."


@dataclass(frozen=True)
class Patient:
    """Who a document is about; `mrn` and `dob` (ISO date) are printed on every page."""

    mrn: str
    name: str
    dob: str
    sex: str

    @property
    def printed_dob(self) -> str:
        """The birth date as clinics print it: month/day/year."""
        year, month, day = self.dob.split("-")
        return f"{month}/{day}/{year}"


@dataclass(frozen=True)
class Encounter:
    """One visit; dates are ISO dates, `discharge_date` only for a stay."""

    number: str
    type: str
    patient: Patient
    date: str
    discharge_date: str | None = None


FERNSBY = Patient(mrn="900417", name="Marigold Fernsby", dob="1958-03-14", sex="Female")
THISTLEWOOD = Patient(mrn="900562", name="Barnaby Thistlewood", dob="1947-11-02", sex="Male")
QUILLAN = Patient(mrn="900733", name="Odette Quillan", dob="1985-07-29", sex="Female")

DIABETES_VISIT = Encounter(number="E-24001", type="outpatient", patient=FERNSBY, date="2026-09-14")
LUNG_STAY = Encounter(
    number="E-24017", type="inpatient", patient=THISTLEWOOD, date="2026-09-18", discharge_date="2026-09-22"
)
HEADACHE_VISIT = Encounter(number="E-24031", type="emergency", patient=QUILLAN, date="2026-10-05")
