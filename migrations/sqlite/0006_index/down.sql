DROP TABLE outbox_floor;
DROP TABLE index_rebuilds;
DROP TABLE index_requests;
DROP TABLE index_holders;
