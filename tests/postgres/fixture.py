"""The schema that rules' examples without a history of their own speak of."""

import re

# Everything that examples take for granted. An object that the example makes itself is left out.
BASE = """
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
CREATE FUNCTION short_code() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'
CREATE TABLE agents (id bigint PRIMARY KEY)
CREATE TABLE customers (id bigint PRIMARY KEY, nickname varchar(40))
CREATE TABLE users (id bigint PRIMARY KEY, nickname varchar(40), email text)
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, status text, note text, quantity integer)
CREATE TABLE things (id bigint PRIMARY KEY, code text)
INSERT INTO customers SELECT g, 'nick' FROM generate_series(1, 200) g
INSERT INTO orders SELECT g, g, 'new', 'note', g FROM generate_series(1, 200) g
"""

# name: what makes it. It is made when the example names it and does not make it.
OBJECTS = {
    "code": "ALTER TABLE orders ADD COLUMN code varchar(12)",
    "number": "ALTER TABLE orders ADD COLUMN number bigint NOT NULL DEFAULT 0",
    "agent_id": "ALTER TABLE orders ADD COLUMN agent_id bigint",
    "fk_orders_agent_id": "ALTER TABLE orders ADD COLUMN agent_id bigint, "
                          "ADD CONSTRAINT fk_orders_agent_id FOREIGN KEY (agent_id) REFERENCES agents (id)",
    "ck_orders_quantity": "ALTER TABLE orders ADD CONSTRAINT ck_orders_quantity "
                          "CHECK (quantity > 0) NOT VALID",
    "ix_orders_status": "CREATE INDEX ix_orders_status ON orders (status)",
    "uq_orders_code": "ALTER TABLE orders ADD COLUMN IF NOT EXISTS code varchar(12)",
    "codes": "CREATE TABLE codes (code text NOT NULL)",
    "bookings": "CREATE TABLE bookings (id bigint PRIMARY KEY, during tstzrange)",
    "events": "CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at)",
    "events_2024": "CREATE TABLE events_2024 PARTITION OF events "
                   "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
    "daily_sales": "CREATE MATERIALIZED VIEW daily_sales AS SELECT 1 AS day",
    "amount": "CREATE DOMAIN amount AS integer",
}
# What goes with an object.
ALSO = {
    "number": ["ALTER TABLE orders ALTER COLUMN number DROP DEFAULT"],
    "uq_orders_code": ["CREATE UNIQUE INDEX uq_orders_code ON orders (code)"],
    "daily_sales": ["CREATE UNIQUE INDEX daily_sales_day ON daily_sales (day)"],
    "amount": ["CREATE TABLE payments (id bigint PRIMARY KEY, paid amount)"],
}
MAKES = (r"(create_\w+\(\s*|Column\(\s*|ADD COLUMN |ADD CONSTRAINT |CREATE TABLE |CREATE DOMAIN |"
         r"CREATE MATERIALIZED VIEW |CREATE (UNIQUE )?INDEX (CONCURRENTLY )?(IF NOT EXISTS )?)"
         r"[\"']?{name}\b(?! UNIQUE USING)")


def extensions(text):
    return [f"CREATE EXTENSION {name}" for name in ("citext", "btree_gist")
            if re.search(rf"\b{name}\b", text)]


def fixture(example):
    found = [line for line in BASE.strip().splitlines()]
    for name, sql in OBJECTS.items():
        is_named = re.search(rf"\b{name}\b", example)
        is_made = re.search(MAKES.format(name=name), example)
        if sql and is_named and not is_made:
            found += [sql, *ALSO.get(name, [])]
    if "DISABLE TRIGGER touch" in example:
        found.append("CREATE TRIGGER touch BEFORE UPDATE ON orders "
                     "FOR EACH ROW EXECUTE FUNCTION touch()")
    return found
