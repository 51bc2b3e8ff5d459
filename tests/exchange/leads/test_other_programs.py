"""What exports of Airtable, Typeform, Copper and Salesforce in the open looked like, with invented people."""

from kanban.exchange.recognition.columns import recognise


def test_deals_that_a_list_of_leads_links_are_no_titles(drafts):
    (ada,) = drafts(
        "Lead Name,Company,Contact Email,Status,Deals,Total Deal Value\n"
        "Ada Byron,Acme,ada@x.example,Contacted,Annual Contract,120000\n"
    )
    assert (ada.title, ada.contact, ada.stage, ada.fields) == (
        "Ada Byron", "Ada Byron", "Engaged", {"Deals": "Annual Contract"},
    )  # fmt: skip
    assert recognise(["Deals", "Amount", "Stage"]).all("title")


def test_the_mark_before_a_telephone_number_is_no_part_of_it(drafts):
    (ada,) = drafts(
        "#,First name,Last name,Phone number,Email,Start Date (UTC),Submit Date (UTC),Network ID\n"
        "gml15d7m,Ada,Byron,'+917574842451,ada@x.example,2026-02-10 07:51:02,2026-02-10 07:54:20,abddc\n"
    )
    assert (ada.contact, ada.phone) == ("Ada Byron", "+917574842451")


def test_a_field_of_ones_own_in_copper_is_known_without_its_number():
    mapping = recognise(["Name", "Email", "Lead Source cf_698260", "Region cf_680701", "Copper URL"])
    targets = {column.label: column.target for column in mapping.columns}
    assert targets["Lead Source cf_698260"] == "source"
    assert targets["Region cf_680701"] == "field.Region cf_680701"


def test_the_id_of_a_company_in_place_of_its_name_is_its_name(fold):
    companies = "Id,Name,BillingStreet,Phone\n001Ec00000GINb1IAH,Acme,1 Main St,030 1\n"
    leads = (
        "Id,LastName,FirstName,Company,Email,Status,IsConverted\n"
        "00QEc00000BBaeXMAT,Byron,Ada,001Ec00000GINb1IAH,ada@x.example,New,false\n"
        "00QEc00000BBaeYMAT,Larsen,Bo,Globex,bo@x.example,New,false\n"
    )
    names = {draft.registers["contact"]: draft.registers["company"] for draft in fold(companies, leads)}
    assert names == {"Ada Byron": "Acme", "Bo Larsen": "Globex"}
