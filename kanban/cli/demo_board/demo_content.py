"""Who and what the demo board is about: a maker of machine monitoring, its two teams, and leads that don't exist."""

from __future__ import annotations

MARKETERS = ("Ana", "Bo", "Chiara")
REPS = ("Raj", "Eve", "Tom")

COMPANIES = (
    ("Halden Präzision GmbH", "Machining"), ("Brightwater Foods", "Food"), ("Osthafen Logistik", "Logistics"),
    ("Marlowe & Finch Packaging", "Packaging"), ("Kestrel Bearings", "Machining"), ("Vantalo Timber Oy", "Wood"),
    ("Cascina Dolce", "Food"), ("Rheinbogen Chemie", "Chemicals"), ("Norrvik Paper AB", "Paper"),
    ("Aldermoor Glass", "Glass"), ("Tessaro Ceramiche", "Ceramics"), ("Bluefell Breweries", "Beverages"),
    ("Lindauer Textil AG", "Textiles"), ("Corvane Plastics", "Plastics"), ("Steinach Werkzeugbau", "Machining"),
    ("Harrow & Pell Castings", "Foundry"), ("Polderzicht Dairy", "Food"), ("Fjordlys Seafood AS", "Food"),
    ("Montclair Pharma", "Pharma"), ("Ostrava Rolling Works", "Steel"), ("Weidenhof Molkerei", "Food"),
    ("Sable Ridge Mining", "Mining"), ("Larkspur Paints", "Chemicals"), ("Gruber Fördertechnik", "Machinery"),
    ("Delmare Boatyard", "Shipbuilding"), ("Pinewick Furniture", "Wood"), ("Hollandia Coatings", "Chemicals"),
    ("Zephyr Turbines", "Energy"), ("Quarrystone Cement", "Cement"), ("Eifel Federn KG", "Machining"),
    ("Castellon Azulejos", "Ceramics"), ("Redmire Aggregates", "Mining"), ("Alvsund Energi", "Energy"),
    ("Bodensee Kartonagen", "Packaging"), ("Ironvale Forge", "Foundry"), ("Lisboa Cortiça", "Wood"),
    ("Saltmarsh Bakery Group", "Food"), ("Tauber Pumpen", "Machinery"), ("Vireo Medical Devices", "Medical"),
    ("Kowalik Meble", "Wood"), ("Granum Mills", "Food"), ("Nordhavn Terminals", "Logistics"),
    ("Ardent Filtration", "Machinery"), ("Belcourt Cosmetics", "Chemicals"), ("Thornbury Rail", "Railway"),
    ("Isar Optik", "Optics"), ("Maribor Cables", "Electrics"), ("Pembrey Biofuels", "Energy"),
)  # fmt: skip
"""Name and trade."""

FIRST_NAMES = (
    "Jane", "Markus", "Sofia", "Pieter", "Lena", "Omar", "Ingrid", "Paolo", "Claire", "Henrik", "Marta", "Tobias",
    "Aoife", "Luca", "Nadia", "Stefan", "Elin", "Georg", "Amelie", "Ravi", "Katja", "Duncan", "Joana", "Miro", "Hanna",
    "Felix", "Yara", "Anders",
)  # fmt: skip
LAST_NAMES = (
    "Roe", "Brandt", "Ferri", "de Wit", "Kovač", "Haddad", "Solberg", "Moretti", "Laurent", "Nyström", "Wójcik",
    "Reiter", "Byrne", "Conti", "Rahman", "Vogel", "Lindgren", "Maurer", "Dubois", "Iyer", "Petrova", "Fraser",
    "Matos", "Horvat", "Keller", "Braun",
)  # fmt: skip
ROLES = ("plant manager", "head of maintenance", "CFO", "production lead", "energy manager", "COO", "buyer")

TOPICS = (
    "line monitoring pilot", "press retrofit", "compressor watch", "energy metering", "cold store alarms",
    "paint shop sensors", "packaging line 4", "spindle health", "plant roll-out", "downtime tracking",
    "vibration trial", "kiln temperatures", "pump station", "second plant", "tool wear study", "night shift alerts",
)  # fmt: skip

SOURCES = (
    ("Trade show", "Spring fair"), ("Trade show", "Maintenance days"), ("Webinar", "Downtime in ten minutes"),
    ("Webinar", "Energy on the line"), ("Website", "Price page"), ("Website", "Checklist download"), ("Referral", None),
    ("Partner", "Integrators"), ("Cold call", None), ("Newsletter", "Autumn issue"), ("Ads", "Search, maintenance"),
)  # fmt: skip

CAMPAIGNS = (
    ("Spring fair", "Trade show", "Completed", 12_000, 11_380, -150, -148),
    ("Downtime in ten minutes", "Webinar", "Completed", 2_500, 2_140, -60, -60),
    ("Autumn issue", "Newsletter", "Active", 1_800, None, -20, 25),
)
"""Name, type, status, planned and actual cost, first and last day from today: those of `SOURCES` that cost money."""

LABELS = ("vip", "dach", "nordics", "second site", "partner", "tender", "renewal")

NEXT_STEPS = {
    "marketing": (
        "send the spindle case", "invite to the webinar", "call after the fair", "find out who signs",
        "mail the checklist", "ask about the second plant",
    ),
    "sales": (
        "call the CFO", "book the line walk", "send the proposal", "agree on pilot criteria", "chase the legal review",
        "demo on site", "price for 12 sensors", "meet the works council", "get the purchase order",
    ),
}  # fmt: skip

LOST = (
    ("price", "They took the cheaper boxes and will wire them themselves."),
    ("competitor", "Lost to the supplier of their presses, bundled with the service contract."),
    ("no decision", "Three months of silence; {first} says it is not on the list for this year."),
    ("no budget", "Budget went into the roof of hall 2. Try again in spring."),
    ("missing feature", "They need explosion-proof sensors; we have none."),
    ("bad timing", "They are moving the plant first. Honest talk, good contact."),
)
DISQUALIFIED = (
    ("not our profile", "A student who needed the white paper for a thesis."),
    ("bad data", "The address bounces, and the company knows no {first}."),
    ("region not served", "Plant in New Zealand; we have nobody there."),
    ("no need", "They rent out halls and run no machines."),
)
WON = (
    ("product", "Signed. They liked that the pilot found the worn bearing before they did."),
    ("relationship", "Signed! {first} pushed it through before the holidays."),
    ("speed", "Order is in. We were the only ones with sensors on the line within a week."),
    ("reference", "Signed after the visit at the reference plant, thanks to marketing for arranging it."),
)

Line = tuple[str, str]
"""Who speaks (`M` or `S`), and what; `{first}` is the contact, `{rep}` and `{marketer}` are the owners."""

TALK: dict[str, tuple[tuple[Line, ...], ...]] = {
    "Nurture": (
        (("M", "Downloaded the downtime checklist; no answer to the first mail yet."),),
        (("M", "Met {first} at the stand. Curious, but the budget round is only in spring."),),
        (("M", "Came in through the price page on a Sunday evening. Somebody has a problem."),),
        (("M", "Newsletter reader for a year, first click on {topic} today."),),
        (
            ("M", "{first} is a {role}; I will keep this one warm until the fair."),
            ("S", "We quoted them three years ago. Ask what became of the old system."),
        ),
    ),
    "Engaged": (
        (
            ("M", "{first} watched the webinar to the end and asked two questions on {topic}."),
            ("S", "How many lines do they run? Below four it rarely pays."),
            ("M", "Six, it said on the form. Plus two in the other hall."),
        ),
        (("M", "Opened all three mails and forwarded one. Wants numbers, not features."),),
        (
            ("M", "Sent the case on **unplanned stops**; {first} answered within the hour."),
            ("S", "Good sign. Please don't promise a date for the new gateway."),
        ),
        (("M", "On the phone for ten minutes. They lose about four hours a week and guess why."),),
    ),
    "MQL": (
        (
            ("M", "Asked for a price. @{rep}, worth a call before the fair?"),
            ("S", "Yes, but who signs?"),
            ("M", "{first} prepares it, the plant manager signs."),
        ),
        (
            ("M", "All we need is there: six lines, a budget, and a stop last week that hurt."),
            ("S", "Sounds right. Is IT in the room? They killed the last one."),
        ),
        (("M", "{first} wants to see it running somewhere. I offered the visit at our reference plant."),),
    ),
    "Accepted": (
        (
            ("S", "Spoke to {first} for twenty minutes. Real problem, no date yet."),
            ("M", "The case on spindle wear fits; it is linked on the card."),
        ),
        (("S", "Left a message, then got {first} at the second try. Line walk is agreed in principle."),),
        (
            ("S", "Good lead, @{marketer}. They knew the figures from the webinar by heart."),
            ("M", "That makes the webinar worth repeating."),
        ),
    ),
    "Discovery": (
        (
            ("S", "Line walk done. 14 machines, two of them older than me; eight sensors to start with."),
            ("M", "May I use the photo of the old press? Anonymous, of course."),
            ("S", "Ask {first} first, but I think so."),
        ),
        (
            ("S", "Pain: nobody knows why line 2 stops. Cost: about 900 an hour. Who decides: {first} with the CFO."),
            ("M", "We have a one-pager for CFOs with exactly that sum. Sent it to you."),
        ),
        (
            ("S", "Works council wants to know what is recorded about people. Nothing, but I need that in writing."),
            ("M", "Written and checked by legal, it is in the folder."),
        ),
    ),
    "Proposal": (
        (
            ("S", "Proposal sent: eight sensors, three months, then the whole hall."),
            ("M", "{first} opened it four times since, twice on page 3 (price)."),
            ("S", "Good to know. I will call about page 3."),
        ),
        (("S", "They ask for a price without the gateway. Not possible, but I can stretch the payments."),),
        (
            ("S", "IT has questions on where the data is. Sent the data sheet."),
            ("M", "The new page on data residency is online since Monday, use that."),
        ),
    ),
    "Negotiation": (
        (
            ("S", "Down to two points: liability, and 5 % they want and won't get."),
            ("M", "Would a reference on our site be worth something to them? We need one in this trade."),
            ("S", "Very good. Offered 3 % for a reference."),
        ),
        (("S", "Legal has it. {first} expects a signature within two weeks."),),
        (
            ("S", "Purchasing came in late and starts from zero. Patience."),
            ("M", "Their annual report promises less downtime. Page 14, if you need an argument."),
        ),
    ),
}
"""By stage: short talks that took place while a card was in it."""
