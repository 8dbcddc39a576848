"""Files that mean harm: a generator of them, what has to come of each, and the proof that it does.

``package`` writes workbooks out of bare XML and bare zip records, so that nothing well-meaning tidies them
up; ``zips``, ``xmls``, ``cells``, ``tables`` and ``names`` make the files; ``test_files`` brings them all in
the way a clerk would.
"""
