DROP TABLE notices_revision;
DROP TABLE notices;
