//! What every adapter must do, whatever it is given, and what each reads from its own shapes.

mod ckan;
mod compliance;
mod declarations;
mod documents;
mod examples;
mod feed;
mod hsds;
mod html;
mod json;
mod jsonld;
mod samples;
mod shapes;
mod table;
