# A team's server: two boards, people of every role on their own machines, and one who works offline for days.
@ 2026-03-02 08:00
server: account Ana marketing lead
server: account Otto sales viewer
server: up
Ana: init --name Ana --team marketing --board Pipeline
Ana: member add Mia --team marketing
Ana: board set timezone=Europe/Berlin "hours=Mon-Fri 9-17"
Ana: stage set Proposal required=value
Ana: stage set Engaged stale_after=1d
Ana: rule add "Late answers" --when overdue --then "label late" --then "notify marketing: nobody answered"
Ana: rule add "Big ones" --when "enters MQL" --if "value>=25k" --then "label big" --then "comment A big one @Sam"
Ana: rule add "Gone cold" --when stale --then "label cold"
Ana: add "Acme pilot" --company Acme --email jane@acme.example --phone "+1 555 0100" --value 12k --source Web --label vip
Ana: add "Berg rollout" --company "Berg AG" --email b@berg.example --value 41k --source "Trade Show"
Ana: add "Costa audit" --company Costa --email c@costa.example --value 8500 --currency USD --source Partner
Ana: add Dupont --company Dupont --email d@dupont.example --value 3k --source Web --set field.Industry=Chemie
Ana: add "Dupont again" --company "Dupont SA" --email d2@dupont.example --value 4k --source Web
Ana: add Ełk --company Ełk --email e@elk.example --value 6k --source Web
Ana: add Fjord --company Fjord --email f@fjord.example --value 26k --source Referral
Ana: add Gamma --company Gamma --email g@gamma.example --value 5k --source Web
Ana: add Helios --company Helios --email h@helios.example --value 19k --source Web
Ana: add Iris --company Iris --email i@iris.example --value 7k --source Web
Ana: add Jansen --company Jansen --email j@jansen.example --value 7k --source Web
Ana: add Kjær --company Kjær --email k@kjaer.example --value 2k --source Web
Ana: add "To be erased" --company Secret --email s@secret.example --value 1k --source Web
Ana: comment "Acme pilot" "From before it was shared"
Ana: publish $URL --token-file $ANA_TOKEN
Ana: know
RAJ_CODE = Ana: member invite Raj --team sales
SAM_CODE = Ana: member invite Sam --team sales --role lead
KIM_CODE = Ana: member invite Kim --team marketing --role commenter
VI_CODE = Ana: member invite Vi --team sales --role viewer
Raj: join $URL --code $RAJ_CODE
Sam: join $URL --code $SAM_CODE
Kim: join $URL --code $KIM_CODE
Vi: join $URL --code $VI_CODE
Raj: know
SECOND_CODE = Raj: member devices --add
Laptop: join $URL --code $SECOND_CODE
Laptop: know
Raj: member revoke $LAPTOP_MACHINE
Otto: join $URL --token-file $OTTO_TOKEN --board Pipeline
Ana: board new "Partners" --currency USD
Ana: --board Partners add "Reseller" --value 100
Ana: --board Partners publish $URL
Ana: board use Pipeline

@ 2026-03-03 08:00
Ana: agreement propose agreement.toml
Ana: agreement sign
Ana: sync
Sam: sync
Sam: agreement sign
Sam: sync
Ana: sync
Ana: agreement sign
Ana: sync
Sam: sync
Ana: move "Acme pilot" MQL
Ana: move "Berg rollout" MQL
Ana: move "Costa audit" MQL
Ana: move Dupont MQL
Ana: move Ełk MQL
Ana: move Fjord MQL
Ana: move Gamma MQL
Ana: move Helios MQL
Ana: move Iris Engaged
Ana: tick "Acme pilot" budget "by phone"
Ana: offer "Acme pilot" --why "asked for a date" --opening "ask for the plant" --to Raj
Ana: tick "Berg rollout" budget "by mail"
Ana: offer "Berg rollout" --why "wants a quote" --to Raj
Ana: tick "Costa audit" budget "by mail"
Ana: offer "Costa audit" --why "audit in May" --to Sam
Ana: tick Ełk budget "by mail"
Ana: offer Ełk --why "wants a visit" --to Sam
Ana: tick Fjord budget "by mail"
Ana: offer Fjord --why "the board meets" --to Raj
Ana: purge "To be erased" --yes
Ana: sync
Raj: sync
Raj: accept "Acme pilot" --next "call Jane" --on 2026-03-04
Raj: comment "Acme pilot" "Talked to her. @Ana thanks"
Raj: ask "Berg rollout" "Which plant?"
Raj: sync
Sam: sync
Sam: return "Costa audit" --reason "no budget" --again 2026-05-04
Sam: sync
Kim: sync
Kim: comment "Berg rollout" "I know them"
Kim: sync
! Vi: comment "Berg rollout" "I may not"
Ana: sync
Ana: contest "Costa audit" "They told me 8k." --line budget
Ana: rest POST /v1/boards/$ANA_BOARD/cards '{"title": "From the web form", "company": "Form Ltd", "email": "form@form.example", "labels": ["web"], "stage": "Nurture"}'
Ana: rest POST /v1/boards/$ANA_BOARD/cards/$MADE/comments '{"body": "It came in at night."}'
Ana: sync
# The offers of Ełk and Fjord run out, as the server's clock says.
@ 2026-03-05 09:00
server: time
server: server backup $FOLDER/backup.db
server: dump backup backup
Ana: sync
Raj: sync
Raj: tick "Acme pilot" decider "met her"
Raj: move "Acme pilot" Discovery
Raj: sync
Ana: sync
Raj: edit Iris company="Iris Holding" next_step="write to them"
Raj: move Iris MQL
Ana: answer "Berg rollout" "The one in Lyon."
Ana: tick Gamma budget "by mail"
Ana: offer Gamma --why "wants a talk" --to Raj
Ana: tick Helios budget "by mail"
Ana: offer Helios --why "wants to switch" --to Raj
Ana: tick Ełk budget "still"
Ana: offer Ełk --why "asked again" --to Raj
Ana: move Jansen Engaged
Ana: edit Iris company="Iris Group" value=9k
Ana: move Iris Nurture
Ana: delete Kjær
Ana: sync

# Raj did not know all that: his next round comes back with what was overtaken and refused.
Sam: sync
Sam: edit "Acme pilot" value=15k
Sam: sync
+ 1
Raj: edit "Acme pilot" value=13k
Raj: edit Kjær value=3k
Raj: comment Kjær "Still there?"
Raj: accept "Berg rollout" --next "visit them" --on 2026-03-12
Sam: sync
Sam: accept "Berg rollout" --next "call them" --on 2026-03-11
Sam: sync
~ Raj: sync

# Then his machine is offline for a day, while the others work on.
@ 2026-03-06 08:00
Raj: comment "Acme pilot" "First of the day"
Raj: comment "Acme pilot" "With **words** of @Ana and @Sam, a link https://acme.example/x and an e-mail a@b.example"
Raj: edit "Acme pilot" value=16500.50 close_on=2026-05-01 label=pilot label=-vip link=https://acme.example/deck field.Seats=80 probability=65
Raj: move "Acme pilot" Proposal
Raj: done "Acme pilot" --next "send the contract" --on 2026-03-13
Raj: add "Mine alone" --company Alone --email me@alone.example --value 900 --stage Discovery --label own
Raj: add "Also mine" --company Alone --value 100 --currency CHF --stage Discovery
Raj: merge "Mine alone" "Also mine"
Raj: add Mistake --stage Accepted
Raj: delete Mistake
Raj: restore Mistake
Raj: delete Mistake
Raj: edit "Mine alone" company="Alone & Sons"
Raj: undo
Raj: redo
Raj: label add later "Mine alone" "Acme pilot"
Raj: label rename later someday
Raj: ask Ełk "Is that one for us?"
Raj: accept Gamma --next "call them" --on 2026-03-10
Raj: return Helios --reason "wrong person" --if "it is about the plant" --again 2026-04-01
Raj: comment Iris "What about them?"
Raj: edit Iris owner=Raj
Raj: edit Gamma next_step="ask them" next_on=2026-03-20
Raj: delete Dupont
Raj: import leads.csv --map "Est. revenue=value" --map-stage New=Nurture --map-stage Contacted=Engaged --map-stage Qualified=MQL --dates dmy
Raj: member away
Raj: member back
Raj: view add Open open
Raj: draft Gamma "Not sent"
Raj: move "Mine alone" Negotiation
Raj: move "Mine alone" Won --set win_reason=speed
Raj: move "Acme pilot" Lost --set lost_reason=price
Raj: undo
Raj: comment Helios "Will be deleted meanwhile"
Raj: edit Gamma value=20k
Raj: edit "From the web form" company="Form Limited"
Ana: sync
Ana: edit "Acme pilot" value=14k
Ana: withdraw Gamma
Ana: delete Helios
Ana: edit "From the web form" company="Form plc"
Ana: comment "Acme pilot" "While Raj was away"
Ana: sync
Sam: sync
Sam: move "Acme pilot" Discovery
Sam: sync
Ana: member invite Late --team sales
GUEST_CODE = Ana: member invite Guest --team marketing
MORE_CODE = Sam: member devices --add
Ana: tick Dupont budget "named it"
Ana: offer Dupont --why "named a date" --to Sam
Ana: sync
# By evening nobody has answered, and the server has not yet looked at its clock.
+ 8
Raj: dump Raj synced
Raj: expect synced.list list --json
Raj: expect synced.attention attention --json
server: dump server server
Ana: answers server.cards /v1/boards/$ANA_BOARD/cards?limit=500

# What machines of that version ask, one after the other, of the server as it was dumped.
server: record on
! New: join $URL --code aaaa-bbbb-cccc-dddd-eeee
New: join $URL --code $GUEST_CODE
New: sync
New: add "Nora's lead" --company Novak --email nora@novak.example --value 3k --source Web --label new
New: comment "Nora's lead" "Met her @Ana"
New: edit "Nora's lead" field.Industry=Paper next_step="write" next_on=2026-03-09 link=https://novak.example
New: move "Nora's lead" MQL
New: tick "Nora's lead" budget "by mail"
New: offer "Nora's lead" --why "wants a date" --to Sam
New: import leads_later.csv --map "Est. revenue=value" --map-stage New=Nurture --map-stage Contacted=Engaged --dates dmy
New: sync
Machine: join $URL --code $MORE_CODE --board Pipeline
Machine: sync
Machine: ask "Nora's lead" "Which plant?"
Machine: accept Dupont --next "call them" --on 2026-03-10
Machine: sync
New: sync
New: answer "Nora's lead" "Brno."
New: withdraw "Nora's lead"
New: delete "Nora's lead"
New: undo
New: sync
Kim: sync
Kim: comment Jansen "I know them too"
Kim: sync
Vi: sync
~ Raj: sync
~ Raj: sync
Sam: sync
Sam: member set Vi role=commenter
Sam: label rename big large
Sam: return "Berg rollout" --reason other --if "they had a plant" --again never
Sam: sync
Ana: sync
Ana: contest "Berg rollout" "They wrote again."
Ana: stage set Discovery stale_after=12d
Ana: rule add Noted --when commented --if "value>=1m" --then "label talked"
Ana: agreement propose agreement_next.toml
Ana: merge Jansen "Dupont again"
Ana: sync
Ana: member invite Later --team sales
Ana: member devices --json
Ana: purge "Costa audit" --yes
Ana: board new Third --currency EUR
Ana: --board Third member add Pia --team sales
Ana: --board Third add "First of the third" --value 5k --next "call" --on 2026-03-10
Ana: --board Third comment "First of the third" "Before it is shared"
Ana: --board Third publish $URL
Ana: board use Pipeline
Ana: rest GET /v1/boards/$ANA_BOARD/cards?q=label:large
Ana: rest POST /v1/boards/$ANA_BOARD/cards '{"title": "By the form", "stage": "Nurture", "value": "1200"}'
Ana: rest PATCH /v1/boards/$ANA_BOARD/cards/$MADE '{"stage": "Engaged", "company": "Form"}'
Ana: rest POST /v1/boards/$ANA_BOARD/cards/$MADE/comments '{"body": "By the form too"}'
Ana: rest GET /v1/boards/$ANA_BOARD/cards/$MADE/comments
Ana: member revoke $RAJ_MACHINE
~ Raj: sync
