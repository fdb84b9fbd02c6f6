create
	CREATE TABLE IF NOT EXISTS "customer" (
		"id" INTEGER PRIMARY KEY,
		"email" TEXT NOT NULL,
		"name" TEXT NOT NULL CHECK (length("name") <= 40),
		"level" TEXT NOT NULL CHECK ("level" IN ('basic', 'gold')) DEFAULT 'basic',
		"active" BOOLEAN NOT NULL DEFAULT TRUE,
		"credit" TEXT NOT NULL,
		"born" TEXT,
		"nick" TEXT,
		"version" INTEGER NOT NULL,
		"gone" TEXT
	)
	CREATE UNIQUE INDEX IF NOT EXISTS "customer_email_key" ON "customer" ("email") WHERE "gone" IS NULL
	CREATE TABLE IF NOT EXISTS "order" (
		"id" INTEGER PRIMARY KEY,
		"customer_id" INTEGER NOT NULL,
		"total" REAL NOT NULL,
		"placed" TEXT NOT NULL,
		FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE
	)
	CREATE INDEX IF NOT EXISTS "order_placed_idx" ON "order" ("placed")
	CREATE UNIQUE INDEX IF NOT EXISTS "order_customer_id_placed_key" ON "order" ("customer_id", "placed")
	CREATE TABLE IF NOT EXISTS "order_line" (
		"order_id" INTEGER NOT NULL,
		"no" INTEGER NOT NULL,
		"item" TEXT NOT NULL,
		"count" INTEGER NOT NULL,
		PRIMARY KEY ("order_id", "no"),
		FOREIGN KEY ("order_id") REFERENCES "order" ("id") ON DELETE CASCADE
	)
	CREATE INDEX IF NOT EXISTS "order_line_item_idx" ON "order_line" ("item")
	CREATE TABLE IF NOT EXISTS "file" (
		"id" TEXT NOT NULL,
		"file path" TEXT NOT NULL,
		PRIMARY KEY ("id")
	)

insert
	INSERT INTO "customer" ("email", "name", "level", "active", "credit", "born", "nick", "version", "gone") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		[x  basic 0 1.00 <nil> <nil> 0 <nil>]

insert with its key
	INSERT INTO "order" ("id", "customer_id", "total", "placed") VALUES (?, ?, ?, ?)
		[77 3 0 0001-01-01 00:00:00.000000Z]

insert several
	BEGIN IMMEDIATE
	INSERT INTO "order_line" ("order_id", "no", "item", "count") VALUES (?, ?, ?, ?), (?, ?, ?, ?)
		[77 1 a 1 77 2 b 1]
	INSERT INTO "order_line" ("order_id", "no", "item", "count") VALUES (?, ?, ?, ?)
		[77 3 c 1]
	COMMIT

insert several, keys numbered
	BEGIN IMMEDIATE
	SELECT coalesce(max("id"), 0) FROM "order"
	INSERT INTO "order" ("id", "customer_id", "total", "placed") VALUES (?, ?, ?, ?), (?, ?, ?, ?)
		[78 4 0 0001-01-01 00:00:00.000000Z 79 4 1 2024-05-06 07:08:09.123456Z]
	COMMIT

insert, key made here
	INSERT INTO "file" ("id", "file path") VALUES (?, ?)
		[018f4cbb-3823-7000-8000-000000000000 /]

upsert, nothing
	INSERT INTO "customer" ("email", "name", "level", "active", "credit", "born", "nick", "version", "gone") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("email") WHERE "gone" IS NULL DO NOTHING RETURNING "id", "version"
		[x  gold 0 0.00 <nil> <nil> 0 <nil>]

upsert, some
	INSERT INTO "customer" ("email", "name", "level", "active", "credit", "born", "nick", "version", "gone") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("email") WHERE "gone" IS NULL DO UPDATE SET "name" = excluded."name", "version" = "customer"."version" + 1 RETURNING "id", "version"
		[x X gold 0 0.00 <nil> <nil> 0 <nil>]

upsert, all
	INSERT INTO "order_line" ("order_id", "no", "item", "count") VALUES (?, ?, ?, ?) ON CONFLICT ("order_id", "no") DO UPDATE SET "item" = excluded."item", "count" = excluded."count"
		[77 1 z 9]

get
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "id" = ? AND "gone" IS NULL
		[1]

get, key of two
	SELECT "order_id", "no", "item", "count" FROM "order_line" WHERE "order_id" = ? AND "no" = ?
		[77 1]

list
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL

compare
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND "name" = ? AND "level" <> ? AND "id" < ? AND "id" <= ? AND "id" > ? AND "id" >= ?
		[Ada basic 9 9 0 0]

null
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND "nick" IS NULL AND "born" IS NOT NULL AND "born" < ?
		[2024-05-06 07:08:09.123456Z]

logic
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND ("active" = ? OR (("id" >= ? AND "id" <= ?) AND NOT ("name" = ?)))
		[1 1 2 ]

in
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND "id" IN (SELECT value FROM json_each(?)) AND "name" NOT IN (SELECT value FROM json_each(?)) AND "level" IN (SELECT value FROM json_each(?))
		[[1,2,3] ["x","y'"] ["gold"]]

in nothing
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND 1 = 0 AND 1 = 1

like
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND "name" LIKE ? ESCAPE '\' AND "name" LIKE ? ESCAPE '\' AND "name" LIKE ? ESCAPE '\' AND "name" LIKE ? ESCAPE '\'
		[A% %50\%% \_% %\\]

expressions
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND "name" = "email" AND "name" < "email"

order and page
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL ORDER BY "name" DESC, "id" LIMIT ? OFFSET ?
		[2 1]

offset alone
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL LIMIT -1 OFFSET ?
		[2]

raw condition
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND (length(name) > ? OR '?' = ?)
		[2 x]

deleted too
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer"

deleted only
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NOT NULL

one
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND "id" = ? LIMIT ?
		[1 2]

first
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL ORDER BY "id" LIMIT ?
		[1]

each
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL LIMIT ?
		[1]

count
	SELECT count(*) FROM "customer" WHERE "gone" IS NULL

count of a page
	SELECT count(*) FROM (SELECT 1 FROM "customer" WHERE "gone" IS NULL LIMIT ?) AS t
		[2]

exists
	SELECT EXISTS (SELECT 1 FROM "customer" WHERE "gone" IS NULL)

exists, related
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND EXISTS (SELECT 1 FROM "order" AS "t1" WHERE "t1"."customer_id" = "customer"."id" AND "t1"."total" > ?)
		[6]

exists, nested
	SELECT "id", "email", "name", "level", "active", "credit", "born", "nick", "version", "gone" FROM "customer" WHERE "gone" IS NULL AND NOT (EXISTS (SELECT 1 FROM "order" AS "t1" WHERE "t1"."customer_id" = "customer"."id" AND "t1"."total" > ? AND EXISTS (SELECT 1 FROM "order_line" AS "t2" WHERE "t2"."order_id" = "t1"."id" AND "t2"."item" = ?)))
		[6 a]

value
	SELECT avg("total") FROM "order"

select groups
	SELECT count(*), sum("total"), min("total") FROM "order" GROUP BY "customer_id" HAVING count(*) > ? ORDER BY sum("total") DESC
		[1]

join
	SELECT "Customer"."id", "Customer"."email", "Customer"."name", "Customer"."level", "Customer"."active", "Customer"."credit", "Customer"."born", "Customer"."nick", "Customer"."version", "Customer"."gone", "Order"."id", "Order"."customer_id", "Order"."total", "Order"."placed" FROM "customer" AS "Customer" LEFT JOIN "order" AS "Order" ON "Order"."customer_id" = "Customer"."id" WHERE "Customer"."gone" IS NULL AND "Customer"."name" <> ? ORDER BY "Order"."id"
		[x]

join, groups
	SELECT "Customer"."name", count(DISTINCT "Order"."id"), sum("Order"."total") FROM "customer" AS "Customer" LEFT JOIN "order" AS "Order" ON "Order"."customer_id" = "Customer"."id" WHERE "Customer"."gone" IS NULL GROUP BY "Customer"."name" ORDER BY "Customer"."name"

join, exists
	SELECT count(*) FROM "customer" AS "Customer" LEFT JOIN "order" AS "Order" ON "Order"."customer_id" = "Customer"."id" WHERE "Customer"."gone" IS NULL AND EXISTS (SELECT 1 FROM "order_line" AS "t1" WHERE "t1"."order_id" = "Order"."id")

raw
	SELECT count(*) FROM customer WHERE born < ?
		[2024-05-06 07:08:09.123456Z]

raw exec
	UPDATE customer SET name = ? WHERE id = ?
		[Ada L. 1]

update
	UPDATE "customer" SET "email" = ?, "name" = ?, "level" = ?, "active" = ?, "credit" = ?, "born" = ?, "nick" = ?, "version" = ? WHERE "id" = ? AND "version" = ? AND "gone" IS NULL
		[ada@x Ada gold 1 10.50 <nil> <nil> 1 1 0]

update columns
	UPDATE "customer" SET "active" = ?, "credit" = ?, "version" = ? WHERE "id" = ? AND "version" = ? AND "gone" IS NULL
		[1 10.50 2 1 1]

update, key of two
	UPDATE "order_line" SET "item" = ?, "count" = ? WHERE "order_id" = ? AND "no" = ?
		[q 0 77 1]

update by query
	UPDATE "customer" SET "name" = ?, "nick" = ?, "born" = ?, "version" = "version" + 1 WHERE "gone" IS NULL AND "id" = ?
		[B <nil> 2024-05-06 07:08:09.123456Z 2]

update, adding
	UPDATE "order_line" SET "count" = CASE WHEN "count" <= ? THEN "count" + ? ELSE abs(min("count", -9223372036854775807 - 1)) END
		[9223372036854775805 2]

delete
	UPDATE "customer" SET "gone" = ?, "version" = ? WHERE "id" = ? AND "version" = ? AND "gone" IS NULL
		[2024-05-06 07:08:09.123456Z 3 1 2]

delete by query
	UPDATE "customer" SET "gone" = ?, "version" = "version" + 1 WHERE "gone" IS NULL AND "id" = ?
		[2024-05-06 07:08:09.123456Z 2]

delete where exists
	DELETE FROM "order_line" WHERE EXISTS (SELECT 1 FROM "order" AS "t1" WHERE "t1"."id" = "order_line"."order_id" AND "t1"."total" > ?)
		[100]

hard delete
	DELETE FROM "customer" WHERE "id" = ? AND "version" = ?
		[1 3]

delete all
	DELETE FROM "order_line"

transaction
	BEGIN IMMEDIATE
	SELECT count(*) FROM "order"
	SAVEPOINT orm_1
	ROLLBACK TO SAVEPOINT orm_1
	RELEASE SAVEPOINT orm_1
	SAVEPOINT orm_1
	INSERT INTO "order_line" ("order_id", "no", "item", "count") VALUES (?, ?, ?, ?), (?, ?, ?, ?)
		[77 8  0 77 9  0]
	RELEASE SAVEPOINT orm_1
	COMMIT

read-only transaction
	BEGIN
	COMMIT
