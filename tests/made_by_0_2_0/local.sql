BEGIN TRANSACTION;
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
INSERT INTO "act" VALUES(1,'01a22ff2-f2a8-7001-bca6-62ad6f4eda1c','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','member','Added Raj of sales','2026-12-01T04:53:00Z',NULL,13,13);
INSERT INTO "act" VALUES(2,'01a22ff2-f2ad-7000-8f9d-ab6a75d856c3','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','create','Added “Acme” to MQL','2026-12-01T04:53:00Z',NULL,14,14);
INSERT INTO "act" VALUES(3,'01a22ff2-f2b0-7001-9868-5bb3df1e3230','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','create','Added “Globex” to MQL','2026-12-01T04:53:00Z',NULL,15,15);
INSERT INTO "act" VALUES(4,'01a22ff2-f2b8-7001-b258-5e963e4c7bb5','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','create','Added “Initech” to MQL','2026-12-01T04:53:00Z',NULL,16,16);
INSERT INTO "act" VALUES(5,'01a22ff2-f2bc-7001-954e-2d562ce85e18','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','create','Added “Hooli” to MQL','2026-12-01T04:53:00Z',NULL,17,17);
INSERT INTO "act" VALUES(6,'01a22ff2-f2c4-7001-a52b-b0f92077847a','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','create','Added “Twin of Acme” to MQL','2026-12-01T04:53:00Z',NULL,18,18);
INSERT INTO "act" VALUES(7,'01a22ff2-f2cc-7001-b9fd-39c761396d31','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','comment','Comment added to “Acme”','2026-12-01T04:53:00Z',NULL,19,19);
INSERT INTO "act" VALUES(8,'01a22ff2-f2d0-7001-aefc-4b849bee5bc1','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2a8-7000-9c3b-7dd42623d281','comment','Comment added to “Acme”','2026-12-01T04:53:00Z',NULL,20,20);
INSERT INTO "act" VALUES(9,'01a22ff2-f2dc-7000-9db5-aa2dfeb37ecc','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','offer','Offered “Acme” to Raj','2026-12-01T04:53:00Z',NULL,21,22);
INSERT INTO "act" VALUES(10,'01a22ff2-f2e4-7002-aa91-34e9a68d7e48','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','offer','Offered “Globex” to Raj','2026-12-01T04:53:00Z',NULL,23,24);
INSERT INTO "act" VALUES(11,'01a22ff2-f2e8-7000-9186-bf20ce735300','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2a8-7000-9c3b-7dd42623d281','accept','Accepted “Acme”','2026-12-01T04:53:00Z',NULL,25,25);
INSERT INTO "act" VALUES(12,'01a22ff2-f2ec-7001-91e9-fa4121542cef','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2a8-7000-9c3b-7dd42623d281','return','Returned “Globex”: no budget','2026-12-01T04:53:00Z',NULL,26,27);
INSERT INTO "act" VALUES(13,'01a22ff2-f2f1-7000-981c-f72a1c47ef23','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','merge','Merged “Twin of Acme” into “Acme”','2026-12-01T04:53:00Z',NULL,28,29);
INSERT INTO "act" VALUES(14,'01a22ff2-f2f4-7000-8fa8-85ba98625177','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','delete','Deleted “Hooli”','2026-12-01T04:53:00Z',NULL,30,30);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
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
	PRIMARY KEY (n),
	UNIQUE (id)
);
INSERT INTO "card" VALUES(1,'01a22ff2-f2ac-7000-8681-ecb1433cdbcf','01a22ff2-f29d-7000-a06e-169b752a7697','51kspyf','01a22ff2-f29d-7006-b2ca-c0db6eab64fc',0,'Acme','Acme',NULL,'ac@x.example',NULL,NULL,NULL,'01a22ff2-f29d-7006-b2ca-c0db6eab64fc','a0u2aQ','Fair',NULL,'Ana','Raj','call her','2026-12-24',NULL,NULL,NULL,NULL,NULL,'2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','',2,1,3,9,'acme
acme
ac@x.example
twin of acme
tw@x.example
twin of acme','{"created":true,"field.Company 2":"Twin of Acme","field.E-mail 2":"tw@x.example","field.Title 2":"Twin of Acme","handoff":{"answered_at":"2026-12-01T04:53:00Z","answered_by":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","by":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","expects":["01a22ff2-f2db-7001-bea5-8342f94c92e9","offered"],"offer":"01a22ff2-f2db-7001-bea5-8342f94c92e9","offered_at":"2026-12-01T04:53:00Z","source":"01a22ff2-f29d-7004-bef7-33d767b36f0d","state":"accepted","to":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","why":"01a22ff2-f2db-7000-ba75-c39f02b7e245"}}','{"01a22ff2f2ac-0000-eb0d1829 01a22ff2-f2ad-7001-ab58-ccc6d4139c41":"company\tcreated\tcreated_at\temail\tmarketing_owner\tsource\ttitle","01a22ff2f2e8-0000-eb0d1829 01a22ff2-f2e8-7001-98d0-ddd9fbd6b220":"acted_at\tentered_at\thandoff\tnext_on\tnext_step\trank\tsales_owner\tstage","01a22ff2f2ef-0000-eb0d1829 01a22ff2-f2f2-7000-9ada-6eefbcc3a0ed":"field.Company 2\tfield.E-mail 2\tfield.Title 2"}');
INSERT INTO "card" VALUES(2,'01a22ff2-f2b0-7000-bab2-16cc174afdf0','01a22ff2-f29d-7000-a06e-169b752a7697','gbmnzfg','01a22ff2-f29d-7002-9157-68e49e028488',0,'Globex','Globex',NULL,'gl@x.example',NULL,NULL,NULL,'01a22ff2-f29d-7002-9157-68e49e028488','a0M7kP','Fair',NULL,'Ana',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','',1,1,5,6,'globex
globex
gl@x.example','{"created":true,"handoff":{"again":"never","answered_at":"2026-12-01T04:53:00Z","answered_by":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","by":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","expects":["01a22ff2-f2e4-7001-b527-53ed3918b5ac","offered"],"offer":"01a22ff2-f2e4-7001-b527-53ed3918b5ac","offered_at":"2026-12-01T04:53:00Z","reason":"no budget","source":"01a22ff2-f29d-7004-bef7-33d767b36f0d","state":"returned","to":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","why":"01a22ff2-f2e4-7000-b5e4-879a09cb3c5c"}}','{"01a22ff2f2b0-0000-eb0d1829 01a22ff2-f2b0-7002-b16d-f5bfd70a47e3":"company\tcreated\tcreated_at\temail\tmarketing_owner\tsource\ttitle","01a22ff2f2ec-0000-eb0d1829 01a22ff2-f2ec-7002-8302-e0b9eb8e8f87":"acted_at\tentered_at\thandoff\trank\tstage"}');
INSERT INTO "card" VALUES(3,'01a22ff2-f2b8-7000-acbf-0aab83fc5070','01a22ff2-f29d-7000-a06e-169b752a7697','e1zrm3g','01a22ff2-f29d-7004-bef7-33d767b36f0d',0,'Initech','Initech',NULL,'in@x.example',NULL,NULL,NULL,'01a22ff2-f29d-7004-bef7-33d767b36f0d','Zy5AQQ','Fair',NULL,'Ana',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','',0,0,0,2,'initech
initech
in@x.example','{"created":true}','{"01a22ff2f2b8-0000-eb0d1829 01a22ff2-f2b8-7002-ad42-4fb59dfc16ff":"acted_at\tcompany\tcreated\tcreated_at\temail\tentered_at\tmarketing_owner\trank\tsource\tstage\ttitle"}');
INSERT INTO "card" VALUES(4,'01a22ff2-f2bc-7000-b114-65727d0a2e63','01a22ff2-f29d-7000-a06e-169b752a7697','9ygmbk3','01a22ff2-f29d-7004-bef7-33d767b36f0d',1,'Hooli','Hooli',NULL,'ho@x.example',NULL,NULL,NULL,'01a22ff2-f29d-7004-bef7-33d767b36f0d','Zxf4rr','Fair',NULL,'Ana',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','',0,0,0,3,'hooli
hooli
ho@x.example','{"created":true}','{"01a22ff2f2bc-0000-eb0d1829 01a22ff2-f2bc-7002-8cb0-4939f49b8338":"acted_at\tcompany\tcreated\tcreated_at\temail\tentered_at\tmarketing_owner\trank\tsource\tstage\ttitle","01a22ff2f2f4-0000-eb0d1829 01a22ff2-f2f4-7001-9cc3-a75b77b1c4da":"deleted"}');
INSERT INTO "card" VALUES(5,'01a22ff2-f2c4-7000-970f-34902134f0ab','01a22ff2-f29d-7000-a06e-169b752a7697','0gk9w5b','01a22ff2-f29d-7004-bef7-33d767b36f0d',1,'Twin of Acme','Twin of Acme',NULL,'tw@x.example',NULL,NULL,NULL,'01a22ff2-f29d-7004-bef7-33d767b36f0d','Zw5Lya','Fair',NULL,'Ana',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'01a22ff2-f2ac-7000-8681-ecb1433cdbcf','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','2026-12-01T04:53:00Z','',0,0,0,3,'twin of acme
twin of acme
tw@x.example','{"created":true}','{"01a22ff2f2c4-0000-eb0d1829 01a22ff2-f2c4-7002-86b1-c765249f8948":"acted_at\tcompany\tcreated\tcreated_at\temail\tentered_at\tmarketing_owner\trank\tsource\tstage\ttitle","01a22ff2f2ef-0001-eb0d1829 01a22ff2-f2f2-7001-a882-d8a7913e3b05":"deleted\tmerged_into"}');
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
INSERT INTO "change" VALUES(1,'01a22ff2-f29d-700e-bea6-d0ead83bfb8c',1,NULL,'board','01a22ff2-f29d-7000-a06e-169b752a7697','found','2026-12-01T04:53:00Z','01a22ff2f29d-0000-eb0d1829',1,NULL,'{"created":true,"name":"Pipeline","currency":"EUR","timezone":"UTC"}',NULL);
INSERT INTO "change" VALUES(2,'01a22ff2-f29d-700f-8476-b4c77a572e08',1,NULL,'member','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','found','2026-12-01T04:53:00Z','01a22ff2f29d-0001-eb0d1829',2,NULL,'{"created":true,"name":"Ana","team":"marketing","role":"lead"}',NULL);
INSERT INTO "change" VALUES(3,'01a22ff2-f29d-7010-99fa-f3fcd6d6a648',1,NULL,'stage','01a22ff2-f29d-7002-9157-68e49e028488','found','2026-12-01T04:53:00Z','01a22ff2f29d-0002-eb0d1829',3,NULL,'{"created":true,"name":"Nurture","side":"marketing","rank":"a0WSKv0V","probability":0.02,"outcome":null,"stale_after":60,"required":[]}',NULL);
INSERT INTO "change" VALUES(4,'01a22ff2-f29d-7011-911f-21d7186ded5f',1,NULL,'stage','01a22ff2-f29d-7003-957a-c688691d3c30','found','2026-12-01T04:53:00Z','01a22ff2f29d-0003-eb0d1829',4,NULL,'{"created":true,"name":"Engaged","side":"marketing","rank":"a0WSKv1V","probability":0.05,"outcome":null,"stale_after":30,"required":[]}',NULL);
INSERT INTO "change" VALUES(5,'01a22ff2-f29d-7012-a249-39aed3047fc2',1,NULL,'stage','01a22ff2-f29d-7004-bef7-33d767b36f0d','found','2026-12-01T04:53:00Z','01a22ff2f29d-0004-eb0d1829',5,NULL,'{"created":true,"name":"MQL","side":"marketing","rank":"a0WSKv2V","probability":0.1,"outcome":null,"stale_after":10,"required":[]}',NULL);
INSERT INTO "change" VALUES(6,'01a22ff2-f29d-7013-ba66-6f16363d7b08',1,NULL,'stage','01a22ff2-f29d-7005-9de6-d58374168f9e','found','2026-12-01T04:53:00Z','01a22ff2f29d-0005-eb0d1829',6,NULL,'{"created":true,"name":"Handoff","side":"door","rank":"a0WSKv3V","probability":0.15,"outcome":null,"stale_after":2,"required":[]}',NULL);
INSERT INTO "change" VALUES(7,'01a22ff2-f29d-7014-b85c-84049b7205ad',1,NULL,'stage','01a22ff2-f29d-7006-b2ca-c0db6eab64fc','found','2026-12-01T04:53:00Z','01a22ff2f29d-0006-eb0d1829',7,NULL,'{"created":true,"name":"Accepted","side":"sales","rank":"a0WSKv4V","probability":0.2,"outcome":null,"stale_after":5,"required":[]}',NULL);
INSERT INTO "change" VALUES(8,'01a22ff2-f29d-7015-a0d0-8266bf8f9060',1,NULL,'stage','01a22ff2-f29d-7007-bdc2-1272cf32a95c','found','2026-12-01T04:53:00Z','01a22ff2f29d-0007-eb0d1829',8,NULL,'{"created":true,"name":"Discovery","side":"sales","rank":"a0WSKv5V","probability":0.4,"outcome":null,"stale_after":14,"required":[]}',NULL);
INSERT INTO "change" VALUES(9,'01a22ff2-f29d-7016-885d-594f0a60f318',1,NULL,'stage','01a22ff2-f29d-7008-ab69-432bd8d4500e','found','2026-12-01T04:53:00Z','01a22ff2f29d-0008-eb0d1829',9,NULL,'{"created":true,"name":"Proposal","side":"sales","rank":"a0WSKv6V","probability":0.6,"outcome":null,"stale_after":20,"required":[]}',NULL);
INSERT INTO "change" VALUES(10,'01a22ff2-f29d-7017-ba94-b910d0948964',1,NULL,'stage','01a22ff2-f29d-7009-9b14-7116d2015d51','found','2026-12-01T04:53:00Z','01a22ff2f29d-0009-eb0d1829',10,NULL,'{"created":true,"name":"Negotiation","side":"sales","rank":"a0WSKv7V","probability":0.8,"outcome":null,"stale_after":25,"required":[]}',NULL);
INSERT INTO "change" VALUES(11,'01a22ff2-f29d-7018-a4ab-511bbcea0f05',1,NULL,'stage','01a22ff2-f29d-700a-83bd-f72683c58cb3','found','2026-12-01T04:53:00Z','01a22ff2f29d-000a-eb0d1829',11,NULL,'{"created":true,"name":"Won","side":"sales","rank":"a0WSKv8V","probability":1.0,"outcome":"won","stale_after":null,"required":["value"]}',NULL);
INSERT INTO "change" VALUES(12,'01a22ff2-f29d-7019-91ed-67655942e824',1,NULL,'stage','01a22ff2-f29d-700b-bd58-104d12624efc','found','2026-12-01T04:53:00Z','01a22ff2f29d-000b-eb0d1829',12,NULL,'{"created":true,"name":"Lost","side":"sales","rank":"a0WSKv9V","probability":0.0,"outcome":"lost","stale_after":null,"required":["lost_reason"]}',NULL);
INSERT INTO "change" VALUES(13,'01a22ff2-f2a8-7002-86be-1ce8498b4fc2',2,NULL,'member','01a22ff2-f2a8-7000-9c3b-7dd42623d281','member','2026-12-01T04:53:00Z','01a22ff2f2a8-0000-eb0d1829',13,NULL,'{"created":true,"name":"Raj","team":"sales","role":"member","deleted":false}',NULL);
INSERT INTO "change" VALUES(14,'01a22ff2-f2ad-7001-ab58-ccc6d4139c41',3,1,'card','01a22ff2-f2ac-7000-8681-ecb1433cdbcf','create','2026-12-01T04:53:00Z','01a22ff2f2ac-0000-eb0d1829',14,NULL,'{"created":true,"marketing_owner":"Ana","title":"Acme","email":"ac@x.example","source":"Fair","company":"Acme","stage":"01a22ff2-f29d-7004-bef7-33d767b36f0d","rank":"a0YjeF"}',NULL);
INSERT INTO "change" VALUES(15,'01a22ff2-f2b0-7002-b16d-f5bfd70a47e3',4,2,'card','01a22ff2-f2b0-7000-bab2-16cc174afdf0','create','2026-12-01T04:53:00Z','01a22ff2f2b0-0000-eb0d1829',15,NULL,'{"created":true,"marketing_owner":"Ana","title":"Globex","email":"gl@x.example","source":"Fair","company":"Globex","stage":"01a22ff2-f29d-7004-bef7-33d767b36f0d","rank":"Zz9e4g"}',NULL);
INSERT INTO "change" VALUES(16,'01a22ff2-f2b8-7002-ad42-4fb59dfc16ff',5,3,'card','01a22ff2-f2b8-7000-acbf-0aab83fc5070','create','2026-12-01T04:53:00Z','01a22ff2f2b8-0000-eb0d1829',16,NULL,'{"created":true,"marketing_owner":"Ana","title":"Initech","email":"in@x.example","source":"Fair","company":"Initech","stage":"01a22ff2-f29d-7004-bef7-33d767b36f0d","rank":"Zy5AQQ"}',NULL);
INSERT INTO "change" VALUES(17,'01a22ff2-f2bc-7002-8cb0-4939f49b8338',6,4,'card','01a22ff2-f2bc-7000-b114-65727d0a2e63','create','2026-12-01T04:53:00Z','01a22ff2f2bc-0000-eb0d1829',17,NULL,'{"created":true,"marketing_owner":"Ana","title":"Hooli","email":"ho@x.example","source":"Fair","company":"Hooli","stage":"01a22ff2-f29d-7004-bef7-33d767b36f0d","rank":"Zxf4rr"}',NULL);
INSERT INTO "change" VALUES(18,'01a22ff2-f2c4-7002-86b1-c765249f8948',7,5,'card','01a22ff2-f2c4-7000-970f-34902134f0ab','create','2026-12-01T04:53:00Z','01a22ff2f2c4-0000-eb0d1829',18,NULL,'{"created":true,"marketing_owner":"Ana","title":"Twin of Acme","email":"tw@x.example","source":"Fair","company":"Twin of Acme","stage":"01a22ff2-f29d-7004-bef7-33d767b36f0d","rank":"Zw5Lya"}',NULL);
INSERT INTO "change" VALUES(19,'01a22ff2-f2cc-7002-b801-eac97f52dc32',8,1,'comment','01a22ff2-f2cc-7000-b9fe-238fa7b3e583','comment','2026-12-01T04:53:00Z','01a22ff2f2cc-0000-eb0d1829',19,NULL,'{"created":true,"card":"01a22ff2-f2ac-7000-8681-ecb1433cdbcf","author":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","team":"marketing","kind":"comment","body":"Came back from the *fair*."}',NULL);
INSERT INTO "change" VALUES(20,'01a22ff2-f2d0-7002-8c52-4e82ba440100',9,1,'comment','01a22ff2-f2d0-7000-882c-3f60ebeeeed8','comment','2026-12-01T04:53:00Z','01a22ff2f2d0-0000-eb0d1829',20,NULL,'{"created":true,"card":"01a22ff2-f2ac-7000-8681-ecb1433cdbcf","author":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","team":"sales","kind":"comment","body":"Who signs?"}',NULL);
INSERT INTO "change" VALUES(21,'01a22ff2-f2dc-7001-8af5-af1e924aef3a',10,1,'card','01a22ff2-f2ac-7000-8681-ecb1433cdbcf','offer','2026-12-01T04:53:00Z','01a22ff2f2d8-0000-eb0d1829',21,NULL,'{"stage":"01a22ff2-f29d-7005-9de6-d58374168f9e","rank":"a0SScg","handoff":{"offer":"01a22ff2-f2db-7001-bea5-8342f94c92e9","state":"offered","by":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","to":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","source":"01a22ff2-f29d-7004-bef7-33d767b36f0d","offered_at":"2026-12-01T04:53:00Z","due":"2026-12-01T17:00:00Z","why":"01a22ff2-f2db-7000-ba75-c39f02b7e245","expects":null}}',NULL);
INSERT INTO "change" VALUES(22,'01a22ff2-f2dc-7002-8976-0b9a410177ae',10,1,'comment','01a22ff2-f2db-7000-ba75-c39f02b7e245','comment','2026-12-01T04:53:00Z','01a22ff2f2d8-0001-eb0d1829',22,NULL,'{"created":true,"card":"01a22ff2-f2ac-7000-8681-ecb1433cdbcf","author":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","team":"marketing","kind":"offer","body":"asked"}',NULL);
INSERT INTO "change" VALUES(23,'01a22ff2-f2e4-7003-a8f8-366251e1f0c5',11,2,'card','01a22ff2-f2b0-7000-bab2-16cc174afdf0','offer','2026-12-01T04:53:00Z','01a22ff2f2e4-0000-eb0d1829',23,NULL,'{"stage":"01a22ff2-f29d-7005-9de6-d58374168f9e","rank":"Zzn26F","handoff":{"offer":"01a22ff2-f2e4-7001-b527-53ed3918b5ac","state":"offered","by":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","to":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","source":"01a22ff2-f29d-7004-bef7-33d767b36f0d","offered_at":"2026-12-01T04:53:00Z","due":"2026-12-01T17:00:00Z","why":"01a22ff2-f2e4-7000-b5e4-879a09cb3c5c","expects":null}}',NULL);
INSERT INTO "change" VALUES(24,'01a22ff2-f2e4-7004-8641-70f398ed1bd2',11,2,'comment','01a22ff2-f2e4-7000-b5e4-879a09cb3c5c','comment','2026-12-01T04:53:00Z','01a22ff2f2e4-0001-eb0d1829',24,NULL,'{"created":true,"card":"01a22ff2-f2b0-7000-bab2-16cc174afdf0","author":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","team":"marketing","kind":"offer","body":"asked"}',NULL);
INSERT INTO "change" VALUES(25,'01a22ff2-f2e8-7001-98d0-ddd9fbd6b220',12,1,'card','01a22ff2-f2ac-7000-8681-ecb1433cdbcf','accept','2026-12-01T04:53:00Z','01a22ff2f2e8-0000-eb0d1829',25,NULL,'{"stage":"01a22ff2-f29d-7006-b2ca-c0db6eab64fc","rank":"a0u2aQ","sales_owner":"Raj","next_step":"call her","next_on":"2026-12-24","handoff":{"offer":"01a22ff2-f2db-7001-bea5-8342f94c92e9","state":"accepted","by":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","to":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","source":"01a22ff2-f29d-7004-bef7-33d767b36f0d","offered_at":"2026-12-01T04:53:00Z","answered_at":"2026-12-01T04:53:00Z","answered_by":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","why":"01a22ff2-f2db-7000-ba75-c39f02b7e245","expects":["01a22ff2-f2db-7001-bea5-8342f94c92e9","offered"]}}',NULL);
INSERT INTO "change" VALUES(26,'01a22ff2-f2ec-7002-8302-e0b9eb8e8f87',13,2,'card','01a22ff2-f2b0-7000-bab2-16cc174afdf0','return','2026-12-01T04:53:00Z','01a22ff2f2ec-0000-eb0d1829',26,NULL,'{"stage":"01a22ff2-f29d-7002-9157-68e49e028488","rank":"a0M7kP","handoff":{"offer":"01a22ff2-f2e4-7001-b527-53ed3918b5ac","state":"returned","by":"01a22ff2-f29d-7001-a3e5-945d58b2fa4c","to":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","source":"01a22ff2-f29d-7004-bef7-33d767b36f0d","offered_at":"2026-12-01T04:53:00Z","answered_at":"2026-12-01T04:53:00Z","answered_by":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","reason":"no budget","again":"never","why":"01a22ff2-f2e4-7000-b5e4-879a09cb3c5c","expects":["01a22ff2-f2e4-7001-b527-53ed3918b5ac","offered"]}}',NULL);
INSERT INTO "change" VALUES(27,'01a22ff2-f2ec-7003-a261-392dd19747d0',13,2,'comment','01a22ff2-f2ec-7000-8672-a359274842f5','comment','2026-12-01T04:53:00Z','01a22ff2f2ec-0001-eb0d1829',27,NULL,'{"created":true,"card":"01a22ff2-f2b0-7000-bab2-16cc174afdf0","author":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","team":"sales","kind":"return","body":"no budget"}',NULL);
INSERT INTO "change" VALUES(28,'01a22ff2-f2f2-7000-9ada-6eefbcc3a0ed',14,1,'card','01a22ff2-f2ac-7000-8681-ecb1433cdbcf','merge','2026-12-01T04:53:00Z','01a22ff2f2ef-0000-eb0d1829',28,NULL,'{"field.Title 2":"Twin of Acme","field.Company 2":"Twin of Acme","field.E-mail 2":"tw@x.example"}',NULL);
INSERT INTO "change" VALUES(29,'01a22ff2-f2f2-7001-a882-d8a7913e3b05',14,5,'card','01a22ff2-f2c4-7000-970f-34902134f0ab','merge','2026-12-01T04:53:00Z','01a22ff2f2ef-0001-eb0d1829',29,NULL,'{"deleted":true,"merged_into":"01a22ff2-f2ac-7000-8681-ecb1433cdbcf"}',NULL);
INSERT INTO "change" VALUES(30,'01a22ff2-f2f4-7001-9cc3-a75b77b1c4da',15,4,'card','01a22ff2-f2bc-7000-b114-65727d0a2e63','delete','2026-12-01T04:53:00Z','01a22ff2f2f4-0000-eb0d1829',30,NULL,'{"deleted":true}',NULL);
INSERT INTO "change" VALUES(31,'01a22ff2-f2f8-7000-bffc-91d3507fc12d',16,NULL,'activity','01a22ff2-f2f8-7003-a080-15cd6ed343c8','log','2026-12-01T04:53:00Z','01a22ff2f2f4-0000-eb0d1829',1,NULL,'{"created":true,"kind":"call","outcome":"reached","text":"Wants two lines first.","team":"sales","card":"01a22ff2-f2ac-7000-8681-ecb1433cdbcf","author":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","done_at":"2026-12-01T04:53:00Z"}',NULL);
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
INSERT INTO "comment" VALUES(1,'01a22ff2-f2cc-7000-b9fe-238fa7b3e583','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2ac-7000-8681-ecb1433cdbcf','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','marketing','comment','Came back from the *fair*.','2026-12-01T04:53:00Z',0,0,0,'{}','{"01a22ff2f2cc-0000-eb0d1829 01a22ff2-f2cc-7002-b801-eac97f52dc32":"author\tbody\tcard\tcreated\tkind\tteam"}');
INSERT INTO "comment" VALUES(2,'01a22ff2-f2d0-7000-882c-3f60ebeeeed8','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2ac-7000-8681-ecb1433cdbcf','01a22ff2-f2a8-7000-9c3b-7dd42623d281','sales','comment','Who signs?','2026-12-01T04:53:00Z',0,0,0,'{}','{"01a22ff2f2d0-0000-eb0d1829 01a22ff2-f2d0-7002-8c52-4e82ba440100":"author\tbody\tcard\tcreated\tkind\tteam"}');
INSERT INTO "comment" VALUES(3,'01a22ff2-f2db-7000-ba75-c39f02b7e245','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2ac-7000-8681-ecb1433cdbcf','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','marketing','offer','asked','2026-12-01T04:53:00Z',0,0,0,'{}','{"01a22ff2f2d8-0001-eb0d1829 01a22ff2-f2dc-7002-8976-0b9a410177ae":"author\tbody\tcard\tcreated\tkind\tteam"}');
INSERT INTO "comment" VALUES(4,'01a22ff2-f2e4-7000-b5e4-879a09cb3c5c','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2b0-7000-bab2-16cc174afdf0','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','marketing','offer','asked','2026-12-01T04:53:00Z',0,0,0,'{}','{"01a22ff2f2e4-0001-eb0d1829 01a22ff2-f2e4-7004-8641-70f398ed1bd2":"author\tbody\tcard\tcreated\tkind\tteam"}');
INSERT INTO "comment" VALUES(5,'01a22ff2-f2ec-7000-8672-a359274842f5','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2b0-7000-bab2-16cc174afdf0','01a22ff2-f2a8-7000-9c3b-7dd42623d281','sales','return','no budget','2026-12-01T04:53:00Z',0,0,0,'{}','{"01a22ff2f2ec-0001-eb0d1829 01a22ff2-f2ec-7003-a261-392dd19747d0":"author\tbody\tcard\tcreated\tkind\tteam"}');
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
INSERT INTO "entity" VALUES('01a22ff2-f29d-7000-a06e-169b752a7697','board','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"currency":"EUR","name":"Pipeline","timezone":"UTC"}','{"01a22ff2f29d-0000-eb0d1829 01a22ff2-f29d-700e-bea6-d0ead83bfb8c":"created\tcurrency\tname\ttimezone"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7001-a3e5-945d58b2fa4c','member','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Ana","role":"lead","team":"marketing"}','{"01a22ff2f29d-0001-eb0d1829 01a22ff2-f29d-700f-8476-b4c77a572e08":"created\tname\trole\tteam"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7002-9157-68e49e028488','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Nurture","outcome":null,"probability":0.02,"rank":"a0WSKv0V","required":[],"side":"marketing","stale_after":60}','{"01a22ff2f29d-0002-eb0d1829 01a22ff2-f29d-7010-99fa-f3fcd6d6a648":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7003-957a-c688691d3c30','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Engaged","outcome":null,"probability":0.05,"rank":"a0WSKv1V","required":[],"side":"marketing","stale_after":30}','{"01a22ff2f29d-0003-eb0d1829 01a22ff2-f29d-7011-911f-21d7186ded5f":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7004-bef7-33d767b36f0d','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"MQL","outcome":null,"probability":0.1,"rank":"a0WSKv2V","required":[],"side":"marketing","stale_after":10}','{"01a22ff2f29d-0004-eb0d1829 01a22ff2-f29d-7012-a249-39aed3047fc2":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7005-9de6-d58374168f9e','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Handoff","outcome":null,"probability":0.15,"rank":"a0WSKv3V","required":[],"side":"door","stale_after":2}','{"01a22ff2f29d-0005-eb0d1829 01a22ff2-f29d-7013-ba66-6f16363d7b08":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7006-b2ca-c0db6eab64fc','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Accepted","outcome":null,"probability":0.2,"rank":"a0WSKv4V","required":[],"side":"sales","stale_after":5}','{"01a22ff2f29d-0006-eb0d1829 01a22ff2-f29d-7014-b85c-84049b7205ad":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7007-bdc2-1272cf32a95c','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Discovery","outcome":null,"probability":0.4,"rank":"a0WSKv5V","required":[],"side":"sales","stale_after":14}','{"01a22ff2f29d-0007-eb0d1829 01a22ff2-f29d-7015-a0d0-8266bf8f9060":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7008-ab69-432bd8d4500e','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Proposal","outcome":null,"probability":0.6,"rank":"a0WSKv6V","required":[],"side":"sales","stale_after":20}','{"01a22ff2f29d-0008-eb0d1829 01a22ff2-f29d-7016-885d-594f0a60f318":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-7009-9b14-7116d2015d51','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Negotiation","outcome":null,"probability":0.8,"rank":"a0WSKv7V","required":[],"side":"sales","stale_after":25}','{"01a22ff2f29d-0009-eb0d1829 01a22ff2-f29d-7017-ba94-b910d0948964":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-700a-83bd-f72683c58cb3','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Won","outcome":"won","probability":1.0,"rank":"a0WSKv8V","required":["value"],"side":"sales","stale_after":null}','{"01a22ff2f29d-000a-eb0d1829 01a22ff2-f29d-7018-a4ab-511bbcea0f05":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f29d-700b-bd58-104d12624efc','stage','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"name":"Lost","outcome":"lost","probability":0.0,"rank":"a0WSKv9V","required":["lost_reason"],"side":"sales","stale_after":null}','{"01a22ff2f29d-000b-eb0d1829 01a22ff2-f29d-7019-91ed-67655942e824":"created\tname\toutcome\tprobability\trank\trequired\tside\tstale_after"}');
INSERT INTO "entity" VALUES('01a22ff2-f2a8-7000-9c3b-7dd42623d281','member','01a22ff2-f29d-7000-a06e-169b752a7697','{"created":true,"deleted":false,"name":"Raj","role":"member","team":"sales"}','{"01a22ff2f2a8-0000-eb0d1829 01a22ff2-f2a8-7002-86be-1ce8498b4fc2":"created\tdeleted\tname\trole\tteam"}');
INSERT INTO "entity" VALUES('01a22ff2-f2f8-7003-a080-15cd6ed343c8','activity','01a22ff2-f29d-7000-a06e-169b752a7697','{"author":"01a22ff2-f2a8-7000-9c3b-7dd42623d281","card":"01a22ff2-f2ac-7000-8681-ecb1433cdbcf","created":true,"done_at":"2026-12-01T04:53:00Z","kind":"call","outcome":"reached","team":"sales","text":"Wants two lines first."}','{"01a22ff2f2f4-0000-eb0d1829 01a22ff2-f2f8-7000-bffc-91d3507fc12d":"author\tcard\tcreated\tdone_at\tkind\toutcome\tteam\ttext"}');
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
INSERT INTO "lane_total" VALUES('01a22ff2-f29d-7004-bef7-33d767b36f0d','',1,0);
INSERT INTO "lane_total" VALUES('01a22ff2-f29d-7005-9de6-d58374168f9e','',0,0);
INSERT INTO "lane_total" VALUES('01a22ff2-f29d-7006-b2ca-c0db6eab64fc','',1,0);
INSERT INTO "lane_total" VALUES('01a22ff2-f29d-7002-9157-68e49e028488','',1,0);
CREATE TABLE meta (
	"key" VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('device','01a22ff2-f29d-700d-a938-6115eb0d1829');
INSERT INTO "meta" VALUES('stamp','01a22ff2f2f4-0000-eb0d1829');
INSERT INTO "meta" VALUES('dseq:01a22ff2-f29d-7000-a06e-169b752a7697','30');
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
CREATE TABLE own_field (
	board VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (board, name)
);
INSERT INTO "own_field" VALUES('01a22ff2-f29d-7000-a06e-169b752a7697','E-mail 2');
INSERT INTO "own_field" VALUES('01a22ff2-f29d-7000-a06e-169b752a7697','Company 2');
INSERT INTO "own_field" VALUES('01a22ff2-f29d-7000-a06e-169b752a7697','Title 2');
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
INSERT INTO "seen" VALUES('01a22ff2-f29d-7001-a3e5-945d58b2fa4c','',0);
INSERT INTO "seen" VALUES('01a22ff2-f2a8-7000-9c3b-7dd42623d281','',0);
INSERT INTO "seen" VALUES('01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f2ac-7000-8681-ecb1433cdbcf',1);
INSERT INTO "seen" VALUES('01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f2b0-7000-bab2-16cc174afdf0',4);
INSERT INTO "seen" VALUES('01a22ff2-f2a8-7000-9c3b-7dd42623d281','01a22ff2-f2b0-7000-bab2-16cc174afdf0',5);
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
INSERT INTO "tx" VALUES(1,'01a22ff2-f29d-701a-b316-a952fd0345ee','01a22ff2-f29d-700c-ae6c-9679d085a243','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(2,'01a22ff2-f2a8-7003-868a-e3fd5cc8ec20','01a22ff2-f2a8-7001-bca6-62ad6f4eda1c','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(3,'01a22ff2-f2ad-7002-aec0-6beede91457c','01a22ff2-f2ad-7000-8f9d-ab6a75d856c3','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(4,'01a22ff2-f2b0-7003-ad97-42a3a9277944','01a22ff2-f2b0-7001-9868-5bb3df1e3230','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(5,'01a22ff2-f2b8-7003-8772-241981c8c499','01a22ff2-f2b8-7001-b258-5e963e4c7bb5','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(6,'01a22ff2-f2bc-7003-bd96-5bb085eb9244','01a22ff2-f2bc-7001-954e-2d562ce85e18','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(7,'01a22ff2-f2c4-7003-94bc-0f98b3621bd8','01a22ff2-f2c4-7001-a52b-b0f92077847a','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(8,'01a22ff2-f2cc-7003-9e27-8d3e36e2d2e7','01a22ff2-f2cc-7001-b9fd-39c761396d31','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(9,'01a22ff2-f2d0-7003-a28f-33e700a57ecb','01a22ff2-f2d0-7001-aefc-4b849bee5bc1','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2a8-7000-9c3b-7dd42623d281','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(10,'01a22ff2-f2dc-7003-8af0-1b200dbbd33a','01a22ff2-f2dc-7000-9db5-aa2dfeb37ecc','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(11,'01a22ff2-f2e4-7005-a222-18e931c548d1','01a22ff2-f2e4-7002-aa91-34e9a68d7e48','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(12,'01a22ff2-f2e8-7002-9ad9-3ce02845b41f','01a22ff2-f2e8-7000-9186-bf20ce735300','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2a8-7000-9c3b-7dd42623d281','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(13,'01a22ff2-f2ec-7004-ab29-d4a83c81544a','01a22ff2-f2ec-7001-91e9-fa4121542cef','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2a8-7000-9c3b-7dd42623d281','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(14,'01a22ff2-f2f2-7002-9566-17cd5a664a0e','01a22ff2-f2f1-7000-981c-f72a1c47ef23','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(15,'01a22ff2-f2f4-7002-848f-e707e2dc6b42','01a22ff2-f2f4-7000-8fa8-85ba98625177','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f29d-7001-a3e5-945d58b2fa4c','01a22ff2-f29d-700d-a938-6115eb0d1829',0,NULL);
INSERT INTO "tx" VALUES(16,'01a22ff2-f2f8-7002-8a9e-a5695bd39da3','01a22ff2-f2f8-7001-bc92-da0b0d5baa41','01a22ff2-f29d-7000-a06e-169b752a7697','01a22ff2-f2a8-7000-9c3b-7dd42623d281','01a22ff2-f2f8-7004-adcd-c46c8b926a4c',0,NULL);
CREATE INDEX act_actor ON act (board, actor, n);
CREATE INDEX ix_attention_board ON attention (board);
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
CREATE INDEX change_entity ON change (entity) WHERE story IS NULL;
CREATE INDEX change_story ON change (story);
CREATE INDEX comment_card ON comment (card, at);
CREATE INDEX entity_kind ON entity (board, etype);
CREATE INDEX entity_notice ON entity (board, json_extract(body, '$.to')) WHERE etype = 'notice';
CREATE INDEX outbox_entity ON outbox (entity);
CREATE INDEX outbox_order ON outbox (board, acked, dseq);
CREATE INDEX ix_tx_id ON tx (id)
;
CREATE VIRTUAL TABLE comment_search USING fts5(body, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO "comment_search" (rowid, body) VALUES(1,'came back from the *fair*.');
INSERT INTO "comment_search" (rowid, body) VALUES(2,'who signs?');
INSERT INTO "comment_search" (rowid, body) VALUES(3,'asked');
INSERT INTO "comment_search" (rowid, body) VALUES(4,'asked');
INSERT INTO "comment_search" (rowid, body) VALUES(5,'no budget');
COMMIT;
