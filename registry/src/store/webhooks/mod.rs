//! Webhooks: the endpoints that are told of what changes, the events that there were, and their deliveries. An event is made of what the other
//! tables hold, once, by whoever looks first: nothing is written twice where it happens. Who sends a delivery is not here.

mod deliveries;
mod endpoints;
mod events;
mod news;
pub mod schema;

pub use deliveries::{
    Claimed, DeliveryRow, Ended, Queue, claim_deliveries, deliveries, delivery_ended, has_due, queue, release_deliveries, replay,
};
pub use endpoints::{
    Disabled, NewWebhook, WebhookRow, add_webhook, change_secret, count_webhooks, disable_webhook, enable_webhook, has_webhooks,
    remove_webhook, webhook, webhooks,
};
pub use events::{forget_events, tell, test};
