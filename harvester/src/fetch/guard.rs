//! What may be connected to: the scheme, the credentials, the port and the address. Checked on every URL, redirects included, and on every
//! address that a name resolves to, at the moment of connecting and together with the port: a name that changes its address between check
//! and use gains nothing. Which addresses are public is `address`'s to say.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;

use registry::model::Reason;
use url::{Host, Url};

use super::address;

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
    Private(IpAddr),
    #[error("own listener refused: {0}")]
    Own(SocketAddr),
    #[error("{0}")]
    Url(&'static str),
    #[error("port {0} refused: it is not one that HTTP is served at")]
    Port(u16),
}

impl Refused {
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Private(_) => Reason::PrivateAddress,
            Self::Own(_) => Reason::OwnListener,
            Self::Url(_) | Self::Port(_) => Reason::UrlRefused,
        }
    }
}

/// Ports from 1024 at which other protocols are served: a request sent there could be taken for their commands, or reads what is not for the
/// world. Below 1024 only 80 and 443 are HTTP's; everything else there belongs to the system.
const OTHER_PROTOCOLS: &[u16] = &[
    1080, 1433, 1521, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 4369, 5060, 5061, 5222, 5269, 5432, 5433, 5601,
    5672, 5900, 5984, 5985, 5986, 6000, 6379, 6380, 6432, 6443, 6514, 6665, 6666, 6667, 6668, 6669, 6697, 7199, 7474, 7687, 7700, 8086,
    8200, 8500, 8883, 9042, 9092, 9100, 9160, 9200, 9300, 9418, 10250, 10255, 11211, 15672, 25672, 27017, 27018, 27019, 28017,
];

/// What may be connected to by this process.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    policy: Policy,
    own: Arc<[SocketAddr]>,
}

impl Guard {
    /// A guard that refuses this process's `own` listeners whatever the policy.
    pub(super) fn new(policy: Policy, own: &[SocketAddr]) -> Self {
        Self { policy, own: own.into() }
    }

    /// Whether any private address may be connected to.
    pub(super) fn allows_some(&self) -> bool {
        self.policy != Policy::PublicOnly
    }

    /// Checks what can be known of a URL before its host is resolved.
    pub(super) fn check(&self, url: &Url) -> Result<(), Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Url("only http and https are fetched"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Url("a URL with a user name or password is not fetched"));
        }
        let port = url.port_or_known_default().unwrap_or(0);
        match url.host() {
            None => Err(Refused::Url("the URL has no host")),
            // The URL standard has already turned decimal, octal and hexadecimal forms into plain addresses.
            Some(Host::Ipv4(address)) => self.check_address(SocketAddr::from((address, port))),
            Some(Host::Ipv6(address)) => self.check_address(SocketAddr::from((address, port))),
            Some(Host::Domain(_)) if self.serves_http(port) || self.names_port(port) => Ok(()),
            Some(Host::Domain(_)) => Err(Refused::Port(port)),
        }
    }

    /// Checks an address at the moment of connecting.
    pub(super) fn check_address(&self, to: SocketAddr) -> Result<(), Refused> {
        let to = SocketAddr::new(address::plain(to.ip()), to.port());
        if self.is_own(to) {
            return Err(Refused::Own(to));
        }
        let named = matches!(&self.policy, Policy::Allow(list) if list.contains(&to));
        if !named && self.policy != Policy::All && !address::is_public(to.ip()) {
            return Err(Refused::Private(to.ip()));
        }
        if named || self.serves_http(to.port()) { Ok(()) } else { Err(Refused::Port(to.port())) }
    }

    fn serves_http(&self, port: u16) -> bool {
        matches!(port, 80 | 443 | 1024..) && !OTHER_PROTOCOLS.contains(&port)
    }

    /// The policy names some address with this port.
    fn names_port(&self, port: u16) -> bool {
        matches!(&self.policy, Policy::Allow(list) if list.iter().any(|allowed| allowed.port() == port))
    }

    /// Whether this is one of our own listeners. One that listens everywhere is reached at every address of this machine.
    fn is_own(&self, to: SocketAddr) -> bool {
        self.own.iter().filter(|own| own.port() == to.port() && own.port() != 0).any(|own| {
            let listens = address::plain(own.ip());
            listens == to.ip() || to.ip().is_unspecified() || (listens.is_unspecified() && is_of_this_machine(to.ip()))
        })
    }
}

/// Only an address of one's own can be bound.
fn is_of_this_machine(address: IpAddr) -> bool {
    address.is_loopback() || UdpSocket::bind((address, 0)).is_ok()
}

/// `localhost` and names under it are loopback (RFC 6761), whoever is asked.
pub(super) fn loopback_name(host: &str) -> Option<IpAddr> {
    let host = host.trim_end_matches('.');
    (host == "localhost" || host.ends_with(".localhost")).then_some(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn guard(policy: Policy) -> Guard {
        Guard::new(policy, &[])
    }

    fn refused(url: &str) -> bool {
        guard(Policy::PublicOnly).check(&url.parse().unwrap()).is_err()
    }

    #[test]
    fn every_spelling_of_a_private_address_is_refused() {
        for host in [
            "127.0.0.1",
            "127.0.0.1.",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "127.1",
            "0177.0.0.1",
            "017700000001",
            "%31%32%37.0.0.1",
            "１２７.0.0.1",
            "10.0.0.1",
            "169.254.169.254",
            "192.168.1.1",
            "100.64.0.1",
            "0",
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[0:0:0:0:0:ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b:1::7f00:1]",
            "[2002:7f00:1::]",
            "[2001:0:1::1]",
            "[fd00::1]",
            "[fe80::1]",
            "[fec0::1]",
            "[::127.0.0.1]",
        ] {
            assert!(refused(&format!("http://{host}/")), "{host}");
        }
        assert!(!refused("http://203.0.114.1/"));
        assert!(!refused("https://mpp.example.id/"));
        assert!(!refused("https://mpp.example.id:8443/"));
    }

    #[test]
    fn other_schemes_credentials_and_ports_are_refused() {
        for url in [
            "ftp://203.0.114.1/",
            "file:///etc/passwd",
            "gopher://203.0.114.1/",
            "http://user:secret@203.0.114.1/",
            "http://user@203.0.114.1/",
            "http://203.0.114.1:22/",
            "http://203.0.114.1:6379/",
            "http://mpp.example.id:25/",
            "https://mpp.example.id:5432/",
            "http://mpp.example.id:0/",
        ] {
            assert!(refused(url), "{url}");
        }
    }

    #[test]
    fn a_list_allows_an_address_with_its_port_only() {
        let policy = guard("127.0.0.1:8081".parse().unwrap());
        assert!(policy.check(&"http://127.0.0.1:8081/".parse().unwrap()).is_ok());
        assert!(policy.check(&"http://127.0.0.1:8082/".parse().unwrap()).is_err());
        assert!(policy.check(&"http://[::ffff:127.0.0.1]:8081/".parse().unwrap()).is_ok());
        assert!(policy.check_address("127.0.0.1:8082".parse().unwrap()).is_err(), "nor by a name");
        assert!("perhaps".parse::<Policy>().is_err());
        assert!(guard("10.0.0.1:81".parse().unwrap()).check(&"http://10.0.0.1:81/".parse().unwrap()).is_ok(), "whatever the port");
    }

    #[test]
    fn own_listeners_are_refused_even_where_all_is_allowed() {
        let own = Guard::new(Policy::All, &["0.0.0.0:8080".parse().unwrap(), "127.0.0.1:9900".parse().unwrap()]);
        for url in [
            "http://127.0.0.1:8080/",
            "http://127.9.9.9:8080/",
            "http://[::1]:8080/",
            "http://[::ffff:127.0.0.1]:8080/",
            "http://0.0.0.0:8080/",
            "http://127.0.0.1:9900/",
            "http://0.0.0.0:9900/",
        ] {
            assert!(own.check(&url.parse().unwrap()).is_err(), "{url}");
        }
        assert!(own.check(&"http://127.0.0.1:8081/".parse().unwrap()).is_ok());
        assert!(own.check(&"http://203.0.114.1:8080/".parse().unwrap()).is_ok(), "another machine's port");
    }

    proptest! {
        #[test]
        fn an_address_written_otherwise_is_the_same_address(bits: u32) {
            let plain = Ipv4Addr::from(bits);
            let [a, b, c, d] = plain.octets();
            let expected = refused(&format!("http://{plain}/"));
            for host in [
                bits.to_string(),
                format!("{bits:#x}"),
                format!("0{bits:o}"),
                format!("0{a:o}.0x{b:x}.{}", u32::from(c) << 8 | u32::from(d)),
                format!("[::ffff:{plain}]"),
                format!("[64:ff9b::{plain}]"),
            ] {
                prop_assert_eq!(refused(&format!("http://{host}/")), expected, "{}", host);
            }
        }
    }
}
