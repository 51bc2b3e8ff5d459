"""Twelve plays to begin with, for what sales hears most; each team rewrites them in its own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kanban.domain.ids import derive_id


@dataclass(frozen=True, slots=True)
class StarterPlay:
    """A play as this program brings it."""

    key: str
    """Its name within the program; a board has each only once."""
    title: str
    labels: tuple[str, ...]
    questions: tuple[str, ...]
    heard: str
    answer: str
    proof: tuple[str, ...]

    def build_settings(self) -> Mapping[str, object]:
        """Return it as people would give it."""
        return {
            "title": self.title, "labels": list(self.labels), "questions": list(self.questions), "heard": self.heard,
            "answer": self.answer, "proof": list(self.proof),
        }  # fmt: skip


STARTERS = (
    StarterPlay(
        "price",
        "Too expensive: find what it is compared with",
        ("price", "budget"),
        (
            "Expensive compared with what: another offer, the budget, or leaving things as they are?",
            "What does the problem cost you in a month, and who knows that figure?",
            "If the price were right, is there anything else that would stop this?",
        ),
        "It is real money, and you should see what it buys before you spend it.",
        "Work out together what a month without it costs, in their figures. Put that next to the price for a "
        "year. If it still does not fit, take something out of the offer instead of lowering the price: "
        "fewer seats, one site, a later start. A price that falls without a reason was never right.",
        ("A one-page sum of costs and savings, filled in with them", "A customer of their size and what they saved"),
    ),
    StarterPlay(
        "timing",
        "Not now: find the date behind it",
        ("timing",),
        (
            "What has to happen before this comes up again, and when will that be?",
            "What will it cost you to wait until then?",
            "Which part would help already, if the whole is too much now?",
        ),
        "There is a lot going on, and a bad start helps nobody.",
        "Find out whether “not now” is a date or a polite no. If it is a date, count back from it: decision, "
        "contract, setting up, first use. Often the first step is due now. Offer one small step that costs "
        "them under an hour. If it is a no, ask for it and stay friends: agree on a day to speak again and "
        "put it on the card.",
        ("A plan backwards from their date", "How long other customers took from yes to first use"),
    ),
    StarterPlay(
        "authority",
        "I have to ask my boss: help them win inside",
        ("authority", "decision"),
        (
            "Who else has a say, and what matters most to each of them?",
            "How was the last purchase of this kind decided?",
            "What do you think yourself: would you want it?",
        ),
        "Of course; a purchase like this is never one person's alone.",
        "Do not send documents to a person whom you have never met. Offer to join the talk, or write the "
        "half page that your contact would have to write: problem, cost, what changes, what it needs. Ask "
        "what the boss will object to and answer that in it. Agree on the day when you will hear.",
        ("The half page for the boss, as a template", "Questions that finance usually asks, with answers"),
    ),
    StarterPlay(
        "need",
        "We don't need it: look at how it goes today",
        ("need",),
        (
            "How do you do it today, step by step?",
            "Where does that take longest, or go wrong?",
            "What would have to get worse before you changed something?",
        ),
        "It works, and nobody should change what works without a reason.",
        "Don't argue for the need; let them walk you through their day and write down each wait and each "
        "mistake. Read it back. If nothing hurts, say so and part as friends: that lead is not one. If "
        "something does, speak of that one thing alone and leave the rest of the product out.",
        ("A list of questions for the walk through their day", "A customer who also thought it worked"),
    ),
    StarterPlay(
        "competitor",
        "We already have somebody: look for the gap",
        ("competitor",),
        (
            "What made you choose them, and what do you like about them?",
            "If you could change one thing about it, what would it be?",
            "When does the contract end, and who will look at it then?",
        ),
        "They are good at what they do, and you had your reasons.",
        "Never speak badly of the others: it says that the customer chose badly. Find the one thing that "
        "they miss and show how it goes with you, on their own case. If they miss nothing, ask to be the "
        "second opinion when the contract is due, and put that date on the card.",
        ("An honest comparison: where we are better, where they are", "A customer who uses both, or who changed"),
    ),
    StarterPlay(
        "trust",
        "We don't know you: make the first step small",
        ("trust", "references"),
        (
            "What would have to be true for you to feel safe with us?",
            "What went wrong the last time that you tried somebody new?",
            "Whose word would count: a customer's, an expert's, your own test?",
        ),
        "You would be trusting a firm that you have not worked with. That is a fair worry.",
        "Say plainly how large you are, since when, and what happens if you fail them. Let them speak with a "
        "customer like themselves, without you in the room. Offer a first step with an end: a trial on one "
        "team, a fixed price, leave at any time. Keep every small promise on the way, to the day.",
        ("Two customers who take calls", "Terms of the trial, on one page"),
    ),
    StarterPlay(
        "send",
        "Just send me something: send it with a question",
        ("brush-off",),
        (
            "Gladly: what should it answer, so that it is worth your time?",
            "Who else will read it?",
            "When shall we speak about it: Thursday, or early next week?",
        ),
        "You are busy, and reading is quicker than a call.",
        "It is often a polite way to hang up, so make it easy to say no: “If it is not for you, just tell "
        "me.” If they want it, send one page that answers their one question, never the whole folder, and "
        "name the day on which you call. Log that day as the next step before you send it.",
        ("One page for each of the three usual questions", "A mail with two sentences and one question"),
    ),
    StarterPlay(
        "security",
        "Is it safe: bring the right people together",
        ("security", "data"),
        (
            "Who decides what is safe at yours, and may we speak with them soon?",
            "Which data worries you: whose is it, and where must it stay?",
            "Is there a list of questions that each supplier has to answer?",
        ),
        "You answer for this data, so you have to ask.",
        "Don't say “it is secure”. Say where the data is, who can read it, how it is kept apart, what "
        "happens at a breach and how they get it all back. Answer the list in writing, with “no” where it is "
        "no. Bring your engineer and theirs together early: two experts are done in half an hour, and it "
        "stops being a reason to wait.",
        ("Answers to the usual list of questions", "Where data is kept, and the contract for processing it"),
    ),
    StarterPlay(
        "integration",
        "It must work with what we have: try the one link that counts",
        ("integration", "technical"),
        (
            "Which systems does it have to speak with, and which of them on the first day?",
            "What goes over: which records, how often, in which direction?",
            "Who looks after that system, and would they give us half an hour?",
        ),
        "One more program that stands alone helps nobody.",
        "Cut the list down to the one link without which it makes no sense. Show that link running, with "
        "their data or with somebody else's. For the rest say what is ready, what can be built and by whom, "
        "and what never will be. An export each night is often enough for the first half year; say so.",
        ("What is connected today, with dates", "A recording of the link that they need"),
    ),
    StarterPlay(
        "built",
        "We built it ourselves: respect it, then count",
        ("built ourselves", "competitor"),
        (
            "Who built it, and who looks after it when they are away?",
            "What have you wanted to add for a long time and never got to?",
            "How much time goes into it in a month, all in all?",
        ),
        "It fits you as nothing bought ever will, and somebody is proud of it.",
        "Win its builder, or you win nothing: ask to be shown around and praise what is good. Then count "
        "hours: changes, mistakes, the holidays of the one who knows. Propose to keep what is special and "
        "replace what is dull. The builder gets time for what only they can do; let that be the first "
        "sentence.",
        ("A sum of hours for tools built in-house", "A builder who now runs ours"),
    ),
    StarterPlay(
        "contract",
        "We won't sign for that long: trade length for something",
        ("contract", "legal"),
        (
            "What could change in that time that you worry about?",
            "How long would feel right, and what would you give for it?",
            "Is it the length, or the notice, the price rises, the way out?",
        ),
        "Nobody likes to be tied to something that they have not used.",
        "Length is seldom the point; the way out is. Offer a first term that ends by itself, or an exit "
        "after six months with a fair notice. If they want it shorter, the price for a month rises: say both "
        "figures, let them choose. Promise in writing that they can take their data with them, in a format "
        "that others read.",
        ("Prices for each length, side by side", "The clause on leaving and on data"),
    ),
    StarterPlay(
        "silence",
        "No reply: give them an easy way to say no",
        ("no reply",),
        (
            "Has something changed at yours, or did we miss something?",
            "Is somebody else the right person for this now?",
            "Shall I close this for now, and ask again in spring?",
        ),
        "Silence mostly means that something else burns, not that you did wrong.",
        "Change one thing each time: another channel, another hour, another person, one new fact of use to "
        "them. Never write “just checking in”. After the fourth time write that you close the matter, in "
        "three friendly lines; many answer that one. Then do close it, with a day to come back, and spend "
        "the time on someone who answers.",
        ("Four short mails that each bring a new fact", "The last mail, which closes it"),
    ),
)  # fmt: skip
"""The plays, in the order in which people should read them."""


def list_starters(board: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the id that each play has on a board, and what it says; two who add them add the same."""
    for starter in STARTERS:
        yield derive_id(board, "play", f"starter:{starter.key}"), starter.build_settings()
