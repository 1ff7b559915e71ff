SELECT legacy_code FROM orders;
