BEGIN;
ALTER TABLE orders ADD COLUMN region text NOT NULL;
CREATE INDEX ix_orders_region ON orders (region);
COMMIT;
DROP TABLE orders
CREATE;
