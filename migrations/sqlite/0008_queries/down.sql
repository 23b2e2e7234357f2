DROP INDEX services_term;
DROP TABLE queries;
