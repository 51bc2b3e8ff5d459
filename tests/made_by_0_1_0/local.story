# A board that lives on one machine, with everything that happens to a board in five weeks.
@ 2026-03-02 08:00
Ana: init --name Ana --team marketing --board "Frühjahr & Co."
Ana: member add Mia --team marketing
Ana: member add Raj --team sales
Ana: member add Sam --team sales --role lead
Ana: member add Vi --team sales --role viewer
Ana: member add Kim --team marketing --role commenter
Ana: board set timezone=Europe/Berlin "hours=Mon-Fri 9-17" holidays=2026-04-03,2026-04-06
Ana: stage add Demo --after Discovery side=sales probability=50 stale_after=10d
Ana: stage set Proposal limit=12 stale_after=20d required=value,close_on
Ana: stage add Parked --after Nurture side=marketing
Ana: stage move Parked --after Engaged
Ana: stage remove Parked
Ana: stage set Negotiation "name=Negotiation & contract"
Ana: rule add "Big ones" --when "enters MQL" --if "value>=20k" --then "label big" --then "notify @Sam: a big one"
Ana: rule add "Late answers" --when overdue --then "label late" --then "comment nobody answered in time"
Ana: rule add "Gone cold" --when stale --then "label cold" --then "notify marketing"
Ana: rule add "Came back" --when returned --then "next try again on +30d"
Ana: rule add "Party" --when won --then "comment Well done!" --off
Ana: rule on Party
Ana: rule set "Big ones" --if "value>=25k"
Ana: rule add "Short lived" --when commented --then "label talked"
Ana: rule remove "Short lived"

@ 2026-03-02 09:30
Ana: add "Acme pilot" --company Acme --contact "Jane Doe" --email jane@acme.example --phone "+1 555 0100" --value 12k --source Web --campaign Spring --label vip --label "trade show"
Mia: add "Berg rollout" --company "Berg AG" --email b@berg.example --value 41k --source "Trade Show" --next "call back" --on 2026-03-05
Mia: add "Costa audit" --company Costa --email c@costa.example --value 8500.50 --currency USD --source Partner
Ana: add "Dupont" --company Dupont --email d@dupont.example --phone "+33 1 02 03 04 05" --value 3k --source Web
Ana: add "Dupont again" --company "Dupont SA" --email d@dupont.example --phone "+33 6 99 99 99 99" --set field.Industry=Chemie
Mia: add "Ełk foundry" --company Ełk --email e@elk.example --value 900000 --currency JPY --source Web
Mia: add "Fjord" --company Fjord --email f@fjord.example --value 26k --source Referral --set field.Industry=Fish "field.Seats=120"
Ana: add "Gamma" --company Gamma --email g@gamma.example --value 5k --source Web
Ana: add "Helios" --company Helios --email h@helios.example --value 19k --source Web
Ana: add "Iris" --company Iris --email i@iris.example --value 7k --source Web
Ana: add "[TODO] <b>Kjær</b>" --company "Kjær" --email k@kjaer.example --value 2500 --source Web
Ana: add "Lima" --company Lima
Mia: comment "Acme pilot" "They asked for a **date**. @Raj can you look?"
Raj: comment "Acme pilot" "Looks good. @Ana: which plant?\n\n- one\n- two"
Kim: comment "Berg rollout" "I know them from the fair. Mail me: kim@work.example, see https://berg.example/a(b)."
Ana: comment "Berg rollout" "A second one, edited later"
Ana: edit "Acme pilot" link=https://acme.example/pilot label=hot label=-vip "next_step=send the deck" next_on=2026-03-06
Ana: edit "Helios" field.Industry=Energy close_on=2026-06-30 probability=35
Ana: label rename hot urgent
Ana: label add later Gamma Helios Iris
Ana: label remove later Iris
Ana: label add brief Gamma
Ana: label remove brief
Mia: done "Berg rollout" --next "send the offer" --on 2026-03-09
Ana: view add "Big and open" "open value>=20000"
Ana: view add Mine "owner:me -label:later"
Ana: view add Gone "label:later"
Ana: view remove Gone
Ana: draft Helios "A comment that was never sent:\n\nhalf a sent"
Sam: draft "Acme pilot" "Draft of Sam"
Raj: read "Acme pilot"

@ 2026-03-03 08:00
Mia: import leads.csv --map "Est. revenue=value" --map-stage New=Nurture --map-stage Contacted=Engaged --map-stage Qualified=MQL --member Mia=marketing --member Ana=marketing --dates dmy
Ana: agreement propose agreement.toml
Ana: agreement sign
Sam: agreement sign
Ana: move "Acme pilot" Engaged
Ana: move "Acme pilot" MQL
Mia: move "Berg rollout" MQL
Mia: move "Fjord" MQL
Mia: move "Costa audit" MQL
Ana: move Dupont MQL
Ana: move Helios MQL
Ana: move Iris MQL
Ana: move Gamma Engaged
Ana: merge Dupont "Dupont again"
Ana: undo
Ana: redo
Mia: move "Ełk foundry" MQL
Ana: undo
Ana: delete Lima
Ana: restore Lima
Ana: delete Lima
Ana: add "Not for long"
Ana: undo
Ana: redo

@ 2026-03-04 08:30
! Ana: offer "Acme pilot" --why "before the budget line is ticked"
Ana: tick "Acme pilot" budget "the CFO named 20k on the phone"
Ana: offer "Acme pilot" --why "asked for a date for the audit" --opening "ask for the plant in Lyon" --to Raj
Mia: tick "Berg rollout" budget "in the mail of Monday"
Mia: offer "Berg rollout" --why "wants a quote this week"
Mia: tick Fjord budget "said so"
Mia: untick Fjord budget
Mia: tick Fjord budget "wrote so"
Mia: offer Fjord --why "the board meets on Friday" --to Sam
Mia: tick "Costa audit" budget "on the phone"
Mia: offer "Costa audit" --why "audit due in May"
Ana: tick Dupont budget "named at the fair"
Ana: offer Dupont --why "wants a visit" --to Raj
Ana: tick Helios budget "by mail"
Ana: offer Helios --why "wants to switch" --to Sam
Ana: tick Iris budget "by mail"
Ana: offer Iris --why "too early" --to Raj
Ana: withdraw Iris
Raj: accept "Acme pilot" --next "call Jane" --on 2026-03-06
Raj: ask Dupont "Which of their plants?"
Sam: ask Fjord "Who decides there?"
Mia: answer Fjord "The board, on Friday. @Sam"
Sam: accept Fjord --next "meet the board" --on 2026-03-06
Raj: ask Helios "Who is it about?"
Sam: return Helios --reason "no budget" --if "the CFO were on board" --again 2026-04-20
Ana: contest Helios "They have a budget of 40k; see the call on Friday." --line budget
Ana: rule-on Helios overturn --because "they did have a budget"
Sam: rule-on Helios overturn --because "true, I missed the call"
Ana: member away Vi
Raj: member away
Raj: member back
Ana: member set Kim "name=Kim L."

# Berg, Costa and Dupont wait at the door. By Friday the first ones have run out.
@ 2026-03-06 07:00
Ana: list
Raj: tick "Acme pilot" decider "met her on Thursday"
Raj: move "Acme pilot" Discovery
Raj: move "Acme pilot" Demo
Raj: move "Acme pilot" Proposal --set value=14k close_on=2026-04-30
Raj: edit "Acme pilot" sales_owner=Sam
Sam: tick Fjord decider "the board"
Sam: move Fjord Discovery
Sam: move Fjord Lost --set "lost_reason=no decision"
Sam: undo
Sam: redo
Mia: tick "Berg rollout" budget "still so"
Mia: offer "Berg rollout" --why "they ask again" --to Raj
Raj: return "Berg rollout" --reason "bad timing" --again 2026-05-04
Mia: contest "Berg rollout" "They asked twice."
Ana: rule-on "Berg rollout" uphold
Sam: rule-on "Berg rollout" overturn --because "they did"
Mia: import leads_later.csv
Mia: import leads_later.csv
Mia: export -

@ 2026-03-10 08:00
Ana: agreement propose agreement_next.toml
Ana: agreement sign
Ana: move Gamma MQL
Ana: tick Gamma budget "by mail"
Ana: offer Gamma --why "wants to see it" --to Sam
Sam: accept Gamma --next "demo" --on 2026-03-12
Sam: tick Gamma decider "the founder"
Sam: move Gamma Discovery
Sam: move Gamma Demo
Sam: move Gamma Proposal --set close_on=2026-05-29
Sam: move Gamma Won --set win_reason=speed
Sam: comment Gamma "Signed today @Ana @Mia"
Ana: comment Gamma "Great :)"
Ana: answer Dupont "The one in Lyon."
Ana: board new "Zweites Brett" --currency USD --timezone America/New_York
Ana: --board "Zweites Brett" add "Over there" --value 10
Ana: --board "Zweites Brett" member add Zoe --team sales
Ana: board new "Thrown away"
Ana: board delete "Thrown away"
Ana: board use "Frühjahr & Co."
Ana: member remove Vi
# Nobody looks for five weeks: cards go stale, the offer of Dupont runs out.
@ 2026-04-14 08:00
Mia: list
Mia: comment Dupont "It ran out over Easter."
Mia: move Dupont Nurture
Ana: move "Jürgen Groß" MQL
Ana: tick "Jürgen Groß" budget "told us"
Ana: offer "Jürgen Groß" --why "a week left to answer this" --to Raj
Raj: ask "Jürgen Groß" "Which steel?"
Sam: deal notice
Ana: dump desk local
Ana: expect local.list list --json
