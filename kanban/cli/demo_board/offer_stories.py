"""Stories of the demo's cards in handoff or with marketing: offered, asked about, returned, contested, expired."""

from __future__ import annotations

from kanban.cli.demo_board.deeds import (
    DAY,
    Lead,
    Story,
    accept,
    add,
    answer,
    ask,
    comment,
    contest,
    link,
    log,
    move,
    offer,
    plan,
    put_first,
    return_card,
    rule_on,
)

AT_THE_DOOR = (
    Story(
        Lead("Dornick kilns", "Dornick Ceramics", "Ilse Maartens", "Ceramics", 240, "Trade show", "Spring fair", 46_000,
             phone="+31 555 0142 18", labels=("vip",)),
        (
            (31 * DAY, "Ana", add("Engaged")),
            (31 * DAY - 1, "Ana",
             comment("Ilse came to the stand with her plant manager. Two kilns lost a batch in March.")),
            (30 * DAY, "Raj", comment("Good one. Ask who pays for a lost batch, production or maintenance.")),
            (18 * DAY, "Ana", comment("She watched the kiln webinar to the end, and sent it to three colleagues.")),
            (9 * DAY, "Ana", move("MQL")),
            (9 * DAY - 2, "Ana", comment("On the phone: a lost batch costs them €11,000, and it is Ilse's budget.")),
            (7, "Ana", offer(
                "Raj", "Third kiln stopped on Monday; she asked for a price by the end of the week.",
                "A lost batch costs €11,000, she said on the phone",
                "Start with Monday's batch. She knows the price page, so skip the tour.",
            )),
            (0.5, "Raj", put_first()),
        ),
    ),
    Story(
        Lead("Aurelio presses", "Aurelio Tyres", "Marta Benedetti", "Rubber", 610, "Webinar",
             "Downtime in ten minutes", 38_500),
        (
            (26 * DAY, "Ana", add("Engaged")),
            (26 * DAY - 1, "Ana",
             comment("Asked two good questions in the webinar, both about presses older than ten years.")),
            (12 * DAY, "Ana", move("MQL")),
            (15, "Ana", offer(
                "Raj", "Their maintenance contract ends in six weeks, and Marta compares offers now.",
                "Four hours of standstill a week, her own count", "Ask what the contract does not cover.",
            )),
            (11, "Raj", ask("Who decides, Marta or the plant in Brescia? I don't want to sell this twice.")),
        ),
    ),
    Story(
        Lead("Wexcombe crushers", "Wexcombe Quarries", "Colin Ashby", "Mining", 130, "Referral", None, 62_000,
             phone="+44 555 0170 22"),
        (
            (14 * DAY, "Bo", add("MQL")),
            (14 * DAY - 1, "Bo",
             comment("Sent to us by Brackenbridge. Colin wants what they have, on three crushers.")),
            (13 * DAY, "Eve", comment("Brackenbridge took four months to sign. Tell him early what happens when.")),
            (2, "Bo", offer(
                "Eve", "Referred by a customer, and the second crusher fails its inspection this month.",
                "A day without the crusher is £9,000", "He likes plain numbers. Name the monthly price first.",
            )),
        ),
    ),
    Story(
        Lead("Gessner pump test", "Gessner Pumpen AG", "Urs Amrein", "Machinery", 320, "Website", "Price page", 19_000,
             "CHF"),
        (
            (11 * DAY, "Chiara", add("Engaged")),
            (10 * DAY, "Chiara", comment("Price page on a Sunday night, then the checklist. Somebody has a problem.")),
            (5 * DAY, "Chiara", move("MQL")),
            (6, "Chiara", offer(
                "Tom", "Wants sensors on the test bench before the audit; the audit has a date.",
                "Failed audit means no deliveries to two customers",
            )),
            (1.6, "Tom", ask("Is it one test bench, or the pumps at their customers? That is a different product.")),
        ),
    ),
    Story(
        Lead("Silvretta lifts", "Silvretta Lifts", "Anna Jenewein", "Transport", 85, "Partner", "Integrators", 27_500,
             labels=("dach",)),
        (
            (16 * DAY, "Bo", add("Engaged")),
            (8 * DAY, "Bo", move("MQL")),
            (8 * DAY - 1, "Bo",
             comment("The integrator has wired two of their lifts already. They want alarms on a phone.")),
            (9.5, "Bo", offer("Tom", "Season opens in three weeks, and two gearboxes run warm.",
                              "A closed lift is €20,000 a day at Christmas")),
            (5, "Tom", ask("Is there a network up there, or do we need our own?")),
            (1, "Bo", answer("LTE at both stations. The integrator measured it, the sheet is on the card.")),
            (0.9, "Bo", link("silvretta-network.pdf")),
        ),
    ),
    Story(
        Lead("Elbtal die cutters", "Elbtal Kartonagen", "Jens Roloff", "Packaging", 175, "Newsletter", "Autumn issue",
             14_000),
        (
            (20 * DAY, "Chiara", add()),
            (12 * DAY, "Chiara", move("Engaged")),
            (6 * DAY, "Chiara", move("MQL")),
            (4, "Chiara", offer("Raj", "New head of production, wants one quick result before the year ends.",
                                "Two die cutters stop about nine times a week",
                                "He came from a plant that had our sensors.")),
            (3, "Chiara", comment("He can talk tomorrow between ten and twelve.")),
        ),
    ),
)  # fmt: skip

WITH_MARKETING = (
    Story(
        Lead("Vesper bearings", "Vesper Bearings", "Oskar Lindqvist", "Machining", 95, "Trade show",
             "Maintenance days", 33_000,
             labels=("nordics",)),
        (
            (48 * DAY, "Ana", add()),
            (46 * DAY, "Ana",
             comment("Oskar wants to hear a bearing before it fails. So does everybody, but he keeps records.")),
            (40 * DAY, "Ana", move("Engaged")),
            (27 * DAY, "Ana", move("MQL")),
            (24 * DAY, "Ana", offer("Eve", "Asked for a pilot on two spindles, and named a month.",
                                    "One seized spindle costs a week of orders")),
            (23.5 * DAY, "Eve", ask("A pilot that pays, or one for free?")),
            (23.2 * DAY, "Ana", answer("He said budget, not free. He needs the new hall to be open first.")),
            (22.8 * DAY, "Eve", return_card("bad timing", 0, "the new hall were open")),
            (22 * DAY, "Ana", comment("Fair. I will ask him for pictures of the new hall until then.")),
            (5.5, "Ana", comment("The hall opened last week, he sent a picture. Offering it again today.")),
            (5.4, "Ana", put_first()),
        ),
    ),
    Story(
        Lead("Harrowgate furnace", "Harrowgate Castings", "Denise Okafor", "Foundry", 210, "Ads",
             "Search, maintenance", 29_000),
        (
            (21 * DAY, "Ana", add("Engaged")),
            (14 * DAY, "Ana", comment("Denise is new there and has a list of ten things. We are number three.")),
            (6 * DAY, "Ana", move("MQL")),
            (0.3 * DAY + DAY, "Ana", offer("Tom", "She has the board's yes for one furnace this year.",
                                           "A cold furnace takes two days to heat",
                                           "Ask about number one on her list.")),
        ),
        is_before_today=True,
    ),
    Story(
        Lead("Quintal conveyors", "Quintal Mining", "Rafael Ibarra", "Mining", 480, "Webinar", "Energy on the line",
             51_000),
        (
            (29 * DAY, "Bo", add("Engaged")),
            (17 * DAY, "Bo", move("MQL")),
            (2 * DAY + 2, "Bo", offer("Tom", "Belt fire last month; safety wants an answer before the next shift plan.",
                                  "Eleven hours of standstill after the fire")),
            (12, "Tom", return_card("no budget", 30, "the plant manager pays, not the group")),
            (4, "Bo", contest("He named €20,000 on the phone, from the plant's own money.")),
        ),
    ),
    Story(
        Lead("Tarvos rolling line", "Tarvos Steel", "Milena Hruska", "Steel", 1200, "Cold call", None, 88_000),
        (
            (44 * DAY, "Chiara", add()),
            (30 * DAY, "Chiara", move("Engaged")),
            (16 * DAY, "Chiara", move("MQL")),
            (15 * DAY, "Chiara", offer("Raj", "Tender for two rolling lines is announced for spring.",
                                       "Line 2 stopped 31 times in October")),
            (14.6 * DAY, "Raj", comment("They buy by tender alone, and write it from January on.")),
            (14.5 * DAY, "Raj", return_card("bad timing", 28, "the tender were out")),
            (14 * DAY, "Chiara", plan("ask who writes the tender", 6)),
        ),
    ),
    Story(
        Lead("Lomond stills", "Lomond Distillers", "Fiona Gillespie", "Beverages", 60, "Trade show", "Spring fair",
             17_500),
        (
            (13 * DAY, "Ana", add("Engaged")),
            (13 * DAY - 1, "Ana",
             comment("Six lines and a stop last week that hurt. Her words: “we hear it too late”.")),
            (10 * DAY, "Eve", comment("Is IT in the room? At the last distillery they stopped everything in the end.")),
            (9 * DAY, "Ana",
             comment("IT is Fiona's brother. He asked for the data sheet and had no further questions.")),
            (2 * DAY, "Ana", move("MQL")),
            (2 * DAY - 1, "Ana", plan("offer it once the fair's figures are in", 1)),
        ),
    ),
    Story(
        Lead("Jurasol polishing", "Jurasol Watches", "Blaise Perrin", "Precision", 140, "Referral", None, 21_000,
             "CHF"),
        (
            (9 * DAY, "Ana", add("Engaged")),
            (4 * DAY, "Ana", move("MQL")),
            (4 * DAY - 1, "Ana",
             comment("Wants to see it running somewhere first. I offered the visit at Brackenbridge.")),
        ),
    ),
    Story(
        Lead("Bergau saw line", "Bergau Stahl GmbH", "Henning Kroll", "Steel", 390, "Webinar",
             "Downtime in ten minutes", 42_000),
        (
            (15 * DAY, "Ana", add()),
            (8 * DAY, "Ana", move("Engaged")),
            (8 * DAY - 1, "Ana", comment("He stayed after the webinar and told me about the saw. Twenty minutes.")),
            (3, "Raj",
             comment("@Ana we sold them a gateway in 2023, it is in the old system. Ask Henning if it still runs.")),
        ),
    ),
    Story(
        Lead("Yarrow ovens", "Yarrow Biscuits", "Grace Whitlock", "Food", 450, "Website", "Checklist download", 24_000),
        (
            (10 * DAY, "Ana", add()),
            (4 * DAY, "Ana", move("Engaged")),
            (4 * DAY - 1, "Ana", plan("send the oven case", 2)),
            (2.2, "Eve",
             comment("I know Grace from Saltmarsh, she wants numbers and no slides. Happy to join a call.")),
        ),
    ),
    Story(
        Lead("Ulmen print hall", "Ulmen Druck", "Sabine Thoma", "Printing", 70, "Newsletter", "Autumn issue"),
        (
            (7 * DAY, "Ana", add()),
            (7 * DAY - 1, "Ana", comment("Reads us for a year, first click on vibration this week.")),
            (3 * DAY, "Tom",
             comment("We quoted them in spring, too dear for three machines. How many do they have now?")),
            (3 * DAY - 1, "Ana", plan("ask how many machines they run", -1)),
        ),
    ),
)  # fmt: skip

OVERTURNED = Story(
    Lead("Kettlebrook pulp", "Kettlebrook Paper", "Ellen Marsh", "Paper", 260, "Partner", "Integrators", 57_000),
    (
        (56 * DAY, "Bo", add("Engaged")),
        (50 * DAY, "Bo", move("MQL")),
        (45 * DAY, "Bo", offer("Eve", "Wants one paper machine watched before the big refit.",
                               "A web break costs them 40 minutes, five a day")),
        (44.5 * DAY, "Eve", return_card("not our profile", unless="they ran more than one machine")),
        (43 * DAY, "Bo", contest("One machine, but 60 rolls. Nordic mills with one are among our best.")),
        (40 * DAY, "Ana", rule_on("overturn", "The agreement says nothing about the number of machines.")),
        (39.5 * DAY, "Raj", rule_on("overturn", "Agreed. One machine with 60 rolls is our profile.")),
        (38 * DAY, "Bo", offer("Eve", "Ruled in: one machine with 60 rolls. Refit starts in ten weeks.",
                               "A web break costs them 40 minutes, five a day")),
        (37.6 * DAY, "Eve", accept("walk along the machine with Ellen", -34)),
        (37.6 * DAY - 2, "Eve", log("call", "reached")),
        (34 * DAY, "Eve", comment("Glad I lost that one. They count every break, on paper.")),
        (33 * DAY, "Eve", move("Discovery")),
        (20 * DAY, "Bo", comment("The integrator offers to mount the first ten for free.")),
        (9 * DAY, "Eve", move("Proposal")),
        (9 * DAY - 1, "Eve", link("proposal-kettlebrook.pdf")),
        (9 * DAY - 1.5, "Eve", plan("hear what the refit team says", 3)),
    ),
)  # fmt: skip
"""A return that the leads have overturned: what both ruled is a precedent."""
