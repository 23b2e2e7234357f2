//! Distances that are only compared.

use super::Point;

/// A point as a vector of length 1 from the centre of the Earth: the order of distances comes without trigonometry.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OnSphere([f64; 3]);

impl From<Point> for OnSphere {
    fn from(point: Point) -> Self {
        let (lat, lon) = (point.lat.to_radians(), point.lon.to_radians());
        Self([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()])
    }
}

impl OnSphere {
    /// The square of the straight line between two points: grows with their distance.
    #[must_use]
    pub fn chord2(self, other: Self) -> f64 {
        self.0.iter().zip(other.0).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    /// The `chord2` of points that are so far apart.
    #[must_use]
    pub fn chord2_of_km(km: f64) -> f64 {
        let half = (km.max(0.0) / 6371.0088 / 2.0).min(std::f64::consts::FRAC_PI_2).sin();
        4.0 * half * half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_agree_with_distances() {
        let (jakarta, bandung) = (Point { lat: -6.2, lon: 106.8 }, Point { lat: -6.9, lon: 107.6 });
        let chord2 = OnSphere::from(jakarta).chord2(bandung.into());
        let expected = OnSphere::chord2_of_km(jakarta.distance_km(bandung));
        assert!((chord2 / expected - 1.0).abs() < 1e-9, "{chord2} {expected}");
    }
}
