-- The history of an MPP is kept by people: who recorded a step, when, and why one does not count any more.

ALTER TABLE mpp_events ADD COLUMN earliest TEXT NOT NULL DEFAULT '';    -- the first possible day; empty where nobody says
ALTER TABLE mpp_events ADD COLUMN recorded_by TEXT NOT NULL DEFAULT ''; -- as in the audit log; empty: it comes with the program
ALTER TABLE mpp_events ADD COLUMN withdrawn TEXT;                       -- why it does not count
