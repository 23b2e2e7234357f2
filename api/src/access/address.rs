//! From which address a request comes, by the connection, or by the word of a proxy that is trusted.

use std::net::IpAddr;

use actix_web::HttpRequest;
use ipnet::IpNet;

/// The caller's address. `X-Forwarded-For` is written by anybody: from its end, each address is believed as long as the one that named it
/// is a trusted proxy.
#[must_use]
pub fn client(request: &HttpRequest, proxies: &[IpNet]) -> Option<IpAddr> {
    let mut address = request.peer_addr()?.ip().to_canonical();
    let lines = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    for text in named.into_iter().rev() {
        if !proxies.iter().any(|proxy| proxy.contains(&address)) {
            break;
        }
        let Ok(before) = text.parse::<IpAddr>() else { break };
        address = before.to_canonical();
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(peer: &str, forwarded: &str, proxies: &[&str]) -> String {
        let proxies: Vec<IpNet> = proxies.iter().map(|net| net.parse().unwrap()).collect();
        let request = TestRequest::get().peer_addr(peer.parse().unwrap()).insert_header(("x-forwarded-for", forwarded)).to_http_request();
        client(&request, &proxies).unwrap().to_string()
    }

    #[test]
    fn nobody_is_believed_who_is_not_trusted() {
        assert_eq!(seen("203.0.113.9:1", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9:1", "198.51.100.1", &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_as_far_as_the_chain_of_trust_goes() {
        let trusted = &["10.0.0.0/8"];
        assert_eq!(seen("10.0.0.1:1", "198.51.100.1", trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.1:1", "127.0.0.1, 198.51.100.1", trusted), "198.51.100.1", "the first is the caller's own word");
        assert_eq!(seen("10.0.0.1:1", "198.51.100.1, 10.0.0.2", trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.1:1", "nonsense", trusted), "10.0.0.1");
        assert_eq!(seen("[::ffff:10.0.0.1]:1", "2001:db8::1", trusted), "2001:db8::1");
    }
}
