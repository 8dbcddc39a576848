"""Tests of messages: their words, their addressees, the ways outside."""
