DROP TABLE uploads;
DROP TABLE publications;
