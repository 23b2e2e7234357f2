-- What is known of fetching a source, from one harvest to the next. Written only when it changes.
CREATE TABLE fetch_states (
    source_id   TEXT PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    asked       TEXT NOT NULL, -- hash of what the declaration says about fetching; another one begins anew
    missing     TEXT NOT NULL, -- JSON: addresses of optional documents that were not there
    failures    INTEGER NOT NULL, -- failed attempts in a row
    retry_at    TIMESTAMPTZ, -- not to be asked before this: the server said so
    moved_to    TEXT, -- where a permanent redirect of the first document leads
    verified_at TIMESTAMPTZ, -- when the validators were last compared with the content
    lie_since   TIMESTAMPTZ, -- since when validators are not trusted: they held although the content had changed
    honest      INTEGER NOT NULL, -- daily checks without a lie since
    read_again  TEXT -- the versions by which the stored documents were last read again
);
