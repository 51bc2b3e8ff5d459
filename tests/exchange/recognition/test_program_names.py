"""Which program a file is said to come from, where headers of several are alike."""

import pytest

from kanban.exchange.recognition.columns import recognise
from kanban.exchange.recognition.date_columns import looks_like_day


@pytest.mark.parametrize(
    ("header", "program"),
    [
        ("Opportunity ID,Name,Primary Contact,Company,Stage,Owned By,Value,Win Probability", "copper"),
        ("Name,Company,Stage,Value,Owned By,Loss Reason,Tags", "copper"),
        ("Lead ID,Name,Email,Status,Owned By,Source,Tags", "copper"),
        ("Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Probability,Owner", "salesforce"),
        ("Lead ID,Form Name,Campaign Name,Google Click ID,Full Name,User Email", "google"),
        ("Lead ID,Lead Submit Time,Campaign Name,Form Name,Ad Group Name,Full Name", "google"),
        ("Lead ID,Form ID,Form Name,Campaign ID,Campaign Name,Lead Submission Time,GCLID,Email", "google"),
        ("Lead ID,Form Name,Campaign Name,Lead Type,First Name,Last Name,Email", "linkedin"),
        ("Campaign ID,Campaign Name,Type,Status,Num Sent,Expected Response,Budgeted Cost", "salesforce"),
        ("Campaign ID,Campaign Name,Parent Campaign,Type,Status,Start Date", "salesforce"),
        ("Campaign ID,Campaign Name,Type,Status,Start Date,End Date,Budget", "file"),
        ("Record Id,Campaign Owner.id,Campaign Owner,Campaign Name,Type,Status", "zoho"),
    ],
)  # fmt: skip
def test_the_program_of_a_header(header, program):
    assert recognise(header.split(",")).system == program


@pytest.mark.parametrize(
    ("cell", "is_day"), [("12.00.50", False), ("9.30.15", False), ("31.02.2026", True), ("00.13.2026", True)]
)
def test_a_time_is_no_day_that_does_not_exist(cell, is_day):
    assert looks_like_day(cell) == is_day


def test_an_amount_is_no_day_that_does_not_exist(fold):
    files = fold("Deal,Amount,Close Date\nA,12.00.50,31.02.2026\n")
    list(files)
    sentences = " ".join(files.notes)
    assert "(“12.00.50”)" in sentences
    assert "(“31.02.2026” does not exist)" in sentences
