"""Tests of the papers of cases: numbers, forms, dossiers."""
