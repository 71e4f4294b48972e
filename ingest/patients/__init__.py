"""Who a document is about: finding or making the patient, and noticing pages that read another one."""
