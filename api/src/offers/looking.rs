//! Reading the feed of an offer. Nobody's request waits for it: the task runs on the threads of the process and not on those that answer, and what it saw
//! is written where every process sees it. A process that ends leaves a right that ends by itself.

use std::time::Duration;

use actix_web::web;
use harvester::offer::{LONGEST, Look, Wanted, look};
use registry::model::{Id, Instant, Reason};
use registry::offer::{Gap, Proof};
use registry::store::{self, OfferRow, Seen};

use super::refusal::OfferRefusal;
use crate::error::Error;
use crate::state::State;

/// How long one waits for its turn among those that are read.
const TURN: Duration = Duration::from_secs(30);

/// Begins to read the feed of an offer; what it saw is in the row, a minute later at most.
///
/// # Errors
/// It is settled, another of the region is being read, or the store does not answer.
pub async fn begin(state: &web::Data<State>, id: Id) -> Result<(), Error> {
    let now = state.now();
    let until = now.plus(LONGEST + TURN + Duration::from_secs(10));
    let taken = state.store.write(move |conn| store::begin_look(conn, id, now, until)).await?;
    let row = taken.map_err(OfferRefusal::of)?;
    let (task, runtime) = (finish(state.clone(), row, until), state.runtime.clone());
    match runtime {
        Some(runtime) => drop(runtime.spawn(task)),
        None => drop(actix_web::rt::spawn(task)),
    }
    Ok(())
}

async fn finish(state: web::Data<State>, row: OfferRow, until: Instant) {
    let id = row.id;
    if let Err(error) = seen(&state, row, until).await {
        tracing::warn!(offer = %id, code = error.code(), "what was seen of an offer could not be written");
    }
}

async fn seen(state: &State, row: OfferRow, until: Instant) -> Result<(), Error> {
    let wanted = Wanted {
        id: "tawaran".to_owned(),
        region: row.region()?,
        url: row.url()?,
        name: row.name.clone(),
        format: row.format.clone(),
        mapping: row.mapping.clone(),
        word: row.word.clone(),
    };
    let turn = tokio::time::timeout(TURN, state.looks.acquire()).await;
    let (look, proof) = match &turn {
        Ok(Ok(_)) => look(&state.fetcher, &wanted).await,
        _ => (Look::nothing(&wanted, Reason::HarvestTimeout, None), Proof::NotProven(Gap::NotAsked)),
    };
    let seen = Seen { is_read: look.is_read() && look.services > 0, seal: look.seal()?, look: serde_json::to_string(&look)?, proof };
    let (id, now) = (row.id, state.now());
    state.store.write(move |conn| store::end_look(conn, id, until, &seen, now)).await?;
    Ok(())
}
