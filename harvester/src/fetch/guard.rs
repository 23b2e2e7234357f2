//! Which addresses may be connected to. Checked on the literal in every URL, redirects included, and on every address that a name resolves
//! to, at the moment of connecting: a name that changes its address between check and use gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use registry::model::Reason;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Which private addresses may be connected to. Public ones always may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// None.
    #[default]
    PublicOnly,
    /// These, each with its port.
    Allow(Vec<SocketAddr>),
    /// All: for demonstrations and tests.
    All,
}

/// The text is not a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not true, false or a list like 10.1.2.3:80,10.1.2.4:443")]
pub struct ParsePolicy(String);

impl std::str::FromStr for Policy {
    type Err = ParsePolicy;

    fn from_str(text: &str) -> Result<Self, ParsePolicy> {
        match text.trim() {
            "" | "false" | "0" => Ok(Self::PublicOnly),
            "true" | "1" => Ok(Self::All),
            list => {
                let addresses: Result<Vec<SocketAddr>, _> = list.split(',').map(|part| part.trim().parse()).collect();
                addresses.map(Self::Allow).map_err(|_| ParsePolicy(list.to_owned()))
            }
        }
    }
}

/// A URL or address that may not be fetched from.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("private address refused: {0}")]
    Private(String),
    #[error("{0}")]
    Url(&'static str),
}

impl Refused {
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Private(_) => Reason::PrivateAddress,
            Self::Url(_) => Reason::UrlRefused,
        }
    }
}

impl Policy {
    /// Checks what can be known of a URL before its host is resolved.
    pub(super) fn check(&self, url: &Url) -> Result<(), Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Url("only http and https are fetched"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Url("a URL with a user name or password is not fetched"));
        }
        let port = url.port_or_known_default().unwrap_or(0);
        let address = match url.host() {
            None => return Err(Refused::Url("the URL has no host")),
            // The URL standard has already turned decimal, octal and hexadecimal forms into plain addresses.
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
        };
        if self.allows(address, Some(port)) { Ok(()) } else { Err(Refused::Private(address.to_string())) }
    }

    /// Whether this address may be connected to. Without a port (a resolved name), any allowed port of the address will do.
    fn allows(&self, address: IpAddr, port: Option<u16>) -> bool {
        if !is_private(address) {
            return true;
        }
        match self {
            Self::PublicOnly => false,
            Self::Allow(list) => list.iter().any(|allowed| allowed.ip() == address && port.is_none_or(|port| port == allowed.port())),
            Self::All => true,
        }
    }
}

/// Whether an address is not one of the public internet, in any of the forms that carry an IPv4 address inside an IPv6 one.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => embedded_v4(address).map_or_else(|| is_private_v6(address), is_private_v4),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || (first & 0xffc0) == 0xfec0
        || address.segments().starts_with(&[0x2001, 0xdb8])
}

/// The IPv4 address inside an IPv4-mapped, IPv4-compatible, NAT64 (RFC 6052) or 6to4 (RFC 3056) address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let from = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(from(g, h)),
        (0, 0, 0, 0, 0, 0) if g != 0 => Some(from(g, h)),
        (0x2002, ..) => Some(from(b, c)),
        _ => None,
    }
}

/// Resolves names and keeps the addresses that the policy allows. `localhost` and names under it are loopback (RFC 6761).
pub(super) struct Resolver {
    policy: Policy,
}

impl Resolver {
    pub(super) fn new(policy: Policy) -> Arc<Self> {
        Arc::new(Self { policy })
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.policy.clone();
        Box::pin(async move {
            let host = name.as_str().trim_end_matches('.').to_ascii_lowercase();
            let found: Vec<SocketAddr> = if host == "localhost" || host.ends_with(".localhost") {
                vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]
            } else {
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect()
            };
            let (allowed, refused): (Vec<_>, Vec<_>) = found.into_iter().partition(|address| policy.allows(address.ip(), None));
            if let (true, Some(address)) = (allowed.is_empty(), refused.first()) {
                return Err(Box::new(Refused::Private(address.ip().to_string())) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> bool {
        Policy::PublicOnly.check(&url.parse().unwrap()).is_err()
    }

    #[test]
    fn every_spelling_of_a_private_address_is_refused() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "10.0.0.1",
            "169.254.169.254",
            "192.168.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[fd00::1]",
            "[fe80::1]",
            "[::127.0.0.1]",
        ] {
            assert!(refused(&format!("http://{host}/")), "{host}");
        }
        assert!(!refused("http://203.0.114.1/"));
        assert!(!refused("https://mpp.example.id/"));
    }

    #[test]
    fn other_schemes_and_credentials_are_refused() {
        assert!(refused("ftp://203.0.114.1/"));
        assert!(refused("http://user:secret@203.0.114.1/"));
    }

    #[test]
    fn a_list_allows_an_address_with_its_port_only() {
        let policy: Policy = "127.0.0.1:8081".parse().unwrap();
        assert!(policy.check(&"http://127.0.0.1:8081/".parse().unwrap()).is_ok());
        assert!(policy.check(&"http://127.0.0.1:8082/".parse().unwrap()).is_err());
        assert!("perhaps".parse::<Policy>().is_err());
    }
}
