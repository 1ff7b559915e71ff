DROP TABLE badges;
DROP TABLE badges;
