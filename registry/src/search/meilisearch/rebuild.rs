//! Building both indexes anew beside the live ones, and swapping them in one task.

use super::{BATCH, Meilisearch, request};
use crate::search::{Document, Rebuild, SearchError};

/// The indexes whose names end in `_next`. One that is dropped unfinished stays on the server until the next rebuild replaces it.
pub(super) struct MeilisearchRebuild {
    engine: Meilisearch,
}

impl MeilisearchRebuild {
    /// Makes them, empty.
    pub async fn begin(engine: Meilisearch) -> Result<Self, SearchError> {
        engine.make(&engine.names.next(), 0).await?;
        Ok(Self { engine })
    }
}

#[async_trait::async_trait]
impl Rebuild for MeilisearchRebuild {
    async fn add(&mut self, documents: Vec<Document>) -> Result<(), SearchError> {
        let documents = documents.iter().map(request::document).collect::<Result<Vec<_>, _>>()?;
        let next = self.engine.names.next();
        for batch in documents.chunks(BATCH) {
            self.engine.server.put(&next.services, batch).await?;
        }
        Ok(())
    }

    async fn publish(self: Box<Self>, position: i64) -> Result<(), SearchError> {
        let Self { engine } = *self;
        let next = engine.names.next();
        engine.write_state(&next, position).await?;
        // Live ones that were deleted are made, empty, so that there is something to swap with.
        engine.server.require_index(&engine.names.services).await?;
        engine.server.require_index(&engine.names.state).await?;
        // One task: content and position change together.
        engine.server.swap(&[(&engine.names.services, &next.services), (&engine.names.state, &next.state)]).await?;
        engine.server.delete_index(&next.services).await?;
        engine.server.delete_index(&next.state).await
    }
}
