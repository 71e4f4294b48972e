"""What a recording is: its frames on a time line, what of it is lost, and how well it can be heard."""

from transcribe.recording.measures import for_recognition
from transcribe.recording.report import AudioReport, DecodedAudio, Samples

__all__ = ["AudioReport", "DecodedAudio", "Samples", "for_recognition"]
