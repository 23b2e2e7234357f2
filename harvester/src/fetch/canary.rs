//! Asking the process's own canary: the one address that the guard does not see, and nobody's URL.

use std::time::Duration;

use registry::model::Reason;

use super::fault::{Stage, of_transport};
use super::{FetchError, Fetcher};
use crate::canary::Canary;

/// A listener within this process answers within this, or something is wrong with the process.
const WAIT: Duration = Duration::from_secs(5);

impl Fetcher {
    /// Whether the client that asks the sources reaches the canary.
    ///
    /// # Errors
    /// It does not, and why.
    pub async fn reaches(&self, canary: &Canary) -> Result<(), FetchError> {
        let address = canary.address();
        let client = self.network.client(address.port());
        let client = client.map_err(|error| FetchError::new(Reason::Internal, format!("no HTTP client: {error}")))?;
        match client.get(format!("http://{address}/")).timeout(WAIT).send().await {
            Ok(response) if response.status().as_u16() == 204 => Ok(()),
            Ok(response) => Err(FetchError::new(Reason::HttpUnexpectedStatus, format!("HTTP {}", response.status().as_u16()))),
            Err(error) => Err(of_transport(&error, Stage::Header)),
        }
    }
}
