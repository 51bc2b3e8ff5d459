"""Rows that are no leads, told by the other rows of their file; and leads that look like them."""

import pytest

from tests.exchange.conftest import Draft

DEALS = "Deal,Company,Stage,Amount,Owner"
PEOPLE = "Lead Owner,First Name,Last Name,Company / Account,Lead Source,Email"
LIST = "Name,Company,Email,Phone"


def read(fold, header, *rows):
    """Return the titles of the cards and the reasons of the rows that are left out."""
    files = fold("\n".join([header, *rows, ""]))
    titles = [draft.title for draft in map(Draft, files)]
    assert files.rejected == []
    return titles, dict(files.counters.passed_over)


@pytest.mark.parametrize(
    "label",
    [
        "Total", "Totals", "Subtotal", "Gesamtergebnis", "Summe", "Total général", "Sous-total", "Suma total",
        "Total geral",
        "Totale complessivo", "Totale", "Eindtotaal", "Totaal", "Razem", "Suma końcowa", "Итого", "Всего", "合計",
        "总计",
        "합계", "Celkem", "Összesen", "Toplam", "Yhteensä", "Summa", "Durchschnitt", "Moyenne", "Promedio", "Media",
        "Gemiddelde", "Średnia", "Average", "Count", "Anzahl", "Nombre", "Recuento", "Conteggio", "Aantal", "Liczba",
        "Record count", "TOTAL:", "** Total **", "Grand Total (3 records)", "小計", "Max",
    ],
)  # fmt: skip
@pytest.mark.parametrize("row", ["{},,,,", "{},,,43000,", "{},3,,43000,", ",,{},43000,", '{},,,"43.000,00 €",'])
def test_totals_of_deals(fold, label, row):
    rows = ("Rollout,Acme,Won,35000,Sam", "Pilot,Beta,Proposal,8000,Ana", row.format(label))
    assert read(fold, DEALS, *rows) == (["Rollout", "Pilot"], {"total": 1})


@pytest.mark.parametrize(
    "row",
    [
        "Subtotal,Count,2,,,", "Total,Count,2", "Total,Record Count,2,,,", "Count: 2,,,,,", "Anzahl: 2,,,,,",
        "Total (2),,,,,",
        "Total Leads,2,,,,", "Total leads: 2,,,,,", ",,,Total,2,", "Number of leads,2,,,,", "Sam Total,,,,2,",
        "Summe Sam,,2,,,",
        "Nombre total,2,,,,", "Gesamtanzahl Leads,,,,2,",
    ],
)  # fmt: skip
def test_totals_of_people(fold, row):
    rows = ("Sam,Ada,Byron,Acme,Web,ada@x.example", "Sam,Bo,Larsen,Beta,Fair,bo@x.example", row)
    assert read(fold, PEOPLE, *rows) == (["Ada Byron", "Bo Larsen"], {"total": 1})


@pytest.mark.parametrize("label", ["Kokonaisarvo", "Σ", "ИТОГИ ПО ОТЧЕТУ", "Sammanlagt", "Jami", "Sum of it all"])
def test_a_row_that_adds_up_the_others_is_a_total_in_any_language(fold, label):
    rows = ("Rollout,Acme,Won,35000,Sam", "Pilot,Beta,Proposal,8000,Ana", f"{label},,,43000,")
    assert read(fold, DEALS, *rows) == (["Rollout", "Pilot"], {"total": 1})


@pytest.mark.parametrize(
    "row",
    [
        "Total Energies,,,5,", "Total Energies,TotalEnergies SE,Won,5,Sam", "Sum Insured,,,9,Ana", "Average Joe,,,7,",
        "Count Dracula,,,6,", "Summit,,,5,", "Total,Total Energies,Won,5,Sam", "Media Markt,,,2,",
        "Totally Spies,,,3,",
    ],
)  # fmt: skip
def test_companies_that_are_called_like_totals_come_in(fold, row):
    rows = ("Rollout,Acme,Won,35000,Sam", row, "Pilot,Beta,Proposal,8000,Ana")
    assert read(fold, DEALS, *rows) == (["Rollout", row.partition(",")[0], "Pilot"], {})


@pytest.mark.parametrize(
    ("header", "rows", "titles"),
    [
        ("Name", ("Ada Byron", "Total Energies", "North region", "Count Dracula"), 4),
        (LIST, ("Ada Byron,,,", "Total Energies,,,", "North region,,,", "Copyright Agency,,,"), 4),
        (LIST, ("Ada Byron,Acme,ada@x.example,1", "Bo Larsen,,,", "Cy Young,Fjord,cy@x.example,2"), 3),
        (LIST, ("Ada Byron,Acme,ada@x.example,1", "Cy Young,Fjord,cy@x.example,2", "Bo Larsen,,,"), 3),
        (LIST, ("Bo Larsen,,,", "Ada Byron,Acme,ada@x.example,1", "Cy Young,Fjord,cy@x.example,2"), 3),
        (LIST, ("Ada,Acme,a@x.example,1", "Di,,,", "Ed,,,", "Flo,,,", "Cy,Fjord,c@x.example,2"), 5),
        (DEALS, ("Rollout,Acme,Won,5,Sam", "Pilot,Beta,Won,6,Ana", "Themis trailer,,,,"), 3),
        ("Name,Amount", ("Max,500", "Ada,300", "Media,20", "Min,10"), 4),
        ("Company,Email", ("Confidential Records,a@x.example", "Total Energies,", "Acme,b@x.example"), 3),
    ],
)  # fmt: skip
def test_leads_that_are_only_a_name_come_in(fold, header, rows, titles):
    assert read(fold, header, *rows) == ([row.partition(",")[0] for row in rows][:titles], {})


@pytest.mark.parametrize(
    "title",
    [
        "North region", "Proposal (2)", "Proposal (2 records)", "Stage: Lost", "Stage: Proposal (2)", "Owner = Sam",
        "Quarter 4", "Région Nord", "Region: Nord", "Negotiation - 2", "DACH", "Sam", "2026 Q1", "Gewonnen",
        "北部", "Etapa: Perdido",
        "▼ Proposal (2)",
    ],
)  # fmt: skip
def test_titles_of_groups_of_deals(fold, title):
    rows = (
        f"{title},,,,",
        "Rollout,Acme,Won,35000,Sam",
        "Pilot,Beta,Proposal,8000,Sam",
        "South,,,,",
        "Tent,Cyan,Won,5,Ana",
    )
    assert read(fold, DEALS, *rows) == (["Rollout", "Pilot", "Tent"], {"title of a group": 2})


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        (("Fair in Berlin,,,", "Ada Byron,Acme,a@x.example,1", "Bo Larsen,Beta,b@x.example,2"), 1),
        (("Trade fair,,,", "Ada Byron,Acme,a@x.example,1", "Webinar 2026,,,", "Bo Larsen,Beta,b@x.example,2"), 2),
        (("Source: Fair,,,", "Ada Byron,Acme,a@x.example,1", "Bo Larsen,Beta,b@x.example,2"), 1),
        (("North,,,", "Ada Byron,Acme,a@x.example,1", "", "South,,,", "Bo Larsen,Beta,b@x.example,2"), 2),
        (("Munich (1),,,", "Ada Byron,Acme,a@x.example,1", "Köln (1),,,", "Bo Larsen,Beta,b@x.example,2"), 2),
    ],
)
def test_titles_of_groups_of_people(fold, rows, titles):
    assert read(fold, LIST, *rows) == (["Ada Byron", "Bo Larsen"], {"title of a group": titles})


@pytest.mark.parametrize(
    ("header", "rows", "titles", "reasons"),
    [
        (
            "Company,Contact,Value",
            ("Acme,Ada,5", "Acme Total,,5", "Beta,Bo,6", "Beta Total,,6", "Grand Total,,11"),
            ["Ada", "Bo"],
            {"total": 3},
        ),
        (
            "Interessent,Firma,Phase,Wert",
            ("A,Acme,Angebot,1", "Angebot Ergebnis,,,1", "B,Beta,Gewonnen,5", "Gewonnen Ergebnis,,,5", "Gesamt,,,6"),
            ["A", "B"],
            {"total": 3},
        ),
        (
            "Deal,Company,Stage,Amount",
            ("A,Acme,Won,5", "B,Beta,Lost,6", "Total,,,11", "Win rate,,,50%", "Average deal size,,,5.5"),
            ["A", "B"],
            {"total": 3},
        ),
        ("Lead,Company,Email", ("Ada,Acme,a", "Bo,Beta,b", "2 leads,,"), ["Ada", "Bo"], {"total": 1}),
        (
            "First Name,Last Name,Email",
            ("VIP guests,,", "Ada,Byron,a@x.example", "Press,,", "Cy,Young,c@x.example"),
            ["Ada Byron", "Cy Young"],
            {"title of a group": 2},
        ),
        ("Name,Company,Email", ("Ada,Acme,a", "Max,,", "Bo,Beta,b"), ["Ada", "Max", "Bo"], {}),
    ],
)
def test_reports_with_several_of_them(fold, header, rows, titles, reasons):
    assert read(fold, header, *rows) == (titles, reasons)


def test_titles_in_a_column_of_their_own(fold):
    rows = ("North region,,,", ",Rollout,Acme,35000", ",Pilot,Beta,8000", "South,,,", ",Tent,Cyan,5", "Total,,,43005")
    titles, reasons = read(fold, "Region,Deal,Company,Amount", *rows)
    assert (titles, reasons) == (["Rollout", "Pilot", "Tent"], {"title of a group": 2, "total": 1})


def test_a_report_with_groups_subtotals_and_an_end(fold):
    rows = (
        "Proposal (2),,,,", "Rollout,Acme,Proposal,35000,Sam", "Pilot,Beta,Proposal,8000,Ana",
        "Proposal Total,,,43000,",
        ",,,,", "Negotiation (1),,,,", "Tent,Cyan,Negotiation,5,Ana", "Negotiation Total,,,5,",
        "Total général,,,43005,",
        ",,,,", "Filtered by: Owner = Sam,,,,", "Acme Corp,,,,",
    )  # fmt: skip
    titles, reasons = read(fold, DEALS, *rows)
    assert titles == ["Rollout", "Pilot", "Tent"]
    assert reasons == {"title of a group": 2, "total": 3, "end of a report": 2}


@pytest.mark.parametrize(
    "row",
    [
        "Generated by Sam Reed,,,,", "Filtered by: Stage,,,,", "Confidential,,,,", "Copyright (c) 2026 Acme Inc.,,,,",
        "Report run on 2026-01-12,,,,", '"Generated by Sam, 12 Jan 2026",,,,', "Generated by Sam,12 Jan 2026,,,",
        "Erstellt von Sam am 12.01.2026,,,,", "Gefiltert nach: Inhaber = Sam,,,,", "Vertraulich,,,,",
        "Généré par Sam,,,,",
        "Filtré par : étape,,,,", "Confidentiel - ne pas diffuser,,,,", "Generado por Sam,,,,", "Confidencial,,,,",
        "Gerado em 12/01/2026,,,,", "Generato da Sam,,,,", "Riservato,,,,", "Gegenereerd op 12-1-2026,,,,",
        "Wygenerowano 12.01.2026,,,,", "Poufne,,,,", "© 2026 Acme,,,,", "As of 12 Jan 2026,,,,", "Page 1 of 3,,,,",
        "2 records,,,,", "End of report,,,,", "Amounts in thousands,,,,", "Exported from Salesforce,,,,",
        "Source: CRM,,,,", "Stand: 12.01.2026,,,,", "Report Name: Pipeline,,,,", "Filters applied: none,,,,",
    ],
)  # fmt: skip
def test_ends_of_reports(fold, row):
    rows = ("Rollout,Acme,Won,35000,Sam", "Pilot,Beta,Proposal,8000,Ana", row)
    assert read(fold, DEALS, *rows) == (["Rollout", "Pilot"], {"end of a report": 1})


def test_a_short_row_that_begins_like_a_total_is_a_lead_where_it_is_one(fold):
    rows = (
        "Total Energies,Acme,Won",
        "Rollout,Acme,Won,35000,Sam",
        "Pilot,Beta,Proposal,8000,Ana",
        "Total,2",
        "Total,,43000",
    )
    assert read(fold, DEALS, *rows) == (["Total Energies", "Rollout", "Pilot"], {"total": 2})


def test_titles_below_empty_lines(fold):
    rows = (
        "North",
        "Rollout,Acme,Won,35000,Sam",
        "",
        "South",
        "Pilot,Beta,Proposal,8000,Ana",
        "",
        "Sam Reed 12.01.2026",
    )
    titles, reasons = read(fold, DEALS, *rows)
    assert (titles, reasons) == (["Rollout", "Pilot"], {"title of a group": 2, "end of a report": 1})


def test_records_of_json_are_never_titles(write, fold):
    (draft,) = fold('[{"deal": "North region"}]')
    assert draft.registers["title"] == "North region"
    files = fold(
        '[{"deal": "North"}, {"deal": "Rollout", "company": "Acme", "stage": "Won", "amount": 5},'
        ' {"deal": "Pilot", "company": "Beta", "stage": "Won", "amount": 6}]'
    )
    assert len(list(files)) == 3
