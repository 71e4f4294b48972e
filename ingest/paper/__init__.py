"""When the paper of a batch may be destroyed, and the certificate that says so."""
