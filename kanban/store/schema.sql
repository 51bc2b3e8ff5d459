CREATE TABLE act (
	n INTEGER NOT NULL,
	id VARCHAR NOT NULL,
	board VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	verb VARCHAR NOT NULL,
	said VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	undo_of VARCHAR,
	first INTEGER NOT NULL,
	last INTEGER NOT NULL,
	PRIMARY KEY (n),
	UNIQUE (id)
);
CREATE INDEX act_actor ON act (board, actor, n);
CREATE TABLE attention (
	id VARCHAR NOT NULL,
	board VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	card VARCHAR,
	said VARCHAR NOT NULL,
	detail VARCHAR NOT NULL,
	code VARCHAR NOT NULL,
	changes VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	resolved INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_attention_board ON attention (board);
CREATE TABLE card (
	n INTEGER NOT NULL,
	id VARCHAR NOT NULL,
	board VARCHAR NOT NULL,
	ref VARCHAR NOT NULL,
	lane VARCHAR NOT NULL,
	deleted INTEGER NOT NULL,
	title VARCHAR NOT NULL,
	company VARCHAR,
	contact VARCHAR,
	email VARCHAR,
	phone VARCHAR,
	value INTEGER,
	currency VARCHAR,
	stage VARCHAR,
	rank VARCHAR NOT NULL,
	source VARCHAR,
	campaign VARCHAR,
	marketing_owner VARCHAR,
	sales_owner VARCHAR,
	next_step VARCHAR,
	next_on VARCHAR,
	close_on VARCHAR,
	lost_reason VARCHAR,
	win_reason VARCHAR,
	probability FLOAT,
	merged_into VARCHAR,
	created_at VARCHAR NOT NULL,
	entered_at VARCHAR NOT NULL,
	acted_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	touched_at VARCHAR NOT NULL,
	updated_at VARCHAR NOT NULL,
	labels VARCHAR NOT NULL,
	marketing_comments INTEGER NOT NULL,
	sales_comments INTEGER NOT NULL,
	talk INTEGER NOT NULL,
	version INTEGER NOT NULL,
	hay VARCHAR NOT NULL,
	extra VARCHAR NOT NULL,
	keys VARCHAR NOT NULL,
	attempts INTEGER DEFAULT 0 NOT NULL,
	contacts INTEGER DEFAULT 0 NOT NULL,
	attempted_at VARCHAR DEFAULT '' NOT NULL,
	sales_attempted_at VARCHAR DEFAULT '' NOT NULL,
	next_time VARCHAR,
	PRIMARY KEY (n),
	UNIQUE (id)
);
CREATE INDEX card_contest ON card (board) WHERE deleted = 0 AND instr(extra, '"contest.') > 0;
CREATE INDEX card_gone ON card (lane, rank, id) WHERE deleted = 1;
CREATE INDEX card_handoff ON card (board, json_extract(extra, '$.handoff.state'), json_extract(extra, '$.handoff.by'), json_extract(extra, '$.handoff.again')) WHERE deleted = 0 AND instr(extra, '"handoff"') > 0;
CREATE INDEX card_lane ON card (lane, rank, id, touched_at, entered_at) WHERE deleted = 0;
CREATE INDEX card_marketing_next ON card (board, marketing_owner, n, lane, next_on) WHERE deleted = 0 AND next_on IS NOT NULL;
CREATE INDEX card_marketing_talk ON card (board, marketing_owner, talk, id) WHERE deleted = 0 AND talk > 0;
CREATE INDEX card_merged ON card (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX card_offered ON card (board, json_extract(extra, '$.handoff.to'), json_extract(extra, '$.handoff.offered_at')) WHERE deleted = 0 AND instr(extra, '"handoff"') > 0;
CREATE INDEX card_sales_next ON card (board, sales_owner, n, lane, next_on) WHERE deleted = 0 AND next_on IS NOT NULL;
CREATE INDEX card_sales_talk ON card (board, sales_owner, talk, id) WHERE deleted = 0 AND talk > 0;
CREATE INDEX card_want ON card (board) WHERE deleted = 0 AND instr(extra, '"want.') > 0;
CREATE TABLE change (
	n INTEGER NOT NULL,
	id VARCHAR NOT NULL,
	tx INTEGER NOT NULL,
	story INTEGER,
	etype VARCHAR NOT NULL,
	entity VARCHAR NOT NULL,
	verb VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	stamp VARCHAR NOT NULL,
	dseq INTEGER NOT NULL,
	seq INTEGER,
	body VARCHAR NOT NULL,
	extra VARCHAR,
	PRIMARY KEY (n),
	UNIQUE (id)
);
CREATE INDEX change_entity ON change (entity) WHERE story IS NULL;
CREATE INDEX change_story ON change (story);
CREATE TABLE comment (
	n INTEGER NOT NULL,
	id VARCHAR NOT NULL,
	board VARCHAR NOT NULL,
	card VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	team VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	edited INTEGER NOT NULL,
	quiet INTEGER NOT NULL,
	deleted INTEGER NOT NULL,
	extra VARCHAR NOT NULL,
	keys VARCHAR NOT NULL,
	PRIMARY KEY (n),
	UNIQUE (id)
);
CREATE INDEX comment_card ON comment (card, at);
CREATE TABLE comment_draft (
	member VARCHAR NOT NULL,
	card VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	PRIMARY KEY (member, card)
);
CREATE TABLE confirmed (
	board VARCHAR NOT NULL,
	etype VARCHAR NOT NULL,
	entity VARCHAR NOT NULL,
	body VARCHAR,
	PRIMARY KEY (board, etype, entity)
);
CREATE TABLE dealt (
	member VARCHAR NOT NULL,
	entry VARCHAR NOT NULL,
	PRIMARY KEY (member, entry)
);
CREATE TABLE entity (
	id VARCHAR NOT NULL,
	etype VARCHAR NOT NULL,
	board VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	keys VARCHAR NOT NULL,
	PRIMARY KEY (id, etype, board)
);
CREATE INDEX entity_activity ON entity (board, json_extract(body, '$.card')) WHERE etype = 'activity';
CREATE INDEX entity_kind ON entity (board, etype);
CREATE INDEX entity_lesson ON entity (board, json_extract(body, '$.card')) WHERE etype = 'lesson';
CREATE INDEX entity_notice ON entity (board, json_extract(body, '$.to')) WHERE etype = 'notice';
CREATE INDEX entity_objection ON entity (board, json_extract(body, '$.card')) WHERE etype = 'objection';
CREATE INDEX entity_guess ON entity (board, json_extract(body, '$.card')) WHERE etype = 'guess';
CREATE TABLE import_mapping (
	board VARCHAR NOT NULL,
	fingerprint VARCHAR NOT NULL,
	mapping VARCHAR NOT NULL,
	PRIMARY KEY (board, fingerprint)
);
CREATE TABLE lane_total (
	lane VARCHAR NOT NULL,
	currency VARCHAR NOT NULL,
	cards INTEGER NOT NULL,
	value INTEGER NOT NULL,
	PRIMARY KEY (lane, currency)
);
CREATE TABLE meta (
	"key" VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE origin (
	board VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	card VARCHAR NOT NULL,
	PRIMARY KEY (board, "key", card)
);
CREATE TABLE outbox (
	change INTEGER NOT NULL,
	board VARCHAR NOT NULL,
	etype VARCHAR NOT NULL,
	entity VARCHAR NOT NULL,
	dseq INTEGER NOT NULL,
	acked INTEGER,
	held INTEGER,
	PRIMARY KEY (change)
);
CREATE INDEX outbox_entity ON outbox (entity);
CREATE INDEX outbox_order ON outbox (board, acked, dseq);
CREATE TABLE own_field (
	board VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (board, name)
);
CREATE TABLE remote (
	board VARCHAR NOT NULL,
	url VARCHAR NOT NULL,
	account VARCHAR NOT NULL,
	member VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	epoch VARCHAR NOT NULL,
	tip VARCHAR,
	digest VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	server_offset INTEGER NOT NULL,
	synced_at VARCHAR,
	offline_since VARCHAR,
	published INTEGER NOT NULL,
	boot_head INTEGER,
	boot_tip VARCHAR,
	boot_after VARCHAR,
	boot_count INTEGER,
	older INTEGER,
	older_floor INTEGER NOT NULL,
	PRIMARY KEY (board)
);
CREATE TABLE saved_view (
	board VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	"query" VARCHAR NOT NULL,
	PRIMARY KEY (board, name)
);
CREATE TABLE seen (
	member VARCHAR NOT NULL,
	card VARCHAR NOT NULL,
	upto INTEGER NOT NULL,
	PRIMARY KEY (member, card)
);
CREATE TABLE staged (
	board VARCHAR NOT NULL,
	etype VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	PRIMARY KEY (board, etype, id)
);
CREATE TABLE stirred (
	n INTEGER NOT NULL,
	board VARCHAR NOT NULL,
	card VARCHAR,
	head INTEGER NOT NULL,
	PRIMARY KEY (n)
);
CREATE TABLE tx (
	n INTEGER NOT NULL,
	id VARCHAR NOT NULL,
	act VARCHAR NOT NULL,
	board VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	device VARCHAR NOT NULL,
	base INTEGER NOT NULL,
	undo_of VARCHAR,
	PRIMARY KEY (n)
);
CREATE INDEX ix_tx_id ON tx (id)
;
CREATE TABLE walk (
	member VARCHAR NOT NULL,
	board VARCHAR NOT NULL,
	card VARCHAR NOT NULL,
	begun_at VARCHAR NOT NULL,
	step INTEGER NOT NULL,
	answers VARCHAR NOT NULL,
	ended_at VARCHAR,
	shared INTEGER NOT NULL,
	PRIMARY KEY (member, board, card)
);
CREATE VIRTUAL TABLE comment_search USING fts5(body, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
