"""The Word and Excel papers a centre may copy and edit; this package carries them into the wheel."""
